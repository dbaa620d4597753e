/** Sender classes: senders that nothing but their limits tells apart, and the Problem seen through them. */

import type { Problem, ProblemSender } from './problem.ts';

/** What must agree for two senders to share a class, beside their limits: account, domain, calendar, campaigns. */
function placeOf(problem: Problem): readonly string[] {
  const campaigns: number[][] = problem.senders.map(() => []);
  problem.demands.forEach((demand, d) => {
    for (const s of demand.senders) campaigns[s]?.push(d);
  });
  return problem.senders.map((sender, s) => JSON.stringify([sender.account, sender.domain, campaigns[s], sender.sendsOn.join('')]));
}

function group(keys: readonly string[]): readonly (readonly number[])[] {
  const classes = new Map<string, number[]>();
  keys.forEach((key, s) => {
    const members = classes.get(key);
    if (members) members.push(s);
    else classes.set(key, [s]);
  });
  return [...classes.values()];
}

const limitsOf = (sender: ProblemSender): string =>
  JSON.stringify([sender.dailyLimit === null ? null : [...sender.dailyLimit], sender.weekly.map((w) => [w.firstDay, w.capacity])]);

/** Groups of at least two interchangeable senders (indices, canonical order): equal in everything, limits included. */
export function interchangeableSenders(problem: Problem): readonly (readonly number[])[] {
  const places = placeOf(problem);
  return group(problem.senders.map((sender, s) => `${places[s]}${limitsOf(sender)}`)).filter((members) => members.length > 1);
}

/**
 * Classes for the relaxation, singletons included: limits may differ, their sums bound the class. Exact over the reals
 * for equal limits and for single-step campaigns; otherwise what the classes can serve is an upper bound.
 */
export function senderClasses(problem: Problem): readonly (readonly number[])[] {
  const places = placeOf(problem);
  return group(problem.senders.map((sender, s) => `${places[s]}${sender.dailyLimit === null}${sender.weekly.length}`));
}

/** The Problem in which each class is one sender with the summed limits. `classes` as from `senderClasses`. */
export function mergeClasses(problem: Problem, classes: readonly (readonly number[])[]): Problem {
  const classOf = new Map(classes.flatMap((members, k) => members.map((s) => [s, k] as const)));
  const senders = classes.map((members): ProblemSender => {
    const all = members.map((s) => problem.senders[s] as ProblemSender);
    const first = all[0] as ProblemSender;
    const daily =
      first.dailyLimit === null ? null : first.dailyLimit.map((_, d) => all.reduce((sum, s) => sum + (s.dailyLimit?.[d] as number), 0));
    const weekly = first.weekly.map((w, i) => ({
      firstDay: w.firstDay,
      capacity: all.reduce((sum, s) => sum + (s.weekly[i]?.capacity as number), 0),
    }));
    return { ...first, members: all.map((s) => s.id), dailyLimit: daily, weekly };
  });
  const known = new Map<Int32Array, Int32Array>();
  const demands = problem.demands.map((d) => {
    const members = known.get(d.senders) ?? Int32Array.from(new Set(Array.from(d.senders, (s) => classOf.get(s) as number))).sort();
    known.set(d.senders, members);
    return { ...d, senders: members };
  });
  const places = Int32Array.from(classes, (members) => problem.places[members[0] as number] as number);
  return { ...problem, senders, places, demands, keep: [] };
}

/** Whether classes may stand in for senders in every rule of the Problem. */
export const allowsClasses = (problem: Problem): boolean =>
  problem.followUps.length === 0 &&
  problem.keep.length === 0 &&
  problem.campaigns.every((c) => c.minStarts <= 1 && !c.oneAccount && !c.allOrNothing);
