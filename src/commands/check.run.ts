/** `sendplan check`: judges plan files or a saved plan. */

import { ConfigError, ProviderError, SolverError, UsageError } from '../errors.ts';
import type { Finding } from '../model/finding.ts';
import { judgedRules } from '../plan/policy.ts';
import { bySignificance, type CheckReport, withUniqueIds } from '../report/check-report.ts';
import type { CheckOptions } from './check.spec.ts';
import type { Invocation, Run } from './command.ts';
import { errorDetails, exitCodeOf } from './failure.ts';
import { deliver, exitCodeFor } from './findings-report.ts';
import { type Candidate, candidateFromFiles, candidateFromPlan, judge } from './judge-plan.ts';
import { savedPlanAmong } from './plan-files.ts';
import { TOOL } from './tool.ts';

/** Exit 0 when nothing fails; 1 for findings; 2 for files that cannot be used or hold nothing to check. */
export const run: Run<CheckOptions> = async (invocation) => {
  const { options, runtime } = invocation;
  try {
    const candidate = await candidateOf(invocation);
    const judged = await judge(candidate, invocation);
    const findings = inOrder(judged.findings);
    const exitCode = exitCodeFor(findings, options.failOn ?? 'error');
    const { plan, workspace, folder } = candidate;
    const known = judged.known && inOrder(judged.known);
    await deliver(
      { ...blank(invocation), files: filesOf(candidate), plan, rules: judgedRules(workspace), ...judged, known, findings, exitCode },
      invocation,
      { folder },
    );
    return exitCode;
  } catch (error) {
    if (error instanceof ConfigError) return await unusable(error.findings, invocation);
    const isNoAnswer = error instanceof ProviderError || error instanceof SolverError;
    if (isNoAnswer && !runtime.signal.aborted) await unanswered(error, invocation);
    throw error;
  }
};

async function candidateOf(invocation: Invocation<CheckOptions>): Promise<Candidate> {
  const { arguments: paths, options, runtime, output } = invocation;
  const path = await savedPlanAmong(paths, runtime.cwd);
  if (path !== null) {
    if (options.save !== undefined) throw new UsageError(`--save keeps the plan made of plan files; ${path} is a saved plan already.`);
    return candidateFromPlan(path, invocation);
  }
  const candidate = await candidateFromFiles(invocation);
  if (options.save !== undefined) {
    const [{ planPieces }, { writeFileAtomically }] = await Promise.all([import('../plan/file.ts'), import('./write.ts')]);
    await writeFileAtomically(options.save, planPieces({ ...candidate.plan, findings: candidate.findings }), runtime);
    await output.say(`wrote ${options.save}`);
  }
  return candidate;
}

const inOrder = (findings: readonly Finding[]): readonly Finding[] => withUniqueIds([...findings].sort(bySignificance));

/** Files a report may point at when a finding has no place of its own: those with campaigns first. */
function filesOf({ workspace }: Candidate): readonly string[] {
  const files = workspace.campaigns.flatMap(({ id }) => workspace.positions[`campaign:${id}`]?.file ?? []);
  return [...new Set([...files, ...workspace.inputs.map((input) => input.path)])];
}

const blank = ({ options, arguments: paths }: Invocation<CheckOptions>): CheckReport => ({
  command: 'check',
  tool: TOOL,
  files: paths,
  plan: null,
  rules: [],
  findings: [],
  ignored: [],
  known: null,
  failOn: options.failOn ?? 'error',
  exitCode: 0,
  show: options.show ?? null,
  failure: null,
});

/** Plan files or plan.json cannot be used: their findings are the result. */
async function unusable(findings: readonly Finding[], invocation: Invocation<CheckOptions>): Promise<number> {
  const sorted = inOrder(findings);
  const exitCode = 2;
  const files = [...new Set(sorted.flatMap((f) => f.file ?? []))];
  await deliver({ ...blank(invocation), files, findings: sorted, exitCode }, invocation, { folder: invocation.runtime.cwd });
  return exitCode;
}

/** No capacity or no plan: reports say so, so that no green one of an earlier run stays; the error itself goes its usual way. */
async function unanswered(error: ProviderError | SolverError, invocation: Invocation<CheckOptions>): Promise<void> {
  const { runtime, output } = invocation;
  const exitCode = exitCodeOf(error, runtime.signal);
  const { code, message } = errorDetails(error, exitCode);
  const findings = inOrder(error instanceof ProviderError ? error.findings : []);
  const hasResult = output.format !== 'pretty' && output.format !== 'json';
  await deliver({ ...blank(invocation), findings, exitCode, failure: { code, message } }, invocation, { folder: runtime.cwd, hasResult });
}
