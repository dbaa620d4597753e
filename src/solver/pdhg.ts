/**
 * The relaxation of large problems whose sequences stick to the sender: levels one after the other by PDHG on the classes'
 * columns, each with a bound. A level is solved with every level before it weighted so that it is kept; the iteration goes
 * on from where the level before ended.
 */

import { mergeClasses, senderClasses } from '../problem/classes.ts';
import { provenLevels } from '../problem/level-list.ts';
import type { Problem } from '../problem/problem.ts';
import { answerOf, mostOf, pointOf } from './pdhg-answer.ts';
import { stagePrices } from './pdhg-bound.ts';
import { beginStage, createIteration, type Iteration, iterate, restart } from './pdhg-iterate.ts';
import { type Layout, layOutColumns } from './pdhg-layout.ts';
import { boundOf, levelReached, type StageLevel, type StagePrices, stageLevels } from './pdhg-levels.ts';
import { feasiblePoint } from './pdhg-point.ts';
import { columnsFrom, pricesFrom } from './pdhg-refine.ts';
import { tighten } from './pdhg-tighten.ts';
import type { Relaxed } from './relaxed.ts';

/** Iterations before the first look, which only asks whether all is served, and before a bound is worth its time. */
const FIRST_LOOK = 40;
const FIRST_BOUND = 120;
/** Iterations before the first look on classes whose prices come from wider ones. Those are solved first unless they are more than this part of them. */
const FIRST_REFINED = 240;
const WIDE = 0.75;
/** From there the next look is when the residual has fallen as the gap has to, but iterations grow by at least and at most these factors. */
const EARLIEST_LOOK = 1.1;
const LATEST_LOOK = 2;
/** Most iterations of a level. */
const MOST = 3_000;
/** How much more a level that is not fully reached weighs than the next one. */
const RATIO = 6;
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
  /** Milliseconds left for levels that have to be proven again after rounding; absent: none is, and the memory of the iteration is freed. */
  readonly leftAfter?: () => number;
  /** Called after every look: level, iterations on it, its value and bound in integer objective units. */
  readonly onBlock?: (level: string, iterations: number, value: number, bound: number) => void;
}

/** Whether `relaxByPdhg` knows every family of a merged Problem. */
export const isPdhgReady = (merged: Problem): boolean =>
  merged.followUps.length === 0 &&
  merged.keep.length === 0 &&
  merged.accounts.every((a) => a.freeContacts === null) &&
  merged.campaigns.every((c) => c.sticky === 'sender' && c.maxShare10k >= 10_000 && c.minStarts <= 1 && !c.oneAccount && !c.allOrNothing);

/** A problem as it is being solved, level after level. */
interface Run {
  readonly layout: Layout;
  readonly levels: readonly StageLevel[];
  readonly it: Iteration;
  /** Of every level solved: the weights it was solved with, its own last; its prices, null when it is reached in full. */
  readonly weights: (readonly number[])[];
  readonly proofs: (StagePrices | null)[];
  /** Values of all levels at the last feasible point. */
  values: readonly number[];
}

/** Relaxes a merged Problem: at least its first level, and no further level when no time is left. */
export function relaxByPdhg(merged: Problem, options: PdhgOptions): Relaxed {
  const run = refined(merged, options) ?? solved(begin(merged), options);
  const { layout, levels, it, proofs } = run;
  const relaxed = {
    levels: levels.map((_, p) => (p < proofs.length ? answerOf(layout, levels, p, run.values, proofs[p] ?? null) : null)),
    point: pointOf(layout, it),
  };
  const { leftAfter } = options;
  if (leftAfter === undefined) return relaxed;
  const again = (reached: readonly number[]) => {
    const inUnits = reached.map((value, q) => value / levels[q]!.unit);
    const tighter = tighten(layout, it, levels, proofs, run.values, inUnits, { gap: options.gap, left: leftAfter });
    return tighter.map((proof, p) => proof && answerOf(layout, levels, p, inUnits, proof));
  };
  return { ...relaxed, tighten: again };
}

function begin(problem: Problem): Run {
  const layout = layOutColumns(problem);
  return { layout, levels: stageLevels(layout, provenLevels(problem)), it: createIteration(layout), weights: [], proofs: [], values: [] };
}

/** Solves all levels, one after the other. */
function solved(run: Run, options: PdhgOptions): Run {
  const { levels, weights, proofs } = run;
  for (const p of levels.keys()) {
    if (p > 0 && options.left() <= 0) break;
    weights.push(p === 0 ? [1] : passOn(run));
    beginLevel(run, p);
    proofs.push(solveLevel(run, p, FIRST_LOOK, FIRST_BOUND, options));
  }
  return run;
}

/** The problem solved on wide classes, then its last level on its own ones; null when those are hardly more, or tell senders apart by more than the first day. */
function refined(merged: Problem, options: PdhgOptions): Run | null {
  const classes = senderClasses(merged);
  if (classes.length > WIDE * merged.senders.length || merged.senders.some((s) => s.weekly.length > 0)) return null;
  const wide = solved(begin(mergeClasses(merged, classes)), options);
  const run = begin(merged);
  const wideOf = new Int32Array(merged.senders.length);
  classes.forEach((members, w) => {
    for (const k of members) wideOf[k] = w;
  });
  const refinement = { wide: wide.layout, wideOf, layout: run.layout };
  const { it, proofs, weights } = run;
  columnsFrom(refinement, wide.it.state.kernel.x, it.state.kernel.x);
  weights.push(...wide.weights);
  const last = weights.length - 1;
  for (let p = 0; p < last; p++) {
    const proof = wide.proofs[p] ?? null;
    if (proof !== null) {
      it.state.y.set(pricesFrom(refinement, proof.y));
      beginLevel(run, p);
      it.omega *= FASTER_PRICES;
    }
    proofs.push(proof && stagePrices(run.layout, it));
  }
  it.state.y.set(pricesFrom(refinement, wide.it.state.y));
  beginLevel(run, last);
  const isFull = (wide.proofs[last] ?? null) === null;
  proofs.push(solveLevel(run, last, isFull ? FIRST_LOOK : FIRST_REFINED, FIRST_REFINED, options));
  return run;
}

function beginLevel({ layout, levels, it, weights }: Run, p: number): void {
  setWeights(it, levels, weights[p]!);
  beginStage(layout, it, levels[p]!.lastTier);
}

/** Iterates on a level until its gap is closed, or time or iterations are over. Returns its prices, null when it is reached in full. */
function solveLevel(run: Run, p: number, firstLook: number, firstBound: number, options: PdhgOptions): StagePrices | null {
  const { layout, levels, it } = run;
  const { level, unit } = levels[p]!;
  const most = mostOf(layout, levels[p]!);
  for (let next = firstLook, residual = 0; ; ) {
    iterate(layout, it, Math.min(next, it.total * EARLIEST_LOOK), 0, options.left);
    iterate(layout, it, next, residual, options.left);
    restart(layout, it);
    const served = feasiblePoint(layout, it);
    run.values = levels.map((of) => levelReached(layout, of, { served, activity: it.state.activity }));
    const value = run.values[p]!;
    const goal = level.sense === 'max' ? value : -value;
    const isFull = level.sense === 'max' ? value >= most * (1 - FULL_TOLERANCE) : value <= FULL_TOLERANCE;
    next = firstBound;
    if (!isFull && it.total < firstBound && options.left() > 0) continue;
    const proof = isFull ? null : stagePrices(layout, it);
    const bound = proof === null ? goal : boundOf(layout, levels, p, run.values, proof).bound;
    options.onBlock?.(level.name, it.total, goal * unit, bound * unit);
    const total = served.reduce((sum, contacts) => sum + contacts, 0);
    const excess = (bound - goal) / Math.max(FULL_TOLERANCE, options.gap * Math.max(value, total * SMALL_LEVEL));
    if (excess <= 1 || it.total >= MOST || options.left() <= 0) return proof;
    next = Math.ceil(it.total * LATEST_LOOK);
    residual = it.residual / excess;
  }
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
 * Prices for the next level, and its weights. What a demand reached in full earns is kept while its weight rises; otherwise
 * everything so far is scaled, which leaves the point optimal.
 */
function passOn({ layout, levels, it, weights, proofs }: Run): readonly number[] {
  const { y } = it.state;
  const p = proofs.length - 1;
  const before = weights[p]!;
  if (proofs[p] !== null) {
    for (let i = 0; i < y.length; i++) y[i]! *= RATIO;
    it.omega *= FASTER_PRICES;
    return [...before.map((weight) => weight * RATIO), 1];
  }
  const full = Math.max(FULL, ...before.slice(0, p));
  for (const [d, value] of levels[p]!.demands) y[layout.rows.demand + d]! += (full - 1) * value;
  return [...before.slice(0, p), full, 1];
}
