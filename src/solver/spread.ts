/**
 * Water-filling: gives contacts of one start to the senders of a class so that what is left of their limits, over the days
 * of the start, stays level in proportion to their size. Filling sender after sender instead would leave days on which one
 * sender is full and another has room, but no sender has room on all days of a pattern.
 */

import { campaignOf } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import type { Room } from './room.ts';

/** Spreads contacts over senders of one class, as far as there is room, and returns how many were placed. */
export type Spread = (members: Int32Array, demand: number, stepDays: readonly number[], contacts: number) => number;

/** Arrays by member, kept between calls. */
interface Scratch {
  /** Contacts that fit. */
  readonly fits: Float64Array;
  /** Contacts that would use up what is left on the days of the start, in the sense of least squares. */
  readonly slack: Float64Array;
  /** Slack per size. */
  readonly level: Float64Array;
  readonly heap: Int32Array;
}

const scratch = (size: number): Scratch => ({
  fits: new Float64Array(size),
  slack: new Float64Array(size),
  level: new Float64Array(size),
  heap: new Int32Array(size),
});

/**
 * Water-filling into a room. `sizes`: what a sender's room is measured against, > 0 (its largest daily limit). `least`:
 * contacts a sender takes at least, where there are enough of them; above 1 the answer has fewer rows and wastes more room.
 */
export function createSpread(problem: Problem, room: Room, sizes: Float64Array, least: number): Spread {
  const { dayCount } = problem;
  const { left } = room;
  let at = scratch(16);

  /** One pass: a sender gets no more than fits, so some may be left for the next one. */
  const pass: Spread = (members, demand, stepDays, contacts) => {
    if (at.fits.length < members.length) at = scratch(2 * members.length);
    const { fits, slack, level, heap } = at;
    const shares = campaignOf(problem, demand).shares10k;
    let squares = 0;
    for (let k = 0; k < stepDays.length; k++) squares += (shares[k] as number) ** 2;
    let open = 0;
    for (let i = 0; i < members.length; i++) {
      const sender = members[i] as number;
      fits[i] = room.senderFits(demand, sender, stepDays);
      if ((fits[i] as number) <= 0) continue;
      let product = 0;
      for (let k = 0; k < stepDays.length; k++)
        product += (left[sender * dayCount + (stepDays[k] as number)] as number) * (shares[k] as number);
      slack[i] = product === Infinity ? contacts : product / squares;
      level[i] = (slack[i] as number) / (sizes[sender] as number);
      heap[open++] = i;
    }
    for (let i = (open >> 1) - 1; i >= 0; i--) sink(at, open, i);

    // The widest senders leave the heap one by one and queue up behind its end, until they hold everything above a water
    // level that does not lie below the slack of the next one.
    let size = open;
    let sum = 0;
    let width = 0;
    const enough = Math.max(1, Math.floor(contacts / least));
    while (size > 0) {
      const next = heap[0] as number;
      if (sum >= contacts && (open - size >= enough || sum - contacts >= width * (level[next] as number))) break;
      heap[0] = heap[--size] as number;
      if (size > 0) sink(at, size, 0);
      heap[size] = next;
      sum += slack[next] as number;
      width += sizes[members[next] as number] as number;
    }
    const water = Math.max(0, (sum - contacts) / width);
    let rest = contacts;
    for (let n = open - 1; n >= size; n--) {
      const i = heap[n] as number;
      const above = Math.floor((slack[i] as number) - water * (sizes[members[i] as number] as number));
      level[i] = Math.min(rest, fits[i] as number, Math.max(0, above));
      rest -= level[i] as number;
    }
    for (let n = open - 1; n >= size; n--) {
      const i = heap[n] as number;
      const more = rest > 0 && (level[i] as number) < (fits[i] as number) ? 1 : 0;
      rest -= more;
      const share = (level[i] as number) + more;
      if (share > 0) room.take(demand, members[i] as number, stepDays, share);
    }
    return contacts - rest;
  };

  return (members, demand, stepDays, contacts) => {
    const total = Math.min(contacts, room.sharedFits(demand, members[0] as number, stepDays));
    let rest = total;
    for (let placed = 1; rest > 0 && placed > 0; rest -= placed) placed = pass(members, demand, stepDays, rest);
    return Math.max(0, total - rest);
  };
}

/** Lets an item of a heap sink to its place: the highest level first, the first member among equals. */
function sink({ level, heap }: Scratch, size: number, from: number): void {
  const isAbove = (a: number, b: number): boolean => {
    const difference = (level[a] as number) - (level[b] as number);
    return difference > 0 || (difference === 0 && a < b);
  };
  const item = heap[from] as number;
  let at = from;
  for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && isAbove(heap[child + 1] as number, heap[child] as number)) child++;
    if (!isAbove(heap[child] as number, item)) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = item;
}
