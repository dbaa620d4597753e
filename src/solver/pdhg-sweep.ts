/**
 * One pass over all columns: prices of cells, a projected gradient step of every column, and what the columns load. This
 * is where the time goes; everything is dense and in memory order.
 */

import type { Layout } from './pdhg-layout.ts';

/** Price of a send on a day on which a class has no capacity: no start uses it. */
export const CLOSED = 1e6;

/** What a pass does with a column x: see `sweep`. */
export type Mode = 'halpern' | 'plain' | 'look' | 'load';

/** Column step sizes, prices and the vectors a pass reads and writes. */
export interface SweepState {
  /** Runs of class k that take part: `runStart[k]` to `runEnd[k] - 1`. */
  readonly runEnd: Int32Array;
  readonly x: Float64Array;
  readonly anchor: Float64Array;
  /** Output of `look`, input of `load`. */
  readonly seen: Float32Array;
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

/** Buffers for a layout. */
export function buffersFor({ problem, rows, cellCount }: Layout): Buffers {
  const lanes = rows.laneStart.length;
  return {
    shared: new Float64Array(rows.groupCount * problem.dayCount),
    sharedLoad: new Float64Array(rows.groupCount * problem.dayCount),
    price: new Float64Array(problem.dayCount),
    load: new Float64Array(problem.dayCount),
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
    for (let s = 0; s < shares.length; s++) {
      const share = shares[s]!;
      const days = stepDays[s]!;
      if (s === 0) for (let i = 0; i < length; i++) cellPrice[cell + i] = share * price[days[from + i]!]!;
      else for (let i = 0; i < length; i++) cellPrice[cell + i]! += share * price[days[from + i]!]!;
    }
  }
}

/**
 * One pass. `halpern`: x ← a·(2x' − x) + (1 − a)·anchor with x' = max(0, x + τ/ω·(reward − price)); `plain`: x ← anchor ← x';
 * `look`: seen ← x', x untouched; `load`: nothing moves. Activities: of 2x' − x, of x' for `look`, of `seen` for `load`.
 * Returns Σ (x' − x)² / τ, for `halpern` only.
 */
export function sweep(layout: Layout, state: SweepState, buffers: Buffers, mode: Mode, omega: number, a: number): number {
  const { problem, rows, runStart, runDemand, runCell, runLength, runColumn, runLane } = layout;
  const { runEnd, x, anchor, seen, y, tau, activity } = state;
  const { cellPrice, cellLoad, lanePrice, laneLoad, load, price, reward, sharedLoad } = buffers;
  const { dayCount } = problem;
  const isLook = mode === 'look';
  const isLoad = mode === 'load';
  const isPlain = mode === 'plain';
  const back = 1 - a;
  let change = 0;
  activity.fill(0, rows.shared);
  sharedLoad.fill(0);
  laneLoad.fill(0);
  if (!isLoad) sharePrices(layout, y, state.weight, buffers);
  for (let k = 0; k < problem.senders.length; k++) {
    if (!isLoad) {
      classPrices(layout, k, y, buffers);
      cellPrices(layout, k, price, cellPrice);
    }
    cellLoad.fill(0);
    for (let r = runStart[k]!; r < runEnd[k]!; r++) {
      const d = runDemand[r]!;
      const cell = runCell[r]!;
      const end = runLength[r]!;
      const p = runColumn[r]!;
      const lane = runLane[r]!;
      const step = tau[r]! / omega;
      const base = reward[d]!;
      let sum = 0;
      let moved = 0;
      if (isLoad) {
        for (let i = 0; i < end; i++) {
          const value = seen[p + i]!;
          sum += value;
          cellLoad[cell + i]! += value;
          if (lane >= 0) laneLoad[lane + i]! += value;
        }
      } else if (lane >= 0 || isLook || isPlain) {
        for (let i = 0; i < end; i++) {
          const before = x[p + i]!;
          const moving = before + step * (base - cellPrice[cell + i]! - (lane >= 0 ? lanePrice[lane + i]! : 0));
          const after = moving > 0 ? moving : 0;
          const value = isLook ? after : 2 * after - before;
          if (isLook) seen[p + i] = after;
          else if (isPlain) {
            x[p + i] = after;
            anchor[p + i] = after;
          } else {
            moved += (after - before) * (after - before);
            x[p + i] = a * value + back * anchor[p + i]!;
          }
          sum += value;
          cellLoad[cell + i]! += value;
          if (lane >= 0) laneLoad[lane + i]! += value;
        }
      } else {
        for (let i = 0; i < end; i++) {
          const before = x[p + i]!;
          const moving = before + step * (base - cellPrice[cell + i]!);
          const after = moving > 0 ? moving : 0;
          const value = 2 * after - before;
          moved += (after - before) * (after - before);
          sum += value;
          cellLoad[cell + i]! += value;
          x[p + i] = a * value + back * anchor[p + i]!;
        }
      }
      activity[rows.demand + d]! += sum;
      change += moved / tau[r]!;
    }
    loadRows(layout, k, cellLoad, load, activity, sharedLoad);
  }
  sharedActivities(layout, sharedLoad, laneLoad, activity);
  return change;

  function loadRows(at: Layout, k: number, cells: Float64Array, days: Float64Array, out: Float64Array, groups: Float64Array) {
    const { patterns, blockStart, blockPattern, blockFrom, blockLength, blockCell } = at;
    days.fill(0);
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
    const g = rows.groupOf[k]! * dayCount;
    for (let e = 0; e < dayCount; e++) {
      out[k * dayCount + e] = days[e]!;
      groups[g + e]! += days[e]!;
    }
    for (let i = rows.weekStart[k]!; i < rows.weekStart[k + 1]!; i++) {
      let sum = 0;
      for (let e = rows.weekFrom[i]!; e <= rows.weekTo[i]!; e++) sum += days[e]!;
      out[rows.week + i] = sum;
    }
  }
}

/** Activities of shared rows, campaign days and serve.atLeast. */
function sharedActivities({ problem, rows }: Layout, sharedLoad: Float64Array, laneLoad: Float64Array, activity: Float64Array): void {
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
