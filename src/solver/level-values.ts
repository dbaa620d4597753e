/** Values of the objective levels, from the starts themselves. */

import { keptStarts } from '../problem/keep.ts';
import type { OverageUse, StartColumns } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';

/** Values of levels (by name) in integer objective units. */
export function levelValues(
  problem: Problem,
  names: readonly string[],
  starts: StartColumns,
  overage: readonly OverageUse[],
): readonly number[] {
  const { campaigns } = problem;
  const served = new Float64Array(campaigns.length);
  const dayCounts = new Float64Array(campaigns.length * problem.dayCount);
  for (let i = 0; i < starts.length; i++) {
    const campaign = problem.demands[starts.demand[i] as number]?.campaign ?? 0;
    const at = campaign * problem.dayCount + (starts.day[i] as number);
    served[campaign] = (served[campaign] as number) + (starts.contacts[i] as number);
    dayCounts[at] = (dayCounts[at] as number) + (starts.contacts[i] as number);
  }
  const daysOf = (c: number) => dayCounts.subarray(c * problem.dayCount, (c + 1) * problem.dayCount);
  return names.map((name) => {
    const priority = Number(/priority(\d+)$/.exec(name)?.[1] ?? Number.NaN);
    const sum = (value: (campaign: number) => number) => campaigns.reduce((n, _, c) => n + value(c), 0);
    const ofPriority = (value: (campaign: number) => number) => sum((c) => (campaigns[c]?.priority === priority ? value(c) : 0));
    if (name.startsWith('shortfall.')) {
      return ofPriority((c) => Math.max(0, (campaigns[c]?.serveAtLeast ?? 0) - (served[c] as number)));
    }
    if (name.startsWith('served.')) return ofPriority((c) => (campaigns[c]?.valueMicro ?? 0) * (served[c] as number));
    if (name.startsWith('overage.')) {
      return overage.reduce((n, o) => {
        const price = problem.accounts[o.account]?.overage;
        return price?.currency === name.slice('overage.'.length) ? n + price.priceNano * o.sends : n;
      }, 0);
    }
    if (name === 'churn') return churn(problem, starts);
    if (name === 'pacing.even') return sum((c) => (campaigns[c]?.pacing === 'even' ? daysOf(c).reduce((x, y) => Math.max(x, y), 0) : 0));
    return sum((c) => {
      const { pacing, firstDay, lastDay } = campaigns[c] as (typeof campaigns)[number];
      return pacing === 'even' ? 0 : daysOf(c).reduce((n, v, day) => n + v * (pacing === 'asap' ? day - firstDay : lastDay - day), 0);
    });
  });
}

/** Contacts of the earlier plan's starts ahead that are not started as before. */
function churn(problem: Problem, starts: StartColumns): number {
  const { dayCount, senders, keep } = problem;
  const keyOf = (rows: StartColumns, i: number) =>
    ((rows.demand[i] as number) * senders.length + (rows.sender[i] as number)) * dayCount + (rows.day[i] as number);
  const kept = keptStarts(problem);
  const wanted = new Map<number, number>();
  for (let i = 0; i < kept.length; i++) wanted.set(keyOf(kept, i), kept.contacts[i] as number);
  let same = 0;
  for (let i = 0; i < starts.length; i++) same += Math.min(starts.contacts[i] as number, wanted.get(keyOf(starts, i)) ?? 0);
  return keep.reduce((sum, k) => sum + k.contacts, 0) - same;
}
