/** The certificate of a plan: the solver's dual prices as integers, keyed by row, for the independent checker. */

import type { Certificate } from '../model/plan.ts';
import type { Solution } from '../solver/solver.ts';

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
  return {
    scale,
    ...(solution.groups === undefined || solution.groups.length === 0 ? {} : { groups: solution.groups }),
    levels: priced.map(({ name, prices, kept }) => ({
      objective: name,
      kept: Object.fromEntries(
        Object.entries(kept).flatMap(([earlier, value]) => {
          const multiplier = Math.round(value * scale);
          return multiplier > 0 ? [[earlier, multiplier]] : [];
        }),
      ),
      duals: prices.flatMap(({ key, dual: exact }) => {
        const dual = Math.round(exact * scale);
        return dual > 0 || (key.family === 'follow_up_balance' && dual !== 0) ? [{ ...key, dual }] : [];
      }),
    })),
  };
}
