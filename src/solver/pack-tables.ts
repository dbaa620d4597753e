/** What packing looks up in a class: steps of its cells in a row, cells by day, cells on common days, and where contacts may move to. */

import { type Assigner, type Assignment, shift } from './assign.ts';
import type { Cells } from './cells.ts';
import type { ClassItem } from './even-out.ts';
import { itemsOfClass } from './places.ts';
import type { Room, SharedLimit } from './room.ts';

/** What never changes in a class; cells and runs of cells count from its first cell. */
export interface ClassTables {
  readonly items: readonly ClassItem[];
  /** Cells with a step on each day. */
  readonly on: readonly (readonly number[])[];
  /** Steps of cell j: entries `firstStep[j]` to `firstStep[j + 1] - 1` of days and shares (1/10000 sends). */
  readonly firstStep: Int32Array;
  readonly dayOf: Int32Array;
  readonly shareOf: Float64Array;
  /** Shared limits cell j counts in: entries `firstShared[j]` to `firstShared[j + 1] - 1` of limits and loads (1/10000 sends). */
  readonly shared: readonly SharedLimit[];
  readonly firstShared: Int32Array;
  readonly sharedOf: Int32Array;
  readonly loadOf: Float64Array;
  /** Runs that cover each cell, and runs of each demand. */
  readonly runsOn: readonly (readonly number[])[];
  readonly runsOf: ReadonlyMap<number, readonly number[]>;
  /** Other cells on one of the days of cell a, with the number of days they share: entries `otherStart[a]` to `otherStart[a + 1] - 1`. */
  readonly otherStart: Int32Array;
  readonly otherCell: Int32Array;
  readonly otherCommon: Uint8Array;
}

/** What the tables are made from. */
export interface PackSource {
  readonly cells: Cells;
  readonly assignment: Assignment;
  readonly assigner: Assigner;
}

/** What never changes in class k. `sample`: one of its senders. */
export function classTables(cells: Cells, room: Room, sample: number, k: number): ClassTables {
  const { problem, start, runStart, runDemand, runCell, runLength } = cells;
  const first = start[k]!;
  const count = start[k + 1]! - first;
  const items = itemsOfClass(cells, sample, k);
  const on: number[][] = Array.from({ length: problem.dayCount }, () => []);
  const firstStep = new Int32Array(count + 1);
  const dayOf: number[] = [];
  const shareOf: number[] = [];
  const shared = room.sharedLimits(sample);
  const firstShared = new Int32Array(count + 1);
  const sharedOf: number[] = [];
  const loadOf: number[] = [];
  items.forEach(({ stepDays, shares10k }, j) => {
    stepDays.forEach((e, s) => {
      on[e]!.push(j);
      dayOf.push(e);
      shareOf.push(shares10k[s]!);
    });
    firstStep[j + 1] = dayOf.length;
    shared.forEach(({ from, to }, i) => {
      const load = stepDays.reduce((sum, e, s) => (e >= from && e <= to ? sum + shares10k[s]! : sum), 0);
      if (load === 0) return;
      sharedOf.push(i);
      loadOf.push(load);
    });
    firstShared[j + 1] = sharedOf.length;
  });
  const runsOn: number[][] = Array.from({ length: count }, () => []);
  const runsOf = new Map<number, number[]>();
  for (let r = runStart[k]!; r < runStart[k + 1]!; r++) {
    const runs = runsOf.get(runDemand[r]!);
    if (runs) runs.push(r);
    else runsOf.set(runDemand[r]!, [r]);
    for (let i = 0; i < runLength[r]!; i++) runsOn[runCell[r]! + i - first]!.push(r);
  }
  return {
    items,
    on,
    firstStep,
    dayOf: Int32Array.from(dayOf),
    shareOf: Float64Array.from(shareOf),
    shared,
    firstShared,
    sharedOf: Int32Array.from(sharedOf),
    loadOf: Float64Array.from(loadOf),
    runsOn,
    runsOf,
    ...cellsOnCommonDays(items, on),
  };
}

function cellsOnCommonDays(
  items: readonly ClassItem[],
  on: readonly (readonly number[])[],
): Pick<ClassTables, 'otherStart' | 'otherCell' | 'otherCommon'> {
  const otherStart = new Int32Array(items.length + 1);
  items.forEach(({ stepDays }, a) => {
    otherStart[a + 1] = otherStart[a]! + stepDays.reduce((sum, e) => sum + on[e]!.length, 0);
  });
  const otherCell = new Int32Array(otherStart[items.length]!);
  const otherCommon = new Uint8Array(otherCell.length);
  const common = new Uint8Array(items.length);
  let end = 0;
  items.forEach(({ stepDays }, a) => {
    for (const e of stepDays) for (const b of on[e]!) common[b]!++;
    common[a] = 0;
    for (const e of stepDays) {
      for (const b of on[e]!) {
        if (common[b] === 0) continue;
        otherCell[end] = b;
        otherCommon[end++] = common[b]!;
        common[b] = 0;
      }
    }
    otherStart[a + 1] = end;
  });
  return { otherStart, otherCell: otherCell.slice(0, end), otherCommon: otherCommon.slice(0, end) };
}

/**
 * Writes into `ways` whether a contact of a cell of class k may move to another one (cell × cells + cell): as of now, checked
 * when it is used.
 */
export function findWays({ cells, assignment, assigner }: PackSource, { items, runsOf }: ClassTables, k: number, ways: Uint8Array): void {
  const { start, runStart, runDemand, runCell, runLength, runColumn } = cells;
  const { contacts, open } = assignment;
  const first = start[k]!;
  const count = items.length;
  // Contacts of the demands being served in each cell: they may leave it for others of these demands, where some want to come.
  const own = new Int32Array(count);
  const isOpen = new Uint8Array(count);
  for (let r = runStart[k]!; r < runStart[k + 1]!; r++) {
    const d = runDemand[r]!;
    if (assigner.isOwn[d] === 0) continue;
    for (let i = 0; i < runLength[r]!; i++) {
      const j = runCell[r]! + i - first;
      own[j]! += contacts[runColumn[r]! + i]!;
      if (open[d]! > 0) isOpen[j] = 1;
    }
  }
  // A contact may also move within the cells of its own demand.
  ways.fill(0, 0, count * count);
  for (const runs of runsOf.values()) {
    for (const r of runs) {
      for (let i = 0; i < runLength[r]!; i++) {
        if (contacts[runColumn[r]! + i]! <= 0) continue;
        const from = (runCell[r]! + i - first) * count - first;
        for (const to of runs) ways.fill(1, from + runCell[to]!, from + runCell[to]! + runLength[to]!);
      }
    }
  }
  for (let a = 0; a < count; a++) {
    if (own[a]! > 0) for (let b = 0; b < count; b++) if (isOpen[b] !== 0) ways[a * count + b] = 1;
    ways[a * count + a] = 0;
  }
}

/**
 * Lets a contact change its cell: one whose demand may use both, else one of the demands being served for another of them.
 * Returns the runs it left and came to; null when nobody can.
 */
export function reassign(
  { cells, assignment, assigner }: PackSource,
  { runsOn, runsOf }: ClassTables,
  k: number,
  from: number,
  to: number,
): readonly [number, number] | null {
  const { start, runDemand, runCell, runLength, runColumn } = cells;
  const covers = (r: number): boolean => to >= runCell[r]! && to < runCell[r]! + runLength[r]!;
  for (const r of runsOn[from - start[k]!]!) {
    if (assignment.contacts[runColumn[r]! + from - runCell[r]!]! <= 0) continue;
    const other = runsOf.get(runDemand[r]!)!.find(covers);
    if (other === undefined) continue;
    shift(cells, assignment, r, from, -1);
    shift(cells, assignment, other, to, 1);
    return [r, other];
  }
  const leaving = assigner.find(assignment, k, from, true);
  if (leaving < 0) return null;
  shift(cells, assignment, leaving, from, -1);
  const coming = assigner.find(assignment, k, to, false);
  if (coming < 0) {
    shift(cells, assignment, leaving, from, 1);
    return null;
  }
  shift(cells, assignment, coming, to, 1);
  return [leaving, coming];
}
