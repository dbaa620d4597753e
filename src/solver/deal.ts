/** Deals a class answer over the reals out to senders in whole contacts, and fills what is left over. */

import type { LinearProgram } from '../problem/linear.ts';
import { campaignOf } from '../problem/load.ts';
import { stepDaysOf } from '../problem/options.ts';
import type { Problem, StartOption } from '../problem/problem.ts';
import type { Place, Room } from './room.ts';

/** A relaxed answer on classes. */
export interface ClassAnswer {
  /** Members (sender indices) of each class; a class is a sender of the program's problem. */
  readonly classes: readonly (readonly number[])[];
  readonly program: LinearProgram;
  readonly point: Float64Array;
}

/** A relaxed value this close below a whole number is that number: levels are kept within a tolerance. Room is checked anyway. */
const ROUNDING = 1e-3;

/** Deals out some demands of a class answer; returns how many whole contacts the answer has for them. */
export function dealDemands(answer: ClassAnswer, demands: readonly number[], room: Room): number {
  const wanted = classTargets(answer);
  let total = 0;
  for (const demand of demands) {
    for (const { start, contacts } of wanted.get(demand) ?? []) {
      const places = (answer.classes[start.sender] as readonly number[]).map((sender) => ({ demand, sender, stepDays: start.stepDays }));
      spread(places, contacts, room);
      total += contacts;
    }
  }
  return total;
}

/** Demands (indices) by priority, the first served first. */
export function demandsByPriority(problem: Problem): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  problem.demands.forEach((_, i) => {
    const { priority } = campaignOf(problem, i);
    groups.set(priority, [...(groups.get(priority) ?? []), i]);
  });
  return [...groups].sort((x, y) => x[0] - y[0]).map(([, demands]) => demands);
}

/** Per demand: class starts with whole contacts; carries keep every demand's total within one contact of the relaxed total. */
function classTargets({ program, point }: ClassAnswer): ReadonlyMap<number, readonly { start: StartOption; contacts: number }[]> {
  const targets = new Map<number, { start: StartOption; contacts: number }[]>();
  const carry = new Map<number, number>();
  program.starts.forEach((start, column) => {
    const exact = Math.max(0, point[column] as number) + (carry.get(start.demand) ?? 0);
    const contacts = Math.floor(exact + ROUNDING);
    carry.set(start.demand, exact - contacts);
    if (contacts <= 0) return;
    const list = targets.get(start.demand) ?? [];
    list.push({ start, contacts });
    targets.set(start.demand, list);
  });
  return targets;
}

/** Water-filling: contacts always go to the places with the most room, in as few rounds as the room allows. */
function spread(places: readonly Place[], contacts: number, room: Room): void {
  let rest = contacts;
  while (rest > 0) {
    const most = rest;
    const open = places.map((place) => ({ place, fits: room.fits(place, most) })).filter((o) => o.fits > 0);
    if (open.length === 0) return;
    const best = open.reduce((n, o) => Math.max(n, o.fits), 0);
    const next = open.reduce((n, o) => (o.fits < best ? Math.max(n, o.fits) : n), 0);
    const top = open.filter((o) => o.fits === best);
    const each = Math.max(1, Math.min(best - next, Math.floor(rest / top.length)));
    for (const { place } of top) {
      const n = room.fits(place, Math.min(each, rest));
      room.take(place, n);
      rest -= n;
    }
  }
}

/** Places what a demand still wants wherever there is room, the widest places first. */
export function fillUp(problem: Problem, demand: number, room: Room): void {
  const d = problem.demands[demand];
  if (d === undefined || room.wanted(demand) === 0) return;
  const places = Array.from(d.senders).flatMap((sender) =>
    Array.from({ length: problem.dayCount }, (_, day) => stepDaysOf(problem, demand, sender, day)).flatMap((stepDays): Place[] =>
      stepDays === null ? [] : [{ demand, sender, stepDays }],
    ),
  );
  const open = places.map((place) => ({ place, fits: room.fits(place, d.contacts) })).filter((o) => o.fits > 0);
  open.sort((a, b) => b.fits - a.fits);
  for (const { place } of open) room.take(place, room.fits(place, d.contacts));
}
