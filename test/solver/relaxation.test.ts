/** Relax and round: every plan holds, no bound is below the exact optimum, single-step transport loses nothing. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/model/capacity.ts';
import type { Workspace } from '../../src/model/workspace.ts';
import { assemblePlan } from '../../src/plan/assemble.ts';
import { withProof } from '../../src/plan/proof.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { allowsClasses } from '../../src/problem/classes.ts';
import { formulate } from '../../src/problem/formulation.ts';
import { countStarts } from '../../src/problem/options.ts';
import { relaxProgram } from '../../src/solver/relax-program.ts';
import { classModel, roundRelaxed } from '../../src/solver/relaxation.ts';
import type { Relaxed } from '../../src/solver/relaxed.ts';
import { loadEngine } from '../../src/solver/run.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { loadEngines, provenPlan, type TestedEngine } from '../helpers/engines.ts';
import { bestByExhaustion } from '../helpers/exhaustive.ts';
import { MEDIUM_SIZES, networkWorkspaces } from '../helpers/network-workspaces.ts';
import { type Small, smallWorkspaces } from '../helpers/small-workspaces.ts';

let highs: Engine;
beforeAll(async () => {
  highs = await loadEngine('highs');
});

const OPTIONS = { engine: 'highs', timeLimitMs: 600_000, clock: () => 0, onLevel: () => undefined, onSolution: () => undefined } as const;

function relaxed(w: Workspace, s: Snapshot, hasTime = () => true) {
  const problem = buildProblem(w, s);
  const model = classModel(problem);
  const point = relaxProgram(formulate(model.merged), highs, () => 600_000) as Relaxed;
  const solution = roundRelaxed(problem, model, point, { name: highs.name, version: highs.version }, OPTIONS, hasTime);
  const draft = assemblePlan({
    workspace: w,
    snapshot: s,
    problem,
    solution,
    tool: { name: 'sendplan', version: '0.0.0' },
    previous: null,
  });
  const plan = withProof(draft, verifyPlan({ workspace: w, plan: draft }));
  return { plan, verification: verifyPlan({ workspace: w, plan }) };
}

describe('relax and round', () => {
  it('holds every limit, and its bounds admit the exact optimum, on random small workspaces', () => {
    let tried = 0;
    fc.assert(
      fc.property(smallWorkspaces, ({ workspace: w, snapshot: s }) => {
        const problem = buildProblem(w, s);
        fc.pre(allowsClasses(problem) && countStarts(problem) > 0);
        tried++;
        const { plan, verification } = relaxed(w, s);
        expect(verification.findings).toEqual([]);
        const best = bestByExhaustion(w, s);
        const first = plan.outcome.levels[0];
        if (first?.bound == null) return;
        const exact = best[first.objective] as number;
        if (first.sense === 'max') expect([first.value <= exact, first.bound >= exact]).toEqual([true, true]);
        else expect([first.value >= exact, first.bound <= exact]).toEqual([true, true]);
      }),
      { numRuns: 500, seed: 3 },
    );
    expect(tried).toBeGreaterThanOrEqual(200);
  });

  it('never serves more than is wanted, also where contacts of a promised part have moved before the rest is seated', async () => {
    const pdhg = (await loadEngines()).find((engine) => engine.name === 'pdhg') as TestedEngine;
    // Two that were refused by the checker, of 2,000 random ones.
    const samples = fc.sample(networkWorkspaces(MEDIUM_SIZES), { numRuns: 775, seed: 1 });
    for (const n of [58, 774]) expect(provenPlan(samples[n] as Small, pdhg)?.outcome.status).toBeDefined();
  });

  it('says so when there was no time to make room', () => {
    const { workspace: w, snapshot: s } = {
      workspace: workspace([campaign('c', 50)], { end: '2026-11-20' }),
      snapshot: snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 20 })])]),
    };
    expect(relaxed(w, s).plan.outcome.status).toBe('optimal');
    const hurried = relaxed(w, s, () => false);
    expect(hurried.verification.findings).toEqual([]);
    expect(hurried.plan.findings.map((f) => f.kind)).toContain('solver.time-limit');
  });

  it('single-step transport with unequal senders in a class: optimal, proven', () => {
    const transport = fc.record({
      contacts: fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 }),
      limits: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 2, maxLength: 12 }),
      credits: fc.integer({ min: 0, max: 900 }),
    });
    fc.assert(
      fc.property(transport, ({ contacts, limits, credits }) => {
        const w = workspace(contacts.map((n, i) => campaign(`c${i}`, n, { priority: 1 + (i % 3) })));
        const senders = limits.map((n, i) => senderCapacity(`s${i}`, { dailyLimit: n, sentToday: i % 3 }));
        const { plan } = relaxed(w, snapshot([accountCapacity('a', senders, { remaining: credits })]));
        expect(plan.outcome.status).toBe('optimal');
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});
