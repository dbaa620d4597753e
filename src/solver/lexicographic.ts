/**
 * Objective levels strictly one after the other: each level's value is fixed as a row before the next is optimised
 * (model.md section 3). For proven levels the relaxation's dual prices are taken along: they are the certificate that
 * the independent checker evaluates in exact integers.
 */

import { SolverError } from '../errors.ts';
import type { LinearLevel, LinearProgram, LinearRow } from '../problem/linear.ts';
import { explainShortfalls } from './bottlenecks.ts';
import { improveGreedily } from './greedy.ts';
import { granularity, keepRow, levelValue, scaledTerms } from './levels.ts';
import { checkObjective } from './objective.ts';
import type { Engine, EngineRow, LevelSolution, Solution, SolveOptions } from './solver.ts';

/** Share of the time limit kept for the levels without proof and the explanations. */
const SHAPING_SHARE = 0.25;

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

/** Solves all levels with one engine. Throws: SolverError `solver_no_solution` or `solver_untrusted`. */
export function solveLevels(
  program: LinearProgram,
  demands: readonly { readonly contacts: number; readonly starts: readonly number[] }[],
  engine: Engine,
  options: SolveOptions,
): Solution {
  const begin = options.clock();
  const left = () => options.timeLimitMs - (options.clock() - begin);
  const proofRows = program.rows.flatMap((row, i) => (row.key === null ? [] : [i]));
  const kept: LinearRow[] = [];
  const levels: LevelSolution[] = [];
  let columns: Float64Array = program.nothing;
  let isTimeLimited = false;
  const solution = (bottlenecks: Solution['bottlenecks']): Solution => ({
    columns,
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
      const answer = engine.mip(model, { timeMs, start: columns, isRough: !level.isProven });
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
        isFinished = answer.isProven;
      }
    }
    if (!isFinished && level.isProven) {
      isTimeLimited = true;
      columns = improveGreedily(program, rows, level, columns);
    }
    const value = levelValue(level, columns);
    const relaxation = level.isProven && !isTrivial ? prices(engine, program, proofRows, kept, level, Math.max(100, left())) : null;
    levels.push({
      name: level.name,
      value,
      duals: relaxation?.duals ?? (isTrivial && level.isProven ? new Float64Array(program.rows.length) : null),
      kept: relaxation?.kept ?? kept.map(() => 0),
      isFinished,
    });
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

  return solution(explainShortfalls(program, demands, engine, columns, left));
}

const isBetter = (level: LinearLevel, a: Float64Array, b: Float64Array): boolean =>
  level.sense === 'max' ? levelValue(level, a) > levelValue(level, b) : levelValue(level, a) < levelValue(level, b);

/** Dual prices of a level's relaxation, as a maximisation in integer objective units, per row of the program. */
function prices(
  engine: Engine,
  program: LinearProgram,
  proofRows: readonly number[],
  kept: readonly LinearRow[],
  level: LinearLevel,
  timeMs: number,
) {
  const rows = [...proofRows.map((r) => program.rows[r] as LinearRow), ...kept];
  const answer = engine.lp({ columnUpper: program.columnUpper, rows, objective: scaledTerms(level), sense: level.sense }, timeMs);
  if (answer === null) return null;
  const scale = granularity(level);
  const sign = level.sense === 'max' ? scale : -scale;
  const duals = new Float64Array(program.rows.length);
  proofRows.forEach((row, i) => {
    duals[row] = sign * (answer.duals[i] as number);
  });
  // A kept row was divided by its own granularity; its multiplier goes back to integer objective units, ≥ 0.
  const multipliers = kept.map((_, q) => {
    const earlier = program.levels[q] as LinearLevel;
    const raw = sign * (answer.duals[proofRows.length + q] as number);
    return Math.abs(raw) / granularity(earlier);
  });
  return { value: answer.value * scale + level.offset, duals, kept: multipliers };
}

/** Overage cut back to what the load needs: levels that were never optimised may have bought more. */
export function withoutIdleOverage(program: LinearProgram, columns: Float64Array): Float64Array {
  const bought = new Set(program.overage.map((o) => o.column));
  const result = columns.slice();
  for (const row of program.rows) {
    if (row.key?.family !== 'credit_balance') continue;
    const overage = row.terms.columns.find((c) => bought.has(c));
    if (overage === undefined) continue;
    let load10k = 0;
    row.terms.columns.forEach((c, i) => {
      if (c !== overage) load10k += Math.round((row.terms.values[i] as number) * 10_000) * (columns[c] as number);
    });
    result[overage] = Math.max(0, Math.ceil((load10k - row.upper * 10_000) / 10_000));
  }
  return result;
}
