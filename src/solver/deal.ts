/** In which whole contacts, and in which order, relaxed starts are dealt out: another one for every deal, so that the best can be kept. */

import { campaignOf } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { orderBy } from '../problem/start-list.ts';
import type { RelaxedPoint } from './relaxed.ts';
import { TOLERANCE } from './round.ts';

/** Carries begin at one of so many fractions, another one in every deal and for every demand. */
const CARRIES = 97;
const CARRY_STEP = 30;

/** The point in whole contacts of a deal (from 0): carries keep every demand's total within one contact of the relaxed total. */
export function wholeContacts(merged: Problem, point: RelaxedPoint, deal: number): RelaxedPoint {
  const contacts = new Float64Array(point.demand.length);
  const carry = Float64Array.from(merged.demands, (_, d) => (((d + 1) * deal * CARRY_STEP) % CARRIES) / CARRIES);
  for (let i = 0; i < contacts.length; i++) {
    const demand = point.demand[i] as number;
    const exact = (point.contacts[i] as number) + (carry[demand] as number);
    contacts[i] = Math.floor(exact + TOLERANCE);
    carry[demand] = exact - (contacts[i] as number);
  }
  return { ...point, contacts };
}

/** Rows in the order they are dealt in: class by class and part by part, long sequences first (they fit in fewer ways), day by day, in every other deal backwards. `classOf`: class of each part. */
export function inDealingOrder(problem: Problem, items: RelaxedPoint, classOf: Int32Array, deal: number): Int32Array {
  const steps = Int32Array.from(problem.demands, (_, d) => campaignOf(problem, d).shares10k.length);
  const most = steps.reduce((x, y) => Math.max(x, y), 0);
  return orderBy(
    items.demand.length,
    { of: items.sender.map((part) => classOf[part]!), size: classOf.reduce((x, y) => Math.max(x, y), 0) + 1 },
    { of: items.sender, size: classOf.length },
    { of: items.demand.map((d) => most - (steps[d] as number)), size: most + 1 },
    { of: deal % 2 === 0 ? items.day : items.day.map((day) => problem.dayCount - 1 - day), size: problem.dayCount },
  );
}
