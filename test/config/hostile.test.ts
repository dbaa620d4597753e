/** Files made to hurt: size, nesting, aliases, devices. Every one is refused quickly, with a place and without a stack overflow. */

import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, ftruncateSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadWorkspace } from '../../src/config/load.ts';
import { UsageError } from '../../src/errors.ts';
import { inFolder, line, load, loadText, loadTexts, NOW } from './plan-text.ts';

async function refusal(text: string | Uint8Array, withinMs: number, name = 'p.sendplan.yaml'): Promise<string> {
  const started = performance.now();
  const { workspace, findings } = await loadTexts({ [name]: text });
  const took = performance.now() - started;
  expect(workspace).toBeNull();
  expect(took).toBeLessThan(withinMs);
  for (const f of findings) expect(f.message).not.toMatch(/RangeError|call stack/i);
  return findings.map(line).join('\n');
}

const levels = (n: number, one: (i: number) => string) => Array.from({ length: n }, (_, i) => one(i)).join('');

describe('aliases', () => {
  test('IN-01 billion laughs of 10 levels', async () => {
    const text = `x-0: &x0 [lol]\n${levels(10, (i) => `x-${i + 1}: &x${i + 1} [${Array(10).fill(`*x${i}`).join(', ')}]\n`)}`;
    expect(await refusal(text, 500)).toMatch(/^6:31 config.limit More than 50 anchors and aliases/);
  });

  test('IN-01 aliases that are few but multiply', async () => {
    const text = `x-0: &x0 [${Array(100).fill('a').join(', ')}]\n${levels(5, (i) => `x-${i + 1}: &x${i + 1} [${Array(8).fill(`*x${i}`).join(', ')}]\n`)}`;
    expect(await refusal(text, 1500)).toBe(
      '1:1 config.limit The file holds more than 100000 values, aliases included. Expected at most 100000.',
    );
  });

  test('IN-03 20 000 pairs of anchor and alias', async () => {
    const text = `version: 1\nx-a:\n${levels(20_000, (i) => `  - &a${i} v\n  - *a${i}\n`)}`;
    expect(await refusal(text, 1500)).toMatch(/^53:5 config.limit More than 50 anchors and aliases/);
  });
});

describe('size', () => {
  test('IN-02 80 000 keys in one map', async () => {
    const text = `version: 1\nx-a:\n${levels(80_000, (i) => `  k${i}: 1\n`)}`;
    expect(text.length).toBeLessThan(1024 * 1024);
    expect(await refusal(text, 2000)).toBe('5003:8 config.limit A map holds more than 5000 keys. Expected at most 5000.');
  });

  test('many items with few keys each are no large map', async () => {
    const text = `version: 1\nhorizon: { end: 2026-12-19 }\ncampaigns:\n${levels(6_000, (i) => `  - id: c${i}\n    contacts: 1\n`)}`;
    const { workspace } = await loadText(text);
    expect(workspace?.campaigns.length).toBe(6_000);
  });

  test('IN-21 10 000 campaigns as YAML and as JSON', async () => {
    const yaml = `version: 1\nhorizon: { end: 2026-12-19 }\ncampaigns:\n${levels(10_000, (i) => `  - { id: c${i}, contacts: ${i} }\n`)}`;
    const fromYaml = (await loadText(yaml)).workspace;
    const json = JSON.stringify({
      version: 1,
      horizon: { end: '2026-12-19' },
      campaigns: Array.from({ length: 10_000 }, (_, i) => ({ id: `c${i}`, contacts: i })),
    });
    const fromJson = (await loadTexts({ 'p.sendplan.json': json })).workspace;
    expect(fromJson?.campaigns).toEqual(fromYaml?.campaigns);
    expect(fromJson?.campaigns.length).toBe(10_000);
  });

  test('IN-21 more than 100 000 values', async () => {
    const text = `version: 1\ncampaigns:\n${levels(30_000, (i) => `  - {id: c${i}, contacts: 5}\n`)}`;
    expect(await refusal(text, 2500)).toMatch(/config.limit The file holds more than 100000 values\. Expected at most 100000/);
  });

  test('IN-21 more than 3 000 000 values of a JSON file, of every type', async () => {
    const most = 3_000_000;
    const held = 4; // the file itself, its version, the list and the one item below it
    const values = ['0', '""', 'null', '[]', 'true'];
    const text = (n: number) => `{"version":1,"x-a":[${levels(n / 5, () => `${values.join()},`)}0]}`;
    expect(await refusal(text(most), 5000, 'p.sendplan.json')).toMatch(/^1:1 config.limit The file holds more than 3000000 values\./);
    expect(await refusal(text(most - held - 1), 15_000, 'p.sendplan.json')).toMatch(/config.empty The files hold neither/);
  });

  test('IN-05 one byte above the limit', async () => {
    const text = `version: 1\n#${'x'.repeat(1024 * 1024 + 1 - 12)}`;
    expect(text.length).toBe(1024 * 1024 + 1);
    expect(await refusal(text, 500)).toMatch(/^1:1 config.limit p.sendplan.yaml has 1048577 bytes; expected at most 1048576/);
    expect(
      (await loadText(`version: 1\naccounts: [{ id: a, provider: declared }]\n#${'x'.repeat(1024 * 1024 - 58)}`)).workspace,
    ).not.toBeNull();
  });

  test('IN-05 sparse file of 10 GB', async () => {
    await inFolder({}, async (cwd) => {
      const file = openSync(join(cwd, 'big.yaml'), 'w');
      ftruncateSync(file, 10 * 1024 ** 3);
      closeSync(file);
      const started = performance.now();
      const { findings } = await load(cwd, ['big.yaml']);
      expect(findings.map(line)[0]).toMatch(/^1:1 config.limit big.yaml has 10737418240 bytes/);
      expect(performance.now() - started).toBeLessThan(1000);
    });
  });

  test.skipIf(!existsSync('/dev/zero'))('IN-05 a device and a pipe', async () => {
    await inFolder({}, async (cwd) => {
      execFileSync('mkfifo', [join(cwd, 'pipe.sendplan.yaml')]);
      symlinkSync('/dev/zero', join(cwd, 'zero.yaml'));
      const started = performance.now();
      const { findings } = await load(cwd, ['.', 'zero.yaml']);
      expect(findings.map(line)).toEqual([
        '1:1 config.file pipe.sendplan.yaml is not a regular file. Expected a plan file.',
        '1:1 config.file zero.yaml is not a regular file. Expected a plan file.',
      ]);
      expect(performance.now() - started).toBeLessThan(1000);
    });
  });
});

describe('IN-04 nesting', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['100 000 opening brackets', '['.repeat(100_000), '1:50'],
    ['1 400 nested block maps', levels(1_400, (i) => `${' '.repeat(i)}a:\n`), '51:51'],
    ['5 000 nested flow maps', '{a: '.repeat(5_000), '1:201'],
    ['5 000 nested JSON objects', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`, '1:251'],
    ['500 000 compact lists', '- '.repeat(500_000), '1:101'],
    ['50 000 explicit keys', '? '.repeat(50_000), '1:101'],
    ['compact lists and maps', '- a:\n'.repeat(1) + levels(60, (i) => `${' '.repeat(2 * i + 4)}- a:\n`), '51:103'],
  ];
  test.each(cases)('%s', async (_name, text, place) => {
    const found = await refusal(text, 1500);
    expect(found).toContain(`${place} config.limit Lists and maps are nested more than 50 deep here`);
  });

  test('40 levels are fine under a free key', async () => {
    const text = `version: 1\nx-deep: ${'['.repeat(40)}${']'.repeat(40)}\naccounts: [{ id: a, provider: declared }]\n`;
    expect((await loadText(text)).workspace).not.toBeNull();
  });
});

test('a path that does not exist is wrong use', async () => {
  await inFolder({}, async (cwd) => {
    await expect(loadWorkspace(['no.yaml', 'nor-this'], { cwd, now: NOW })).rejects.toThrow(
      new UsageError('No such file or folder: no.yaml, nor-this. Expected plan files or folders that hold *.sendplan.yaml files.'),
    );
  });
});

test('links in a searched folder must stay inside it', async () => {
  await inFolder(
    { 'secret.yml': 'canary: 1\n', 'plans/real/a.sendplan.yaml': 'version: 1\naccounts: [{ id: a, provider: declared }]\n' },
    async (root) => {
      symlinkSync(join(root, 'secret.yml'), join(root, 'plans/out.sendplan.yaml'));
      symlinkSync(join(root, 'nowhere'), join(root, 'plans/broken.sendplan.yaml'));
      symlinkSync('real/a.sendplan.yaml', join(root, 'plans/in.sendplan.yaml'));
      symlinkSync(root, join(root, 'plans/folder'));
      const { findings } = await load(root, ['plans']);
      expect(findings.map((f) => `${f.file} ${f.kind}`)).toEqual([
        'plans/broken.sendplan.yaml config.file',
        'plans/out.sendplan.yaml config.file',
      ]);
      expect(JSON.stringify(findings)).not.toContain('canary');
    },
  );
});

test('a folder without plan files is an error, not an empty plan', async () => {
  const { findings } = await loadTexts({ 'notes.yaml': 'version: 1\n' });
  expect(findings.map((f) => [f.kind, f.message])).toEqual([
    ['config.empty', 'The folder . holds no plan file; expected files named *.sendplan.yaml below it.'],
  ]);
});

test('bytes that are no UTF-8', async () => {
  expect(await refusal(new Uint8Array([0xff, 0xfe, 0x61, 0x00]), 500)).toBe(
    '1:1 config.syntax p.sendplan.yaml is not UTF-8 text. Save it as UTF-8.',
  );
});
