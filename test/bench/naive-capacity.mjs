// Capacity of plan files of `declared` accounts, worked out the plain way: one number per sender and day, one per account
// and cycle. Shared by the generator and the naive models; no code of the product.

/**
 * @typedef {{ id: string, dailyLimit: number, sentToday?: number, weeklyLimit?: number, sentLast6Days?: number[], status?: string,
 *   weekdays?: string[], tags?: string[], warmUp?: { start: string, from?: number, add?: number, factor?: number, schedule?: number[], to?: number } }} Sender
 * @typedef {{ remaining: number, allowance: number, resets?: { next: string, every: 'week' | 'month' } }} Credits
 * @typedef {{ id: string, provider: string, parent?: string, credits: 'unlimited' | Credits, reserve?: { perDay?: number, untilReset?: number },
 *   tags?: string[], senderDefaults?: Partial<Sender>, senders: Sender[] | { file: string } }} Account
 * @typedef {{ first: number, days: number }} Horizon first day as day number, and how many days
 * @typedef {{ from: number, to: number, capacity: number }} Cycle days of the horizon, both ends inclusive
 */

const MS_PER_DAY = 86_400_000;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Days since 1970 of a local date. @param {string} date */
export const dayNumber = (date) => Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY;

/** Local date of a day number. @param {number} day */
export const dateOf = (day) => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);

/** Which of the 7 weekdays (0 = Sunday) are in a list; all without one. @param {readonly string[] | undefined} weekdays */
const weekdaySet = (weekdays) => WEEKDAYS.map((name) => weekdays === undefined || weekdays.includes(name));

/** Weekday of a day number, 0 = Sunday. 1970-01-01 was a Thursday. @param {number} day */
const weekdayOf = (day) => (((day + 4) % 7) + 7) % 7;

/**
 * Test whether a day number is one of the weekdays.
 * @param {readonly string[] | undefined} weekdays
 * @returns {(day: number) => boolean}
 */
export function dayTest(weekdays) {
  const isOn = weekdaySet(weekdays);
  return (day) => isOn[weekdayOf(day)] === true;
}

/** @param {NonNullable<Sender['warmUp']>} warmUp @param {number} n sending days behind it */
function rampAt({ from = 0, add, factor, schedule, to = Number.POSITIVE_INFINITY }, n) {
  if (schedule) return Math.min(to, schedule[Math.min(n, schedule.length - 1)] ?? 0);
  // The small addend keeps 50 × 1.2^n from falling just below a whole number.
  if (factor !== undefined) return Math.min(to, Math.floor(from * factor ** n + 1e-9));
  return Math.min(to, from + (add ?? 0) * n);
}

/**
 * Sends a sender may make on each day of the horizon (the first day is today).
 * @param {Sender} sender
 * @param {Horizon} horizon
 */
export function dailyCapacity(sender, { first, days }) {
  const sends = dayTest(sender.weekdays);
  const caps = new Int32Array(days);
  if (sender.status !== undefined && sender.status !== 'active') return caps;
  const { warmUp } = sender;
  const start = warmUp ? dayNumber(warmUp.start) : first;
  let n = 0;
  for (let day = start; day < first; day++) if (sends(day)) n++;
  for (let i = 0; i < days; i++) {
    if (first + i < start || !sends(first + i)) continue;
    const ramp = warmUp ? rampAt(warmUp, n++) : Number.POSITIVE_INFINITY;
    caps[i] = Math.max(0, Math.min(sender.dailyLimit, ramp) - (i === 0 ? (sender.sentToday ?? 0) : 0));
  }
  return caps;
}

/** First days of the cycles after the present one, inside the horizon. @param {Credits} credits @param {Horizon} horizon */
function resetDays({ resets }, { first, days }) {
  if (!resets) return [];
  const found = [];
  const start = dayNumber(resets.next);
  const [year = 0, month = 0, anchor = 0] = resets.next.split('-').map(Number);
  for (let n = 0; ; n++) {
    const lastOfMonth = new Date(Date.UTC(year, month + n, 0)).getUTCDate();
    const day = resets.every === 'week' ? start + 7 * n : Date.UTC(year, month - 1 + n, Math.min(anchor, lastOfMonth)) / MS_PER_DAY;
    found.push(day);
    if (day >= first + days) return found;
  }
}

/**
 * Credit pools of an account per cycle; empty = unlimited.
 * @param {Account} account
 * @param {Horizon} horizon
 * @returns {Cycle[]}
 */
export function creditCycles({ credits, reserve }, horizon) {
  if (credits === 'unlimited') return [];
  const { first, days } = horizon;
  const resets = resetDays(credits, horizon);
  const end = first + days;
  const perDay = reserve?.perDay ?? 0;
  if (resets.length === 0) {
    return [{ from: 0, to: days - 1, capacity: Math.max(0, credits.remaining - (reserve?.untilReset ?? 0) - perDay * days) }];
  }
  let from = first;
  return resets.flatMap((reset, k) => {
    const length = reset - from;
    const nominal = k === 0 ? credits.remaining - (reserve?.untilReset ?? 0) : credits.allowance;
    const cycle = { from: from - first, to: Math.min(reset, end) - 1 - first, capacity: Math.max(0, nominal - perDay * length) };
    from = reset;
    return cycle.from < days && cycle.to >= cycle.from ? [cycle] : [];
  });
}
