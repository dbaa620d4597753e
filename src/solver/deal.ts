/**
 * Deals whole contacts of classes out to their senders: level first (water-filling), then evened out where sender-days are
 * over their limit. What comes out may still break limits here and there: whoever places it watches them.
 */

import { campaignOf } from '../problem/load.ts';
import { stepDaysOf, tableOf } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import { type ClassItem, evenOut } from './even-out.ts';
import type { RelaxedPoint } from './relaxed.ts';
import type { Room } from './room.ts';
import { createSpread } from './spread.ts';

/** Places what demands were dealt into a room, as far as it fits. */
export type Dealt = (isMeant: (demand: number) => boolean, room: Room) => void;

/** Classes, the parts they are dealt in (`classOf`: class of each), the Problem on the classes, and what senders are measured against. */
export interface DealtTo {
  readonly classes: readonly Int32Array[];
  readonly merged: Problem;
  readonly parts: readonly Int32Array[];
  readonly classOf: Int32Array;
  readonly sizes: Float64Array;
}

/** What one class was dealt. Shape of `counts`: item × members + member. */
interface ClassDeal {
  readonly members: Int32Array;
  readonly items: readonly ClassItem[];
  readonly counts: Int32Array;
}

/**
 * Deals out. `point`: whole contacts per (demand, part of a class, day), dealt in the given order; `draft`: an empty room, used
 * up here.
 */
export function dealEvenly(problem: Problem, to: DealtTo, point: RelaxedPoint, order: Int32Array, draft: Room): Dealt {
  const { classes, merged, parts, classOf, sizes } = to;
  const { dayCount } = problem;
  const spread = createSpread(problem, draft, sizes, 1);
  /** Per class: contacts that found no room in their part. */
  const rest: { readonly demand: number; readonly day: number; readonly contacts: number }[][] = classes.map(() => []);
  for (const i of order) {
    const part = point.sender[i] as number;
    const k = classOf[part] as number;
    const demand = point.demand[i] as number;
    const day = point.day[i] as number;
    const contacts = point.contacts[i] as number;
    const stepDays = contacts > 0 ? stepDaysOf(merged, demand, k, day) : null;
    if (stepDays === null) continue;
    const missing = contacts - spread(parts[part] as Int32Array, demand, stepDays, contacts);
    if (missing > 0) rest[k]?.push({ demand, day, contacts: missing });
  }
  const place = placesOf(problem, classes);
  const dealt: { readonly member: number; readonly demand: number; readonly day: number; readonly contacts: number }[][] = classes.map(
    () => [],
  );
  const starts = draft.starts();
  for (let i = 0; i < starts.length; i++) {
    const sender = starts.sender[i] as number;
    dealt[place.classOf[sender] as number]?.push({
      member: place.member[sender] as number,
      demand: starts.demand[i] as number,
      day: starts.day[i] as number,
      contacts: starts.contacts[i] as number,
    });
  }
  const deals = classes.map((members, k): ClassDeal => {
    const own = dealt[k] as (typeof dealt)[number];
    const open = rest[k] as (typeof rest)[number];
    const { items, indexOf } = itemsOf(merged, k, new Set([...own, ...open].map((e) => e.demand)));
    const counts = new Int32Array(items.length * members.length);
    const left = new Float64Array(members.length * dayCount);
    members.forEach((s, m) => {
      left.set(draft.left.subarray(s * dayCount, (s + 1) * dayCount), m * dayCount);
    });
    for (const { member, demand, day, contacts } of own) {
      const at = indexOf(demand, day) * members.length + member;
      counts[at] = (counts[at] as number) + contacts;
    }
    for (const { demand, day, contacts } of open) {
      const j = indexOf(demand, day);
      for (let n = 0; n < contacts; n++) addToWidest(items[j] as ClassItem, j, members.length, dayCount, counts, left);
    }
    if (members.length > 1 || open.length > 0) evenOut(items, members.length, dayCount, counts, left);
    return { members, items, counts };
  });
  return (isMeant, room) => {
    for (const { members, items, counts } of deals) {
      items.forEach(({ demand, stepDays }, j) => {
        if (!isMeant(demand)) return;
        for (let m = 0; m < members.length; m++) {
          const sender = members[m] as number;
          const meant = counts[j * members.length + m] as number;
          if (meant === 0) continue;
          const fits = Math.min(meant, room.senderFits(demand, sender, stepDays), room.sharedFits(demand, sender, stepDays));
          if (fits > 0) room.take(demand, sender, stepDays, fits);
        }
      });
    }
  };
}

/** Class of every sender, and its number in it. */
function placesOf(problem: Problem, classes: readonly Int32Array[]) {
  const classOf = new Int32Array(problem.senders.length).fill(-1);
  const member = new Int32Array(problem.senders.length);
  classes.forEach((members, k) => {
    members.forEach((s, m) => {
      classOf[s] = k;
      member[s] = m;
    });
  });
  return { classOf, member };
}

/** Every start of some demands in a class, and where to find it. */
function itemsOf(merged: Problem, k: number, demands: ReadonlySet<number>) {
  const items: ClassItem[] = [];
  const first = new Map<number, Int32Array>();
  for (const demand of [...demands].sort((a, b) => a - b)) {
    const { shares10k } = campaignOf(merged, demand);
    const at = new Int32Array(merged.dayCount).fill(-1);
    tableOf(merged, demand, k)?.forEach((stepDays, day) => {
      if (stepDays !== null) at[day] = items.push({ demand, day, stepDays, shares10k, uses: usesOf(merged, k, demand, stepDays) }) - 1;
    });
    first.set(demand, at);
  }
  return { items, indexOf: (demand: number, day: number) => first.get(demand)?.[day] as number };
}

/** What a start uses beside the class's own limits: credit cycles, and days where a day is limited further. */
function usesOf(merged: Problem, k: number, demand: number, stepDays: readonly number[]): string {
  const { account, domain } = merged.senders[k] as Problem['senders'][number];
  const { maxStarts, maxSends } = campaignOf(merged, demand);
  const { dailyLimit, pools } = merged.accounts[account] as Problem['accounts'][number];
  if (domain !== null || dailyLimit !== null || maxStarts !== null || maxSends !== null) return stepDays.join(' ');
  return pools
    .map((a) => stepDays.map((day) => merged.accounts[a]?.cycles?.findIndex((c) => c.from <= day && day <= c.to) ?? -1).join(' '))
    .join('/');
}

/** Gives one contact to the member that has the most left on the start's tightest day, were it below zero. */
function addToWidest(item: ClassItem, j: number, members: number, dayCount: number, counts: Int32Array, left: Float64Array): void {
  let best = 0;
  let most = -Infinity;
  for (let m = 0; m < members; m++) {
    let tightest = Infinity;
    for (const day of item.stepDays) tightest = Math.min(tightest, left[m * dayCount + day] as number);
    if (tightest > most) {
      most = tightest;
      best = m;
    }
  }
  counts[j * members + best] = (counts[j * members + best] as number) + 1;
  item.stepDays.forEach((day, s) => {
    left[best * dayCount + day] = (left[best * dayCount + day] as number) - (item.shares10k[s] as number);
  });
}
