import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors.ts';
import type { ProviderId } from '../../src/model/workspace.ts';
import { PROVIDERS } from '../../src/providers/registry.ts';
import { expectNoCanary, expectValid, seenOf } from '../helpers/provider-suite.ts';
import { CANARY, type Exchange, type Fixture, fixturesOf, readScripted } from '../helpers/scripted-provider.ts';

type Path = readonly (string | number)[];
type Mutation = { readonly exchange: number; readonly node: number; readonly kind: number; readonly value: unknown };

/** Values that parsers stumble over; `undefined` removes the field. */
const NASTY: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  0,
  -0,
  -1,
  0.5,
  1e12,
  1e12 + 1,
  1e308,
  Number.POSITIVE_INFINITY,
  Number.NaN,
  2 ** 53,
  '5e4',
  '0x10',
  '٥',
  '-5',
  '7',
  true,
  false,
  [],
  {},
  [[]],
  { length: 3 },
  { __proto__: { remain: 9 } },
  '2026-02-30',
  '2026-11-20',
  '9999-12-31',
  '0000-01-01',
  'NaN',
  'unlimited',
  'recurring',
  'monthly',
  'active',
  '\u0000',
  '\ud800',
  'x'.repeat(5000),
  '__proto__',
  CANARY,
];

const mutation: fc.Arbitrary<Mutation> = fc.record({
  exchange: fc.nat(50),
  node: fc.nat(1000),
  kind: fc.nat(5),
  value: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...NASTY) }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) }),
});

function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Array.isArray(value)
    ? value.map((v, i) => pathsOf(v, [...at, i]))
    : Object.entries(value).map(([k, v]) => pathsOf(v, [...at, k]));
  return [at, ...inner.flat()];
}

const isPlainObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (value: unknown, path: Path): unknown => path.reduce<unknown>((v, key) => (v as Record<string | number, unknown>)[key], value);

function changed(value: unknown, path: Path, change: (holder: Record<string, unknown>, key: string) => void): unknown {
  const root = { root: structuredClone(value) } as Record<string, unknown>;
  const keys = ['root', ...path.map(String)];
  const last = keys.pop() as string;
  const holder = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], root) as Record<string, unknown>;
  change(holder, last);
  return root['root'];
}

function mutateJson(body: unknown, m: Mutation): unknown {
  const paths = pathsOf(body);
  const objects = paths.filter((path) => isPlainObject(at(body, path)));
  const candidates = m.kind === 1 && objects.length > 0 ? objects : paths;
  const path = candidates[m.node % candidates.length] as Path;
  return changed(body, path, (holder, key) => {
    const old = holder[key];
    if (m.kind === 0) delete holder[key];
    else if (m.kind === 1 && isPlainObject(old)) holder[key] = { ...(old as object), zz: m.value };
    else if (m.kind === 2 && Array.isArray(old)) holder[key] = [...old, ...old, m.value];
    else if (m.kind === 3 && typeof old === 'number') holder[key] = String(old);
    else if (m.kind === 4 && path.length > 0) {
      delete holder[key];
      holder[`${key}_v2`] = old;
    } else if (m.value === undefined) delete holder[key];
    else holder[key] = m.value;
  });
}

function mutateXml(text: string, m: Mutation): string {
  const at = m.node % text.length;
  if (m.kind === 0) return text.slice(0, at);
  if (m.kind === 1) return text.slice(0, at) + text.slice(at + 5);
  const value = typeof m.value === 'string' ? m.value : JSON.stringify(m.value ?? null);
  // Most of the time a value between two tags, else anywhere.
  const values = [...text.matchAll(/>([^<>]+)</g)];
  const hit = values[m.node % values.length];
  if (m.kind < 5 && hit !== undefined)
    return `${text.slice(0, hit.index + 1)}${value}${text.slice(hit.index + 1 + (hit[1] as string).length)}`;
  return `${text.slice(0, at)}${value}${text.slice(at)}`;
}

const STATUSES = [...Array<number>(18).fill(200), 201, 204, 400, 401, 403, 404];

function mutated(f: Fixture, mutations: readonly Mutation[], status: number): Fixture {
  return mutations.reduce<Fixture>((g, m, i) => {
    const index = m.exchange % g.exchanges.length;
    const change = (e: Exchange): Exchange => ({
      ...e,
      ...(e.xml === undefined ? { json: mutateJson(e.json, m) } : { xml: mutateXml(e.xml, m) }),
      ...(i === 0 ? { status } : {}),
    });
    return { ...g, exchanges: g.exchanges.map((e, j) => (j === index ? change(e) : e)) };
  }, f);
}

describe('PV-26 a changed answer ends in valid values or a coded error', () => {
  const fixtures = (Object.keys(PROVIDERS) as ProviderId[]).flatMap(fixturesOf).filter((f) => f.exchanges.length > 0);

  it.each(fixtures.map((f) => [f.name, f] as const))('1,000 mutations of %s', async (_name, f) => {
    const seen = { accepted: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(mutation, { minLength: 1, maxLength: 2 }),
        fc.constantFrom(...STATUSES),
        fc.boolean(),
        fc.boolean(),
        async (mutations, status, strict, trustZeros) => {
          try {
            const { readings } = await readScripted(mutated(f, mutations, status), { strict, trustZeros });
            seen.accepted += 1;
            for (const reading of readings) expectValid(reading);
            expectNoCanary(JSON.stringify(readings));
          } catch (error) {
            // A request nobody recorded follows from a changed name or account: the connector asked for what it was told.
            if (error instanceof Error && error.message.startsWith('no recorded answer')) return;
            if (!(error instanceof ProviderError)) throw error;
            seen.refused += 1;
            expect(error.code).toMatch(/^provider_[a-z_]+$/);
            expect(error.provider).toBe(f.connection.provider);
            expect(error.message.length).toBeLessThan(2000);
            expectNoCanary(seenOf(error));
          }
        },
      ),
      { numRuns: 1000, seed: 20261120 },
    );
    // Both ends must be reached, else the mutations test nothing.
    expect(seen.accepted).toBeGreaterThan(20);
    expect(seen.refused).toBeGreaterThan(100);
    expect(({} as Record<string, unknown>)['remain']).toBeUndefined();
  });
});
