/**
 * One pass over all columns: prices of cells, a projected gradient step of every column, and what the columns load. This
 * is where the time goes; everything is dense and in memory order.
 */

import type { Kernel } from './pdhg-kernel.ts';
import type { Layout } from './pdhg-layout.ts';

/** Price of a send on a day on which a class has no capacity: no start uses it. */
export const CLOSED = 1e6;

/** Column step sizes, prices and the vectors a pass reads and writes. */
export interface SweepState {
  /** Runs of class k that take part: `runStart[k]` to `runEnd[k] - 1`. */
  readonly runEnd: Int32Array;
  readonly kernel: Kernel;
  readonly y: Float64Array;
  /** Step of the columns of a run. */
  readonly tau: Float64Array;
  /** Objective weight of each demand. */
  readonly weight: Float64Array;
  /** Activity of every row: the output. */
  readonly activity: Float64Array;
}

/** Buffers shared by all passes of a layout. */
export interface Buffers {
  readonly shared: Float64Array;
  readonly sharedLoad: Float64Array;
  readonly price: Float64Array;
  readonly load: Float64Array;
  readonly cellPrice: Float64Array;
  readonly cellLoad: Float64Array;
  readonly lanePrice: Float64Array;
  readonly laneLoad: Float64Array;
  /** What a start of each demand earns before sends are paid. */
  readonly reward: Float64Array;
}

/** Buffers for a layout; prices and loads of days are those of the kernel. */
export function buffersFor({ problem, rows, cellCount }: Layout, { price, load }: Kernel): Buffers {
  const lanes = rows.laneStart.length;
  return {
    shared: new Float64Array(rows.groupCount * problem.dayCount),
    sharedLoad: new Float64Array(rows.groupCount * problem.dayCount),
    price,
    load,
    cellPrice: new Float64Array(cellCount),
    cellLoad: new Float64Array(cellCount),
    lanePrice: new Float64Array(lanes),
    laneLoad: new Float64Array(lanes),
    reward: new Float64Array(problem.demands.length),
  };
}

/** Prices that do not belong to one class: of groups and days, lanes, and the reward of each demand. */
export function sharePrices({ problem, rows }: Layout, y: Float64Array, weight: Float64Array, buffers: Buffers): void {
  const { dayCount } = problem;
  const { shared, lanePrice, reward } = buffers;
  shared.fill(0);
  rows.sharedRows.forEach(({ groups, from, to }, i) => {
    const dual = y[rows.shared + i]!;
    if (dual === 0) return;
    for (const g of groups) for (let e = from; e <= to; e++) shared[g * dayCount + e]! += dual;
  });
  for (let d = 0; d < reward.length; d++) {
    const serve = rows.serveOf[d]!;
    reward[d] = weight[d]! - y[rows.demand + d]! + (serve < 0 ? 0 : y[serve]!);
  }
  for (let i = 0; i + 1 < rows.laneStart.length; i++) {
    let dual = 0;
    for (let n = rows.laneStart[i]!; n < rows.laneStart[i + 1]!; n++) dual += rows.laneAmount[n]! * y[rows.laneRow[n]!]!;
    lanePrice[i] = dual;
  }
}

/** Price of a send of class k on every day (into `buffers.price`), after `sharePrices`. */
export function classPrices({ problem, rows }: Layout, k: number, y: Float64Array, { shared, price }: Buffers): void {
  const { dayCount } = problem;
  const g = rows.groupOf[k]! * dayCount;
  const own = k * dayCount;
  for (let e = 0; e < dayCount; e++) price[e] = rows.limit[own + e] === 0 ? CLOSED : shared[g + e]! + y[own + e]!;
  for (let i = rows.weekStart[k]!; i < rows.weekStart[k + 1]!; i++) {
    const dual = y[rows.week + i]!;
    if (dual !== 0) for (let e = rows.weekFrom[i]!; e <= rows.weekTo[i]!; e++) price[e]! += dual;
  }
}

/** Price of every cell of class k from its day prices. */
export function cellPrices(layout: Layout, k: number, price: Float64Array, cellPrice: Float64Array): void {
  const { patterns, blockStart, blockPattern, blockFrom, blockLength, blockCell } = layout;
  for (let b = blockStart[k]!; b < blockStart[k + 1]!; b++) {
    const { shares, stepDays } = patterns[blockPattern[b]!]!;
    const from = blockFrom[b]!;
    const length = blockLength[b]!;
    const cell = blockCell[b]!;
    for (let i = 0; i < length; i++) {
      let sum = 0;
      for (let s = 0; s < shares.length; s++) sum += shares[s]! * price[stepDays[s]![from + i]!]!;
      cellPrice[cell + i] = sum;
    }
  }
}

/**
 * One pass: x ← a·(2x' − x) + (1 − a)·anchor with x' = max(0, x + τ/ω·(reward − price)); activities of 2x' − x. Returns
 * Σ (x' − x)² / τ. With ω = Infinity and a = 1 an x ≥ 0 stays, and activities are its own.
 */
export function sweep(layout: Layout, state: SweepState, buffers: Buffers, omega: number, a: number): number {
  const { problem, rows, runStart, hasLanes } = layout;
  const { runEnd, kernel, y, activity } = state;
  const { cellPrice, cellLoad, load, price, reward } = buffers;
  let change = 0;
  activity.fill(0, rows.shared);
  buffers.sharedLoad.fill(0);
  buffers.laneLoad.fill(0);
  sharePrices(layout, y, state.weight, buffers);
  for (let d = 0; d < reward.length; d++) kernel.reward[2 * d] = reward[d]!;
  kernel.total.fill(0);
  for (let k = 0; k < problem.senders.length; k++) {
    classPrices(layout, k, y, buffers);
    if (hasLanes[k] === 0) {
      change += kernel.pass(k, a, 1 / omega);
    } else {
      cellPrices(layout, k, price, cellPrice);
      cellLoad.fill(0);
      for (let r = runStart[k]!; r < runEnd[k]!; r++) change += stepRun(layout, state, buffers, r, omega, a);
      dayLoads(layout, k, cellLoad, load);
    }
    classActivities(layout, k, load, activity, buffers.sharedLoad);
  }
  for (let d = 0; d < reward.length; d++) activity[rows.demand + d]! += kernel.total[d]!;
  sharedActivities(layout, buffers, activity);
  return change;
}

/** The columns of one run: what the kernel does, and lanes. Returns Σ (x' − x)² / τ. */
function stepRun(layout: Layout, state: SweepState, buffers: Buffers, r: number, omega: number, a: number): number {
  const { rows, runDemand, runCell, runLength, runColumn, runLane } = layout;
  const { x, anchor } = state.kernel;
  const { tau, activity } = state;
  const { cellPrice, cellLoad, lanePrice, laneLoad } = buffers;
  const d = runDemand[r]!;
  const cell = runCell[r]!;
  const p = runColumn[r]!;
  const lane = runLane[r]!;
  const step = tau[r]! / omega;
  const base = buffers.reward[d]!;
  let sum = 0;
  let moved = 0;
  for (let i = 0, end = runLength[r]!; i < end; i++) {
    const before = x[p + i]!;
    const moving = before + step * (base - cellPrice[cell + i]! - (lane >= 0 ? lanePrice[lane + i]! : 0));
    const after = moving > 0 ? moving : 0;
    const reflected = 2 * after - before;
    moved += (after - before) * (after - before);
    x[p + i] = a * reflected + (1 - a) * anchor[p + i]!;
    sum += reflected;
    cellLoad[cell + i]! += reflected;
    if (lane >= 0) laneLoad[lane + i]! += reflected;
  }
  activity[rows.demand + d]! += sum;
  return moved / tau[r]!;
}

/** Adds what the cells of class k load to its days. */
function dayLoads(
  { patterns, blockStart, blockPattern, blockFrom, blockLength, blockCell }: Layout,
  k: number,
  cells: Float64Array,
  days: Float64Array,
): void {
  for (let b = blockStart[k]!; b < blockStart[k + 1]!; b++) {
    const { shares, stepDays } = patterns[blockPattern[b]!]!;
    const from = blockFrom[b]!;
    const length = blockLength[b]!;
    const cell = blockCell[b]!;
    for (let s = 0; s < shares.length; s++) {
      const share = shares[s]!;
      const on = stepDays[s]!;
      for (let i = 0; i < length; i++) days[on[from + i]!]! += share * cells[cell + i]!;
    }
  }
}

/** Activities of the rows of class k, and its part of shared loads; empties `days`. */
function classActivities({ problem, rows }: Layout, k: number, days: Float64Array, activity: Float64Array, sharedLoad: Float64Array): void {
  const { dayCount } = problem;
  const g = rows.groupOf[k]! * dayCount;
  const own = k * dayCount;
  for (let i = rows.weekStart[k]!; i < rows.weekStart[k + 1]!; i++) {
    let sum = 0;
    for (let e = rows.weekFrom[i]!; e <= rows.weekTo[i]!; e++) sum += days[e]!;
    activity[rows.week + i] = sum;
  }
  for (let e = 0; e < dayCount; e++) {
    const sends = days[e]!;
    activity[own + e] = sends;
    sharedLoad[g + e]! += sends;
    days[e] = 0;
  }
}

/** Activities of shared rows, campaign days and serve.atLeast. */
function sharedActivities({ problem, rows }: Layout, { sharedLoad, laneLoad }: Buffers, activity: Float64Array): void {
  const { dayCount } = problem;
  rows.sharedRows.forEach(({ groups, from, to }, i) => {
    let sum = 0;
    for (const g of groups) for (let e = from; e <= to; e++) sum += sharedLoad[g * dayCount + e]!;
    activity[rows.shared + i] = sum;
  });
  for (let i = 0; i + 1 < rows.laneStart.length; i++) {
    for (let n = rows.laneStart[i]!; n < rows.laneStart[i + 1]!; n++) activity[rows.laneRow[n]!]! += rows.laneAmount[n]! * laneLoad[i]!;
  }
  for (let d = 0; d < problem.demands.length; d++) {
    const serve = rows.serveOf[d]!;
    if (serve >= 0) activity[serve]! -= activity[rows.demand + d]!;
  }
}
