/** Makes or reads the plan that `check` judges, and collects everything there is to say about it. */

import { loadWorkspace } from '../config/load.ts';
import { ConfigError } from '../errors.ts';
import { formatInstant, localDateAt } from '../model/calendar.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { IgnoredFinding } from '../model/judgement.ts';
import type { Plan } from '../model/plan.ts';
import type { Workspace } from '../model/workspace.ts';
import { readCapacity } from './capacity.ts';
import type { CheckOptions } from './check.spec.ts';
import type { Invocation } from './command.ts';
import { planAsAsked } from './plan-as-asked.ts';
import { folderOf, refuseOutside, workspaceOf } from './plan-workspace.ts';
import { readPlan } from './saved-plan.ts';

/** A plan with everything found about it, before accepted findings are taken out. */
export interface Candidate {
  readonly plan: Plan;
  /** Continued from the earlier plan, when there is one. */
  readonly workspace: Workspace;
  readonly findings: readonly Finding[];
  /** Folder the files of the findings are named from. */
  readonly folder: string;
}

/** Throws: ConfigError when there is nothing to judge. */
function refuseNothing(campaigns: readonly unknown[]): void {
  if (campaigns.length > 0) return;
  const subject = { kind: 'plan', id: 'plan' } as const;
  throw new ConfigError([finding('config.empty', 'Nothing to check: there is no campaign.', { subject })]);
}

/** Plans the files. Throws: ConfigError, ProviderError, SolverError, UsageError. */
export async function candidateFromFiles(invocation: Invocation<CheckOptions>): Promise<Candidate> {
  const { arguments: paths, runtime } = invocation;
  const { workspace, findings } = await loadWorkspace(paths, { cwd: runtime.cwd, now: formatInstant(runtime.now()) });
  refuseNothing(workspace.campaigns);
  const made = await planAsAsked(invocation, workspace);
  return { plan: made.plan, workspace: made.workspace, findings: [...findings, ...made.plan.findings], folder: runtime.cwd };
}

/** Reads a saved plan and checks it again. Throws: ConfigError, ProviderError (with `--live`), UsageError. */
export async function candidateFromPlan(path: string, invocation: Invocation<CheckOptions>): Promise<Candidate> {
  const { options, runtime } = invocation;
  const { plan } = await readPlan(path, runtime.cwd, runtime.signal);
  refuseNothing(plan.campaigns);
  const folder = await folderOf(plan, path, runtime.cwd);
  await refuseOutside(plan, folder);
  const workspace = await workspaceOf(plan, folder, runtime.signal);
  const { verifyPlan } = await import('../verify/verify.ts');
  const { findings } = verifyPlan({ workspace, plan });
  // Of a plan made from other files everything else is a consequence.
  const stale = findings.filter((f) => f.kind === 'plan.stale');
  const broken = (stale.length > 0 ? stale : findings).map((f) => placed(f, workspace, path));
  return {
    plan,
    workspace,
    findings: [...broken, ...plan.findings, ...(options.live ? await drift(plan, workspace, invocation) : [])],
    folder,
  };
}

async function drift(plan: Plan, workspace: Workspace, invocation: Invocation): Promise<readonly Finding[]> {
  const [{ snapshot }, { driftFindings }] = await Promise.all([readCapacity(invocation, workspace), import('../plan/drift.ts')]);
  return driftFindings(plan, snapshot, workspace.positions);
}

/** Findings of the checker name subjects; reports need lines. */
function placed(found: Finding, workspace: Workspace, planFile: string): Finding {
  const { subject } = found;
  const file = subject?.kind === 'file' ? subject.id : planFile;
  const position = subject === null ? undefined : workspace.positions[`${subject.kind}:${subject.id}`];
  return { ...found, ...(position ?? { file, line: 1, column: 1, endLine: 1, endColumn: 2 }) };
}

/** What counts and what is accepted, of all that was found. */
export async function judge(
  { plan, workspace, findings }: Candidate,
  invocation: Invocation<CheckOptions>,
): Promise<{
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  readonly known: readonly Finding[] | null;
}> {
  const { options, runtime } = invocation;
  const now = formatInstant(runtime.now());
  const [{ judgePolicy }, { siftIgnored }] = await Promise.all([import('../plan/policy.ts'), import('../plan/policy-ignore.ts')]);
  const all = joined(findings, judgePolicy({ plan, workspace, now }));
  const today = localDateAt(now, workspace.timeZone);
  const sifted = siftIgnored(all, { workspace, plan, today, isAllowed: options.ignore !== false });
  if (options.baseline === undefined) return { ...sifted, known: null };
  const [{ againstBaseline }, baseline] = await Promise.all([
    import('../plan/baseline.ts'),
    readPlan(options.baseline, runtime.cwd, runtime.signal),
  ]);
  const then = judgePolicy({ plan: baseline.plan, workspace, now: baseline.plan.snapshot.observedAt });
  const { worse, known } = againstBaseline(sifted.findings, joined(baseline.plan.findings, then));
  return { findings: worse, ignored: sifted.ignored, known };
}

/** Findings together. What the policy judges itself is not said twice, and what a file says about it is not believed. */
function joined(found: readonly Finding[], judged: readonly Finding[]): readonly Finding[] {
  const forbidden = new Set(judged.filter((f) => f.kind === 'overage.forbidden').map((f) => f.subject?.id));
  const isStale = judged.some((f) => f.kind === 'snapshot.stale');
  const isRepeated = ({ kind, subject }: Finding): boolean =>
    kind === 'demand.serve-at-least' ||
    kind.startsWith('ignore.') ||
    (kind === 'overage.planned' && forbidden.has(subject?.id)) ||
    (kind === 'snapshot.stale' && subject?.kind === 'snapshot' && isStale);
  return [...found.filter((f) => !isRepeated(f)), ...judged];
}
