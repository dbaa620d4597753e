/** The JSON Schema of plan files. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { planFileJsonSchema } from '../../src/config/json-schema.ts';

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

type Node = Readonly<Record<string, unknown>>;

/** The node itself, or what it refers to. */
function resolved(node: Node): Node {
  const [inner] = (node['allOf'] as Node[] | undefined) ?? [node];
  const name = /^#\/definitions\/(.+)$/.exec(String(inner?.['$ref']))?.[1];
  return name === undefined ? node : ((schema['definitions'] as Record<string, Node>)[name] as Node);
}

/** Every key of a plan file once: its path and its schema. Also those of maps whose keys people choose. */
function keysOf(node: Node, path: string, found = new Map<string, Node>()): ReadonlyMap<string, Node> {
  const { properties, additionalProperties, items, anyOf, oneOf } = resolved(node) as Record<string, never>;
  for (const [name, child] of Object.entries<Node>(properties ?? {})) {
    const at = `${path}.${name}`;
    // Keys that all providers have stand in each of their variants.
    if (found.has(at) && JSON.stringify(found.get(at)) === JSON.stringify(child)) continue;
    found.set(found.has(at) ? `${at} (${found.size})` : at, child);
    keysOf(child, at, found);
  }
  const inner = [additionalProperties, items].filter((child) => typeof child === 'object');
  for (const child of [...inner, ...(anyOf ?? []), ...(oneOf ?? [])]) keysOf(child as Node, path, found);
  return found;
}

const numeric = (node: Node): boolean =>
  ['integer', 'number'].includes(node['type'] as string) || ((node['anyOf'] as Node[] | undefined) ?? []).some(numeric);

/** What a number may be counted in. */
const UNIT = /\b(contacts?|sends|senders|days?|day of month|shares?|currency|factor|priority|in any unit|version)\b/i;

describe('what an editor shows of every key', () => {
  const keys = [...keysOf(schema, '')];

  test('there are many', () => {
    expect(keys.length).toBeGreaterThan(150);
  });

  test('a description', () => {
    expect(keys.filter(([, node]) => !/\w.*\.$/.test(String(resolved(node)['description']))).map(([path]) => path)).toEqual([]);
  });

  test('the unit of every number', () => {
    const bare = keys.filter(([, node]) => numeric(resolved(node)) && !UNIT.test(String(resolved(node)['description'])));
    expect(bare.map(([path, node]) => `${path}: ${resolved(node)['description']}`)).toEqual([]);
  });

  test('at least one example, and all of them are valid', () => {
    const ajv = new Ajv({ strict: false, schemas: [{ ...schema, $id: 'plan' }] });
    const wrong = keys.flatMap(([path, node]) => {
      const { examples } = resolved(node);
      if (!Array.isArray(examples) || examples.length === 0) return [`${path} has no example`];
      const isValid = ajv.compile(JSON.parse(JSON.stringify(resolved(node)).replaceAll('"#/', '"plan#/')) as object);
      return examples.filter((example) => !isValid(example)).map((example) => `${path}: ${JSON.stringify(example)}`);
    });
    expect(wrong).toEqual([]);
  });

  test('the example files ask for it', () => {
    const folder = join(ROOT, 'plans/example');
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.sendplan.yaml'))) {
      const target = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(join(folder, name), 'utf8'))?.[1];
      expect([name, target && join(folder, target)]).toEqual([name, join(ROOT, 'plans/sendplan.schema.json')]);
    }
  });
});
