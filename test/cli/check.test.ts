/** `check` through the real binary: the reports of the example as golden files (UPDATE_GOLDEN=1 rewrites them), streams, empty environment. */

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, EXAMPLE_NOW, folderWith, ROOT, runCli } from '../helpers/run-cli.ts';

let folder: ReturnType<typeof folderWith>;
let plan: string;

/** One account whose senders are all paused but one, so that there is a note for each, and a promise that is not kept. */
const manyNotes = (senders: number): string =>
  JSON.stringify({
    version: 1,
    timeZone: 'UTC',
    horizon: { start: '2026-11-20', end: '2026-11-21' },
    accounts: [
      {
        id: 'relay',
        provider: 'declared',
        credits: { remaining: 1000 },
        contacts: { limit: 'unlimited', used: 0 },
        dailyLimit: 'unlimited',
        senders: Array.from({ length: senders }, (_, i) => ({
          id: `sender-${i}@brand.example`,
          dailyLimit: 1,
          sentToday: 0,
          weeklyLimit: 'unlimited',
          status: i === 0 ? 'active' : 'paused',
        })),
      },
    ],
    campaigns: [{ id: 'autumn', contacts: 10, serve: { atLeast: 1 } }],
  });

beforeAll(async () => {
  folder = folderWith({ 'notes.sendplan.json': manyNotes(7000), 'summary.md': '' });
  plan = join(folder.path, 'plan.json');
  const planned = await runCli(['plan', 'plans/example', '--sandbox', '--now', EXAMPLE_NOW, '-o', plan, '-q']);
  expect(planned.code).toBe(0);
}, 120_000);
afterAll(() => folder.remove());

const check = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runCli(['check', plan, '--now', EXAMPLE_NOW, ...args], { cwd: ROOT, env });

function golden(name: string, text: string): string {
  const path = join(ROOT, 'test/fixtures/golden', name);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
  return readFileSync(path, 'utf8');
}

describe('the example company', () => {
  it('passes: its one broken policy is accepted; the comment on a pull request', async () => {
    const { code, stdout } = await check(['--format', 'markdown']);
    expect(stdout).toBe(golden('check-comment.md', stdout));
    expect(code).toBe(0);
  });

  it('fails when nothing is ignored; the job summary says what fails, by how much, what would fix it', async () => {
    const summary = join(folder.path, 'summary.md');
    const { code } = await check(['--no-ignore', '-q'], { GITHUB_STEP_SUMMARY: summary });
    const text = readFileSync(summary, 'utf8');
    expect(text).toBe(golden('check-summary.md', text));
    expect(code).toBe(1);
    expect(text).toContain('0 of 68,000 credits left at its reset on 1 Dec | 2%: 1,360 | 1,360 sends fewer, or 1,388 credits more');
  });

  it('CI-07: a saved plan needs no environment and no network', async () => {
    expect((await check([], { HTTPS_PROXY: 'http://127.0.0.1:9' })).code).toBe(0);
  });
});

describe('streams', () => {
  it('megabytes of JSON through a pipe arrive whole, with exit code 1', async () => {
    const { code, stdout, stderr } = await runCli(['check', 'notes.sendplan.json', '--json', '--now', '2026-11-20T09:30:00Z'], {
      cwd: folder.path,
    });
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout.length).toBeGreaterThan(3 * 1024 * 1024);
    expect(JSON.parse(stdout).counts).toEqual({ error: 1, warning: 2, info: 6999, ignored: 0, baseline: 0 });
  });

  it.each(['json', 'sarif', 'gitlab', 'junit'])('2>&1 of %s is one document', async (format) => {
    const text = await new Promise<string>((resolve) => {
      const child = spawn(
        '/bin/sh',
        ['-c', '"$0" "$1" check "$2" --now "$3" --no-ignore --format "$4" 2>&1', process.execPath, CLI, plan, EXAMPLE_NOW, format],
        {
          cwd: ROOT,
          env: { PATH: process.env['PATH'] ?? '' },
        },
      );
      let all = '';
      child.stdout.on('data', (chunk: Buffer) => {
        all += chunk.toString('utf8');
      });
      child.on('close', () => resolve(all));
    });
    if (format === 'junit') expect(text).toMatch(/^<\?xml [\s\S]*<\/testsuites>\n$/);
    else expect(() => JSON.parse(text)).not.toThrow();
  });
});
