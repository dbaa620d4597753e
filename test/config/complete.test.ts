/** A file with every key there is, against a hand-checked workspace. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadWorkspace } from '../../src/config/load.ts';
import { AccountSchema } from '../../src/config/schema/account.ts';
import { PlanFileSchema } from '../../src/config/schema/plan-file.ts';
import { NOW } from './plan-text.ts';

const FOLDER = join(import.meta.dirname, '../fixtures/config/complete');

test('every key of the format is read into the workspace', async () => {
  const { workspace, findings } = await loadWorkspace(['.'], { cwd: FOLDER, now: NOW });
  // One accepted finding is written without its optional reason.
  expect(findings.map((f) => f.kind)).toEqual(['ignore.reasonless']);
  const { inputs, positions, ...rest } = workspace;
  expect(rest).toEqual(JSON.parse(readFileSync(join(FOLDER, 'workspace.json'), 'utf8')));
  expect(inputs.map((i) => i.path)).toEqual(['accounts.sendplan.yaml', 'campaigns.sendplan.yaml', 'contacts/autumn.csv', 'mailboxes.csv']);
  expect(positions['sender:sdr1@brand.example']).toEqual({ file: 'mailboxes.csv', line: 3, column: 1, endLine: 3, endColumn: 2 });
  expect(positions['segment:black-friday/eu']?.line).toBe(8);
  expect(positions['policy']?.file).toBe('campaigns.sendplan.yaml');
  expect(Object.keys(positions).length).toBe(46);
});

test('the file really holds every key of the schema', () => {
  const text = readFileSync(join(FOLDER, 'accounts.sendplan.yaml'), 'utf8') + readFileSync(join(FOLDER, 'campaigns.sendplan.yaml'), 'utf8');
  const keys = new Set<string>();
  const visit = (schema: unknown, seen: Set<unknown>) => {
    if (seen.has(schema) || typeof schema !== 'object' || schema === null) return;
    seen.add(schema);
    const def = (schema as { readonly _zod?: { readonly def: Record<string, unknown> } })._zod?.def;
    if (!def) return;
    for (const [key, inner] of Object.entries((def['shape'] as Record<string, unknown> | undefined) ?? {})) {
      keys.add(key);
      visit(inner, seen);
    }
    for (const inner of [def['innerType'], def['element'], def['valueType'], ...((def['options'] as unknown[] | undefined) ?? [])])
      visit(inner, seen);
  };
  visit(PlanFileSchema, new Set());
  visit(AccountSchema, new Set());
  expect(keys.size).toBeGreaterThan(100);
  expect([...keys].filter((key) => !new RegExp(`(^|[ {])${key}:`, 'm').test(text))).toEqual([]);
});
