/** Supply: effective limits of senders, domains and accounts, credit pools per billing cycle (model.md section 1). */

import { type DayNumber, dayNumber, nthReset } from '../model/calendar.ts';
import type { AccountCapacity, CreditWindow, SenderCapacity } from '../model/capacity.ts';
import type { Limit } from '../model/limit.ts';
import type { Domain, WarmUp } from '../model/workspace.ts';
import { onCalendar, rampLimits } from './calendar.ts';
import type { Promised } from './in-flight.ts';
import type { CreditCycle, ProblemDomain, ProblemSender } from './problem.ts';

/** The horizon as day numbers. */
export interface Horizon {
  readonly first: DayNumber;
  readonly dayCount: number;
}

/** Amount of a limit: Infinity when unlimited, 0 when unknown (only reached with `onUnknownCapacity: zero`). */
export const amountOf = (limit: Limit): number => (limit.kind === 'limited' ? limit.amount : limit.kind === 'unlimited' ? Infinity : 0);

const sumOn = (promised: readonly Promised[], from: DayNumber, to: DayNumber): number =>
  promised.reduce((sum, p) => (p.day >= from && p.day <= to ? sum + p.sends : sum), 0);

/** Days a sender sends on inside the horizon: active, on its calendar, not over in its account's zone. */
function sendingDays(sender: SenderCapacity, today: DayNumber, { first, dayCount }: Horizon): Uint8Array {
  const counts = onCalendar(sender);
  const days = new Uint8Array(dayCount);
  if (sender.status.value !== 'active') return days;
  for (let i = Math.max(0, today - first); i < dayCount; i++) if (counts(first + i)) days[i] = 1;
  return days;
}

/** Effective daily limit per day of a sender whose daily limit and ramp are these. */
function dailyLimit(
  nominal: number,
  sender: SenderCapacity,
  today: DayNumber,
  sendsOn: Uint8Array,
  ramp: Float64Array | null,
  promised: readonly Promised[],
  { first, dayCount }: Horizon,
): Float64Array {
  const limits = new Float64Array(dayCount);
  for (let i = 0; i < dayCount; i++) {
    if (sendsOn[i] === 0) continue;
    const sent = first + i === today ? sender.sentToday.value : 0;
    const used = promised.length === 0 ? sent : sent + sumOn(promised, first + i, first + i);
    limits[i] = Math.max(0, (ramp === null ? nominal : Math.min(nominal, ramp[i] as number)) - used);
  }
  return limits;
}

/** Capacity of every 7-day range that touches the horizon, history and in-flight taken off. */
function weeklyLimits(sender: SenderCapacity, today: DayNumber, promised: readonly Promised[], horizon: Horizon): ProblemSender['weekly'] {
  const limit = amountOf(sender.weeklyLimit.value);
  if (limit === Infinity) return [];
  const history = new Map<DayNumber, number>([[today, sender.sentToday.value]]);
  sender.sentLast6Days.value.forEach((sent, i) => {
    history.set(today - 6 + i, sent);
  });
  const ranges: { firstDay: number; capacity: number }[] = [];
  for (let t = -6; t < horizon.dayCount; t++) {
    const start = horizon.first + t;
    let used = sumOn(promised, start, start + 6);
    for (const [day, sent] of history) if (day >= start && day <= start + 6) used += sent;
    ranges.push({ firstDay: t, capacity: Math.max(0, limit - used) });
  }
  return ranges;
}

/** One sender in numbers. `calendar`: equal for senders that send on the same days. `promised`: its own promises only. */
export type SenderSupply = (
  sender: SenderCapacity,
  account: { readonly index: number; readonly today: DayNumber; readonly calendar: number },
  domain: { readonly index: number; readonly domain: Domain } | null,
  promised: readonly Promised[],
) => ProblemSender;

/** Supply over a horizon. Senders that share calendar and ramp share sending days, and their limits where these are equal. */
export function createSupply(horizon: Horizon): SenderSupply {
  const calendars = new Map<number, Uint8Array>();
  const ramps = new Map<WarmUp, Map<number, Float64Array>>();
  const limits = new Map<Float64Array | Uint8Array, Map<string, Float64Array>>();
  const limitOf = (
    sender: SenderCapacity,
    today: DayNumber,
    sendsOn: Uint8Array,
    ramp: Float64Array | null,
    domain: Domain | null,
    promised: readonly Promised[],
  ): Float64Array | null => {
    const nominal = Math.min(amountOf(sender.dailyLimit.value), domain?.dailyLimit ?? Infinity);
    if (nominal === Infinity && ramp === null) return null;
    if (promised.length > 0) return dailyLimit(nominal, sender, today, sendsOn, ramp, promised, horizon);
    // A ramp is one of a calendar, and a calendar of one first day: with the two numbers that differ they say all.
    const known = limits.get(ramp ?? sendsOn) ?? new Map<string, Float64Array>();
    limits.set(ramp ?? sendsOn, known);
    const key = `${nominal} ${sender.sentToday.value}`;
    const limit = known.get(key) ?? dailyLimit(nominal, sender, today, sendsOn, ramp, promised, horizon);
    known.set(key, limit);
    return limit;
  };
  return (sender, { index, today, calendar }, domain, promised) => {
    const sendsOn = calendars.get(calendar) ?? sendingDays(sender, today, horizon);
    calendars.set(calendar, sendsOn);
    let ramp: Float64Array | null = null;
    if (sender.warmUp !== null) {
      const known = ramps.get(sender.warmUp) ?? new Map<number, Float64Array>();
      ramp = known.get(calendar) ?? rampLimits(sender.warmUp, onCalendar(sender), horizon.first, horizon.dayCount);
      ramps.set(sender.warmUp, known.set(calendar, ramp));
    }
    return {
      id: sender.id,
      account: index,
      domain: domain?.index ?? null,
      sendsOn,
      dailyLimit: limitOf(sender, today, sendsOn, ramp, domain?.domain ?? null, promised),
      weekly: weeklyLimits(sender, today, promised, horizon),
    };
  };
}

/**
 * Limit per day shared by several senders (a domain's, an account's), what they sent today and promised taken off.
 * `members`: each sender's account day and sends today.
 */
export function sharedDailyLimit(
  limit: number,
  members: readonly { readonly today: DayNumber; readonly sentToday: number }[],
  promised: readonly Promised[],
  { first, dayCount }: Horizon,
): ProblemDomain['dailyLimit'] {
  const used = new Float64Array(dayCount);
  const add = (day: number, sends: number) => {
    if (day >= first && day < first + dayCount) used[day - first]! += sends;
  };
  for (const m of members) add(m.today, m.sentToday);
  for (const p of promised) add(p.day, p.sends);
  return used.map((sends) => Math.max(0, limit - sends));
}

/** A billing cycle of an account as day numbers; `reserveFrom` is the first day its daily reserve is kept for. */
interface Cycle {
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly isFirst: boolean;
  readonly reserveFrom: DayNumber;
  readonly credits: Limit;
  /** Never resets: everything promised later counts in it as well. */
  readonly isOpen: boolean;
}

/** Billing cycles that touch the horizon. The first one holds today's remaining credits. */
export function billingCycles(account: AccountCapacity, horizon: Horizon): readonly Cycle[] {
  const { first, dayCount } = horizon;
  const last = first + dayCount - 1;
  const today = dayNumber(account.today);
  const { resets, remaining, allowance, windows } = account.credits;
  if (windows !== undefined) return windows.flatMap((window) => windowCycle(window, today, first, last));
  const rule = resets.value;
  if (rule === null)
    return [{ from: Math.min(first, today), to: last, isFirst: true, reserveFrom: today, credits: remaining.value, isOpen: true }];
  const cycles: Cycle[] = [];
  let from = Math.min(first, today);
  for (let n = 0; from <= last; n++) {
    const reset = nthReset(rule.next, rule.every, n, rule.anchorDay);
    const credits = (n === 0 ? remaining : allowance).value;
    if (reset - 1 >= first)
      cycles.push({ from, to: reset - 1, isFirst: n === 0, reserveFrom: n === 0 ? today : from, credits, isOpen: false });
    from = reset;
  }
  return cycles;
}

/** A range of days with credits of its own, when it touches the horizon. */
function windowCycle({ from, to, credits }: CreditWindow, today: DayNumber, first: DayNumber, last: DayNumber): readonly Cycle[] {
  const days = { from: dayNumber(from), to: dayNumber(to) };
  if (days.to < first || days.from > last) return [];
  const isFirst = days.from < today;
  return [{ ...days, isFirst, reserveFrom: isFirst ? today : days.from, credits, isOpen: false }];
}

/**
 * Credit pools of an account in the cycles that touch the horizon (null = unlimited): remaining or allowance, minus
 * reserve, minus in-flight sends of the account and everything below it. A cycle that reaches past the horizon is not cut.
 */
export function creditCycles(account: AccountCapacity, promised: readonly Promised[], horizon: Horizon): readonly CreditCycle[] | null {
  const { first, dayCount } = horizon;
  const last = first + dayCount - 1;
  const { reserve } = account;
  const result: CreditCycle[] = [];
  for (const cycle of billingCycles(account, horizon)) {
    const nominal = amountOf(cycle.credits);
    if (nominal === Infinity) continue;
    const reserved = (cycle.isFirst ? reserve.untilReset : 0) + reserve.perDay * Math.max(0, cycle.to - cycle.reserveFrom + 1);
    const base = nominal - reserved - sumOn(promised, cycle.from, cycle.isOpen ? Infinity : cycle.to);
    const max = account.overage?.max ?? 0;
    const capacity = Math.max(0, base);
    result.push({
      from: Math.max(0, cycle.from - first),
      to: Math.min(cycle.to, last) - first,
      capacity,
      overageMax: Math.max(0, base + max) - capacity,
    });
  }
  return result.length === 0 ? null : result;
}
