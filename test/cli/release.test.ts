/** A release as others get it: the tag with the built program, the action and the pre-commit hook run from it without a build or a network. */

import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/commands/program.ts';
import { actionFile, pullRequest, runAction } from '../helpers/run-action.ts';
import { declaredPlan, ROOT } from '../helpers/run-cli.ts';

const NOW = ['--now', '2026-11-20T09:30:00Z'];
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const run = promisify(execFile);

let folder: string;
let repository: string;
/** The tree of the tag, as somebody checks it out. */
let tagged: string;

const ENV = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@brand.example',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@brand.example',
};
const git = (...args: readonly string[]) => run('git', args, { cwd: repository, env: ENV }).then(({ stdout }) => stdout.trim());
const tag = () => run(join(repository, '.ci/tag'), [], { cwd: repository, env: ENV }).catch((error: { stderr: string }) => error);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sendplan-release-'));
  [repository, tagged] = [join(folder, 'repository'), join(folder, 'tagged')];
  for (const path of [repository, tagged]) mkdirSync(path);
  for (const name of [
    '.ci',
    '.gitignore',
    '.npmrc',
    '.pre-commit-hooks.yaml',
    'LICENSE',
    'README.md',
    'action.yml',
    'dist',
    'package.json',
  ])
    cpSync(join(ROOT, name), join(repository, name), { recursive: true });
  await git('init', '--quiet');
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'base');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('.ci/tag', () => {
  it('refuses uncommitted changes and a program of another version', async () => {
    writeFileSync(join(repository, 'README.md'), 'changed');
    expect((await tag()).stderr).toContain('not tagged: there are uncommitted changes');
    await git('checkout', '--quiet', 'README.md');
    const manifest = join(repository, 'package.json');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, text.replace(`"version": "${version}"`, '"version": "99.0.0"'));
    await git('commit', '--quiet', '-am', 'other version');
    expect((await tag()).stderr).toContain('dist/ is of another version than package.json (99.0.0)');
    await git('reset', '--quiet', '--hard', 'HEAD~1');
  });

  it('tags a commit that holds dist/, once, and leaves branch and working tree alone', async () => {
    const before = [await git('rev-parse', 'HEAD'), await git('status', '--porcelain')];
    expect((await tag()).stderr).toBe('');
    expect([await git('rev-parse', 'HEAD'), await git('status', '--porcelain')]).toEqual(before);
    expect((await git('tag')).split('\n')).toEqual([`v${version.split('.')[0]}`, `v${version}`]);
    expect(await git('rev-parse', `v${version}^`)).toBe(before[0]);
    expect(await git('ls-tree', '--name-only', 'HEAD', 'dist')).toBe('');
    expect((await tag()).stderr).toContain(`not tagged: v${version} exists`);
    await run('sh', ['-c', `git archive v${version} | tar -x -C "${tagged}"`], { cwd: repository, env: ENV });
    expect(readFileSync(join(tagged, 'dist/cli.js'), 'utf8')).toBe(readFileSync(join(ROOT, 'dist/cli.js'), 'utf8'));
  });
});

describe('the action of the tag', () => {
  it('is what action.yml names, for Node 24, and runs with nothing installed', async () => {
    const { runs, inputs, outputs } = actionFile(tagged);
    expect([runs.using, existsSync(join(tagged, runs.main)), existsSync(join(tagged, 'node_modules'))]).toEqual(['node24', true, false]);
    for (const { description } of [...Object.values(inputs), ...Object.values(outputs)]) expect(description.length).toBeGreaterThan(20);
    const result = await runAction({
      action: tagged,
      files: { 'a.sendplan.yaml': declaredPlan() },
      inputs: { files: 'a.sendplan.yaml', args: [...NOW, '--solver', 'highs'].join('\n') },
      payload: pullRequest(),
    });
    expect([result.code, result.outputs['outcome']]).toEqual([0, 'passed']);
    expect(Object.keys(result.outputs).sort()).toEqual(Object.keys(outputs).sort());
  });
});

describe('the pre-commit hook', () => {
  const [hook] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as readonly [Record<string, unknown>];

  it('runs a command there is, once for all files', () => {
    const [program, command] = String(hook['entry']).split(' ');
    expect(program).toBe('sendplan');
    expect(COMMANDS.map((spec) => spec.name)).toContain(command);
    expect([hook['language'], hook['pass_filenames']]).toEqual(['node', false]);
    const files = new RegExp(String(hook['files']));
    for (const name of ['plans/a.sendplan.yaml', 'a.sendplan.yml', 'x/y.sendplan.json']) expect(files.test(name), name).toBe(true);
    for (const name of ['a.yaml', 'sendplan.yaml.txt', 'asendplan.yaml', 'plan.json']) expect(files.test(name), name).toBe(false);
  });

  it('is installed as pre-commit does it, without a network, and judges ten files', async () => {
    const prefix = join(folder, 'environment');
    const env = { ...ENV, npm_config_prefix: prefix, npm_config_cache: join(folder, 'cache'), npm_config_userconfig: '/dev/null' };
    // pre-commit takes all of this output for the file's name.
    const { stdout } = await run('npm', ['pack'], { cwd: tagged, env });
    expect(stdout).toBe(`sendplan-${version}.tgz\n`);
    // SC-07: the program, its licences, and nothing of ours beside it.
    const { stdout: list } = await run('tar', ['-tzf', join(tagged, stdout.trim())]);
    const shipped = /^package\/(package\.json|README\.md|LICENSE|dist\/(THIRD-PARTY-NOTICES\.txt|highs\.wasm|[\w.-]+\.js|index\.d\.ts))$/;
    expect(
      list
        .trim()
        .split('\n')
        .filter((name) => !shipped.test(name)),
    ).toEqual([]);
    await run('npm', ['install', '-g', '--offline', join(tagged, stdout.trim())], { cwd: tagged, env });
    const work = join(folder, 'work');
    mkdirSync(join(work, 'plans'), { recursive: true });
    for (let i = 0; i < 10; i++) {
      const own = declaredPlan().replaceAll('relay', `relay-${i}`).replaceAll('news@', `news-${i}@`).replaceAll('autumn', `autumn-${i}`);
      writeFileSync(join(work, `plans/part-${i}.sendplan.yaml`), own);
    }
    const line = [...String(hook['entry']).split(' ').slice(1), ...(hook['args'] as readonly string[]), ...NOW];
    const hooked = () =>
      run(join(prefix, 'bin/sendplan'), line, { cwd: work, env: ENV }).catch((error: { code: number; stdout: string }) => error);
    expect((await hooked()).stdout).toBe('valid: 10 accounts, 10 campaigns, 1,000 contacts in 10 files\n');
    writeFileSync(join(work, 'plans/part-3.sendplan.yaml'), 'version: 1\ncampains: []\n');
    expect(await hooked()).toMatchObject({ code: 2, stdout: expect.stringContaining('part-3.sendplan.yaml:2:1') });
  }, 120_000);
});
