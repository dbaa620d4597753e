/** Assembles the plan from problem and solution: starts per sender, results, capacity use, reasons, cost, findings. */

import { createHash } from 'node:crypto';
import type { Snapshot } from '../model/capacity.ts';
import { type Finding, finding } from '../model/finding.ts';
import { moneyText } from '../model/money.ts';
import type { CampaignResult, ObjectiveLevel, Plan } from '../model/plan.ts';
import type { InputFile, Workspace } from '../model/workspace.ts';
import { campaignOf, loadOf, rowsOf } from '../problem/load.ts';
import { canStart, tableOf } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import type { Solution } from '../solver/solver.ts';
import { grouped, sends } from './amounts.ts';
import { ranksOf } from './canonical.ts';
import { capacityUse } from './capacity-rows.ts';
import { certificateOf } from './certificate.ts';
import { statusOf } from './proof.ts';
import { reasonsOf } from './reasons.ts';
import { followUpRows, namesOf, startRows } from './start-rows.ts';

/** Format of plan.json written here. */
export const PLAN_FORMAT = '1.0';

/** What a plan is assembled from. `alreadyStarted`: demand index → contacts the earlier plan has started. */
export interface AssembleInput {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  readonly problem: Problem;
  readonly solution: Solution;
  readonly tool: { readonly name: string; readonly version: string };
  readonly previous: { readonly file: InputFile; readonly alreadyStarted: ReadonlyMap<string, number> } | null;
}

/** Key of a demand in `alreadyStarted`. */
export const demandKey = (campaign: string, segment: string | null): string => JSON.stringify([campaign, segment]);

/** SHA-256 of the canonical JSON of a snapshot's accounts, lower-case hex; account by account, as the whole text may be 100 MB. */
export function snapshotDigest(accounts: Snapshot['accounts']): string {
  const hash = createHash('sha256').update('[');
  for (const [i, account] of accounts.entries()) hash.update(`${i === 0 ? '' : ','}${JSON.stringify(account)}`);
  return hash.update(']').digest('hex');
}

/** Assembles the plan. Its levels carry no bound yet: `withProof` adds what the independent checker has proven. */
export function assemblePlan(input: AssembleInput): Plan {
  const { workspace, snapshot, problem, solution } = input;
  const ranks = ranksOf(problem);
  const campaigns = campaignResults(input);
  const overage = overageCost(problem, solution);
  const levels = solution.levels.map(
    ({ name, sense, unit, scale, value }): ObjectiveLevel => ({
      objective: name,
      sense,
      value: value / scale,
      bound: null,
      gap: null,
      unit,
    }),
  );
  return {
    formatVersion: PLAN_FORMAT,
    tool: input.tool,
    inputs: workspace.inputs,
    previous: input.previous?.file ?? null,
    snapshot: {
      observedAt: snapshot.observedAt,
      sha256: snapshotDigest(snapshot.accounts),
      excludedProviders: snapshot.excludedProviders,
      stale: snapshot.stale,
      accounts: snapshot.accounts,
    },
    horizon: { start: problem.dates[0] as string, end: problem.dates[problem.dayCount - 1] as string, timeZone: workspace.timeZone },
    outcome: {
      status: statusOf(levels),
      isComplete: campaigns.every((c) => c.shortfall === null),
      levels,
      solver: solution.engine,
      certificate: certificateOf(solution),
    },
    campaigns,
    starts: startRows(problem, solution.starts, ranks),
    followUps: followUpRows(problem, solution.followUps, ranks),
    capacity: capacityUse(problem, solution, loadOf(problem, rowsOf(solution.starts), solution.followUps)),
    cost: { overage },
    findings: [...snapshot.findings, ...problem.findings, ...resultFindings(input, campaigns, overage)],
  };
}

/** What the starts and follow-ups of each demand come to. */
function totalsOf(problem: Problem, { starts, followUps }: Solution) {
  const totals = problem.demands.map(() => ({ served: 0, sends10k: 0, first: Infinity, last: -Infinity }));
  const count = (demand: number, step: number, day: number, contacts: number) => {
    const total = totals[demand] as (typeof totals)[number];
    total.sends10k += contacts * (campaignOf(problem, demand).shares10k[step] as number);
    total.first = Math.min(total.first, day);
    total.last = Math.max(total.last, day);
  };
  for (let i = 0; i < starts.length; i++) {
    const demand = starts.demand[i] as number;
    const contacts = starts.contacts[i] as number;
    (totals[demand] as (typeof totals)[number]).served += contacts;
    const days = tableOf(problem, demand, starts.sender[i] as number)?.[starts.day[i] as number] ?? [];
    const steps = campaignOf(problem, demand).sticky === 'sender' ? days.length : 1;
    for (let k = 0; k < steps; k++) count(demand, k, days[k] as number, contacts);
  }
  for (const f of followUps) count(f.demand, f.step, f.day, f.contacts);
  return totals;
}

function campaignResults({ problem, solution, previous }: AssembleInput): readonly CampaignResult[] {
  const groupSizes = new Map(solution.groups?.map((group) => [group.id, group.senders.length]));
  const shorts = new Map(solution.bottlenecks.map((b) => [b.demand, b]));
  return totalsOf(problem, solution).map(({ served, sends10k, first, last }, demand): CampaignResult => {
    const contacts = problem.demands[demand]?.contacts ?? 0;
    const { campaign, segment } = namesOf(problem, demand);
    const missing = contacts - served;
    const short = shorts.get(demand) ?? { demand, groups: [], unexplained: missing, isAnalysed: false };
    return {
      campaign,
      segment,
      priority: campaignOf(problem, demand).priority,
      contacts,
      alreadyStarted: previous?.alreadyStarted.get(demandKey(campaign, segment)) ?? 0,
      served,
      sends: sends(sends10k),
      firstDay: problem.dates[first] ?? null,
      lastDay: problem.dates[last] ?? null,
      shortfall: missing === 0 ? null : { contacts: missing, reasons: reasonsOf(problem, short, groupSizes) },
    };
  });
}

function overageCost(problem: Problem, solution: Solution): Plan['cost']['overage'] {
  return problem.accounts.flatMap((account, a) => {
    if (account.overage === null) return [];
    const bought = solution.overage.reduce((n, o) => (o.account === a ? n + o.sends : n), 0);
    const amount = moneyText(BigInt(bought) * BigInt(account.overage.priceNano));
    return [{ account: account.id, sends: bought, amount, currency: account.overage.currency }];
  });
}

function resultFindings(input: AssembleInput, campaigns: readonly CampaignResult[], overage: Plan['cost']['overage']): readonly Finding[] {
  const { workspace, problem, solution } = input;
  const findings: Finding[] = [];
  campaigns.forEach((result, d) => {
    if (result.shortfall === null) return;
    const id = result.segment === null ? result.campaign : `${result.campaign}/${result.segment}`;
    const subject = result.segment === null ? ({ kind: 'campaign', id } as const) : ({ kind: 'segment', id } as const);
    const position = workspace.positions[`${subject.kind}:${id}`] ?? workspace.positions[`campaign:${result.campaign}`];
    const why = result.shortfall.reasons.map((r) => `${r.text} (${grouped(r.missing)} short)`).join(' and ');
    const kind =
      problem.demands[d]?.senders.length === 0 ? 'demand.no-sender' : canStart(problem, d) ? 'demand.shortfall' : 'demand.no-day';
    findings.push(
      finding(kind, `${id}: ${grouped(result.shortfall.contacts)} of ${grouped(result.contacts)} contacts cannot be served: ${why}`, {
        subject,
        position,
        data: { contacts: result.contacts, served: result.served },
      }),
    );
  });
  problem.campaigns.forEach((campaign) => {
    const served = campaign.demands.reduce((n, d) => n + (campaigns[d]?.served ?? 0), 0);
    if (served >= campaign.serveAtLeast) return;
    findings.push(
      finding(
        'demand.serve-at-least',
        `${campaign.id}: ${grouped(served)} contacts served, serve.atLeast asks for ${grouped(campaign.serveAtLeast)}`,
        {
          subject: { kind: 'campaign', id: campaign.id },
          position: workspace.positions[`campaign:${campaign.id}`],
          data: { served, atLeast: campaign.serveAtLeast },
        },
      ),
    );
  });
  for (const o of overage) {
    if (o.sends === 0) continue;
    findings.push(
      finding('overage.planned', `account ${o.account}: ${grouped(o.sends)} sends above the allowance, ${o.amount} ${o.currency}`, {
        subject: { kind: 'account', id: o.account },
        position: workspace.positions[`account:${o.account}`],
        data: { sends: o.sends, amount: o.amount, currency: o.currency },
      }),
    );
  }
  if (solution.isTimeLimited) {
    const open = solution.levels.filter((level) => level.isProven && !level.isFinished).map((l) => l.name);
    findings.push(
      finding('solver.time-limit', `the time limit ended the search${open.length === 0 ? '' : ` in ${open.join(', ')}`}`, {
        subject: { kind: 'plan', id: 'plan' },
      }),
    );
  }
  return findings;
}
