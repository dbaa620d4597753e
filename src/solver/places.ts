/**
 * Places on senders: how many contacts of each cell every sender of its class takes. Dealt out by water-filling, evened out
 * where sender-days are over their limit, then whatever still breaks a limit is given up.
 */

import { campaignOf } from '../problem/load.ts';
import { stepDaysOf } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import type { Cells } from './cells.ts';
import { inDealingOrder, wholeContacts } from './deal.ts';
import { type ClassItem, evenOut } from './even-out.ts';
import type { RelaxedPoint } from './relaxed.ts';
import type { Room } from './room.ts';
import { type Classes, leastShare, sizesOf } from './round.ts';
import { splitPoint } from './split.ts';
import { createSpread } from './spread.ts';

/** Places of all classes. Mutable. */
export interface Places {
  /** Class after class: cell of the class × members + member, from `from[k]`. */
  readonly count: Int32Array;
  readonly from: Float64Array;
  /** Places of each cell on all its senders. */
  readonly ofCell: Int32Array;
}

/** The cells of class k as items. */
export function itemsOfClass({ problem, start, kind, day }: Cells, sample: number, k: number): readonly ClassItem[] {
  return Array.from({ length: start[k + 1]! - start[k]! }, (_, j) => {
    const t = kind[start[k]! + j]!;
    const stepDays = stepDaysOf(problem, t, sample, day[start[k]! + j]!) ?? [];
    return { stepDays, shares10k: campaignOf(problem, t).shares10k };
  });
}

/** A relaxed point on (kind, part of a class, day); `parts`: senders of each part, `classOf`: its class. */
export interface Dealt {
  readonly parts: Classes;
  readonly classOf: Int32Array;
  readonly point: RelaxedPoint;
}

/** The point on smaller parts: senders that sent as much today. */
export function splitPlaces(problem: Problem, cells: Cells, dealt: Dealt): Dealt {
  const { parts, partOf, point } = splitPoint(cells.problem, dealt.parts, dealt.point, sizesOf(problem));
  return { parts, classOf: partOf.map((part) => dealt.classOf[part]!), point };
}

/** Deals a point out to the senders of an empty room of the cells' Problem, in another order and rounded elsewhere for every number `deal`. */
export function dealPlaces(
  problem: Problem,
  classes: Classes,
  cells: Cells,
  { parts, classOf, point }: Dealt,
  room: Room,
  deal: number,
): Places {
  const { start, kind, day } = cells;
  const { dayCount } = problem;
  const from = new Float64Array(classes.length + 1);
  classes.forEach((members, k) => {
    from[k + 1] = from[k]! + members.length * (start[k + 1]! - start[k]!);
  });
  const count = new Int32Array(from[classes.length]!);
  const ofCell = new Int32Array(kind.length);
  const memberOf = new Int32Array(problem.senders.length);
  for (const members of classes) {
    members.forEach((s, m) => {
      memberOf[s] = m;
    });
  }

  const sizes = sizesOf(problem);
  const items = wholeContacts(cells.problem, point, deal);
  const order = inDealingOrder(cells.problem, items, classOf, deal);
  let k = -1;
  const cellOf = new Map<number, number>();
  const keyOf = (t: number, d: number) => t * dayCount + d;
  const dealing: Room = {
    ...room,
    take: (t, s, stepDays, n) => {
      room.use(t, s, stepDays, n);
      const c = cellOf.get(keyOf(t, stepDays[0]!))!;
      const at = from[k]! + (c - start[k]!) * classes[k]!.length + memberOf[s]!;
      count[at]! += n;
      ofCell[c]! += n;
    },
  };
  const spread = createSpread(cells.problem, dealing, sizes, leastShare(problem));
  for (let i = 0; i < order.length; ) {
    k = classOf[items.sender[order[i]!]!]!;
    cellOf.clear();
    for (let c = start[k]!; c < start[k + 1]!; c++) cellOf.set(keyOf(kind[c]!, day[c]!), c);
    const homeless = new Map<number, number>();
    for (; i < order.length && classOf[items.sender[order[i]!]!] === k; i++) {
      const at = order[i]!;
      const t = items.demand[at]!;
      const contacts = items.contacts[at]!;
      const stepDays = contacts > 0 ? stepDaysOf(cells.problem, t, classes[k]![0]!, items.day[at]!) : null;
      if (stepDays === null) continue;
      const missing = contacts - spread(parts[items.sender[at]!]!, t, stepDays, contacts);
      const c = cellOf.get(keyOf(t, items.day[at]!))!;
      if (missing > 0) homeless.set(c, (homeless.get(c) ?? 0) + missing);
    }
    if (homeless.size > 0) squeeze(k, homeless);
  }
  return { count, from, ofCell };

  /** Finds places for contacts that found none, by evening out. */
  function squeeze(k: number, homeless: ReadonlyMap<number, number>): void {
    const members = classes[k]!;
    const own = itemsOfClass(cells, members[0]!, k);
    const before = count.subarray(from[k]!, from[k + 1]!);
    const counts = before.slice();
    const left = new Float64Array(members.length * dayCount);
    members.forEach((s, m) => {
      left.set(room.left.subarray(s * dayCount, (s + 1) * dayCount), m * dayCount);
    });
    for (const [c, contacts] of homeless) {
      const j = c - start[k]!;
      for (let n = 0; n < contacts; n++) addToWidest(own[j]!, j, members.length, dayCount, counts, left);
    }
    evenOut(own, members.length, dayCount, counts, left);
    const change = (i: number, n: number) => {
      const j = Math.floor(i / members.length);
      room.use(kind[start[k]! + j]!, members[i % members.length]!, own[j]!.stepDays, n);
      before[i]! += n;
      ofCell[start[k]! + j]! += n;
    };
    for (let i = 0; i < counts.length; i++) if (counts[i]! < before[i]!) change(i, counts[i]! - before[i]!);
    for (let i = 0; i < counts.length; i++) {
      if (counts[i]! <= before[i]!) continue;
      const j = Math.floor(i / members.length);
      const t = kind[start[k]! + j]!;
      const s = members[i % members.length]!;
      const { stepDays } = own[j]!;
      const fits = Math.min(counts[i]! - before[i]!, room.senderFits(t, s, stepDays), room.sharedFits(t, s, stepDays));
      if (fits > 0) change(i, fits);
    }
  }
}

/** Gives one contact to the member that has the most left on the item's tightest day, were it below zero. */
function addToWidest(item: ClassItem, j: number, members: number, dayCount: number, counts: Int32Array, left: Float64Array): void {
  let best = 0;
  let most = -Infinity;
  for (let m = 0; m < members; m++) {
    let tightest = Infinity;
    for (const day of item.stepDays) tightest = Math.min(tightest, left[m * dayCount + day]!);
    if (tightest > most) {
      most = tightest;
      best = m;
    }
  }
  counts[j * members + best]! += 1;
  item.stepDays.forEach((day, s) => {
    left[best * dayCount + day]! -= item.shares10k[s]!;
  });
}
