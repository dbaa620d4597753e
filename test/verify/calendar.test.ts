import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayNumber, WEEKDAYS, weekdayOf } from '../../src/model/calendar.ts';
import type { Campaign, WarmUp } from '../../src/model/workspace.ts';
import { grown, rampLimits, rhythmOf, sendingDays, stepDays } from '../../src/verify/calendar.ts';
import { campaign, senderCapacity, TODAY } from '../helpers/builders.ts';

const FIRST = dayNumber(TODAY);
const days = (count: number) => ({ first: FIRST, count });
const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const ramp = (warmUp: WarmUp, count: number, over: Parameters<typeof senderCapacity>[1] = {}) => [
  ...rampLimits(senderCapacity('s', { warmUp, ...over }), days(count)),
];

describe('sending days', () => {
  // 20 November 2026 is a Friday.
  it('are the weekdays of the sender without its exceptions', () => {
    const sender = senderCapacity('s', { weekdays: WORKDAYS, except: ['2026-11-24'] });
    expect([...sendingDays(sender, FIRST, days(7))]).toEqual([1, 0, 0, 1, 0, 1, 1]);
  });

  it('exclude days that are over in the zone of the account', () => {
    expect([...sendingDays(senderCapacity('s'), FIRST + 1, days(3))]).toEqual([0, 1, 1]);
  });

  it('are none for a sender that is not active', () => {
    expect([...sendingDays(senderCapacity('s', { status: 'paused' }), FIRST, days(3))]).toEqual([0, 0, 0]);
  });
});

describe('warm-up ramp', () => {
  it('is 50 * 1.4^n rounded down', () => {
    const limits = ramp({ kind: 'factor', start: TODAY, from: 50, factor: 1.4, to: null }, 9);
    expect(limits).toEqual([50, 70, 98, 137, 192, 268, 376, 527, 737]);
  });

  it('is exact where binary fractions are not: 1.1^2 of 100 is 121, 1.15^1 of 20 is 23', () => {
    expect(Math.floor(100 * 1.15)).toBe(114);
    expect(grown(100, 1.15, 1)).toBe(115);
    expect(grown(100, 1.1, 2)).toBe(121);
    expect(grown(20, 1.15, 1)).toBe(23);
    expect(grown(10_000, 1.0001, 2)).toBe(10_002);
  });

  it('rises to `to` and stays there', () => {
    expect(ramp({ kind: 'factor', start: TODAY, from: 50, factor: 1.4, to: 100 }, 5)).toEqual([50, 70, 98, 100, 100]);
    expect(ramp({ kind: 'add', start: TODAY, from: 5, add: 5, to: 12 }, 4)).toEqual([5, 10, 12, 12]);
    expect(ramp({ kind: 'schedule', start: TODAY, schedule: [20, 28, 39], to: 30 }, 4)).toEqual([20, 28, 30, 30]);
  });

  it('keeps the last entry of a schedule', () => {
    expect(ramp({ kind: 'schedule', start: TODAY, schedule: [20, 28, 39], to: null }, 5)).toEqual([20, 28, 39, 39, 39]);
  });

  it('counts only sending days since its start', () => {
    const limits = ramp({ kind: 'add', start: '2026-11-19', from: 10, add: 1, to: null }, 6, {
      weekdays: WORKDAYS,
      except: ['2026-11-23'],
    });
    expect(limits).toEqual([11, 12, 12, 12, 12, 13]);
  });

  it('counts over many weeks as day by day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.subarray([...WEEKDAYS], { minLength: 1 }),
        fc.integer({ min: 0, max: 59 }),
        (age, weekdays, off) => {
          const start = addDays(TODAY, -age);
          const except = [addDays(start, off), addDays(start, off)];
          let n = 0;
          for (let day = dayNumber(start); day < FIRST; day++)
            if (weekdays.includes(weekdayOf(day)) && day !== dayNumber(except[0] as string)) n++;
          expect(ramp({ kind: 'add', start, from: 0, add: 1, to: null }, 1, { weekdays, except })).toEqual([n]);
        },
      ),
    );
  });

  it('is 0 before its start', () => {
    expect(ramp({ kind: 'add', start: '2026-11-22', from: 10, add: 1, to: null }, 4)).toEqual([0, 0, 10, 11]);
  });

  it('survives absurd growth and absurd shrinking', () => {
    expect(grown(50, 1.4, 300_000)).toBe(Number.POSITIVE_INFINITY);
    expect(grown(50, 0.5, 300_000)).toBe(0);
    expect(grown(50, 0, 3)).toBe(0);
    expect(grown(0, 1.4, 3)).toBe(0);
    expect(grown(50, 0.5, 5)).toBe(1);
  });
});

describe('days of the steps of a start', () => {
  const steps = [0, 3, 7].map((day) => ({ day, share10k: 10_000 }));
  const all = new Uint8Array(30).fill(1);
  const pattern = (over: Partial<Campaign>, start: number, own = all, group = own, count = 30) =>
    stepDays(rhythmOf(campaign('c', 1, { steps, ...over }), days(count)), own, group, start);
  const without = (...off: readonly number[]) => Uint8Array.from(all, (_, i) => (off.includes(i) ? 0 : 1));

  it('are the offsets of the steps', () => {
    expect(pattern({}, 2)).toEqual([2, 5, 9]);
  });

  it('shift to the next day on which campaign and sender send', () => {
    // Day 0 is a Friday, so days 1 and 2 are the weekend, 3 is a Monday.
    const window = { start: null, end: null, weekdays: WORKDAYS };
    expect(pattern({ window }, 5)).toEqual([5, 10, 12]);
    expect(pattern({ window }, 5, without(10))).toEqual([5, 11, 12]);
  });

  it('never fall on or before the day of the step before', () => {
    const close = [0, 1, 2].map((day) => ({ day, share10k: 10_000 }));
    expect(pattern({ steps: close }, 0, without(1, 2))).toEqual([0, 3, 4]);
  });

  it('must fit as they are with `forbid`', () => {
    expect(pattern({ onNonSendingDay: 'forbid' }, 0)).toEqual([0, 3, 7]);
    expect(pattern({ onNonSendingDay: 'forbid' }, 0, without(3))).toBe('a follow-up is due on a day without sending');
  });

  it('follow the calendar of the group for follow-ups, that of the sender for the start', () => {
    expect(pattern({}, 0, without(3), all)).toEqual([0, 3, 7]);
    expect(pattern({}, 0, all, without(3))).toEqual([0, 4, 7]);
    expect(pattern({}, 0, without(0), all)).toBe('the sender does not send on that day');
  });

  it('keep starts inside the window and its weekdays', () => {
    const window = { start: '2026-11-23', end: '2026-11-24', weekdays: WORKDAYS };
    expect(pattern({ window }, 2)).toBe('the day is outside the window of the campaign');
    expect(pattern({ window }, 3)).toEqual([3, 6, 10]);
    expect(pattern({ window }, 5)).toBe('the day is outside the window of the campaign');
    expect(pattern({ window: { ...window, start: null } }, 1)).toBe('the weekday is not one of the campaign');
    // A window from before the horizon begins with the horizon.
    expect(pattern({ window: { ...window, start: '2026-11-01', end: null } }, 0)).toEqual([0, 3, 7]);
  });

  it('end with the horizon and with followUps.until, also when they are forbidden to move', () => {
    const late = 'a follow-up would fall after the horizon or followUps.until';
    expect(pattern({}, 0, all, all, 8)).toEqual([0, 3, 7]);
    expect(pattern({}, 1, all, all, 8)).toBe(late);
    expect(pattern({ onNonSendingDay: 'forbid' }, 1, all, all, 8)).toBe(late);
    expect(pattern({ followUpsUntil: '2026-11-27' }, 0)).toEqual([0, 3, 7]);
    expect(pattern({ followUpsUntil: '2026-11-26' }, 0)).toBe(late);
  });

  it('let a first step fall after followUps.until, which is about follow-ups', () => {
    expect(pattern({ steps: [{ day: 0, share10k: 10_000 }], followUpsUntil: '2026-11-21' }, 5)).toEqual([5]);
  });
});
