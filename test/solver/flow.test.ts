/** The network engine against exhaustive search and HiGHS: level values, proof, and a plan that the checker accepts. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { assemblePlan } from '../../src/plan/assemble.ts';
import { isProvenLevel, withProof } from '../../src/plan/proof.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { formulate } from '../../src/problem/formulation.ts';
import { rowsOf } from '../../src/problem/load.ts';
import { canStart } from '../../src/problem/options.ts';
import { solveFlow } from '../../src/solver/flow.ts';
import { loadEngine } from '../../src/solver/run.ts';
import type { Engine, SolveOptions } from '../../src/solver/solver.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { bestByExhaustion } from '../helpers/exhaustive.ts';
import { MEDIUM_SIZES, networkWorkspaces, TINY_SIZES } from '../helpers/network-workspaces.ts';
import { planValues } from '../helpers/plan-values.ts';
import type { Small } from '../helpers/small-workspaces.ts';

const OPTIONS: SolveOptions = {
  engine: 'highs',
  timeLimitMs: 60_000,
  clock: () => 0,
  onLevel: () => undefined,
  onSolution: () => undefined,
};

/** Plan of the network engine, its proof put in by the checker; null when the workspace is no network. */
function provenPlan({ workspace, snapshot }: Small): Plan | null {
  const problem = buildProblem(workspace, snapshot);
  const solution = solveFlow(problem, OPTIONS);
  if (solution === null) return null;
  expect(solution.levels.map(({ name, sense, unit, scale, isProven }) => ({ name, sense, unit, scale, isProven }))).toEqual(
    formulate(problem).levels.map(({ name, sense, unit, scale, isProven }) => ({ name, sense, unit, scale, isProven })),
  );
  for (const short of solution.bottlenecks) {
    const { contacts } = problem.demands[short.demand] ?? { contacts: 0 };
    const served = [...rowsOf(solution.starts)].reduce((n, s) => (s.demand === short.demand ? n + s.contacts : n), 0);
    expect(short.groups.reduce((n, g) => n + g.missing, short.unexplained)).toBe(contacts - served);
    expect(short.unexplained > 0).toBe(!canStart(problem, short.demand));
  }
  const plan = assemblePlan({ workspace, snapshot, problem, solution, tool: { name: 'sendplan', version: '0.0.0' }, previous: null });
  return withProof(plan, verifyPlan({ workspace, plan }));
}

function checkProof(plan: Plan, { workspace }: Small): void {
  const verification = verifyPlan({ workspace, plan });
  expect(verification.findings).toEqual([]);
  expect(verification.isValid).toBe(true);
  for (const level of plan.outcome.levels.filter(isProvenLevel))
    expect([level.objective, level.bound]).toEqual([level.objective, level.value]);
}

/** Days as cheap as branch and bound has them, and largest days as low where the engine says that nothing is lower. */
function expectNoWorseShape({ workspace, snapshot }: Small, plan: Plan, other: Plan): void {
  const value = (of: Plan, objective: string) => of.outcome.levels.find((l) => l.objective === objective)?.value ?? 0;
  const days = value(plan, 'pacing.days') - value(other, 'pacing.days');
  expect(days).toBeLessThanOrEqual(0);
  const isLowest = solveFlow(buildProblem(workspace, snapshot), OPTIONS, () => true) !== null;
  if (isLowest && days === 0) expect(value(plan, 'pacing.even')).toBeLessThanOrEqual(value(other, 'pacing.even'));
}

const provenValues = (plan: Plan) => Object.fromEntries(plan.outcome.levels.filter(isProvenLevel).map((l) => [l.objective, l.value]));

describe('random networks', () => {
  let highs: Engine;
  beforeAll(async () => {
    highs = await loadEngine('highs');
  });

  it.each([1, 2, 3, 4, 5])('SV-04 batch %i: plan = exhaustive search, every level proven', (batch) => {
    let networks = 0;
    fc.assert(
      fc.property(networkWorkspaces(TINY_SIZES), (small) => {
        const plan = provenPlan(small);
        if (plan === null) return;
        networks++;
        const { 'overage.EUR': _, 'overage.USD': __, ...best } = bestByExhaustion(small.workspace, small.snapshot);
        expect(provenValues(plan)).toMatchObject(best);
        checkProof(plan, small);
      }),
      { numRuns: 100, seed: 4000 + batch },
    );
    expect(networks).toBeGreaterThan(50);
  });

  it.each([1, 2, 3, 4, 5])('SV-05 batch %i: levels = HiGHS, every level proven', (batch) => {
    let networks = 0;
    fc.assert(
      fc.property(networkWorkspaces(MEDIUM_SIZES), (medium) => {
        const plan = provenPlan(medium);
        if (plan === null) return;
        networks++;
        const other = planValues(medium.workspace, medium.snapshot, highs);
        expect(provenValues(plan)).toEqual(provenValues(other));
        expectNoWorseShape(medium, plan, other);
        checkProof(plan, medium);
      }),
      { numRuns: 30, seed: 5000 + batch },
    );
    expect(networks).toBeGreaterThan(10);
  });
});
