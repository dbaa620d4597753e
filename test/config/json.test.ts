/** Plan files that are JSON. */

import { describe, expect, test } from 'vitest';
import { line, loadText, loadTexts, workspaceOf } from './plan-text.ts';

const SMALL = 'version: 1\naccounts:\n  - id: a\n    provider: declared\n    dailyLimit: 5\n';

describe('JSON', () => {
  const json = (text: string) => loadTexts({ 'p.sendplan.json': text });

  test('the same contents give the same workspace as YAML', async () => {
    const { workspace } = await json(
      '{"version": 1, "accounts": [{"id": "a", "provider": "declared", "dailyLimit": 5, "x-free": 1e3}]}'.replace('1e3', '1'),
    );
    expect(workspace?.accounts).toEqual((await workspaceOf(SMALL)).accounts);
    expect(workspace?.positions['account:a']).toEqual({ file: 'p.sendplan.json', line: 1, column: 29, endLine: 1, endColumn: 30 });
  });

  const bad: readonly (readonly [string, string, string])[] = [
    [
      'unknown key',
      '{\n "version": 1,\n "acounts": []\n}',
      '3:2 config.unknown-key The file has an unknown key acounts. Did you mean accounts?',
    ],
    [
      'bad value',
      '{"version": 1, "accounts": [\n {"id": "a", "provider": "declared", "dailyLimit": -5}]}',
      '2:52 config.invalid-value dailyLimit of account a is -5; expected',
    ],
    [
      'IN-10 key twice',
      '{"version": 1, "version": 1, "accounts": []}',
      '1:16 config.duplicate-key The key version is written twice in the same object. Keep one of them. First at line 1, column 2.',
    ],
    [
      'IN-10 key twice in a free key',
      '{"version": 1, "x-a": {"b": 1, "b": 2}, "accounts": [{"id": "a", "provider": "declared"}]}',
      '1:32 config.duplicate-key The key b is',
    ],
    [
      'IN-08 exponent',
      '{"version": 1, "accounts": [{"id": "a", "provider": "declared", "dailyLimit": 1e3}]}',
      '1:79 config.invalid-value 1e3 is not a plain decimal number.',
    ],
    [
      'IN-08 minus zero',
      '{"version": 1, "accounts": [{"id": "a", "provider": "declared", "dailyLimit": -0}]}',
      '1:79 config.invalid-value -0 is not a plain decimal number.',
    ],
    [
      'IN-08 20 digits',
      '{"version": 1, "accounts": [{"id": "a", "provider": "declared", "dailyLimit": 12345678901234567890}]}',
      '1:79 config.invalid-value dailyLimit of account a is 12345678901234567890; expected',
    ],
    ['IN-11 __proto__', '{"version": 1, "__proto__": {}}', '1:16 config.unknown-key The key __proto__ is not allowed in plan files.'],
    ['IN-14 list', '[]', '1:1 config.invalid-value The file is an empty list; expected a map with keys'],
    [
      'IN-15 escaped control character',
      '{"version": 1, "accounts": [{"id": "a\\u001b", "provider": "declared"}]}',
      '1:36 config.invalid-value accounts[0].id is',
    ],
    ['trailing comma', '{"version": 1,}', '1:15 config.syntax The file is not valid JSON at this place.'],
    ['comment', '// hello\n{}', '1:1 config.syntax The file is not valid JSON at this place.'],
    ['open at its end', '{"version": 1, "accounts": [', '1:28 config.syntax The file is not valid JSON at this place.'],
    ['single quotes', "{'version': 1}", '1:2 config.syntax The file is not valid JSON at this place.'],
    ['wrong bracket', '{"version": 1, "accounts": [}', '1:29 config.syntax The file is not valid JSON at this place.'],
    ['two values', '{} {}', '1:4 config.syntax The file is not valid JSON at this place.'],
    ['leading zero', '{"version": 01}', '1:14 config.syntax The file is not valid JSON at this place.'],
    ['empty', '', '1:1 config.syntax The file is not valid JSON at this place.'],
    [
      'IN-18 secret',
      '{"version": 1, "accounts": [{"id": "a", "provider": "sendgrid", "credentials": {"apiKeyEnv": "SG.aaaaaaaaaaaaaaaaaaaaaa.bbbb"}}]}',
      '1:94 config.secret-literal',
    ],
  ];
  test.each(bad)('%s', async (_name, text, expected) => {
    const { findings } = await json(text);
    expect(line(findings[0]!).slice(0, expected.length)).toBe(expected);
  });

  test('flow YAML with a comment is YAML unless its name says JSON', async () => {
    expect((await loadText('{ version: 1, accounts: [{ id: a, provider: declared }] } # flow\n')).workspace?.accounts.length).toBe(1);
  });

  test('a large file says the file and names what is wrong', async () => {
    const campaigns = Array.from({ length: 20_000 }, (_, i) => ({
      id: `campaign-${i}`,
      contacts: i === 19_999 ? -1 : 5,
      window: { start: '2026-11-24', end: '2026-11-28' },
    }));
    const { findings } = await json(JSON.stringify({ version: 1, campaigns }));
    expect(findings.map((f) => [f.kind, f.message])).toEqual([
      ['config.invalid-value', 'contacts of campaign campaign-19999 is -1; expected a whole number from 0 to 1000000000000.'],
    ]);
    expect(findings[0]?.column).toBeGreaterThan(1_000_000);
  });
});
