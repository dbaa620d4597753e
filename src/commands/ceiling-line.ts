/** From capacity to the proof of the first level alone: its relaxation's dual prices, valued by the independent checker. No plan is made. */

import type { Plan } from '../model/plan.ts';
import { assemblePlan } from '../plan/assemble.ts';
import { withProof } from '../plan/proof.ts';
import { buildProblem } from '../problem/build.ts';
import { formulate } from '../problem/formulation.ts';
import { columnsOf } from '../problem/load.ts';
import { countStarts } from '../problem/options.ts';
import { priceLevel } from '../solver/lexicographic.ts';
import type { Engine, LevelSolution } from '../solver/solver.ts';
import { checkPlan } from '../verify/verify.ts';
import type { Situation } from '../whatif/situation.ts';
import { TOOL } from './tool.ts';

/** Most possible starts whose relaxation an engine solves faster than a plan is made. */
const MOST_STARTS = 20_000;

/** Levels and certificate of a plan in which nothing is started; null when the problem is too large for it, or has no prices. */
export function firstCeiling({ workspace, snapshot }: Situation, engine: Engine, timeMs: number): Plan['outcome'] | null {
  const problem = buildProblem(workspace, snapshot);
  if (countStarts(problem) > MOST_STARTS) return null;
  const program = formulate(problem);
  const isEmpty = program.levels[0]?.terms.columns.length === 0;
  const first = isEmpty ? null : priceLevel(engine, program, 0, [], timeMs);
  if (first === null && !isEmpty) return null;
  const levels = program.levels.map(({ name, sense, unit, scale, isProven }, index): LevelSolution => {
    const prices = index === 0 ? (first?.prices ?? []) : null;
    return { name, sense, unit, scale, isProven, value: 0, prices, kept: {}, isFinished: false };
  });
  const nothing = { starts: columnsOf([]), followUps: [], overage: [], bottlenecks: [], isTimeLimited: true };
  const solution = { ...nothing, levels, engine: { name: engine.name, version: engine.version } };
  const draft = assemblePlan({ workspace, snapshot, problem, solution, tool: TOOL, previous: null });
  const { verification } = checkPlan({ workspace, plan: draft });
  return verification.isValid ? withProof(draft, verification).outcome : null;
}
