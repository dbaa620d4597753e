/** SV-33 and SV-37 over every family: room never hurts, rules never help, and what a plan does not use is not missed. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEngines, provenPlan, type TestedEngine } from '../helpers/engines.ts';
import { CAPACITIES, compare, objective, onlyUsed, withoutSenders } from '../helpers/metamorphic.ts';
import { networkWorkspaces, TINY_SIZES } from '../helpers/network-workspaces.ts';
import { type Small, smallWorkspaces } from '../helpers/small-workspaces.ts';

/** Several plans per sample on a busy machine. */
const TIMEOUT = { timeout: 120_000 };
let engines: Readonly<Record<string, TestedEngine>>;
beforeAll(async () => {
  engines = Object.fromEntries((await loadEngines()).map((e) => [e.name, e]));
});

const NETWORKS = networkWorkspaces(TINY_SIZES);
const ON = [
  ['highs', smallWorkspaces, 100],
  ['flow', NETWORKS, 200],
] as const;

/** null when the engine does not accept the workspace. */
const plan = (small: Small, name: string) => provenPlan(small, engines[name] as TestedEngine);

describe.each(ON)('%s', (name, workspaces, numRuns) => {
  it.each(Object.keys(CAPACITIES))(
    'SV-33 %s: more never worsens the objective, less never betters it, and the bound of more holds for less',
    TIMEOUT,
    (family) => {
      const change = CAPACITIES[family] as (small: Small, n: number) => Small;
      fc.assert(
        fc.property(workspaces, fc.integer({ min: 1, max: 3 }), (small, n) => {
          const [less, now, more] = [plan(change(small, -n), name), plan(small, name), plan(change(small, n), name)];
          if (less === null || now === null || more === null) return;
          expect(compare(objective(more), objective(now))).toBeLessThanOrEqual(0);
          expect(compare(objective(less), objective(now))).toBeGreaterThanOrEqual(0);
          const [first, bound] = [now.outcome.levels[0], more.outcome.levels[0]?.bound];
          if (first && bound != null) expect(first.sense === 'max' ? bound - first.value : first.value - bound).toBeGreaterThanOrEqual(0);
        }),
        { numRuns: Math.ceil(numRuns / 4), seed: 330 },
      );
    },
  );

  it('SV-37 with only the senders it used, the same objective; without one of them, never a better one', TIMEOUT, () => {
    fc.assert(
      fc.property(workspaces, fc.nat(), ({ workspace: w, snapshot: s }, pick) => {
        const now = plan({ workspace: w, snapshot: s }, name);
        if (now === null) return;
        const again = plan({ workspace: onlyUsed(w, s, now), snapshot: s }, name);
        if (again !== null) expect(objective(again)).toEqual(objective(now));
        const rows = [...now.starts];
        const row = rows[pick % rows.length];
        if (row === undefined) return;
        const without = plan({ workspace: withoutSenders(w, row.campaign, [row.sender]), snapshot: s }, name);
        if (without !== null) expect(compare(objective(without), objective(now))).toBeGreaterThanOrEqual(0);
      }),
      { numRuns, seed: 370 },
    );
  });
});
