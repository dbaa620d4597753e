/**
 * The visible fallback at the time limit: fills starts one after the other in canonical order, as far as every limit
 * allows, priority after priority. Feasible by construction, far from optimal in general, never without being said.
 */

import type { LinearLevel, LinearProgram, LinearRow } from '../problem/linear.ts';
import { levelValue } from './levels.ts';
import { type Room, roomOf, take } from './room.ts';
import type { EngineRow, LevelSolution, Solution } from './solver.ts';

/** Raises a column as far as its rows allow. */
function raise(column: number, program: LinearProgram, room: Room, columns: Float64Array): void {
  take(room, column, room.fits(column, (program.columnUpper[column] as number) - (columns[column] as number)), columns);
}

/** Improves one level greedily. Returns new columns that hold every row; `columns` must hold them too. */
export function improveGreedily(
  program: LinearProgram,
  rows: readonly EngineRow[],
  level: LinearLevel,
  columns: Float64Array,
): Float64Array {
  const result = columns.slice();
  const room = roomOf(rows, result);
  const isStart = (column: number) => column >= program.starts.first && column < program.starts.first + program.starts.count;
  if (level.sense === 'max') {
    for (const column of level.terms.columns) if (isStart(column)) raise(column, program, room, result);
    return result;
  }
  if (!level.name.startsWith('shortfall.')) return result;
  const short = new Set(level.terms.columns);
  for (const row of program.rows as readonly LinearRow[]) {
    if (row.key?.family !== 'serve_at_least' || !row.terms.columns.some((c) => short.has(c))) continue;
    for (const column of row.terms.columns) if (isStart(column)) raise(column, program, room, result);
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
