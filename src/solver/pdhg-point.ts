/** A feasible point near where the iteration stands: scaled down to its limits, then filled up where there is room. */

import type { Iteration } from './pdhg-iterate.ts';
import type { Layout } from './pdhg-layout.ts';
import { sweep } from './pdhg-sweep.ts';

/** Writes a feasible point into `it.point`, after a restart; returns contacts served per demand. Leaves its activities. */
export function feasiblePoint(layout: Layout, it: Iteration): Float64Array {
  const { problem, rows, runStart, runDemand, runLength, runColumn } = layout;
  const { activity, runEnd } = it.state;
  const { x, anchor } = it.state.kernel;
  // The kernel sums up x only; the anchor keeps where the iteration stands.
  sweep(layout, it.state, it.buffers, Infinity, 1);
  const share = Float64Array.from(problem.demands, (_, d) => Math.min(1, rows.limit[rows.demand + d]! / activity[rows.demand + d]! || 1));
  for (let k = 0; k < problem.senders.length; k++)
    for (let r = runStart[k]!; r < runEnd[k]!; r++) {
      const f = share[runDemand[r]!]!;
      if (f < 1) for (let p = runColumn[r]!, end = p + runLength[r]!; p < end; p++) x[p]! *= f;
    }
  sweep(layout, it.state, it.buffers, Infinity, 1);
  shrink(layout, it);
  sweep(layout, it.state, it.buffers, Infinity, 1);
  fill(layout, it);
  it.point.set(x);
  x.set(anchor);
  return activity.slice(rows.demand, rows.serve);
}

/** Scales every column down to what the fullest of its rows allows. */
function shrink({ problem, rows, patterns, ...layout }: Layout, { state, buffers }: Iteration): void {
  const { dayCount } = problem;
  const { activity, runEnd } = state;
  const { x } = state.kernel;
  const within = (i: number) => {
    const most = rows.limit[i]! + (rows.limit[i]! < 0 ? 0 : rows.slack[i]!);
    return activity[i]! > most && activity[i]! > 0 ? most / activity[i]! : 1;
  };
  const shared = new Float64Array(rows.groupCount * dayCount).fill(1);
  rows.sharedRows.forEach(({ groups, from, to }, i) => {
    const f = within(rows.shared + i);
    if (f < 1) for (const g of groups) for (let e = from; e <= to; e++) shared[g * dayCount + e] = Math.min(shared[g * dayCount + e]!, f);
  });
  const lanes = new Float64Array(rows.laneStart.length - 1).fill(1);
  lanes.forEach((_, i) => {
    for (let n = rows.laneStart[i]!; n < rows.laneStart[i + 1]!; n++) lanes[i] = Math.min(lanes[i]!, within(rows.laneRow[n]!));
  });
  const days = new Float64Array(dayCount);
  const cells = buffers.cellPrice;
  for (let k = 0; k < problem.senders.length; k++) {
    const g = rows.groupOf[k]! * dayCount;
    for (let e = 0; e < dayCount; e++) days[e] = Math.min(shared[g + e]!, within(k * dayCount + e));
    for (let i = rows.weekStart[k]!; i < rows.weekStart[k + 1]!; i++) {
      const f = within(rows.week + i);
      if (f < 1) for (let e = rows.weekFrom[i]!; e <= rows.weekTo[i]!; e++) days[e] = Math.min(days[e]!, f);
    }
    for (let b = layout.blockStart[k]!; b < layout.blockStart[k + 1]!; b++) {
      const { stepDays } = patterns[layout.blockPattern[b]!]!;
      for (let i = 0; i < layout.blockLength[b]!; i++) {
        let f = 1;
        for (const on of stepDays) f = Math.min(f, days[on[layout.blockFrom[b]! + i]!]!);
        cells[layout.blockCell[b]! + i] = f;
      }
    }
    for (let r = layout.runStart[k]!; r < runEnd[k]!; r++) {
      const lane = layout.runLane[r]!;
      const p = layout.runColumn[r]!;
      for (let i = 0; i < layout.runLength[r]!; i++)
        x[p + i]! *= Math.min(cells[layout.runCell[r]! + i]!, lane >= 0 ? lanes[lane + i]! : 1);
    }
  }
}

/** Fills up what demands still want, tier by tier, where every limit leaves room; campaigns with a daily limit are left as they are. */
function fill({ problem, rows, patterns, tierOf, ...layout }: Layout, { state }: Iteration): void {
  const { dayCount } = problem;
  const { activity, runEnd } = state;
  const { x } = state.kernel;
  const open = Float64Array.from(problem.demands, (_, d) => rows.limit[rows.demand + d]! - activity[rows.demand + d]!);
  const left = new Float64Array(dayCount);
  // Every step of a start may count in the same shared row or week.
  const steps = patterns.reduce((most, p) => Math.max(most, p.shares.length), 1);
  const room = (i: number) => Math.max(0, rows.limit[i]! + rows.slack[i]! - activity[i]!);
  for (let k = 0; k < problem.senders.length; k++) {
    let isRead = false;
    const g = rows.groupOf[k]! * dayCount;
    const read = () => {
      isRead = true;
      for (let e = 0; e < dayCount; e++) {
        left[e] = room(k * dayCount + e);
        for (let n = rows.sharedStart[g + e]!; n < rows.sharedStart[g + e + 1]!; n++)
          left[e] = Math.min(left[e]!, room(rows.shared + rows.sharedAt[n]!) / steps);
      }
      for (let i = rows.weekStart[k]!; i < rows.weekStart[k + 1]!; i++)
        for (let e = rows.weekFrom[i]!; e <= rows.weekTo[i]!; e++) left[e] = Math.min(left[e]!, room(rows.week + i) / steps);
    };
    for (let r = layout.runStart[k]!; r < runEnd[k]!; r++) {
      const d = layout.runDemand[r]!;
      if (open[d]! <= 1e-6 || layout.runLane[r]! >= 0) continue;
      if (!isRead) read();
      let b = layout.blockStart[k]!;
      while (layout.runCell[r]! >= layout.blockCell[b]! + layout.blockLength[b]!) b++;
      const { shares, stepDays } = patterns[layout.blockPattern[b]!]!;
      const from = layout.blockFrom[b]! + layout.runCell[r]! - layout.blockCell[b]!;
      for (let i = 0; i < layout.runLength[r]! && open[d]! > 1e-6; i++) {
        let amount = open[d]!;
        for (let s = 0; s < shares.length; s++) amount = Math.min(amount, left[stepDays[s]![from + i]!]! / shares[s]!);
        if (amount <= 1e-6) continue;
        x[layout.runColumn[r]! + i]! += amount;
        open[d]! -= amount;
        activity[rows.demand + d]! += amount;
        for (let s = 0; s < shares.length; s++) {
          const e = stepDays[s]![from + i]!;
          const sends = shares[s]! * amount;
          activity[k * dayCount + e]! += sends;
          for (let n = rows.sharedStart[g + e]!; n < rows.sharedStart[g + e + 1]!; n++) activity[rows.shared + rows.sharedAt[n]!]! += sends;
          for (let w = rows.weekStart[k]!; w < rows.weekStart[k + 1]!; w++)
            if (e >= rows.weekFrom[w]! && e <= rows.weekTo[w]!) activity[rows.week + w]! += sends;
        }
        read();
      }
    }
  }
}
