/** Sender classes: senders that can stand in for each other, because nothing in the Problem tells them apart. */

import type { Problem } from './problem.ts';

/** Groups of at least two interchangeable senders (indices, canonical order): same account, domain, calendar, limits and campaigns. */
export function interchangeableSenders(problem: Problem): readonly (readonly number[])[] {
  const campaigns: number[][] = problem.senders.map(() => []);
  problem.demands.forEach((demand, d) => {
    for (const s of demand.senders) campaigns[s]?.push(d);
  });
  const classes = new Map<string, number[]>();
  problem.senders.forEach((sender, s) => {
    const key = JSON.stringify([
      sender.account,
      sender.domain,
      campaigns[s],
      [...sender.sendsOn],
      sender.dailyLimit === null ? null : [...sender.dailyLimit],
      sender.weekly.map((w) => [w.firstDay, w.capacity]),
    ]);
    const members = classes.get(key);
    if (members) members.push(s);
    else classes.set(key, [s]);
  });
  return [...classes.values()].filter((members) => members.length > 1);
}
