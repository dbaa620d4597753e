/** Sender classes: senders that nothing but the size of their limits tells apart, and the Problem seen through them. */

import { gcd } from './linear.ts';
import type { Problem, ProblemSender } from './problem.ts';

/** What must agree for two senders to share a class, beside their limits: account, calendar, domain, demands. */
function kindsOf(problem: Problem): readonly string[] {
  const selections: number[][] = problem.senders.map(() => []);
  [...new Set(problem.demands.map((d) => d.senders))].forEach((senders, selection) => {
    for (const s of senders) selections[s]?.push(selection);
  });
  return problem.senders.map((sender, s) => `${problem.places[s]}/${sender.domain}/${selections[s]?.join()}`);
}

function groupBy(keys: readonly string[]): readonly (readonly number[])[] {
  const classes = new Map<string, number[]>();
  keys.forEach((key, s) => {
    const members = classes.get(key);
    if (members) members.push(s);
    else classes.set(key, [s]);
  });
  return [...classes.values()];
}

/** Numbers as a key: their bytes. */
const bytesOf = (numbers: Float64Array): string => Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('latin1');

const limitsOf = ({ dailyLimit, weekly }: ProblemSender): string =>
  `${dailyLimit === null ? '' : bytesOf(dailyLimit)}/${bytesOf(Float64Array.from(weekly, (w) => w.capacity))}`;

/** Senders that differ in the size of their limits at most, singletons included (indices, canonical order): a contact may pass from one to the other. */
export function similarSenders(problem: Problem): readonly Int32Array[] {
  const kinds = kindsOf(problem);
  const keys = problem.senders.map(({ dailyLimit, weekly }, s) => `${kinds[s]}/${dailyLimit === null}/${weekly.length}`);
  return groupBy(keys).map((members) => Int32Array.from(members));
}

/** Groups of at least two interchangeable senders (indices, canonical order): equal in everything, limits included. */
export function interchangeableSenders(problem: Problem): readonly (readonly number[])[] {
  const kinds = kindsOf(problem);
  return groupBy(problem.senders.map((sender, s) => `${kinds[s]}/${limitsOf(sender)}`)).filter((members) => members.length > 1);
}

/** How well classes tell senders apart that sent different amounts today: in so many steps of a full day, `exactly`, or 0 = not at all. */
export type FirstDay = number | 'exactly';

/**
 * Shape of a sender's limits: equal for senders whose limits are in proportion to each other. Unless `firstDay` is `exactly`, what
 * was sent today is left out but for its step, so that senders of one shape differ on the first day only; what was sent on the days
 * before is not.
 */
function shapeOf({ dailyLimit, weekly }: ProblemSender, firstDay: FirstDay): string {
  const isExact = firstDay === 'exactly';
  const daily = dailyLimit?.subarray(isExact ? 0 : 1) ?? new Float64Array();
  const limits = new Float64Array(daily.length + weekly.length);
  limits.set(daily);
  const today = weekly.find((w) => w.firstDay === 0)?.capacity ?? 0;
  for (let i = 0; i < weekly.length; i++) {
    const { firstDay: first, capacity } = weekly[i] as (typeof weekly)[number];
    if (isExact) limits[daily.length + i] = capacity;
    else if (first !== 0) limits[daily.length + i] = first > 0 ? capacity : today - capacity;
  }
  const most = isExact ? 0 : daily.subarray(0, 7).reduce((x, y) => Math.max(x, y), 0);
  const step = isExact || most === 0 ? 0 : Math.floor(firstDay * Math.min(1, (dailyLimit?.[0] ?? 0) / most));
  let divisor = 0;
  for (let i = 0; i < limits.length && divisor !== 1; i++) divisor = gcd(Math.abs(limits[i] as number), divisor);
  if (divisor > 1) for (let i = 0; i < limits.length; i++) limits[i] = (limits[i] as number) / divisor;
  return `${step}/${dailyLimit === null}/${weekly.length}/${bytesOf(limits)}`;
}

/**
 * Classes for the relaxation, singletons included (indices, canonical order). What a class with the summed limits can
 * serve is what its senders can serve over the reals: exactly, for single steps under daily limits (a transportation
 * problem, whatever the limits) and for limits in proportion (each sender takes its part of every start). Else, on the
 * first day and in the weeks it belongs to, it is an upper bound, the tighter the better `firstDay` tells senders apart, with more
 * classes. Counter-examples for wider classes: test/problem/classes.
 */
export function senderClasses(problem: Problem, firstDay: FirstDay = 0): readonly Int32Array[] {
  const kinds = kindsOf(problem);
  const hasSequence = new Uint8Array(problem.senders.length);
  const sequences = problem.demands.filter((d) => (problem.campaigns[d.campaign]?.shares10k.length ?? 0) > 1);
  for (const senders of new Set(sequences.map((d) => d.senders))) for (const s of senders) hasSequence[s] = 1;
  const keys = problem.senders.map((sender, s) => {
    const isTransport = hasSequence[s] === 0 && sender.weekly.length === 0;
    return `${kinds[s]}/${isTransport ? sender.dailyLimit === null : shapeOf(sender, firstDay)}`;
  });
  return groupBy(keys).map((members) => Int32Array.from(members));
}

/** The Problem in which each class is one sender with the summed limits. `classes` as from `senderClasses`. */
export function mergeClasses(problem: Problem, classes: readonly Int32Array[]): Problem {
  const classOf = new Int32Array(problem.senders.length);
  classes.forEach((members, k) => {
    for (const s of members) classOf[s] = k;
  });
  const senders = classes.map((members): ProblemSender => {
    const all = Array.from(members, (s) => problem.senders[s] as ProblemSender);
    const first = all[0] as ProblemSender;
    const dailyLimit = first.dailyLimit?.slice() ?? null;
    const capacity = first.weekly.map((w) => w.capacity);
    for (const other of all.slice(1)) {
      other.dailyLimit?.forEach((v, day) => {
        if (dailyLimit !== null) dailyLimit[day] = (dailyLimit[day] as number) + v;
      });
      other.weekly.forEach((w, i) => {
        capacity[i] = (capacity[i] as number) + w.capacity;
      });
    }
    const weekly = first.weekly.map((w, i) => ({ firstDay: w.firstDay, capacity: capacity[i] as number }));
    return { ...first, members: all.map((s) => s.id), dailyLimit, weekly };
  });
  const merged = new Map<Int32Array, Int32Array>();
  const demands = problem.demands.map((d) => {
    const own = merged.get(d.senders) ?? Int32Array.from(new Set(d.senders.map((s) => classOf[s] as number))).sort();
    merged.set(d.senders, own);
    return { ...d, senders: own };
  });
  const places = Int32Array.from(classes, (members) => problem.places[members[0] as number] as number);
  return { ...problem, senders, places, demands, keep: [] };
}

/** Whether classes may stand in for senders in every rule of the Problem. */
export const allowsClasses = (problem: Problem): boolean =>
  problem.followUps.length === 0 &&
  problem.keep.length === 0 &&
  problem.campaigns.every((c) => c.minStarts <= 1 && !c.oneAccount && !c.allOrNothing);
