/**
 * Plan files made to hurt, given to the program itself with a cap on CPU time and heap: each ends with exit 2 and a clear error.
 * The caps are generous; what was used is printed at the end.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI } from '../helpers/run-cli.ts';

/** CPU seconds until the kernel ends the process (SIGXCPU, SIGKILL): wall clocks of busy machines say nothing. */
const CPU_SECONDS = 10;
/** Units: MiB. */
const HEAP = 256;
const MOST_RSS = 512;

const repeated = (count: number, part: (i: number) => string): string => Array.from({ length: count }, (_, i) => part(i)).join('');
const HEAD = 'version: 1\nhorizon: { end: 2026-12-19 }\n';
const MIB = 1024 * 1024;
/** As much as a plan file may hold. */
const full = (text: string): string => text.slice(0, MIB - 100);

/** Name, text, what the only line (or one of the lines) says; the file is .json when the name ends with it. */
const CASES: readonly (readonly [name: string, text: string, says: RegExp])[] = [
  [
    'billion laughs',
    `x-0: &x0 [lol]\n${repeated(10, (i) => `x-${i + 1}: &x${i + 1} [${Array(10).fill(`*x${i}`).join(', ')}]\n`)}`,
    /:6:31: error config\.limit More than 50 anchors and aliases/,
  ],
  [
    'few aliases that multiply',
    `x-0: &x0 [${Array(100).fill('a').join(', ')}]\n${repeated(5, (i) => `x-${i + 1}: &x${i + 1} [${Array(8).fill(`*x${i}`).join(', ')}]\n`)}`,
    /:1:1: error config\.limit The file holds more than 100000 values, aliases included/,
  ],
  [
    '80,000 keys',
    `version: 1\nx-a:\n${repeated(80_000, (i) => `  k${i}: 1\n`)}`,
    /:5003:8: error config\.limit A map holds more than 5000 keys/,
  ],
  [
    '80,000 keys in braces',
    `version: 1\nx-a: {${repeated(80_000, (i) => `k${i}: 1,`)}}`,
    /error config\.limit A map holds more than 5000 keys/,
  ],
  [
    '80,000 times the same key',
    `version: 1\nx-a:\n${repeated(80_000, () => '  k: 1\n')}`,
    /error config\.limit A map holds more than 5000 keys/,
  ],
  [
    '4,900 times the same key',
    `version: 1\nx-a:\n${repeated(4_900, () => '  k: 1\n')}`,
    /:4:3: error config\.duplicate-key The key k is written twice/,
  ],
  [
    'nesting of 10,000 lists',
    `version: 1\nx-a: ${'['.repeat(10_000)}`,
    /:2:55: error config\.limit Lists and maps are nested more than 50 deep/,
  ],
  [
    'nesting of 10,000 maps',
    `version: 1\nx-a: ${'{a: '.repeat(10_000)}`,
    /error config\.limit Lists and maps are nested more than 50 deep/,
  ],
  [
    'nesting by indentation',
    repeated(1_400, (i) => `${' '.repeat(i)}a:\n`),
    /error config\.limit Lists and maps are nested more than 50 deep/,
  ],
  [
    'nesting of 10,000 objects.json',
    `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
    /error config\.limit Lists and maps are nested more/,
  ],
  ['%YAML 1.1', '%YAML 1.1\n---\nversion: 1\n', /:1:1: error config\.syntax The directive %YAML 1\.1 is not supported/],
  [
    '__proto__',
    `${HEAD}accounts: [{ id: a, provider: declared, __proto__: { x: 1 } }]\n`,
    /error config\.unknown-key The key __proto__ is not allowed/,
  ],
  [
    'constructor',
    `${HEAD}accounts: [{ id: a, provider: declared, constructor: 1 }]\n`,
    /error config\.unknown-key The key constructor is not/,
  ],
  [
    '__proto__.json',
    '{"version":1,"__proto__":{"x":1},"accounts":[{"id":"a","provider":"declared"}]}',
    /error config\.unknown-key The key __proto__/,
  ],
  ['scalar of 10 MB', `version: 1\nx-a: ${'a'.repeat(10 * MIB)}\n`, /:1:1: error config\.limit .* has \d+ bytes; expected at most 1048576/],
  [
    'scalar of 1 MB where a word is expected',
    full(`version: 1\ntimeZone: ${'a'.repeat(MIB)}`),
    /:2:11: error config\.invalid-value timeZone is "a{60}…"/,
  ],
  [
    'random scalar of 1 MB',
    full(`version: 1\nx-a: ${'aB3'.repeat(MIB / 3)}`),
    /:2:6: error config\.secret-literal x-a looks like a credential/,
  ],
  [
    'number of 1 MB',
    full(`${HEAD}campaigns:\n  - { id: c, contacts: ${'9'.repeat(MIB)}`),
    /error config\.syntax A map in braces is not closed/,
  ],
  [
    'closed number of 1 MB',
    `${full(`${HEAD}campaigns:\n  - { id: c, contacts: ${'9'.repeat(MIB)}`)} }\n`,
    /:4:24: error config\.invalid-value contacts of campaign c is/,
  ],
  ['1e400', `${HEAD}campaigns: [{ id: c, contacts: 1e400 }]\n`, /:3:32: error config\.invalid-value 1e400 is not a plain decimal number/],
  [
    '40,000 odd numbers',
    `${HEAD}x-a: [${'0x1F,'.repeat(40_000)}]\ncampaigns: [${'{ id: c, contacts: 0x1F },'.repeat(1_000)}]\n`,
    /0x1F is not a plain decimal number. Write 31/,
  ],
  [
    '100,000 campaigns',
    `${HEAD}campaigns:\n${repeated(30_000, (i) => `  - {id: c${i}, contacts: 5}\n`)}`,
    /error config\.limit The file holds more than 100000 values/,
  ],
  [
    '9,000 broken campaigns',
    `${HEAD}campaigns:\n${repeated(9_000, (i) => `  - {id: c${i}, contcts: 5}\n`)}`,
    /More than 200 findings of this severity in this file/,
  ],
  [
    '9,000 campaigns of the same id',
    `${HEAD}campaigns:\n${repeated(9_000, () => '  - {id: c, contacts: 5}\n')}`,
    /error config\.duplicate-id The campaign id c is used twice/,
  ],
  ['200,000 documents', full('---\n'.repeat(MIB / 4)), /error config\.(syntax|empty)/],
  ['1 MB of one key', full(`version: 1\n${'k'.repeat(MIB)}: 1`), /error config\./],
  ['1 MB of spaces', full(`version: 1\nx-a:${' '.repeat(MIB)}`), /error config\.empty/],
  ['1 MB of line breaks', full(`version: 1${'\n'.repeat(MIB)}`), /error config\.empty/],
  ['1 MB of tabs', full(`version: 1\n${'\t'.repeat(MIB)}a`), /error config\./],
  ['1 MB of colons', full(`version: 1\n${': '.repeat(MIB)}`), /error config\./],
  ['1 MB of commas', full(`version: 1\nx-a: [${','.repeat(MIB)}`), /error config\.syntax/],
  ['1 MB of brackets', full(`version: 1\nx-a: ${'[]'.repeat(MIB)}`), /:2:8: error config\.syntax Something stands here/],
  ['1 MB of braces in a list', full(`version: 1\nx-a: [${'{}'.repeat(MIB)}`), /:2:9: error config\.syntax Something stands here/],
  ['1 MB of closing brackets', full(`version: 1\n${']'.repeat(MIB)}`), /:2:1: error config\.syntax A \] that closes nothing/],
  ['1 MB of double quotes', full(`version: 1\nx-a: ${'"'.repeat(MIB)}`), /error config\./],
  [
    '1 MB of lines that begin with a comma',
    full(`version: 1\n${',\n'.repeat(MIB)}`),
    /error config\.limit The file holds more than 100000 values/,
  ],
  ['1 MB of empty items', full(`version: 1\nx-a:\n${'-\n'.repeat(MIB)}`), /error config\.limit The file holds more than 100000 values/],
  ['1 MB of quotes', full(`version: 1\nx-a: ${"'".repeat(MIB)}`), /error config\./],
  ['1 MB of exclamation marks', full(`version: 1\nx-a: ${'!'.repeat(MIB)}`), /error config\.syntax/],
  ['1 MB of a block scalar', full(`version: 1\ntimeZone: |\n${' a\n'.repeat(MIB)}`), /:2:11: error config\.invalid-value timeZone is/],
  ['lone carriage returns', full(`version: 1\r${'\r'.repeat(MIB)}`), /:1:11: error config\.syntax The file holds a carriage return/],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sendplan-hostile-'));
});
const used = new Map<string, { readonly cpuMs: number; readonly rssMb: number }>();
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  const most = (of: 'cpuMs' | 'rssMb') => [...used].sort(([, a], [, b]) => b[of] - a[of])[0];
  const [slowest, largest] = [most('cpuMs'), most('rssMb')];
  if (slowest && largest)
    process.stdout.write(
      `hostile plan files: at most ${(slowest[1].cpuMs / 1000).toFixed(2)} s CPU (${slowest[0]}), at most ${Math.round(largest[1].rssMb)} MiB (${largest[0]})\n`,
    );
});

function validate(
  file: string,
): Promise<{ readonly code: number | null; readonly signal: string | null; readonly out: string; readonly err: string }> {
  const usage = join(folder, 'usage.json');
  rmSync(usage, { force: true });
  const preload = new URL('../helpers/preload/usage.mjs', import.meta.url).href;
  const command = `ulimit -t ${CPU_SECONDS}; exec "$0" --max-old-space-size=${HEAP} "$@"`;
  const child = spawn(
    'sh',
    ['-c', command, process.execPath, CLI, 'validate', file, '--format', 'concise', '--now', '2026-11-20T14:30:00Z'],
    {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', NODE_OPTIONS: `--import=${preload}`, SENDPLAN_TEST_USAGE: usage },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err })));
}

describe('IN-01 to IN-08, IN-10, IN-11, IN-21: hostile plan files', () => {
  it.each(CASES)('%s', { timeout: 120_000 }, async (name, text, says) => {
    const file = name.endsWith('.json') ? 'p.sendplan.json' : 'p.sendplan.yaml';
    writeFileSync(join(folder, file), text);
    const { code, signal, out, err } = await validate(file);
    expect([code, signal, err]).toEqual([2, null, '']);
    const lines = out.trimEnd().split('\n');
    expect(
      lines.some((line) => says.test(line)),
      out.slice(0, 500),
    ).toBe(true);
    expect(lines.length).toBeLessThanOrEqual(201);
    for (const line of lines) expect(line.length).toBeLessThan(2_000);
    expect(out).not.toMatch(/RangeError|call stack|heap/i);
    const figures = JSON.parse(readFileSync(join(folder, 'usage.json'), 'utf8')) as { cpuMs: number; rssMb: number };
    used.set(name, figures);
    expect(figures.rssMb).toBeLessThan(MOST_RSS);
  });
});
