/**
 * Local dates and day numbers. A local date is a calendar day without zone (`2026-11-24`); a day number counts days
 * since 1970-01-01. Only `localDateAt` knows about zones, through the platform's own zone data (`Intl`).
 */

/** Calendar day `YYYY-MM-DD`, without zone. */
export type LocalDate = string;
/** Point in time, ISO 8601 in UTC with `Z`, e.g. `2026-11-20T09:30:00Z`. */
export type Instant = string;
/** Days since 1970-01-01. */
export type DayNumber = number;

/** Weekday names as written in plan files, Monday first. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** One of `mon` … `sun`. */
export type Weekday = (typeof WEEKDAYS)[number];

const MS_PER_DAY = 86_400_000;

/** Day number of a local date, or null when the text is not a real `YYYY-MM-DD` date (30 February, 2026-1-31, …). */
export function parseLocalDate(text: string): DayNumber | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return null;
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  const day = ms / MS_PER_DAY;
  return formatLocalDate(day) === text ? day : null;
}

/** Day number of a local date already known to be valid. Throws: RangeError when it is not (our bug). */
export function dayNumber(date: LocalDate): DayNumber {
  const day = parseLocalDate(date);
  if (day === null) throw new RangeError(`not a local date: ${JSON.stringify(date)}`);
  return day;
}

/** Local date of a day number. */
export function formatLocalDate(day: DayNumber): LocalDate {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Local date `days` days later (or earlier, when negative). */
export const addDays = (date: LocalDate, days: number): LocalDate => formatLocalDate(dayNumber(date) + days);

/** Place of a day number's weekday in `WEEKDAYS`. 1970-01-01 was a Thursday. */
export const weekdayIndex = (day: DayNumber): number => (((day + 3) % 7) + 7) % 7;

/** Weekday of a day number. */
export const weekdayOf = (day: DayNumber): Weekday => WEEKDAYS[weekdayIndex(day)] as Weekday;

/** How often an allowance comes back. */
export type ResetFrequency = 'day' | 'week' | 'month';

/**
 * Day number of the n-th reset (n = 0 is `first` itself), computed from the anchor directly so that nothing drifts:
 * 31 January, 28 February, 31 March. Month resets keep the anchor's day of month, or the last day of a short month.
 * `anchorDay` is the day of month the account was anchored on, when it is later than `first`'s own (31 while `first` is 28 February).
 */
export function nthReset(first: LocalDate, every: ResetFrequency, n: number, anchorDay?: number): DayNumber {
  const start = dayNumber(first);
  if (every === 'day') return start + n;
  if (every === 'week') return start + 7 * n;
  const year = Number(first.slice(0, 4));
  const month = Number(first.slice(5, 7)) - 1 + n;
  const day = anchorDay ?? Number(first.slice(8, 10));
  const lastOfMonth = Date.UTC(year, month + 1, 0) / MS_PER_DAY;
  const firstOfMonth = Date.UTC(year, month, 1) / MS_PER_DAY;
  return Math.min(firstOfMonth + day - 1, lastOfMonth);
}

/** Local date in a zone at an instant. Throws: RangeError for an unknown zone (check with `isTimeZone` first). */
export function localDateAt(instant: Instant, timeZone: string): LocalDate {
  // Zone data takes longer to load than all else a short command does.
  if (timeZone === 'UTC') return new Date(instant).toISOString().slice(0, 10);
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    calendar: 'iso8601',
    numberingSystem: 'latn',
  }).formatToParts(new Date(instant));
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

/** Whether the text is an IANA zone name such as `America/New_York` or `UTC` (abbreviations like `EST` and offsets are not). */
export function isTimeZone(text: string): boolean {
  if (text === 'UTC') return true;
  if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** Parses an ISO instant with an explicit zone (`Z` or offset) to milliseconds, or null. `23:59:60` is refused. */
export function parseInstant(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  if (parseLocalDate(text.slice(0, 10)) === null) return null;
  const ms = Date.parse(text);
  return Number.isFinite(ms) ? ms : null;
}

/** Instant text in UTC, whole seconds, from milliseconds since 1970. */
export const formatInstant = (ms: number): Instant => `${new Date(ms).toISOString().slice(0, 19)}Z`;
