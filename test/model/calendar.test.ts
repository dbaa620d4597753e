/** Local dates against a second calendar (Temporal), resets without drift, zones at their edges. */

import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  dayNumber,
  formatLocalDate,
  isTimeZone,
  localDateAt,
  nthReset,
  parseInstant,
  parseLocalDate,
  WEEKDAYS,
  weekdayOf,
} from '../../src/model/calendar.ts';

const days = fc.integer({ min: dayNumber('1990-01-01'), max: dayNumber('2080-12-31') });
const plain = (day: number) => Temporal.PlainDate.from(formatLocalDate(day));

describe('local dates', () => {
  it('agree with Temporal on text, weekday and adding days', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -800, max: 800 }), (day, n) => {
        expect(WEEKDAYS.indexOf(weekdayOf(day)) + 1).toBe(plain(day).dayOfWeek);
        expect(addDays(formatLocalDate(day), n)).toBe(plain(day).add({ days: n }).toString());
      }),
    );
  });
  it.each(['2026-02-30', '2026-1-31', '31.01.2026', '2026-13-01', '2026-00-10', '', '2026-01-31T00:00:00Z', '02026-01-01'])(
    'TM-08 %j is not a date',
    (text) => {
      expect(parseLocalDate(text)).toBeNull();
    },
  );
});

describe('resets', () => {
  it.each([
    ['2026-01-31', ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']],
    ['2024-01-31', ['2024-01-31', '2024-02-29', '2024-03-31']],
    ['2026-01-29', ['2026-01-29', '2026-02-28', '2026-03-29']],
    ['2026-12-30', ['2026-12-30', '2027-01-30', '2027-02-28', '2027-03-30']],
  ])('TM-02 TM-03 monthly from %s', (first, expected) => {
    expect(expected.map((_, n) => formatLocalDate(nthReset(first, 'month', n)))).toEqual(expected);
  });
  it('TM-03 TM-04 the n-th reset never drifts over 120 months', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 120 }), (day, n) => {
        expect(formatLocalDate(nthReset(formatLocalDate(day), 'month', n))).toBe(plain(day).add({ months: n }).toString());
        expect(nthReset(formatLocalDate(day), 'week', n)).toBe(day + 7 * n);
        expect(nthReset(formatLocalDate(day), 'day', n)).toBe(day + n);
      }),
    );
  });
  it('TM-02 a short month does not hide the anchor: 28 February of anchor 31 is followed by 31 March', () => {
    expect(formatLocalDate(nthReset('2026-02-28', 'month', 1, 31))).toBe('2026-03-31');
  });
});

describe('zones', () => {
  it('the local date of an instant agrees with Temporal in every zone tried', () => {
    const zones = fc.constantFrom(
      'UTC',
      'America/Los_Angeles',
      'America/New_York',
      'Asia/Kathmandu',
      'Pacific/Kiritimati',
      'Africa/Cairo',
      'America/Santiago',
    );
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) }), zones, (ms, zone) => {
        const instant = new Date(ms).toISOString();
        expect(localDateAt(instant, zone)).toBe(Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString());
      }),
    );
  });
  it('TM-09 one second apart, two days in UTC and one in New York', () => {
    expect(localDateAt('2026-11-20T23:59:59Z', 'UTC')).toBe('2026-11-20');
    expect(localDateAt('2026-11-21T00:00:00Z', 'UTC')).toBe('2026-11-21');
    expect(localDateAt('2026-11-21T00:00:00Z', 'America/New_York')).toBe('2026-11-20');
  });
  it('TM-13 midnight belongs to the day it begins', () => {
    expect(localDateAt('2026-11-20T05:00:00Z', 'America/New_York')).toBe('2026-11-20');
    expect(localDateAt('2026-11-20T04:59:59Z', 'America/New_York')).toBe('2026-11-19');
  });
  it.each(['EST', 'GMT+2', '+02:00', 'Nowhere/City', '', 'america'])('TM-11 %j is not a zone', (text) => {
    expect(isTimeZone(text)).toBe(false);
  });
  it.each(['2026-11-20T23:59:60Z', '2026-11-20', '2026-02-30T00:00:00Z', '2026-11-20T10:00:00', 'now'])(
    'TM-16 %j is not an instant',
    (text) => {
      expect(parseInstant(text)).toBeNull();
    },
  );
});
