/** Two plans' use of capacity side by side: credits, contact slots, sender-days, and what is used up. */

import { dayNumber, formatLocalDate, type LocalDate } from '../model/calendar.ts';
import { compareText } from '../model/order.ts';
import type { CapacityUse, Plan } from '../model/plan.ts';
import type { AccountChange, Change, PlanDiff, SenderDayChange } from '../model/plan-diff.ts';
import { sends, tenThousandths } from './amounts.ts';

/** Use of capacity of one plan that is needed again. */
export interface Used {
  /** `credit_balance <account>`, `sender_daily_limit <sender>`, …: resources without room for one more. */
  readonly usedUp: ReadonlySet<string>;
  /** Accounts one of whose resources, or of whose senders, is used up. */
  readonly fullAccounts: ReadonlySet<string>;
  /** Domain and day, as `domain day` → limit. */
  readonly domainLimits: ReadonlyMap<string, number>;
  /** Sends through the account's own senders before a day. Units: 1/10000 sends. */
  readonly sentBefore: ReadonlyMap<string, number>;
}

/** Largest changes kept. */
const MOST_SENDER_DAYS = 20;

/** Key of a resource in `usedUp`. */
export const resourceKey = (resource: CapacityUse['resource'], owner: string): string => `${resource} ${owner}`;

/** What a plan uses. `today`: days before it count as sent. */
export function usedOf(plan: Plan, today: LocalDate): Used {
  const usedUp = new Set<string>();
  const fullAccounts = new Set<string>();
  const domainLimits = new Map<string, number>();
  const sentBefore = new Map<string, number>();
  for (const use of plan.capacity) {
    const owner = use.sender ?? use.domain ?? use.account;
    if (use.headroom !== null && use.headroom < 1 && owner !== null) {
      usedUp.add(resourceKey(use.resource, owner));
      if (use.account !== null) fullAccounts.add(use.account);
    }
    if (use.resource === 'domain_daily_limit' && use.domain !== null && use.limit !== null)
      domainLimits.set(`${use.domain} ${use.from}`, use.limit);
    if (use.resource === 'sender_daily_limit' && use.account !== null && use.from < today)
      sentBefore.set(use.account, (sentBefore.get(use.account) ?? 0) + tenThousandths(use.planned));
  }
  return { usedUp, fullAccounts, domainLimits, sentBefore };
}

/**
 * Credit cycles and contact slots whose use, headroom or overage differs, in canonical order. Cycles that overlap are the same
 * one; what is sent in it before `firstDay` does not count. `pools`: account → the pools it draws from.
 */
export function accountChanges(
  before: Plan,
  after: Plan,
  firstDay: LocalDate,
  pools: ReadonlyMap<string, readonly string[]>,
): readonly AccountChange[] {
  const isPartOver = before.horizon.start !== after.horizon.start;
  const unmatched = stocksOf(before, firstDay, isPartOver, pools);
  const changes: AccountChange[] = [];
  for (const [key, uses] of stocksOf(after, firstDay, isPartOver, pools)) {
    const then = unmatched.get(key) ?? [];
    for (const use of uses) {
      const i = then.findIndex((old) => old.from <= use.to && use.from <= old.to);
      changes.push(changeOf(i < 0 ? null : (then.splice(i, 1)[0] as CapacityUse), use));
    }
  }
  for (const uses of unmatched.values()) for (const use of uses) changes.push(changeOf(use, null));
  return changes
    .filter(({ used, headroom, overage }) => [used, headroom, overage].some((c) => c.before !== c.after))
    .sort((a, b) => compareText(a.account, b.account) || compareText(b.resource, a.resource) || compareText(a.from, b.from));
}

/** Account → rows of its credits and slots; where days are over, credits alone, without what is sent on those days. */
function stocksOf(plan: Plan, firstDay: LocalDate, isPartOver: boolean, pools: ReadonlyMap<string, readonly string[]>) {
  const stocks = new Map<string, CapacityUse[]>();
  const sent10k = isPartOver ? sentInCycle(plan, firstDay, pools) : new Map<string, number>();
  for (const use of plan.capacity) {
    // Slots taken by then and slots taken later are one number.
    const isStock = use.resource === 'credit_balance' || (use.resource === 'contact_limit' && !isPartOver);
    if (use.account === null || !isStock || use.to < firstDay) continue;
    const sent = use.from < firstDay ? (sent10k.get(use.account) ?? 0) : 0;
    const key = resourceKey(use.resource, use.account);
    const ahead = sent === 0 ? use : { ...use, planned: sends(tenThousandths(use.planned) - sent) };
    stocks.set(key, [...(stocks.get(key) ?? []), ahead]);
  }
  return stocks;
}

/** Sends out of each account's pool before a day, in the cycle the day is in. Units: 1/10000 sends. */
function sentInCycle(plan: Plan, day: LocalDate, pools: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const begins = new Map<string, LocalDate>();
  for (const use of plan.capacity)
    if (use.resource === 'credit_balance' && use.account !== null && use.from < day && day <= use.to) begins.set(use.account, use.from);
  const sent10k = new Map<string, number>();
  for (const use of plan.capacity) {
    if (use.resource !== 'sender_daily_limit' || use.account === null || use.from >= day) continue;
    for (const pool of [use.account, ...(pools.get(use.account) ?? [])])
      if (use.from >= (begins.get(pool) ?? day)) sent10k.set(pool, (sent10k.get(pool) ?? 0) + tenThousandths(use.planned));
  }
  return sent10k;
}

function changeOf(then: CapacityUse | null, now: CapacityUse | null): AccountChange {
  const known = (now ?? then) as CapacityUse;
  const of = (key: 'planned' | 'headroom' | 'overage') => ({ before: then?.[key] ?? null, after: now?.[key] ?? null });
  return {
    account: known.account as string,
    resource: known.resource as AccountChange['resource'],
    from: known.from,
    to: known.to,
    used: of('planned'),
    headroom: of('headroom'),
    overage: of('overage'),
  };
}

/** Sender-days with other sends, from a day on. Units of the columns: 1/10000 sends. */
export function senderDayChanges(before: Plan, after: Plan, firstDay: LocalDate): PlanDiff['senderDays'] {
  const first = dayNumber(firstDay);
  const dayCount = Math.max(dayNumber(before.horizon.end), dayNumber(after.horizon.end)) - first + 1;
  const accounts = new Map<string, Map<string, Change<Float64Array>>>();
  for (const [plan, key] of [[before, 'before'] as const, [after, 'after'] as const]) {
    for (const use of plan.capacity) {
      if (use.resource !== 'sender_daily_limit' || use.account === null || use.sender === null || use.from < firstDay) continue;
      const senders = accounts.get(use.account) ?? new Map<string, Change<Float64Array>>();
      accounts.set(use.account, senders);
      const days = senders.get(use.sender) ?? { before: new Float64Array(dayCount), after: new Float64Array(dayCount) };
      senders.set(use.sender, days);
      const day = dayNumber(use.from) - first;
      days[key][day] = (days[key][day] ?? 0) + tenThousandths(use.planned);
    }
  }
  let more = 0;
  let fewer = 0;
  let largest: SenderDayChange[] = [];
  for (const [account, senders] of accounts) {
    for (const [sender, days] of senders) {
      for (let day = 0; day < dayCount; day++) {
        const [then, now] = [days.before[day] as number, days.after[day] as number];
        if (then === now) continue;
        if (now > then) more++;
        else fewer++;
        largest.push({ account, sender, date: formatLocalDate(first + day), before: sends(then), after: sends(now) });
      }
      if (largest.length > 50 * MOST_SENDER_DAYS) largest = largestOf(largest);
    }
  }
  return { more, fewer, largest: largestOf(largest) };
}

const sizeOf = ({ before, after }: Change<number>): number => Math.abs(after - before);

const largestOf = (changes: readonly SenderDayChange[]): SenderDayChange[] =>
  [...changes]
    .sort(
      (a, b) =>
        sizeOf(b) - sizeOf(a) || compareText(a.date, b.date) || compareText(a.account, b.account) || compareText(a.sender, b.sender),
    )
    .slice(0, MOST_SENDER_DAYS);
