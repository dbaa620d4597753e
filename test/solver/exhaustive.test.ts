/** Both engines against exhaustive search on random small workspaces: objective levels 1 to 3 (SV-04, SV-05). */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import type { Workspace } from '../../src/model/workspace.ts';
import { withProof } from '../../src/plan/proof.ts';
import { loadEngine } from '../../src/solver/run.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { bestByExhaustion } from '../helpers/exhaustive.ts';
import { listed } from '../helpers/listed-plan.ts';
import { planValues } from '../helpers/plan-values.ts';
import { smallWorkspaces } from '../helpers/small-workspaces.ts';
import { TAMPERINGS } from '../helpers/tamper.ts';

const BATCHES = 20;
const RUNS = 100;

/** Names of the falsifications of a plan that the checker would let through. */
const acceptedTamperings = (plan: Plan, workspace: Workspace): string[] =>
  TAMPERINGS.flatMap(({ name, apply }) => {
    const tampered = apply(listed(plan), workspace);
    if (tampered === null) return [];
    applied.set(name, (applied.get(name) ?? 0) + 1);
    return verifyPlan({ workspace, plan: tampered }).isValid ? [name] : [];
  });
const applied = new Map<string, number>();

describe('random small workspaces', () => {
  let highs: Engine;
  let jslp: Engine;
  beforeAll(async () => {
    [highs, jslp] = [await loadEngine('highs'), await loadEngine('jslp')];
  });

  it.each(Array.from({ length: BATCHES }, (_, i) => i))('SV-04 SV-05 batch %i: plan = exhaustive search, both engines', (batch) => {
    fc.assert(
      fc.property(smallWorkspaces, ({ workspace, snapshot }) => {
        const best = bestByExhaustion(workspace, snapshot);
        for (const engine of [highs, jslp]) {
          const plan = planValues(workspace, snapshot, engine);
          const levels = Object.fromEntries(plan.outcome.levels.filter((l) => l.objective in best).map((l) => [l.objective, l.value]));
          expect(levels).toEqual(best);
          const proven = withProof(plan, verifyPlan({ workspace, plan }));
          const verification = verifyPlan({ workspace, plan: proven });
          expect(verification.findings).toEqual([]);
          expect(verification.isValid).toBe(true);
          if (engine === highs) expect(acceptedTamperings(proven, workspace)).toEqual([]);
        }
      }),
      { numRuns: RUNS, seed: 1000 + batch },
    );
  });

  it('each kind of tampering was tried', () => {
    expect(TAMPERINGS.length).toBeGreaterThanOrEqual(20);
    expect(TAMPERINGS.filter((t) => !applied.has(t.name)).map((t) => t.name)).toEqual([]);
  });
});
