/** Plans a workspace as the options of a command ask for it: capacity, earlier plan, solver, time. */

import type { Workspace } from '../model/workspace.ts';
import { readCapacity } from './capacity.ts';
import type { Invocation } from './command.ts';
import type { Load } from './load-ahead.ts';
import { type PlanLineResult, planLine } from './plan-line.ts';
import { levelLine } from './progress.ts';
import { readPlan } from './saved-plan.ts';

/** `afterwards`: what the command imports next. Throws: ConfigError, ProviderError, SolverError, UsageError. */
export async function planAsAsked(invocation: Invocation, workspace: Workspace, afterwards: readonly Load[] = []): Promise<PlanLineResult> {
  const { options, runtime, output } = invocation;
  const previous = options.previous === undefined ? null : await readPlan(options.previous, runtime.cwd, runtime.signal);
  const { snapshot } = await readCapacity(invocation, workspace);
  return planLine({
    workspace,
    snapshot,
    previous,
    solver: options.solver ?? 'auto',
    timeLimitMs: options.timeLimit ?? null,
    signal: runtime.signal,
    clock: runtime.clock,
    onProgress: (progress) => void output.say(levelLine(progress)),
    onFallback: (message) => void output.say(message),
    afterwards,
  });
}
