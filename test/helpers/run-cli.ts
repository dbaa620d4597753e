/** Runs the built program and collects what it printed. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program as users run it; `npm test` builds it first. SENDPLAN_TEST_CLI names another build, such as an installed package. */
export const CLI = process.env['SENDPLAN_TEST_CLI'] ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
/** Root of the repository: example files are read from here. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The example's own present. */
export const EXAMPLE_NOW = '2026-11-20T14:30:00Z';

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface CliOptions {
  readonly cwd?: string;
  /** The whole environment besides PATH; nothing of the test run's own leaks in. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process once it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs one command line to its end. */
export function runCli(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const startedAt = performance.now();
  const env = { PATH: process.env['PATH'] ?? '', ...options.env };
  const child = spawn(process.execPath, [CLI, ...argv], { cwd: options.cwd ?? ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  options.onStart?.(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        code,
        signal,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
        ms: performance.now() - startedAt,
      }),
    );
  });
}

/** A folder with the given files, and how to remove it. */
export function folderWith(files: Readonly<Record<string, string>>): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'sendplan-test-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A plan file with declared numbers only: one account, one sender, one campaign. Answers are the same on every day. */
export function declaredPlan(over: { readonly contacts?: number; readonly credits?: number | null; readonly extra?: string } = {}): string {
  const { contacts = 100, credits = 1000, extra = '' } = over;
  return `version: 1
timeZone: UTC
horizon: { start: 2026-11-20, end: 2026-11-26 }
accounts:
  - id: relay
    provider: declared
    credits: { ${credits === null ? '' : `remaining: ${credits}, allowance: ${credits}, `}resets: { next: 2026-12-01, every: month } }
    contacts: { limit: unlimited, used: 0 }
    dailyLimit: unlimited
    senders:
      - { id: news@brand.example, dailyLimit: 40, sentToday: 0, weeklyLimit: unlimited, status: active }
campaigns:
  - { id: autumn, contacts: ${contacts}, window: { start: 2026-11-20, end: 2026-11-24 }${extra} }
`;
}
