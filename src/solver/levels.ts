/** Objective levels as engines see them: values at a point, small coefficients, rows that keep a value. */

import { gcd, type LinearLevel, type LinearRow } from '../problem/linear.ts';

/** Value of a level at a point, an exact integer (coefficients and columns are). */
export function levelValue(level: LinearLevel, columns: Float64Array): number {
  let value = level.offset;
  level.terms.columns.forEach((c, i) => {
    value += (level.terms.values[i] as number) * (columns[c] as number);
  });
  return value;
}

/** Greatest common divisor of a level's coefficients. */
export const granularity = (level: LinearLevel): number => level.terms.values.reduce((g, v) => gcd(Math.abs(v), g), 0) || 1;

/** Terms divided by the granularity: engines see small numbers. */
export function scaledTerms(level: LinearLevel): LinearLevel['terms'] {
  const scale = granularity(level);
  return { columns: level.terms.columns, values: level.terms.values.map((v) => v / scale) };
}

/** "At least as good as found": Σ coefficient × column ≥ value (max), ≤ value (min). */
export function keepRow(level: LinearLevel, value: number): LinearRow {
  const amount = (value - level.offset) / granularity(level);
  const terms = scaledTerms(level);
  return level.sense === 'max'
    ? { key: null, terms, lower: amount, upper: Infinity }
    : { key: null, terms, lower: -Infinity, upper: amount };
}
