/** Choosing between what people wrote, what the provider said and what is assumed. */

import type { Instant } from '../model/calendar.ts';
import { type Limit, limited, type Observed, UNLIMITED, unknown } from '../model/limit.ts';
import type { DeclaredLimit } from '../model/workspace.ts';

/** The first value that exists, or undefined. */
export const pick = <T>(...candidates: readonly (Observed<T> | undefined)[]): Observed<T> | undefined =>
  candidates.find((c) => c !== undefined);

/** Makes observed values of one instant. Equal ones are one object: a hundred thousand senders repeat the same few. */
export interface Statements {
  readonly at: Instant;
  /** A value people wrote, or undefined when they did not. */
  readonly written: <T>(value: T | null | undefined) => Observed<T> | undefined;
  /** A limit people wrote, or undefined when they did not. */
  readonly limit: (value: DeclaredLimit | undefined) => Observed<Limit> | undefined;
  /** A missing number; `why` says what would fill it. */
  readonly unknown: (why: string) => Observed<Limit>;
  /** A documented default. */
  readonly assumed: <T>(value: T, note: string) => Observed<T>;
}

/** Statements of what was observed at an instant. */
export function statementsAt(at: Instant): Statements {
  const values = new Map<unknown, Observed<unknown>>();
  const limits = new Map<DeclaredLimit, Observed<Limit>>();
  const defaults = new Map<string, Map<unknown, Observed<unknown>>>();
  return {
    at,
    written: <T>(value: T | null | undefined) =>
      value === null || value === undefined
        ? undefined
        : (once(values, value, () => ({ value, observedAt: at, source: 'declared' })) as Observed<T>),
    limit: (value) =>
      value === null || value === undefined
        ? undefined
        : once(limits, value, () => ({ value: value === 'unlimited' ? UNLIMITED : limited(value), observedAt: at, source: 'declared' })),
    unknown: (why) => ({ value: unknown(why), observedAt: at, source: 'assumed' }),
    assumed: <T>(value: T, note: string) => {
      const ofNote = once(defaults, note, () => new Map<unknown, Observed<unknown>>());
      return once(ofNote, value, () => ({ value, observedAt: at, source: 'assumed', note })) as Observed<T>;
    },
  };
}

/** What is known under a key, made when it is first asked for. */
export function once<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

/** A limit the provider knows: one it leaves open counts as not told, so that a default may fill it. */
export const fromReading = (told: Observed<Limit> | undefined): Observed<Limit> | undefined =>
  told?.value.kind === 'unknown' ? undefined : told;

/** A value the provider said itself, not one its connector assumed. */
export const saidByProvider = <T>(told: Observed<T> | undefined): Observed<T> | undefined =>
  told?.source === 'assumed' ? undefined : told;
