/** What is a network and what is not; reasons and shapes of hand-made ones; flows and splits on their own. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, WEEKDAYS } from '../../src/model/calendar.ts';
import type { AccountCapacity } from '../../src/model/capacity.ts';
import type { Campaign } from '../../src/model/workspace.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { rowsOf } from '../../src/problem/load.ts';
import type { Problem } from '../../src/problem/problem.ts';
import { isNetwork, solveFlow } from '../../src/solver/flow.ts';
import { augment, flowOn, graphBuilder, search } from '../../src/solver/flow-graph.ts';
import { fillEvenly } from '../../src/solver/flow-split.ts';
import type { Solution, SolveOptions } from '../../src/solver/solver.ts';
import { accountCapacity, campaign, EVERYONE, senderCapacity, snapshot, TODAY, workspace } from '../helpers/builders.ts';

const OPTIONS: SolveOptions = {
  engine: 'highs',
  timeLimitMs: 60_000,
  clock: () => 0,
  onLevel: () => undefined,
  onSolution: () => undefined,
};
const DOMAINS = [{ id: 'd.example', dailyLimit: 5 }];
const s = (id: string, over = {}) => senderCapacity(id, { dailyLimit: 10, ...over });
const problemOf = (campaigns: readonly Campaign[], accounts: readonly AccountCapacity[], days = 3) =>
  buildProblem(workspace(campaigns, { end: addDays(TODAY, days - 1), domains: DOMAINS }), snapshot(accounts));
const ONE = [accountCapacity('a', [s('s0')])];
const OVERAGE = { max: 5, pricePer1000: '2', currency: 'USD' };

describe('isNetwork', () => {
  const two = [
    { id: 'eu', contacts: 3, from: { ...EVERYONE, tags: ['eu'] } },
    { id: 'rest', contacts: 3, from: null },
  ];
  it.each<[boolean, string, Campaign, readonly AccountCapacity[]]>([
    [true, 'one step', campaign('c', 5), ONE],
    [true, 'limits per day', campaign('c', 5, { perDay: { maxStarts: 2, maxSends: 3 }, serveAtLeast: 2 }), ONE],
    [true, 'segments', campaign('c', 0, { segments: two }), ONE],
    [true, 'a domain inside an account', campaign('c', 5), [accountCapacity('a', [s('s0', { domain: 'd.example' })], { remaining: 4 })]],
    [true, 'overage of one pool', campaign('c', 5), [accountCapacity('a', [s('s0')], { remaining: 4, overage: OVERAGE })]],
    [
      true,
      'overage in the pool above',
      campaign('c', 5),
      [accountCapacity('a', [s('s0')], { remaining: 4, parent: 'p' }), accountCapacity('p', [], { remaining: 4, overage: OVERAGE })],
    ],
    [
      true,
      'a weekly limit of a sender nobody uses',
      campaign('c', 5, { from: { ...EVERYONE, senders: ['s0'] } }),
      [accountCapacity('a', [s('s0'), s('s1', { weeklyLimit: 3 })])],
    ],
    [
      false,
      'two steps',
      campaign('c', 5, {
        steps: [
          { day: 0, share10k: 10_000 },
          { day: 1, share10k: 10_000 },
        ],
      }),
      ONE,
    ],
    [false, 'a share of less than a send', campaign('c', 5, { steps: [{ day: 0, share10k: 5_000 }] }), ONE],
    [false, 'largest share of an account', campaign('c', 5, { maxShare10k: 6_000 }), ONE],
    [false, 'smallest batch', campaign('c', 5, { minStarts: 2 }), ONE],
    [false, 'one account', campaign('c', 5, { oneAccount: true }), ONE],
    [false, 'all or nothing', campaign('c', 5, { allOrNothing: true }), ONE],
    [false, 'weekly limit', campaign('c', 5), [accountCapacity('a', [s('s0', { weeklyLimit: 3 })])]],
    [false, 'contact limit', campaign('c', 5), [accountCapacity('a', [s('s0')], { contacts: { limit: 3, used: 0 } })]],
    [
      false,
      'a limit per day across segments with other senders',
      campaign('c', 0, { segments: two, perDay: { maxStarts: 2, maxSends: null } }),
      [accountCapacity('a', [s('s0', { tags: ['eu'] }), s('s1')])],
    ],
    [
      false,
      'a domain across accounts with credits',
      campaign('c', 5),
      [
        accountCapacity('a', [s('s0', { domain: 'd.example' })], { remaining: 4 }),
        accountCapacity('b', [s('s1', { domain: 'd.example' })], { remaining: 4 }),
      ],
    ],
    [
      false,
      'a cycle of the pool that ends inside a cycle below',
      campaign('c', 5),
      [
        accountCapacity('a', [s('s0')], { remaining: 4, allowance: 4, resets: { next: addDays(TODAY, 2), every: 'month' }, parent: 'p' }),
        accountCapacity('p', [], { remaining: 4, allowance: 4, resets: { next: addDays(TODAY, 1), every: 'month' } }),
      ],
    ],
    [
      false,
      'overage below a pool of several accounts',
      campaign('c', 5),
      [
        accountCapacity('a', [s('s0')], { remaining: 1, overage: OVERAGE, parent: 'p' }),
        accountCapacity('b', [s('s1')], { remaining: 1, parent: 'p' }),
        accountCapacity('p', [], { remaining: 4 }),
      ],
    ],
    [
      false,
      'overage twice on a path',
      campaign('c', 5),
      [
        accountCapacity('a', [s('s0')], { remaining: 1, overage: OVERAGE, parent: 'p' }),
        accountCapacity('p', [], { remaining: 4, overage: OVERAGE }),
      ],
    ],
  ])('%s: %s', (expected, _, c, accounts) => {
    expect(isNetwork(problemOf([c], accounts))).toBe(expected);
  });

  it('false: an earlier plan to keep; and such a problem is refused', () => {
    const problem = buildProblem(workspace([campaign('c', 5)]), snapshot(ONE), {
      keep: [{ campaign: 'c', segment: null, account: 'a', sender: 's0', date: TODAY, contacts: 1 }],
    });
    expect(isNetwork(problem)).toBe(false);
    expect(solveFlow(problem, OPTIONS)).toBe(null);
  });
});

const solved = (problem: Problem, options = OPTIONS) => solveFlow(problem, options) as Solution;
const reasons = (solution: Solution) =>
  solution.bottlenecks.map((b) => [b.demand, b.groups.map((g) => [g.keys.map((k) => `${k.family} ${k.date}`), g.missing]), b.unexplained]);
const perDay = (solution: Solution, demand: number, days: number) =>
  Array.from({ length: days }, (_, day) =>
    [...rowsOf(solution.starts)].reduce((n, x) => (x.demand === demand && x.day === day ? n + x.contacts : n), 0),
  );

describe('reasons', () => {
  it('the narrowest limits around it: first and last day', () => {
    // 3 days of 10 sends carry 30 of 100: 70 more have to pass them, whatever the 50 credits behind carry.
    const solution = solved(problemOf([campaign('c', 100)], [accountCapacity('a', [s('s0')], { remaining: 50 })]));
    const days = [0, 2].map((d) => `sender_daily_limit ${addDays(TODAY, d)}`);
    expect(reasons(solution)).toEqual([[0, [[days, 70]], 0]]);
  });

  it('its own limit per day; contacts of others are never taken', () => {
    const limited = campaign('b', 9, { priority: 2, perDay: { maxStarts: 2, maxSends: null } });
    const solution = solved(problemOf([campaign('a', 20), limited], ONE), OPTIONS);
    const own = [0, 2].map((d) => `campaign_daily_limit ${addDays(TODAY, d)}`);
    expect(reasons(solution)).toEqual([[1, [[own, 3]], 0]]);
    expect(perDay(solution, 0, 3).reduce((a, b) => a + b)).toBe(20);
  });

  it('several groups share what is missing as they share what is carried', () => {
    // a carries its 6 credits, b its 3 × 8 sends: 30 of 100, 14 of the 70 missing are a's fifth.
    const accounts = [accountCapacity('a', [s('s0')], { remaining: 6 }), accountCapacity('b', [s('s1', { dailyLimit: 8 })])];
    const solution = solved(problemOf([campaign('c', 100)], accounts));
    expect(solution.bottlenecks[0]?.groups.map((g) => [g.keys[0]?.family, g.keys[0]?.account, g.missing])).toEqual([
      ['sender_daily_limit', 'b', 56],
      ['credit_balance', 'a', 14],
    ]);
  });

  it('many accounts are counted by family', () => {
    const accounts = Array.from({ length: 12 }, (_, i) => accountCapacity(`a${i}`, [s(`s${i}`)]));
    const solution = solved(problemOf([campaign('c', 1000)], accounts));
    expect(solution.bottlenecks[0]?.groups.map((g) => [g.keys.length, g.missing])).toEqual([[24, 640]]);
  });

  it('no day to start on: nothing to explain', () => {
    const never = campaign('c', 7, { window: { start: null, end: null, weekdays: ['wed'] } });
    expect(reasons(solved(problemOf([never], ONE), OPTIONS))).toEqual([[0, [], 7]]);
  });
});

describe('levels and pacing', () => {
  it('asap from the front, late from the back, even all over the window', () => {
    const week = (pacing: Campaign['pacing'], id: string) => campaign(id, 6, { pacing });
    const accounts = [accountCapacity('a', [s('s0', { dailyLimit: 4 })])];
    const days = (pacing: Campaign['pacing']) => perDay(solved(problemOf([week(pacing, 'c')], accounts), OPTIONS), 0, 3);
    expect([days('asap'), days('late'), days('even')]).toEqual([
      [4, 2, 0],
      [0, 2, 4],
      [2, 2, 2],
    ]);
  });

  it('serve.atLeast before priority; within it the dearer contacts', () => {
    const campaigns = [
      campaign('a', 9),
      campaign('b', 9, { priority: 2, serveAtLeast: 4, valueMicro: 500_000 }),
      campaign('c', 9, { priority: 2, serveAtLeast: 4 }),
    ];
    const told: unknown[] = [];
    const solution = solved(problemOf(campaigns, ONE, 1), { ...OPTIONS, onLevel: (p) => told.push([p.level, p.value, p.bound]) });
    expect([0, 1, 2].map((d) => perDay(solution, d, 1)[0])).toEqual([2, 4, 4]);
    expect(told.slice(0, 3)).toEqual([
      ['shortfall.priority2', 0, 0],
      ['served.priority1', 2, 2],
      ['served.priority2', 6, 6],
    ]);
  });

  it('buys where it is cheapest, and no more than needed', () => {
    const account = (id: string, price: string) =>
      accountCapacity(id, [s(`s-${id}`)], { remaining: 3, overage: { max: 4, pricePer1000: price, currency: 'USD' } });
    const solution = solved(problemOf([campaign('c', 11)], [account('a', '3'), account('b', '1')]), OPTIONS);
    expect(solution.overage).toEqual([
      { account: 0, cycle: 0, sends: 1 },
      { account: 1, cycle: 0, sends: 4 },
    ]);
  });

  it('gives the same answer every time', () => {
    const accounts = [accountCapacity('a', [s('s0'), s('s1', { weekdays: WEEKDAYS.slice(0, 5) })], { remaining: 37 })];
    const solve = () => solved(problemOf([campaign('a', 20), campaign('b', 30)], accounts), OPTIONS);
    expect(solve()).toEqual(solve());
  });
});

describe('pieces', () => {
  it('a maximum flow that has to take a path back', () => {
    // 0→1→3, 0→2→3 and the short cut 1→2, which a first search may use.
    const builder = graphBuilder();
    const arcs = (
      [
        [0, 1, 1],
        [0, 2, 1],
        [1, 2, 1],
        [1, 3, 1],
        [2, 3, 1],
      ] as const
    ).map(([from, to, capacity]) => builder.add(from, to, capacity));
    const { graph, places } = builder.build(4);
    expect(augment(graph, 0, 3)).toBe(2);
    expect(arcs.map((a) => flowOn(graph, places[a] as number))).toEqual([1, 1, 0, 1, 1]);
    expect(search(graph, 0, 3)).toBe(1);
    expect([...graph.level].map((l) => l >= 0)).toEqual([true, false, false, false]);
  });

  it('fillEvenly places everything within the limits and leaves level slack', () => {
    expect([...fillEvenly(Float64Array.of(5, 3, 9), 8)]).toEqual([2, 0, 6]);
    expect([...fillEvenly(Float64Array.of(5, Infinity, Infinity), 7)]).toEqual([0, 4, 3]);
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }), fc.nat(160), (limits, wanted) => {
        const total = Math.min(
          wanted,
          limits.reduce((a, b) => a + b, 0),
        );
        const shares = [...fillEvenly(Float64Array.from(limits), total)];
        expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
        const slack = shares.flatMap((n, i) => (n > 0 ? [(limits[i] as number) - n] : []));
        const most = Math.max(0, ...shares.map((n, i) => (limits[i] as number) - n));
        for (const [i, n] of shares.entries()) expect(n >= 0 && n <= (limits[i] as number)).toBe(true);
        for (const left of slack) expect(left).toBeGreaterThanOrEqual(most - 1);
      }),
      { seed: 8 },
    );
  });
});
