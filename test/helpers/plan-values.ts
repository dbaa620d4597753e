/** Runs the pure part of the line over hand-made values: problem, formulation, engine, plan. */

import type { Snapshot } from '../../src/model/capacity.ts';
import type { Workspace } from '../../src/model/workspace.ts';
import { assemblePlan } from '../../src/plan/assemble.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { formulate } from '../../src/problem/formulation.ts';
import { solveLevels } from '../../src/solver/lexicographic.ts';
import { settle } from '../../src/solver/settle.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { type ListedPlan, listed } from './listed-plan.ts';

/** Plan without proof, from one engine in this thread. */
export function planValues(workspace: Workspace, snapshot: Snapshot, engine: Engine): ListedPlan {
  const problem = buildProblem(workspace, snapshot);
  let now = 0;
  const solution = solveLevels(problem, formulate(problem), engine, {
    engine: 'highs',
    timeLimitMs: 600_000,
    clock: () => now++,
    onLevel: () => undefined,
    onSolution: () => undefined,
  });
  const settled = settle(problem, solution);
  return listed(
    assemblePlan({
      workspace,
      snapshot,
      problem,
      solution: settled,
      tool: { name: 'sendplan', version: '0.0.0' },
      previous: null,
    }),
  );
}
