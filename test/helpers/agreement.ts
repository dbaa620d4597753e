/** Whether an engine's plan agrees with the exact one, level by level. */

import type { ObjectiveLevel, Plan } from '../../src/model/plan.ts';
import { isProvenLevel } from '../../src/plan/proof.ts';

/** > 0: `a` is better than `b` on this level. */
const ahead = (level: ObjectiveLevel, a: number, b: number): number => (level.sense === 'max' ? a - b : b - a);

/**
 * What contradicts the lexicographic optimum; null when nothing does. A level's bound holds for plans that keep the
 * levels before it, so it must admit the optimum as long as those are equal; a value behind the optimum is allowed only
 * where `mustReach` is false and the bound says that more may be possible.
 */
export function disagreement(exact: Plan, plan: Plan, mustReach: boolean): string | null {
  const levels = plan.outcome.levels.filter(isProvenLevel);
  const best = exact.outcome.levels.filter(isProvenLevel);
  if (JSON.stringify(levels.map((l) => l.objective)) !== JSON.stringify(best.map((l) => l.objective)))
    return `levels ${levels.map((l) => l.objective)}, expected ${best.map((l) => l.objective)}`;
  for (const [i, level] of levels.entries()) {
    const optimum = (best[i] as ObjectiveLevel).value;
    const { objective, value, bound } = level;
    if (bound !== null && ahead(level, optimum, bound) > 0) return `${objective}: bound ${bound} excludes the optimum ${optimum}`;
    const lead = ahead(level, value, optimum);
    if (lead > 0) return `${objective}: ${value} is better than the optimum ${optimum}`;
    if (lead < 0) return mustReach || bound === value ? `${objective}: ${value}, optimum ${optimum}, bound ${bound}` : null;
  }
  return null;
}
