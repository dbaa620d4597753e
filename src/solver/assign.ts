/**
 * Who gets the places of the cells: a maximum flow from demands through the cells they may use, priority after priority.
 * Contacts served before stay served, but may move to other cells to make place. Sources: Dinic, "Algorithm for solution of
 * a problem of maximum flow in networks with power estimation" (1970); that adding weights in falling order is optimal at every level:
 * Edmonds, "Matroids and the greedy algorithm" (1971). Arcs are never stored: they are the runs of `Cells`.
 */

import type { Cells } from './cells.ts';

/** Contacts in cells. Mutable. */
export interface Assignment {
  /** Contacts per column. */
  readonly contacts: Int32Array;
  /** Places of each cell nobody has. */
  readonly spare: Int32Array;
  /** Contacts each demand may still get. */
  readonly open: Int32Array;
}

/** Augments an assignment. */
export interface Assigner {
  /** Serves as much of the demands as the places allow, moving contacts of all demands. Returns how much more. */
  readonly serve: (assignment: Assignment, demands: readonly number[]) => number;
  /** After `serve`: whether another place of a cell would serve one contact more (> 0) or not (0). */
  readonly wanted: Uint8Array;
  /** 1 for the demands last served. */
  readonly isOwn: Uint8Array;
  /** Gives a spare place of a cell of class k to one contact more of the demands last served, moving others if need be. Returns whether one was found. */
  readonly enter: (assignment: Assignment, k: number, cell: number) => boolean;
  /** A run of the demands last served that has a contact in the cell (`isIn`) or one that wants to come there; -1 = none. */
  readonly find: (assignment: Assignment, k: number, cell: number, isIn: boolean) => number;
}

/** Moves contacts of a run into a cell (or out of it, negative). */
export function shift(
  { runDemand, runCell, runColumn }: Cells,
  { contacts, spare, open }: Assignment,
  r: number,
  cell: number,
  n: number,
): void {
  contacts[runColumn[r]! + cell - runCell[r]!]! += n;
  open[runDemand[r]!]! -= n;
  spare[cell]! -= n;
}

/** An assigner for cells. `isKept`: demands that stay served whatever others of their priority would gain. */
export function createAssigner(cells: Cells, isKept: Uint8Array): Assigner {
  const { start, kind, runStart, demandStart, ofDemand, runDemand, runClass, runCell, runLength, runColumn } = cells;
  const classCount = start.length - 1;
  const demandCount = demandStart.length - 1;
  const demandLevel = new Int32Array(demandCount);
  /** Where the search met a demand: the cell it may leave and its column there. */
  const metCell = new Int32Array(demandCount);
  const metColumn = new Int32Array(demandCount);
  const metClass = new Int32Array(demandCount);
  const isOwn = new Uint8Array(demandCount);
  const cellLevel = new Uint8Array(kind.length);
  const wanted = cellLevel;
  const current = new Int32Array(demandCount);
  const currentAt = new Int32Array(demandCount);
  const isTouched = new Uint8Array(classCount);

  /** Levels from the demands with contacts open: 1, 3, … for demands, 2, 4, … for cells; the level of the nearest spare place, 0 = none. */
  const search = ({ contacts, spare, open }: Assignment, demands: readonly number[]): number => {
    demandLevel.fill(0);
    cellLevel.fill(0);
    let queue: number[] = [];
    for (const d of demands) {
      if (open[d]! <= 0) continue;
      demandLevel[d] = 1;
      queue.push(d);
    }
    for (let level = 2; queue.length > 0 && level < 255; level += 2) {
      let isFound = false;
      const touched: number[] = [];
      isTouched.fill(0);
      for (const d of queue) {
        for (let n = demandStart[d]!; n < demandStart[d + 1]!; n++) {
          const r = ofDemand[n]!;
          const cell = runCell[r]!;
          for (let c = cell, end = cell + runLength[r]!; c < end; c++) {
            if (cellLevel[c] !== 0) continue;
            cellLevel[c] = level;
            if (spare[c]! > 0) isFound = true;
            const k = runClass[r]!;
            if (isTouched[k] === 0) {
              isTouched[k] = 1;
              touched.push(k);
            }
          }
        }
      }
      if (isFound) return level;
      queue = [];
      for (const k of touched) {
        for (let r = runStart[k]!; r < runStart[k + 1]!; r++) {
          const d = runDemand[r]!;
          if (demandLevel[d] !== 0) continue;
          const cell = runCell[r]!;
          const column = runColumn[r]!;
          for (let i = 0; i < runLength[r]!; i++) {
            if (contacts[column + i]! <= 0 || cellLevel[cell + i] !== level) continue;
            demandLevel[d] = level + 1;
            metCell[d] = cell + i;
            metColumn[d] = column + i;
            metClass[d] = k;
            queue.push(d);
            break;
          }
        }
      }
    }
    return 0;
  };

  /** Places up to `most` contacts of a demand along the levels; returns how many. */
  const push = (assignment: Assignment, d: number, most: number, last: number): number => {
    const { contacts, spare } = assignment;
    const level = demandLevel[d]! + 1;
    let left = most;
    for (; current[d]! < demandStart[d + 1]!; current[d]!++, currentAt[d] = 0) {
      const r = ofDemand[current[d]!]!;
      const k = runClass[r]!;
      for (; currentAt[d]! < runLength[r]!; currentAt[d]!++) {
        const at = currentAt[d]!;
        const c = runCell[r]! + at;
        if (cellLevel[c] !== level) continue;
        if (level === last) {
          const n = Math.min(left, spare[c]!);
          spare[c]! -= n;
          contacts[runColumn[r]! + at]! += n;
          left -= n;
        } else {
          for (let other = runStart[k]!; other < runStart[k + 1]! && left > 0; other++) {
            const i = c - runCell[other]!;
            if (i < 0 || i >= runLength[other]! || demandLevel[runDemand[other]!] !== level + 1) continue;
            const column = runColumn[other]! + i;
            if (contacts[column]! <= 0) continue;
            const n = push(assignment, runDemand[other]!, Math.min(left, contacts[column]!), last);
            contacts[column]! -= n;
            contacts[runColumn[r]! + at]! += n;
            left -= n;
          }
        }
        if (left === 0) return most;
      }
    }
    return most - left;
  };

  const find: Assigner['find'] = ({ contacts, open }, k, cell, isIn) => {
    for (let r = runStart[k]!; r < runStart[k + 1]!; r++) {
      const i = cell - runCell[r]!;
      if (i < 0 || i >= runLength[r]! || isOwn[runDemand[r]!] === 0) continue;
      if (isIn ? isKept[runDemand[r]!] === 0 && contacts[runColumn[r]! + i]! > 0 : open[runDemand[r]!]! > 0) return r;
    }
    return -1;
  };
  const enter: Assigner['enter'] = (assignment, k, cell) => {
    const { contacts, spare } = assignment;
    const direct = find(assignment, k, cell, false);
    if (direct >= 0) {
      shift(cells, assignment, direct, cell, 1);
      return true;
    }
    const level = cellLevel[cell]! - 1;
    if (level < 3) return false;
    for (let r = runStart[k]!; r < runStart[k + 1]!; r++) {
      const i = cell - runCell[r]!;
      const d = runDemand[r]!;
      if (i < 0 || i >= runLength[r]! || demandLevel[d] !== level || contacts[metColumn[d]!]! <= 0) continue;
      contacts[metColumn[d]!]!--;
      contacts[runColumn[r]! + i]!++;
      spare[cell]!--;
      spare[metCell[d]!]!++;
      if (enter(assignment, metClass[d]!, metCell[d]!)) return true;
      contacts[metColumn[d]!]!++;
      contacts[runColumn[r]! + i]!--;
      spare[cell]!++;
      spare[metCell[d]!]!--;
    }
    return false;
  };

  return {
    wanted,
    isOwn,
    enter,
    find,
    serve(assignment, demands) {
      const { open } = assignment;
      isOwn.fill(0);
      for (const d of demands) isOwn[d] = 1;
      let served = 0;
      for (;;) {
        const last = search(assignment, demands);
        if (last === 0) return served;
        for (let d = 0; d < demandCount; d++) {
          current[d] = demandStart[d]!;
          currentAt[d] = 0;
        }
        let gained = 0;
        for (const d of demands) {
          if (open[d]! <= 0) continue;
          const n = push(assignment, d, open[d]!, last);
          open[d]! -= n;
          gained += n;
        }
        // Deeper than the levels can count: the rest stays where it is.
        if (gained === 0) return served;
        served += gained;
      }
    },
  };
}
