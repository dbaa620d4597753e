/** The order of what people write does not matter, nor how they spread it over files. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { loadTexts } from './plan-text.ts';

type Plain = Readonly<Record<string, unknown>>;

const TAGS = ['us', 'eu', 'vip', 'Ämter', '日本'];
const date = fc.integer({ min: 21, max: 30 }).map((d) => `2026-11-${d}`);
const tags = fc.subarray(TAGS);

/** A plan with everything whose order could matter. Ids are written in an order that is not canonical. */
const plan = fc.record({
  accounts: fc.uniqueArray(fc.constantFrom('z', 'a', 'é', '😀', 'B', 'b', '10', '9'), { minLength: 2, maxLength: 6 }).chain((ids) =>
    fc.tuple(
      ...ids.map((id, i) =>
        fc.record({
          id: fc.constant(id),
          provider: fc.constant('declared'),
          parent: fc.constant(i === 0 ? null : (ids[0] as string)),
          tags: i === 0 ? fc.constant(TAGS) : tags,
          credits: fc.record({ remaining: fc.nat(1e9), allowance: fc.constantFrom<number | 'unlimited'>('unlimited', 5) }),
          senders: fc.tuple(
            ...[0, 1, 2].map((n) =>
              fc.record({
                id: fc.constant(`s${n}-${id}`),
                tags,
                weekdays: fc.subarray(['sun', 'mon', 'wed'], { minLength: 1 }),
                except: fc.uniqueArray(date, { maxLength: 3 }),
                sentLast6Days: fc.array(fc.nat(9), { minLength: 6, maxLength: 6 }),
              }),
            ),
          ),
        }),
      ),
    ),
  ),
  campaigns: fc.uniqueArray(fc.constantFrom('y', 'x', 'w', '2', '10'), { minLength: 1, maxLength: 4 }).chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(id),
          segments: fc.constantFrom([
            { id: 'q', contacts: 5 },
            { id: 'p', contacts: 7, from: { tags: ['us', 'eu'] } },
          ]),
          priority: fc.integer({ min: 1, max: 3 }),
          value: fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
          from: fc.record({ tags, except: fc.record({ tags }) }),
          steps: fc.constant([{ day: 0 }, { day: 2, share: 0.5 }]),
          serve: fc.record({ atLeast: fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000) }),
        }),
      ),
    ),
  ),
  policy: fc.constant({ serve: { all: 0.9 }, ignore: [{ finding: 'overage.planned' }, { finding: 'demand.no-day', subject: 'x' }] }),
});

const ORDERED = new Set(['steps', 'sentLast6Days', 'schedule', 'changes']);

/** The same value with keys and unordered lists in another order. */
function shuffled(value: unknown, random: () => number, key = ''): unknown {
  const mix = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => [random(), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  if (Array.isArray(value)) {
    const inner = value.map((item) => shuffled(item, random));
    return ORDERED.has(key) ? inner : mix(inner);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(mix(Object.entries(value)).map(([k, v]) => [k, shuffled(v, random, k)]));
}

/** Spreads the items of all lists over three files, one of them JSON. */
function files(whole: Plain, random: () => number): Record<string, string> {
  const parts: Record<string, unknown>[] = [
    { version: 1, horizon: { end: '2026-12-19' } },
    { version: 1 },
    { version: 1, policy: whole['policy'] },
  ];
  for (const section of ['accounts', 'campaigns'])
    for (const item of shuffled(whole[section], random) as unknown[]) {
      const part = parts[Math.floor(random() * 3)] as Record<string, unknown[]>;
      part[section] = [...(part[section] ?? []), item];
    }
  return {
    'one.sendplan.yaml': stringify(shuffled(parts[0], random)),
    'deep/two.sendplan.yml': stringify(shuffled(parts[1], random), { defaultStringType: 'QUOTE_DOUBLE' }),
    'a.sendplan.json': JSON.stringify(shuffled(parts[2], random)),
  };
}

function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test('permuting lists, keys and files gives the same workspace', async () => {
  await fc.assert(
    fc.asyncProperty(plan, fc.nat(), fc.nat(), async (whole, seedA, seedB) => {
      const [a, b] = [await loadTexts(files(whole, generator(seedA))), await loadTexts(files(whole, generator(seedB)))];
      expect(a.findings.filter((f) => f.severity === 'error')).toEqual([]);
      const bare = (o: typeof a) => JSON.stringify({ ...o.workspace, inputs: null, positions: null });
      expect(bare(a)).toBe(bare(b));
      expect(Object.keys(a.workspace?.positions ?? {}).sort()).toEqual(Object.keys(b.workspace?.positions ?? {}).sort());
    }),
    { numRuns: 60 },
  );
});
