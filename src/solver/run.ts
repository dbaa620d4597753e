/** Runs one engine over one problem in this thread: the body of the worker, and what tests call directly. */

import { SolverError } from '../errors.ts';
import { allowsClasses } from '../problem/classes.ts';
import { formulate } from '../problem/formulation.ts';
import type { LinearProgram } from '../problem/linear.ts';
import { countStarts } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import { solveBesideEarlier } from './earlier.ts';
import { solveFlow } from './flow.ts';
import { solveBranched } from './flow-branch.ts';
import { completeGreedily, filled } from './greedy.ts';
import { solveLevels } from './lexicographic.ts';
import { isPdhgReady, relaxByPdhg } from './pdhg.ts';
import { relaxProgram } from './relax-program.ts';
import { classModel, roundRelaxed } from './relaxation.ts';
import { settle, settleEvenly } from './settle.ts';
import type { Engine, EngineName, Solution, SolveOptions } from './solver.ts';

/** Most columns of a program an engine is given. */
export const MAX_COLUMNS = 200_000;
/** Most rows of a program an engine is given. */
export const MAX_ROWS = 50_000;
/** Problems with up to this many possible starts are solved exactly by branch and bound; larger ones are relaxed and rounded where their rules allow. */
export const EXACT_STARTS = 2_000;
/** The same for problems with sequences, on which branch and bound takes far longer: beyond it, it does not end in the time people wait. */
export const EXACT_SEQUENCE_STARTS = 500;

/** Gap of every level at which its relaxation is good enough: half of it may still be lost by rounding. */
const RELAXED_GAP = 0.0005;

/** Time kept for rounding, in milliseconds per sender and day. */
const ROUNDING_MS = 0.012;
/** Part of it for what comes after dealing places out and making room. */
const FINISHING = 0.4;

/** Senders × days up to which the memory of a relaxation is kept while it is rounded, for tighter proofs afterwards. */
const REPEATABLE_SENDER_DAYS = 2_000_000;

/** Loads an engine for linear programs by name; `auto` is HiGHS. */
export async function loadEngine(name: EngineName): Promise<Engine> {
  return name === 'jslp' ? (await import('./jslp.ts')).loadJslp() : (await import('./highs.ts')).loadHighs();
}

/**
 * Solves a problem. Throws: SolverError `solver_too_large` before the engine is called, naming both numbers;
 * `solver_untrusted`, `solver_engine`.
 */
export async function runEngine(problem: Problem, options: SolveOptions): Promise<Solution> {
  const hasSequences = problem.campaigns.some((c) => c.shares10k.length > 1);
  const isLarge = () => countStarts(problem) > (hasSequences ? EXACT_SEQUENCE_STARTS : EXACT_STARTS);
  if (problem.keep.length > 0 && options.engine === 'auto' && isLarge())
    return solveBesideEarlier(problem, options, (other, timeLimitMs) =>
      runEngine(other, { ...options, timeLimitMs, onSolution: () => undefined }),
    );
  // Of small problems the shape of the plan is optimised as well: where flow cannot say it is the best, branch and bound can.
  const flow = options.engine === 'auto' ? solveFlow(problem, options, () => !isLarge()) : null;
  if (flow !== null) return flow;
  const branched = options.engine === 'auto' && isLarge() ? solveBranched(problem, options) : null;
  if (branched !== null) return branched;
  if (isLarge() && allowsClasses(problem) && options.engine !== 'jslp') {
    const model = classModel(problem);
    const begin = options.clock();
    const left = () => options.timeLimitMs - (options.clock() - begin);
    if (options.engine === 'auto' && isPdhgReady(model.merged)) {
      const reserve = problem.senders.length * problem.dayCount * ROUNDING_MS;
      if (left() < reserve) return settle(problem, completeGreedily(problem, null));
      const isRepeatable = problem.senders.length * problem.dayCount <= REPEATABLE_SENDER_DAYS;
      const limits = { left: () => left() - reserve, gap: RELAXED_GAP };
      const relaxed = relaxByPdhg(model.merged, isRepeatable ? { ...limits, leftAfter: left } : limits);
      return roundRelaxed(problem, model, relaxed, { name: 'pdhg', version: '1' }, options, () => left() > reserve * FINISHING);
    }
    if (countStarts(model.merged) > MAX_COLUMNS) throw tooLarge(countStarts(model.merged), 0);
    const program = formulate(model.merged);
    refuseTooLarge(program);
    const engine = await loadEngine(options.engine);
    const relaxed = relaxProgram(program, engine, left);
    if (relaxed !== null) return roundRelaxed(problem, model, relaxed, { name: engine.name, version: engine.version }, options);
  }
  if (countStarts(problem) > MAX_COLUMNS) throw tooLarge(countStarts(problem), 0);
  const program = formulate(problem);
  refuseTooLarge(program);
  const solution = solveLevels(problem, program, await loadEngine(options.engine), options);
  // What an engine left open at the time limit is filled as far as there is room.
  const isFillable =
    solution.isTimeLimited && solution.followUps.length === 0 && solution.overage.length === 0 && problem.keep.length === 0;
  return settleEvenly(problem, isFillable ? filled(problem, solution) : solution);
}

function refuseTooLarge(program: LinearProgram): void {
  const columns = program.columnUpper.length;
  if (columns > MAX_COLUMNS || program.rows.length > MAX_ROWS) throw tooLarge(columns, program.rows.length);
}

const tooLarge = (columns: number, rows: number): SolverError =>
  new SolverError(
    'solver_too_large',
    `the model has ${columns} columns and ${rows} rows, at most ${MAX_COLUMNS} and ${MAX_ROWS} are solved: plan fewer campaigns at once, or a shorter horizon`,
  );
