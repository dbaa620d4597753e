/** What accounts pay: the price of every cycle that begins inside the horizon, what changes cost, and each cycle after it. */

import { addDays, type LocalDate, type ResetFrequency } from '../model/calendar.ts';
import type { CatalogEntry, Tier } from '../model/catalog.ts';
import { nanoOf } from '../model/money.ts';
import type { ResetRule } from '../model/workspace.ts';
import { cycleAt, resetsWithin } from './billing.ts';

/** Tiers of one account over time. `tiers`: by rising day; the first one holds from the beginning. */
export interface Contract {
  readonly account: string;
  readonly entry: CatalogEntry;
  readonly resets: ResetRule;
  readonly tiers: readonly { readonly from: LocalDate | null; readonly tier: Tier }[];
  /** Senders that were added and have a price: each is paid in the cycle of the first day and in every later one. */
  readonly newSenders: number;
}

/** One amount that is charged. Money in 1e-9 of the currency; below 0: paid back. */
export interface Charge {
  readonly account: string;
  readonly date: LocalDate;
  readonly kind: 'cycle' | 'change' | 'topUp' | 'senders';
  readonly amount: bigint;
  readonly currency: string;
  /** What it is for: tier, top-up or `senders`. */
  readonly item: string;
}

/** Price of a cycle of one account. */
export interface CyclePrice {
  readonly account: string;
  readonly tier: string;
  readonly cycle: ResetFrequency;
  readonly amount: bigint;
  readonly currency: string;
}

/** Money of a plan. */
export interface Ledger {
  /** Charged on days of the horizon, by day and account. */
  readonly charges: readonly Charge[];
  /** What each cycle costs that begins after the horizon. */
  readonly afterwards: readonly CyclePrice[];
  readonly unpriced: readonly Unpriced[];
}

/** An account whose price is not known, and why. */
export interface Unpriced {
  readonly account: string;
  readonly why: string;
}

/** What is known of the money before the horizon's end is. */
export interface Accounts {
  readonly contracts: readonly Contract[];
  /** Beside the price of cycles. */
  readonly charges: readonly Charge[];
  readonly unpriced: readonly Unpriced[];
}

/** Tier in force on a day. */
export function tierOn({ tiers }: Contract, day: LocalDate): Tier {
  const holding = tiers.filter(({ from }) => from === null || from <= day);
  return (holding[holding.length - 1] as Contract['tiers'][number]).tier;
}

/** Price of the added senders of an account per cycle. */
const sendersPrice = ({ entry, newSenders }: Contract): bigint => nanoOf(entry.senders?.price ?? '0') * BigInt(newSenders);

function sendersOf(contract: Contract, start: LocalDate, end: LocalDate): readonly Charge[] {
  const { account, entry, resets, newSenders } = contract;
  if (newSenders === 0) return [];
  const days = [start, ...resetsWithin(resets, addDays(start, 1), end)];
  const amount = sendersPrice(contract);
  return days.map((date) => ({ account, date, kind: 'senders', amount, currency: entry.currency, item: 'senders' }));
}

/** Ledger of a horizon: cash, on the day it is charged. */
export function ledgerOf({ contracts, charges, unpriced }: Accounts, start: LocalDate, end: LocalDate): Ledger {
  const cycles = contracts.flatMap((contract) =>
    resetsWithin(contract.resets, start, end).map((date): Charge => {
      const tier = tierOn(contract, date);
      return {
        account: contract.account,
        date,
        kind: 'cycle',
        amount: nanoOf(tier.price),
        currency: contract.entry.currency,
        item: tier.id,
      };
    }),
  );
  const senders = contracts.flatMap((contract) => sendersOf(contract, start, end));
  const all = [...cycles, ...senders, ...charges.filter(({ date }) => date >= start && date <= end)];
  return {
    charges: all.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)),
    afterwards: contracts.map((contract) => {
      const after = cycleAt(contract.resets, addDays(end, 1));
      const tier = tierOn(contract, after.from > end ? after.from : after.next);
      const { currency, cycle } = contract.entry;
      return { account: contract.account, tier: tier.id, cycle, amount: nanoOf(tier.price) + sendersPrice(contract), currency };
    }),
    unpriced,
  };
}

/** Amounts by currency, currencies in order, zeros kept. */
export function totals(amounts: readonly { readonly amount: bigint; readonly currency: string }[]): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { amount, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  return new Map([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Sum in one currency; null when a rate for one of the others is not written in the price lists. */
export function inCurrency(sums: ReadonlyMap<string, bigint>, currency: string, catalog: readonly CatalogEntry[]): bigint | null {
  let total = 0n;
  for (const [own, amount] of sums) {
    const rate =
      own === currency ? '1' : catalog.find((entry) => entry.currency === own && entry.rates[currency] !== undefined)?.rates[currency];
    if (rate === undefined && amount !== 0n) return null;
    if (rate !== undefined) total += (amount * nanoOf(rate)) / 1_000_000_000n;
  }
  return total;
}
