/** From capacity to a verified plan: problem, solver, assembly, independent check. */

import { SolverError } from '../errors.ts';
import type { Snapshot } from '../model/capacity.ts';
import type { DailySends, Plan, Verification } from '../model/plan.ts';
import type { Rows } from '../model/rows.ts';
import type { InputFile, Workspace } from '../model/workspace.ts';
import type { LevelProgress } from '../solver/solver.ts';
import { type Load, loadAhead } from './load-ahead.ts';
import type { SolverChoice } from './options.ts';
import { TOOL } from './tool.ts';

/** What the line needs. */
export interface PlanLineInput {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  readonly previous: { readonly plan: Plan; readonly file: InputFile } | null;
  readonly solver: SolverChoice;
  /** null = what the size of the problem asks for. */
  readonly timeLimitMs: number | null;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  readonly onProgress: (progress: LevelProgress) => void;
  readonly onFallback: (message: string) => void;
  /** What the caller imports once there is a plan: loaded while the solver's thread works. */
  readonly afterwards?: readonly Load[];
}

/** A plan that passed the check. */
export interface PlanLineResult {
  readonly plan: Plan;
  /** What it was made from: continued from the earlier plan, when there is one. */
  readonly workspace: Workspace;
  readonly verification: Verification;
  /** Day-by-day sends, for tables and the calendar. */
  readonly sends: Rows<DailySends>;
}

/** Findings of the check named in the error. */
const NAMED = 3;

/** Plans. Throws: ProviderError `capacity_unknown`, SolverError (`solver_rejected` when the check refuses the plan). */
export async function planLine(input: PlanLineInput): Promise<PlanLineResult> {
  const { snapshot } = input;
  const [{ buildProblem }, { solve, usualTimeLimitMs }] = await Promise.all([import('../problem/build.ts'), import('../solver/solve.ts')]);
  const continued =
    input.previous === null ? null : (await import('../plan/previous.ts')).continuePlan(input.workspace, input.previous.plan);
  const workspace = continued?.workspace ?? input.workspace;
  const problem = buildProblem(workspace, snapshot, { keep: continued?.keep ?? [] });
  const timeLimitMs = input.timeLimitMs ?? usualTimeLimitMs(problem);
  const { solver, signal, clock, onProgress, onFallback } = input;
  const solving = solve(problem, { solver, timeLimitMs, workerUrl: WORKER_URL, signal, clock, onProgress, onFallback });
  if (WORKER_URL !== null) loadAhead([loadStagesAfter, ...(input.afterwards ?? [])]);
  const solution = await solving;
  signal.throwIfAborted();
  const [{ assemblePlan }, { checkPlan }, { withProof }, { dailySends }] = await loadStagesAfter();
  const previous =
    continued === null || input.previous === null ? null : { file: input.previous.file, alreadyStarted: continued.alreadyStarted };
  const draft = assemblePlan({ workspace, snapshot, problem, solution, tool: TOOL, previous });
  const { verification: proof, confirm } = checkPlan({ workspace, plan: draft });
  if (!proof.isValid) throw rejected(proof);
  // The plan that is written carries the proven bounds, so it is this one that must pass.
  const plan = withProof(draft, proof);
  const verification = confirm(plan);
  if (!verification.isValid) throw rejected(verification);
  return { plan, workspace, verification, sends: dailySends(problem, plan) };
}

/** The stages after the solver. */
const loadStagesAfter = () =>
  Promise.all([import('../plan/assemble.ts'), import('../verify/verify.ts'), import('../plan/proof.ts'), import('../plan/sends.ts')]);

/** The built worker stands beside the built program; sources (tests) solve in their own thread. */
const WORKER_URL = import.meta.url.endsWith('.ts') ? null : new URL('./worker.js', import.meta.url);

function rejected({ findings }: Verification): SolverError {
  const named = findings.slice(0, NAMED).map((f) => `  ${f.message}`);
  const more = findings.length > NAMED ? [`  and ${findings.length - NAMED} more`] : [];
  const lines = ['the plan found does not hold: the independent check refused it, nothing was written', ...named, ...more];
  return new SolverError(
    'solver_rejected',
    `${lines.join('\n')}\nThis is a bug in sendplan: please report it with a plan file that shows it. Try --solver jslp or --solver highs meanwhile.`,
  );
}
