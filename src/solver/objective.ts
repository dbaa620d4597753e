/** The objective of a point, recomputed: an engine's own figure is never believed unchecked. */

import { SolverError } from '../errors.ts';
import type { EngineModel } from './solver.ts';

/** Σ objective coefficient × column. */
export function objectiveOf(model: Pick<EngineModel, 'objective'>, columns: Float64Array): number {
  let value = 0;
  model.objective.columns.forEach((c, i) => {
    value += (model.objective.values[i] as number) * (columns[c] as number);
  });
  return value;
}

/** Throws: SolverError `solver_untrusted` when the engine's figure is not finite or differs from the point's by more than 1e-6 relative. */
export function checkObjective(engine: string, claimed: number, model: Pick<EngineModel, 'objective'>, columns: Float64Array): void {
  const value = objectiveOf(model, columns);
  const isUsable = Number.isFinite(claimed) && Math.abs(claimed) < 1e30;
  if (!isUsable || Math.abs(claimed - value) > 1e-6 * Math.max(1, Math.abs(value))) {
    throw new SolverError('solver_untrusted', `${engine} claims objective ${claimed}, its own point gives ${value}`);
  }
}
