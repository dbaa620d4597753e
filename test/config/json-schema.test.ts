/** The JSON Schema of plan files. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { planFileJsonSchema } from '../../src/config/json-schema.ts';
import { AccountSchema } from '../../src/config/schema/account.ts';
import { PlanFileSchema } from '../../src/config/schema/plan-file.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'test/fixtures/config/complete');
const schema = planFileJsonSchema() as Record<string, unknown>;
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

test('the committed copy is current (write it with `sendplan schema plan`)', () => {
  expect(JSON.parse(readFileSync(join(ROOT, 'plans/sendplan.schema.json'), 'utf8'))).toEqual(schema);
});

test('it is draft-07', () => {
  expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
  expect(schema['required']).toEqual(['version']);
});

describe('editors accept and refuse what the loader accepts and refuses', () => {
  test.each(['accounts.sendplan.yaml', 'campaigns.sendplan.yaml'])('%s is valid', (name) => {
    validate(parse(readFileSync(join(FOLDER, name), 'utf8')));
    expect(validate.errors).toBeNull();
  });

  const bad: readonly (readonly [string, unknown])[] = [
    ['unknown key', { version: 1, acounts: [] }],
    ['no version', { accounts: [] }],
    ['negative amount', { version: 1, accounts: [{ id: 'a', provider: 'declared', dailyLimit: -1 }] }],
    ['unknown provider', { version: 1, accounts: [{ id: 'a', provider: 'mailchimp' }] }],
    ['base_url', { version: 1, accounts: [{ id: 'a', provider: 'declared', base_url: 'x' }] }],
    ['date', { version: 1, horizon: { end: '2026-12-1' } }],
    ['share', { version: 1, campaigns: [{ id: 'c', newContacts: 1.5 }] }],
  ];
  test.each(bad)('%s is refused', (_name, value) => {
    expect(validate(value)).toBe(false);
  });

  test('x- keys are free', () => {
    validate({ version: 1, 'x-note': [1], accounts: [{ id: 'a', provider: 'declared', 'x-owner': { y: 1 } }], horizon: { 'x-why': 1 } });
    expect(validate.errors).toBeNull();
  });
});

test('every key has a description', () => {
  const missing: string[] = [];
  const visit = (node: unknown, path: string) => {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      for (const [i, item] of node.entries()) visit(item, `${path}/${i}`);
      return;
    }
    for (const [key, value] of Object.entries(node as Record<string, unknown>)) {
      if (key === 'properties')
        for (const [name, property] of Object.entries(value as Record<string, Record<string, unknown>>)) {
          if (typeof property['description'] !== 'string' && property['allOf'] === undefined) missing.push(`${path}/${name}`);
        }
      visit(value, `${path}/${key}`);
    }
  };
  visit(schema, '');
  expect(missing).toEqual([]);
  const definitions = schema['definitions'] as Record<string, { readonly description?: string }>;
  expect(Object.entries(definitions).filter(([, d]) => !d.description)).toEqual([]);
  expect(PlanFileSchema.meta()?.description).toBeTruthy();
  expect(AccountSchema.meta()?.description).toBeTruthy();
});
