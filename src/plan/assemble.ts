/** Assembles the plan from problem and solution: starts per sender, results, capacity use, reasons, cost, findings. */

import { createHash } from 'node:crypto';
import type { Snapshot } from '../model/capacity.ts';
import { type Finding, finding } from '../model/finding.ts';
import { compareNullable, compareText } from '../model/order.ts';
import type { CampaignResult, FollowUp, Plan, ShortfallReason, Start } from '../model/plan.ts';
import type { InputFile, Workspace } from '../model/workspace.ts';
import type { LinearProgram } from '../problem/linear.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';
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
  readonly program: LinearProgram;
  readonly solution: Solution;
  readonly tool: { readonly name: string; readonly version: string };
  readonly previous: { readonly file: InputFile; readonly alreadyStarted: ReadonlyMap<string, number> } | null;
}

/** Key of a demand in `alreadyStarted`. */
export const demandKey = (campaign: string, segment: string | null): string => JSON.stringify([campaign, segment]);

/** SHA-256 of the canonical JSON of a snapshot's accounts, lower-case hex. */
export const snapshotDigest = (accounts: Snapshot['accounts']): string =>
  createHash('sha256').update(JSON.stringify(accounts)).digest('hex');

/** Assembles the plan. Its levels carry no bound yet: `withProof` adds what the independent checker has proven. */
export function assemblePlan(input: AssembleInput): Plan {
  const { workspace, snapshot, problem, program, solution } = input;
  const starts = startRows(problem, program, solution);
  const followUps = followUpRows(problem, program, solution);
  const campaigns = problem.demands.map((_, d) => campaignResult(input, d));
  const overage = overageCost(problem, program, solution);
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
      levels: program.levels.map((level, p) => ({
        objective: level.name,
        sense: level.sense,
        value: (solution.levels[p]?.value ?? 0) / level.scale,
        bound: null,
        gap: null,
        unit: level.unit,
      })),
      solver: solution.engine,
      certificate: certificateOf(program, solution),
    },
    campaigns,
    starts,
    followUps,
    capacity: capacityUse(problem, program, solution),
    cost: { overage },
    findings: [...snapshot.findings, ...problem.findings, ...resultFindings(input, campaigns, overage)],
  };
}

const campaignOf = (problem: Problem, demand: number): ProblemCampaign =>
  problem.campaigns[problem.demands[demand]?.campaign ?? -1] as ProblemCampaign;

const senderKey = (problem: Problem, s: number) => {
  const sender = problem.senders[s];
  return { account: problem.accounts[sender?.account ?? -1]?.id ?? '', sender: sender?.id ?? '' };
};

function startRows(problem: Problem, program: LinearProgram, solution: Solution): readonly Start[] {
  return problem.starts
    .flatMap((start, i): Start[] => {
      const contacts = solution.columns[program.starts.first + i] as number;
      if (contacts === 0) return [];
      const segment = problem.demands[start.demand]?.segment ?? null;
      const date = problem.dates[start.stepDays[0] as number] as string;
      return [{ campaign: campaignOf(problem, start.demand).id, segment, ...senderKey(problem, start.sender), date, contacts }];
    })
    .sort(byRow);
}

function followUpRows(problem: Problem, program: LinearProgram, solution: Solution): readonly FollowUp[] {
  return problem.followUps
    .flatMap((f, i): FollowUp[] => {
      const contacts = solution.columns[program.followUps.first + i] as number;
      if (contacts === 0) return [];
      const segment = problem.demands[f.demand]?.segment ?? null;
      const date = problem.dates[f.day] as string;
      return [{ campaign: campaignOf(problem, f.demand).id, segment, step: f.step, ...senderKey(problem, f.sender), date, contacts }];
    })
    .sort((a, b) => compareText(a.campaign, b.campaign) || compareNullable(a.segment, b.segment) || a.step - b.step || byRow(a, b));
}

const byRow = (a: Start, b: Start): number =>
  compareText(a.campaign, b.campaign) ||
  compareNullable(a.segment, b.segment) ||
  compareText(a.account, b.account) ||
  compareText(a.sender, b.sender) ||
  compareText(a.date, b.date);

function campaignResult(input: AssembleInput, demand: number): CampaignResult {
  const { problem, program, solution, previous } = input;
  const d = problem.demands[demand] as Problem['demands'][number];
  const campaign = campaignOf(problem, demand);
  let served = 0;
  let sends10k = 0;
  const days: number[] = [];
  const count = (contacts: number, shares: readonly number[], on: readonly number[]) => {
    if (contacts === 0) return;
    on.forEach((day, k) => {
      sends10k += contacts * (shares[k] as number);
      days.push(day);
    });
  };
  problem.starts.forEach((start, i) => {
    if (start.demand !== demand) return;
    const contacts = solution.columns[program.starts.first + i] as number;
    served += contacts;
    count(contacts, campaign.shares10k, campaign.sticky === 'sender' ? start.stepDays : start.stepDays.slice(0, 1));
  });
  problem.followUps.forEach((f, i) => {
    if (f.demand === demand)
      count(solution.columns[program.followUps.first + i] as number, [campaign.shares10k[f.step] as number], [f.day]);
  });
  const date = (day: number) => (Number.isFinite(day) ? (problem.dates[day] as string) : null);
  return {
    campaign: campaign.id,
    segment: d.segment,
    priority: campaign.priority,
    contacts: d.contacts,
    alreadyStarted: previous?.alreadyStarted.get(demandKey(campaign.id, d.segment)) ?? 0,
    served,
    sends: sends(sends10k),
    firstDay: date(days.reduce((a, b) => Math.min(a, b), Infinity)),
    lastDay: date(days.reduce((a, b) => Math.max(a, b), -Infinity)),
    shortfall:
      served === d.contacts ? null : { contacts: d.contacts - served, reasons: shortfallReasons(input, demand, d.contacts - served) },
  };
}

function shortfallReasons({ problem, program, solution }: AssembleInput, demand: number, shortfall: number): readonly ShortfallReason[] {
  const bottleneck = solution.bottlenecks.find((b) => b.demand === demand);
  return reasonsOf(problem, program, bottleneck ?? { demand, groups: [], unexplained: shortfall });
}

function overageCost(problem: Problem, program: LinearProgram, solution: Solution): Plan['cost']['overage'] {
  return problem.accounts.flatMap((account, a) => {
    if (account.overage === null) return [];
    const bought = program.overage.reduce((n, o) => (o.account === a ? n + (solution.columns[o.column] as number) : n), 0);
    const amount = moneyText(BigInt(bought) * BigInt(account.overage.priceNano));
    return [{ account: account.id, sends: bought, amount, currency: account.overage.currency }];
  });
}

function resultFindings(input: AssembleInput, campaigns: readonly CampaignResult[], overage: Plan['cost']['overage']): readonly Finding[] {
  const { workspace, problem, program, solution } = input;
  const findings: Finding[] = [];
  campaigns.forEach((result, d) => {
    if (result.shortfall === null) return;
    const id = result.segment === null ? result.campaign : `${result.campaign}/${result.segment}`;
    const subject = result.segment === null ? ({ kind: 'campaign', id } as const) : ({ kind: 'segment', id } as const);
    const position = workspace.positions[`${subject.kind}:${id}`] ?? workspace.positions[`campaign:${result.campaign}`];
    const why = result.shortfall.reasons.map((r) => `${r.text} (${grouped(r.missing)} short)`).join(' and ');
    const kind =
      problem.demands[d]?.senders.length === 0
        ? 'demand.no-sender'
        : problem.starts.some((s) => s.demand === d)
          ? 'demand.shortfall'
          : 'demand.no-day';
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
    const open = program.levels.filter((level, p) => level.isProven && solution.levels[p]?.isFinished !== true).map((l) => l.name);
    findings.push(
      finding('solver.time-limit', `the time limit ended the search${open.length === 0 ? '' : ` in ${open.join(', ')}`}`, {
        subject: { kind: 'plan', id: 'plan' },
      }),
    );
  }
  return findings;
}
