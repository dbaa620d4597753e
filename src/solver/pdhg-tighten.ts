/**
 * Tighter proofs of levels once whole contacts have lost some of the levels before: those are kept at what is served by rows
 * of their own, whose prices the iteration finds. Prices found for keeping more overstate what the next level gains from a loss.
 */

import { mostOf } from './pdhg-answer.ts';
import { stagePrices } from './pdhg-bound.ts';
import { beginStage, type Iteration, iterate, restart } from './pdhg-iterate.ts';
import type { Layout } from './pdhg-layout.ts';
import { boundOf, type StageLevel, type StagePrices } from './pdhg-levels.ts';

/** Iterations before the first look and at most, doubled from look to look; part of the gap a look has to close for more to be worth it. */
const FIRST_LOOK = 120;
const MOST = 960;
const ENOUGH = 0.05;
/** With more columns, a bound above the known one is given up as soon as a look brings it no nearer: mostly it would not get there. */
const DEAR_COLUMNS = 200_000;
/** There, levels are proven again where the earlier levels' losses make up at least this part of what their proofs leave open. */
const WORTH_IT = 0.5;
/** How much more what is kept is worth than the next level, to begin with. */
const DEARER = 2;
/** Primal weight to begin with: prices are near where they will end, what the iteration had learned was about drifting ones. */
const PRICE_SPEED = 1;
/** Part of a level that may be missing for it to count as reached. */
const TOLERANCE = 1e-6;

/**
 * Prices of the levels after those at which `values` fall short of the proof, with the levels before them kept by rows. Prices
 * found for more than that say little: they overstate what the next level gains from what was lost. `before`: values at which
 * the levels were reached over the reals.
 */
export function tighten(
  layout: Layout,
  it: Iteration,
  levels: readonly StageLevel[],
  prices: readonly (StagePrices | null)[],
  before: readonly number[],
  values: readonly number[],
  { gap, left }: { readonly gap: number; readonly left: () => number },
): readonly (StagePrices | null)[] {
  const isDear = layout.columnCount > DEAR_COLUMNS;
  let isShort = false;
  let begin: Start | null = null;
  return levels.map((stage, p) => {
    const first = prices[p] ?? null;
    if (p >= prices.length || stage.level.sense !== 'max' || levels.slice(0, p).some((l) => l.level.sense !== 'max')) return null;
    const known = first === null ? { bound: mostOf(layout, stage), kept: [] } : boundOf(layout, levels, p, values, first);
    const start = first !== null && isShort ? (begin ?? { ...first, kept: known.kept }) : null;
    isShort ||= known.bound - values[p]! > TOLERANCE * known.bound;
    if (first === null) return null;
    const lost = known.kept.reduce((sum, lambda, q) => sum + lambda * (before[q]! - values[q]!), 0);
    const isWorthIt = !isDear || lost >= WORTH_IT * (known.bound - values[p]!);
    if (start === null || !isWorthIt || left() <= 0) {
      begin = dearer(first, [...known.kept, 1]);
      return null;
    }
    it.state.weight.fill(0);
    for (const [d, value] of stage.demands) it.state.weight[d] = value;
    it.kept = levels.slice(0, p).map(({ demands }, q) => ({ demands, goal: values[q]!, lambda: start.kept[q]!, anchor: 0 }));
    for (const { demands, lambda } of it.kept) for (const [d, value] of demands) it.state.weight[d] = lambda * value;
    it.state.y.set(start.y);
    // Prices of demands rewarded by the weights of before would empty them.
    for (const { demands, lambda } of it.kept)
      for (const [d, value] of demands) it.state.y[layout.rows.demand + d] = Math.max(0, lambda * value - start.cheapest[d]!);
    it.omega = PRICE_SPEED;
    beginStage(layout, it, stage.lastTier);
    let best = first;
    let { bound } = known;
    let foundBefore = Infinity;
    for (let look = FIRST_LOOK; look <= MOST; look *= 2) {
      iterate(layout, it, look, 0, left);
      restart(layout, it);
      const proof = stagePrices(layout, it);
      const found = boundOf(layout, levels, p, values, proof).bound;
      const isSmall = found < bound ? bound - found < ENOUGH * (bound - values[p]!) : isDear && found >= foundBefore;
      foundBefore = found;
      if (found < bound) {
        bound = found;
        best = proof;
      }
      if (left() <= 0 || isSmall || bound - values[p]! <= gap * values[p]!) break;
    }
    begin = dearer(best, [...boundOf(layout, levels, p, values, best).kept, 1]);
    it.kept = [];
    return best;
  });
}

/** Prices to start from, and what the levels before are worth at them. */
interface Start extends StagePrices {
  readonly kept: readonly number[];
}

const dearer = ({ y, cheapest }: StagePrices, kept: readonly number[]): Start => ({
  y: y.map((price) => DEARER * price),
  cheapest: cheapest.map((cost) => DEARER * cost),
  kept: kept.map((lambda) => DEARER * lambda),
});
