/** What holds for the whole plan: version, zone, horizon, today. */

import { dayNumber, type Instant, isTimeZone, type LocalDate, localDateAt } from '../../model/calendar.ts';
import type { Bag } from '../bag.ts';
import { MAX_HORIZON_DAYS } from '../limits.ts';
import type { Sections, Written } from '../sections.ts';

/** Zone and days of the plan. */
export interface Frame {
  readonly now: Instant;
  readonly timeZone: string;
  /** Local date of `now` in the plan's zone. */
  readonly today: LocalDate;
  readonly start: LocalDate;
  readonly end: LocalDate | null;
}

/** Local date of an instant. UTC is read from the instant itself: the first date formatter of a process costs 10 ms. */
const todayIn = (now: Instant, timeZone: string): LocalDate =>
  timeZone === 'UTC' && now.endsWith('Z') ? now.slice(0, 10) : localDateAt(now, timeZone);

/** Today in a zone when a date is before it, else null. The zone matters only for dates within a day of `now`. */
export function todayAfter(date: LocalDate, now: Instant, timeZone: string): LocalDate | null {
  if (dayNumber(date) > dayNumber(now.slice(0, 10)) + 1) return null;
  const today = todayIn(now, timeZone);
  return dayNumber(date) < dayNumber(today) ? today : null;
}

/** The one value all files agree on. Another value in a later file is reported. */
export function agreed<T>(items: readonly Written<T>[], name: string, bag: Bag, key?: string): Written<T> | null {
  const first = items[0];
  if (!first) return null;
  for (const item of items.slice(1)) {
    if (JSON.stringify(item.value) === JSON.stringify(first.value)) continue;
    const path = key === undefined ? first.path : [...first.path, key];
    const at = first.source.locate(path, 'value');
    bag.at(
      item.source,
      key === undefined ? item.path : [...item.path, key],
      'config.contradiction',
      `${name} is ${JSON.stringify(item.value)} here and ${JSON.stringify(first.value)} in ${at.file}:${at.line}:${at.column}. All files must say the same; remove one of them.`,
    );
  }
  return first;
}

/** One key of a section that several files may hold. */
export function agreedKey<T extends object, K extends keyof T & string>(
  items: readonly Written<T>[],
  section: string,
  key: K,
  bag: Bag,
): NonNullable<T[K]> | null {
  const written = items.filter((i) => i.value[key] !== undefined).map((i) => ({ ...i, value: i.value[key] as NonNullable<T[K]> }));
  return agreed(written, `${section}.${key}`, bag, key)?.value ?? null;
}

/** Resolves and checks what holds for the whole plan. */
export function resolveFrame(sections: Sections, now: Instant, bag: Bag): Frame {
  agreed(sections.version, 'version', bag);
  const written = agreed(sections.timeZone, 'timeZone', bag)?.value ?? 'UTC';
  const timeZone = isTimeZone(written) ? written : 'UTC';
  const today = todayIn(now, timeZone);
  const start = agreedKey(sections.horizon, 'horizon', 'start', bag) ?? today;
  const end = agreedKey(sections.horizon, 'horizon', 'end', bag);
  const at = (key: 'start' | 'end') => sections.horizon.find((h) => h.value[key] !== undefined);
  const item = at('start');
  if (item && dayNumber(start) < dayNumber(today))
    bag.at(
      item.source,
      [...item.path, 'start'],
      'config.date-outside',
      `horizon.start is ${start}, before today (${today} in ${timeZone}). Move it, or remove it to start today.`,
    );
  const last = at('end');
  if (last && end !== null) {
    const days = dayNumber(end) - dayNumber(start) + 1;
    if (days < 1)
      bag.at(
        last.source,
        [...last.path, 'end'],
        'config.contradiction',
        `horizon.end is ${end}, before its start ${start}${item ? '' : ' (today)'}. Expected an end on or after the start.`,
      );
    else if (days > MAX_HORIZON_DAYS)
      bag.at(
        last.source,
        [...last.path, 'end'],
        'config.date-outside',
        `The horizon has ${days} days; expected at most ${MAX_HORIZON_DAYS}. Move horizon.end.`,
      );
  }
  return { now, timeZone, today, start, end };
}
