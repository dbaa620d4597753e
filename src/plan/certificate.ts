/** The certificate of a plan: the solver's dual prices as integers, keyed by row, for the independent checker. */

import type { Certificate } from '../model/plan.ts';
import type { LinearProgram } from '../problem/linear.ts';
import type { Solution } from '../solver/solver.ts';

const FINEST_SCALE = 1_000_000_000;

/** Certificate of the proven levels that have dual prices; null when none has. */
export function certificateOf(program: LinearProgram, solution: Solution): Certificate | null {
  const proven = program.levels.flatMap((level, p) => {
    const found = solution.levels[p];
    return level.isProven && found?.duals ? [{ level, p, duals: found.duals, kept: found.kept }] : [];
  });
  if (proven.length === 0) return null;
  const largest = Math.max(1, ...proven.flatMap(({ duals, kept }) => [...kept, ...duals].map(Math.abs)));
  let scale = FINEST_SCALE;
  while (largest * scale > Number.MAX_SAFE_INTEGER) scale /= 10;
  return {
    scale,
    levels: proven.map(({ level, p, duals, kept }) => ({
      objective: level.name,
      kept: Object.fromEntries(
        kept.flatMap((value, q) => {
          const multiplier = Math.round(value * scale);
          return q < p && multiplier > 0 ? [[program.levels[q]?.name ?? '', multiplier]] : [];
        }),
      ),
      duals: program.rows.flatMap((row, r) => {
        // Demand rows are left out: the bound takes the best start of each demand anyway, which is what their price says.
        if (row.key === null || row.key.family === 'demand') return [];
        const dual = Math.round((duals[r] as number) * scale);
        const isFree = row.key.family === 'follow_up_balance';
        return dual > 0 || (isFree && dual !== 0) ? [{ ...row.key, dual }] : [];
      }),
    })),
  };
}
