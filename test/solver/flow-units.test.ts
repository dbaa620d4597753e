/** Prices of one unit more against solving again with that unit. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RowKey } from '../../src/model/plan.ts';
import { buildProblem } from '../../src/problem/build.ts';
import type { Problem } from '../../src/problem/problem.ts';
import { solveFlow } from '../../src/solver/flow.ts';
import type { Solution, SolveOptions } from '../../src/solver/solver.ts';
import { MEDIUM_SIZES, networkWorkspaces, TINY_SIZES } from '../helpers/network-workspaces.ts';

const OPTIONS: SolveOptions = {
  engine: 'auto',
  timeLimitMs: 60_000,
  clock: () => 0,
  onLevel: () => undefined,
  onSolution: () => undefined,
};
const MOST_ROWS = 25;

const raised = (limits: Float64Array | null, day: number): Float64Array | null => limits?.map((v, i) => (i === day ? v + 1 : v)) ?? null;
const replace = <T>(list: readonly T[], at: number, make: (old: T) => T): readonly T[] => list.map((v, i) => (i === at ? make(v) : v));

/** Starts and sends of a day are the same with one step: one limit for both, so that a single day can be raised. */
const withOneDayLimit = (problem: Problem): Problem => ({
  ...problem,
  campaigns: problem.campaigns.map((c) => {
    const limits = Array.from(problem.dates, (_, day) => Math.min(c.maxStarts ?? Infinity, c.maxSends?.[day] ?? Infinity));
    return { ...c, maxStarts: null, maxSends: limits[0] === Infinity ? null : Float64Array.from(limits) };
  }),
});

/** Every row whose limit can be raised by one: its key as the engine may name it, and the problem with it. */
function* raisedRows(
  problem: Problem,
): Generator<{ readonly is: (key: RowKey, groups: Solution['groups']) => boolean; readonly more: Problem }> {
  const { dates, senders, accounts, domains, campaigns } = problem;
  for (const [day, date] of dates.entries()) {
    for (const [s, sender] of senders.entries()) {
      if (sender.sendsOn[day] !== 1 || sender.dailyLimit === null) continue;
      yield {
        is: (k, groups) =>
          k.family === 'sender_daily_limit' &&
          k.date === date &&
          (k.sender === sender.id || groups?.find((g) => g.id === k.group)?.senders.includes(sender.id) === true),
        more: { ...problem, senders: replace(senders, s, (old) => ({ ...old, dailyLimit: raised(old.dailyLimit, day) })) },
      };
    }
    for (const [a, { id, dailyLimit }] of accounts.entries()) {
      if (dailyLimit === null) continue;
      yield {
        is: (k) => k.family === 'account_daily_limit' && k.account === id && k.date === date,
        more: { ...problem, accounts: replace(accounts, a, (old) => ({ ...old, dailyLimit: raised(old.dailyLimit, day) })) },
      };
    }
    for (const [d, { id }] of domains.entries()) {
      yield {
        is: (k) => k.family === 'domain_daily_limit' && k.domain === id && k.date === date,
        more: { ...problem, domains: replace(domains, d, (old) => ({ ...old, dailyLimit: raised(old.dailyLimit, day) as Float64Array })) },
      };
    }
    for (const [c, { id, maxSends }] of campaigns.entries()) {
      if (maxSends === null) continue;
      yield {
        is: (k) => k.family === 'campaign_daily_limit' && k.campaign === id && k.date === date,
        more: { ...problem, campaigns: replace(campaigns, c, (old) => ({ ...old, maxSends: raised(old.maxSends, day) })) },
      };
    }
  }
  for (const [a, account] of accounts.entries()) {
    for (const [k, cycle] of (account.cycles ?? []).entries()) {
      const more = (old: typeof cycle) => ({ ...old, capacity: old.capacity + 1 });
      yield {
        is: (key) => key.family === 'credit_balance' && key.account === account.id && key.date === dates[cycle.from],
        more: { ...problem, accounts: replace(accounts, a, (old) => ({ ...old, cycles: replace(old.cycles ?? [], k, more) })) },
      };
    }
  }
}

/** First proven level that changes, and by how much it gets better. */
function gainOf(before: Solution, after: Solution): readonly [string, number] | null {
  for (const [q, { name, sense, value, isProven }] of before.levels.entries()) {
    const change = (after.levels[q]?.value ?? 0) - value;
    if (isProven && change !== 0) return [name, sense === 'max' ? change : -change];
  }
  return null;
}

it.each([
  ['tiny', TINY_SIZES, 100],
  ['medium', MEDIUM_SIZES, 100],
] as const)('%s: price of one unit more = solving again with it', (_, sizes, numRuns) => {
  let priced = 0;
  fc.assert(
    fc.property(networkWorkspaces(sizes), ({ workspace, snapshot }) => {
      const problem = withOneDayLimit(buildProblem(workspace, snapshot));
      const solution = solveFlow(problem, OPTIONS);
      if (solution === null) return;
      const rows = [...raisedRows(problem)];
      for (const [i, { is, more }] of rows.entries()) {
        if (i % Math.ceil(rows.length / MOST_ROWS) !== 0) continue;
        const price = solution.unitPrices?.find(({ key }) => is(key, solution.groups));
        if (price !== undefined) priced++;
        expect(price === undefined ? null : [price.level, price.gain]).toEqual(gainOf(solution, solveFlow(more, OPTIONS) as Solution));
      }
    }),
    { numRuns, seed: 6000 },
  );
  expect(priced).toBeGreaterThan(50);
});
