/** Room left in the rows of a program while columns are raised one after the other, in exact 1/10000. */

import type { EngineRow } from './solver.ts';

/** Room left; changed by `take`. */
export interface Room {
  readonly slack: Float64Array;
  /** Column → rows it stands in, with its coefficient in 1/10000. */
  readonly uses: readonly (readonly { readonly row: number; readonly value: number }[])[];
  /** How far a column can be raised, at most `most`. Columns of equalities cannot. */
  readonly fits: (column: number, most: number) => number;
}

/** Room of rows at a point that holds them. Rows with no upper end are no limit. */
export function roomOf(rows: readonly EngineRow[], columns: Float64Array): Room {
  const uses: { row: number; value: number }[][] = Array.from(columns, () => []);
  const slack = Float64Array.from(rows, (row, r) => {
    if (row.upper === Infinity) return Infinity;
    let activity = 0;
    row.terms.columns.forEach((c, i) => {
      const value = Math.round((row.terms.values[i] as number) * 10_000);
      activity += value * (columns[c] as number);
      uses[c]?.push({ row: r, value });
    });
    return Math.floor(row.upper * 10_000 + 1e-3) - activity;
  });
  const fits = (column: number, most: number): number => {
    let step = most;
    for (const { row, value } of uses[column] ?? []) {
      if ((rows[row] as EngineRow).lower > -Infinity) return 0;
      if (value > 0) step = Math.min(step, Math.floor((slack[row] as number) / value));
    }
    return Math.max(0, step);
  };
  return { slack, uses, fits };
}

/** Raises a column by `n`. */
export function take(room: Room, column: number, n: number, columns: Float64Array): void {
  columns[column] = (columns[column] as number) + n;
  for (const { row, value } of room.uses[column] ?? []) room.slack[row] = (room.slack[row] as number) - n * value;
}
