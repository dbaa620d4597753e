/**
 * Cycles and money: what a change of tier or a top-up costs, when it holds and what it does to the credits of the running cycle.
 *
 * A change of tier is *up* when the new price per cycle is higher (at equal prices: more credits, then more contacts).
 * `immediate-prorated`: holds on its day. Price and credits of the running cycle change by the difference of the tiers ×
 *   days left / days of the cycle, its day counted. Money is rounded to the smallest coin, credits always to the lower capacity.
 * `immediate-full`: holds on its day. The running cycle becomes one of the new tier: the whole difference of price and
 *   credits; a downgrade takes the credits and pays nothing back.
 * `next-cycle`: price and credits hold from the next reset. A change on the day of a reset is too late for that cycle.
 * Every immediate change on the day of a reset is a whole cycle of the new tier. The day of the bill never moves.
 */

import { type DayNumber, dayNumber, formatLocalDate, type LocalDate, nthReset } from '../model/calendar.ts';
import type { CatalogEntry, ChangeRule, Tier } from '../model/catalog.ts';
import { minorUnit, nanoOf, roundedShare } from '../model/money.ts';
import type { ResetRule } from '../model/workspace.ts';

/** One billing cycle: its first day, the first day of the next one, and its length. */
export interface BillingCycle {
  readonly from: LocalDate;
  readonly next: LocalDate;
  readonly days: number;
}

/** Number of the last reset on or before a day (0 = `rule.next`, negative before it). */
function resetNumber(rule: ResetRule, day: DayNumber): number {
  const first = dayNumber(rule.next);
  const lengths = { day: 1, week: 7, month: 31 };
  let n = Math.floor((day - first) / lengths[rule.every]) - 1;
  while (nthReset(rule.next, rule.every, n + 1, rule.anchorDay) <= day) n++;
  while (nthReset(rule.next, rule.every, n, rule.anchorDay) > day) n--;
  return n;
}

/** Billing cycle a day lies in. Months keep the anchor: 31 January, 28 February, 31 March. */
export function cycleAt(rule: ResetRule, on: LocalDate): BillingCycle {
  const n = resetNumber(rule, dayNumber(on));
  const from = nthReset(rule.next, rule.every, n, rule.anchorDay);
  const next = nthReset(rule.next, rule.every, n + 1, rule.anchorDay);
  return { from: formatLocalDate(from), next: formatLocalDate(next), days: next - from };
}

/** Days of resets inside a range, both ends included. */
export function resetsWithin(rule: ResetRule, start: LocalDate, end: LocalDate): readonly LocalDate[] {
  const resets: LocalDate[] = [];
  for (let day = cycleAt(rule, start).from; day <= end; day = cycleAt(rule, day).next) if (day >= start) resets.push(day);
  return resets;
}

/** Whether a change of tier is up or down; null when the tiers are equal in price, credits and contacts. */
export function directionOf(from: Tier, to: Tier): 'up' | 'down' | null {
  const more =
    Number(nanoOf(to.price) - nanoOf(from.price)) || (to.credits ?? 0) - (from.credits ?? 0) || (to.contacts ?? 0) - (from.contacts ?? 0);
  return more === 0 ? null : more > 0 ? 'up' : 'down';
}

/** What a change of tier does. Money in 1e-9 of the list's currency; `charge` below 0 is paid back. */
export interface TierEffect {
  readonly direction: 'up' | 'down';
  readonly rule: ChangeRule;
  /** Cycle the change falls into. */
  readonly cycle: BillingCycle;
  /** Days of that cycle left, the day of the change counted. */
  readonly daysLeft: number;
  /** First day on which the new tier holds. */
  readonly holdsFrom: LocalDate;
  /** Charged on the day of the change, beside the price of each cycle. 0 on the day of a reset: that cycle is billed at the new price. */
  readonly charge: bigint;
  /** Added to the running cycle on the day of the change (below 0: taken off); null when the price list names no credits. */
  readonly credits: number | null;
}

/** Credits of a share, always to the lower capacity: what is added is rounded down, what is taken off is rounded up. */
const creditShare = (difference: number, n: number, d: number): number => {
  const exact = BigInt(difference) * BigInt(n);
  const down = exact / BigInt(d);
  return Number(exact < 0n && exact % BigInt(d) !== 0n ? down - 1n : down);
};

/** Effect of a change of tier on a day; null when nothing changes. */
export function tierChange(entry: CatalogEntry, from: Tier, to: Tier, on: LocalDate, resets: ResetRule): TierEffect | null {
  const direction = directionOf(from, to);
  if (direction === null) return null;
  const rule = entry.change[direction];
  const cycle = cycleAt(resets, on);
  const daysLeft = dayNumber(cycle.next) - dayNumber(on);
  const about = { direction, rule, cycle, daysLeft };
  if (rule === 'next-cycle')
    return { ...about, holdsFrom: cycle.next, charge: 0n, credits: from.credits === null || to.credits === null ? null : 0 };
  const share = rule === 'immediate-full' ? { n: 1, d: 1 } : { n: daysLeft, d: cycle.days };
  const price = nanoOf(to.price) - nanoOf(from.price);
  const isPaid = on !== cycle.from && (direction === 'up' || rule === 'immediate-prorated');
  return {
    ...about,
    holdsFrom: on,
    charge: isPaid ? roundedShare(price, BigInt(share.n), BigInt(share.d), minorUnit(entry.currency)) : 0n,
    credits: from.credits === null || to.credits === null ? null : creditShare(to.credits - from.credits, share.n, share.d),
  };
}
