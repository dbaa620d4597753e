/** Credit pools: what an account may still send in each billing cycle (model.md section 1). */

import { type DayNumber, nthReset, parseLocalDate } from '../model/calendar.ts';
import type { AccountCapacity, CreditWindow } from '../model/capacity.ts';
import type { Limit } from '../model/limit.ts';
import { countOrZero, larger, limitAmount } from './amounts.ts';
import type { Days } from './calendar.ts';

/** Credits of an account in one billing cycle. Days are indices of the horizon; units: sends. */
export interface Pool {
  readonly account: number;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly credits: number;
  /** Most paid sends above `credits`. */
  readonly overage: number;
}

/** Sends already promised for a day. */
export interface PromisedSends {
  readonly day: DayNumber;
  readonly sends: number;
}

interface Cycle {
  readonly from: DayNumber;
  /** Last day. */
  readonly to: DayNumber;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly nominal: Limit;
}

/** Billing cycles with at least one horizon day. */
function cyclesOf(account: AccountCapacity, days: Days): readonly Cycle[] {
  const { remaining, allowance, resets, windows } = account.credits;
  const last = days.first + days.count - 1;
  const touchesHorizon = (cycle: Cycle): boolean => cycle.to >= days.first && cycle.from <= last;
  if (windows !== undefined) return windows.map((window) => rangeOf(window, account, days)).filter(touchesHorizon);
  const rule = resets.value;
  const next = rule === null ? null : parseLocalDate(rule.next);
  const open = { from: -Number.POSITIVE_INFINITY, isFirst: true, nominal: remaining.value };
  if (rule === null || next === null) return [{ ...open, to: Number.POSITIVE_INFINITY, isLast: true }];
  const cycles: Cycle[] = [{ ...open, to: next - 1, isLast: false }];
  let from = next;
  for (let n = 1; from <= last; n++) {
    const following = nthReset(rule.next, rule.every, n, rule.anchorDay);
    cycles.push({ from, to: following - 1, isFirst: false, isLast: false, nominal: allowance.value });
    from = following;
  }
  return cycles.filter(touchesHorizon);
}

/** A range of days with credits of its own. One that began before today holds the reserve until the reset. */
function rangeOf(window: CreditWindow, account: AccountCapacity, days: Days): Cycle {
  const from = parseLocalDate(window.from) ?? days.first;
  const to = parseLocalDate(window.to) ?? days.first;
  return { from, to, isFirst: from < (parseLocalDate(account.today) ?? days.first), isLast: false, nominal: window.credits };
}

function poolOf(account: AccountCapacity, index: number, cycle: Cycle, promised: readonly PromisedSends[], days: Days): Pool | null {
  const limit = limitAmount(cycle.nominal);
  if (limit === Number.POSITIVE_INFINITY) return null;
  const lastDay = days.first + days.count - 1;
  const today = parseLocalDate(account.today) ?? days.first;
  const reserved = cycle.isFirst ? Math.max(0, (cycle.isLast ? lastDay : cycle.to) - today + 1) : cycle.to - cycle.from + 1;
  let base = BigInt(limit) - BigInt(countOrZero(account.reserve.perDay)) * BigInt(reserved);
  if (cycle.isFirst) base -= BigInt(countOrZero(account.reserve.untilReset));
  for (const { day, sends } of promised) if (day >= cycle.from && day <= cycle.to) base -= BigInt(sends);
  const most = BigInt(countOrZero(account.overage?.max ?? 0));
  const credits = larger(0n, base);
  return {
    account: index,
    firstDay: Math.max(0, cycle.from - days.first),
    lastDay: Math.min(days.count - 1, cycle.to - days.first),
    credits: Number(credits),
    overage: Number(larger(0n, base + most) - credits),
  };
}

/**
 * Pools of an account in the cycles that touch the horizon; none where credits are unlimited. `promised` are the
 * in-flight sends of the account and of everything below it.
 */
export function poolsOf(account: AccountCapacity, index: number, promised: readonly PromisedSends[], days: Days): readonly Pool[] {
  return cyclesOf(account, days)
    .map((cycle) => poolOf(account, index, cycle, promised, days))
    .filter((pool) => pool !== null);
}
