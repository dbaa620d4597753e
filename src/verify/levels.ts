/** Objective levels that carry a proof: which there must be, in which order, and their exact values recomputed from the rows. */

import { compareText } from '../model/order.ts';
import type { ObjectiveLevel } from '../model/plan.ts';
import type { Overage } from '../model/workspace.ts';
import { larger, parseDecimal } from './amounts.ts';
import type { Audience, CampaignView } from './audience.ts';
import { sumAt } from './exact.ts';
import type { Books } from './limits.ts';
import { overageByAccount } from './totals.ts';

/** One level of the first three groups. Values are integers in units of 1/10^`digits` of `unit`. */
export interface Level {
  readonly objective: string;
  readonly group: 'shortfall' | 'served' | 'overage';
  readonly sense: ObjectiveLevel['sense'];
  readonly unit: string;
  readonly digits: number;
  readonly value: bigint;
  /** Priority of `shortfall` and `served`, currency of `overage`. */
  readonly subject: number | string;
}

/** Levels after the proven ones, in their order. They never carry a bound. */
export const UNPROVEN_LEVELS = ['churn', 'pacing.days', 'pacing.even', 'balance'] as const;

const ofPriority = (audience: Audience, priority: number): readonly CampaignView[] =>
  audience.campaigns.filter((c) => c.campaign.priority === priority);

/** Contacts served of a campaign over all its segments. */
export const servedOf = (view: CampaignView, { ledger }: Pick<Books, 'ledger'>): bigint =>
  view.demands.reduce((sum, d) => sum + BigInt(sumAt(ledger.served, d.index)), 0n);

/** Price of one paid send of an account, in 1/1000000000 of its currency. */
export const priceOf = (overage: Overage): bigint => parseDecimal(overage.pricePer1000, 6) ?? 0n;

function priorityLevels(books: Books): readonly Level[] {
  const { audience } = books;
  const priorities = [...new Set(audience.campaigns.map((c) => c.campaign.priority))].sort((a, b) => a - b);
  const shortfalls = priorities.flatMap((priority): Level[] => {
    const views = ofPriority(audience, priority).filter((c) => c.campaign.serveAtLeast > 0);
    if (views.length === 0) return [];
    const value = views.reduce((sum, view) => sum + larger(0n, BigInt(view.campaign.serveAtLeast) - servedOf(view, books)), 0n);
    return [
      {
        objective: `shortfall.priority${priority}`,
        group: 'shortfall',
        sense: 'min',
        unit: 'contacts',
        digits: 0,
        value,
        subject: priority,
      },
    ];
  });
  const served = priorities.map((priority): Level => {
    const views = ofPriority(audience, priority);
    const unit = views.every((c) => c.campaign.valueMicro === 1_000_000) ? 'contacts' : 'value';
    const value = views.reduce((sum, view) => sum + BigInt(view.campaign.valueMicro) * servedOf(view, books), 0n);
    return { objective: `served.priority${priority}`, group: 'served', sense: 'max', unit, digits: 6, value, subject: priority };
  });
  return [...shortfalls, ...served];
}

/**
 * Currencies in which sends can be paid for. One whose accounts cannot use their overage (unlimited credits, or the reserve
 * takes all of it) has nothing to optimise: its level may be left out.
 */
function currenciesOf({ audience, supply }: Books, listed: ReadonlySet<string>): readonly string[] {
  const currencies = new Set<string>();
  audience.accounts.forEach(({ overage }, a) => {
    if (overage === null || overage.max <= 0) return;
    const isUsable = supply.pools.some((pool) => pool.account === a && pool.overage > 0);
    if (isUsable || listed.has(`overage.${overage.currency}`)) currencies.add(overage.currency);
  });
  return [...currencies].sort(compareText);
}

function overageLevels(books: Books, listed: ReadonlySet<string>): readonly Level[] {
  const { audience } = books;
  const overage = overageByAccount(books);
  return currenciesOf(books, listed).map((currency): Level => {
    let value = 0n;
    audience.accounts.forEach((account, a) => {
      if (account.overage?.currency === currency) value += (overage[a] as bigint) * priceOf(account.overage);
    });
    return { objective: `overage.${currency}`, group: 'overage', sense: 'min', unit: currency, digits: 9, value, subject: currency };
  });
}

/** Levels of the first three groups with their recomputed values, in the order of optimisation. `listed` are those of the plan. */
export const recomputeLevels = (books: Books, listed: ReadonlySet<string>): readonly Level[] => [
  ...priorityLevels(books),
  ...overageLevels(books, listed),
];
