/** Credentials in plan files are refused and never shown, not even beside another error. */

import { describe, expect, test } from 'vitest';
import { looksLikeSecret, mayShowLine } from '../../src/config/secrets.ts';
import { line, loadText, loadTexts } from './plan-text.ts';

const A = 'version: 1\naccounts:\n  - id: a\n    provider: declared\n';
/** Built from pieces so that no scanner takes this file for a leak. */
const SECRETS = [
  `SG.${'aB3dE6gH9jK2mN5pQ8sT1v'}.${'x'.repeat(43)}`,
  `pk_${'live'}_0123456789abcdef`,
  `sk_${'test'}_0123456789abcdef`,
  `gh${'p'}_0123456789abcdefghijABCDEFGHIJ012345`,
  `AK${'IA'}ABCDEFGHIJKLMNOP`,
  `eyJ${'hbGciOiJIUzI1NiJ9'}.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc`,
  'f3a9c1d8e7b6a5f4c3d2e1b0a9f8c7d6e5b4a3f2c1d0e9b8a7f6c5d4e3b2a1f0c9d8e7b6',
  'Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0dXY5',
];
const HARMLESS = [
  'news@brand.example',
  'campaign-for-the-black-friday-week-of-2026-in-north-america-and-europe',
  'BlackFridayNewsletterForTheWesternEuropeanCustomersOf2026',
  'aaaa1111-1111-4111-8111-111111111111',
  'SENDGRID_MARKETING_SUBACCOUNT_NUMBER_TWELVE_API_KEY',
  'https://example.com/a/very/long/path/that/goes/on/for/a/while/2026/11/20',
];

describe('what looks like a credential', () => {
  test.each(SECRETS)('IN-18 %#', (secret) => {
    expect(looksLikeSecret(secret)).toBe(true);
    expect(looksLikeSecret(`x ${secret} y`)).toBe(true);
  });
  test.each(HARMLESS)('%s does not', (text) => {
    expect(looksLikeSecret(text)).toBe(false);
  });
});

describe('IN-18 a credential anywhere is refused and not repeated', () => {
  const places: readonly (readonly [string, (secret: string) => string])[] = [
    ['variable name', (s) => `version: 1\naccounts:\n  - { id: a, provider: sendgrid, credentials: { apiKeyEnv: '${s}' } }\n`],
    ['id', (s) => `version: 1\naccounts:\n  - { id: '${s}', provider: declared }\n`],
    ['unknown key', (s) => `${A}    '${s}': 1\n`],
    ['value of an unknown key', (s) => `${A}    apiKey: '${s}'\n`],
    ['free key', (s) => `${A}    x-note: 'the key is ${s}'\n`],
    ['reference', (s) => `${A}    parent: '${s}'\n`],
    ['number expected', (s) => `${A}    dailyLimit: '${s}'\n`],
    ['title', (s) => `${A}scenarios: [{ id: x, title: '${s}', changes: [{ removeAccount: a }] }]\n`],
    ['anchor', (s) => `${A}    tags: [&${s.replace(/[.,]/g, '')} x, *y]\n`],
    ['tag', (s) => `${A}    tier: !${s} x\n`],
    ['duplicate key', (s) => `${A}    x-a: { '${s}': 1, '${s}': 2 }\n`],
    ['comment behind an error', (s) => `${A}    dailyLimt: 5 # ${s}\n`],
  ];
  test.each(places)('%s', async (_name, text) => {
    for (const secret of SECRETS) {
      const { workspace, findings } = await loadText(text(secret));
      expect(workspace).toBeNull();
      for (let i = 0; i + 10 <= secret.length; i += 5) expect(JSON.stringify(findings)).not.toContain(secret.slice(i, i + 10));
      expect(findings.every((f) => f.data['hideSource'] === true)).toBe(true);
    }
  });

  test('a secret in a table of senders', async () => {
    const { findings } = await loadTexts({
      'p.sendplan.yaml': 'version: 1\naccounts: [{ id: a, provider: declared, senders: { file: m.csv } }]\n',
      'm.csv': `id,dailyLimit\n${SECRETS[0]},x\n`,
    });
    expect(findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(findings)).not.toContain(SECRETS[0]);
  });
});

describe('IN-17 lines a code frame may show', () => {
  const shown = [
    'apiKeyEnv: SENDGRID_API_KEY',
    '    credentials: { apiKeyEnv: SENDGRID_API_KEY }',
    'id: news@brand.example',
    'credentials:',
    '- { id: a, tags: [token-users] }',
  ];
  const hidden = ['apiKey: hunter2', 'api_key: "hunter2"', 'password = x', '  token: abc', `note: ${SECRETS[0]}`, 'credentials: hunter2'];
  test.each(shown)('%s is shown', (text) => {
    expect(mayShowLine(text)).toBe(true);
  });
  test.each(hidden)('%s is hidden', (text) => {
    expect(mayShowLine(text)).toBe(false);
  });

  test('an error three lines from a credential hides its source, farther away it does not', async () => {
    const text = `version: 1\nx-password: hunter2\naccounts:\n  - id: a\n    wrong: 1\n    provider: declared\n    tags: []\n    wrong2: 1\n`;
    const { findings } = await loadText(text);
    expect(findings.map((f) => [f.line, f.data['hideSource'] === true])).toEqual([
      [5, true],
      [8, false],
    ]);
  });

  test('a YAML error never repeats what stands there', async () => {
    for (const text of [
      'a: [canary',
      '- canary: {',
      'x: "canary',
      '*canary',
      '&canary *canary',
      '!<canary x',
      '%canary',
      'a: b: canary',
      '"\\canary"',
      '|canary\n x',
      'canary: @canary',
      '? [canary]',
    ]) {
      const { findings } = await loadText(text);
      expect(findings.length).toBeGreaterThan(0);
      expect(
        findings
          .map(line)
          .join('\n')
          .replace(/The file has an unknown key canary|The directive %canary|alias \*canary|key canary/g, ''),
      ).not.toContain('canary');
    }
  });
});
