/** Price lists and scenarios from the written to the resolved form. */

import type { AmountChange, CatalogEntry, Change, Scenario } from '../../model/catalog.ts';
import { compareText } from '../../model/order.ts';
import { nfc } from '../characters.ts';
import type { WrittenCatalogEntry, WrittenChange, WrittenScenario } from '../schema/catalog.ts';
import { canonical, inWeekOrder, moneyText, warmUpOf } from './account.ts';
import { scaled } from './campaign.ts';

/** One price list, resolved. */
export function normalizeCatalogEntry(written: WrittenCatalogEntry & { readonly id: string }): CatalogEntry {
  const byId = (a: { readonly id: string }, b: { readonly id: string }) => compareText(a.id, b.id);
  return {
    id: nfc(written.id),
    currency: written.currency,
    cycle: written.cycle,
    change: { up: written.change.up, down: written.change.down },
    tiers: written.tiers
      .map((t) => ({ id: nfc(t.id), credits: t.credits ?? null, contacts: t.contacts ?? null, price: moneyText(t.price) }))
      .sort(byId),
    topUps: (written.topUps ?? [])
      .map((t) => ({ id: nfc(t.id), credits: t.credits, price: moneyText(t.price), expires: t.expires }))
      .sort(byId),
    ...(written.senders !== undefined && {
      senders: {
        price: moneyText(written.senders.price),
        warmUp: written.senders.warmUp === undefined ? null : warmUpOf(written.senders.warmUp),
      },
    }),
    rates: Object.fromEntries(
      Object.entries(written.rates ?? {})
        .map(([code, rate]) => [code, String(rate)] as const)
        .sort(([a], [b]) => compareText(a, b)),
    ),
  };
}

/** An amount, or a change of it, from `60000`, `+5000`, `-10%`. A share has at most 4 digits after the point. */
export function amountChange(written: number | string): AmountChange {
  if (typeof written === 'number') return { kind: 'set', to: written };
  const sign = written.startsWith('-') ? -1 : 1;
  const size = written.slice(1);
  if (!size.endsWith('%')) return { kind: 'add', by: sign * Number(size) };
  return { kind: 'scale', byMicro: sign * scaled(Number(size.slice(0, -1)), 4) };
}

/** Changes of one written change, whose keys are known to fit together: each of its settings is one. */
export function changesOf(written: WrittenChange): readonly Change[] {
  const { addSenders, removeSenders, removeAccount } = written;
  if (removeAccount !== undefined) return [{ kind: 'removeAccount', account: nfc(removeAccount) }];
  if (removeSenders !== undefined) return [{ kind: 'removeSenders', senders: canonical(removeSenders) }];
  if (addSenders !== undefined) {
    const { account, count, like, warmUp } = addSenders;
    const model = like === undefined ? null : nfc(like);
    return [{ kind: 'addSenders', account: nfc(account), count, like: model, warmUp: warmUp === undefined ? null : warmUpOf(warmUp) }];
  }
  if (written.account !== undefined) return accountChanges(nfc(written.account), written);
  if (written.campaign !== undefined) return campaignChanges(nfc(written.campaign), written);
  const { sender, dailyLimit = null, weeklyLimit = null, weekdays } = written;
  return [
    { kind: 'sender', sender: nfc(sender ?? ''), dailyLimit, weeklyLimit, weekdays: weekdays === undefined ? null : inWeekOrder(weekdays) },
  ];
}

function accountChanges(account: string, { tier, topUp, credits, on: day }: WrittenChange): readonly Change[] {
  const on = day ?? null;
  return [
    ...(tier === undefined ? [] : [{ kind: 'tier', account, tier: nfc(tier), on } as const]),
    ...(topUp === undefined ? [] : [{ kind: 'topUp', account, topUp: nfc(topUp), on } as const]),
    ...(credits === undefined ? [] : [{ kind: 'credits', account, amount: amountChange(credits), on } as const]),
  ];
}

function campaignChanges(campaign: string, { contacts, segment, window, priority, from }: WrittenChange): readonly Change[] {
  const own = segment === undefined ? null : nfc(segment);
  const { start = null, end = null, weekdays } = window ?? {};
  const days = weekdays === undefined ? null : inWeekOrder(weekdays);
  return [
    ...(contacts === undefined ? [] : [{ kind: 'contacts', campaign, segment: own, amount: amountChange(contacts) } as const]),
    ...(window === undefined ? [] : [{ kind: 'window', campaign, start, end, weekdays: days } as const]),
    ...(priority === undefined ? [] : [{ kind: 'priority', campaign, priority } as const]),
    ...(from === undefined ? [] : [{ kind: 'move', campaign } as const]),
  ];
}

/** One scenario, its changes in their order. */
export const normalizeScenario = (written: WrittenScenario): Scenario => ({
  id: nfc(written.id),
  title: written.title ?? null,
  changes: written.changes.flatMap(changesOf),
});
