/** Sending days, warm-up ramps and the days of a sequence. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayNumber, formatLocalDate, WEEKDAYS } from '../../src/model/calendar.ts';
import type { WarmUp } from '../../src/model/workspace.ts';
import { campaignCalendar, onCalendar, rampLimits, stepDays } from '../../src/problem/calendar.ts';
import { campaign, senderCapacity } from '../helpers/builders.ts';

const MON_FRI = WEEKDAYS.slice(0, 5);
const every = () => true;
const ramp = (warmUp: WarmUp, days: number, first = '2026-11-20', counts = onCalendar(senderCapacity('s'))) => [
  ...rampLimits(warmUp, counts, dayNumber(first), days),
];

describe('warm-up', () => {
  it('factor: 50 × 1.4^n, rounded down in exact arithmetic', () => {
    expect(ramp({ kind: 'factor', start: '2026-11-20', from: 50, factor: 1.4, to: null }, 8)).toEqual([
      50, 70, 98, 137, 192, 268, 376, 527,
    ]);
  });
  it('factor: stops at `to` and never overflows', () => {
    const values = ramp({ kind: 'factor', start: '2026-11-20', from: 50, factor: 1.4, to: 20_000 }, 300);
    expect(values[17]).toBe(15_245);
    expect(values[18]).toBe(20_000);
    expect(values[299]).toBe(20_000);
  });
  it('factor: 100 × 1.1^2 is 121, not 120', () => {
    expect(ramp({ kind: 'factor', start: '2026-11-20', from: 100, factor: 1.1, to: null }, 3)[2]).toBe(121);
  });
  it('add: nothing before the start, then from + add per sending day', () => {
    expect(ramp({ kind: 'add', start: '2026-11-22', from: 5, add: 2, to: 10 }, 7)).toEqual([0, 0, 5, 7, 9, 10, 10]);
  });
  it('schedule: the last entry stays', () => {
    expect(ramp({ kind: 'schedule', start: '2026-11-18', schedule: [20, 28, 39], to: null }, 3)).toEqual([39, 39, 39]);
  });
  it('only days the sender sends on count', () => {
    // Started Friday; Saturday and Sunday do not count, so Monday is the second step.
    const counts = onCalendar(senderCapacity('s', { weekdays: MON_FRI }));
    expect(ramp({ kind: 'add', start: '2026-11-20', from: 5, add: 2, to: null }, 5, '2026-11-20', counts)).toEqual([5, 7, 7, 7, 9]);
  });
});

describe('days of a sequence', () => {
  const days = (over: Parameters<typeof campaign>[2], start: string, sends: (day: number) => boolean = every, end = '2026-12-31') =>
    stepDays(campaignCalendar(campaign('c', 1, over), dayNumber(end)), sends, dayNumber(start))?.map(formatLocalDate) ?? null;
  const steps = (...offsets: number[]) => offsets.map((day) => ({ day, share10k: 10_000 }));
  const weekdays = { start: null, end: null, weekdays: MON_FRI };

  it('shift: a follow-up on a weekend goes to Monday', () => {
    expect(days({ steps: steps(0, 1, 3), window: weekdays }, '2026-11-20')).toEqual(['2026-11-20', '2026-11-23', '2026-11-24']);
  });
  it('shift: never on or before the step before', () => {
    expect(days({ steps: steps(0, 1, 2), window: weekdays }, '2026-11-20')).toEqual(['2026-11-20', '2026-11-23', '2026-11-24']);
  });
  it('forbid: such a start is not allowed', () => {
    expect(days({ steps: steps(0, 1), window: weekdays, onNonSendingDay: 'forbid' }, '2026-11-20')).toBeNull();
    expect(days({ steps: steps(0, 3), window: weekdays, onNonSendingDay: 'forbid' }, '2026-11-20')).toEqual(['2026-11-20', '2026-11-23']);
  });
  it('the calendar of the sender counts as well', () => {
    const notMonday = onCalendar(senderCapacity('s', { except: ['2026-11-23'] }));
    expect(days({ steps: steps(0, 1), window: weekdays }, '2026-11-20', notMonday)).toEqual(['2026-11-20', '2026-11-24']);
  });
  it('followUps.until and the end of the horizon are hard', () => {
    expect(days({ steps: steps(0, 5), followUpsUntil: '2026-11-24' }, '2026-11-20')).toBeNull();
    expect(days({ steps: steps(0, 5), followUpsUntil: '2026-11-25' }, '2026-11-20')).toEqual(['2026-11-20', '2026-11-25']);
    expect(days({ steps: steps(0, 5) }, '2026-11-20', every, '2026-11-24')).toBeNull();
  });
  it('steps always rise and never come early, and a later start never overtakes an earlier one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 4 }),
        fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }),
        fc.integer({ min: 0, max: 30 }),
        (offsets, on, start) => {
          const all = [0, ...offsets.sort((a, b) => a - b)];
          const sends = onCalendar(senderCapacity('s', { weekdays: on }));
          const from = (n: number) => days({ steps: steps(...all) }, addDays('2026-11-20', n), sends, '2027-12-31') as string[];
          const [now, next] = [from(start), from(start + 1)];
          now.forEach((date, k) => {
            expect(dayNumber(date)).toBeGreaterThanOrEqual(dayNumber(now[0] as string) + (all[k] as number));
            if (k > 0) expect(date > (now[k - 1] as string)).toBe(true);
            expect((next[k] as string) >= date).toBe(true);
          });
        },
      ),
    );
  });
});
