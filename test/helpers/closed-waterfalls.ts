/** Checks waterfalls against a plan, with sums that share nothing with theirs. */

import { expect } from 'vitest';
import type { Waterfall, WaterfallLine } from '../../src/model/explanation.ts';
import type { Plan } from '../../src/model/plan.ts';
import { dailySends } from '../../src/plan/sends.ts';
import { accountWaterfall, campaignWaterfall, type PlannedSends } from '../../src/plan/waterfall.ts';
import { buildProblem } from '../../src/problem/build.ts';
import type { Small } from './small-workspaces.ts';

/** 1/10000 sends. */
const units = (sends: number): number => Math.round(sends * 10_000);

/** Expected sends of campaigns and accounts in 1/10000, added up from the plan's rows and the steps as they are written. */
function sendsOf({ workspace }: Pick<Small, 'workspace'>, { starts, followUps }: Pick<Plan, 'starts' | 'followUps'>) {
  const sums = { campaign: new Map<string, number>(), account: new Map<string, number>() };
  const add = (row: { readonly campaign: string; readonly account: string }, sends: number): void => {
    for (const kind of ['campaign', 'account'] as const) sums[kind].set(row[kind], (sums[kind].get(row[kind]) ?? 0) + sends);
  };
  const campaigns = new Map(workspace.campaigns.map((campaign) => [campaign.id, campaign]));
  for (const row of starts) {
    const { steps = [], sticky } = campaigns.get(row.campaign) ?? {};
    for (const { share10k } of sticky === 'sender' ? steps : steps.slice(0, 1)) add(row, row.contacts * share10k);
  }
  for (const row of followUps) add(row, row.contacts * (campaigns.get(row.campaign)?.steps[row.step]?.share10k ?? 0));
  return sums;
}

/** Nominal limits of senders as one would add them up by hand; null when one has none. */
function nominalOf({ snapshot }: Pick<Small, 'snapshot'>, dates: readonly string[], senders: ReadonlySet<string>): number | null {
  let sum = 0;
  for (const { today, senders: own } of snapshot.accounts) {
    const days = dates.filter((date) => date >= today).length;
    for (const { dailyLimit } of own.filter(({ id }) => senders.has(id))) {
      if (dailyLimit.value.kind !== 'limited') return null;
      sum += dailyLimit.value.amount * days;
    }
  }
  return sum;
}

/**
 * Checks that the waterfalls of every campaign and every account close: from the nominal limits, lines that only take, an
 * end that is what the plan's rows and its figures say. Gives the lines of all of them that take something.
 */
export function expectClosedWaterfalls(small: Small, plan: Pick<Plan, 'starts' | 'followUps' | 'campaigns'>): readonly WaterfallLine[] {
  const { workspace, snapshot } = small;
  const problem = buildProblem(workspace, snapshot);
  const planned: PlannedSends = { workspace, snapshot, problem, sends: dailySends(problem, plan), campaigns: plan.campaigns };
  const sums = sendsOf(small, plan);
  const seen: WaterfallLine[] = [];
  const check = (fall: Waterfall | null, sends: number, senders: ReadonlySet<string>): void => {
    if (fall === null) throw new Error('no waterfall');
    const [nominal, ...taken] = fall.lines;
    expect(nominal?.cause).toBe('nominal');
    expect(units(fall.planned)).toBe(sends);
    expect(fall.lines.reduce((sum, line) => sum + units(line.sends), 0)).toBe(sends);
    expect(taken.filter((line) => line.sends > 0)).toEqual([]);
    const byHand = nominalOf(small, problem.dates, senders);
    if (byHand !== null) expect(nominal?.sends).toBe(byHand);
    seen.push(...fall.lines.filter((line) => line.sends !== 0));
  };
  for (const { account, senders } of snapshot.accounts)
    check(accountWaterfall(planned, account), sums.account.get(account) ?? 0, new Set(senders.map(({ id }) => id)));
  for (const { id } of workspace.campaigns) {
    const figure = plan.campaigns.reduce((sum, row) => (row.campaign === id ? sum + units(row.sends) : sum), 0);
    expect(sums.campaign.get(id) ?? 0).toBe(figure);
    const demands = problem.campaigns.find((campaign) => campaign.id === id)?.demands ?? [];
    const senders = demands.flatMap((d) => Array.from(problem.demands[d]?.senders ?? [], (s) => problem.senders[s]?.id ?? ''));
    check(campaignWaterfall(planned, id), figure, new Set(senders));
  }
  return seen;
}
