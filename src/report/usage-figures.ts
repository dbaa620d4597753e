/** Figures of a usage report: what follows from a snapshot alone, for every format. */

import { dayNumber, formatLocalDate, type LocalDate, nthReset } from '../model/calendar.ts';
import type { AccountCapacity, SenderCapacity } from '../model/capacity.ts';
import type { Limit, Observed, Source } from '../model/limit.ts';

/** When the credits are used up at the pace of this cycle so far. */
export type RunOut = { readonly kind: 'date'; readonly date: LocalDate } | { readonly kind: 'lasts' } | { readonly kind: 'unknown' };

/** Credits of one account. Units: credits, days. */
export interface AccountFigures {
  /** In this cycle; null = unknown. */
  readonly used: number | null;
  readonly left: Limit;
  readonly allowance: Limit;
  /** What is left after the reserve up to the reset. */
  readonly headroom: Limit;
  readonly reset: LocalDate | null;
  readonly daysToReset: number | null;
  readonly runOut: RunOut;
  /** Where credits, allowance and reset come from. */
  readonly sources: string;
}

/** Credits of an account, with the pace, the headroom and the sources worked out. */
export function accountFigures(account: AccountCapacity): AccountFigures {
  const { remaining, allowance, resets } = account.credits;
  const today = dayNumber(account.today);
  const reset = resets.value === null ? null : resets.value.next;
  const daysToReset = reset === null ? null : dayNumber(reset) - today;
  const used = usedOf(account);
  return {
    used,
    left: remaining.value,
    allowance: allowance.value,
    headroom: headroomOf(account, daysToReset ?? 0),
    reset,
    daysToReset,
    runOut: runOutOf(account, used, today),
    // Where nothing is limited, there is nothing more to tell.
    sources: sourcesOf([sourceOf(remaining), ...(remaining.value.kind === 'unlimited' ? [] : [sourceOf(allowance), resets.source])]),
  };
}

/** What the provider said was used, else what the allowance and the remaining credits leave. */
function usedOf({ credits }: AccountCapacity): number | null {
  if (credits.used !== null) return credits.used.value;
  const { remaining, allowance } = credits;
  if (remaining.value.kind !== 'limited' || allowance.value.kind !== 'limited') return null;
  // More left than a cycle brings (top-ups, roll-over): used cannot be told.
  const used = allowance.value.amount - remaining.value.amount;
  return used < 0 ? null : used;
}

function headroomOf({ credits, reserve }: AccountCapacity, daysToReset: number): Limit {
  const left = credits.remaining.value;
  if (left.kind !== 'limited') return left;
  return { kind: 'limited', amount: Math.max(0, left.amount - reserve.untilReset - reserve.perDay * Math.max(0, daysToReset)) };
}

/** Assumes: sending goes on at the average pace of this cycle up to today. */
function runOutOf({ credits }: AccountCapacity, used: number | null, today: number): RunOut {
  const rule = credits.resets.value;
  const left = credits.remaining.value;
  if (left.kind === 'unlimited') return { kind: 'lasts' };
  if (left.kind === 'unknown' || rule === null || used === null) return { kind: 'unknown' };
  if (left.amount === 0) return { kind: 'date', date: formatLocalDate(today) };
  const elapsed = today - nthReset(rule.next, rule.every, -1, rule.anchorDay) + 1;
  if (elapsed <= 0) return { kind: 'unknown' };
  if (used === 0) return { kind: 'lasts' };
  const day = today + Math.floor((left.amount * elapsed) / used);
  return day >= dayNumber(rule.next) ? { kind: 'lasts' } : { kind: 'date', date: formatLocalDate(day) };
}

const sourceOf = (limit: Observed<Limit>): Source | 'unknown' => (limit.value.kind === 'unknown' ? 'unknown' : limit.source);

/** Every source once, in order: `api`, or `api+declared` when not all numbers have one source. */
export const sourcesOf = (sources: readonly (Source | 'unknown')[]): string => [...new Set(sources)].join('+');

/** Today's figures of one sender. Units: sends. */
export interface SenderFigures {
  /** Most sends today, warm-up and calendar included. */
  readonly limit: Limit;
  readonly sent: number;
  readonly left: Limit;
  /** Left of the weekly limit today. */
  readonly weekLeft: Limit;
  readonly sources: string;
}

/** Today's figures of a sender whose limit of today is already worked out. */
export function senderFigures(sender: SenderCapacity, limitToday: Limit): SenderFigures {
  const sent = sender.sentToday.value;
  const week = sender.sentLast6Days.value.reduce((sum, n) => sum + n, sent);
  return {
    limit: limitToday,
    sent,
    left: minus(limitToday, sent),
    weekLeft: minus(sender.weeklyLimit.value, week),
    sources: sourcesOf([sourceOf(sender.dailyLimit), sender.sentToday.source]),
  };
}

const minus = (limit: Limit, amount: number): Limit =>
  limit.kind === 'limited' ? { kind: 'limited', amount: Math.max(0, limit.amount - amount) } : limit;
