/** Deals of relaxed starts: rounding and order. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildProblem } from '../../src/problem/build.ts';
import { inDealingOrder, wholeContacts } from '../../src/solver/deal.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';

describe('deals', () => {
  const problem = buildProblem(
    workspace([campaign('one', 9), campaign('two', 9)], { end: '2026-11-25' }),
    snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 4 })])]),
  );
  const row = fc.record({ demand: fc.nat(1), day: fc.nat(5), contacts: fc.nat(400).map((n) => n / 100) });
  const pointOf = (rows: readonly { demand: number; day: number; contacts: number }[]) => ({
    demand: Int32Array.from(rows, (r) => r.demand),
    sender: new Int32Array(rows.length),
    day: Int32Array.from(rows, (r) => r.day),
    contacts: Float64Array.from(rows, (r) => r.contacts),
  });

  it('keep every total within one contact, the first one never above it', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), fc.nat(9), (rows, deal) => {
        const { contacts } = wholeContacts(problem, pointOf(rows), deal);
        for (const demand of [0, 1]) {
          const total = (of: ArrayLike<number>) => rows.reduce((sum, r, i) => (r.demand === demand ? sum + of[i]! : sum), 0);
          const lost = total(rows.map((r) => r.contacts)) - total(contacts);
          expect(Math.abs(lost)).toBeLessThan(1);
          if (deal === 0) expect(lost).toBeGreaterThan(-0.01);
        }
        expect(contacts.every((n) => n >= 0 && Number.isInteger(n))).toBe(true);
      }),
    );
  });

  it('go through the days forwards and backwards in turn', () => {
    const point = pointOf([2, 0, 1].map((day) => ({ demand: 0, day, contacts: 1 })));
    const days = (deal: number) => [...inDealingOrder(problem, point, Int32Array.of(0), deal)].map((i) => point.day[i]);
    expect([0, 1, 2].map(days)).toEqual([
      [0, 1, 2],
      [2, 1, 0],
      [0, 1, 2],
    ]);
  });
});
