/** Relaxes a class problem with an engine for linear programs: its levels one after the other, each kept for the next. */

import type { LinearLevel, LinearProgram, LinearRow } from '../problem/linear.ts';
import { keepRow, levelValue } from './levels.ts';
import { type PricedLevel, priceLevel } from './lexicographic.ts';
import type { Relaxed, RelaxedLevel, RelaxedPoint } from './relaxed.ts';
import type { Engine } from './solver.ts';

/** Slack given to a level kept at its value over the reals, relative: simplex tolerances must not make the next level infeasible. */
const KEEP_TOLERANCE = 1e-9;
/** Contacts below this are simplex tolerance, not an answer. */
const ZERO = 1e-9;

/** Relaxes the program of a class problem. Returns null when not even the first level has a trustworthy answer in time. */
export function relaxProgram(program: LinearProgram, engine: Engine, left: () => number): Relaxed | null {
  const kept: LinearRow[] = [];
  const levels: (RelaxedLevel | null)[] = [];
  let columns: Float64Array | null = null;
  let isCutOff = false;
  for (const [index, level] of program.levels.entries()) {
    const isEmpty = level.terms.columns.length === 0;
    const answer: PricedLevel | null = isEmpty || isCutOff || left() <= 0 ? null : priceLevel(engine, program, index, kept, left());
    isCutOff ||= !isEmpty && answer?.columns == null;
    columns = answer?.columns ?? columns;
    levels.push(isEmpty ? nothingToDo(level) : answer && { ...answer, bound: answer.value });
    const row = keepRow(level, answer?.columns ? levelValue(level, answer.columns) : level.offset);
    const room = KEEP_TOLERANCE * Math.max(1, Math.abs(level.sense === 'max' ? row.lower : row.upper));
    kept.push({ ...row, lower: row.lower - room, upper: row.upper + room });
  }
  return columns === null ? null : { levels, point: pointOf(program, columns) };
}

const nothingToDo = ({ offset }: LinearLevel): RelaxedLevel => ({ value: offset, bound: offset, prices: [], kept: {} });

function pointOf(program: LinearProgram, columns: Float64Array): RelaxedPoint {
  const used: number[] = [];
  program.starts.forEach((_, i) => {
    if ((columns[i] as number) > ZERO) used.push(i);
  });
  const start = (i: number) => program.starts[i] as (typeof program.starts)[number];
  return {
    demand: Int32Array.from(used, (i) => start(i).demand),
    sender: Int32Array.from(used, (i) => start(i).sender),
    day: Int32Array.from(used, (i) => start(i).stepDays[0] as number),
    contacts: Float64Array.from(used, (i) => columns[i] as number),
  };
}
