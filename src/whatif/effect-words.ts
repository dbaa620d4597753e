/** What changes do, as sentences: what is paid when, which credits come when, what is left out. */

import { addDays } from '../model/calendar.ts';
import { moneyText, nanoOf } from '../model/money.ts';
import { dayText, grouped } from '../model/words.ts';
import type { Effect } from './apply-accounts.ts';

/** One sentence per effect; names in it are not escaped. */
export function effectText(effect: Effect): string {
  switch (effect.kind) {
    case 'tier':
      return tierText(effect);
    case 'topUp': {
      const { account, on, topUp, credits, amount, currency, until } = effect;
      const use = until === null ? 'that do not expire' : `to be used until ${dayText(until)}`;
      return `${account} buys ${topUp} on ${dayText(on)} for ${moneyText(amount)} ${currency}: ${grouped(credits)} credits ${use}`;
    }
    case 'note':
      return `${effect.subject}: ${effect.text}`;
  }
}

function tierText({ account, on, from, to, entry, effect }: Extract<Effect, { kind: 'tier' }>): string {
  const { currency, cycle } = entry;
  const { rule, direction, holdsFrom, daysLeft, charge, credits } = effect;
  const price = `${moneyText(nanoOf(to.price))} ${currency} a ${cycle}`;
  const each = to.credits === null ? price : `${grouped(to.credits)} credits for ${price}`;
  const change = `${account} changes from ${from.id} to ${to.id}`;
  if (rule === 'next-cycle') {
    const until = dayText(addDays(holdsFrom, -1));
    return `${change}, ordered on ${dayText(on)}, with its next cycle: ${each} from ${dayText(holdsFrom)}; until ${until} nothing changes`;
  }
  if (on === effect.cycle.from) return `${change} on ${dayText(on)}, the day of its reset: ${each} from then on`;
  const part = rule === 'immediate-full' ? 'the whole running cycle' : `${daysLeft} of ${effect.cycle.days} days of the running cycle`;
  const paid =
    charge > 0n
      ? `${moneyText(charge)} ${currency} for ${part}`
      : charge < 0n
        ? `${moneyText(-charge)} ${currency} back for ${part}`
        : direction === 'down'
          ? `nothing is paid back for ${part}`
          : `nothing to pay for ${part}`;
  const now =
    credits === null ? '' : credits >= 0 ? `, ${grouped(credits)} more credits at once` : `, ${grouped(-credits)} credits less at once`;
  return `${change} on ${dayText(on)}: ${paid}${now}; ${each} from ${dayText(effect.cycle.next)}`;
}
