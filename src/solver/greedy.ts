/**
 * The visible fallback at the time limit: fills starts one after the other in canonical order, as far as every limit
 * allows, priority after priority. Feasible by construction, far from optimal in general, never without being said.
 */

import type { LinearLevel, LinearProgram, LinearRow } from '../problem/linear.ts';
import { levelValue } from './levels.ts';
import type { EngineRow, LevelSolution, Solution } from './solver.ts';

/** Room left in each row, in 1/10000, and where each column stands. */
interface Room {
  readonly slack: Float64Array;
  /** Column → rows it stands in, with its coefficient in 1/10000. */
  readonly uses: readonly (readonly { readonly row: number; readonly value: number }[])[];
}

function roomOf(rows: readonly EngineRow[], columns: Float64Array): Room {
  const uses: { row: number; value: number }[][] = Array.from(columns, () => []);
  const slack = Float64Array.from(rows, (row, r) => {
    let activity = 0;
    row.terms.columns.forEach((c, i) => {
      const value = Math.round((row.terms.values[i] as number) * 10_000);
      activity += value * (columns[c] as number);
      uses[c]?.push({ row: r, value });
    });
    return Math.floor(row.upper * 10_000 + 1e-3) - activity;
  });
  return { slack, uses };
}

/** Raises a column as far as its rows allow. Rows with a lower end (equalities) are left alone. */
function raise(column: number, upper: number, rows: readonly EngineRow[], room: Room, columns: Float64Array): void {
  let step = upper - (columns[column] as number);
  for (const { row, value } of room.uses[column] ?? []) {
    if ((rows[row] as EngineRow).lower > -Infinity) return;
    if (value > 0) step = Math.min(step, Math.floor((room.slack[row] as number) / value));
  }
  if (!(step > 0)) return;
  columns[column] = (columns[column] as number) + step;
  for (const { row, value } of room.uses[column] ?? []) room.slack[row] = (room.slack[row] as number) - step * value;
}

/** Improves one level greedily. Returns new columns that hold every row; `columns` must hold them too. */
export function improveGreedily(
  program: LinearProgram,
  rows: readonly EngineRow[],
  level: LinearLevel,
  columns: Float64Array,
): Float64Array {
  const result = columns.slice();
  const upperRows = rows.filter((row) => row.upper < Infinity);
  const room = roomOf(upperRows, result);
  const isStart = (column: number) => column >= program.starts.first && column < program.starts.first + program.starts.count;
  if (level.sense === 'max') {
    for (const column of level.terms.columns)
      if (isStart(column)) raise(column, program.columnUpper[column] as number, upperRows, room, result);
    return result;
  }
  if (!level.name.startsWith('shortfall.')) return result;
  const short = new Set(level.terms.columns);
  for (const row of program.rows as readonly LinearRow[]) {
    if (row.key?.family !== 'serve_at_least' || !row.terms.columns.some((c) => short.has(c))) continue;
    for (const column of row.terms.columns)
      if (isStart(column)) raise(column, program.columnUpper[column] as number, upperRows, room, result);
    let served = 0;
    for (const column of row.terms.columns) if (isStart(column)) served += result[column] as number;
    for (const column of row.terms.columns) if (short.has(column)) result[column] = Math.max(0, -row.upper - served);
  }
  return result;
}

/**
 * Completes an answer that was cut off: levels not reached are improved greedily from what there is (from nothing, when
 * there is no answer at all), and carry the trivial bound only.
 */
export function completeGreedily(program: LinearProgram, found: Solution | null): Solution {
  let columns: Float64Array = found?.columns ?? program.nothing;
  const levels: LevelSolution[] = [];
  const kept: EngineRow[] = [];
  program.levels.forEach((level, p) => {
    const reached = found?.levels[p];
    if (reached === undefined && level.isProven) columns = improveGreedily(program, [...program.rows, ...kept], level, columns);
    const value = levelValue(level, columns);
    const unproven = {
      name: level.name,
      value,
      duals: level.isProven ? new Float64Array(program.rows.length) : null,
      kept: [],
      isFinished: false,
    };
    levels.push(reached === undefined ? unproven : { ...reached, value });
    const isMax = level.sense === 'max';
    kept.push({ terms: level.terms, lower: isMax ? value - level.offset : -Infinity, upper: isMax ? Infinity : value - level.offset });
  });
  return {
    columns,
    levels,
    bottlenecks: found?.bottlenecks ?? [],
    engine: found?.engine ?? { name: 'greedy', version: '1' },
    isTimeLimited: true,
  };
}
