/** `sendplan diff`: what moved between two plans, and why. */

import { loadWorkspace } from '../config/load.ts';
import { UsageError } from '../errors.ts';
import { formatInstant } from '../model/calendar.ts';
import type { Plan } from '../model/plan.ts';
import type { PlanDiff } from '../model/plan-diff.ts';
import type { InputFile } from '../model/workspace.ts';
import type { Invocation, Run } from './command.ts';
import type { DiffOptions } from './diff.spec.ts';
import { EXIT } from './failure.ts';
import { planAsAsked } from './plan-as-asked.ts';
import { folderOf, planPaths, refuseOutside } from './plan-workspace.ts';
import { readPlan } from './saved-plan.ts';
import { TOOL } from './tool.ts';

/** Exit 0; 1 with `--exit-code` when anything moved. */
export const run: Run<DiffOptions> = async (invocation) => {
  const { arguments: paths, options, runtime, output } = invocation;
  const [first = '', second] = paths;
  if (paths.length !== (options.live ? 1 : 2)) {
    const expected = options.live ? 'one plan file with --live' : 'two plan files, or one with --live';
    throw new UsageError(`diff was given ${paths.length} plan file${paths.length === 1 ? '' : 's'}; expected ${expected}.`);
  }
  const before = await readPlan(first, runtime.cwd, runtime.signal);
  const after = second === undefined ? await planNow(first, before.plan, invocation) : await readPlan(second, runtime.cwd, runtime.signal);
  const { comparePlans } = await import('../plan/compare.ts');
  const diff = comparePlans(before.plan, after.plan);
  const exitCode = options.exitCode && !diff.isSame ? EXIT.no : EXIT.done;
  await output.result(await reportOf(diff, { before: before.file, after: after.file }, exitCode, invocation));
  return exitCode;
};

/**
 * A plan made now from the plan files of a saved one, on the capacity there is. It continues the saved plan, so that what was
 * sent is done and what is promised stays. Throws: ConfigError when the files cannot be planned any more, ProviderError, SolverError.
 */
async function planNow(
  path: string,
  saved: Plan,
  invocation: Invocation<DiffOptions>,
): Promise<{ readonly plan: Plan; readonly file: null }> {
  const { runtime, options } = invocation;
  const folder = await folderOf(saved, path, runtime.cwd);
  await refuseOutside(saved, folder);
  const { workspace, findings } = await loadWorkspace(planPaths(saved), { cwd: folder, now: formatInstant(runtime.now()) });
  const { plan } = await planAsAsked({ ...invocation, options: { ...options, previous: path } }, workspace);
  return { plan: { ...plan, findings: [...findings, ...plan.findings] }, file: null };
}

async function reportOf(
  diff: PlanDiff,
  files: { readonly before: InputFile; readonly after: InputFile | null },
  exitCode: number,
  { output }: Invocation<DiffOptions>,
): Promise<string> {
  const names = { before: files.before.path, after: files.after?.path ?? 'a plan made now' };
  switch (output.format) {
    case 'json': {
      const { jsonDocument } = await import('../report/json.ts');
      const status = exitCode === EXIT.done ? 'ok' : 'no';
      return jsonDocument(TOOL, { status, exitCode }, { plans: files, ...diff });
    }
    case 'markdown':
      return (await import('../report/markdown-diff.ts')).markdownDiff(diff, names);
    case 'csv':
      return (await import('../report/csv-diff.ts')).diffCsv(diff);
    default:
      return (await import('../report/pretty-diff.ts')).prettyDiff(diff, names, output.style);
  }
}
