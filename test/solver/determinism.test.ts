/** SV-31: the same input, in whatever order it is written and however often it is planned, gives the same plan. */

import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { loadEngines, provenPlan, type TestedEngine } from '../helpers/engines.ts';
import { listed } from '../helpers/listed-plan.ts';
import { DECISION_FILE, type FileValue, NETWORK_FILE, permutationsOf, SEQUENCE_FILE, SMALL_FILE } from '../helpers/permutations.ts';
import type { Small } from '../helpers/small-workspaces.ts';
import { fromFiles } from '../helpers/whole-line.ts';

const REPEATS = 50;
const PERMUTATIONS = 20;
/** Many plans on a busy machine. */
const TIMEOUT = 180_000;

/** Digest of a plan without what tells one writing of the files from another: their digests, and lines in findings. */
function hashOf(plan: Plan): string {
  const { inputs: _, ...rest } = listed(plan);
  const findings = plan.findings.map(({ file, line, column, endLine, endColumn, ...finding }) => finding);
  return createHash('sha256')
    .update(JSON.stringify({ ...rest, findings }))
    .digest('hex');
}

const FILES: readonly (readonly [string, FileValue, readonly string[]])[] = [
  ['a network', NETWORK_FILE, ['highs', 'flow', 'relax-and-round', 'pdhg']],
  ['a network with decisions', DECISION_FILE, ['flow-branch']],
  ['sequences', SEQUENCE_FILE, ['highs', 'relax-and-round', 'pdhg']],
  ['yes/no rules', SMALL_FILE, ['highs', 'jslp']],
];

describe.each(FILES)('%s', (_, value, names) => {
  let small: Small;
  let engines: readonly TestedEngine[];
  beforeAll(async () => {
    small = await fromFiles({ 'plan.sendplan.json': JSON.stringify(value) });
    engines = (await loadEngines()).filter((e) => names.includes(e.name));
  });

  it(`${REPEATS} repeats give one plan on every engine`, { timeout: TIMEOUT }, () => {
    for (const engine of engines) {
      const hashes = new Set(Array.from({ length: REPEATS }, () => hashOf(provenPlan(small, engine) as Plan)));
      expect([engine.name, hashes.size]).toEqual([engine.name, 1]);
    }
  });

  it(`${PERMUTATIONS} orders of the input give one plan on every engine`, { timeout: TIMEOUT }, async () => {
    const orders = await Promise.all(permutationsOf(value, PERMUTATIONS, 31).map(({ name, text }) => fromFiles({ [name]: text })));
    for (const engine of engines) {
      const plans = [small, ...orders].map((order) => provenPlan(order, engine) as Plan);
      expect(plans[0]?.starts.length).toBeGreaterThan(0);
      expect([engine.name, new Set(plans.map(hashOf)).size]).toEqual([engine.name, 1]);
    }
  });
});

it('every engine is among them', async () => {
  const named = new Set(FILES.flatMap(([, , names]) => names));
  expect((await loadEngines()).map((e) => e.name).filter((name) => !named.has(name))).toEqual([]);
});
