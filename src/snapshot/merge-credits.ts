/** Credits of one account: remaining, allowance and resets from plan file and provider. */

import { ProviderError } from '../errors.ts';
import { dayNumber, formatLocalDate, type LocalDate, nthReset } from '../model/calendar.ts';
import type { AccountCapacity, AccountReading } from '../model/capacity.ts';
import { type Limit, type Observed, UNLIMITED } from '../model/limit.ts';
import type { Account, ResetRule } from '../model/workspace.ts';
import { fromReading, pick, type Statements } from './pick.ts';

interface Moment {
  readonly today: LocalDate;
  readonly say: Statements;
}

/**
 * Credits of an account. Unknown is never 0 and never unlimited, except where the provider has no credit pool at all.
 * Throws: ProviderError when a reset lies before the account's today and the credits are of the cycle before it.
 */
export function mergeCredits(account: Account, reading: AccountReading | undefined, moment: Moment): AccountCapacity['credits'] {
  const told = reading?.credits;
  const remaining =
    pick(moment.say.limit(account.credits.remaining), fromReading(told?.remaining)) ??
    fallback(account, told?.remaining, 'remaining', moment.say);
  const allowance =
    pick(moment.say.limit(account.credits.allowance), fromReading(told?.allowance)) ??
    (remaining.value.kind === 'unlimited'
      ? { value: UNLIMITED, observedAt: moment.say.at, source: 'derived' as const, note: 'The credits are unlimited now.' }
      : fallback(account, told?.allowance, 'allowance', moment.say));
  return {
    remaining,
    allowance,
    resets: mergeResets(account, reading, remaining, moment),
    used: told?.used ?? null,
    overageUsed: told?.overageUsed ?? null,
  };
}

function fallback(account: Account, told: Observed<Limit> | undefined, key: 'remaining' | 'allowance', say: Statements): Observed<Limit> {
  if (told !== undefined) return told;
  if (account.connection.provider === 'puffle') {
    return { value: UNLIMITED, observedAt: say.at, source: 'derived', note: 'Puffle has no credit pool; its senders’ limits bind.' };
  }
  const path = `accounts[${account.id}].credits`;
  const also = key === 'remaining' ? `, or ${path}: unlimited` : '';
  return say.unknown(
    `${account.connection.provider === 'declared' ? 'not declared' : `${account.connection.provider} does not tell it`}: declare ${path}.${key}${also}`,
  );
}

function mergeResets(
  account: Account,
  reading: AccountReading | undefined,
  remaining: Observed<Limit>,
  { today, say }: Moment,
): Observed<ResetRule | null> {
  const told = reading?.credits?.resets;
  const own = say.written(account.credits.resets);
  if (own !== undefined) return declaredResets(account, own, told, remaining, today);
  if (told === undefined) return say.assumed(null, 'Nobody tells when the next allowance comes: one pool for the whole horizon.');
  if (told.value !== null && told.value.next < today) {
    const text = `account ${account.id}: the next reset is said to be ${told.value.next}, which is before today (${today}); the credits may be of an old cycle. Read again, or declare accounts[${account.id}].credits.resets.`;
    throw new ProviderError('provider_value', text, { provider: reading?.provider ?? null, account: account.id });
  }
  return told;
}

/** A written rule wins and keeps its anchor; one whose date has passed goes on from there when the credits themselves are fresh. */
function declaredResets(
  account: Account,
  own: Observed<ResetRule>,
  told: Observed<ResetRule | null> | undefined,
  remaining: Observed<Limit>,
  today: LocalDate,
): Observed<ResetRule> {
  const anchorDay = own.value.anchorDay ?? (told?.value?.next === own.value.next ? told.value.anchorDay : undefined);
  const rule: ResetRule = { next: own.value.next, every: own.value.every, ...(anchorDay === undefined ? {} : { anchorDay }) };
  const isFresh = remaining.source !== 'declared';
  if (rule.next > today || (rule.next === today && !isFresh)) return { ...own, value: rule };
  if (!isFresh && remaining.value.kind === 'limited') {
    const text = `account ${account.id}: accounts[${account.id}].credits.resets.next is ${rule.next}, before today (${today}), so credits.remaining (${remaining.value.amount}) is of an old cycle. Update both.`;
    throw new ProviderError('snapshot_stale', text, { provider: account.connection.provider, account: account.id });
  }
  const next = nextAfter(rule, today);
  const anchored = rule.every === 'month' ? { anchorDay: rule.anchorDay ?? Number(rule.next.slice(8)) } : {};
  return {
    ...own,
    source: 'derived',
    value: { next, every: rule.every, ...anchored },
    note: `Continued from the declared reset of ${rule.next}.`,
  };
}

function nextAfter(rule: ResetRule, today: LocalDate): LocalDate {
  const last = dayNumber(today);
  let n = 1;
  while (nthReset(rule.next, rule.every, n, rule.anchorDay) <= last) n++;
  return formatLocalDate(nthReset(rule.next, rule.every, n, rule.anchorDay));
}
