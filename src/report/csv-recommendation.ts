/** The change sets of a recommendation as a CSV table. */

import type { Recommendation, RecommendedSet } from '../model/recommendation.ts';
import { csv } from './csv.ts';
import { setText } from './recommendation-words.ts';

/** One row per change set: the plan as it is, the best, the next cheapest, the next step, and the frontier. */
export function recommendationCsv(recommendation: Recommendation): string {
  const { baseline, best, runnersUp, next, most, frontier, currency } = recommendation;
  const sets: readonly (readonly [string, RecommendedSet])[] = [
    ['now', baseline],
    ...(best === null ? [] : [['cheapest', best] as const]),
    ...runnersUp.map((set) => ['next cheapest', set] as const),
    ...(next === null ? [] : [['next step', next.set] as const]),
    ...(most === null ? [] : [['most possible', most.set] as const]),
    ...(frontier ?? []).map((set) => ['frontier', set] as const),
  ];
  return csv(
    ['set', 'cost', 'changes_cost', 'overage_cost', 'currency', 'reached', 'shortfall', 'changes'],
    sets.map(([name, set]) => [
      name,
      set.cost.total,
      set.cost.changes,
      set.cost.overage,
      currency,
      set.reached,
      set.shortfall,
      setText(set),
    ]),
  );
}
