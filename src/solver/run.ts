/** Runs one engine over one program in this thread: the body of the worker, and what tests call directly. */

import { SolverError } from '../errors.ts';
import { allowsClasses } from '../problem/classes.ts';
import type { LinearLevel, LinearProgram } from '../problem/linear.ts';
import type { Problem } from '../problem/problem.ts';
import { balance } from './balance.ts';
import { levelValue } from './levels.ts';
import { solveLevels, withoutIdleOverage } from './lexicographic.ts';
import { relaxAndRound } from './relaxation.ts';
import type { Engine, EngineName, Solution, SolveOptions } from './solver.ts';

/** Most columns of a program an engine is given. */
export const MAX_COLUMNS = 200_000;
/** Most rows of a program an engine is given. */
export const MAX_ROWS = 50_000;

/** Programs up to this many columns are solved exactly by branch and bound; larger ones are relaxed and rounded where their rules allow. */
export const EXACT_COLUMNS = 2_000;

/** Loads an engine by name. */
export async function loadEngine(name: EngineName): Promise<Engine> {
  return name === 'jslp' ? (await import('./jslp.ts')).loadJslp() : (await import('./highs.ts')).loadHighs();
}

/**
 * Solves a program. Throws: SolverError `solver_too_large` before the engine is called, naming both numbers;
 * `solver_no_solution`, `solver_untrusted`, `solver_engine`.
 */
export async function runEngine(problem: Problem, program: LinearProgram, options: SolveOptions): Promise<Solution> {
  const columns = program.columnUpper.length;
  if (columns > MAX_COLUMNS || program.rows.length > MAX_ROWS) {
    throw new SolverError(
      'solver_too_large',
      `the model has ${columns} columns and ${program.rows.length} rows, at most ${MAX_COLUMNS} and ${MAX_ROWS} are solved: plan fewer campaigns at once, or a shorter horizon`,
    );
  }
  const engine = await loadEngine(options.engine);
  const starts: number[][] = problem.demands.map(() => []);
  problem.starts.forEach((start, i) => {
    starts[start.demand]?.push(program.starts.first + i);
  });
  const demands = problem.demands.map((d, i) => ({ contacts: d.contacts, starts: starts[i] as number[] }));
  const relaxed = columns > EXACT_COLUMNS && allowsClasses(problem) ? relaxAndRound(problem, program, engine, options) : null;
  const solution = relaxed ?? solveLevels(program, demands, engine, options);
  return settle(problem, program, solution);
}

/** An answer as it is handed on: senders evened out, no idle overage, level values of the final columns. */
export function settle(problem: Problem, program: LinearProgram, solution: Solution): Solution {
  const columns = withoutIdleOverage(program, balance(problem, program, solution.columns));
  const levels = solution.levels.map((level, p) => ({ ...level, value: levelValue(program.levels[p] as LinearLevel, columns) }));
  return { ...solution, columns, levels };
}
