import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelWords, provenWords } from '../../src/report/levels.ts';
import { count, counted, dateRange, paragraph, percent, shortDate, weekdayDate, wrap } from '../../src/report/words.ts';

describe('numbers', () => {
  it('are grouped, with one digit after the point at most', () => {
    expect([0, -0, 7, 999, 1000, 1234567, 47.5, 4590.04].map(count)).toEqual(['0', '0', '7', '999', '1,000', '1,234,567', '47.5', '4,590']);
    expect(counted(1, 'sender')).toBe('1 sender');
    expect(counted(2000, 'sender')).toBe('2,000 senders');
  });

  it('a share is 100 % or 0 % only when it is', () => {
    expect(percent(1, 1)).toBe('100%');
    expect(percent(999_999, 1_000_000)).toBe('>99.9%');
    expect(percent(1, 1_000_000)).toBe('<0.1%');
    expect(percent(1_000_001, 1_000_000)).toBe('>100%');
    expect(percent(0, 5)).toBe('0%');
    expect(percent(36_000, 40_000)).toBe('90%');
    expect(percent(1500, 1000)).toBe('150%');
    expect(percent(5, 0)).toBe('0%');
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 1, max: 1e9 }), (part, whole) => {
        expect(percent(part, whole) === '100%').toBe(part === whole);
        expect(percent(part, whole) === '0%').toBe(part === 0);
      }),
    );
  });
});

describe('dates', () => {
  it('are short', () => {
    expect(shortDate('2026-12-01')).toBe('1 Dec');
    expect(weekdayDate('2026-11-24')).toBe('Tue 24 Nov');
    expect(dateRange('2026-11-24', '2026-11-28', { unicode: true })).toBe('24–28 Nov');
    expect(dateRange('2026-11-24', '2026-12-05', { unicode: false })).toBe('24 Nov-5 Dec');
    expect(dateRange('2026-11-24', '2027-11-28', { unicode: true })).toBe('24 Nov 2026–28 Nov 2027');
    expect(dateRange('2026-11-24', '2026-11-24', { unicode: true })).toBe('24 Nov');
  });
});

describe('running text', () => {
  it('is broken at spaces, long words stay whole, nothing is lost', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('averyveryverylongword x', 5)).toEqual(['averyveryverylongword', 'x']);
    expect(paragraph('  • ', 'one two three four five six', 24)).toEqual(['  • one two three four', '    five six']);
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 80 }), (text, width) => {
        expect(wrap(text, width).join(' ')).toBe(text);
      }),
    );
  });
});

describe('levels', () => {
  const level = (objective: string, gap: number | null) =>
    ({ objective, sense: 'max', value: 1, bound: gap === null ? null : 1, gap, unit: 'contacts' }) as const;

  it('SV-08: optimal is said only when every deciding level has gap 0', () => {
    expect(provenWords([level('served.priority1', 0), level('pacing.days', null)])).toBe('optimal, proven');
    expect(provenWords([level('served.priority1', 0), level('overage.USD', null)])).toBe('not proven optimal');
    expect(provenWords([level('served.priority1', 0.021), level('served.priority2', 0)])).toBe('at most 2.1% from optimal');
    expect(provenWords([level('served.priority1', 1e-9)])).toBe('at most less than 0.01% from optimal');
    expect(provenWords([level('served.priority1', 0.413)])).toBe('at most 42% from optimal');
  });

  it('have names in words', () => {
    expect(levelWords('shortfall.priority3')).toBe('serve.atLeast missed, priority 3');
    expect(levelWords('overage.USD')).toBe('overage cost, USD');
    expect(levelWords('something.new')).toBe('something.new');
  });
});
