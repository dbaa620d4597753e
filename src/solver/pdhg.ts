/**
 * The relaxation of large problems whose sequences stick to the sender: levels one after the other by PDHG on the classes'
 * columns, each with a bound. A level is solved with every level before it weighted so that it is kept; the iteration goes
 * on from where the level before ended.
 */

import { provenLevels } from '../problem/level-list.ts';
import type { Problem } from '../problem/problem.ts';
import { answerOf, mostOf, pointOf } from './pdhg-answer.ts';
import { stagePrices } from './pdhg-bound.ts';
import { beginStage, createIteration, type Iteration, iterate, restart } from './pdhg-iterate.ts';
import { type Layout, layOutColumns } from './pdhg-layout.ts';
import { boundOf, levelReached, type StageLevel, type StagePrices, stageLevels } from './pdhg-levels.ts';
import { feasiblePoint } from './pdhg-point.ts';
import { tighten } from './pdhg-tighten.ts';
import type { Relaxed } from './relaxed.ts';

/** Iterations before the first look, which only asks whether all is served, and before a bound is worth its time. */
const FIRST_LOOK = 40;
const FIRST_BOUND = 120;
/** From there the next look is when the residual has fallen as the gap has to, but iterations grow by at least and at most these factors. */
const EARLIEST_LOOK = 1.1;
const LATEST_LOOK = 2;
/** Most iterations of a level. */
const MOST = 3_000;
/** How much more a level that is not fully reached weighs than the next one. */
const RATIO = 8;
/** How much faster prices move after they were scaled by the ratio. */
const FASTER_PRICES = 3;
/** Weight of a level that is reached in full. */
const FULL = 16;
/** Part of a level that may be missing for it to count as reached in full. */
const FULL_TOLERANCE = 1e-6;
/** A level smaller than this part of all contacts is judged as if it were that large. */
const SMALL_LEVEL = 0.5;

/** Options of a relaxation. */
export interface PdhgOptions {
  /** Milliseconds left. */
  readonly left: () => number;
  /** Proven gap of a level at which it is good enough. */
  readonly gap: number;
  /** Whether levels may have to be proven again: the memory of the iteration is kept. */
  readonly isRepeatable?: boolean;
  /** Called after every look: level, iterations on it, its value and bound in integer objective units. */
  readonly onBlock?: (level: string, iterations: number, value: number, bound: number) => void;
}

/** Whether `relaxByPdhg` knows every family of a merged Problem. */
export const isPdhgReady = (merged: Problem): boolean =>
  merged.followUps.length === 0 &&
  merged.keep.length === 0 &&
  merged.accounts.every((a) => a.freeContacts === null) &&
  merged.campaigns.every((c) => c.sticky === 'sender' && c.maxShare10k >= 10_000 && c.minStarts <= 1 && !c.oneAccount && !c.allOrNothing);

/** Relaxes a merged Problem: at least its first level, and no further level when no time is left. */
export function relaxByPdhg(merged: Problem, options: PdhgOptions): Relaxed {
  const layout = layOutColumns(merged);
  const levels = stageLevels(layout, provenLevels(merged));
  const it = createIteration(layout);
  const weights: number[] = [];
  const prices: (StagePrices | null)[] = [];
  let served: Float64Array = new Float64Array(merged.demands.length);
  const { activity } = it.state;
  for (const [p, stage] of levels.entries()) {
    if (p > 0 && options.left() <= 0) break;
    weights.push(1);
    setWeights(it, levels, weights);
    beginStage(layout, it, stage.lastTier);
    const most = mostOf(layout, stage);
    let proof: StagePrices | null = null;
    for (let next = FIRST_LOOK, residual = 0; ; ) {
      iterate(layout, it, Math.min(next, it.total * EARLIEST_LOOK), 0, options.left);
      iterate(layout, it, next, residual, options.left);
      restart(layout, it);
      served = feasiblePoint(layout, it);
      const values = levels.map((level) => levelReached(layout, level, { served, activity }));
      const value = values[p]!;
      const goal = stage.level.sense === 'max' ? value : -value;
      const isFull = stage.level.sense === 'max' ? value >= most * (1 - FULL_TOLERANCE) : value <= FULL_TOLERANCE;
      next = FIRST_BOUND;
      if (!isFull && it.total < FIRST_BOUND && options.left() > 0) continue;
      proof = isFull ? null : stagePrices(layout, it);
      const bound = proof === null ? goal : boundOf(layout, levels, p, values, proof).bound;
      options.onBlock?.(stage.level.name, it.total, goal * stage.unit, bound * stage.unit);
      const total = served.reduce((sum, contacts) => sum + contacts, 0);
      const excess = (bound - goal) / Math.max(FULL_TOLERANCE, options.gap * Math.max(value, total * SMALL_LEVEL));
      if (excess <= 1 || it.total >= MOST || options.left() <= 0) break;
      next = Math.ceil(it.total * LATEST_LOOK);
      residual = it.residual / excess;
    }
    prices.push(proof);
    passOn(layout, it, weights, proof === null ? null : RATIO, stage);
  }
  const values = levels.map((level) => levelReached(layout, level, { served, activity }));
  const relaxed = {
    levels: levels.map((_, p) => (p < prices.length ? answerOf(layout, levels, p, values, prices[p] ?? null) : null)),
    point: pointOf(layout, it),
  };
  if (options.isRepeatable !== true) return relaxed;
  const again = (reached: readonly number[]) => {
    const inUnits = reached.map((value, q) => value / levels[q]!.unit);
    const proofs = tighten(layout, it, levels, prices, inUnits, options);
    return proofs.map((proof, p) => proof && answerOf(layout, levels, p, inUnits, proof));
  };
  return { ...relaxed, tighten: again };
}

/** Objective of a stage: the levels so far by their weights. */
function setWeights(it: Iteration, levels: readonly StageLevel[], weights: readonly number[]): void {
  it.state.weight.fill(0);
  it.slackPrice.fill(0);
  weights.forEach((weight, q) => {
    for (const [d, value] of levels[q]!.demands) it.state.weight[d] = weight * value;
    for (const [row, price] of levels[q]!.slacks) it.slackPrice[row] = weight * price;
  });
}

/**
 * Weights and prices for the next stage; `ratio` null: the level is reached in full. What a demand reached in full earns is kept while its weight rises; otherwise
 * everything so far is scaled, which leaves the point optimal.
 */
function passOn({ rows }: Layout, it: Iteration, weights: number[], ratio: number | null, { demands }: StageLevel): void {
  const { y } = it.state;
  if (ratio === null) {
    const last = weights.length - 1;
    weights[last] = Math.max(FULL, ...weights.slice(0, last));
    for (const [d, value] of demands) y[rows.demand + d]! += (weights[last]! - 1) * value;
    return;
  }
  weights.forEach((weight, q) => {
    weights[q] = weight * ratio;
  });
  for (let i = 0; i < y.length; i++) y[i]! *= ratio;
  it.omega *= FASTER_PRICES;
}
