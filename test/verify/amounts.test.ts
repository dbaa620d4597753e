import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limited, UNLIMITED, unknown } from '../../src/model/limit.ts';
import {
  commonDivisor,
  decimalText,
  floorDivide,
  isCount,
  limitAmount,
  parseDecimal,
  saysNumber,
  toNumber,
} from '../../src/verify/amounts.ts';

describe('exact amounts', () => {
  it('are written without trailing zeros', () => {
    expect(decimalText(969_000n, 4)).toBe('96.9');
    expect(decimalText(-5n, 4)).toBe('-0.0005');
    expect(decimalText(120n, 0)).toBe('120');
    expect(toNumber(1n, 9)).toBe(1e-9);
  });

  it('are read back from their text', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (n) => {
        expect(parseDecimal(decimalText(n, 9), 9)).toBe(n);
      }),
    );
    expect(parseDecimal('1.10', 1)).toBe(11n);
    expect(parseDecimal('1.123', 2)).toBeNull();
    expect(parseDecimal('1e3', 2)).toBeNull();
    expect(parseDecimal('-1', 2)).toBeNull();
  });

  it('tell neighbours apart that a double holds, however they were computed', () => {
    expect(saysNumber(0.36, 360_000n, 6)).toBe(true);
    expect(saysNumber(0.360001, 360_000n, 6)).toBe(false);
    const huge = 90_071_992_547_409_929_999n;
    expect(saysNumber(Number(huge) / 1e6, huge, 6)).toBe(true);
    expect(saysNumber(Number(decimalText(huge, 6)), huge, 6)).toBe(true);
  });

  it('count as counts only when they are whole, not negative and exact', () => {
    expect([0, 5, 2 ** 53 - 1].map(isCount)).toEqual([true, true, true]);
    expect([-1, 0.5, 2 ** 53, Number.NaN, 1e308].map(isCount)).toEqual([false, false, false, false, false]);
  });

  it('never take an unknown limit for unlimited', () => {
    expect([limited(7), UNLIMITED, unknown('nobody said'), limited(-1)].map(limitAmount)).toEqual([7, Number.POSITIVE_INFINITY, 0, 0]);
  });

  it('divide towards minus infinity', () => {
    expect([floorDivide(7n, 2n), floorDivide(-7n, 2n), floorDivide(-8n, 2n)]).toEqual([3n, -4n, -4n]);
  });

  it('have a common divisor of 1 when there is nothing but zeros', () => {
    expect(commonDivisor([120_000n, 500_000n, 0n])).toBe(20_000n);
    expect(commonDivisor([0n])).toBe(1n);
    expect(commonDivisor([])).toBe(1n);
  });
});
