/** Days: when a sender sends, how its warm-up rises, and on which days the steps of a start fall (model.md sections 1 and 2). */

import { type DayNumber, dayNumber, parseLocalDate, WEEKDAYS, type Weekday, weekdayOf } from '../model/calendar.ts';
import type { SenderCapacity } from '../model/capacity.ts';
import type { Campaign, WarmUp } from '../model/workspace.ts';
import { countOrZero } from './amounts.ts';

/** A run of days. Day indices count from `first`. */
export interface Days {
  readonly first: DayNumber;
  readonly count: number;
}

const weekdayMask = (weekdays: readonly Weekday[]): readonly boolean[] => WEEKDAYS.map((day) => weekdays.includes(day));
const weekdayIndex = (day: DayNumber): number => WEEKDAYS.indexOf(weekdayOf(day));

function exceptDays(sender: SenderCapacity): ReadonlySet<DayNumber> {
  return new Set(sender.except.map(parseLocalDate).filter((day) => day !== null));
}

/** For every day 1 when the sender sends on it: active, one of its weekdays, not excepted, not over in its account's zone. */
export function sendingDays(sender: SenderCapacity, today: DayNumber, days: Days): Uint8Array {
  const result = new Uint8Array(days.count);
  if (sender.status.value !== 'active') return result;
  const mask = weekdayMask(sender.weekdays);
  const except = exceptDays(sender);
  for (let i = 0; i < days.count; i++) {
    const day = days.first + i;
    if (day >= today && mask[weekdayIndex(day)] && !except.has(day)) result[i] = 1;
  }
  return result;
}

/** How many days from `from` up to the day before `to` are on one of the weekdays and not excepted. */
function countSendingDays(from: DayNumber, to: DayNumber, mask: readonly boolean[], except: ReadonlySet<DayNumber>): number {
  const length = Math.max(0, to - from);
  let n = Math.floor(length / 7) * mask.filter(Boolean).length;
  for (let day = to - (length % 7); day < to; day++) if (mask[weekdayIndex(day)]) n++;
  for (const day of except) if (day >= from && day < to && mask[weekdayIndex(day)]) n--;
  return n;
}

/** floor(from * factor^n) in exact rational arithmetic; Infinity when it is beyond every count. Assumes: at most 4 digits in `factor`. */
export function grown(from: number, factor: number, n: number): number {
  if (n === 0 || from === 0) return from;
  // A generous estimate keeps powers with millions of digits out; near any real limit the exact value decides.
  const magnitude = Math.log(from) + n * Math.log(factor);
  if (magnitude > 60) return Number.POSITIVE_INFINITY;
  if (magnitude < -10) return 0;
  const exact = (BigInt(from) * BigInt(Math.round(factor * 10_000)) ** BigInt(n)) / 10_000n ** BigInt(n);
  return Number(exact);
}

function rampValue(warmUp: WarmUp, n: number): number {
  if (warmUp.kind === 'factor') return grown(countOrZero(warmUp.from), Math.max(0, warmUp.factor), n);
  if (warmUp.kind === 'add') return countOrZero(warmUp.from) + countOrZero(warmUp.add) * n;
  return countOrZero(warmUp.schedule[Math.min(n, warmUp.schedule.length - 1)] ?? 0);
}

/** Warm-up limit of a sender per day; Infinity without warm-up. Units: sends. */
export function rampLimits(sender: SenderCapacity, days: Days): Float64Array {
  const { warmUp } = sender;
  const result = new Float64Array(days.count);
  if (warmUp === null) return result.fill(Number.POSITIVE_INFINITY);
  const start = parseLocalDate(warmUp.start);
  if (start === null) return result;
  const mask = weekdayMask(sender.weekdays);
  const except = exceptDays(sender);
  const top = warmUp.to === null ? Number.POSITIVE_INFINITY : countOrZero(warmUp.to);
  for (let i = 0; i < days.count; i++) {
    const day = days.first + i;
    if (day >= start) result[i] = Math.min(top, rampValue(warmUp, countSendingDays(start, day, mask, except)));
  }
  return result;
}

/** When a campaign may send. Day indices from the horizon's first day. */
export interface Rhythm {
  /** First and last day of starts. */
  readonly from: number;
  readonly to: number;
  /** Last day a follow-up may fall on. */
  readonly last: number;
  /** 1 for each day on one of the window's weekdays. */
  readonly open: Uint8Array;
  readonly steps: Campaign['steps'];
  readonly isShifting: boolean;
}

/** Rhythm of a campaign within a horizon. */
export function rhythmOf(campaign: Campaign, days: Days): Rhythm {
  const { start, end, weekdays } = campaign.window;
  const mask = weekdayMask(weekdays);
  const end0 = days.count - 1;
  const until = campaign.followUpsUntil === null ? end0 : Math.min(end0, dayNumber(campaign.followUpsUntil) - days.first);
  return {
    from: start === null ? 0 : Math.max(0, dayNumber(start) - days.first),
    to: end === null ? end0 : Math.min(end0, dayNumber(end) - days.first),
    last: until,
    open: Uint8Array.from({ length: days.count }, (_, i) => (mask[weekdayIndex(days.first + i)] ? 1 : 0)),
    steps: campaign.steps,
    isShifting: campaign.onNonSendingDay === 'shift',
  };
}

/**
 * Days on which the steps of a start fall, or a sentence why the start is not allowed. `own` are the sending days of the
 * sender of the start, `group` those on which somebody may send its follow-ups.
 */
export function stepDays(rhythm: Rhythm, own: Uint8Array, group: Uint8Array, start: number): readonly number[] | string {
  if (start < rhythm.from || start > rhythm.to) return 'the day is outside the window of the campaign';
  if (!rhythm.open[start]) return 'the weekday is not one of the campaign';
  if (!own[start]) return 'the sender does not send on that day';
  const days = [start];
  let previous = start;
  for (let k = 1; k < rhythm.steps.length; k++) {
    const due = start + (rhythm.steps[k] as Rhythm['steps'][number]).day;
    let day = due;
    if (rhythm.isShifting) {
      day = Math.max(due, previous + 1);
      while (day <= rhythm.last && !(rhythm.open[day] && group[day])) day++;
    } else if (day <= rhythm.last && !(rhythm.open[day] && group[day])) return 'a follow-up is due on a day without sending';
    if (day > rhythm.last) return 'a follow-up would fall after the horizon or followUps.until';
    days.push(day);
    previous = day;
  }
  return days;
}

/** Days of the steps of every start, day after day; -1 where no start is allowed. */
export type StepTable = Int32Array;

/** How the steps of a campaign follow each other, whatever its window. Campaigns that do it alike share one pattern. */
export interface Pattern {
  readonly steps: Campaign['steps'];
  /** Steps of all starts, given the days of the sender and those on which somebody may send its follow-ups. */
  readonly tableOf: (own: Uint8Array, group: Uint8Array) => StepTable;
}

/** Makes patterns. Assumes: arrays of days that are equal are the same array, or tables are made more often than needed. */
export function createPatterns(days: Days): (rhythm: Rhythm) => Pattern {
  const patterns = new Map<string, Pattern>();
  return (rhythm) => {
    const key = JSON.stringify([rhythm.last, rhythm.isShifting, rhythm.steps, rhythm.open.join('')]);
    const known = patterns.get(key);
    if (known !== undefined) return known;
    const always: Rhythm = { ...rhythm, from: 0, to: days.count - 1 };
    const tables = new Map<Uint8Array, Map<Uint8Array, StepTable>>();
    const pattern: Pattern = {
      steps: rhythm.steps,
      tableOf: (own, group) => {
        const ofOwn = tables.get(own) ?? new Map<Uint8Array, StepTable>();
        tables.set(own, ofOwn);
        const table = ofOwn.get(group) ?? stepTable(always, own, group, days);
        ofOwn.set(group, table);
        return table;
      },
    };
    patterns.set(key, pattern);
    return pattern;
  };
}

function stepTable(rhythm: Rhythm, own: Uint8Array, group: Uint8Array, days: Days): StepTable {
  const width = rhythm.steps.length;
  const table = new Int32Array(days.count * width).fill(-1);
  for (let day = 0; day < days.count; day++) {
    const steps = stepDays(rhythm, own, group, day);
    if (typeof steps !== 'string') table.set(steps, day * width);
  }
  return table;
}
