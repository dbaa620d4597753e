/** What a relaxer hands to rounding: a bound with its proof for every level, and one point over the reals. */

import type { Priced } from './solver.ts';

/** A level over the reals; values in integer objective units. */
export interface RelaxedLevel {
  /** What the point reaches. */
  readonly value: number;
  /** What `prices` and `kept` prove, with every level before it kept at its `value`. */
  readonly bound: number;
  readonly prices: readonly Priced[];
  /** Earlier level → multiplier (≥ 0) of its "keep at least this" row. */
  readonly kept: Readonly<Record<string, number>>;
}

/** Relaxed starts, each (demand, sender, day) at most once, contacts > 0; order: demand, sender, day. */
export interface RelaxedPoint {
  readonly demand: Int32Array;
  readonly sender: Int32Array;
  readonly day: Int32Array;
  readonly contacts: Float64Array;
}

/** The levels of a Problem over the reals, in their order; null where nothing is proven. */
export interface Relaxed {
  readonly levels: readonly (RelaxedLevel | null)[];
  readonly point: RelaxedPoint;
  /** Tighter proofs for levels at `values` (integer objective units) that fall short of their bound; null where there is none. */
  readonly tighten?: (values: readonly number[]) => readonly (RelaxedLevel | null)[];
}
