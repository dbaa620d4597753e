/** Whether and when a call is tried again: pure decisions, no clock and no network. Units: ms everywhere. */

/** Numbers of the retry rules. */
export interface RetryLimits {
  /** Attempts of one call, the first included. */
  readonly attempts: number;
  /** First backoff after a fault; doubles with every attempt. */
  readonly baseMs: number;
  /** First backoff after the provider asked for less. */
  readonly throttledBaseMs: number;
  readonly capMs: number;
  /** Longest wait a provider may ask for. */
  readonly hintCapMs: number;
}

/** What the provider's headers say about waiting. */
export type WaitHint =
  | { readonly kind: 'none' }
  /** Wait this long. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** Longer than we accept; `untilMs` = when to come back (ms since 1970), null when it is beyond any calendar. */
  | { readonly kind: 'tooLong'; readonly ms: number; readonly untilMs: number | null };

type Headers = Readonly<Record<string, string>>;

/** Backoff before attempt `attempt + 1`: full jitter after a fault; at least the base delay when throttled. `random` is in [0, 1). */
export function backoff(attempt: number, isThrottled: boolean, random: number, limits: RetryLimits): number {
  const doubled = 2 ** (attempt - 1);
  if (!isThrottled) return random * Math.min(limits.capMs, limits.baseMs * doubled);
  return Math.min(limits.capMs, limits.throttledBaseMs * (1 + random * doubled));
}

/** Delay for a wait the provider asked for: never shorter, spread a little so that several accounts do not come back at once. */
export const hintedDelay = (ms: number, random: number, limits: RetryLimits): number =>
  ms + random * Math.min(limits.capMs, limits.throttledBaseMs);

/**
 * Reads `Retry-After` (whole seconds or an HTTP date), else the rate-limit reset headers. Anything else is no hint.
 * Dates are measured from the answer's own `Date`, so that a wrong local clock does no harm. `nowMs` is used when there is none.
 * Assumes: a reset number above 1e9 is a Unix time, below it is seconds from now (SendGrid documents both).
 */
export function waitHint(headers: Headers, nowMs: number, limits: Pick<RetryLimits, 'hintCapMs'>): WaitHint {
  const serverNow = parseHttpDate(headers['date']) ?? nowMs;
  const after = headers['retry-after']?.trim() ?? '';
  if (/^[0-9]+$/.test(after)) return judged(Number(after) * 1000, serverNow, limits);
  const at = parseHttpDate(after);
  if (at !== null && at > serverNow) return judged(at - serverNow, serverNow, limits);
  const reset = headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'] ?? '';
  if (!/^[0-9]{1,12}$/.test(reset)) return { kind: 'none' };
  const ms = Number(reset) > 1e9 ? Number(reset) * 1000 - serverNow : Number(reset) * 1000;
  return ms < 0 ? { kind: 'none' } : { kind: 'wait', ms: Math.min(ms + 1000, limits.hintCapMs) };
}

function judged(ms: number, serverNow: number, limits: Pick<RetryLimits, 'hintCapMs'>): WaitHint {
  if (ms <= limits.hintCapMs) return { kind: 'wait', ms };
  const until = serverNow + ms;
  return { kind: 'tooLong', ms, untilMs: until < 253_402_300_800_000 ? until : null };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Milliseconds of an HTTP date in its one current form (`Fri, 20 Nov 2026 09:30:00 GMT`), or null. Source: RFC 9110, section 5.6.7. */
export function parseHttpDate(text: string | undefined): number | null {
  const match = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT$/.exec(
    text ?? '',
  );
  if (!match) return null;
  const [, day, month, year, hour, minute, second] = match as unknown as readonly string[];
  const ms = Date.UTC(Number(year), MONTHS.indexOf(month as string), Number(day), Number(hour), Number(minute), Number(second));
  return Number.isFinite(ms) && new Date(ms).toUTCString() === text ? ms : null;
}

/** Run-wide purse of retries, so that many failing accounts do not multiply the load. */
export interface RetryBudget {
  /** Pays for one retry; false when there is not enough left. */
  readonly pay: (isThrottled: boolean) => boolean;
}

/** Purse with `credits` in it: a retry after a fault costs 2, after throttling 1. */
export function createRetryBudget(credits: number): RetryBudget {
  let left = credits;
  return {
    pay: (isThrottled) => {
      const price = isThrottled ? 1 : 2;
      if (left < price) return false;
      left -= price;
      return true;
    },
  };
}
