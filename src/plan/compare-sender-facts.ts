/** What changed about a sender between the capacity of two plans, as sentences. */

import type { SenderCapacity } from '../model/capacity.ts';
import type { Limit } from '../model/limit.ts';
import type { Family } from '../model/plan.ts';
import { amountOf, grouped, limitText } from './amounts.ts';
import { resourceKey } from './compare-capacity.ts';
import { type Fact, isSame, signOf } from './compare-facts.ts';

/** Changes of one sender of an account; `then` null = it is new. `isSameDay`: both tell what was sent on the same day. */
export function senderFacts(
  account: string,
  then: SenderCapacity | null,
  now: SenderCapacity | undefined,
  isSameDay: boolean,
): readonly Fact[] {
  const sender = (now ?? then)?.id ?? '';
  const facts: Fact[] = [];
  const say = (resource: Family | null, sign: Fact['sign'], text: string, ofMany: string) =>
    facts.push({ resource: resource && resourceKey(resource, sender), account, sender, domain: null, sign, text, ofMany });
  if (then === null) {
    say(null, 1, `sender ${sender} is new`, 'are new');
    return facts;
  }
  if (now === undefined) {
    say(null, -1, `sender ${sender} is no longer there`, 'are no longer there');
    return facts;
  }
  const active = (s: SenderCapacity): number => Number(s.status.value === 'active');
  if (active(then) !== active(now))
    say(
      null,
      signOf(active(now) - active(then)),
      `status of sender ${sender}: ${then.status.value} → ${now.status.value}`,
      active(now) === 1 ? 'send again' : 'send no longer',
    );
  const limit = (resource: Family, what: string, before: Limit, after: Limit) => {
    const sign = signOf(amountOf(after) - amountOf(before));
    if (!isSame(before, after) && sign !== 0)
      say(
        resource,
        sign,
        `${what} of sender ${sender}: ${limitText(before)} → ${limitText(after)}`,
        `have a ${sign > 0 ? 'higher' : 'lower'} ${what}`,
      );
  };
  limit('sender_daily_limit', 'daily limit', then.dailyLimit.value, now.dailyLimit.value);
  limit('sender_weekly_limit', 'weekly limit', then.weeklyLimit.value, now.weeklyLimit.value);
  const [sent, sends] = [then.sentToday.value, now.sentToday.value];
  if (isSameDay && sent !== sends)
    say(
      'sender_daily_limit',
      signOf(sent - sends),
      `sent today by sender ${sender}: ${grouped(sent)} → ${grouped(sends)}`,
      `have sent ${sends > sent ? 'more' : 'less'} today`,
    );
  if (isSameDay && !isSame(then.sentLast6Days.value, now.sentLast6Days.value))
    say('sender_weekly_limit', 0, `sends of the last 6 days of sender ${sender} are others`, 'have other sends in the last 6 days');
  if (!isSame(then.warmUp, now.warmUp)) say('sender_daily_limit', 0, `warm-up of sender ${sender} is another`, 'have another warm-up');
  if (!isSame(then.weekdays, now.weekdays))
    say(null, 0, `weekdays of sender ${sender}: ${then.weekdays.join(' ')} → ${now.weekdays.join(' ')}`, 'have other weekdays');
  if (!isSame(then.except, now.except)) say(null, 0, `days without sends of sender ${sender} are others`, 'have other days without sends');
  if (then.domain !== now.domain)
    say(null, 0, `domain of sender ${sender}: ${then.domain ?? 'none'} → ${now.domain ?? 'none'}`, 'have another domain');
  return facts;
}
