/** IN-25 Whatever stands in a plan file, the outcome is a workspace or findings with places: never another error, never slow. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadTexts } from './plan-text.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/config/complete');
const ACCOUNTS = readFileSync(join(FOLDER, 'accounts.sendplan.yaml'), 'utf8');
const CAMPAIGNS = readFileSync(join(FOLDER, 'campaigns.sendplan.yaml'), 'utf8');
const TABLE = readFileSync(join(FOLDER, 'mailboxes.csv'), 'utf8');
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ': ',
  '- ',
  '\n',
  '\n  ',
  '"',
  "'",
  '&a ',
  '*a',
  '!x ',
  '? ',
  '|\n',
  '#',
  ',',
  '~',
  'null',
  '012',
  '\t',
  '\u0000',
  '\u202e',
  '---\n',
  '__proto__: 1\n',
  '<<: ',
  '99999999999999999999',
  '-',
];

/** A text with a few pieces cut out, doubled or put in. */
const changed = (text: string) =>
  fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(40), fc.constantFrom('cut', 'double', 'put'), fc.constantFrom(...PIECES)), {
      minLength: 1,
      maxLength: 4,
    })
    .map((edits) =>
      edits.reduce((t, [at, length, how, piece]) => {
        if (how === 'cut') return t.slice(0, at) + t.slice(at + length);
        if (how === 'double') return t.slice(0, at + length) + t.slice(at);
        return t.slice(0, at) + piece + t.slice(at);
      }, text),
    );

async function judge(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const started = performance.now();
  const { workspace, findings } = await loadTexts(files);
  expect(performance.now() - started).toBeLessThan(5_000);
  if (workspace === null) expect(findings.some((f) => f.severity === 'error')).toBe(true);
  for (const f of findings) {
    expect(f.message).not.toMatch(/undefined|another value|\[object|NaN|Invalid input|Unrecognized|Too (big|small)/);
    if (f.file !== null)
      expect([f.line! >= 1, f.column! >= 1, f.endLine! > f.line! || f.endColumn! > f.column!]).toEqual([true, true, true]);
  }
}

test('changed YAML', async () => {
  await fc.assert(
    fc.asyncProperty(changed(ACCOUNTS), changed(CAMPAIGNS), (a, c) => judge({ 'a.sendplan.yaml': a, 'c.sendplan.yaml': c })),
    { numRuns: 150 },
  );
});

test('changed tables', async () => {
  const plan = 'version: 1\naccounts: [{ id: a, provider: declared, senders: { file: m.csv } }]\n';
  await fc.assert(
    fc.asyncProperty(changed(TABLE), (t) => judge({ 'p.sendplan.yaml': plan, 'm.csv': t })),
    { numRuns: 100 },
  );
});

test('any value at any key', async () => {
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('', ' ', '2026-11-24', 'mon', 'unlimited', 1e300, -0.5, 0, '+5%'));
  const keys = fc.constantFrom(
    'id',
    'provider',
    'tags',
    'senders',
    'credits',
    'window',
    'from',
    'steps',
    'contacts',
    'segments',
    'policy',
    'x-y',
    'serve',
    'resident',
    'changes',
    'warmUp',
    'tiers',
  );
  const item = fc.dictionary(keys, value, { maxKeys: 6 });
  const sections = fc.constantFrom(
    'accounts',
    'campaigns',
    'domains',
    'inFlight',
    'scenarios',
    'policy',
    'catalog',
    'horizon',
    'version',
    'timeZone',
  );
  const file = fc.dictionary(sections, fc.oneof(fc.array(item, { maxLength: 3 }), item, value));
  await fc.assert(
    fc.asyncProperty(file, (f) => judge({ 'p.sendplan.json': JSON.stringify({ version: 1, ...f }) })),
    { numRuns: 300 },
  );
});

test('any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), (bytes) => judge({ 'p.sendplan.yaml': bytes, 'q.sendplan.json': bytes })),
    { numRuns: 150 },
  );
});
