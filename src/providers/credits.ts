/** Rules that hold for every provider with a credit balance: numbers that must add up, and the date of the next reset. */

import { dayNumber, type LocalDate, localDateAt, type ResetFrequency } from '../model/calendar.ts';
import { type Finding, finding } from '../model/finding.ts';
import { type Limit, limited, type Observed } from '../model/limit.ts';
import type { ResetRule } from '../model/workspace.ts';
import { type Call, derived, failure, said } from './answer.ts';

/** Credits of one cycle as a provider tells them. Units: credits. */
export interface CycleNumbers {
  readonly total: number;
  readonly used: number;
  readonly remaining: number;
  readonly overage: number;
}

/**
 * Remaining credits that are safe to plan on: what the provider says, or the smaller `total - used` with a finding when the two differ.
 * Throws: ProviderError `provider_value` when they differ and `--strict` was given.
 */
export function consistentRemaining(
  call: Call,
  what: string,
  n: CycleNumbers,
): { readonly remaining: Observed<Limit>; readonly findings: readonly Finding[] } {
  const expected = Math.max(0, n.total - n.used);
  const over = Math.max(0, n.used - n.total);
  if (n.remaining === expected && n.overage === over) return { remaining: said(call, limited(n.remaining)), findings: [] };
  const numbers = `total ${n.total}, used ${n.used}, remaining ${n.remaining}, overage ${n.overage}`;
  const text = `${what} contradicts itself: ${numbers}; total minus used gives ${expected} remaining and ${over} overage.`;
  if (call.context.strict) throw failure(call, 'provider_value', `${text} Refused because of --strict.`);
  const smaller = Math.min(n.remaining, expected);
  const note = `The smaller of ${n.remaining} (said) and ${expected} (total minus used).`;
  return {
    remaining: smaller === n.remaining ? said(call, limited(smaller), note) : derived(call, limited(smaller), note),
    findings: [
      finding('capacity.inconsistent', `Account "${call.account.id}": ${text} Planned on ${smaller}.`, {
        subject: { kind: 'account', id: call.account.id },
        data: { total: n.total, used: n.used, remaining: n.remaining, overage: n.overage, planned: smaller },
      }),
    ],
  };
}

/**
 * When the allowance comes back. `last` is the first day of the running cycle; it shows the billing day that a short month hides (31 → 28 February).
 * Throws: ProviderError `provider_value` when the dates are out of order or the reset is over.
 */
export function resetRule(
  call: Call,
  what: string,
  dates: { readonly last: LocalDate; readonly next: LocalDate; readonly every: ResetFrequency; readonly names: readonly [string, string] },
  timeZone: string,
): ResetRule {
  const { last, next, every } = dates;
  const [lastName, nextName] = dates.names;
  if (next <= last) throw failure(call, 'provider_value', `${what}: ${nextName} ${next} is not after ${lastName} ${last}.`);
  const today = localDateAt(call.context.now, timeZone);
  if (next < today) {
    throw failure(
      call,
      'provider_value',
      `${what}: ${nextName} ${next} is in the past; today is ${today} in ${timeZone}. Check the account, or declare its timeZone when this zone is wrong.`,
    );
  }
  const anchorDay = Number(last.slice(8, 10));
  const isShortMonth = every === 'month' && anchorDay > Number(next.slice(8, 10)) && isLastOfMonth(next);
  return isShortMonth ? { next, every, anchorDay } : { next, every };
}

const isLastOfMonth = (date: LocalDate): boolean => new Date((dayNumber(date) + 1) * 86_400_000).getUTCDate() === 1;
