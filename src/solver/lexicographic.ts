/**
 * Objective levels strictly one after the other: each level's value is fixed as a row before the next is optimised
 * (model.md section 3). For proven levels the relaxation's dual prices are taken along: they are the certificate that
 * the independent checker evaluates in exact integers.
 */

import { SolverError } from '../errors.ts';
import type { LinearLevel, LinearProgram, LinearRow } from '../problem/linear.ts';
import { columnsOf } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { explainShortfalls } from './bottlenecks.ts';
import { mipWithoutIdle } from './idle.ts';
import { granularity, keepRow, levelValue, scaledTerms } from './levels.ts';
import { checkObjective } from './objective.ts';
import type { Engine, EngineRow, LevelSolution, Priced, Solution, SolveOptions } from './solver.ts';

/** Share of the time limit kept for the levels without proof and the explanations. */
const SHAPING_SHARE = 0.25;
/** An answer that took all its time proves nothing, whatever it says: javascript-lp-solver returns its best point as if it were optimal. Its clock steps by this, in ms. */
const CLOCK_STEP_MS = 1;

/** Rounds an engine's point to integers and checks every row: tolerances of an engine must not cross a limit. Returns null when it does not hold. */
export function integerPoint(
  program: Pick<LinearProgram, 'columnUpper'>,
  rows: readonly EngineRow[],
  point: Float64Array,
): Float64Array | null {
  const columns = point.map((v) => Math.round(v) + 0);
  for (let c = 0; c < columns.length; c++) {
    const value = columns[c] as number;
    if (!(value >= 0 && value <= (program.columnUpper[c] as number))) return null;
  }
  for (const row of rows) {
    // In 1/10000 all terms are integers, so this comparison is exact; a limit between two of them counts as the lower one.
    let activity = 0;
    row.terms.columns.forEach((c, i) => {
      activity += Math.round((row.terms.values[i] as number) * 10_000) * (columns[c] as number);
    });
    if (activity > Math.floor(row.upper * 10_000 + 1e-3) || activity < Math.ceil(row.lower * 10_000 - 1e-3)) return null;
  }
  return columns;
}

/** Solves all levels of a Problem's program with one engine. Throws: SolverError `solver_untrusted`. */
export function solveLevels(problem: Problem, program: LinearProgram, engine: Engine, options: SolveOptions): Solution {
  const begin = options.clock();
  const left = () => options.timeLimitMs - (options.clock() - begin);
  const kept: LinearRow[] = [];
  const levels: LevelSolution[] = [];
  let columns: Float64Array = program.nothing;
  let isTimeLimited = false;
  const solution = (bottlenecks: Solution['bottlenecks']): Solution => ({
    ...countsOf(problem, program, columns),
    levels,
    bottlenecks,
    engine: { name: engine.name, version: engine.version },
    isTimeLimited,
  });

  program.levels.forEach((level, index) => {
    const started = options.clock();
    const reserve = level.isProven ? options.timeLimitMs * SHAPING_SHARE : 0;
    // A hard level must not eat the time of the levels after it: half of what is left, until the last proven one.
    const isLast = !program.levels.some((later, n) => n > index && later.isProven);
    const timeMs = (left() - reserve) * (isLast ? 1 : 0.5);
    const rows = [...program.rows, ...kept];
    const isTrivial = level.terms.columns.length === 0;
    let isFinished = isTrivial;
    if (!isTrivial && timeMs > 0) {
      const model = { columnUpper: program.columnUpper, rows, objective: scaledTerms(level), sense: level.sense };
      const answer = mipWithoutIdle(engine, model, { timeMs, start: columns, isRough: !level.isProven });
      if (answer.kind === 'infeasible') {
        throw new SolverError(
          'solver_untrusted',
          `${engine.name} calls level ${level.name} infeasible, although sending nothing more than before is a plan`,
        );
      }
      if (answer.kind === 'point') {
        checkObjective(engine.name, answer.objective, model, answer.columns);
        const point = integerPoint(program, rows, answer.columns);
        if (point === null)
          throw new SolverError('solver_untrusted', `${engine.name}: the point of level ${level.name} breaks a limit after rounding`);
        if (index === 0 || isBetter(level, point, columns)) columns = point;
        isFinished = answer.isProven && options.clock() - started < timeMs - CLOCK_STEP_MS;
      }
    }
    if (!isFinished && level.isProven) isTimeLimited = true;
    const value = levelValue(level, columns);
    const relaxation = level.isProven && !isTrivial ? priceLevel(engine, program, index, kept, Math.max(100, left())) : null;
    const { name, sense, unit, scale, isProven } = level;
    const prices = relaxation?.prices ?? (isTrivial && isProven ? [] : null);
    levels.push({ name, sense, unit, scale, isProven, value, prices, kept: relaxation?.kept ?? {}, isFinished });
    kept.push(keepRow(level, value));
    options.onLevel({
      level: level.name,
      index,
      of: program.levels.length,
      value: value / level.scale,
      bound: relaxation === null ? null : relaxation.value / level.scale,
      ms: options.clock() - started,
    });
    options.onSolution(solution([]));
  });

  return solution(explainShortfalls(problem, program, engine, columns, left));
}

const isBetter = (level: LinearLevel, a: Float64Array, b: Float64Array): boolean =>
  level.sense === 'max' ? levelValue(level, a) > levelValue(level, b) : levelValue(level, a) < levelValue(level, b);

/** Prices and multipliers that prove a bound for a level, and its relaxation: value in integer objective units, and point. */
export interface PricedLevel {
  readonly value: number;
  readonly prices: readonly Priced[];
  readonly kept: Readonly<Record<string, number>>;
  /** The relaxed point; null when the engine only has the prices. */
  readonly columns: Float64Array | null;
}

/**
 * Solves the relaxation of level `index` over the reals, the levels before it kept by `kept` (one row each, in their
 * order), and reads its dual prices as those of a maximisation. Rows of the binary families take no part.
 */
export function priceLevel(
  engine: Engine,
  program: LinearProgram,
  index: number,
  kept: readonly LinearRow[],
  timeMs: number,
): PricedLevel | null {
  const level = program.levels[index] as LinearLevel;
  const keyed = program.rows.filter((row) => row.key !== null);
  const model = { columnUpper: program.columnUpper, rows: [...keyed, ...kept], objective: scaledTerms(level), sense: level.sense };
  const answer = engine.lp(model, timeMs);
  if (answer === null) return null;
  const scale = granularity(level);
  const sign = level.sense === 'max' ? scale : -scale;
  const prices = keyed.flatMap((row, i): Priced[] => {
    const dual = sign * (answer.duals[i] as number);
    // Demand rows are left out: the bound takes the best start of each demand anyway, which is what their price says.
    return dual === 0 || row.key === null || row.key.family === 'demand' ? [] : [{ key: row.key, dual }];
  });
  // A kept row was divided by its own granularity; its multiplier goes back to integer objective units, ≥ 0.
  const multipliers = kept.flatMap((_, q): [string, number][] => {
    const earlier = program.levels[q] as LinearLevel;
    const multiplier = Math.abs(sign * (answer.duals[keyed.length + q] as number)) / granularity(earlier);
    return multiplier > 0 ? [[earlier.name, multiplier]] : [];
  });
  return { value: answer.value * scale + level.offset, prices, kept: Object.fromEntries(multipliers), columns: answer.columns };
}

/** Starts, follow-ups and overage of a point. */
function countsOf(problem: Problem, program: LinearProgram, columns: Float64Array): Pick<Solution, 'starts' | 'followUps' | 'overage'> {
  const contacts = (column: number) => columns[column] as number;
  return {
    starts: columnsOf(
      program.starts.flatMap((s, i) =>
        contacts(i) > 0 ? [{ demand: s.demand, sender: s.sender, day: s.stepDays[0] as number, contacts: contacts(i) }] : [],
      ),
    ),
    followUps: problem.followUps.flatMap((f, i) =>
      contacts(program.firstFollowUp + i) > 0 ? [{ ...f, contacts: contacts(program.firstFollowUp + i) }] : [],
    ),
    overage: program.overage.flatMap(({ account, cycle, column }) =>
      contacts(column) > 0 ? [{ account, cycle, sends: contacts(column) }] : [],
    ),
  };
}
