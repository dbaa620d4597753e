/** Places of a class on the move: taken away, brought back, or passed along a path, with room, places and contacts kept consistent. */

import { shift } from './assign.ts';
import type { Packing } from './pack.ts';
import { type ClassTables, reassign } from './pack-tables.ts';

/** Most places nobody has that are given up for one contact more. */
const MOST_GIVEN = 4;

/** A place that changes hands: of a cell, on a member of the class. */
export interface Passed {
  readonly member: number;
  /** Cell of the class; -1 where a place goes that nobody has, and nothing comes back. */
  readonly cell: number;
}

/** Moves of places of class k. Cells and members count within the class. */
export interface ClassMoves {
  readonly k: number;
  /** First cell of the class. */
  readonly first: number;
  /** 1 for cells nobody more can be brought to, and those whose shared limits are used up: room only shrinks. */
  readonly isClosed: Uint8Array;
  /** Room a member has left, by day, in 1/10000 sends. */
  readonly leftOf: (member: number) => Float64Array;
  /** Places of a cell a member has. */
  readonly has: (member: number, cell: number) => number;
  /** Gives a member places of a cell, nobody having them. */
  readonly move: (member: number, cell: number, places: number) => void;
  /** One place more for one contact more of the demands last served. */
  readonly add: (member: number, cell: number) => boolean;
  /** `from[i]` goes and comes back as `to[i]`, for all i, then one place of `root` comes with a new contact; or nothing happens. */
  readonly pass: (from: readonly Passed[], to: readonly Passed[], root: Passed) => boolean;
}

/** The moves of class k. `goal`: cells that want more places. Writes into `isTouched` whose places changed. */
export function classMoves(
  { cells, classes, room, places, assignment, assigner, isGivingUp }: Packing,
  tables: ClassTables,
  isTouched: Uint8Array,
  k: number,
  goal: readonly number[],
): ClassMoves {
  const { start, kind, problem } = cells;
  const { items } = tables;
  const { dayCount } = problem;
  const members = classes[k]!;
  const first = start[k]!;
  const isClosed = new Uint8Array(items.length);
  const at = (m: number, j: number): number => places.from[k]! + j * members.length + m;
  const sharedFits = (m: number, j: number) => room.sharedFits(kind[first + j]!, members[m]!, items[j]!.stepDays);
  const allows = (m: number, j: number): boolean =>
    room.senderFits(kind[first + j]!, members[m]!, items[j]!.stepDays) > 0 && sharedFits(m, j) > 0;
  const move = (m: number, j: number, n: number): void => {
    room.use(kind[first + j]!, members[m]!, items[j]!.stepDays, n);
    places.count[at(m, j)]! += n;
    assignment.spare[first + j]! += n;
    isTouched[m] = 1;
  };
  /** Gives up places nobody has until shared limits allow a place of a cell; null when they never do, and nothing happens. */
  const giveUp = (m: number, j: number): readonly Passed[] | null => {
    const given: Passed[] = [];
    for (let cell = 0; cell < items.length && given.length < MOST_GIVEN; cell++) {
      for (let member = 0; member < members.length && assignment.spare[first + cell]! > 0 && given.length < MOST_GIVEN; member++) {
        while (assignment.spare[first + cell]! > 0 && places.count[at(member, cell)]! > 0 && given.length < MOST_GIVEN) {
          move(member, cell, -1);
          given.push({ member, cell });
          if (sharedFits(m, j) > 0) return given;
        }
      }
    }
    for (const { member, cell } of given) move(member, cell, 1);
    return null;
  };
  const add = (m: number, j: number): boolean => {
    if (room.senderFits(kind[first + j]!, members[m]!, items[j]!.stepDays) <= 0) return false;
    const given = sharedFits(m, j) > 0 ? [] : isGivingUp ? giveUp(m, j) : null;
    if (given === null || !assigner.enter(assignment, k, first + j)) {
      isClosed[j] = 1;
      for (const { member, cell } of given ?? []) move(member, cell, 1);
      return false;
    }
    move(m, j, 1);
    return true;
  };
  const pass: ClassMoves['pass'] = (from, to, root) => {
    for (const { member, cell } of from) move(member, cell, -1);
    let isDone = from.every(({ member, cell }) => places.count[at(member, cell)]! >= 0);
    let back = 0;
    for (; isDone && back < to.length; back++) {
      const { member, cell } = to[back]!;
      if (cell < 0) continue;
      isDone = allows(member, cell);
      if (!isDone) break;
      move(member, cell, 1);
    }
    const taken: (readonly [run: number, other: number, from: number, to: number])[] = [];
    for (let i = 0; isDone && i < to.length; i++) {
      const a = from[i]!.cell;
      const b = to[i]!.cell;
      if (b < 0 || a === b) continue;
      const runs = reassign({ cells, assignment, assigner }, tables, k, first + a, first + b);
      if (runs === null) isDone = false;
      else taken.push([...runs, a, b]);
    }
    if (isDone && add(root.member, root.cell)) return true;
    for (const [run, other, a, b] of taken.reverse()) {
      shift(cells, assignment, other, first + b, -1);
      shift(cells, assignment, run, first + a, 1);
    }
    while (back > 0) {
      const { member, cell } = to[--back]!;
      if (cell >= 0) move(member, cell, -1);
    }
    for (const { member, cell } of from) move(member, cell, 1);
    return false;
  };

  let isIdle = false;
  for (let j = 0; isGivingUp && j < items.length; j++) if (assignment.spare[first + j]! > 0) isIdle = true;
  for (const j of goal) isClosed[j] = Number(!isIdle && sharedFits(0, j) <= 0);
  return {
    k,
    first,
    isClosed,
    move,
    add,
    pass,
    leftOf: (m) => room.left.subarray(members[m]! * dayCount, (members[m]! + 1) * dayCount),
    has: (m, j) => places.count[at(m, j)]!,
  };
}
