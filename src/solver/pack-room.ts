/** Room of the members of a class as the search for paths sees it: kept from search to search, looked up again for members whose places changed. */

import type { ClassMoves } from './pack-moves.ts';
import type { ClassTables } from './pack-tables.ts';

/** Cells and members count within the class. */
export interface ClassRoom {
  /** Room left in the moves being tried, in 1/10000 sends: member × dayCount + day. */
  readonly now: Float64Array;
  /** Days on which one more place lacks room before anything moves, and the last of them: member × cells + cell. */
  readonly lacking: Uint8Array;
  readonly lackDay: Int16Array;
  /** 1 where a member has places of a cell: member × cells + cell. */
  readonly isHeld: Uint8Array;
  /** 1 for members whose places changed since they were looked up. */
  readonly isTouched: Uint8Array;
  /** By member, cells of places that need no room; by day (member × dayCount + day), those of places that lack it on that day alone. Empty where no search is thorough. */
  readonly free: readonly number[][];
  readonly near: readonly number[][];
}

/** The room of a class of so many members and cells, nothing looked up yet. */
export function classRoom(members: number, cells: number, dayCount: number, isThorough: boolean): ClassRoom {
  return {
    now: new Float64Array(members * dayCount),
    lacking: new Uint8Array(members * cells),
    lackDay: new Int16Array(members * cells),
    isHeld: new Uint8Array(members * cells),
    isTouched: new Uint8Array(members).fill(1),
    free: Array.from({ length: isThorough ? members : 0 }, () => []),
    near: Array.from({ length: isThorough ? members * dayCount : 0 }, () => []),
  };
}

/** Looks up a member anew. */
export function lookUp(
  { now, lacking, lackDay, isHeld, isTouched, free, near }: ClassRoom,
  { items, firstStep, dayOf, shareOf }: ClassTables,
  { leftOf, has }: ClassMoves,
  m: number,
): void {
  const left = leftOf(m);
  const dayCount = left.length;
  const count = items.length;
  now.set(left, m * dayCount);
  for (let j = 0; j < count; j++) {
    let days = 0;
    for (let i = firstStep[j]!, end = firstStep[j + 1]!; i < end; i++) {
      if (left[dayOf[i]!]! >= shareOf[i]!) continue;
      days++;
      lackDay[m * count + j] = dayOf[i]!;
    }
    lacking[m * count + j] = days;
    isHeld[m * count + j] = Number(has(m, j) > 0);
  }
  isTouched[m] = 0;
  if (free.length === 0) return;
  free[m]!.length = 0;
  for (let e = 0; e < dayCount; e++) near[m * dayCount + e]!.length = 0;
  for (let j = 0; j < count; j++) {
    const days = lacking[m * count + j]!;
    if (days === 0) free[m]!.push(j);
    else if (days === 1) near[m * dayCount + lackDay[m * count + j]!]!.push(j);
  }
}
