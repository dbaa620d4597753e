/** Limits and observed numbers: what is known, unlimited, or unknown, and where each number came from. */

/**
 * Most that may be used. `unknown` is never treated as 0 or as unlimited without being said.
 * Units: those of the thing limited (credits, sends, contacts); `amount` is a non-negative integer.
 */
export type Limit =
  | { readonly kind: 'limited'; readonly amount: number }
  | { readonly kind: 'unlimited' }
  | { readonly kind: 'unknown'; readonly why: string };

/** A known, finite limit. */
export const limited = (amount: number): Limit => ({ kind: 'limited', amount });
/** No limit of its own (a parent's pool may still bind). */
export const UNLIMITED: Limit = { kind: 'unlimited' };
/** A number nobody gave us; `why` says what would fill it. */
export const unknown = (why: string): Limit => ({ kind: 'unknown', why });

/**
 * Where a number came from: `api` the provider said it; `declared` a person wrote it in YAML; `derived` computed from
 * other numbers by a documented rule; `assumed` a documented default nobody confirmed.
 */
export type Source = 'api' | 'declared' | 'derived' | 'assumed';

/** One observed value with its time and source. `note` says what was assumed or derived, in one sentence. */
export interface Observed<T> {
  readonly value: T;
  /** Instant, ISO 8601 in UTC, e.g. `2026-11-20T09:30:00Z`. */
  readonly observedAt: string;
  readonly source: Source;
  readonly note?: string;
}
