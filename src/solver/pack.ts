/**
 * Makes room in a class: one more place of a cell that is wanted, by passing places on. A place that lacks room on one day of
 * a sender takes it from another place of that sender on that day, whose contact comes back on another sender of the class or
 * in another cell, where it may lack room on one day again, and so on until one fits (`pack-search.ts`).
 */

import type { Assigner, Assignment } from './assign.ts';
import type { Cells } from './cells.ts';
import { type ClassMoves, classMoves } from './pack-moves.ts';
import { type ClassRoom, classRoom } from './pack-room.ts';
import { pathSearch } from './pack-search.ts';
import { type ClassTables, classTables, findWays } from './pack-tables.ts';
import type { Places } from './places.ts';
import type { Room } from './room.ts';
import type { Classes } from './round.ts';

/** What the packer works on: all of it is kept consistent. */
export interface Packing {
  readonly cells: Cells;
  readonly classes: Classes;
  readonly room: Room;
  readonly places: Places;
  readonly assignment: Assignment;
  readonly assigner: Assigner;
  /** What is known of classes, kept but for huge problems. */
  readonly known: Map<number, { readonly tables: ClassTables; readonly members: ClassRoom }>;
  /** Of the class being packed, whether a contact of a cell may move to another one: cell × cells + cell. */
  readonly ways: Uint8Array;
  /** Whether contacts that make room may come back on any other day, not only where they free some: dearer by far. */
  readonly isThorough: boolean;
  /** Whether places may be passed on from sender to sender. */
  readonly isAcross: boolean;
  /** Whether places nobody has yet may be given up: later priorities would have taken them. */
  readonly isGivingUp: boolean;
  /** Whether to go on to the next class. */
  readonly hasTime: () => boolean;
}

/** Serves more of the demands last served by making room for them, class by class. Returns how many contacts. */
export function makeRoom(packing: Packing): number {
  let made = 0;
  for (let k = 0; k < packing.classes.length && packing.hasTime(); k++) made += packClass(packing, k);
  return made;
}

function packClass(packing: Packing, k: number): number {
  const { cells, classes, assigner } = packing;
  const first = cells.start[k]!;
  const goal: number[] = [];
  for (let j = 0; first + j < cells.start[k + 1]!; j++) if (assigner.wanted[first + j] !== 0) goal.push(j);
  if (goal.length === 0) return 0;
  const { tables, members: memberRoom } = known(packing, k);
  findWays(packing, tables, k, packing.ways);
  const moves = classMoves(packing, tables, memberRoom.isTouched, k, goal);
  const serveOne = pathSearch(packing, tables, memberRoom, moves, goal);
  const members = classes[k]!.length;
  let made = 0;
  // Paths on one sender are found sooner.
  for (let m = 0; m < members; m++) while (serveOne(m, m + 1)) made++;
  while (packing.isAcross && members > 1 && serveOne(0, members)) made++;
  while (packing.isGivingUp && serveForIdle(packing, tables, moves, goal)) made++;
  return made;
}

function known({ cells, classes, room, known: all, isThorough, isAcross }: Packing, k: number) {
  const before = all.get(k);
  if (before !== undefined) return before;
  const tables = classTables(cells, room, classes[k]![0]!, k);
  const found = { tables, members: classRoom(classes[k]!.length, tables.items.length, cells.problem.dayCount, isThorough) };
  if (isAcross) all.set(k, found);
  return found;
}

/** One contact more for places nobody has, one on every day that lacks room. */
function serveForIdle(
  { cells, assignment, classes }: Packing,
  { items }: ClassTables,
  moves: ClassMoves,
  goal: readonly number[],
): boolean {
  const spare = [...items.keys()].filter((j) => assignment.spare[moves.first + j]! > 0);
  if (spare.length === 0) return false;
  const idle = new Int32Array(cells.problem.dayCount);
  const gone: number[] = [];
  for (let m = 0; m < classes[moves.k]!.length; m++) {
    const left = moves.leftOf(m);
    idle.fill(-1);
    for (const j of spare) if (moves.has(m, j) > 0) for (const e of items[j]!.stepDays) idle[e] = j;
    for (const j of goal) {
      const { stepDays, shares10k } = items[j]!;
      gone.length = 0;
      let isFree = moves.isClosed[j] === 0;
      for (let i = 0; isFree && i < stepDays.length; i++) {
        if (left[stepDays[i]!]! >= shares10k[i]!) continue;
        const cell = idle[stepDays[i]!]!;
        isFree = cell >= 0 && cell !== j;
        if (!gone.includes(cell)) gone.push(cell);
      }
      if (!isFree) continue;
      for (const a of gone) moves.move(m, a, -1);
      if (moves.add(m, j)) return true;
      for (const a of gone) moves.move(m, a, 1);
    }
  }
  return false;
}
