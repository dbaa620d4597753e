/** Sends that may be bought above the credits, by price: what is bought of one price counts the same wherever it is. */

import { compareText } from '../model/order.ts';
import type { Problem } from '../problem/problem.ts';
import type { Layout } from './flow-layout.ts';

/** Places to buy sends of one currency and price. */
export interface Offer {
  readonly currency: string;
  /** Units: 1e-9 of the currency per send. */
  readonly priceNano: number;
  /** Rows of the layout whose credits are extended. */
  readonly rows: readonly number[];
}

/** Offers in the order of buying: free ones first; the first currency is the one to spare most, its sends come last. */
export function offersOf(problem: Problem, layout: Layout): readonly Offer[] {
  const offers = new Map<string, Offer & { readonly rows: number[] }>();
  layout.rows.forEach(({ overage }, row) => {
    if (overage === null || layout.rowAbove[row] === -2) return;
    const price = problem.accounts[overage.account]?.overage;
    const priceNano = price?.priceNano ?? 0;
    const currency = priceNano === 0 ? '' : (price?.currency ?? '');
    const key = `${currency} ${priceNano}`;
    const offer = offers.get(key) ?? { currency, priceNano, rows: [] };
    offer.rows.push(row);
    offers.set(key, offer);
  });
  return [...offers.values()].sort(
    (a, b) => Number(a.priceNano > 0) - Number(b.priceNano > 0) || compareText(b.currency, a.currency) || a.priceNano - b.priceNano,
  );
}
