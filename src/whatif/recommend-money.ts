/** Money of change sets in one currency: what subscriptions, top-ups and senders cost in the horizon and in each cycle after it. */

import { ConfigError } from '../errors.ts';
import type { LocalDate, ResetFrequency } from '../model/calendar.ts';
import type { Snapshot } from '../model/capacity.ts';
import type { CatalogEntry } from '../model/catalog.ts';
import { finding } from '../model/finding.ts';
import { nanoOf } from '../model/money.ts';
import { compareText } from '../model/order.ts';
import type { Plan } from '../model/plan.ts';
import { type Accounts, type Contract, inCurrency, ledgerOf, totals } from './ledger.ts';
import type { Situation } from './situation.ts';

/** The days money is counted in. */
export interface Period {
  readonly start: LocalDate;
  readonly end: LocalDate;
}

/** Price of a cycle of one account after the horizon, in 1e-9. */
export interface CycleSum {
  readonly cycle: ResetFrequency;
  readonly amount: bigint;
}

/** Counts money in one currency. Throws: ConfigError when a rate is missing. */
export interface Purse {
  readonly currency: string | null;
  /** Charges of the horizon. */
  readonly inHorizon: (accounts: Accounts) => bigint;
  /** Price of each cycle of an account after the horizon; null = not known. */
  readonly afterwards: (accounts: Accounts, account: string) => CycleSum | null;
  readonly overage: (plan: Plan) => bigint;
}

/** Currencies of the price lists accounts have a tier of, and of paid overage. */
function currenciesIn(contracts: readonly Contract[], { accounts }: Snapshot): readonly string[] {
  const all = [...contracts.map(({ entry }) => entry.currency), ...accounts.flatMap(({ overage }) => overage?.currency ?? [])];
  return [...new Set(all)].sort(compareText);
}

const mixed = (currencies: readonly string[]): ConfigError =>
  new ConfigError([
    finding(
      'config.missing-key',
      `Prices are in ${currencies.join(' and ')}, and no exchange rate is written: the cheapest change cannot be told. Write rates in the catalog, such as rates: { ${currencies[0]}: 0.92 } in the price lists of the other currencies.`,
      { subject: { kind: 'plan', id: 'catalog' } },
    ),
  ]);

/** The currency into which all others can be converted; null = no money is involved. Throws: ConfigError when there is none. */
function commonCurrency(currencies: readonly string[], catalog: readonly CatalogEntry[]): string | null {
  if (currencies.length === 0) return null;
  const units = new Map(currencies.map((currency) => [currency, 1n]));
  const common = currencies.find((currency) => inCurrency(units, currency, catalog) !== null);
  if (common === undefined) throw mixed(currencies);
  return common;
}

/** Makes the purse of a workspace. `accounts`: as they are without any change. */
export function purseOf({ workspace, snapshot }: Situation, accounts: Accounts, period: Period): Purse {
  const { catalog } = workspace;
  const currencies = currenciesIn(accounts.contracts, snapshot);
  const currency = commonCurrency(currencies, catalog);
  const sum = (amounts: readonly { readonly amount: bigint; readonly currency: string }[]): bigint => {
    if (currency === null) return 0n;
    const total = inCurrency(totals(amounts), currency, catalog);
    if (total === null) throw mixed(currencies);
    return total;
  };
  return {
    currency,
    inHorizon: (after) => sum(ledgerOf(after, period.start, period.end).charges),
    afterwards: (after, account) => {
      const own = ledgerOf(after, period.start, period.end).afterwards.find((price) => price.account === account);
      return own === undefined ? null : { cycle: own.cycle, amount: sum([own]) };
    },
    overage: (plan) => sum(plan.cost.overage.map((row) => ({ amount: nanoOf(row.amount), currency: row.currency }))),
  };
}
