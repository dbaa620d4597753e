/** The CI examples are executed: capacity is read from the sandbox, committed, and pull requests are checked with it on both code hosts. */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startSandbox } from '../../src/sandbox/server.ts';
import { startCodeHost } from '../helpers/code-host.ts';
import { pullRequest, runAction } from '../helpers/run-action.ts';
import { EXAMPLE_NOW, ROOT, runCli } from '../helpers/run-cli.ts';

const EXAMPLES = join(ROOT, 'plans/example/ci');
const text = (name: string): string => readFileSync(join(EXAMPLES, name), 'utf8');

interface WorkflowStep {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: Readonly<Record<string, string>>; readonly steps: readonly WorkflowStep[] }>
  >;
}
const workflow = (name: string): Workflow => parse(text(name));
const stepsOf = ({ jobs }: Workflow): readonly WorkflowStep[] => Object.values(jobs).flatMap((job) => job.steps);
/** Command line of sendplan among the commands of a step. */
const lineOf = (commands: readonly (string | undefined)[]): readonly string[] => {
  const line = commands.find((command) => command?.startsWith('sendplan '));
  if (line === undefined) throw new Error('no command of sendplan');
  return line.split(' ').slice(1);
};

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sendplan-ci-'));
  cpSync(join(ROOT, 'plans'), join(folder, 'plans'), { recursive: true });
  // As the workflow for the capacity does it, with keys that only the sandbox takes.
  const sandbox = await startSandbox({ port: 0, scenario: 'default', now: EXAMPLE_NOW });
  const steps = stepsOf(workflow('github-capacity.yml'));
  const secrets: Readonly<Record<string, string>> = {
    ACTIVECAMPAIGN_API_KEY: sandbox.credentials.activecampaign,
    PUFFLE_API_KEY: sandbox.credentials.puffle,
    SENDGRID_API_KEY: sandbox.credentials.sendgrid,
    SENDGRID_RESELLER_API_KEY: sandbox.credentials['sendgrid-reseller'],
  };
  const wanted = Object.entries(Object.assign({}, ...steps.map((step) => step.env ?? {})) as Record<string, string>);
  const env = Object.fromEntries(
    wanted.map(([name, value]) => [name, secrets[/^\$\{\{ secrets\.(\w+) \}\}$/.exec(value)?.[1] ?? ''] ?? '']),
  );
  const redirects = Object.entries(sandbox.baseUrls).map(([id, url]) => [
    `SENDPLAN_BASE_URL_${id.toUpperCase().replaceAll('-', '_')}`,
    url,
  ]);
  const line = lineOf(steps.map((step) => step.run));
  const read = await runCli([...line, '--now', EXAMPLE_NOW], { cwd: folder, env: { ...env, ...Object.fromEntries(redirects) } });
  await sandbox.close();
  expect([read.code, read.code === 0 ? '' : read.stderr]).toEqual([0, '']);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FILES = () =>
  readdirSync(join(folder, 'plans'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ya?ml|json)$/.test(name));

describe('CI-09, SC-06: GitHub workflows', () => {
  const names = readdirSync(EXAMPLES).filter((name) => name.startsWith('github'));

  it.each(names)('%s: reading permissions, pinned actions, nothing of a pull request in a shell', (name) => {
    const { on, permissions, jobs } = workflow(name);
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(permissions).toEqual({ contents: 'read' });
    for (const { uses, run } of stepsOf(workflow(name))) {
      if (uses !== undefined) expect(uses).toMatch(/^(?!OWNER)[\w-]+\/[\w-]+@[0-9a-f]{40}$|^OWNER\/sendplan@COMMIT$/);
      expect(run ?? '').not.toContain('${' + '{');
    }
    if ('pull_request' in on) {
      expect(text(name)).not.toContain('secrets.');
      for (const job of Object.values(jobs)) expect(job.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
    }
  });

  it('the check: the step itself, on the committed capacity, months later', async () => {
    const host = await startCodeHost();
    const step = stepsOf(workflow('github.yml')).find(({ uses }) => uses?.startsWith('OWNER/sendplan@'));
    const files = Object.fromEntries(FILES().map((name) => [`plans/${name}`, readFileSync(join(folder, 'plans', name), 'utf8')]));
    const { code, outputs, summary } = await runAction({ inputs: step?.with ?? {}, files, payload: pullRequest(), apiUrl: host.url });
    await host.close();
    expect([code, outputs['outcome'], outputs['warnings'], outputs['ignored']]).toEqual([0, 'passed', '2', '2']);
    expect(summary).toBe(readFileSync(join(ROOT, 'test/fixtures/golden/check-comment.md'), 'utf8'));
    expect(host.comments.map((comment) => comment.body.startsWith(summary))).toEqual([true]);
  }, 120_000);
});

describe('GitLab', () => {
  it('the job: its command, and the reports it promises', async () => {
    const { sendplan: job } = parse(text('gitlab-ci.yml'));
    const { code, stderr } = await runCli(lineOf(job.script), { cwd: folder, env: { CI: 'true', GITLAB_CI: 'true' } });
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    const report = (kind: string) => readFileSync(join(folder, job.artifacts.reports[kind]), 'utf8');
    expect(JSON.parse(report('codequality')).map((entry: { location: { path: string } }) => entry.location.path)).toContain(
      'plans/example/campaigns.sendplan.yaml',
    );
    expect(report('junit')).toMatch(/^<\?xml [\s\S]*<testsuites /);
    expect(job.artifacts.when).toBe('always');
  }, 120_000);
});
