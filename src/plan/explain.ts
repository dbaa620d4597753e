/** Explains a saved plan from what stands in it: shortfalls with what would lift them, and the limits that bind. */

import type { BindingLimits, ExplainedCampaign, ExplainedReason, ExplainedSubject } from '../model/explanation.ts';
import type { CampaignResult, CapacityUse, Plan, ShortfallReason } from '../model/plan.ts';
import { sends, tenThousandths } from './amounts.ts';
import { remedyText } from './explain-words.ts';

/** Campaign rows of a subject: its own, those an account or a sender starts, or those of the whole plan that are short. */
export function explainedCampaigns(plan: Plan, subject: ExplainedSubject): readonly ExplainedCampaign[] {
  const isWanted = campaignTest(plan, subject);
  const rows = plan.campaigns.filter(isWanted);
  const carries = carriedBy(plan, rows);
  return rows.map(({ shortfall, ...row }) => ({
    ...row,
    short: shortfall?.contacts ?? 0,
    reasons: (shortfall?.reasons ?? []).map((reason): ExplainedReason => {
      return { ...reason, carries: carries(reason), remedy: remedyText(reason, row) };
    }),
  }));
}

function campaignTest(plan: Plan, subject: ExplainedSubject): (row: CampaignResult) => boolean {
  if (subject.kind === 'plan') return (row) => row.shortfall !== null;
  if (subject.kind === 'campaign') return (row) => row.campaign === subject.id;
  const served = new Set<string>();
  for (const rows of [plan.starts, plan.followUps])
    for (const row of rows) if (row[subject.kind] === subject.id) served.add(JSON.stringify([row.campaign, row.segment]));
  const isNamed = (reason: ShortfallReason): boolean => reason[subject.kind as 'account' | 'sender'] === subject.id;
  return (row) =>
    served.has(JSON.stringify([row.campaign, row.segment])) || row.shortfall?.reasons.some((reason) => isNamed(reason)) === true;
}

/** Less than one unit of room: nothing more fits. */
const isFull = ({ headroom }: CapacityUse): boolean => headroom !== null && headroom < 1;

const within = (use: CapacityUse, { from, to }: ShortfallReason): boolean =>
  (from === null || use.from >= from || (use.resource === 'sender_weekly_limit' && use.to >= from)) && (to === null || use.from <= to);

/** What the used-up limits behind reasons carry; one pass over the capacity table for all of them. */
function carriedBy(plan: Plan, rows: readonly CampaignResult[]): (reason: ShortfallReason) => number | null {
  const sums = new Map<ShortfallReason, number>();
  const reasons = rows.flatMap((row) => row.shortfall?.reasons ?? []);
  if (reasons.length === 0) return () => null;
  for (const use of plan.capacity) {
    if (!isFull(use)) continue;
    for (const reason of reasons) {
      if (reason.resource !== use.resource || !within(use, reason)) continue;
      const isOwn = (['account', 'sender', 'domain'] as const).every((key) => reason[key] === null || reason[key] === use[key]);
      if (isOwn) sums.set(reason, (sums.get(reason) ?? 0) + tenThousandths(use.planned));
    }
  }
  return (reason) => {
    const sum = sums.get(reason);
    return sum === undefined ? null : sends(sum);
  };
}

/** Binding limits of a subject by owner and family, in the order of the capacity table. Of a campaign: those its reasons and its senders meet. */
export function bindingLimits(plan: Plan, subject: ExplainedSubject): readonly BindingLimits[] {
  const isWanted = limitTest(plan, subject);
  const groups = new Map<string, { limits: BindingLimits; senders: Set<string> }>();
  for (const use of plan.capacity) {
    if (!use.isBinding || !isWanted(use)) continue;
    const key = JSON.stringify([use.resource, use.account, use.domain, subject.kind === 'plan' ? null : use.sender]);
    const { limits, senders } = groups.get(key) ?? { limits: null, senders: new Set<string>() };
    if (use.sender !== null) senders.add(use.sender);
    groups.set(key, { limits: added(limits, use, senders), senders });
  }
  return [...groups.values()].map(({ limits }) => limits);
}

function added(before: BindingLimits | null, use: CapacityUse, senders: ReadonlySet<string>): BindingLimits {
  const { resource, account, domain, from, to, limit, planned, shadowPrice, shadowPriceObjective } = use;
  const price = shadowPrice ?? 0;
  const isDearer = before === null || price > before.shadowPrice;
  return {
    resource,
    account,
    domain,
    sender: senders.size === 1 ? use.sender : null,
    senders: senders.size,
    from: before === null || from < before.from ? from : before.from,
    to: before === null || to > before.to ? to : before.to,
    rows: (before?.rows ?? 0) + 1,
    limit: (before?.limit ?? 0) + (limit ?? 0),
    planned: sumOf(before?.planned ?? 0, planned),
    shadowPrice: isDearer ? price : before.shadowPrice,
    shadowPriceObjective: isDearer ? shadowPriceObjective : before.shadowPriceObjective,
  };
}

/** Sum of sends with at most four digits after the point, exact. */
const sumOf = (a: number, b: number): number => sends(tenThousandths(a) + tenThousandths(b));

function limitTest(plan: Plan, subject: ExplainedSubject): (use: CapacityUse) => boolean {
  if (subject.kind === 'plan') return () => true;
  const ofSender = new Map(
    plan.snapshot.accounts.flatMap(({ account, senders }) => senders.map(({ id, domain }) => [id, { account, domain }] as const)),
  );
  const parents = new Map(plan.snapshot.accounts.map(({ account, parent }) => [account, parent]));
  const senders = new Set<string>();
  if (subject.kind === 'sender') senders.add(subject.id);
  else if (subject.kind === 'account') for (const [id, { account }] of ofSender) if (account === subject.id) senders.add(id);
  if (subject.kind === 'campaign')
    for (const rows of [plan.starts, plan.followUps]) for (const row of rows) if (row.campaign === subject.id) senders.add(row.sender);
  const named = plan.campaigns.flatMap((row) =>
    subject.kind === 'campaign' && row.campaign === subject.id ? (row.shortfall?.reasons ?? []) : [],
  );
  const accounts = new Set<string>([
    ...(subject.kind === 'account' ? [subject.id] : []),
    ...named.flatMap((reason) => reason.account ?? []),
  ]);
  const domains = new Set<string>(named.flatMap((reason) => reason.domain ?? []));
  for (const reason of named) if (reason.sender !== null) senders.add(reason.sender);
  for (const id of senders) {
    const owner = ofSender.get(id);
    if (owner?.domain) domains.add(owner.domain);
    // Pools above an account bind it as well.
    for (let at = owner?.account ?? null; at !== null && !accounts.has(at); at = parents.get(at) ?? null) accounts.add(at);
  }
  return (use) => {
    if (use.sender !== null) return senders.has(use.sender);
    return use.domain === null ? accounts.has(use.account ?? '') : domains.has(use.domain);
  };
}
