/**
 * Where more of something could help: parts of the plan that share nothing, the levels of each that are still open, and
 * the levers that reach them.
 */

import type { SenderCapacity, Snapshot } from '../model/capacity.ts';
import type { BindingLimits, ExplainedSubject } from '../model/explanation.ts';
import type { CampaignResult, Plan } from '../model/plan.ts';
import type { Campaign } from '../model/workspace.ts';
import { countStarts } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import { accountLevers, domainLever, type Lever, senderLevers } from './levers.ts';
import { campaignLevers } from './levers-campaign.ts';
import { type Part, partsOf } from './parts.ts';
import type { OpenLevel } from './prices.ts';
import type { Situation } from './situation.ts';

/** Levers of one explanation: the more possible starts a plan has, the longer each takes. */
const MOST_LEVERS = 24;
const FEWEST_LEVERS = 4;
const START_BUDGET = 2_000_000;

/** A plan to be priced for a subject. */
export interface PriceQuestion {
  /** What the plan was made from; an earlier plan is part of the workspace. */
  readonly situation: Situation;
  readonly problem: Problem;
  readonly plan: Pick<Plan, 'campaigns' | 'cost'>;
  readonly subject: ExplainedSubject;
  readonly binding: readonly BindingLimits[];
  /** Levers that come first where there are too many for all. */
  readonly isWanted: (lever: Lever) => boolean;
}

/** A lever with the levels it can help, most important first. */
export interface PricedLever {
  readonly lever: Lever;
  readonly levels: readonly OpenLevel[];
}

/** What is priced of a plan for a subject: what is wanted first, then what binds, and how many more there are. */
export function pricedLevers({ situation: { workspace, snapshot }, problem, plan, subject, binding, isWanted }: PriceQuestion): {
  readonly levers: readonly PricedLever[];
  readonly leftOut: number;
} {
  const end = problem.dates[problem.dayCount - 1] as string;
  const situation: Situation = { workspace: { ...workspace, horizon: { ...workspace.horizon, end } }, snapshot };
  const accountOf = new Map(snapshot.accounts.flatMap(({ account, senders }) => senders.map(({ id }) => [id, account] as const)));
  const priced = partsOf(problem).flatMap((part): readonly PricedLever[] => {
    const levels = openLevels(situation, problem, plan, part);
    return levels.length === 0 ? [] : leversOf(situation, problem, plan, part, subject, end).map((lever) => ({ lever, levels }));
  });
  const ordered = inTurns(priced, ({ lever }) => (isWanted(lever) ? 0 : bindingOf(lever, accountOf, binding) ? 1 : 2));
  const most = Math.max(FEWEST_LEVERS, Math.min(MOST_LEVERS, Math.floor(START_BUDGET / Math.max(1, countStarts(problem)))));
  return { levers: ordered.slice(0, most), leftOut: Math.max(0, ordered.length - most) };
}

/** Whether a lever moves something that binds. Days of window always do: the campaign is short. */
function bindingOf({ lever: { kind, id } }: Lever, accountOf: ReadonlyMap<string, string>, binding: readonly BindingLimits[]): boolean {
  const meets = (family: RegExp, account: string | undefined): boolean =>
    binding.some((limits) => family.test(limits.resource) && limits.account === account);
  switch (kind) {
    case 'credits':
    case 'allowance':
      return meets(/^credit_balance$/, id);
    case 'accountLimit':
      return meets(/^account_daily_limit$/, id);
    case 'contactLimit':
      return meets(/^contact_limit$/, id);
    case 'warmUp':
      return meets(/^sender_/, id);
    case 'sender':
    case 'senderLimit':
      return meets(/^sender_/, accountOf.get(id));
    case 'weeklyLimit':
      return meets(/^sender_weekly_limit$/, accountOf.get(id));
    case 'domainLimit':
      return binding.some((limits) => limits.domain === id);
    case 'window':
    case 'perDay':
      return true;
  }
}

/** By their ranks, and of each rank the kinds in turns, so that none of them crowds out the rest. */
function inTurns(levers: readonly PricedLever[], rankOf: (lever: PricedLever) => number): readonly PricedLever[] {
  const turns = new Map<string, number>();
  const placed = levers.map((priced) => {
    const rank = rankOf(priced);
    const key = `${rank} ${priced.lever.lever.kind}`;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return { priced, rank, turn };
  });
  return placed.sort((x, y) => x.rank - y.rank || x.turn - y.turn).map(({ priced }) => priced);
}

/** Levels that can still get better, with the smallest situation that decides them: less important campaigns do not matter to a level. */
function openLevels(
  situation: Situation,
  problem: Problem,
  { campaigns: results, cost }: Pick<Plan, 'campaigns' | 'cost'>,
  part: Part,
): readonly OpenLevel[] {
  // Pacing shapes plans without changing what they serve: the quickest one to plan.
  const own = situation.workspace.campaigns.flatMap((c, i): readonly Campaign[] =>
    part.campaigns.includes(i) ? [{ ...c, pacing: 'asap' }] : [],
  );
  const missingOf = (id: string): number => sumOf(results, id, (row) => row.contacts - row.served);
  const only = (isKept: (campaign: Campaign) => boolean): Situation => ({
    ...situation,
    workspace: { ...situation.workspace, campaigns: own.filter(isKept) },
  });
  const isPromised = ({ serveAtLeast }: Campaign): boolean => serveAtLeast > 0;
  const priorities = [...new Set(own.map((campaign) => campaign.priority))].sort((a, b) => a - b);
  const shortfalls = priorities.map((priority): OpenLevel => {
    const promised = own.filter((campaign) => campaign.priority === priority && isPromised(campaign));
    const missing = promised.reduce((sum, c) => sum + Math.max(0, c.serveAtLeast - sumOf(results, c.id, (row) => row.served)), 0);
    return { name: `shortfall.priority${priority}`, unit: 'contacts', situation: only(isPromised), missing };
  });
  const served = priorities.map((priority): OpenLevel => {
    const level = own.filter((campaign) => campaign.priority === priority);
    const missing = level.reduce((sum, c) => sum + (missingOf(c.id) * c.valueMicro) / 1_000_000, 0);
    const unit = level.every((c) => c.valueMicro === 1_000_000) ? 'contacts' : 'value';
    return { name: `served.priority${priority}`, unit, situation: only((c) => c.priority <= priority || isPromised(c)), missing };
  });
  const accounts = new Set([...part.accounts].map((a) => problem.accounts[a]?.id));
  const paid = cost.overage.filter((row) => row.sends > 0 && accounts.has(row.account));
  const overage = [...new Set(paid.map((row) => row.currency))].sort().map((currency): OpenLevel => {
    const missing = paid.reduce((sum, row) => (row.currency === currency ? sum + Number(row.amount) : sum), 0);
    return { name: `overage.${currency}`, unit: currency, situation: only(() => true), missing };
  });
  return [...shortfalls, ...served, ...overage].filter((level) => level.missing > 0);
}

const sumOf = (rows: readonly CampaignResult[], campaign: string, value: (row: CampaignResult) => number): number =>
  rows.reduce((sum, row) => (row.campaign === campaign ? sum + value(row) : sum), 0);

/** Levers of a part that a subject reaches: for campaigns those of their senders; for others their own. */
function leversOf(
  situation: Situation,
  problem: Problem,
  { campaigns: results }: Pick<Plan, 'campaigns'>,
  part: Part,
  subject: ExplainedSubject,
  end: string,
): readonly Lever[] {
  const { snapshot, workspace } = situation;
  const own = part.campaigns;
  const isShort = (c: number): boolean => sumOf(results, problem.campaigns[c]?.id ?? '', (row) => row.contacts - row.served) > 0;
  const isNamed = (c: number): boolean => subject.kind === 'campaign' && problem.campaigns[c]?.id === subject.id;
  const short = own.filter(isShort);
  // Where nothing is short, money is: every campaign of the part may cost some.
  const aims = subject.kind === 'campaign' ? own.filter(isNamed) : short.length > 0 ? short : own;
  const senders = new Set<string>();
  for (const c of aims)
    for (const d of problem.campaigns[c]?.demands ?? [])
      for (const s of problem.demands[d]?.senders ?? []) senders.add(problem.senders[s]?.id ?? '');
  const isWanted = (account: string, sender: SenderCapacity | null): boolean => {
    if (subject.kind === 'account') return account === subject.id;
    if (subject.kind === 'sender') return sender?.id === subject.id;
    return sender !== null && senders.has(sender.id);
  };
  const accounts = new Set<string>();
  const domains = new Set<string>();
  const kinds = kindsOf(snapshot, workspace.campaigns).filter(({ account, members }) => {
    if (!members.some((sender) => senders.has(sender.id)) || !members.some((sender) => isWanted(account, sender))) return false;
    for (const pool of poolsOf(snapshot, account)) accounts.add(pool);
    for (const { domain } of members) if (domain !== null) domains.add(domain);
    return true;
  });
  if (subject.kind === 'account') for (const a of part.accounts) if (problem.accounts[a]?.id === subject.id) accounts.add(subject.id);
  const inScope = snapshot.accounts.filter(
    ({ account }) => accounts.has(account) && (subject.kind !== 'account' || account === subject.id),
  );
  return [
    ...inScope.flatMap((account) => accountLevers(account, end)),
    ...workspace.domains.filter(({ id }) => domains.has(id)).map(domainLever),
    ...kinds.flatMap(({ account, members }) => senderLevers(account, members)),
    ...(subject.kind === 'plan' || subject.kind === 'campaign'
      ? aims.filter(isShort).flatMap((c) => campaignLevers(workspace.campaigns[c] as Campaign, end))
      : []),
  ];
}

/** The account and those above it. */
function poolsOf(snapshot: Snapshot, account: string): readonly string[] {
  const parents = new Map(snapshot.accounts.map(({ account: id, parent }) => [id, parent]));
  const pools: string[] = [];
  for (let at: string | null = account; at !== null && !pools.includes(at); at = parents.get(at) ?? null) pools.push(at);
  return pools;
}

/** Active senders by kind: equal in everything but what they sent, and named by the same campaigns. */
function kindsOf(
  { accounts }: Snapshot,
  campaigns: readonly Campaign[],
): readonly { readonly account: string; readonly members: readonly SenderCapacity[] }[] {
  const lists = campaigns.flatMap(({ from, segments }) =>
    [from, ...segments.flatMap((segment) => segment.from ?? [])].flatMap((s) => [s.senders, s.except.senders]),
  );
  const named = lists.filter((list) => list.length > 0).map((list) => new Set(list));
  const kinds = new Map<string, { account: string; members: SenderCapacity[] }>();
  for (const { account, senders } of accounts) {
    for (const sender of senders) {
      if (sender.status.value !== 'active') continue;
      const { id, dailyLimit, weeklyLimit, warmUp, weekdays, except, domain, tags } = sender;
      const isNamed = named.map((list) => list.has(id));
      const key = JSON.stringify([account, dailyLimit.value, weeklyLimit.value, warmUp, weekdays, except, domain, tags, isNamed]);
      const kind = kinds.get(key) ?? { account, members: [] };
      kind.members.push(sender);
      kinds.set(key, kind);
    }
  }
  return [...kinds.values()];
}
