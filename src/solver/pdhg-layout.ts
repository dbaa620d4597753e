/**
 * The columns and rows of a Problem laid out for sweeps: columns class by class (a class is a sender of the merged
 * Problem), in runs of one demand over successive start days, never as a matrix. Rows are numbered in blocks: class days
 * (class × dayCount + day), class weeks, limits shared by classes, demands, serve.atLeast, campaign days.
 */

import { prioritiesOf } from '../problem/level-list.ts';
import type { Problem } from '../problem/problem.ts';
import { LANES } from './pdhg-kernel.ts';
import { type Pattern, patternsOf } from './pdhg-patterns.ts';
import { type Rows, rowsOf } from './pdhg-rows.ts';

/** Columns by class. Runs of a class: `runStart[k]` to `runStart[k + 1] - 1`, by rising tier, then demand. */
export interface Layout {
  readonly problem: Problem;
  readonly patterns: readonly Pattern[];
  /** Tier of each demand: its priority counted from 0. */
  readonly tierOf: Int32Array;
  readonly tierCount: number;
  readonly runStart: Int32Array;
  readonly runDemand: Int32Array;
  /** First cell of a run in its class. */
  readonly runCell: Int32Array;
  readonly runLength: Int32Array;
  /** First column of a run; runs are padded to whole vectors. */
  readonly runColumn: Int32Array;
  readonly columnCount: number;
  /** Blocks of cells of a class, one per pattern in use: `blockStart[k]` to `blockStart[k + 1] - 1`. A cell is a (pattern, start day). */
  readonly blockStart: Int32Array;
  readonly blockPattern: Int32Array;
  /** First position in the pattern, number of cells, first cell in the class. */
  readonly blockFrom: Int32Array;
  readonly blockLength: Int32Array;
  readonly blockCell: Int32Array;
  /** Most cells of any class. */
  readonly cellCount: number;
  /** First of a run's entries in the lanes (see `Rows`); -1 when its campaign has no daily limit. */
  readonly runLane: Int32Array;
  /** Per class: 1 when one of its runs has lanes. */
  readonly hasLanes: Uint8Array;
  readonly rows: Rows;
}

/** Entries (demand, pattern) whose campaign has a daily limit: one per position of the pattern. */
export interface Lane {
  readonly demand: number;
  readonly pattern: number;
  /** First entry. */
  readonly start: number;
}

/** Lays out a merged Problem in which every demand sticks to the sender. */
export function layOutColumns(problem: Problem): Layout {
  const { patterns, placeOf } = patternsOf(problem);
  const classCount = problem.senders.length;
  const priorities = prioritiesOf(problem);
  const tierOf = Int32Array.from(problem.demands, (d) => priorities.indexOf(problem.campaigns[d.campaign]!.priority));
  const order = Array.from(problem.demands.keys()).sort((a, b) => tierOf[a]! - tierOf[b]! || a - b);
  const { lanes, laneAt, laneLength } = lanesOf(problem, patterns);

  const runStart = new Int32Array(classCount + 1);
  const each = (visit: (k: number, demand: number, pattern: number, from: number, length: number) => void) => {
    for (const demand of order) {
      const { senders, tables } = problem.demands[demand]!;
      if (problem.demands[demand]!.contacts === 0) continue;
      for (const k of senders) {
        const table = tables[problem.places[k]!]!;
        if (table < 0) continue;
        const { pattern, stretches } = placeOf(demand, table);
        for (const { from, length } of stretches) visit(k, demand, pattern, from, length);
      }
    }
  };
  each((k) => {
    runStart[k + 1]!++;
  });
  for (let k = 0; k < classCount; k++) runStart[k + 1]! += runStart[k]!;
  const runCount = runStart[classCount]!;
  const runDemand = new Int32Array(runCount);
  const runPattern = new Int32Array(runCount);
  const runFrom = new Int32Array(runCount);
  const runLength = new Int32Array(runCount);
  const hasLanes = new Uint8Array(classCount);
  const runLane = new Int32Array(runCount).fill(-1);
  const next = runStart.slice();
  each((k, demand, pattern, from, length) => {
    const r = next[k]!++;
    runDemand[r] = demand;
    runPattern[r] = pattern;
    runFrom[r] = from;
    runLength[r] = length;
    const lane = laneAt(demand, pattern);
    if (lane < 0) return;
    runLane[r] = lane + from;
    hasLanes[k] = 1;
  });

  const blockStart = new Int32Array(classCount + 1);
  const blockPattern: number[] = [];
  const blockFrom: number[] = [];
  const blockLength: number[] = [];
  const blockCell: number[] = [];
  const runCell = new Int32Array(runCount);
  const runColumn = new Int32Array(runCount);
  let columnCount = 0;
  let cellCount = 0;
  const lowest = new Int32Array(patterns.length);
  const highest = new Int32Array(patterns.length);
  const firstCell = new Int32Array(patterns.length);
  for (let k = 0; k < classCount; k++) {
    lowest.fill(2_147_483_647);
    highest.fill(-1);
    for (let r = runStart[k]!; r < runStart[k + 1]!; r++) {
      const t = runPattern[r]!;
      lowest[t] = Math.min(lowest[t]!, runFrom[r]!);
      highest[t] = Math.max(highest[t]!, runFrom[r]! + runLength[r]!);
    }
    let cells = 0;
    patterns.forEach((_, t) => {
      if (highest[t]! < 0) return;
      blockPattern.push(t);
      blockFrom.push(lowest[t]!);
      blockLength.push(highest[t]! - lowest[t]!);
      blockCell.push(cells);
      firstCell[t] = cells - lowest[t]!;
      cells += highest[t]! - lowest[t]!;
    });
    blockStart[k + 1] = blockPattern.length;
    cellCount = Math.max(cellCount, cells);
    for (let r = runStart[k]!; r < runStart[k + 1]!; r++) {
      runCell[r] = firstCell[runPattern[r]!]! + runFrom[r]!;
      runColumn[r] = columnCount;
      columnCount += Math.ceil(runLength[r]! / LANES) * LANES;
    }
  }
  return {
    problem,
    patterns,
    tierOf,
    tierCount: priorities.length,
    runStart,
    runDemand,
    runCell,
    runLength,
    runColumn,
    columnCount,
    blockStart,
    blockPattern: Int32Array.from(blockPattern),
    blockFrom: Int32Array.from(blockFrom),
    blockLength: Int32Array.from(blockLength),
    blockCell: Int32Array.from(blockCell),
    cellCount,
    runLane,
    hasLanes,
    rows: rowsOf(problem, patterns, lanes, laneLength),
  };
}

function lanesOf(problem: Problem, patterns: readonly Pattern[]) {
  const lanes: Lane[] = [];
  const known = new Map<number, number>();
  let laneLength = 0;
  const laneAt = (demand: number, pattern: number): number => {
    const campaign = problem.campaigns[problem.demands[demand]!.campaign]!;
    if (campaign.maxStarts === null && campaign.maxSends === null) return -1;
    const key = demand * patterns.length + pattern;
    let start = known.get(key);
    if (start === undefined) {
      start = laneLength;
      lanes.push({ demand, pattern, start });
      laneLength += patterns[pattern]!.startDays.length;
      known.set(key, start);
    }
    return start;
  };
  return { lanes, laneAt, laneLength: () => laneLength };
}
