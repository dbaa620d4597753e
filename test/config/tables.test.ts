/** Tables beside plan files: senders and audiences, and what must never be reached through them. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inFolder, line, load, loadTexts, NOW } from './plan-text.ts';

const account = (file: string) => `version: 1\naccounts:\n  - { id: a, provider: declared, senders: { file: '${file}' } }\n`;
const campaign = (file: string) => `version: 1\nhorizon: { end: 2026-12-19 }\ncampaigns:\n  - { id: c, audience: { file: '${file}' } }\n`;
const senders = (csv: string) => loadTexts({ 'p.sendplan.yaml': account('m.csv'), 'm.csv': csv });
const counted = async (csv: string | Uint8Array) =>
  (await loadTexts({ 'p.sendplan.yaml': campaign('c.csv'), 'c.csv': csv })).workspace?.campaigns[0]?.segments[0]?.contacts;

describe('senders: { file }', () => {
  test('cells become settings; empty cells are not written', async () => {
    const { workspace } = await senders('\ufeffid;dailyLimit;tags\r\nb@x.example;unlimited;us eu\r\n\r\n"a@x.example";5;\r\n');
    expect(workspace?.accounts[0]?.senders.map((s) => [s.id, s.dailyLimit, s.sentToday, s.tags])).toEqual([
      ['a@x.example', 5, null, []],
      ['b@x.example', 'unlimited', null, ['eu', 'us']],
    ]);
  });

  const bad: readonly (readonly [string, string, readonly string[]])[] = [
    ['unknown column', 'id,dailyLimt\na,5\n', ['1:1 config.unknown-key Column dailyLimt of m.csv is not known. Did you mean dailyLimit?']],
    ['column twice', 'id,tags,tags\n', ['1:1 config.duplicate-key Column tags of m.csv is there twice. Keep one of them.']],
    [
      'no id column',
      'mailbox,dailyLimit\na,5\n',
      ['1:1 config.missing-key m.csv has no column id; expected a header row', '1:1 config.unknown-key Column mailbox'],
    ],
    ['row without id', 'id,dailyLimit\n,5\n', ['2:1 config.missing-key line 2 of m.csv has no id; expected text']],
    [
      'number with a fraction',
      'id,dailyLimit\na,5\nb,5.5\n',
      ['3:1 config.invalid-value dailyLimit of sender b (line 3) is "5.5"; expected a whole number'],
    ],
    [
      'negative number',
      'id,dailyLimit\nb,-5\n',
      ['2:1 config.invalid-value dailyLimit of sender b (line 2) is "-5"; expected a whole number'],
    ],
    [
      'hexadecimal',
      'id,sentToday\nb,0x10\n',
      ['2:1 config.invalid-value sentToday of sender b (line 2) is "0x10"; expected a whole number'],
    ],
    [
      'unknown weekday',
      'id,weekdays\nb,mon tus\n',
      ['2:1 config.invalid-value weekdays[1] of sender b (line 2) is "tus"; expected mon, tue'],
    ],
    [
      'too many cells',
      'id,dailyLimit\nb,5,6\n',
      ['2:1 config.syntax Row in line 2 of m.csv has 3 cells; expected 2 as in the header row.'],
    ],
    ['open quote', 'id,dailyLimit\n"b,5\n', ['2:1 config.syntax Row in line 2 of m.csv has a quote that is not closed']],
    [
      'line numbers after a line break inside a cell',
      'id,status\na,"on\nhold"\nb,5\nb,\n',
      [
        '2:1 config.invalid-value status of sender a (line 2)',
        '5:1 config.duplicate-id The sender id b is used twice; first at m.csv:4:1. Choose another id.',
      ],
    ],
    [
      'unknown domain',
      'id,domain\nb,x.example\n',
      ['2:1 config.unknown-reference sender b names the domain x.example, which is not defined.'],
    ],
    ['invisible character', 'id\nb\u200b\n', ['2:1 config.invalid-value id of sender']],
  ];
  test.each(bad)('%s', async (_name, csv, expected) => {
    const { findings } = await senders(csv);
    expect(findings.map((f) => f.file)).toEqual(expected.map(() => 'm.csv'));
    expect(findings.map((f, i) => line(f).slice(0, expected[i]?.length))).toEqual(expected);
  });

  test('a table that is not UTF-8', async () => {
    const { findings } = await loadTexts({
      'p.sendplan.yaml': account('m.csv'),
      'm.csv': Buffer.from('id\nm\xfcller@x.example\n', 'latin1'),
    });
    expect(findings.map(line)).toEqual([
      '3:51 config.file The table m.csv of account a cannot be used: it cannot be read as UTF-8 text; save it as UTF-8.',
    ]);
  });

  test('5 000 senders load quickly', async () => {
    const csv = `id,dailyLimit\n${Array.from({ length: 5_000 }, (_, i) => `s${i}@x.example,30`).join('\n')}\n`;
    const started = performance.now();
    const { workspace } = await senders(csv);
    expect(workspace?.accounts[0]?.senders.length).toBe(5_000);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('audience: { file }', () => {
  test('data rows are counted, the header row and empty lines are not', async () => {
    expect(await counted('email\na@x.example\nb@x.example')).toBe(2);
    expect(await counted('\ufeffemail;name\r\na@x.example;"A;\r\nB"\r\n\r\n;\r\nb@x.example;B\r\n')).toBe(2);
    expect(await counted('email\n')).toBe(0);
    expect(await counted(Buffer.from('email,name\na@x.example,M\xfcller\n', 'latin1'))).toBe(1);
  });

  test('200 000 rows in several chunks', async () => {
    expect(await counted(`email,name\n${Array.from({ length: 200_000 }, (_, i) => `c${i}@x.example,"Näme ${i}"`).join('\n')}\n`)).toBe(
      200_000,
    );
  });

  test('what cannot be counted is said by row number, never by content', async () => {
    const cases: readonly (readonly [string, string])[] = [
      ['', 'it has no header row'],
      ['email\na@x.example\n"canary@x.example\n', 'row 2 has a quote that is not closed'],
      [`email\n${'canary'.repeat(20_000)}\n`, 'row 1 has more than 65536 characters'],
    ];
    for (const [csv, why] of cases) {
      const { findings } = await loadTexts({ 'p.sendplan.yaml': campaign('c.csv'), 'c.csv': csv });
      expect(findings.map(line)).toEqual([`4:32 config.file The table c.csv of campaign c cannot be used: ${why}.`]);
      expect(JSON.stringify(findings)).not.toContain('canary');
    }
  });
});

describe('IN-16 tables never lead out of the folder of their plan file', () => {
  const names: readonly (readonly [string, RegExp])[] = [
    ['../secret.csv', /leads out of the folder with \.\./],
    ['x/../../secret.csv', /leads out of the folder with \.\./],
    ['/etc/passwd', /not a plain relative path/],
    ['file:///etc/passwd', /looks like a URL or a drive/],
    ['http://127.0.0.1/x.csv', /looks like a URL or a drive/],
    ['C:/x.csv', /looks like a URL or a drive/],
    ['..\\secret.csv', /not a plain relative path/],
    ['link-out.csv', /a link leads out of the folder/],
    ['folder-out/secret.csv', /a link leads out of the folder/],
    ['folder', /it is not a regular file/],
    ['pipe.csv', /it is not a regular file/],
    ['missing.csv', /it does not exist/],
    ['loop.csv', /it does not exist/],
    ['p.sendplan.yaml/x', /it does not exist/],
  ];
  test.each(names)('%s', async (name, why) => {
    await inFolder({ 'secret.csv': 'id\ncanary@x.example\n' }, async (root) => {
      const cwd = join(root, 'plans');
      mkdirSync(join(cwd, 'folder'), { recursive: true });
      symlinkSync(join(root, 'secret.csv'), join(cwd, 'link-out.csv'));
      symlinkSync(root, join(cwd, 'folder-out'));
      symlinkSync('loop.csv', join(cwd, 'loop.csv'));
      execFileSync('mkfifo', [join(cwd, 'pipe.csv')]);
      for (const text of [account(name), campaign(name)]) {
        writeFileSync(join(cwd, 'p.sendplan.yaml'), text);
        const { workspace, findings } = await load(cwd, ['p.sendplan.yaml'], NOW);
        expect(workspace).toBeNull();
        expect(findings.map((f) => f.kind)).toEqual(['config.file']);
        expect(findings[0]?.message).toMatch(why);
        expect(JSON.stringify(findings)).not.toMatch(/canary|root:/);
      }
    });
  });

  test('a link that stays inside is fine, and so is a linked plan folder', async () => {
    await inFolder({ 'plans/data/m.csv': 'id\ns\n', 'plans/p.sendplan.yaml': account('m.csv') }, async (root) => {
      symlinkSync('data/m.csv', join(root, 'plans/m.csv'));
      symlinkSync('plans', join(root, 'linked'));
      expect((await load(root, ['linked'])).workspace?.accounts[0]?.senders.map((s) => s.id)).toEqual(['s']);
    });
  });

  test('there is no include', async () => {
    const { findings } = await loadTexts({
      'p.sendplan.yaml': 'version: 1\ninclude: ../secret.yml\naccounts: [{ id: a, provider: declared }]\n',
    });
    expect(findings.map(line)).toEqual([expect.stringMatching(/^2:1 config\.unknown-key The file has an unknown key include\./)]);
  });
});
