/** Assembles the plan from problem and solution: starts per sender, results, capacity use, reasons, cost, findings. */

import { createHash } from 'node:crypto';
import type { Snapshot } from '../model/capacity.ts';
import { type Finding, finding } from '../model/finding.ts';
import { compareNullable, compareText } from '../model/order.ts';
import type { CampaignResult, FollowUp, Plan, Start } from '../model/plan.ts';
import type { InputFile, Workspace } from '../model/workspace.ts';
import { campaignOf, loadOf, ownDays, rowsOf } from '../problem/load.ts';
import { canStart } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import type { Solution } from '../solver/solver.ts';
import { grouped, moneyText, sends } from './amounts.ts';
import { capacityUse } from './capacity-rows.ts';
import { certificateOf } from './certificate.ts';
import { reasonsOf } from './reasons.ts';

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
  const starts = startRows(problem, solution);
  const followUps = followUpRows(problem, solution);
  const campaigns = campaignResults(input);
  const overage = overageCost(problem, solution);
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
      status: 'feasible',
      isComplete: campaigns.every((c) => c.shortfall === null),
      levels: solution.levels.map(({ name, sense, unit, scale, value }) => ({
        objective: name,
        sense,
        value: value / scale,
        bound: null,
        gap: null,
        unit,
      })),
      solver: solution.engine,
      certificate: certificateOf(solution),
    },
    campaigns,
    starts,
    followUps,
    capacity: capacityUse(problem, solution, loadOf(problem, rowsOf(solution.starts), solution.followUps)),
    cost: { overage },
    findings: [...snapshot.findings, ...problem.findings, ...resultFindings(input, campaigns, overage)],
  };
}

const senderKey = (problem: Problem, s: number) => {
  const sender = problem.senders[s];
  return { account: problem.accounts[sender?.account ?? -1]?.id ?? '', sender: sender?.id ?? '' };
};

const demandOf = (problem: Problem, demand: number) => ({
  campaign: campaignOf(problem, demand).id,
  segment: problem.demands[demand]?.segment ?? null,
});

const startRows = (problem: Problem, solution: Solution): readonly Start[] =>
  [...rowsOf(solution.starts)]
    .map(
      (s): Start => ({
        ...demandOf(problem, s.demand),
        ...senderKey(problem, s.sender),
        date: problem.dates[s.day] as string,
        contacts: s.contacts,
      }),
    )
    .sort(byRow);

const followUpRows = (problem: Problem, solution: Solution): readonly FollowUp[] =>
  solution.followUps
    .map((f): FollowUp => {
      const { campaign, segment } = demandOf(problem, f.demand);
      return {
        campaign,
        segment,
        step: f.step,
        ...senderKey(problem, f.sender),
        date: problem.dates[f.day] as string,
        contacts: f.contacts,
      };
    })
    .sort((a, b) => compareText(a.campaign, b.campaign) || compareNullable(a.segment, b.segment) || a.step - b.step || byRow(a, b));

const byRow = (a: Start, b: Start): number =>
  compareText(a.campaign, b.campaign) ||
  compareNullable(a.segment, b.segment) ||
  compareText(a.account, b.account) ||
  compareText(a.sender, b.sender) ||
  compareText(a.date, b.date);

/** What the starts and follow-ups of each demand come to. */
function totalsOf(problem: Problem, solution: Solution) {
  const totals = problem.demands.map(() => ({ served: 0, sends10k: 0, first: Infinity, last: -Infinity }));
  const count = (demand: number, contacts: number, shares10k: readonly number[], days: readonly number[]) => {
    const total = totals[demand] as (typeof totals)[number];
    days.forEach((day, k) => {
      total.sends10k += contacts * (shares10k[k] as number);
      total.first = Math.min(total.first, day);
      total.last = Math.max(total.last, day);
    });
  };
  for (const s of rowsOf(solution.starts)) {
    (totals[s.demand] as (typeof totals)[number]).served += s.contacts;
    count(s.demand, s.contacts, campaignOf(problem, s.demand).shares10k, ownDays(problem, s));
  }
  for (const f of solution.followUps) count(f.demand, f.contacts, [campaignOf(problem, f.demand).shares10k[f.step] as number], [f.day]);
  return totals;
}

function campaignResults({ problem, solution, previous }: AssembleInput): readonly CampaignResult[] {
  const shorts = new Map(solution.bottlenecks.map((b) => [b.demand, b]));
  return totalsOf(problem, solution).map(({ served, sends10k, first, last }, demand): CampaignResult => {
    const contacts = problem.demands[demand]?.contacts ?? 0;
    const { campaign, segment } = demandOf(problem, demand);
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
      shortfall: missing === 0 ? null : { contacts: missing, reasons: reasonsOf(problem, short) },
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
