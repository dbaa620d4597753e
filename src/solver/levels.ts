/** Values of objective levels at a point. */

import type { LinearLevel } from '../problem/linear.ts';

/** Value of a level at a point, an exact integer (coefficients and columns are). */
export function levelValue(level: LinearLevel, columns: Float64Array): number {
  let value = level.offset;
  level.terms.columns.forEach((c, i) => {
    value += (level.terms.values[i] as number) * (columns[c] as number);
  });
  return value;
}
