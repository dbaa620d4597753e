/** Runs the pure part of the line over hand-made values: problem, formulation, engine, plan. */

import type { Snapshot } from '../../src/model/capacity.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Workspace } from '../../src/model/workspace.ts';
import { assemblePlan } from '../../src/plan/assemble.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { formulate } from '../../src/problem/formulation.ts';
import { solveLevels } from '../../src/solver/lexicographic.ts';
import { settle } from '../../src/solver/run.ts';
import type { Engine } from '../../src/solver/solver.ts';

/** Plan without proof, from one engine in this thread. */
export function planValues(workspace: Workspace, snapshot: Snapshot, engine: Engine): Plan {
  const problem = buildProblem(workspace, snapshot);
  const program = formulate(problem);
  const starts: number[][] = problem.demands.map(() => []);
  problem.starts.forEach((s, i) => {
    starts[s.demand]?.push(i);
  });
  const demands = problem.demands.map((d, i) => ({ contacts: d.contacts, starts: starts[i] as number[] }));
  let now = 0;
  const solution = solveLevels(program, demands, engine, {
    engine: 'highs',
    timeLimitMs: 600_000,
    clock: () => now++,
    onLevel: () => undefined,
    onSolution: () => undefined,
  });
  const balanced = settle(problem, program, solution);
  return assemblePlan({
    workspace,
    snapshot,
    problem,
    program,
    solution: balanced,
    tool: { name: 'sendplan', version: '0.0.0' },
    previous: null,
  });
}
