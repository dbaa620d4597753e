/** The Dockerfile, as far as it can be tested without Docker: its instructions, and what its last stage holds, run as its user on a read-only tree. */

import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declaredPlan, ROOT } from '../helpers/run-cli.ts';

interface Instruction {
  readonly name: string;
  readonly value: string;
}

const INSTRUCTIONS: readonly Instruction[] = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => ({ name: line.split(' ', 1)[0] as string, value: line.slice(line.indexOf(' ') + 1) }));

const lastStage = INSTRUCTIONS.slice(INSTRUCTIONS.map(({ name }) => name).lastIndexOf('FROM'));
const last = (name: string): string => lastStage.find((i) => i.name === name)?.value ?? '';
/** Sources and target of every COPY; `from`: the stage, or null for the repository. */
const copies = (list: readonly Instruction[]) =>
  list
    .filter(({ name }) => name === 'COPY')
    .map(({ value }) => {
      const words = value.split(' ');
      const from = words[0]?.startsWith('--from=') ? (words.shift() as string).slice(7) : null;
      return { from, sources: words.slice(0, -1), target: words.at(-1) as string };
    });

describe('Dockerfile', () => {
  it('both stages are Debian slim, with a Node this program runs on', () => {
    const bases = INSTRUCTIONS.filter(({ name }) => name === 'FROM').map(({ value }) => value.split(' ')[0]);
    expect(bases).toEqual(Array(2).fill(`node:${'$'}{NODE}`));
    expect(INSTRUCTIONS[0]).toEqual({ name: 'ARG', value: 'NODE=20-bookworm-slim' });
  });

  it('the image runs as a numbered user that is not root, and says what it is', () => {
    expect(last('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(JSON.parse(last('ENTRYPOINT'))).toEqual(['sendplan']);
    for (const label of ['title', 'description', 'licenses']) expect(last('LABEL')).toContain(`org.opencontainers.image.${label}="`);
    // Nothing is installed or fetched where the program will run.
    expect(lastStage.filter(({ name }) => name === 'RUN').map(({ value }) => value.split(' ')[0])).toEqual(['ln']);
    expect(lastStage.some(({ name }) => name === 'ADD')).toBe(false);
  });

  it('installs from the lock file, without scripts', () => {
    expect(INSTRUCTIONS.map(({ value }) => value)).toContain('npm ci --ignore-scripts --no-audit --no-fund');
  });

  it('.dockerignore lets through what is copied, and nothing else', () => {
    const lines = readFileSync(join(ROOT, '.dockerignore'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe('*');
    const passing = lines.slice(1).map((line) => line.replace(/^!/, ''));
    const wanted = copies(INSTRUCTIONS).flatMap(({ from, sources }) => (from === null ? sources : []));
    expect(passing.sort()).toEqual([...new Set(wanted)].sort());
    for (const name of wanted) expect([name, existsSync(join(ROOT, name))]).toEqual([name, true]);
  });
});

describe('what the image holds', () => {
  let folder: string;
  let work: string;
  const image = (path: string): string => join(folder, 'image', path);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sendplan-image-'));
    chmodSync(folder, 0o755);
    for (const { sources, target } of copies(lastStage)) {
      for (const source of sources) {
        const [from, name] = [join(ROOT, source.replace('/build/', '')), source.split('/').at(-1) as string];
        const to = target.endsWith('/') ? join(target, name) : target;
        mkdirSync(dirname(image(to)), { recursive: true });
        cpSync(from, image(to), { recursive: true });
      }
    }
    const [, , program = '', link = ''] = last('RUN').split(' ');
    mkdirSync(dirname(image(link)), { recursive: true });
    symlinkSync(image(program), image(link));
    work = join(folder, 'work');
    mkdirSync(work);
    writeFileSync(join(work, 'autumn.sendplan.yaml'), declaredPlan());
    writeFileSync(join(work, 'capacity.json'), JSON.stringify({ formatVersion: '1.0', observedAt: '2026-11-20T09:30:00Z', readings: [] }));
    for (const path of [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))])
      if (existsSync(path) && !path.endsWith('/sendplan')) chmodSync(path, path.endsWith('.json') ? 0o444 : 0o555);
  });
  afterAll(() => {
    for (const path of [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))])
      if (existsSync(path)) chmodSync(path, 0o755);
    rmSync(folder, { recursive: true, force: true });
  });

  /** As the image's user where the test may choose one; no HOME, nothing to write to. */
  function run(...argv: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
    const [uid, gid] = last('USER').split(':').map(Number) as [number, number];
    const identity = process.getuid?.() === 0 ? { uid, gid } : {};
    const env = { PATH: dirname(process.execPath), NODE_ENV: 'production' };
    const child = spawn(image('/usr/local/bin/sendplan'), argv, { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'], ...identity });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
      });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, text }));
    });
  }
  const CAPACITY = ['--snapshot', 'capacity.json', '--now', 'snapshot', '-q'];

  it('CH-08: offline commands need nothing but reading', async () => {
    expect(await run('--version')).toEqual({ code: 0, text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(await run('validate', '.', '--now', '2026-11-20T09:30:00Z')).toMatchObject({ code: 0 });
    expect(await run('check', '.', ...CAPACITY)).toMatchObject({ code: 0, text: expect.stringContaining('passed: no findings') });
    expect(await run('plan', '.', ...CAPACITY, '--solver', 'highs')).toMatchObject({ code: 0, text: expect.stringContaining('highs') });
    expect(await run('completion', 'bash')).toMatchObject({ code: 0 });
  }, 120_000);

  it('a plan that cannot be written is one clear error', async () => {
    const { code, text } = await run('plan', '.', ...CAPACITY, '-o', 'plan.json');
    expect(code).toBe(2);
    expect(text).toMatch(/^error: cannot write "plan\.json": .*\((EACCES|EROFS)\)\n$/);
    expect(readdirSync(work).sort()).toEqual(['autumn.sendplan.yaml', 'capacity.json']);
  });
});
