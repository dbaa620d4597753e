/** Whether every unit more of something adds the same capacity. It does not where a limit is overdrawn and first has to be made good. */

import { buildProblem } from '../problem/build.ts';
import type { Problem } from '../problem/problem.ts';
import type { Situation } from './situation.ts';

/** Every amount of a problem in a fixed order; unlimited ones are Infinity. Those of senders by id, as some may be new. */
function amountsOf({ senders, domains, accounts, campaigns }: Problem): ReadonlyMap<string, readonly number[]> {
  const list = (limits: Float64Array | null): readonly number[] => (limits === null ? [Infinity] : [...limits]);
  return new Map([
    ...senders.map(
      ({ id, dailyLimit, weekly }) => [`sender ${id}`, [...list(dailyLimit), ...weekly.map((week) => week.capacity)]] as const,
    ),
    ...domains.map(({ id, dailyLimit }) => [`domain ${id}`, [...dailyLimit]] as const),
    ...accounts.map(({ id, dailyLimit, cycles, freeContacts }) => {
      const pools = (cycles ?? []).flatMap(({ capacity, overageMax }) => [capacity, capacity + overageMax]);
      return [`account ${id}`, [...list(dailyLimit), ...pools, freeContacts ?? Infinity]] as const;
    }),
    ...campaigns.map(({ id, maxStarts, maxSends }) => [`campaign ${id}`, [maxStarts ?? Infinity, ...list(maxSends)]] as const),
  ]);
}

/**
 * Whether n units add n times what one does, everywhere. A unit adds all of itself to a limit or nothing of it (where another
 * limit holds, or where one is overdrawn), so what is even over n units is even in between.
 */
export function growsEvenly(situation: Situation, more: (situation: Situation, n: number) => Situation, n: number): boolean {
  const [none, one, many] = [situation, more(situation, 1), more(situation, n)].map(({ workspace, snapshot }) =>
    amountsOf(buildProblem(workspace, snapshot)),
  );
  if (none === undefined || one === undefined || many === undefined) return false;
  for (const [owner, amounts] of none) {
    const [next, last] = [one.get(owner) ?? [], many.get(owner) ?? []];
    if (next.length !== amounts.length || last.length !== amounts.length) return false;
    for (const [i, amount] of amounts.entries()) {
      if (amount === Infinity) continue;
      if ((last[i] as number) - amount !== n * ((next[i] as number) - amount)) return false;
    }
  }
  return true;
}
