/** All engines behind one shape: which problems each accepts, and its plan over the whole line with the proof put in. */

import { runInNewContext } from 'node:vm';
import type { Plan } from '../../src/model/plan.ts';
import { assemblePlan } from '../../src/plan/assemble.ts';
import { withProof } from '../../src/plan/proof.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { allowsClasses } from '../../src/problem/classes.ts';
import { formulate } from '../../src/problem/formulation.ts';
import { countStarts } from '../../src/problem/options.ts';
import type { Problem } from '../../src/problem/problem.ts';
import { isNetwork, solveFlow } from '../../src/solver/flow.ts';
import { isBranchable, solveBranched } from '../../src/solver/flow-branch.ts';
import { type JslpLoader, type JslpModel, loadJslp } from '../../src/solver/jslp.ts';
import { solveLevels } from '../../src/solver/lexicographic.ts';
import { isPdhgReady, relaxByPdhg } from '../../src/solver/pdhg.ts';
import { relaxProgram } from '../../src/solver/relax-program.ts';
import { classModel, roundRelaxed } from '../../src/solver/relaxation.ts';
import type { Relaxed } from '../../src/solver/relaxed.ts';
import { loadEngine } from '../../src/solver/run.ts';
import { settleEvenly } from '../../src/solver/settle.ts';
import type { Engine, Solution, SolveOptions } from '../../src/solver/solver.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import type { Small } from './small-workspaces.ts';

/** One engine under test. */
export interface TestedEngine {
  readonly name: string;
  /** Whether its answer, unless stopped at the time limit, must be the lexicographic optimum; else only what it proves counts. */
  readonly isExact: boolean;
  readonly accepts: (problem: Problem) => boolean;
  /** Settled answer; null = no trustworthy one. */
  readonly solve: (problem: Problem) => Solution | null;
}

/** Largest problem (possible starts) for the dense tableau of javascript-lp-solver. */
const JSLP_STARTS = 40;
/** What it gets for one problem, in milliseconds: its branch and bound has no cuts, and a few tiny problems would keep it for minutes. */
const JSLP_TIME = 1_000;

/** When one of its simplex runs is ended: its own limit does not interrupt them, and a few degenerate ones never end. */
const JSLP_HANG = 2_000;

/** javascript-lp-solver that gives no answer instead of none ever; commands end its worker thread instead. */
const interruptibleJslp: JslpLoader = async () => {
  const jslp = (await import('javascript-lp-solver')).default as unknown as { Solve: (model: JslpModel) => Record<string, unknown> };
  return (model) => {
    try {
      return runInNewContext('solve()', { solve: () => jslp.Solve(model) }, { timeout: JSLP_HANG }) as Record<string, unknown>;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      return { feasible: false };
    }
  };
};

/** Proven gap of a level at which the first-order engine stops. */
const PDHG_GAP = 5e-4;

/** No clock: nothing may depend on the time taken. */
const OPTIONS: SolveOptions = {
  engine: 'auto',
  timeLimitMs: 600_000,
  clock: () => 0,
  onLevel: () => undefined,
  onSolution: () => undefined,
};

/** Branch and bound ends by itself on everything small but knapsacks. */
const BRANCH_OPTIONS: SolveOptions = { ...OPTIONS, timeLimitMs: 5_000, clock: () => performance.now() };

const staged =
  (engine: Engine, options = OPTIONS) =>
  (problem: Problem) =>
    settleEvenly(problem, solveLevels(problem, formulate(problem), engine, options));

const rounded = (name: string, relax: (merged: Problem) => Relaxed | null) => (problem: Problem) => {
  const model = classModel(problem);
  const relaxed = relax(model.merged);
  return relaxed === null ? null : roundRelaxed(problem, model, relaxed, { name, version: '1' }, OPTIONS);
};

/** The engines; the first one, exact staged branch and bound, accepts everything and is the reference. */
export async function loadEngines(): Promise<readonly [TestedEngine, ...TestedEngine[]]> {
  const [highs, jslp] = [await loadEngine('highs'), await loadJslp(interruptibleJslp)];
  return [
    { name: 'highs', isExact: true, accepts: () => true, solve: staged(highs) },
    { name: 'flow', isExact: true, accepts: isNetwork, solve: (problem) => solveFlow(problem, OPTIONS) as Solution },
    { name: 'flow-branch', isExact: true, accepts: isBranchable, solve: (problem) => solveBranched(problem, BRANCH_OPTIONS) as Solution },
    {
      name: 'jslp',
      isExact: true,
      accepts: (problem) => countStarts(problem) <= JSLP_STARTS,
      solve: staged(jslp, { ...OPTIONS, timeLimitMs: JSLP_TIME, clock: () => performance.now() }),
    },
    {
      name: 'relax-and-round',
      isExact: false,
      accepts: (problem) => allowsClasses(problem) && countStarts(problem) > 0,
      solve: rounded('highs', (merged) => relaxProgram(formulate(merged), highs, () => OPTIONS.timeLimitMs)),
    },
    {
      name: 'pdhg',
      isExact: false,
      accepts: (problem) => allowsClasses(problem) && countStarts(problem) > 0 && isPdhgReady(classModel(problem).merged),
      solve: rounded('pdhg', (merged) => relaxByPdhg(merged, { left: () => OPTIONS.timeLimitMs, gap: PDHG_GAP })),
    },
  ];
}

/** Plan of an engine with what the checker proves put in; null when the engine does not accept the problem, or gives no answer. Throws: Error when the checker refuses it. */
export function provenPlan({ workspace, snapshot }: Small, engine: TestedEngine): Plan | null {
  const problem = buildProblem(workspace, snapshot);
  const answer = engine.accepts(problem) ? engine.solve(problem) : null;
  if (answer === null) return null;
  const draft = assemblePlan({
    workspace,
    snapshot,
    problem,
    solution: answer,
    tool: { name: 'sendplan', version: '0.0.0' },
    previous: null,
  });
  const plan = withProof(draft, verifyPlan({ workspace, plan: draft }));
  const { isValid, findings } = verifyPlan({ workspace, plan });
  if (!isValid || findings.length > 0) throw new Error(`refused: ${findings.map((f) => f.message).join('; ')}`);
  return plan;
}
