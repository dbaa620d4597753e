/** Inside a CI system: annotations beside the result, places seen from the repository, capacity of another day. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/commands/main.ts';
import { fakeRuntime } from '../helpers/fake-runtime.ts';
import { declaredPlan, folderWith } from '../helpers/run-cli.ts';
import { runnerCommands } from '../helpers/runner-commands.ts';

let folder: ReturnType<typeof folderWith>;
const SHORT = declaredPlan({ contacts: 300, extra: ', serve: { atLeast: 0.9 }' });

beforeAll(() => {
  folder = folderWith({
    'short.sendplan.yaml': SHORT,
    'broken.sendplan.yaml': 'version: 1\ncampains: []\n',
    'live.sendplan.yaml': `version: 1
horizon: { start: 2026-11-20, end: 2026-11-26 }
accounts:
  - { id: sg, provider: sendgrid, credentials: { apiKeyEnv: SENDGRID_API_KEY }, senders: [{ id: a@brand.example, dailyLimit: 5 }] }
campaigns:
  - { id: autumn, contacts: 1 }
`,
    'summary.md': '',
  });
  mkdirSync(join(folder.path, 'sub'));
  writeFileSync(join(folder.path, 'sub/short.sendplan.yaml'), SHORT);
});
afterAll(() => folder.remove());

async function run(line: string, variables: Record<string, string> = {}, over: { now?: string; cwd?: string } = {}) {
  const runtime = fakeRuntime({
    cwd: over.cwd ?? folder.path,
    variables,
    now: () => Date.parse(over.now ?? '2026-11-20T09:30:00Z'),
  });
  const code = await main(line.split(' '), runtime);
  return { code, out: runtime.out(), err: runtime.err() };
}
const ON_GITHUB = { GITHUB_ACTIONS: 'true' };

describe('annotations of its own accord', () => {
  it('on GitHub, beside the pretty result: on standard error, the result unchanged', async () => {
    const [there, here] = [await run('check short.sendplan.yaml -q', ON_GITHUB), await run('check short.sendplan.yaml -q')];
    expect([there.code, there.out]).toEqual([here.code, here.out]);
    expect(here.err).toBe('');
    expect(runnerCommands(there.err).map(({ name, properties }) => [name, properties['file'], properties['line']])).toEqual([
      ['error', 'short.sendplan.yaml', '13'],
      ['warning', 'short.sendplan.yaml', '13'],
    ]);
    expect(runnerCommands(there.out)).toEqual([]);
  });

  it('validate has them too, with the findings that make files unusable', async () => {
    const { code, err } = await run('validate broken.sendplan.yaml', ON_GITHUB);
    expect(code).toBe(2);
    expect(runnerCommands(err).map(({ name, properties }) => [name, properties['title']])).toEqual([
      ['error', 'Unknown key (config.unknown-key)'],
    ]);
  });

  it('no answer is an annotation as well', async () => {
    const { code, err } = await run('check live.sendplan.yaml -q', ON_GITHUB);
    expect(code).toBe(3);
    const [first] = runnerCommands(err);
    expect([first?.name, first?.properties['title']]).toEqual(['error', 'sendplan check: no answer']);
    expect(first?.message).toContain('SENDGRID_API_KEY is not set');
  });

  it('PF-29: machine formats stay one document on both streams, and the format github has its annotations once', async () => {
    for (const format of ['json', 'sarif', 'gitlab', 'junit', 'markdown', 'concise']) {
      const { err } = await run(`check short.sendplan.yaml -q --format ${format}`, ON_GITHUB);
      expect([format, err]).toEqual([format, '']);
    }
    const github = await run('check short.sendplan.yaml -q --format github', ON_GITHUB);
    expect([runnerCommands(github.out).length, github.err]).toEqual([2, '']);
  });

  it('not elsewhere, and never with --no-ci-detect, which leaves the job summary alone as well', async () => {
    for (const variables of [{}, { GITHUB_ACTIONS: 'false' }, { CI: 'true' }])
      expect((await run('check short.sendplan.yaml -q', variables)).err).toBe('');
    const summary = join(folder.path, 'summary.md');
    const off = await run('check short.sendplan.yaml -q --no-ci-detect', { ...ON_GITHUB, GITHUB_STEP_SUMMARY: summary });
    expect([off.code, off.err, readFileSync(summary, 'utf8')]).toEqual([1, '', '']);
  });

  it('files are named from the root of the repository, where a runner looks for them', async () => {
    const variables = { ...ON_GITHUB, GITHUB_WORKSPACE: folder.path };
    const cwd = join(folder.path, 'sub');
    for (const line of ['check short.sendplan.yaml -q', 'check short.sendplan.yaml -q --format github']) {
      const { out, err } = await run(line, variables, { cwd });
      expect(runnerCommands(out + err).map((c) => c.properties['file'])).toEqual(Array(2).fill('sub/short.sendplan.yaml'));
    }
    const outside = await run('check short.sendplan.yaml -q', { ...variables, GITHUB_WORKSPACE: cwd });
    expect(runnerCommands(outside.err)[0]?.properties['file']).toBe('short.sendplan.yaml');
    for (const [format, env] of [
      ['sarif', variables],
      ['gitlab', variables],
      ['gitlab', { GITLAB_CI: 'true', CI_PROJECT_DIR: folder.path }],
    ] as const) {
      const { out } = await run(`check short.sendplan.yaml -q --format ${format}`, env, { cwd });
      expect([format, out.match(/"(?:uri|path)": "[^"]*"/g)?.map((text) => text.replace(/.*: /, ''))]).toEqual([
        format,
        Array(2).fill('"sub/short.sendplan.yaml"'),
      ]);
    }
    const concise = await run('check short.sendplan.yaml -q --format concise', variables, { cwd });
    expect(concise.out).toMatch(/^short\.sendplan\.yaml:13:5: error/);
  });
});

describe('check --save', () => {
  it('keeps the plan that was judged: the same findings when it is checked itself', async () => {
    const made = await run('check short.sendplan.yaml --save kept.json --format concise');
    expect(made.code).toBe(1);
    const kept = await run('check kept.json --format concise');
    expect([kept.code, kept.out]).toEqual([made.code, made.out]);
    const planned = await run('plan short.sendplan.yaml -o planned.json -q');
    expect(planned.code).toBe(0);
    const text = (name: string) => readFileSync(join(folder.path, name), 'utf8');
    expect(text('kept.json')).toBe(text('planned.json'));
  });

  it('a saved plan is not kept a second time', async () => {
    await run('plan short.sendplan.yaml -o again.json -q');
    const { code, err } = await run('check again.json --save other.json');
    expect([code, err]).toEqual([2, expect.stringContaining('again.json is a saved plan already')]);
  });
});

describe('--now snapshot', () => {
  const LATER = { now: '2027-03-01T00:00:00Z' };
  it('takes the time of the saved capacity as the present, however long ago', async () => {
    await run('usage short.sendplan.yaml --save kept-capacity.json -q');
    const then = await run('check short.sendplan.yaml --snapshot kept-capacity.json --json');
    const later = await run('check short.sendplan.yaml --snapshot kept-capacity.json --now snapshot --json', {}, LATER);
    expect([later.code, later.out]).toEqual([then.code, then.out]);
    expect((await run('check short.sendplan.yaml --snapshot kept-capacity.json --json', {}, LATER)).out).not.toBe(then.out);
  });

  it('needs a snapshot that can be read', async () => {
    expect(await run('check short.sendplan.yaml --now snapshot')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Give --snapshot'),
    });
    for (const file of ['missing.json', 'broken.sendplan.yaml'])
      expect((await run(`check short.sendplan.yaml --now snapshot --snapshot ${file}`)).code).toBe(2);
  });
});
