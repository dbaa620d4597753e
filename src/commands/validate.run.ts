/** `sendplan validate`: says whether plan files can be used, and if not, everything that is wrong with them. */

import { loadWorkspace } from '../config/load.ts';
import { ConfigError } from '../errors.ts';
import { formatInstant } from '../model/calendar.ts';
import type { Finding } from '../model/finding.ts';
import type { Workspace } from '../model/workspace.ts';
import { bySignificance, type CheckReport, type FailOn, withUniqueIds } from '../report/check-report.ts';
import { paint } from '../report/style.ts';
import { counted } from '../report/words.ts';
import type { Run } from './command.ts';
import { EXIT } from './failure.ts';
import { deliver, exitCodeFor } from './findings-report.ts';
import { readSources } from './sources.ts';
import { TOOL } from './tool.ts';
import type { ValidateOptions } from './validate.spec.ts';

interface Verdict {
  readonly workspace: Workspace | null;
  readonly findings: readonly Finding[];
}

/** Exit 0 without errors, 2 with; 1 when warnings alone fail the run. */
export const run: Run<ValidateOptions> = async (invocation) => {
  const { arguments: paths, options, runtime, output } = invocation;
  const { workspace, findings } = await judge(paths, runtime.cwd, formatInstant(runtime.now()));
  const exitCode = exitCodeFor(findings, options.failOn ?? 'error');
  const hasResult = !['pretty', 'concise', 'json'].includes(output.format);
  await deliver(reportOf({ workspace, findings }, options.failOn ?? 'error', exitCode), invocation, { folder: runtime.cwd, hasResult });
  if (hasResult) return exitCode;
  if (output.format === 'json') {
    const { jsonDocument } = await import('../report/json.ts');
    const status = exitCode === EXIT.done ? 'ok' : exitCode === EXIT.no ? 'no' : 'error';
    await output.result(jsonDocument(TOOL, { status, exitCode }, { inputs: workspace?.inputs ?? [], counts: counts(workspace), findings }));
  } else if (output.format === 'concise') {
    const { concise } = await import('../report/concise.ts');
    await output.result(concise(findings));
  } else {
    const lines = findings.length === 0 ? '' : await prettyText(findings, output.style, runtime.cwd);
    const verdict = workspace === null ? '' : `${paint(output.style, 'good', 'valid')}: ${summary(workspace)}\n`;
    await output.result(lines === '' ? verdict : `${lines}${verdict === '' ? '' : `\n${verdict}`}`);
  }
  return exitCode;
};

/** The same findings for the reporters: a rule per file, so that a file without findings is seen to be judged. */
function reportOf({ workspace, findings }: Verdict, failOn: FailOn, exitCode: number): CheckReport {
  const files = workspace?.inputs.map((input) => input.path) ?? [...new Set(findings.flatMap((f) => f.file ?? []))];
  const rules = files.map((id) => ({ kind: 'file', id, position: { file: id, line: 1, column: 1, endLine: 1, endColumn: 2 } }) as const);
  const sorted = withUniqueIds([...findings].sort(bySignificance));
  return {
    command: 'validate',
    tool: TOOL,
    files,
    plan: null,
    rules,
    findings: sorted,
    ignored: [],
    known: null,
    failOn,
    exitCode,
    show: null,
    failure: null,
  };
}

async function judge(paths: readonly string[], cwd: string, now: string): Promise<Verdict> {
  try {
    return await loadWorkspace(paths, { cwd, now });
  } catch (error) {
    if (error instanceof ConfigError) return { workspace: null, findings: error.findings };
    throw error;
  }
}

async function prettyText(findings: readonly Finding[], style: Parameters<typeof paint>[0], cwd: string): Promise<string> {
  const { prettyFindings } = await import('../report/pretty-findings.ts');
  return prettyFindings(findings, style, await readSources(findings, { cwd }));
}

const counts = (workspace: Workspace | null) =>
  workspace && {
    files: workspace.inputs.length,
    accounts: workspace.accounts.length,
    senders: workspace.accounts.reduce((sum, account) => sum + account.senders.length, 0),
    campaigns: workspace.campaigns.length,
    contacts: contactsOf(workspace),
    scenarios: workspace.scenarios.length,
  };

const contactsOf = (workspace: Workspace): number =>
  workspace.campaigns.flatMap((campaign) => campaign.segments).reduce((sum, segment) => sum + segment.contacts, 0);

function summary(workspace: Workspace): string {
  const parts = [
    counted(workspace.accounts.length, 'account'),
    counted(workspace.campaigns.length, 'campaign'),
    counted(contactsOf(workspace), 'contact'),
    ...(workspace.scenarios.length > 0 ? [counted(workspace.scenarios.length, 'scenario')] : []),
  ];
  return `${parts.join(', ')} in ${counted(workspace.inputs.length, 'file')}`;
}
