/** Bound and value of a stage from where its iteration stands. */

import { type ClassProgram, classPricesExactly, classProgram, classScratch, differInLimits } from './pdhg-class.ts';
import type { Iteration } from './pdhg-iterate.ts';
import type { Layout } from './pdhg-layout.ts';
import type { StagePrices } from './pdhg-levels.ts';
import { CLOSED, cellPrices, classPrices, sharePrices } from './pdhg-sweep.ts';

/** The prices where the iteration stands, those of classes made optimal. */
export function stagePrices(layout: Layout, it: Iteration): StagePrices {
  const y = improveClassPrices(
    layout,
    it,
    it.state.y.map((dual) => Math.max(0, dual)),
  );
  return { y, cheapest: cheapestStarts(layout, it, y) };
}

/** What a start of each demand costs at least at prices y ≥ 0 (demand rows at 0), less what serve.atLeast pays for it. */
export function cheapestStarts(layout: Layout, it: Iteration, y: Float64Array): Float64Array {
  const { problem, rows, runStart, runDemand, runCell, runLength, runLane } = layout;
  const { runEnd } = it.state;
  const { cellPrice, lanePrice, price } = it.buffers;
  const cheapest = new Float64Array(problem.demands.length).fill(Infinity);
  sharePrices(layout, y, it.state.weight, it.buffers);
  for (let k = 0; k < problem.senders.length; k++) {
    classPrices(layout, k, y, it.buffers);
    cellPrices(layout, k, price, cellPrice);
    for (let r = runStart[k]!; r < runEnd[k]!; r++) {
      const cell = runCell[r]!;
      const end = runLength[r]!;
      const lane = runLane[r]!;
      let best = Infinity;
      for (let i = 0; i < end; i++) {
        const cost = cellPrice[cell + i]! + (lane >= 0 ? lanePrice[lane + i]! : 0);
        if (cost < best) best = cost;
      }
      const d = runDemand[r]!;
      if (best < cheapest[d]! && best < CLOSED / 2) cheapest[d] = best;
    }
  }
  for (let d = 0; d < cheapest.length; d++) if (rows.serveOf[d]! >= 0) cheapest[d]! -= y[rows.serveOf[d]!]!;
  return cheapest;
}

/**
 * Prices y with the day prices of every class optimal for the rewards that y gives the demands. Demand rows stay.
 */
export function improveClassPrices(layout: Layout, it: Iteration, y: Float64Array): Float64Array {
  const {
    problem,
    rows,
    patterns,
    runStart,
    runDemand,
    runCell,
    runLength,
    runLane,
    blockStart,
    blockPattern,
    blockFrom,
    blockLength,
    blockCell,
  } = layout;
  const { dayCount } = problem;
  const { runEnd } = it.state;
  const { lanePrice, price, cellPrice, reward } = it.buffers;
  const improved = y.slice();
  const stepCount = patterns.reduce((n, p) => Math.max(n, p.shares.length), 0);
  const cellCapacity = layout.cellCount;
  let [program, last] = [0, 1].map(() => classProgram(dayCount, stepCount, cellCapacity)) as [ClassProgram, ClassProgram];
  let isSolved = false;
  const scratch = classScratch(dayCount);
  const own = new Float64Array(rows.count);
  own.set(y);
  own.fill(0, 0, rows.week);
  sharePrices(layout, y, it.state.weight, it.buffers);
  const best = new Float64Array(cellCapacity);
  const rowOf = new Int32Array(dayCount);
  const dayOf = new Int32Array(dayCount);
  const prices = new Float64Array(dayCount);
  for (const k of likeNextToLike(layout)) {
    classPrices(layout, k, own, it.buffers);
    cellPrices(layout, k, price, cellPrice);
    best.fill(-Infinity);
    for (let r = runStart[k]!; r < runEnd[k]!; r++) {
      const pays = reward[runDemand[r]!]!;
      const lane = runLane[r]!;
      const cell = runCell[r]!;
      for (let i = 0; i < runLength[r]!; i++) best[cell + i] = Math.max(best[cell + i]!, pays - (lane >= 0 ? lanePrice[lane + i]! : 0));
    }
    program.rowCount = 0;
    for (let e = 0; e < dayCount; e++) {
      const limit = rows.limit[k * dayCount + e]!;
      rowOf[e] = limit > 0 && limit < Infinity ? program.rowCount : -1;
      if (rowOf[e]! >= 0) {
        dayOf[program.rowCount] = e;
        program.limits[program.rowCount++] = limit;
      }
    }
    program.cellCount = 0;
    for (let b = blockStart[k]!; b < blockStart[k + 1]!; b++) {
      const { shares, stepDays } = patterns[blockPattern[b]!]!;
      for (let i = 0; i < blockLength[b]!; i++) {
        const gain = best[blockCell[b]! + i]! - cellPrice[blockCell[b]! + i]!;
        if (!(gain > 1e-9)) continue;
        const j = program.cellCount++;
        program.gains[j] = gain;
        for (let s = 0; s < stepCount; s++) {
          const day = s < shares.length ? stepDays[s]![blockFrom[b]! + i]! : -1;
          program.rows[s * cellCapacity + j] = day < 0 ? -1 : rowOf[day]!;
          program.shares[s * cellCapacity + j] = s < shares.length ? shares[s]! : 0;
        }
      }
    }
    isSolved = classPricesExactly(program, scratch, prices, isSolved && differInLimits(program, last));
    if (isSolved) for (let i = 0; i < program.rowCount; i++) improved[k * dayCount + dayOf[i]!] = Math.max(0, prices[i]!);
    [program, last] = [last, program];
  }
  return improved;
}

/** All classes, those that count in the same shared limits and have the same columns one after the other. */
function likeNextToLike({ problem, rows, runStart, runDemand, runCell }: Layout): readonly number[] {
  const columns = Int32Array.from(problem.senders, (_, k) => {
    let mixed = 0;
    for (let r = runStart[k]!; r < runStart[k + 1]!; r++) mixed = Math.imul(Math.imul(mixed, 31) + runDemand[r]!, 31) + runCell[r]!;
    return mixed;
  });
  return Array.from(columns.keys()).sort((a, b) => rows.groupOf[a]! - rows.groupOf[b]! || columns[a]! - columns[b]! || a - b);
}
