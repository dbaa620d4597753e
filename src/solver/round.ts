/**
 * Whole contacts from a relaxed answer on classes, priority after priority: totals rounded so that no demand moves by a
 * contact, every class dealt out to its senders, what found no room filled in where there is some.
 */

import { campaignOf, type StartColumns } from '../problem/load.ts';
import { stepDaysOf } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import { orderBy } from '../problem/start-list.ts';
import { dealEvenly } from './deal.ts';
import { createExchange } from './exchange.ts';
import { createRefill } from './refill.ts';
import type { RelaxedPoint } from './relaxed.ts';
import { createRoom } from './room.ts';
import { splitPoint } from './split.ts';
import { createSpread } from './spread.ts';

/** A relaxed value this close below a whole number is that number: levels are kept within a tolerance. Room is checked anyway. */
const TOLERANCE = 1e-3;

/** Senders × days above which plans are kept short. */
const MANY_SENDER_DAYS = 2_000_000;

/** Up to here senders are evened out and contacts exchanged: both cost far more than dealing. */
export const FEW_SENDER_DAYS = 100_000;

/** Senders (indices) of each class. */
export type Classes = readonly Int32Array[];

/** Whole-contact starts of senders from starts of classes over the reals. `merged`: the Problem on the classes. */
export function roundStarts(problem: Problem, classes: Classes, merged: Problem, point: RelaxedPoint): StartColumns {
  // Served contacts rank above overage cost, so whatever overage is allowed may be used.
  const newRoom = () => createRoom(problem, (account, cycle) => problem.accounts[account]?.cycles?.[cycle]?.overageMax ?? 0);
  const room = newRoom();
  const sizes = sizesOf(problem);
  const spread = createSpread(problem, room, sizes, leastShare(problem));
  const { parts, classOf, point: split } = splitPoint(problem, classes, merged, point, sizes);
  const refill = createRefill(problem, classes, merged, room, spread);
  const items = wholeContacts(merged, split);
  // A missed serve.atLeast ranks above every priority's service: those campaigns get their part before anybody fills up.
  const tiers = demandsByPriority(problem);
  const rank = new Int32Array(problem.demands.length);
  tiers.forEach((demands, tier) => {
    for (const d of demands) rank[d] = campaignOf(problem, d).serveAtLeast > 0 ? 0 : tier + 1;
  });
  const order = inDealingOrder(merged, items, rank, tiers.length + 1, parts.length);
  const isSmall = problem.senders.length * problem.dayCount <= FEW_SENDER_DAYS;
  const dealt = isSmall ? dealEvenly(problem, { classes, merged, parts, classOf, sizes }, items, order, newRoom()) : null;
  const exchange = isSmall ? createExchange(problem, room) : null;
  let next = 0;
  const deal = (upTo: number) => {
    if (dealt !== null) {
      for (; next <= upTo; next++) dealt((demand) => rank[demand] === next, room);
      return;
    }
    for (; next < order.length; next++) {
      const i = order[next] as number;
      const demand = items.demand[i] as number;
      if ((rank[demand] as number) > upTo) return;
      const part = items.sender[i] as number;
      const stepDays = stepDaysOf(merged, demand, classOf[part] as number, items.day[i] as number);
      if (stepDays !== null) spread(parts[part] as Int32Array, demand, stepDays, items.contacts[i] as number);
    }
  };
  tiers.forEach((demands, tier) => {
    deal(tier + 1);
    refill(demands);
    exchange?.(demands);
  });
  return room.starts();
}

/** Demands (indices) by priority, the first served first. */
export function demandsByPriority(problem: Problem): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  problem.demands.forEach((_, i) => {
    const { priority } = campaignOf(problem, i);
    const group = groups.get(priority);
    if (group) group.push(i);
    else groups.set(priority, [i]);
  });
  return [...groups].sort((x, y) => x[0] - y[0]).map(([, demands]) => demands);
}

/** What the room of each sender is measured against: its largest daily limit, or 1. */
export const sizesOf = (problem: Problem): Float64Array =>
  Float64Array.from(problem.senders, ({ dailyLimit }) => (dailyLimit === null ? 1 : Math.max(1, ...dailyLimit)));

/** Contacts a sender takes at least of a start: plans of very many senders would have tens of millions of rows else. */
export const leastShare = (problem: Problem): number => (problem.senders.length * problem.dayCount > MANY_SENDER_DAYS ? 4 : 1);

/** The point in whole contacts: carries keep every demand's total within one contact of the relaxed total. */
function wholeContacts(merged: Problem, point: RelaxedPoint): RelaxedPoint {
  const contacts = new Float64Array(point.demand.length);
  const carry = new Float64Array(merged.demands.length);
  for (let i = 0; i < contacts.length; i++) {
    const demand = point.demand[i] as number;
    const exact = (point.contacts[i] as number) + (carry[demand] as number);
    contacts[i] = Math.floor(exact + TOLERANCE);
    carry[demand] = exact - (contacts[i] as number);
  }
  return { ...point, contacts };
}

/** Rows in the order they are dealt in: by rank, long sequences first (they fit in fewer ways), class by class, day by day. */
function inDealingOrder(merged: Problem, items: RelaxedPoint, rank: Int32Array, ranks: number, parts: number): Int32Array {
  const steps = Int32Array.from(merged.demands, (_, d) => campaignOf(merged, d).shares10k.length);
  const most = steps.reduce((x, y) => Math.max(x, y), 0);
  return orderBy(
    items.demand.length,
    { of: items.demand.map((d) => rank[d] as number), size: ranks },
    { of: items.demand.map((d) => most - (steps[d] as number)), size: most + 1 },
    { of: items.sender, size: parts },
    { of: items.day, size: merged.dayCount },
  );
}
