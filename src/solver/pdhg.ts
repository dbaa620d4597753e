/**
 * The relaxation of large problems whose sequences stick to the sender: levels one after the other by PDHG on the classes'
 * columns, each with a bound. A level is solved with every level before it weighted so that it is kept; the iteration goes
 * on from where the level before ended.
 */

import type { RowKey } from '../model/plan.ts';
import { provenLevels } from '../problem/level-list.ts';
import type { Problem } from '../problem/problem.ts';
import { cheapestStarts, improveClassPrices } from './pdhg-bound.ts';
import { beginStage, createIteration, type Iteration, iterate, restart } from './pdhg-iterate.ts';
import { type Layout, layOutColumns } from './pdhg-layout.ts';
import { boundOf, levelReached, type StageLevel, type StagePrices, stageLevels } from './pdhg-levels.ts';
import { feasiblePoint } from './pdhg-point.ts';
import { keyOfRow } from './pdhg-rows.ts';
import type { Relaxed, RelaxedLevel, RelaxedPoint } from './relaxed.ts';
import type { Priced } from './solver.ts';

/** Iterations before the first look, which only asks whether all is served, and before a bound is worth its time. */
const FIRST_LOOK = 40;
const FIRST_BOUND = 120;
/** From there the next look is when the residual has fallen as the gap has to, or when iterations have grown by this factor. */
const LATEST_LOOK = 2;
/** Most iterations of a level. */
const MOST = 3_000;
/** How much more a level that is not fully reached weighs than the next one, unless asked otherwise. */
const RATIO = 8;
/** How much faster prices move after they were scaled by the ratio. */
const FASTER_PRICES = 3;
/** Weight of a level that is reached in full. */
const FULL = 16;
/** Part of a level that may be missing for it to count as reached in full. */
const FULL_TOLERANCE = 1e-6;
/** A level smaller than this part of all contacts is judged as if it were that large. */
const SMALL_LEVEL = 0.5;
/** Smallest price and smallest number of contacts told. */
const SMALLEST_PRICE = 1e-9;
const SMALLEST_CONTACTS = 1e-4;

/** Options of a relaxation. */
export interface PdhgOptions {
  /** Milliseconds left. */
  readonly left: () => number;
  /** Proven gap of a level at which it is good enough. */
  readonly gap: number;
  /** How much more a level that is not fully reached weighs than the next one. Small: prices for keeping less of it than the point reaches. */
  readonly ratio?: number;
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
    passOn(layout, it, weights, proof === null ? null : (options.ratio ?? RATIO), stage);
  }
  return answer(layout, levels, prices, served, it);
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

/** Largest value of a level if nothing limited it. */
function mostOf({ rows, runDemand }: Layout, { demands }: StageLevel): number {
  const canStart = new Uint8Array(rows.serve - rows.demand);
  for (const d of runDemand) canStart[d] = 1;
  let most = 0;
  for (const [d, weight] of demands) most += canStart[d]! * weight * rows.limit[rows.demand + d]!;
  return most;
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

function answer(
  layout: Layout,
  levels: readonly StageLevel[],
  prices: readonly (StagePrices | null)[],
  served: Float64Array,
  it: Iteration,
): Relaxed {
  const values = levels.map((level) => levelReached(layout, level, { served, activity: it.state.activity }));
  return {
    levels: levels.map((stage, p): RelaxedLevel | null => {
      if (p >= prices.length) return null;
      const proof = prices[p];
      const value = values[p]! * stage.unit;
      const isMax = stage.level.sense === 'max';
      if (proof == null) return { value, bound: isMax ? mostOf(layout, stage) * stage.unit : 0, prices: [], kept: {} };
      const { bound, kept } = boundOf(layout, levels, p, values, proof);
      const multipliers = kept.flatMap((lambda, q): [string, number][] =>
        lambda > 0 ? [[levels[q]!.level.name, (lambda * stage.unit) / levels[q]!.unit]] : [],
      );
      return {
        value,
        bound: isMax ? bound * stage.unit : Math.max(0, -bound * stage.unit),
        prices: pricesOf(layout, proof.y, stage.unit),
        kept: Object.fromEntries(multipliers),
      };
    }),
    point: pointOf(layout, it),
  };
}

function pricesOf({ problem, rows }: Layout, y: Float64Array, unit: number): readonly Priced[] {
  const prices: Priced[] = [];
  y.forEach((dual, row) => {
    if (dual <= SMALLEST_PRICE || rows.limit[row] === Infinity) return;
    const key: RowKey | null = keyOfRow(problem, rows, row);
    if (key !== null) prices.push({ key, dual: dual * unit });
  });
  return prices;
}

/** The columns of the last feasible point above zero, in the order of demands. */
function pointOf({ problem, patterns, ...layout }: Layout, { state, point: found }: Iteration): RelaxedPoint {
  const { runEnd } = state;
  const start = new Int32Array(problem.demands.length + 1);
  const each = (visit: (demand: number, k: number, day: number, contacts: number) => void) => {
    for (let k = 0; k < problem.senders.length; k++) {
      for (let r = layout.runStart[k]!; r < runEnd[k]!; r++) {
        let b = layout.blockStart[k]!;
        while (layout.runCell[r]! >= layout.blockCell[b]! + layout.blockLength[b]!) b++;
        const { startDays } = patterns[layout.blockPattern[b]!]!;
        const from = layout.blockFrom[b]! + layout.runCell[r]! - layout.blockCell[b]!;
        for (let i = 0; i < layout.runLength[r]!; i++) {
          const contacts = found[layout.runColumn[r]! + i]!;
          if (contacts > SMALLEST_CONTACTS) visit(layout.runDemand[r]!, k, startDays[from + i]!, contacts);
        }
      }
    }
  };
  each((d) => {
    start[d + 1]!++;
  });
  for (let d = 0; d < problem.demands.length; d++) start[d + 1]! += start[d]!;
  const count = start[problem.demands.length]!;
  const point = {
    demand: new Int32Array(count),
    sender: new Int32Array(count),
    day: new Int32Array(count),
    contacts: new Float64Array(count),
  };
  each((d, k, day, contacts) => {
    const at = start[d]!++;
    point.demand[at] = d;
    point.sender[at] = k;
    point.day[at] = day;
    point.contacts[at] = contacts;
  });
  return point;
}
