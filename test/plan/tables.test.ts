import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNullable, compareText } from '../../src/model/order.ts';
import type { CapacityUse, Start } from '../../src/model/plan.ts';
import { ranksOf } from '../../src/plan/canonical.ts';
import { capacityUse } from '../../src/plan/capacity-rows.ts';
import { certificateOf } from '../../src/plan/certificate.ts';
import { dailySends } from '../../src/plan/sends.ts';
import { startRows } from '../../src/plan/start-rows.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { columnsOf, loadOf } from '../../src/problem/load.ts';
import { stepDaysOf } from '../../src/problem/options.ts';
import type { LevelSolution, Solution } from '../../src/solver/solver.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';

// By UTF-16 units the last two would stand the other way round.
const SENDERS = ['a', 'b', '\uffee', '😀'];
const STEPS = [
  { day: 0, share10k: 10_000 },
  { day: 2, share10k: 8500 },
];
const capacity = snapshot([
  accountCapacity(
    'zeta',
    SENDERS.slice(0, 2).map((id) => senderCapacity(`z-${id}`)),
  ),
  accountCapacity(
    'alpha',
    SENDERS.map((id) => senderCapacity(id, { dailyLimit: 1000, weeklyLimit: 1500 })),
  ),
]);
const plans = workspace([
  campaign('winter', 100, { steps: STEPS, window: { start: null, end: null, weekdays: ['fri', 'sat', 'tue'] } }),
  campaign('autumn', 100, { steps: STEPS }),
]);
const problem = buildProblem(plans, capacity);
const days = [...problem.dates.keys()];

/** Starts the problem allows, each (demand, sender, day) once, in any order. */
const starts = fc
  .uniqueArray(
    fc.record({
      demand: fc.nat(problem.demands.length - 1),
      sender: fc.nat(problem.senders.length - 1),
      day: fc.constantFrom(...days),
      contacts: fc.integer({ min: 1, max: 1000 }),
    }),
    { selector: ({ demand, sender, day }) => `${demand} ${sender} ${day}`, maxLength: 60 },
  )
  .map((rows) => rows.filter(({ demand, sender, day }) => stepDaysOf(problem, demand, sender, day) !== null));

const inOrder = (a: Start, b: Start) =>
  compareText(a.campaign, b.campaign) ||
  compareNullable(a.segment, b.segment) ||
  compareText(a.account, b.account) ||
  compareText(a.sender, b.sender) ||
  compareText(a.date, b.date);

const named = (demand: number, sender: number) => ({
  campaign: problem.campaigns[problem.demands[demand]?.campaign ?? -1]?.id ?? '',
  segment: null,
  account: problem.accounts[problem.senders[sender]?.account ?? -1]?.id ?? '',
  sender: problem.senders[sender]?.id ?? '',
});

const level = (prices: LevelSolution['prices'], over: Partial<LevelSolution> = {}): LevelSolution => ({
  name: 'served.priority1',
  sense: 'max',
  unit: 'contacts',
  scale: 10,
  isProven: true,
  value: 0,
  prices,
  kept: {},
  isFinished: true,
  ...over,
});

const solution = (rows: Parameters<typeof columnsOf>[0], over: Partial<Solution> = {}): Solution => ({
  starts: columnsOf(rows),
  followUps: [],
  overage: [],
  levels: [],
  bottlenecks: [],
  engine: { name: 'test', version: '1' },
  isTimeLimited: false,
  ...over,
});

const capacityOf = (answer: Solution, rows: Parameters<typeof columnsOf>[0]): readonly CapacityUse[] => {
  const table = capacityUse(problem, answer, loadOf(problem, rows, []));
  const list = [...table];
  expect(list).toHaveLength(table.length);
  expect([...table]).toEqual(list);
  return list;
};

describe('tables of a plan', () => {
  it('starts stand in canonical order, whatever the order of the solution, by code point', () => {
    fc.assert(
      fc.property(starts, (rows) => {
        const table = startRows(problem, columnsOf(rows), ranksOf(problem));
        const expected = rows.map(({ demand, sender, day, contacts }) => ({
          ...named(demand, sender),
          date: problem.dates[day] as string,
          contacts,
        }));
        expect(table.length).toBe(rows.length);
        expect([...table]).toEqual(expected.sort(inOrder));
      }),
      { numRuns: 200 },
    );
  });

  it('sends are the steps of the starts, added up by day, demand, step and sender, in canonical order', () => {
    fc.assert(
      fc.property(starts, (rows) => {
        const sums = new Map<string, number>();
        for (const { demand, sender, day, contacts } of rows) {
          for (const [step, on] of (stepDaysOf(problem, demand, sender, day) ?? []).entries()) {
            const { campaign, account, sender: id } = named(demand, sender);
            const key = JSON.stringify([problem.dates[on], campaign, null, step, account, id]);
            sums.set(key, (sums.get(key) ?? 0) + contacts);
          }
        }
        const table = dailySends(problem, { starts: startRows(problem, columnsOf(rows), ranksOf(problem)), followUps: [] });
        const found = [...table].map((row) => {
          expect(row.sends).toBe((row.contacts * (STEPS[row.step]?.share10k ?? 0)) / 10_000);
          return [JSON.stringify([row.date, row.campaign, row.segment, row.step, row.account, row.sender]), row.contacts] as const;
        });
        expect(table.length).toBe(sums.size);
        expect(new Map(found)).toEqual(sums);
        const keys = [...table].map((r) => [r.date, r.campaign, String(r.step), r.account, r.sender]);
        const sorted = [...keys].sort((a, b) => a.reduce((n, part, i) => n || compareText(part, b[i] as string), 0));
        expect(keys).toEqual(sorted);
      }),
      { numRuns: 200 },
    );
  });

  it('sends of another problem are refused', () => {
    const foreign = [{ campaign: 'spring', segment: null, account: 'alpha', sender: 'a', date: '2026-11-20', contacts: 1 }];
    expect(() => dailySends(problem, { starts: foreign, followUps: [] }).length).toThrow(RangeError);
  });

  it('capacity rows: as many as said, one per sender and day with sends, planned as the sends add up', () => {
    fc.assert(
      fc.property(starts, (rows) => {
        const byDay = new Map<string, number>();
        for (const row of dailySends(problem, { starts: startRows(problem, columnsOf(rows), ranksOf(problem)), followUps: [] })) {
          const key = `${row.sender} ${row.date}`;
          byDay.set(key, Math.round(((byDay.get(key) ?? 0) + row.sends) * 10_000) / 10_000);
        }
        const daily = capacityOf(solution(rows), rows).filter((use) => use.resource === 'sender_daily_limit');
        expect(new Map(daily.map((use) => [`${use.sender} ${use.from}`, use.planned]))).toEqual(byDay);
      }),
      { numRuns: 100 },
    );
  });

  const FULL = problem.senders.flatMap((s, sender) =>
    s.id === 'a' || s.id === 'b' ? [{ demand: 0, sender, day: 0, contacts: 1000 }] : [],
  );
  const priceOf = (uses: readonly CapacityUse[], sender: string) => {
    const use = uses.find((u) => u.resource === 'sender_daily_limit' && u.sender === sender && u.from === problem.dates[0]);
    return [use?.shadowPrice, use?.shadowPriceObjective];
  };
  const date = problem.dates[0] as string;
  const groups = [
    { id: 'g1', account: 'alpha', senders: ['a', 'b'] },
    { id: 'g2', account: 'alpha', senders: ['b'] },
  ];
  const daily = { family: 'sender_daily_limit', account: 'alpha', date } as const;

  it('prices of groups hold for each of their senders and add up', () => {
    const prices = [
      { key: { ...daily, group: 'g1' }, dual: 5 },
      { key: { ...daily, group: 'g2' }, dual: 10 },
      { key: { ...daily, sender: 'a' }, dual: 1 },
    ];
    const uses = capacityOf(solution(FULL, { groups, levels: [level(prices)] }), FULL);
    expect(priceOf(uses, 'a')).toEqual([0.6, 'served.priority1']);
    expect(priceOf(uses, 'b')).toEqual([1.5, 'served.priority1']);
  });

  it('exact prices of one unit more count instead of duals', () => {
    const prices = [{ key: { ...daily, sender: 'a' }, dual: 1 }];
    const unitPrices = [{ key: { ...daily, group: 'g2' }, level: 'served.priority1', gain: 4 }];
    const uses = capacityOf(solution(FULL, { groups, levels: [level(prices)], unitPrices }), FULL);
    expect(priceOf(uses, 'a')).toEqual([0, null]);
    expect(priceOf(uses, 'b')).toEqual([0.4, 'served.priority1']);
  });

  it('the first level at which a unit helps names the price', () => {
    const levels = [
      level([{ key: { ...daily, sender: 'b' }, dual: 0 }], { name: 'shortfall.priority1' }),
      level([{ key: { ...daily, sender: 'b' }, dual: 2 }]),
      level([{ key: { ...daily, sender: 'b' }, dual: 7 }], { name: 'served.priority2' }),
    ];
    const uses = capacityOf(solution(FULL, { levels }), FULL);
    expect(priceOf(uses, 'b')).toEqual([0.2, 'served.priority1']);
    expect(priceOf(uses, 'a')).toEqual([0, null]);
    expect(priceOf(capacityOf(solution(FULL, { levels: [level(null)] }), FULL), 'a')).toEqual([null, null]);
  });

  it('a certificate carries the groups its prices name, and no price of nothing', () => {
    const prices = [
      { key: { ...daily, group: 'g2' }, dual: 0.5 },
      { key: { ...daily, group: 'g1' }, dual: 1e-12 },
      { key: { family: 'follow_up_balance', campaign: 'autumn', date } as const, dual: -1 },
    ];
    const certificate = certificateOf(solution(FULL, { groups, levels: [level(prices)] }));
    expect(certificate?.groups?.map((group) => group.id)).toEqual(['g1', 'g2']);
    const duals = certificate?.levels[0]?.duals;
    expect([...(duals ?? [])]).toEqual([
      { ...daily, group: 'g2', dual: 500_000_000 },
      { family: 'follow_up_balance', campaign: 'autumn', date, dual: -1_000_000_000 },
    ]);
    expect(duals?.length).toBe(2);
    expect(certificateOf(solution(FULL, { groups, levels: [level(prices.slice(2))] }))?.groups).toBeUndefined();
  });
});
