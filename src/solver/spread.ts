/**
 * Water-filling: gives contacts of one start to the senders of a class so that what is left of their limits, over the days
 * of the start, stays level in proportion to their size. Filling sender after sender instead would leave days on which one
 * sender is full and another has room, but no sender has room on all days of a pattern.
 */

import type { Room } from './room.ts';

/** Contacts a sender takes at least, where there are enough of them: fewer rows in the plan for hardly any loss. */
const LEAST_SHARE = 1;

/** Spreads contacts over senders, as far as there is room, and returns how many were placed. */
export type Spread = (members: Int32Array, demand: number, stepDays: readonly number[], contacts: number) => number;

/** Water-filling into a room. `sizes`: what a sender's room is measured against, > 0 (its largest daily limit). */
export function createSpread(room: Room, sizes: Float64Array): Spread {
  let fits = new Float64Array(16);
  let level = new Float64Array(16);
  let heap = new Int32Array(16);
  const isAbove = (a: number, b: number): boolean => {
    const difference = (level[a] as number) - (level[b] as number);
    return difference > 0 || (difference === 0 && a < b);
  };
  const sink = (size: number, from: number): void => {
    const item = heap[from] as number;
    let at = from;
    for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isAbove(heap[child + 1] as number, heap[child] as number)) child++;
      if (!isAbove(heap[child] as number, item)) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = item;
  };

  return (members, demand, stepDays, contacts) => {
    const total = Math.min(contacts, room.sharedFits(demand, members[0] as number, stepDays));
    if (total <= 0) return 0;
    if (fits.length < members.length) {
      fits = new Float64Array(2 * members.length);
      level = new Float64Array(2 * members.length);
      heap = new Int32Array(2 * members.length);
    }
    let size = 0;
    for (let i = 0; i < members.length; i++) {
      const n = room.senderFits(demand, members[i] as number, stepDays);
      if (n <= 0) continue;
      fits[i] = n === Infinity ? total : n;
      level[i] = (fits[i] as number) / (sizes[members[i] as number] as number);
      heap[size++] = i;
    }
    for (let i = (size >> 1) - 1; i >= 0; i--) sink(size, i);

    // The widest senders leave the heap one by one and queue up behind its end, until they hold everything above a water
    // level that does not lie below the room of the next one.
    const open = size;
    const enough = Math.floor(total / LEAST_SHARE);
    let fit = 0;
    let width = 0;
    while (size > 0) {
      const next = heap[0] as number;
      const isHeld = fit >= total;
      if (isHeld && (open - size >= enough || fit - total >= width * (level[next] as number))) break;
      heap[0] = heap[--size] as number;
      if (size > 0) sink(size, 0);
      heap[size] = next;
      fit += fits[next] as number;
      width += sizes[members[next] as number] as number;
    }
    const water = Math.max(0, (fit - total) / width);
    let rest = Math.min(total, fit);
    const placed = rest;
    for (let at = open - 1; at >= size; at--) {
      const i = heap[at] as number;
      const share = Math.max(0, Math.floor((fits[i] as number) - water * (sizes[members[i] as number] as number)));
      level[i] = Math.min(rest, share);
      rest -= level[i] as number;
    }
    for (let at = open - 1; at >= size; at--) {
      const i = heap[at] as number;
      const more = rest > 0 && (level[i] as number) < (fits[i] as number) ? 1 : 0;
      rest -= more;
      const share = (level[i] as number) + more;
      if (share > 0) room.take(demand, members[i] as number, stepDays, share);
    }
    return placed - rest;
  };
}
