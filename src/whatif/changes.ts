/** Changes of a what-if: new amounts, and what each change is in words. */

import { ConfigError } from '../errors.ts';
import type { AmountChange, Change } from '../model/catalog.ts';
import { finding, type Subject } from '../model/finding.ts';
import { dayText, grouped } from '../model/words.ts';

export type { AmountChange, Change } from '../model/catalog.ts';

const MICRO = 1_000_000n;

/** Amount after a change, rounded to the nearest whole number (a half upward), never below 0. */
export function amountAfter(change: AmountChange, before: number): number {
  if (change.kind === 'set') return change.to;
  if (change.kind === 'add') return Math.max(0, before + change.by);
  const exact = BigInt(before) * (MICRO + BigInt(change.byMicro));
  return exact <= 0n ? 0 : Number((2n * exact + MICRO) / (2n * MICRO));
}

/** Error of a change that cannot be applied to what there is: the same kinds of findings the plan files get. */
export function cannotApply(
  kind: 'config.unknown-reference' | 'config.contradiction' | 'config.date-outside' | 'config.missing-key',
  message: string,
  subject: Subject,
): ConfigError {
  return new ConfigError([finding(kind, message, { subject })]);
}

const signed = (n: number): string => `${n < 0 ? '-' : '+'}${grouped(Math.abs(n))}`;

/** `+25%`, `+50,000`, `60,000`. */
export function amountText(change: AmountChange): string {
  if (change.kind === 'set') return grouped(change.to);
  return change.kind === 'add' ? signed(change.by) : `${signed(change.byMicro / 10_000)}%`;
}

/** A change in few words, user text unescaped: `sg-main: tier pro-700k on 23 Nov`. */
export function describeChange(change: Change): string {
  const on = 'on' in change && change.on !== null ? ` on ${dayText(change.on)}` : '';
  switch (change.kind) {
    case 'tier':
      return `${change.account}: tier ${change.tier}${on}`;
    case 'topUp':
      return `${change.account}: top-up ${change.topUp}${on}`;
    case 'credits':
      return `${change.account}: credits ${amountText(change.amount)}${on}`;
    case 'removeAccount':
      return `${change.account}: removed`;
    case 'addSenders':
      return `${change.account}: +${change.count} ${change.count === 1 ? 'sender' : 'senders'}${change.like === null ? '' : ` like ${change.like}`}`;
    case 'removeSenders':
      return `removed: ${change.senders.join(', ')}`;
    case 'sender': {
      const { dailyLimit, weeklyLimit, weekdays } = change;
      const parts = [
        ...(dailyLimit === null ? [] : [`daily limit ${dailyLimit.toLocaleString('en-US')}`]),
        ...(weeklyLimit === null ? [] : [`weekly limit ${weeklyLimit.toLocaleString('en-US')}`]),
        ...(weekdays === null ? [] : [`sends on ${weekdays.join(', ')}`]),
      ];
      return `${change.sender}: ${parts.join(', ')}`;
    }
    case 'contacts':
      return `${change.campaign}${change.segment === null ? '' : `/${change.segment}`}: contacts ${amountText(change.amount)}`;
    case 'window': {
      const { start, end, weekdays } = change;
      const parts = [
        ...(start === null ? [] : [`starts ${dayText(start)}`]),
        ...(end === null ? [] : [`ends ${dayText(end)}`]),
        ...(weekdays === null ? [] : [`sends on ${weekdays.join(', ')}`]),
      ];
      return `${change.campaign}: window ${parts.join(', ')}`;
    }
    case 'priority':
      return `${change.campaign}: priority ${change.priority}`;
    case 'move':
      return `${change.campaign}: may leave from every account`;
  }
}
