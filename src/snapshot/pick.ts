/** Choosing between what people wrote, what the provider said and what is assumed. */

import type { Instant } from '../model/calendar.ts';
import { type Limit, limited, type Observed, UNLIMITED, unknown } from '../model/limit.ts';
import type { DeclaredLimit } from '../model/workspace.ts';

/** The first value that exists, or undefined. */
export const pick = <T>(...candidates: readonly (Observed<T> | undefined)[]): Observed<T> | undefined =>
  candidates.find((c) => c !== undefined);

/** A value people wrote, or undefined when they did not. */
export const written = <T>(value: T | null | undefined, observedAt: Instant): Observed<T> | undefined =>
  value === null || value === undefined ? undefined : { value, observedAt, source: 'declared' };

/** A limit people wrote, or undefined when they did not. */
export const writtenLimit = (value: DeclaredLimit | undefined, observedAt: Instant): Observed<Limit> | undefined =>
  value === null || value === undefined
    ? undefined
    : { value: value === 'unlimited' ? UNLIMITED : limited(value), observedAt, source: 'declared' };

/** A limit the provider knows: one it leaves open counts as not told, so that a default may fill it. */
export const fromReading = (told: Observed<Limit> | undefined): Observed<Limit> | undefined =>
  told?.value.kind === 'unknown' ? undefined : told;

/** A value the provider said itself, not one its connector assumed. */
export const saidByProvider = <T>(told: Observed<T> | undefined): Observed<T> | undefined =>
  told?.source === 'assumed' ? undefined : told;

/** Values nobody wrote or told. */
export const known = {
  /** A missing number; `why` says what would fill it. */
  unknown: (why: string, observedAt: Instant): Observed<Limit> => ({ value: unknown(why), observedAt, source: 'assumed' }),
  /** A documented default. */
  assumed: <T>(value: T, note: string, observedAt: Instant): Observed<T> => ({ value, observedAt, source: 'assumed', note }),
};
