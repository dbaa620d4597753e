/** Changes of tier: what is paid, which credits come or go and when, which contact slots hold. */

import type { LocalDate } from '../model/calendar.ts';
import type { AccountCapacity } from '../model/capacity.ts';
import type { Change, Tier } from '../model/catalog.ts';
import { limited } from '../model/limit.ts';
import { grouped } from '../model/words.ts';
import { type AccountChanges, type Changed, type Days, dayOf, type Effect } from './apply-accounts.ts';
import { type TierEffect, tierChange } from './billing.ts';
import { cannotApply } from './changes.ts';
import type { Arrival } from './credits.ts';
import type { Contract } from './ledger.ts';

/** Changes the tier. Throws: ConfigError when the tier there is now, or the day of the bill, is not known. */
export function changeTier(before: AccountChanges, change: Extract<Change, { kind: 'tier' }>, days: Days): Changed {
  const { account } = before;
  const id = account.account;
  const subject = { kind: 'account', id } as const;
  const { contract } = before;
  if (contract === null) {
    const what = before.unpriced ?? `account ${id} draws from its parent and has no tier of its own`;
    throw cannotApply(
      'config.missing-key',
      `The tier of account ${id} cannot be changed: ${what}. Write tier, credits.resets and a price list that fit.`,
      subject,
    );
  }
  const { entry } = contract;
  const to = entry.tiers.find((t) => t.id === change.tier);
  if (to === undefined) {
    const known = entry.tiers.map((t) => t.id).join(', ');
    throw cannotApply(
      'config.unknown-reference',
      `Account ${id} cannot change to the tier ${change.tier}: its price list ${entry.id} has ${known}.`,
      subject,
    );
  }
  const on = dayOf(account, change.on, days);
  const last = contract.tiers[contract.tiers.length - 1] as Contract['tiers'][number];
  if (last.from !== null && on < last.from)
    throw cannotApply(
      'config.contradiction',
      `Account ${id} changes to ${to.id} on ${on}, before it has ${last.tier.id} (from ${last.from}). Put the changes of its tier in the order of their days.`,
      subject,
    );
  const effect = tierChange(entry, last.tier, to, on, contract.resets);
  if (effect === null)
    return { after: before, effects: [{ kind: 'note', subject: id, text: `tier ${to.id} is the one it has: nothing changes` }] };
  const { holdsFrom, charge, credits } = effect;
  const notes = noteOf(account, last.tier, to);
  const slots = changeSlots(account.contacts, to, effect, days);
  const arrival = arrivalOf(effect, on);
  const isCounted = credits !== null && account.credits.allowance.value.kind !== 'unlimited';
  const after: AccountChanges = {
    ...before,
    contract: { ...contract, tiers: [...contract.tiers, { from: holdsFrom, tier: to }] },
    charges:
      charge === 0n
        ? before.charges
        : [...before.charges, { account: id, date: on, kind: 'change', amount: charge, currency: entry.currency, item: to.id }],
    arrivals: isCounted && arrival !== null ? [...before.arrivals, arrival] : before.arrivals,
    allowances:
      isCounted && to.credits !== null
        ? [...before.allowances, { from: holdsFrom === effect.cycle.from ? holdsFrom : effect.cycle.next, credits: to.credits }]
        : before.allowances,
    account: { ...account, tier: to.id, contacts: slots.contacts },
  };
  const told = [...notes, ...slots.notes].map((text): Effect => ({ kind: 'note', subject: id, text }));
  return { after, effects: [{ kind: 'tier', account: id, on, from: last.tier, to, entry, effect }, ...told] };
}

/** Credits that come or go in the running cycle; none when the change falls on a reset or waits for one. */
function arrivalOf({ cycle, credits }: TierEffect, on: LocalDate): Arrival | null {
  return credits === null || credits === 0 || on === cycle.from ? null : { on, credits, isKept: false };
}

function noteOf({ credits: { allowance } }: AccountCapacity, from: Tier, to: Tier): readonly string[] {
  if (from.credits === null || to.credits === null) return ['the price list names no credits of these tiers: only the price changes'];
  if (allowance.value.kind === 'unlimited') return ['its credits are unlimited: only the price changes'];
  if (allowance.value.kind !== 'limited' || allowance.value.amount === from.credits) return [];
  return [
    `its allowance is ${grouped(allowance.value.amount)} credits, the price list gives ${grouped(from.credits)} for ${from.id}: what the new tier adds follows the price list`,
  ];
}

/** Contact slots have no days in the model: a higher limit counts when it holds before contacts are placed, a lower one at once. */
function changeSlots(
  contacts: AccountCapacity['contacts'],
  to: Tier,
  { holdsFrom }: TierEffect,
  { firstPlacement, last }: Days,
): { readonly contacts: AccountCapacity['contacts']; readonly notes: readonly string[] } {
  const limit = contacts.limit.value;
  if (to.contacts === null || limit.kind !== 'limited' || to.contacts === limit.amount || holdsFrom > last) return { contacts, notes: [] };
  if (to.contacts > limit.amount && holdsFrom > firstPlacement) {
    const text = `its ${grouped(to.contacts)} contact slots hold from ${holdsFrom}, after the first contacts may be placed (${firstPlacement}): they are not counted`;
    return { contacts, notes: [text] };
  }
  return {
    contacts: {
      ...contacts,
      limit: { ...contacts.limit, value: limited(to.contacts), source: 'derived', note: 'Changed by the what-if.' },
    },
    notes: [],
  };
}
