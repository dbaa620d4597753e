import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Format, isMachineFormat } from '../../src/commands/options.ts';
import { COMMANDS } from '../../src/commands/program.ts';
import { commandFolder, FOLDER_NOW, GOOD_LINES } from '../helpers/command-folder.ts';
import { hangingProvider } from '../helpers/hanging-provider.ts';
import { CLI, declaredPlan, EXAMPLE_NOW, folderWith, ROOT, runCli } from '../helpers/run-cli.ts';

const NOW = ['--now', '2026-11-20T09:30:00Z'];
const EXAMPLE = ['plans/example', '--sandbox', '--now', EXAMPLE_NOW];
let folder: ReturnType<typeof folderWith>;

/** A plan file with so many senders that its usage as JSON is larger than any pipe buffer. */
function manySenders(count: number): string {
  const senders = Array.from(
    { length: count },
    (_, i) => `{"id":"mailbox${i}@brand.example","dailyLimit":30,"sentToday":0,"weeklyLimit":"unlimited"}`,
  );
  return `{"version":1,"horizon":{"start":"2026-11-20","end":"2026-11-26"},"accounts":[{"id":"relay","provider":"declared",
"credits":{"remaining":1000,"resets":{"next":"2026-12-01","every":"month"}},"senders":[${senders.join(',')}]}],
"campaigns":[{"id":"autumn","contacts":10}]}`;
}

/** More campaigns than can be served: a finding for each of them, and one of the policy. */
function shortCampaigns(count: number): string {
  const campaigns = Array.from({ length: count }, (_, i) => `  - { id: "campaign ${i} ${'x'.repeat(100)}", contacts: 1000 }\n`);
  return `${declaredPlan().replace(/campaigns:[\s\S]*/, '')}campaigns:\n${campaigns.join('')}policy: { serve: { all: 1 } }\n`;
}

beforeAll(() => {
  folder = folderWith({
    'ok.sendplan.yaml': declaredPlan(),
    'many.sendplan.json': manySenders(2500),
    'unknown-key.sendplan.yaml': 'version: 1\ncampains: []\n',
    'unknown-credits.sendplan.yaml': declaredPlan({ credits: null }),
  });
});
afterAll(() => folder.remove());

describe('standard output', () => {
  it('PF-29: a document above 1 MiB comes through a pipe whole', async () => {
    const { stdout, code, stderr } = await runCli(['usage', 'many.sendplan.json', '--json', ...NOW], { cwd: folder.path });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout.length).toBeGreaterThan(1024 * 1024);
    expect(JSON.parse(stdout).accounts[0].senders).toHaveLength(2500);
    expect(stdout.endsWith('}\n')).toBe(true);
  });

  it('PF-29: a large document with a failing exit code comes whole too', async () => {
    const bad = folderWith({ 'bad.sendplan.json': manySenders(2000).replaceAll('"dailyLimit":30', '"dailyLimt":30') });
    const { stdout, code } = await runCli(['validate', 'bad.sendplan.json', '--json', ...NOW], { cwd: bad.path });
    bad.remove();
    expect(code).toBe(2);
    expect(JSON.parse(stdout).outcome).toEqual({ status: 'error', exitCode: 2 });
  });

  it('PF-29: 3 MiB with exit code 1 come whole through a pipe whose reader is late', { timeout: 120_000 }, async () => {
    const bad = folderWith({ 'bad.sendplan.yaml': shortCampaigns(4000) });
    const argv = [CLI, 'check', 'bad.sendplan.yaml', '--json', ...NOW];
    const child = spawn(process.execPath, argv, { cwd: bad.path, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    // The pipe is full long before anybody reads.
    await new Promise((resolve) => child.stdout.once('readable', resolve));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const pieces: Buffer[] = [];
    for await (const piece of child.stdout) pieces.push(piece as Buffer);
    const text = Buffer.concat(pieces).toString('utf8');
    bad.remove();
    expect(await ended).toBe(1);
    expect(text.length).toBeGreaterThan(3 * 1024 * 1024);
    const document = JSON.parse(text);
    expect(document.outcome).toEqual({ status: 'no', exitCode: 1 });
    expect(document.findings.length).toBeGreaterThan(4000);
  });

  it('PF-29: a reader that goes away early is no failure', async () => {
    const code = await new Promise<number | null>((resolve) => {
      const child = spawn(process.execPath, [CLI, 'usage', 'many.sendplan.json', '--json', ...NOW], {
        cwd: folder.path,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let errors = '';
      child.stderr.on('data', (chunk: Buffer) => {
        errors += chunk.toString();
      });
      child.stdout.once('data', () => child.stdout.destroy());
      child.on('close', (exitCode) => {
        expect(errors).toBe('');
        resolve(exitCode);
      });
    });
    expect(code).toBe(0);
  });

  it('a full disk is an error, said on standard error', async () => {
    const full = openSync('/dev/full', 'w');
    const result = spawnSync(process.execPath, [CLI, 'schema'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect(result.status).toBe(2);
    expect(result.stderr.toString()).toBe('error: cannot write the result: ENOSPC\n');
  });

  it('PF-29: errors are one JSON document as well, with findings or an error in it', async () => {
    const cases = [
      { argv: ['plan', 'unknown-key.sendplan.yaml', '--json'], code: 2, error: 'config', findings: 1 },
      { argv: ['plan', 'unknown-credits.sendplan.yaml', '--json'], code: 3, error: 'capacity_unknown', findings: 1 },
      { argv: ['plan', 'missing.sendplan.yaml', '--json'], code: 2, error: 'usage', findings: 0 },
      { argv: ['plan', '--json', '--bogus'], code: 2, error: 'usage', findings: 0 },
      { argv: ['nonsense', '--format=json'], code: 2, error: 'usage', findings: 0 },
      { argv: ['completion', 'bash', '--format', 'json'], code: 2, error: 'usage', findings: 0 },
    ];
    for (const { argv, code, error, findings } of cases) {
      const result = await runCli([...argv, ...NOW], { cwd: folder.path });
      const document = JSON.parse(result.stdout);
      expect(document.outcome).toEqual({ status: 'error', exitCode: code });
      expect(document.error.code).toBe(error);
      expect(document.findings).toHaveLength(findings);
      expect(document.tool.name).toBe('sendplan');
      expect(result.code).toBe(code);
    }
  });

  it('--out writes the result to a file, - to standard output', async () => {
    const toFile = await runCli(['usage', 'ok.sendplan.yaml', '--format', 'csv', '-o', 'usage.csv', ...NOW], { cwd: folder.path });
    expect(toFile.stdout).toBe('');
    const toStdout = await runCli(['plan', 'ok.sendplan.yaml', '-o', '-', ...NOW], { cwd: folder.path });
    expect(JSON.parse(toStdout.stdout).formatVersion).toBe('1.0');
    const both = await runCli(['plan', 'ok.sendplan.yaml', '-o', '-', '--format', 'csv', ...NOW], { cwd: folder.path });
    expect(both.code).toBe(2);
  });

  it('progress goes to standard error, one line each, and --quiet silences it', { timeout: 120_000 }, async () => {
    const loud = await runCli(['plan', ...EXAMPLE], { cwd: ROOT });
    expect(loud.stderr).toMatch(/^read puffle outreach in \d+ ms$/m);
    expect(loud.stderr).toMatch(/^solved 2 of \d+, served\.priority1: 103,000 in \d+ ms$/m);
    const quiet = await runCli(['plan', ...EXAMPLE, '--quiet'], { cwd: ROOT });
    expect(quiet.stderr).toBe('');
    expect(quiet.stdout).toBe(loud.stdout);
  });
});

/** What a whole document of a machine format looks like; throws or returns false otherwise. */
const IS_WHOLE: Partial<Record<Format, (text: string) => boolean>> = {
  json: (text) => JSON.parse(text) !== null,
  sarif: (text) => JSON.parse(text).version === '2.1.0',
  gitlab: (text) => Array.isArray(JSON.parse(text)),
  junit: (text) => /^<\?xml [^>]*\?>\n<testsuites[\s>][\s\S]*<\/testsuites>\n$/.test(text),
  markdown: (text) => /^(<!-- sendplan:\w+ -->\n)?## \S/.test(text) && text.endsWith('\n'),
  github: (text) => text.split('\n').every((line) => /^(::(error|warning|notice) |\w|$)/.test(line)),
  csv: (text) => new Set(Papa.parse<string[]>(text.trimEnd()).data.map((cells) => cells.length)).size === 1,
};

describe('PF-29: machine formats with both streams in one file are one document', () => {
  let made: Awaited<ReturnType<typeof commandFolder>>;
  beforeAll(async () => {
    made = await commandFolder();
  }, 120_000);
  afterAll(() => made.remove());
  const both = (argv: readonly string[], cwd: string): { readonly text: string; readonly code: number | null } => {
    const file = join(made.path, 'both.txt');
    const descriptor = openSync(file, 'w');
    const env = { PATH: process.env['PATH'] ?? '' };
    const { status } = spawnSync(process.execPath, [CLI, ...argv], { cwd, env, stdio: ['ignore', descriptor, descriptor] });
    closeSync(descriptor);
    return { text: readFileSync(file, 'utf8'), code: status };
  };
  // The sandbox prints its lines as it starts, until it is interrupted.
  const cases = COMMANDS.filter(({ name }) => name !== 'sandbox').flatMap(({ name, formats }) =>
    formats.filter(isMachineFormat).map((format) => [name, format] as const),
  );

  it('every machine format is known here', () => {
    expect(cases.filter(([, format]) => IS_WHOLE[format] === undefined)).toEqual([]);
  });

  it.each(cases)('%s --format %s', (name, format) => {
    const { text, code } = both(
      [name, ...(GOOD_LINES[name] ?? '').split(' ').filter(Boolean), '--format', format, ...FOLDER_NOW],
      made.path,
    );
    expect([code, IS_WHOLE[format]?.(text)]).toEqual([0, true]);
  });

  it.each([
    ['check policy.sendplan.yaml', 1],
    ['check unknown-key.sendplan.yaml', 2],
    ['validate unknown-key.sendplan.yaml', 2],
  ] as const)('%s, which ends with %i', (line, expected) => {
    for (const format of ['json', 'markdown', 'github', 'sarif', 'junit', 'gitlab'] as const) {
      const { text, code } = both([...line.split(' '), '--format', format, ...FOLDER_NOW], made.path);
      expect([format, code, IS_WHOLE[format]?.(text)]).toEqual([format, expected, true]);
    }
  });

  it('progress of slow providers stays out of them', () => {
    for (const command of ['usage', 'plan']) expect(IS_WHOLE.json?.(both([command, ...EXAMPLE, '--json'], ROOT).text)).toBe(true);
  });
});

describe('the same plan everywhere', () => {
  const plan = async (env: Record<string, string>) => (await runCli(['plan', ...EXAMPLE, '--json'], { cwd: ROOT, env })).stdout;

  it('PF-21, PF-22: same bytes in other zones and locales; no path, host or user of this machine', { timeout: 120_000 }, async () => {
    const here = await plan({ TZ: 'UTC', LANG: 'C' });
    expect(here).toBe(await plan({ TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }));
    expect(here).toBe(await plan({ TZ: 'America/St_Johns', LANG: 'de_DE.UTF-8' }));
    const { hostname, userInfo } = await import('node:os');
    for (const secret of [ROOT, hostname(), `/${userInfo().username}/`, 'sandbox-no-real-key', 'no-real-key', '127.0.0.1'])
      expect(here).not.toContain(secret);
  });
});

describe('colour', () => {
  const escapes = (text: string) => text.includes('\u001b');
  it('OU-03: none on a pipe, none for machine formats, --color before NO_COLOR before FORCE_COLOR', async () => {
    const run = (argv: readonly string[], env: Record<string, string> = {}) =>
      runCli(['plan', 'ok.sendplan.yaml', ...argv, ...NOW], { cwd: folder.path, env });
    expect(escapes((await run([])).stdout)).toBe(false);
    expect(escapes((await run(['--color', 'always'])).stdout)).toBe(true);
    expect(escapes((await run(['--color', 'always'], { NO_COLOR: '1' })).stdout)).toBe(true);
    expect(escapes((await run([], { FORCE_COLOR: '1' })).stdout)).toBe(true);
    expect(escapes((await run([], { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout)).toBe(false);
    const json = await run(['--json', '--color', 'always'], { FORCE_COLOR: '3' });
    expect(escapes(json.stdout + json.stderr)).toBe(false);
  });
});

describe('common options', () => {
  it('every command has the same ones, and takes them before and after its name', async () => {
    for (const spec of COMMANDS) {
      const { stdout } = await runCli([spec.name, '--help']);
      for (const flag of ['--directory', '--format', '--json', '--out', '--color', '--no-input', '--quiet', '--verbose', '--now']) {
        expect(stdout, spec.name).toContain(flag);
      }
      expect(stdout, spec.name).toContain('Examples:\n  ');
    }
    const before = await runCli(['-C', folder.path, '--json', 'validate', 'ok.sendplan.yaml', ...NOW]);
    const after = await runCli(['validate', 'ok.sendplan.yaml', '-C', folder.path, '--json', ...NOW]);
    expect(before.code).toBe(0);
    expect(before.stdout).toBe(after.stdout);
  });

  it('one set of flags can be given to every command', async () => {
    const flags = ['--sandbox', '--solver', 'auto', '--time-limit', '5', '--strict', '--no-input', '-q'];
    expect((await runCli(['validate', 'ok.sendplan.yaml', ...flags, ...NOW], { cwd: folder.path })).code).toBe(0);
  });
});

describe('signals', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s while a provider hangs: exit %i within a second, nothing half-written', async (signal, expected) => {
    const provider = await hangingProvider();
    const live = folderWith({
      'live.sendplan.yaml': `version: 1
horizon: { start: 2026-11-20, end: 2026-11-26 }
accounts:
  - { id: sg, provider: sendgrid, credentials: { apiKeyEnv: SENDGRID_API_KEY }, senders: [{ id: a@brand.example, dailyLimit: 5 }] }
campaigns:
  - { id: autumn, contacts: 1 }
`,
    });
    let interruptedAt = 0;
    const onStart = (child: ChildProcess) => {
      void provider.whenAsked.then(() => {
        interruptedAt = performance.now();
        child.kill(signal);
      });
    };
    const env = { SENDGRID_API_KEY: 'SG.not-a-real-key', SENDPLAN_BASE_URL_SENDGRID: `http://127.0.0.1:${provider.port}` };
    const result = await runCli(['plan', 'live.sendplan.yaml', '-o', 'plan.json', '--json', ...NOW], { cwd: live.path, env, onStart });
    const took = performance.now() - interruptedAt;
    provider.close();
    expect(readdirSync(live.path)).toEqual(['live.sendplan.yaml']);
    live.remove();
    expect(result.code).toBe(expected);
    expect(took).toBeLessThan(1000);
    expect(JSON.parse(result.stdout).error.code).toBe('interrupted');
    expect(result.stdout + result.stderr).not.toContain('not-a-real-key');
  });

  it('SV-44: while solving: exit 130 within a second, the earlier plan untouched', async () => {
    const folderHere = folderWith({ 'plan.json': 'earlier' });
    let interruptedAt = 0;
    const onStart = (child: ChildProcess) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        if (interruptedAt > 0 || !chunk.toString().includes('solved 2 of')) return;
        interruptedAt = performance.now();
        child.kill('SIGINT');
      });
    };
    const result = await runCli(['plan', ...EXAMPLE, '-o', join(folderHere.path, 'plan.json')], { cwd: ROOT, onStart });
    expect(result.code).toBe(130);
    expect(performance.now() - interruptedAt).toBeLessThan(1000);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(/error: interrupted, nothing half-written\n$/);
    expect(readdirSync(folderHere.path)).toEqual(['plan.json']);
    expect(readFileSync(join(folderHere.path, 'plan.json'), 'utf8')).toBe('earlier');
    folderHere.remove();
  });

  it('sandbox runs until it is interrupted, and says where it is', async () => {
    const onStart = (child: ChildProcess) => {
      child.stdout?.on('data', () => child.kill('SIGINT'));
    };
    const result = await runCli(['sandbox', ...NOW], { onStart });
    expect(result.code).toBe(130);
    expect(result.stdout).toMatch(/^export SENDPLAN_BASE_URL_SENDGRID=http:\/\/127\.0\.0\.1:\d+\/sendgrid$/m);
    expect(result.stdout).toMatch(/^export SENDGRID_API_KEY=SG\.sandbox-no-real-key$/m);
  });
});
