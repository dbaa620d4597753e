/** Evening out the senders of a class. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClassItem, evenOut } from '../../src/solver/even-out.ts';

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

const item = (stepDays: readonly number[], shares10k: readonly number[] = stepDays.map(() => 10_000)): ClassItem => ({
  stepDays,
  shares10k,
});

describe('evening out', () => {
  it('takes the excess off a sender that is over, to the one with room', () => {
    const items = [item([0, 1]), item([1, 2])];
    const counts = Int32Array.from([3, 0, 2, 1]);
    const left = leftOf(items, 2, 3, counts, 30_000);
    expect(excess(left)).toBe(20_000);
    evenOut(items, 2, 3, counts, left);
    expect(excess(left)).toBe(0);
    expect(left).toEqual(leftOf(items, 2, 3, counts, 30_000));
  });

  it('goes on through moves that only pass the excess on', () => {
    // Nobody has room on both days of a start, so one start has to make room for another.
    const items = [item([0, 1]), item([0, 2]), item([1, 2])];
    const counts = Int32Array.from([2, 0, 0, 1, 0, 1]);
    const left = leftOf(items, 2, 3, counts, 20_000);
    left[0] = -10_000;
    const before = excess(left);
    evenOut(items, 2, 3, counts, left);
    expect(before).toBe(10_000);
    expect(excess(left)).toBe(0);
  });

  it('keeps what every item is dealt, the figures consistent, and never ends with more excess', () => {
    const share = fc.constantFrom(10_000, 8_500, 7_000);
    const start = fc.record({ first: fc.nat(3), gap: fc.integer({ min: 1, max: 3 }), share });
    fc.assert(
      fc.property(
        fc.uniqueArray(start, { minLength: 1, maxLength: 8, selector: (s) => s.first }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(4), { minLength: 32, maxLength: 32 }),
        (starts, members, amounts) => {
          const items = starts.map((s) => item([s.first, s.first + s.gap], [10_000, s.share]));
          const counts = Int32Array.from({ length: items.length * members }, (_, i) => amounts[i] as number);
          const perItem = () => {
            const sums = items.map(() => 0);
            counts.forEach((n, i) => {
              sums[Math.floor(i / members)] = (sums[Math.floor(i / members)] as number) + n;
            });
            return sums;
          };
          const wanted = perItem();
          const left = leftOf(items, members, 7, counts, 60_000);
          const before = excess(left);
          evenOut(items, members, 7, counts, left);
          expect(perItem()).toEqual(wanted);
          expect(left).toEqual(leftOf(items, members, 7, counts, 60_000));
          expect(counts.every((n) => n >= 0)).toBe(true);
          expect(excess(left)).toBeLessThanOrEqual(before + 1);
        },
      ),
    );
  });
});
