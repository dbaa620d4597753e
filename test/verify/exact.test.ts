import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNumber } from '../../src/verify/amounts.ts';
import { addTo, createSums, type Exact, exact, minus, plus, sumAt, times } from '../../src/verify/exact.ts';

const EDGE = 2n ** 53n;

/** Integers small, around 2^53, around the square root of it, and far beyond. */
const integers = fc.oneof(
  fc.bigInt({ min: -20n, max: 20n }),
  fc.bigInt({ min: EDGE - 20n, max: EDGE + 20n }),
  fc.bigInt({ min: -EDGE - 20n, max: -EDGE + 20n }),
  fc.bigInt({ min: 94_906_200n, max: 94_906_300n }),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
);
const isNormal = (value: Exact): boolean =>
  typeof value === 'number' ? Number.isSafeInteger(value) : !Number.isSafeInteger(Number(value));

describe('exact integers', () => {
  it('give what BigInts give, in their only form, also around 2^53', () => {
    fc.assert(
      fc.property(integers, integers, (a, b) => {
        const results: readonly [Exact, bigint][] = [
          [plus(exact(a), exact(b)), a + b],
          [minus(exact(a), exact(b)), a - b],
          [times(exact(a), exact(b)), a * b],
        ];
        for (const [given, expected] of results) {
          expect(BigInt(given)).toBe(expected);
          expect(isNormal(given)).toBe(true);
          expect(Object.is(given, -0)).toBe(false);
        }
        expect(exact(a) < exact(b)).toBe(a < b);
        expect(exact(a) === exact(b)).toBe(a === b);
      }),
      { numRuns: 2000 },
    );
  });

  it('leave numbers at 2^53 and come back', () => {
    expect(plus(Number.MAX_SAFE_INTEGER, 1)).toBe(EDGE);
    expect(minus(EDGE, 1)).toBe(Number.MAX_SAFE_INTEGER);
    expect(times(2 ** 27, 2 ** 26)).toBe(EDGE);
    expect(times(0, -1)).toBe(0);
  });

  it('add up in tables exactly, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), integers), { maxLength: 30 }), (entries) => {
        const sums = createSums(3);
        const expected = [0n, 0n, 0n];
        for (const [index, amount] of entries) {
          addTo(sums, index, exact(amount));
          expected[index] = (expected[index] as bigint) + amount;
          expect(isNormal(sumAt(sums, index))).toBe(true);
        }
        expect([0, 1, 2].map((index) => BigInt(sumAt(sums, index)))).toEqual(expected);
      }),
    );
  });

  it('divided by a power of ten are the nearest double, as their decimal text is', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom(0, 4, 6, 9), (n, digits) => {
        expect(toNumber(n, digits)).toBe(Number(`${n}e-${digits}`));
      }),
      { numRuns: 2000 },
    );
  });
});
