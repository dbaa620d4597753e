/**
 * The relaxation of large problems whose sequences stick to the sender: levels one after the other by PDHG on the classes'
 * columns, each with a bound. A level is solved with every level before it weighted so that it is kept; the iteration goes
 * on from where the level before ended.
 */

import { provenLevels } from '../problem/level-list.ts';
import type { Problem } from '../problem/problem.ts';
import { answerOf, mostOf } from './pdhg-answer.ts';
import { cheapestStarts, improveClassPrices } from './pdhg-bound.ts';
import { beginStage, createIteration, type Iteration, iterate, restart } from './pdhg-iterate.ts';
import { type Layout, layOutColumns } from './pdhg-layout.ts';
import { boundOf, levelReached, type StageLevel, type StagePrices, stageLevels } from './pdhg-levels.ts';
import { feasiblePoint } from './pdhg-point.ts';
import type { Relaxed } from './relaxed.ts';

/** Iterations before the first look, which only asks whether all is served, and before a bound is worth its time. */
const FIRST_LOOK = 40;
const FIRST_BOUND = 120;
/** From there the next look is when the residual has fallen as the gap has to, or when iterations have grown by this factor. */
const LATEST_LOOK = 2;
/** Most iterations of a level. */
const MOST = 3_000;
/** How much more a level that is not fully reached weighs than the next one, the first time. A small ratio gives prices for keeping less of it than the point reaches. */
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
  /** Whether it may be asked again: its memory is kept. */
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

/** A relaxation, and how to repeat it. */
export interface PdhgAnswer extends Relaxed {
  /** The same with another ratio, from where the last one ended; null when there is no level that the ratio changes, or nobody asked for it. */
  readonly again: ((ratio: number) => Relaxed) | null;
}

/** Relaxes a merged Problem: at least its first level, and no further level when no time is left. */
export function relaxByPdhg(merged: Problem, options: PdhgOptions): PdhgAnswer {
  const layout = layOutColumns(merged);
  const levels = stageLevels(layout, provenLevels(merged));
  const it = createIteration(layout);
  const proofs: (StagePrices | null)[] = [];
  let served: Float64Array = new Float64Array(merged.demands.length);
  const relax = (ratio: number): Relaxed => {
    while (proofs.length < levels.length && (proofs.length === 0 || options.left() > 0)) {
      const p = proofs.length;
      setWeights(it, levels, weightsAfter(proofs, ratio));
      const stage = solveStage(layout, it, levels, p, options);
      ({ served } = stage);
      proofs.push(stage.proof);
      passOn(layout, it, levels[p]!, stage.proof === null ? weightsAfter(proofs, ratio)[p]! : null, ratio);
    }
    return answerOf(layout, levels, proofs, served, it);
  };
  const relaxed = relax(RATIO);
  const open = proofs.findIndex((proof) => proof !== null);
  if (options.isRepeatable !== true || open < 0 || open + 1 >= proofs.length) return { ...relaxed, again: null };
  let last = RATIO;
  const again = (ratio: number): Relaxed => {
    // Prices were passed on behind the last level as well.
    const factor = weightsAfter(proofs.slice(0, open + 1), ratio)[open]! / weightsAfter(proofs, last)[open]!;
    for (let i = 0; i < it.state.y.length; i++) it.state.y[i]! *= factor;
    it.omega *= factor;
    proofs.length = open + 1;
    last = ratio;
    return relax(ratio);
  };
  return { ...relaxed, again };
}

/** Weights of the levels solved, and 1 for the next one. */
function weightsAfter(proofs: readonly (StagePrices | null)[], ratio: number): readonly number[] {
  let weights: readonly number[] = [];
  for (const proof of proofs)
    weights = proof === null ? weights.concat(Math.max(FULL, ...weights)) : weights.concat(1).map((w) => w * ratio);
  return weights.concat(1);
}

/** Iterates on a level until its gap is closed, or time or iterations are over. */
function solveStage(layout: Layout, it: Iteration, levels: readonly StageLevel[], p: number, options: PdhgOptions) {
  const stage = levels[p]!;
  beginStage(layout, it, stage.lastTier);
  const most = mostOf(layout, stage);
  for (let next = FIRST_LOOK, residual = 0; ; ) {
    iterate(layout, it, next, residual, options.left);
    restart(layout, it);
    const served = feasiblePoint(layout, it);
    const values = levels.map((level) => levelReached(layout, level, { served, activity: it.state.activity }));
    const value = values[p]!;
    const goal = stage.level.sense === 'max' ? value : -value;
    const isFull = stage.level.sense === 'max' ? value >= most * (1 - FULL_TOLERANCE) : value <= FULL_TOLERANCE;
    next = FIRST_BOUND;
    if (!isFull && it.total < FIRST_BOUND && options.left() > 0) continue;
    const proof = isFull ? null : stagePrices(layout, it);
    const bound = proof === null ? goal : boundOf(layout, levels, p, values, proof).bound;
    options.onBlock?.(stage.level.name, it.total, goal * stage.unit, bound * stage.unit);
    const total = served.reduce((sum, contacts) => sum + contacts, 0);
    const excess = (bound - goal) / Math.max(FULL_TOLERANCE, options.gap * Math.max(value, total * SMALL_LEVEL));
    if (excess <= 1 || it.total >= MOST || options.left() <= 0) return { served, proof };
    next = Math.ceil(it.total * LATEST_LOOK);
    residual = it.residual / excess;
  }
}

/** The prices where the iteration stands, those of classes made optimal. */
function stagePrices(layout: Layout, it: Iteration): StagePrices {
  const y = improveClassPrices(
    layout,
    it,
    it.state.y.map((dual) => Math.max(0, dual)),
  );
  return { y, cheapest: cheapestStarts(layout, it, y) };
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
 * Prices for the next stage. What a demand reached in full (`weight`: that of its level from now on) earns is kept while its
 * weight rises; otherwise everything so far is scaled, which leaves the point optimal.
 */
function passOn({ rows }: Layout, it: Iteration, { demands }: StageLevel, weight: number | null, ratio: number): void {
  const { y } = it.state;
  if (weight === null) {
    for (let i = 0; i < y.length; i++) y[i]! *= ratio;
    it.omega *= FASTER_PRICES;
  } else for (const [d, value] of demands) y[rows.demand + d]! += (weight - 1) * value;
}
