/** Which days a sender sends on, how its warm-up rises, and on which days the steps of a start fall. */

import { type DayNumber, dayNumber, parseLocalDate, WEEKDAYS, weekdayIndex } from '../model/calendar.ts';
import type { SenderCapacity } from '../model/capacity.ts';
import type { Campaign, WarmUp } from '../model/workspace.ts';

/** Days that count for a sender or a campaign, over a range of day numbers. */
export type DayTest = (day: DayNumber) => boolean;

/** Whether the sender's own calendar (weekdays, exceptions) has the day, whatever its status. */
export function onCalendar(sender: Pick<SenderCapacity, 'weekdays' | 'except'>): DayTest {
  const sends = WEEKDAYS.map((weekday) => sender.weekdays.includes(weekday));
  const except = new Set(sender.except.map((date) => parseLocalDate(date)));
  return (day) => sends[weekdayIndex(day)] === true && (except.size === 0 || !except.has(day));
}

/**
 * Ramp limit per day of a range, in sends per day.
 * n = days of the sender's calendar from `start` up to the day before; factor^n is taken as an exact fraction, because
 * 50 × 1.4^n in floating point may land just below a whole number.
 */
export function rampLimits(warmUp: WarmUp, counts: DayTest, first: DayNumber, dayCount: number): Float64Array {
  const start = dayNumber(warmUp.start);
  const limits = new Float64Array(dayCount);
  let n = 0;
  for (let day = start; day < first; day++) if (counts(day)) n++;
  const at = rampAt(warmUp);
  for (let i = 0; i < dayCount; i++) {
    const day = first + i;
    if (day < start) continue;
    limits[i] = at(n);
    if (counts(day)) n++;
  }
  return limits;
}

function rampAt(warmUp: WarmUp): (n: number) => number {
  const cap = (value: number) => (warmUp.to === null ? value : Math.min(value, warmUp.to));
  switch (warmUp.kind) {
    case 'add':
      return (n) => cap(warmUp.from + warmUp.add * n);
    case 'schedule':
      return (n) => cap(warmUp.schedule[Math.min(n, warmUp.schedule.length - 1)] ?? 0);
    case 'factor': {
      const factor = BigInt(Math.round(warmUp.factor * 10_000));
      // With a factor of at least 1 the ramp never falls again: the first value over the ceiling settles the rest.
      const ceiling = BigInt(warmUp.to ?? Number.MAX_SAFE_INTEGER);
      const values: bigint[] = [];
      let numerator = BigInt(warmUp.from);
      let denominator = 1n;
      return (n) => {
        while (values.length <= n) {
          const value = numerator / denominator;
          if (value > ceiling && factor >= 10_000n) return Number(ceiling);
          values.push(value);
          numerator *= factor;
          denominator *= 10_000n;
        }
        const value = values[n] as bigint;
        return Number(value > ceiling ? ceiling : value);
      };
    }
  }
}

/** A campaign's calendar: which day numbers its weekdays allow, and the last day a follow-up may fall on. */
export interface CampaignCalendar {
  readonly sends: DayTest;
  readonly lastFollowUp: DayNumber;
  readonly onNonSendingDay: 'shift' | 'forbid';
  /** Days after the first message, per step. */
  readonly offsets: readonly number[];
}

/** Calendar of a campaign within a horizon that ends on `end`. */
export function campaignCalendar(campaign: Campaign, end: DayNumber): CampaignCalendar {
  const sends = WEEKDAYS.map((weekday) => campaign.window.weekdays.includes(weekday));
  const until = campaign.followUpsUntil === null ? end : Math.min(end, dayNumber(campaign.followUpsUntil));
  return {
    sends: (day) => sends[weekdayIndex(day)] === true,
    lastFollowUp: until,
    onNonSendingDay: campaign.onNonSendingDay,
    offsets: campaign.steps.map((step) => step.day),
  };
}

/**
 * Day numbers of all steps of a start on `day`, or null when a step cannot be sent in time. `sends` says on which days a
 * follow-up can leave (the same sender, or anyone of its group). Follow-ups move to the next sending day (`shift`),
 * never on or before the step before.
 */
export function stepDays(calendar: CampaignCalendar, sends: DayTest, day: DayNumber): readonly DayNumber[] | null {
  const days = [day];
  let previous = day;
  for (let k = 1; k < calendar.offsets.length; k++) {
    const due = day + (calendar.offsets[k] as number);
    let e = Math.max(due, previous + 1);
    if (calendar.onNonSendingDay === 'forbid' && e !== due) return null;
    while (e <= calendar.lastFollowUp && !(calendar.sends(e) && sends(e))) {
      if (calendar.onNonSendingDay === 'forbid') return null;
      e++;
    }
    if (e > calendar.lastFollowUp) return null;
    days.push(e);
    previous = e;
  }
  return days;
}
