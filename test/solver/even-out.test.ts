/** Evening out the senders of a class, and exchange moves. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildProblem } from '../../src/problem/build.ts';
import { rowsOf } from '../../src/problem/load.ts';
import { tableOf } from '../../src/problem/options.ts';
import { type ClassItem, evenOut } from '../../src/solver/even-out.ts';
import { createExchange } from '../../src/solver/exchange.ts';
import { createRoom } from '../../src/solver/room.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';

const excess = (left: Float64Array): number => left.reduce((sum, v) => sum + Math.max(0, -v), 0);

/** What is left of limits when counts are taken off. */
function leftOf(items: readonly ClassItem[], members: number, days: number, counts: Int32Array, limit: number): Float64Array {
  const left = new Float64Array(members * days).fill(limit);
  items.forEach(({ stepDays, shares10k }, j) => {
    for (let m = 0; m < members; m++) {
      stepDays.forEach((day, k) => {
        left[m * days + day] = (left[m * days + day] as number) - (counts[j * members + m] as number) * (shares10k[k] as number);
      });
    }
  });
  return left;
}

const item = (demand: number, stepDays: readonly number[], shares10k: readonly number[] = stepDays.map(() => 10_000)): ClassItem => ({
  demand,
  day: stepDays[0] as number,
  stepDays,
  shares10k,
  uses: '',
});

describe('evening out', () => {
  it('takes the excess off a sender that is over, to the one with room', () => {
    const items = [item(0, [0, 1]), item(1, [1, 2])];
    const counts = Int32Array.from([3, 0, 2, 1]);
    const left = leftOf(items, 2, 3, counts, 30_000);
    expect(excess(left)).toBe(20_000);
    evenOut(items, 2, 3, counts, left);
    expect(excess(left)).toBe(0);
    expect(left).toEqual(leftOf(items, 2, 3, counts, 30_000));
  });

  it('goes on through moves that only pass the excess on', () => {
    // Nobody has room on both days of a start, so one start has to make room for another.
    const items = [item(0, [0, 1]), item(1, [0, 2]), item(2, [1, 2])];
    const counts = Int32Array.from([2, 0, 0, 1, 0, 1]);
    const left = leftOf(items, 2, 3, counts, 20_000);
    left[0] = -10_000;
    const before = excess(left);
    evenOut(items, 2, 3, counts, left);
    expect(before).toBe(10_000);
    expect(excess(left)).toBe(0);
  });

  it('keeps what every demand is dealt, the figures consistent, and never ends with more excess', () => {
    const share = fc.constantFrom(10_000, 8_500, 7_000);
    const start = fc.record({ demand: fc.nat(2), first: fc.nat(3), gap: fc.integer({ min: 1, max: 3 }), share });
    fc.assert(
      fc.property(
        fc.uniqueArray(start, { minLength: 1, maxLength: 8, selector: (s) => `${s.demand}/${s.first}` }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(4), { minLength: 32, maxLength: 32 }),
        (starts, members, amounts) => {
          const items = starts.map((s) => item(s.demand, [s.first, s.first + s.gap], [10_000, s.share]));
          const counts = Int32Array.from({ length: items.length * members }, (_, i) => amounts[i] as number);
          const perDemand = () => {
            const sums = [0, 0, 0];
            counts.forEach((n, i) => {
              const demand = items[Math.floor(i / members)]?.demand as number;
              sums[demand] = (sums[demand] as number) + n;
            });
            return sums;
          };
          const wanted = perDemand();
          const left = leftOf(items, members, 7, counts, 60_000);
          const before = excess(left);
          evenOut(items, members, 7, counts, left);
          expect(perDemand()).toEqual(wanted);
          expect(left).toEqual(leftOf(items, members, 7, counts, 60_000));
          expect(counts.every((n) => n >= 0)).toBe(true);
          expect(excess(left)).toBeLessThanOrEqual(before + 1);
        },
      ),
    );
  });
});

describe('exchange', () => {
  it('moves a contact off the blocked day, and nobody is served less', () => {
    const steps = [
      { day: 0, share10k: 10_000 },
      { day: 2, share10k: 10_000 },
    ];
    const problem = buildProblem(
      workspace([campaign('follow', 2, { steps }), campaign('once', 4)], { end: '2026-11-23' }),
      snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 2 })])]),
    );
    const room = createRoom(problem, () => 0);
    // `once` stands on the days the sequence needs, although it could start on any.
    for (const day of [0, 2]) room.take(1, 0, tableOf(problem, 1, 0)?.[day] as readonly number[], 2);
    const none = tableOf(problem, 0, 0)?.[0] as readonly number[];
    expect(room.senderFits(0, 0, none)).toBe(0);
    room.take(1, 0, [0], -1);
    room.take(1, 0, [1], 1);
    // Day 0 has room for one contact now; its follow-up is blocked on day 2 alone.
    createExchange(problem, room)([0]);
    const served = [0, 0];
    for (const { demand, contacts } of rowsOf(room.starts())) served[demand] = (served[demand] as number) + contacts;
    expect(served).toEqual([2, 4]);
    expect(room.left.every((v) => v >= 0)).toBe(true);
  });
});
