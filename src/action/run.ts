/** The GitHub action from inputs to exit code: runs sendplan on the checked-out files, sets outputs, keeps one comment up to date. */

import { UsageError } from '../errors.ts';
import { createRedactor } from '../providers/redact.ts';
import { commandData, workflowCommand } from '../report/github.ts';
import { MARKER } from '../report/markdown.ts';
import { connect, isSafeHost } from './code-host.ts';
import { footerOf, upsertComment } from './comment.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { type Job, readJob } from './job.ts';
import { setOutputs } from './outputs.ts';
import { type Result, runSendplan } from './program.ts';
import { maskedForms, secretsIn } from './secrets.ts';
import type { World } from './world.ts';

/** Exit code → outcome of the step, in one word. */
const OUTCOMES: Readonly<Record<number, string>> = {
  0: 'passed',
  1: 'failed',
  2: 'unusable',
  3: 'no-capacity',
  4: 'no-plan',
  70: 'bug',
  130: 'interrupted',
  143: 'interrupted',
};
const UNUSABLE = 2;
const NO_CAPACITY = 3;

/** Runs the action; resolves to the exit code of the step. A comment that cannot be written never changes it. */
export async function runAction(world: World): Promise<number> {
  const job = await readJob(world.env);
  try {
    const inputs = readInputs(world.env);
    const secrets = secretsIn(world.env, inputs.token);
    for (const form of maskedForms(secrets)) await world.say(`::add-mask::${commandData(form)}\n`);
    if (job.event === 'pull_request_target') await warn(world, UNSAFE_EVENT);
    const result = await runSendplan(inputs, job, world);
    const outcome = isSkipped(result, job) ? 'skipped' : (OUTCOMES[result.code] ?? 'bug');
    if (outcome === 'skipped') await notice(world, SKIPPED);
    await setOutputs(job.outputs, outputsOf(result, outcome));
    if (inputs.comment !== 'off' && outcome !== 'interrupted') await comment(inputs, job, result, world, secrets);
    return result.code;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await world.say(workflowCommand('error', { title: 'sendplan: inputs of the action' }, error.message));
    await setOutputs(job.outputs, outputsOf({ code: UNUSABLE, plan: null, json: null, markdown: null }, OUTCOMES[UNUSABLE] as string));
    return UNUSABLE;
  }
}

const UNSAFE_EVENT =
  'pull_request_target gives secrets and a writing token to a job about code from anybody. Use pull_request with a committed snapshot.';
const SKIPPED =
  'Skipped, no credentials: pull requests from forks get no secrets, so capacity was not read and nothing was judged. This is no pass (exit code 3). Commit a snapshot and name it in the input snapshot to check them.';

const notice = (world: World, message: string) => world.say(workflowCommand('notice', { title: 'sendplan' }, message));
const warn = (world: World, message: string) => world.say(workflowCommand('warning', { title: 'sendplan' }, message));

/** Live capacity was asked for where no key can be. */
const isSkipped = ({ code, json }: Result, { pullRequest }: Job): boolean =>
  code === NO_CAPACITY && pullRequest?.isFork === true && json?.content.error?.code === 'provider_auth';

/** Counts nobody made are empty, not 0. */
function outputsOf({ code, plan, json, markdown }: Result, outcome: string): Readonly<Record<string, string>> {
  const counts = json === null || json.content.error ? undefined : json.content.counts;
  const known = (count: number | undefined): string => (count === undefined ? '' : String(count));
  return {
    'exit-code': String(code),
    outcome,
    errors: known(counts?.error),
    warnings: known(counts?.warning),
    notes: known(counts?.info),
    ignored: known(counts?.ignored),
    plan: plan ?? '',
    report: json?.path ?? '',
    markdown: markdown?.path ?? '',
  };
}

async function comment(
  inputs: Inputs,
  job: Job,
  { code, json, markdown }: Result,
  world: World,
  secrets: readonly string[],
): Promise<void> {
  const { pullRequest, repository, apiUrl, runUrl } = job;
  if (pullRequest === null) return world.say(`sendplan: no comment, the event is about no pull request\n`);
  if (repository === null || inputs.token === '' || !isSafeHost(apiUrl))
    return warn(world, 'No comment: it needs a token, GITHUB_REPOSITORY, and a GITHUB_API_URL with https.');
  const { error = 0, warning = 0 } = json?.content.counts ?? {};
  // Without a report the comment of an earlier run must not go on saying that all is well.
  const report =
    markdown?.text ??
    `${MARKER}\n## ❌ sendplan ${inputs.command}: no report\n\nIt ended with exit code ${code} before there was anything to report; the log of the step says why.\n`;
  const result = await upsertComment(connect({ apiUrl, repository, token: inputs.token }, world), {
    pull: pullRequest.number,
    // Redacted by the program already; keys of accounts that were not read are known here only.
    report: createRedactor(secrets).redact(report),
    footer: footerOf(pullRequest.commit, runUrl),
    isNews: code !== 0 || error + warning > 0,
    mode: inputs.comment === 'always' ? 'always' : 'changes',
    isAppToken: inputs.token.startsWith('ghs_'),
  });
  if (result.ok) return world.say(`sendplan: comment ${result.value}\n`);
  const mayNot = result.status === 403 || result.status === 404;
  const hint = pullRequest.isFork ? 'In pull requests from forks it may only read.' : 'Give the job the permission pull-requests: write.';
  if (mayNot) await notice(world, `No comment: the token may not write one (${result.why}). ${hint} The report is in the job summary.`);
  else await warn(world, `No comment: ${result.why}. The report is in the job summary.`);
}
