/** `sendplan validate`: says whether plan files can be used, and if not, everything that is wrong with them. */

import { loadWorkspace } from '../config/load.ts';
import { ConfigError } from '../errors.ts';
import { formatInstant } from '../model/calendar.ts';
import type { Finding } from '../model/finding.ts';
import type { Workspace } from '../model/workspace.ts';
import { paint } from '../report/style.ts';
import { counted } from '../report/words.ts';
import type { Run } from './command.ts';
import { EXIT } from './failure.ts';
import { readSources } from './sources.ts';
import { TOOL } from './tool.ts';

interface Verdict {
  readonly workspace: Workspace | null;
  readonly findings: readonly Finding[];
}

/** Exit 0 without errors, else 2. */
export const run: Run<object> = async ({ arguments: paths, runtime, output }) => {
  const { workspace, findings } = await judge(paths, runtime.cwd, formatInstant(runtime.now()));
  const exitCode = findings.some((f) => f.severity === 'error') ? EXIT.usage : EXIT.done;
  if (output.format === 'json') {
    const { jsonDocument } = await import('../report/json.ts');
    const status = exitCode === EXIT.done ? 'ok' : 'error';
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
