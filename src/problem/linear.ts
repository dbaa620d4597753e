/** A mixed-integer linear program as plain data, and the builder the formulation writes it with. */

import type { RowKey } from '../model/plan.ts';
import type { LevelHead } from './level-list.ts';
import type { StartOption } from './problem.ts';

/** Terms of a row or objective: column indices and their coefficients. */
export interface Terms {
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** One row: lower ≤ Σ terms ≤ upper. */
export interface LinearRow {
  /** Key of the row in the certificate; null for rows of the binary families, which take no part in the bound. */
  readonly key: RowKey | null;
  readonly terms: Terms;
  readonly lower: number;
  readonly upper: number;
}

/** One objective level. Coefficients are integers; the value people see is Σ coefficient × column / `scale`, plus `offset`. */
export interface LinearLevel extends LevelHead {
  readonly terms: Terms;
  readonly offset: number;
  /** Takes part in `optimal` and carries a bound; the levels after those shape the plan without a proof. */
  readonly isProven: boolean;
}

/** Columns are integers ≥ 0 with an upper bound (Infinity = none). */
export interface LinearProgram {
  readonly columnUpper: Float64Array;
  /** The feasible point at which nothing is started. */
  readonly nothing: Float64Array;
  readonly rows: readonly LinearRow[];
  readonly levels: readonly LinearLevel[];
  /** Columns 0 to n − 1 are these starts; the Problem's follow-up options come next; see `formulation`. */
  readonly starts: readonly StartOption[];
  /** Column of the first follow-up option; before it come the starts. */
  readonly firstFollowUp: number;
  /** Overage sends: column → account and cycle. */
  readonly overage: readonly { readonly column: number; readonly account: number; readonly cycle: number }[];
}

/** Terms being collected: column → coefficient. */
export type TermMap = Map<number, number>;

/** Adds `value` to the coefficient of a column. */
export function addTerm(terms: TermMap, column: number, value: number): void {
  terms.set(column, (terms.get(column) ?? 0) + value);
}

/** Terms in column order, zeros left out, coefficients at their exact four digits again after summing. */
export function freeze(terms: TermMap): Terms {
  const entries = [...terms]
    .map(([column, value]) => [column, Math.round(value * 10_000) / 10_000] as const)
    .filter(([, value]) => value !== 0)
    .sort((a, b) => a[0] - b[0]);
  return { columns: Int32Array.from(entries, (e) => e[0]), values: Float64Array.from(entries, (e) => e[1]) };
}

/** Greatest common divisor of two non-negative integers. */
export const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
