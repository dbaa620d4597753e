/** The action as the runner starts it: its built entry, a job in the environment, a server standing for the code host. */

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MARKER } from '../../src/report/markdown.ts';
import { HOSTILE } from '../helpers/check-reports.ts';
import { ACTIONS_BOT, type HostRequest, PERSON, type StandIn, startCodeHost } from '../helpers/code-host.ts';
import { elementsIn, render, textsIn } from '../helpers/rendered-markdown.ts';
import { pullRequest, runAction, type Step } from '../helpers/run-action.ts';
import { declaredPlan } from '../helpers/run-cli.ts';

const GOOD = declaredPlan();
const SHORT = declaredPlan({ contacts: 300, extra: ', serve: { atLeast: 0.9 }' });
const ARGS = '--now\n2026-11-20T09:30:00Z';
const NOTHING = () => null as number | null;

let host: StandIn;
let refuse: (request: HostRequest) => number | null;
beforeEach(async () => {
  refuse = NOTHING;
  host = await startCodeHost((request) => refuse(request));
});
afterEach(() => host.close());

const step = (plan: string, inputs: Readonly<Record<string, string>> = {}, over: Partial<Step> = {}) =>
  runAction({
    files: { 'plans/autumn.sendplan.yaml': plan },
    inputs: { files: 'plans', args: ARGS, ...inputs },
    payload: pullRequest(),
    apiUrl: host.url,
    ...over,
  });
const written = () => host.requests.filter((r) => r.method !== 'GET');

describe('exit codes and outputs', () => {
  it('a plan that holds: passed, counts, the plan and the reports where later steps find them', async () => {
    const { code, outputs, file, summary, left } = await step(GOOD);
    expect(code).toBe(0);
    expect(outputs).toEqual({
      'exit-code': '0',
      outcome: 'passed',
      errors: '0',
      warnings: '0',
      notes: '0',
      ignored: '0',
      plan: expect.stringMatching(/\/temp\/sendplan-\w+\/plan\.json$/),
      report: expect.stringMatching(/report\.json$/),
      markdown: expect.stringMatching(/report\.md$/),
    });
    expect(JSON.parse(file('plan') ?? '').formatVersion).toBe('1.0');
    expect(JSON.parse(file('report') ?? '').outcome).toEqual({ status: 'ok', exitCode: 0 });
    expect(file('markdown')).toBe(summary);
    expect(summary.split('\n').slice(0, 2)).toEqual([MARKER, '## ✅ sendplan check passed: no findings']);
    expect(left).toEqual(['plans/autumn.sendplan.yaml']);
    expect(host.requests).toEqual([]);
  });

  it('a broken promise: failed, annotated at its line', async () => {
    const { code, outputs, commands, summary } = await step(SHORT);
    expect([code, outputs['outcome'], outputs['errors'], outputs['warnings']]).toEqual([1, 'failed', '1', '1']);
    expect(commands.filter((c) => c.name === 'error').map((c) => [c.properties['file'], c.properties['line']])).toEqual([
      ['plans/autumn.sendplan.yaml', '13'],
    ]);
    expect(summary).toContain('## ❌ sendplan check failed: 1 error, 1 warning');
    expect((await step(SHORT, { 'fail-on': 'never' })).outputs).toMatchObject({ 'exit-code': '0', outcome: 'passed', errors: '1' });
  });

  it('unusable files, and nothing to check', async () => {
    const broken = await step('version: 1\ncampains: []\n');
    expect([broken.code, broken.outputs['outcome'], broken.outputs['errors'], broken.outputs['plan']]).toEqual([2, 'unusable', '1', '']);
    const missing = await step(GOOD, { files: 'no/such/folder' });
    expect([missing.code, missing.outputs['outcome'], missing.outputs['errors']]).toEqual([2, 'unusable', '']);
  });

  it('inputs that are wrong: every one named, nothing run', async () => {
    const { code, commands, outputs } = await step(GOOD, { command: 'apply', comment: 'yes', 'fail-on': 'info', files: ' \n ' });
    expect(code).toBe(2);
    const [error] = commands.filter((c) => c.name === 'error');
    for (const word of ['"apply"', '"yes"', '"info"', 'files is empty']) expect(error?.message).toContain(word);
    expect(outputs).toMatchObject({ 'exit-code': '2', outcome: 'unusable', errors: '' });
    expect((await step(GOOD, { 'working-directory': 'nowhere' })).code).toBe(2);
  });

  it('validate, plan, and check of a saved plan in a folder of its own', async () => {
    const validated = await step(GOOD, { command: 'validate' });
    expect([validated.code, validated.outputs['errors'], validated.outputs['plan']]).toEqual([0, '0', '']);
    const planned = await step(SHORT, { command: 'plan' });
    expect([planned.code, planned.outputs['outcome'], planned.outputs['errors'], planned.outputs['report']]).toEqual([0, 'passed', '', '']);
    const files = { 'sub/plan.json': planned.file('plan') ?? '', 'sub/plans/autumn.sendplan.yaml': SHORT };
    const saved = await step('', { files: 'plan.json', 'working-directory': 'sub' }, { files });
    expect([saved.code, saved.outputs['plan']]).toEqual([1, expect.stringMatching(/workspace\/sub\/plan\.json$/)]);
    expect(saved.commands.find((c) => c.name === 'error')?.properties['file']).toBe('sub/plans/autumn.sendplan.yaml');
  });

  it('saved capacity, judged as of the time it was read', async () => {
    const snapshot = JSON.stringify({ formatVersion: '1.0', observedAt: '2026-11-20T09:30:00Z', readings: [] });
    const files = { 'plans/autumn.sendplan.yaml': GOOD, 'capacity.json': snapshot };
    const { code, outputs } = await step('', { snapshot: 'capacity.json', args: '--now\nsnapshot' }, { files });
    expect([code, outputs['outcome']]).toEqual([0, 'passed']);
  });
});

describe('the comment', () => {
  it('off by default', async () => {
    await step(SHORT);
    expect(host.requests).toEqual([]);
  });

  it('changes: made with the first news, left alone while the report is the same, updated when it is another one', async () => {
    const wish = { comment: 'changes' };
    expect((await step(GOOD, wish)).log).toContain('sendplan: comment quiet\n');
    expect(host.comments).toEqual([]);
    expect((await step(SHORT, wish)).log).toContain('sendplan: comment created\n');
    const [first] = host.comments;
    expect(first?.user).toEqual(ACTIONS_BOT);
    expect(first?.body.split('\n').slice(0, 2)).toEqual([MARKER, '## ❌ sendplan check failed: 1 error, 1 warning']);
    expect(first?.body).toMatch(
      /\n<sub>Reported for c0ffee0 by <a href="https:\/\/code\.example\/acme\/plans\/actions\/runs\/42">this run<\/a>\.<\/sub>\n$/,
    );
    const later = pullRequest();
    const next = { pull_request: { ...later.pull_request, head: { ...later.pull_request.head, sha: 'f'.repeat(40) } } };
    expect((await step(SHORT, wish, { payload: next })).log).toContain('sendplan: comment unchanged\n');
    expect((await step(GOOD, wish, { payload: next })).log).toContain('sendplan: comment updated\n');
    expect(host.comments.length).toBe(1);
    expect(host.comments[0]?.body).toContain('## ✅ sendplan check passed: no findings');
    expect(host.comments[0]?.body).toContain('Reported for fffffff');
    expect(written().map((r) => r.method)).toEqual(['POST', 'PATCH']);
  });

  it('always: made and updated by every run', async () => {
    await step(GOOD, { comment: 'always' });
    await step(GOOD, { comment: 'always' });
    expect(written().map((r) => r.method)).toEqual(['POST', 'PATCH']);
    expect(host.comments.length).toBe(1);
  });

  it('is found on the second page, between comments of others that only look like it', async () => {
    host.write(`${MARKER}\nwritten by a person`, PERSON);
    for (let i = 0; i < 120; i++) host.write(`comment ${i}`);
    host.write(`quoted:\n${MARKER}`, ACTIONS_BOT);
    const own = host.write(`${MARKER}\r\nold report`, ACTIONS_BOT);
    await step(SHORT, { comment: 'changes' });
    expect(written().map((r) => r.path)).toEqual([`/repos/acme/plans/issues/comments/${own.id}`]);
    expect(own.body).toContain('1 error, 1 warning');
    expect(host.comments[0]?.body).toContain('written by a person');
  });

  it("a person's token updates that person's comment", async () => {
    host.write(`${MARKER}\nof the bot`, ACTIONS_BOT);
    const own = host.write(`${MARKER}\nold`, PERSON);
    await step(SHORT, { comment: 'changes', token: 'github_pat_1234567890' });
    expect(written().map((r) => r.path)).toEqual([`/repos/acme/plans/issues/comments/${own.id}`]);
  });

  it('of a fork with a reading token: a notice, the verdict stands', async () => {
    refuse = (request) => (request.method === 'GET' ? null : 403);
    const { code, commands } = await step(GOOD, { comment: 'always' }, { payload: pullRequest('stranger/plans') });
    expect(code).toBe(0);
    expect(commands.filter((c) => c.name === 'notice').map((c) => c.message)).toEqual([
      'No comment: the token may not write one (HTTP 403). In pull requests from forks it may only read. The report is in the job summary.',
    ]);
    expect(commands.filter((c) => ['error', 'warning'].includes(c.name))).toEqual([]);
    expect(host.comments).toEqual([]);
  });

  it('faults of the host: reading is tried again, making is not; a warning, the verdict stands', async () => {
    let left = 1;
    refuse = (request) => (request.method === 'GET' && left-- > 0 ? 502 : null);
    expect((await step(SHORT, { comment: 'changes' })).log).toContain('sendplan: comment created\n');
    refuse = (request) => (request.method === 'PATCH' ? 422 : null);
    const { code, commands } = await step(GOOD, { comment: 'always' });
    expect([code, commands.filter((c) => c.name === 'warning').length]).toEqual([0, 1]);
    host.comments.length = 0;
    host.requests.length = 0;
    refuse = (request) => (request.method === 'POST' ? 502 : null);
    await step(SHORT, { comment: 'changes' });
    expect(written().map((r) => r.method)).toEqual(['POST']);
  });

  it('is not there for a push, for an event that cannot be read, and over http', async () => {
    for (const over of [
      { event: 'push', payload: { ref: 'refs/heads/main' } },
      { payload: 'broken' },
      { payload: { pull_request: { number: '7' } } },
    ])
      expect((await step(SHORT, { comment: 'always' }, over)).log).toContain('sendplan: no comment, the event is about no pull request\n');
    const insecure = await step(SHORT, { comment: 'always' }, { apiUrl: 'http://code.example/api' });
    expect(insecure.commands.some((c) => c.name === 'warning' && c.message.includes('GITHUB_API_URL with https'))).toBe(true);
    expect(host.requests).toEqual([]);
  });

  it('does not go on saying that all is well when there is nothing to report any more', async () => {
    await step(GOOD, { comment: 'always' });
    const { code } = await step(GOOD, { comment: 'changes', files: 'gone' });
    expect(code).toBe(2);
    expect(host.comments.map((c) => c.body.split('\n')[1])).toEqual(['## ❌ sendplan check: no report']);
  });
});

describe('what comes from outside', () => {
  /** A plan in which every name is hostile and every campaign short. */
  const hostilePlan = (names: readonly string[]): string => {
    const accounts = GOOD.slice(GOOD.indexOf('accounts:'), GOOD.indexOf('campaigns:'));
    const campaigns = names.map((id) => ({ id, contacts: 300, serve: { atLeast: 1 }, window: { start: '2026-11-20', end: '2026-11-24' } }));
    return `${GOOD.slice(0, GOOD.indexOf('accounts:'))}${accounts}campaigns: ${JSON.stringify(campaigns)}\n`;
  };

  it('OU-04, OU-10: hostile names are obeyed by nobody, in log, summary and comment', async () => {
    const names = HOSTILE.filter(
      (name) => name.trim() !== '' && !/[\u0000-\u001f\u007f-\u009f\ud800-\udfff\uffff\u200b-\u202e\ufeff]/u.test(name),
    );
    expect(names.length).toBeGreaterThan(10);
    const { code, commands, summary } = await step(hostilePlan(names), { comment: 'changes' });
    expect(code).toBe(1);
    expect([...new Set(commands.map((c) => c.name))].sort()).toEqual(['add-mask', 'error', 'warning']);
    expect(commands.filter((c) => c.name === 'add-mask').map((c) => c.message)).toEqual(
      expect.arrayContaining(['ghs_tokenOfTheJob', Buffer.from('ghs_tokenOfTheJob').toString('base64')]),
    );
    for (const text of [summary, host.comments[0]?.body ?? '']) {
      const html = render(text);
      expect(elementsIn(html).filter((name) => /^(script|img|testsuite)/.test(name))).toEqual([]);
      expect(textsIn(html).outsideCode).not.toMatch(/(^|[^\w])@\w|(^|[^\w])#\d|gh-\d|https?:|www\.\w/i);
      expect(text.split(MARKER).length).toBe(2);
    }
  });

  it('OU-13: a huge report still is a comment', async () => {
    const names = Array.from({ length: 400 }, (_, i) => `${'@|'.repeat(90)}${i}`);
    const { commands } = await step(hostilePlan(names), { comment: 'changes' });
    expect(host.comments.length).toBe(1);
    expect(host.comments[0]?.body.length).toBeLessThan(65_536);
    for (const level of ['error', 'warning']) expect(commands.filter((c) => c.name === level).length).toBe(10);
  }, 120_000);

  it('a file that looks like an option, or like two, is a file', async () => {
    const { code, log } = await step(GOOD, { files: '--help\n$(touch pwned)' });
    expect(code).toBe(2);
    expect(log).toContain('No such file or folder: --help, $(touch pwned)');
  });
});

describe('secrets', () => {
  const LIVE = `version: 1
horizon: { start: 2026-11-20, end: 2026-11-26 }
accounts:
  - { id: sg, provider: sendgrid, credentials: { apiKeyEnv: SENDGRID_API_KEY }, senders: [{ id: a@brand.example, dailyLimit: 5 }] }
campaigns:
  - { id: autumn, contacts: 1 }
`;

  it('CI-08: a fork without keys that asks for live capacity is skipped aloud, and no pass', async () => {
    const fork = { payload: pullRequest('stranger/plans') };
    const { code, outputs, commands, summary } = await step(LIVE, {}, fork);
    expect(code).toBe(3);
    expect(outputs).toMatchObject({ 'exit-code': '3', outcome: 'skipped', errors: '' });
    expect(commands.find((c) => c.name === 'notice')?.message).toMatch(/^Skipped, no credentials: .* Commit a snapshot/);
    expect(summary).toContain('sendplan check: no answer');
    expect((await step(LIVE)).outputs['outcome']).toBe('no-capacity');
  });

  it('CI-17, CI-11: keys and their base64 are masked before anything else is said, and stand nowhere else', async () => {
    const key = 'SG.canary%key\nsecond-line';
    const env = { SENDGRID_API_KEY: key, SENDPLAN_BASE_URL_SENDGRID: 'http://127.0.0.1:9', PUFFLE_API_KEY: 'tiny' };
    const { log, commands, summary, file } = await step(LIVE, { comment: 'always' }, { env });
    const masked = commands.filter((c) => c.name === 'add-mask').map((c) => c.message);
    expect(masked).toEqual(expect.arrayContaining([key, 'second-line', Buffer.from(key).toString('base64')]));
    expect(masked).not.toContain('tiny');
    expect(masked).not.toContain('http://127.0.0.1:9');
    const rest = log
      .split('\n')
      .filter((line) => !line.startsWith('::add-mask::'))
      .join('\n');
    expect(log.startsWith('::add-mask::')).toBe(true);
    for (const text of [rest, summary, host.comments[0]?.body ?? '', file('report') ?? ''])
      for (const secret of ['canary', 'second-line', 'ghs_tokenOfTheJob', 'runtimeTokenOfTheRunner', Buffer.from(key).toString('base64')])
        expect(text).not.toContain(secret);
    expect(new Set(host.requests.map((r) => r.token))).toEqual(new Set(['ghs_tokenOfTheJob']));
  });

  it('warns of an event that gives secrets to code from anybody', async () => {
    const { commands } = await step(GOOD, {}, { event: 'pull_request_target' });
    expect(commands.some((c) => c.name === 'warning' && c.message.includes('Use pull_request'))).toBe(true);
  });
});
