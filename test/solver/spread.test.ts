/** Water-filling of a class, splitting by what was sent today, and reasons from prices. */

import { describe, expect, it } from 'vitest';
import { buildProblem } from '../../src/problem/build.ts';
import { senderClasses } from '../../src/problem/classes.ts';
import { rowsOf, type StartColumns } from '../../src/problem/load.ts';
import { reasonsFromPrices } from '../../src/solver/price-reasons.ts';
import { classModel } from '../../src/solver/relaxation.ts';
import { createRoom } from '../../src/solver/room.ts';
import { roundStarts, sizesOf } from '../../src/solver/round.ts';
import { createSpread } from '../../src/solver/spread.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';

const STEPS = [
  { day: 0, share10k: 10_000 },
  { day: 2, share10k: 10_000 },
];

const problemOf = (limits: readonly { dailyLimit: number | null; sentToday?: number }[], contacts: number, steps = STEPS) =>
  buildProblem(
    workspace([campaign('c', contacts, { steps })], { end: '2026-11-29' }),
    snapshot([
      accountCapacity(
        'a',
        limits.map((over, i) => senderCapacity(`s${i}`, over)),
      ),
    ]),
  );

const perSender = (starts: StartColumns) => {
  const sums: Record<number, number> = {};
  for (const s of rowsOf(starts)) sums[s.sender] = (sums[s.sender] ?? 0) + s.contacts;
  return sums;
};

describe('water-filling', () => {
  const placed = (limits: readonly (number | null)[], contacts: number, least = 1) => {
    const problem = problemOf(
      limits.map((dailyLimit) => ({ dailyLimit })),
      100,
    );
    const room = createRoom(problem, () => 0);
    const n = createSpread(problem, room, sizesOf(problem), least)(Int32Array.from(limits.keys()), 0, [0, 2], contacts);
    return [n, perSender(room.starts())];
  };

  it('what is left stays level in proportion to the limits', () => {
    expect(placed([10, 10, 10], 10)).toEqual([10, { 0: 4, 1: 3, 2: 3 }]);
    expect(placed([10, 20, 30], 30)).toEqual([30, { 0: 5, 1: 10, 2: 15 }]);
    expect(placed([10, 10, 10], 10, 4)).toEqual([10, { 0: 5, 1: 5 }]);
    expect(placed([null, null], 7)).toEqual([7, { 0: 4, 1: 3 }]);
  });

  it('places no more than fits, and no more than the demand wants', () => {
    expect(placed([3, 4], 50)).toEqual([7, { 0: 3, 1: 4 }]);
    expect(placed([80, 80], 150)).toEqual([100, { 0: 50, 1: 50 }]);
  });
});

describe('rounding', () => {
  it('a class whose senders differ today only is dealt out without loss', () => {
    // Days 0, 2, 4, … and their follow-ups fill both senders completely; sender 1 can start only half as much today.
    const problem = problemOf([{ dailyLimit: 20 }, { dailyLimit: 20, sentToday: 10 }], 40);
    const classes = senderClasses(problem);
    expect(classes.map((members) => [...members])).toEqual([[0, 1]]);
    const point = {
      demand: Int32Array.of(0, 0),
      sender: Int32Array.of(0, 0),
      day: Int32Array.of(0, 2),
      contacts: Float64Array.of(30, 10),
    };
    const starts = [...rowsOf(roundStarts(problem, classes, point))];
    expect(starts.map((s) => [s.sender, s.day, s.contacts])).toEqual([
      [0, 0, 20],
      [1, 0, 10],
      [1, 2, 10],
    ]);
  });

  it('reasons read from prices add up to the shortfall', () => {
    const problem = problemOf([{ dailyLimit: 5 }, { dailyLimit: 7 }], 500);
    const { merged } = classModel(problem);
    expect(senderClasses(problem)).toHaveLength(1);
    const key = { family: 'sender_daily_limit', account: 'a', sender: 's0' } as const;
    const prices = problem.dates.map((date) => ({ key: { ...key, date }, dual: 500_000 }));
    const level = { value: 0, bound: 0, prices, kept: {} };
    const point = { demand: new Int32Array(), sender: new Int32Array(), day: new Int32Array(), contacts: new Float64Array() };
    const [short] = reasonsFromPrices(merged, { levels: [level], point }, { ...point, length: 0 });
    expect(short).toMatchObject({ demand: 0, unexplained: 0, isAnalysed: true, groups: [{ missing: 500 }] });
    expect(new Set(short?.groups[0]?.keys.map((k) => k.sender))).toEqual(new Set(['s0', 's1']));
    const [silent] = reasonsFromPrices(merged, { levels: [null], point }, { ...point, length: 0 });
    expect(silent).toMatchObject({ unexplained: 500, isAnalysed: false });
  });
});
