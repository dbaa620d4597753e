/** Earlier levels that are kept by rows of their own instead of a weight. */

import type { Iteration } from './pdhg-iterate.ts';
import type { Rows } from './pdhg-rows.ts';

/** An earlier level that is kept at `goal` by a row of its own: Σ weight × served ≥ goal, priced at λ. */
export interface KeptLevel {
  /** Demand → weight. */
  readonly demands: ReadonlyMap<number, number>;
  readonly goal: number;
  lambda: number;
  anchor: number;
}

/** The step of the price of a kept level, which is what its demands earn. Returns (λ' − λ)² / σ. */
export function stepKept({ demand }: Rows, { state, omega, sigma }: Iteration, level: KeptLevel, a: number, isPlain: boolean): number {
  const { activity, weight } = state;
  let served = 0;
  let expected = 0;
  for (const [d, value] of level.demands) {
    served += value * activity[demand + d]!;
    if (sigma[demand + d]! > 0) expected += value / sigma[demand + d]!;
  }
  if (expected === 0) return 0;
  const before = level.lambda;
  const after = Math.max(0, before + (omega / expected) * (level.goal - served));
  if (isPlain) level.anchor = after;
  level.lambda = isPlain ? after : a * (2 * after - before) + (1 - a) * level.anchor;
  for (const [d, value] of level.demands) weight[d] = level.lambda * value;
  return (after - before) * (after - before) * expected;
}
