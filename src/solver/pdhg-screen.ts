/**
 * Leaves runs out of the passes whose columns are all 0 and would stay so: what they cost is clearly above what they earn. A pass
 * would not change them, so nothing is lost but that they come back a little late when prices fall: they are looked at again
 * every so many iterations, and bounds and feasible points see all columns anyway. Source: Joachims, "Making large-scale SVM
 * learning practical" (1998), "shrinking", here with columns at their lower limit.
 */

import type { Iteration } from './pdhg-iterate.ts';
import type { Layout } from './pdhg-layout.ts';
import { cellPrices, classPrices, sharePrices } from './pdhg-sweep.ts';

/** Part of a demand's weight by which its starts have to be too dear. */
const MARGIN = 0.3;

/** Chooses the runs that take part from here on. */
export function screen(layout: Layout, { state, buffers }: Iteration): void {
  const { problem, runStart, runDemand, runCell, runLength, runColumn, hasLanes } = layout;
  const { kernel, runEnd, weight, y } = state;
  const { x, anchor } = kernel;
  const { price, cellPrice, reward } = buffers;
  sharePrices(layout, y, weight, buffers);
  for (let k = 0; k < problem.senders.length; k++) {
    if (hasLanes[k] !== 0) continue;
    classPrices(layout, k, y, buffers);
    cellPrices(layout, k, price, cellPrice);
    kernel.choose(k, runStart[k]!, runEnd[k]!, (r) => {
      const d = runDemand[r]!;
      const pays = reward[d]! + MARGIN * Math.max(1, weight[d]!);
      const p = runColumn[r]!;
      const cell = runCell[r]!;
      for (let i = 0, length = runLength[r]!; i < length; i++) {
        if (x[p + i] !== 0 || anchor[p + i] !== 0 || pays > cellPrice[cell + i]!) return true;
      }
      return false;
    });
  }
}
