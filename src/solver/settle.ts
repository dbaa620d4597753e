/** The last touch on every answer: senders evened out, overage as the load needs it, level values recomputed from the starts. */

import { dayNumber } from '../model/calendar.ts';
import { campaignOf, columnsOf, loadOf, type OverageUse, overageOf, rowsOf, type StartCount } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { balance } from './balance.ts';
import type { Solution } from './solver.ts';

/** Settles an answer. Shape: starts and follow-ups in the order (demand, sender, day). */
export function settle(problem: Problem, solution: Solution): Solution {
  const { starts, followUps } = balance(problem, { starts: [...rowsOf(solution.starts)], followUps: solution.followUps });
  const overage = overageOf(problem, loadOf(problem, starts, followUps));
  const levels = solution.levels.map((level) => ({ ...level, value: levelValueOf(problem, level.name, starts, overage) }));
  return { ...solution, starts: columnsOf(starts), followUps, overage, levels };
}

/** Value of a level in integer objective units, from the starts themselves. */
export function levelValueOf(problem: Problem, name: string, starts: readonly StartCount[], overage: readonly OverageUse[]): number {
  const priority = Number(/priority(\d+)$/.exec(name)?.[1] ?? Number.NaN);
  const served = (test: (campaign: number) => boolean) =>
    starts.reduce((sum, s) => (test(problem.demands[s.demand]?.campaign ?? -1) ? sum + s.contacts : sum), 0);
  if (name.startsWith('shortfall.')) {
    return problem.campaigns.reduce(
      (sum, c, i) => (c.priority === priority ? sum + Math.max(0, c.serveAtLeast - served((x) => x === i)) : sum),
      0,
    );
  }
  if (name.startsWith('served.')) {
    return starts.reduce((sum, s) => {
      const campaign = campaignOf(problem, s.demand);
      return campaign.priority === priority ? sum + campaign.valueMicro * s.contacts : sum;
    }, 0);
  }
  if (name.startsWith('overage.')) {
    return overage.reduce((sum, o) => {
      const price = problem.accounts[o.account]?.overage;
      return price?.currency === name.slice('overage.'.length) ? sum + price.priceNano * o.sends : sum;
    }, 0);
  }
  if (name === 'churn') return churn(problem, starts);
  if (name === 'pacing.even') return largestDays(problem, starts);
  return starts.reduce((sum, s) => {
    const { pacing, firstDay, lastDay } = campaignOf(problem, s.demand);
    return pacing === 'even' ? sum : sum + s.contacts * (pacing === 'asap' ? s.day - firstDay : lastDay - s.day);
  }, 0);
}

/** Contacts of the earlier plan's starts ahead that are not started as before. */
function churn(problem: Problem, starts: readonly StartCount[]): number {
  const planned = new Map(
    starts.map((s) => [
      JSON.stringify([campaignOf(problem, s.demand).id, problem.demands[s.demand]?.segment, problem.senders[s.sender]?.id, s.day]),
      s.contacts,
    ]),
  );
  return problem.keep.reduce((sum, k) => {
    const now = planned.get(JSON.stringify([k.campaign, k.segment, k.sender, dayNumber(k.date) - problem.firstDay])) ?? 0;
    return sum + k.contacts - Math.min(k.contacts, now);
  }, 0);
}

/** Sum over `even` campaigns of their largest daily starts. */
function largestDays(problem: Problem, starts: readonly StartCount[]): number {
  const days = new Map<number, Map<number, number>>();
  for (const s of starts) {
    if (campaignOf(problem, s.demand).pacing !== 'even') continue;
    const campaign = problem.demands[s.demand]?.campaign ?? -1;
    const own = days.get(campaign) ?? new Map<number, number>();
    own.set(s.day, (own.get(s.day) ?? 0) + s.contacts);
    days.set(campaign, own);
  }
  return [...days.values()].reduce((sum, own) => sum + Math.max(...own.values()), 0);
}
