/** Changes of accounts: top-ups and credits, and what a change of an account leaves behind. See `apply-tier` for tiers. */

import { addDays, type LocalDate } from '../model/calendar.ts';
import type { AccountCapacity } from '../model/capacity.ts';
import type { CatalogEntry, Change, Tier } from '../model/catalog.ts';
import { limited } from '../model/limit.ts';
import { nanoOf } from '../model/money.ts';
import type { Workspace } from '../model/workspace.ts';
import { cycleAt, type TierEffect } from './billing.ts';
import { amountAfter, cannotApply } from './changes.ts';
import type { CreditChanges } from './credits.ts';
import type { Charge, Contract } from './ledger.ts';

/** What a change does, for people: what it costs, from when on it holds, and what is left out. Money in 1e-9 of the currency. */
export type Effect =
  | {
      readonly kind: 'tier';
      readonly account: string;
      readonly on: LocalDate;
      readonly from: Tier;
      readonly to: Tier;
      readonly entry: CatalogEntry;
      readonly effect: TierEffect;
    }
  /** `until`: last day on which its credits can be used; null = they do not expire. */
  | {
      readonly kind: 'topUp';
      readonly account: string;
      readonly on: LocalDate;
      readonly topUp: string;
      readonly credits: number;
      readonly amount: bigint;
      readonly currency: string;
      readonly until: LocalDate | null;
    }
  | { readonly kind: 'note'; readonly subject: string; readonly text: string };

/** Money and credits of one account while changes are applied to it. */
export interface AccountChanges extends CreditChanges {
  /** As changed so far, its arrivals and allowances not yet counted. */
  readonly account: AccountCapacity;
  readonly contract: Contract | null;
  /** Why there is no contract. */
  readonly unpriced: string | null;
  readonly charges: readonly Charge[];
}

/** What a change did. */
export interface Changed {
  readonly after: AccountChanges;
  readonly effects: readonly Effect[];
}

/** Days changes may lie on. */
export interface Days {
  readonly first: LocalDate;
  readonly last: LocalDate;
  /** First day on which contacts may be placed anywhere. */
  readonly firstPlacement: LocalDate;
}

/** An account before any change. */
export function unchanged(account: AccountCapacity, catalog: readonly CatalogEntry[]): AccountChanges {
  const none = { account, arrivals: [], allowances: [], charges: [] };
  const { tier, parent } = account;
  const resets = account.credits.resets.value;
  const entry = catalog.find((e) => e.tiers.some((t) => t.id === tier));
  const without = (why: string | null) => ({ ...none, contract: null, unpriced: why });
  if (tier === null) return without(parent === null ? `the plan files name no tier of account ${account.account}` : null);
  if (entry === undefined) return without(`tier ${tier} of account ${account.account} is in no price list`);
  if (resets === null) return without(`nobody tells when account ${account.account} is billed: declare its credits.resets`);
  if (resets.every !== entry.cycle) {
    return without(
      `account ${account.account} is priced per ${entry.cycle}, but its credits reset every ${resets.every}: the day of the bill is not known`,
    );
  }
  const own = entry.tiers.find((t) => t.id === tier) as Tier;
  return {
    ...none,
    contract: { account: account.account, entry, resets, tiers: [{ from: null, tier: own }], newSenders: 0 },
    unpriced: null,
  };
}

/** Day of a change. Throws: ConfigError when it lies outside the days that are planned. */
export function dayOf(account: AccountCapacity, on: LocalDate | null, { first, last }: Days): LocalDate {
  const subject = { kind: 'account', id: account.account } as const;
  if (on !== null && (on < first || on > last))
    throw cannotApply(
      'config.date-outside',
      `A change of account ${account.account} is on ${on}; expected a day from ${first} to ${last}.`,
      subject,
    );
  const day = on ?? first;
  return day < account.today ? account.today : day;
}

/** Buys a top-up. Throws: ConfigError. */
export function buyTopUp(
  before: AccountChanges,
  change: Extract<Change, { kind: 'topUp' }>,
  catalog: Workspace['catalog'],
  days: Days,
): Changed {
  const { account } = before;
  const id = account.account;
  const subject = { kind: 'account', id } as const;
  const entry = catalog.find((e) => e.topUps.some((t) => t.id === change.topUp));
  const topUp = entry?.topUps.find((t) => t.id === change.topUp);
  if (entry === undefined || topUp === undefined) {
    const known = catalog.flatMap((e) => e.topUps.map((t) => t.id)).join(', ');
    throw cannotApply(
      'config.unknown-reference',
      `Account ${id} cannot buy the top-up ${change.topUp}: ${known === '' ? 'no price list has one' : `there are ${known}`}.`,
      subject,
    );
  }
  if (before.contract !== null && before.contract.entry.id !== entry.id)
    throw cannotApply(
      'config.contradiction',
      `Account ${id} cannot buy ${topUp.id} of the price list ${entry.id}: its tier is of ${before.contract.entry.id}.`,
      subject,
    );
  const on = dayOf(account, change.on, days);
  const isKept = topUp.expires === 'never';
  const rule = account.credits.resets.value;
  const amount = nanoOf(topUp.price);
  const isUseless = account.credits.remaining.value.kind === 'unlimited';
  return {
    after: {
      ...before,
      arrivals: [...before.arrivals, { on, credits: topUp.credits, isKept }],
      charges: [...before.charges, { account: id, date: on, kind: 'topUp', amount, currency: entry.currency, item: topUp.id }],
    },
    effects: [
      {
        kind: 'topUp',
        account: id,
        on,
        topUp: topUp.id,
        credits: topUp.credits,
        amount,
        currency: entry.currency,
        until: isKept || rule === null ? null : lastOfCycle(account, on),
      },
      ...(isUseless ? [{ kind: 'note', subject: id, text: 'its credits are unlimited: a top-up brings nothing' } as const] : []),
    ],
  };
}

/** Last day of the cycle a day lies in. A day before the next reset is of the running cycle, however long ago that began. */
function lastOfCycle({ credits }: AccountCapacity, on: LocalDate): LocalDate | null {
  const rule = credits.resets.value;
  if (rule === null) return null;
  return addDays(on < rule.next ? rule.next : cycleAt(rule, on).next, -1);
}

/** Changes the credits. Throws: ConfigError for a number or a share on a later day: what is left by then is not known. */
export function changeCreditsNow(before: AccountChanges, { amount, on: when }: Extract<Change, { kind: 'credits' }>, days: Days): Changed {
  const { account } = before;
  const id = account.account;
  const on = dayOf(account, when, days);
  const rule = account.credits.resets.value;
  const isNow = on <= days.first || on <= account.today;
  if (amount.kind !== 'add' && !isNow)
    throw cannotApply(
      'config.contradiction',
      `The credits of account ${id} on ${on} depend on what is sent before. Write a change such as "+50000", or leave out on.`,
      { kind: 'account', id },
    );
  const isLater = rule !== null && on >= rule.next;
  const limit = (isLater ? account.credits.allowance : account.credits.remaining).value;
  if (limit.kind !== 'limited' && amount.kind === 'set' && !isLater) {
    const remaining = { ...account.credits.remaining, value: limited(amount.to), source: 'derived' as const, note: 'Set by the what-if.' };
    return { after: { ...before, account: { ...account, credits: { ...account.credits, remaining } } }, effects: [] };
  }
  if (limit.kind !== 'limited')
    return { after: before, effects: [{ kind: 'note', subject: id, text: `its credits are ${limit.kind}: the change has no effect` }] };
  const inCycle = before.arrivals.filter((a) => a.on <= on && (rule === null || a.on >= rule.next === isLater));
  const held = inCycle.reduce((n, a) => n + a.credits, limit.amount);
  const credits = amountAfter(amount, held) - held;
  return { after: { ...before, arrivals: [...before.arrivals, { on, credits, isKept: false }] }, effects: [] };
}
