/** The certificate of a plan: the solver's dual prices as integers, keyed by row, for the independent checker. */

import type { Certificate, RowKey } from '../model/plan.ts';
import type { Rows } from '../model/rows.ts';
import type { Priced, Solution } from '../solver/solver.ts';

const FINEST_SCALE = 1_000_000_000;

/** Certificate of the proven levels that have dual prices; null when none has. */
export function certificateOf(solution: Pick<Solution, 'levels' | 'groups'>): Certificate | null {
  const priced = solution.levels.flatMap(({ name, isProven, prices, kept }) =>
    isProven && prices !== null ? [{ name, prices, kept }] : [],
  );
  if (priced.length === 0) return null;
  const largest = priced.reduce((most, { prices, kept }) => {
    const duals = prices.reduce((n, p) => Math.max(n, Math.abs(p.dual)), most);
    return Object.values(kept).reduce((n, v) => Math.max(n, v), duals);
  }, 1);
  let scale = FINEST_SCALE;
  while (largest * scale > Number.MAX_SAFE_INTEGER) scale /= 10;
  const named = new Set(priced.flatMap(({ prices }) => prices.flatMap(({ key }) => key.group ?? [])));
  const groups = (solution.groups ?? []).filter((group) => named.has(group.id));
  return {
    scale,
    ...(groups.length > 0 && { groups }),
    levels: priced.map(({ name, prices, kept }) => ({
      objective: name,
      kept: Object.fromEntries(
        Object.entries(kept).flatMap(([earlier, value]) => {
          const multiplier = Math.round(value * scale);
          return multiplier > 0 ? [[earlier, multiplier]] : [];
        }),
      ),
      duals: dualRows(prices, scale),
    })),
  };
}

/** Rows of the prices that are not nothing: only follow-up balances may be negative. */
function dualRows(prices: readonly Priced[], scale: number): Rows<RowKey & { readonly dual: number }> {
  const rounded = ({ dual }: Priced) => Math.round(dual * scale);
  const kept = prices.filter((price) => rounded(price) > 0 || (price.key.family === 'follow_up_balance' && rounded(price) !== 0));
  return {
    length: kept.length,
    *[Symbol.iterator]() {
      for (const price of kept) yield { ...price.key, dual: rounded(price) };
    },
  };
}
