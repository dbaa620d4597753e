/** Planning beside an earlier plan without branch and bound: nobody is served less for it, limits hold, and little changes. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Start } from '../../src/model/plan.ts';
import { assemblePlan } from '../../src/plan/assemble.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { formulate } from '../../src/problem/formulation.ts';
import { provenLevels } from '../../src/problem/level-list.ts';
import type { Problem } from '../../src/problem/problem.ts';
import { solveBesideEarlier } from '../../src/solver/earlier.ts';
import { levelValues } from '../../src/solver/level-values.ts';
import { solveLevels } from '../../src/solver/lexicographic.ts';
import { loadEngine, runEngine } from '../../src/solver/run.ts';
import type { Engine, Solution } from '../../src/solver/solver.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { type Small, smallWorkspaces } from '../helpers/small-workspaces.ts';

let highs: Engine;
beforeAll(async () => {
  highs = await loadEngine('highs');
});

const OPTIONS = { engine: 'auto', timeLimitMs: 600_000, clock: () => 0, onLevel: () => undefined, onSolution: () => undefined } as const;

const planOf = ({ workspace: w, snapshot: s }: Small, problem: Problem, solution: Solution) =>
  assemblePlan({ workspace: w, snapshot: s, problem, solution, tool: { name: 'sendplan', version: '0.0.0' }, previous: null });

const values = (problem: Problem, { starts, overage }: Solution, names: readonly string[]) => levelValues(problem, names, starts, overage);

describe('planning beside an earlier plan', () => {
  it('serves as much as without, holds every limit, and changes no less than the least possible, on random small workspaces', async () => {
    let tried = 0;
    let ours = 0;
    let least = 0;
    let careless = 0;
    await fc.assert(
      fc.asyncProperty(smallWorkspaces, fc.double({ min: 0.3, max: 1, noNaN: true }), async (small, part) => {
        const before = buildProblem(small.workspace, small.snapshot);
        fc.pre(before.followUps.length === 0);
        // The earlier plan: made with fewer contacts, by another engine.
        const fewer = { ...before, demands: before.demands.map((d) => ({ ...d, contacts: Math.floor(d.contacts * part) })) };
        const keep: readonly Start[] = [...planOf(small, fewer, solveLevels(fewer, formulate(fewer), highs, OPTIONS)).starts];
        fc.pre(keep.length > 0);
        const problem: Problem = { ...before, keep };
        const fresh = await runEngine({ ...problem, keep: [] }, OPTIONS);
        const solution = await solveBesideEarlier(problem, OPTIONS, (other) => runEngine(other, OPTIONS));
        tried++;
        const names = provenLevels(problem).map((level) => level.name);
        expect(values(problem, solution, names)).toEqual(values(problem, fresh, names));
        expect(verifyPlan({ workspace: small.workspace, plan: planOf(small, problem, solution) }).findings).toEqual([]);
        const [churn, without] = [values(problem, solution, ['churn'])[0] as number, values(problem, fresh, ['churn'])[0] as number];
        const exact = values(problem, solveLevels(problem, formulate(problem), highs, OPTIONS), ['churn'])[0] as number;
        expect(solution.levels.find((level) => level.name === 'churn')?.value).toBe(churn);
        expect([churn <= without, exact <= churn]).toEqual([true, true]);
        ours += churn;
        least += exact;
        careless += without;
      }),
      { numRuns: 60, seed: 11 },
    );
    expect(tried).toBeGreaterThanOrEqual(20);
    expect(ours - least).toBeLessThan(0.5 * (careless - least));
  });

  it('hands the best plan over before it looks for fewer changes, and says when there was no time for that', async () => {
    const w = workspace([campaign('c', 60)], { end: '2026-12-01' });
    const supply = snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 10 }), senderCapacity('t', { dailyLimit: 10 })])]);
    const before = buildProblem(w, supply);
    const problem = { ...before, keep: [{ campaign: 'c', segment: null, account: 'a', sender: 's', date: '2026-11-28', contacts: 10 }] };
    const handed: Solution[] = [];
    let now = 0;
    const options = { ...OPTIONS, timeLimitMs: 100, clock: () => now, onSolution: (found: Solution) => handed.push(found) };
    const solution = await solveBesideEarlier(problem, options, async (other) => {
      now = 90;
      return runEngine(other, OPTIONS);
    });
    expect(handed.map((found) => found.levels.map((level) => [level.name, level.value]))).toEqual([
      [
        ['served.priority1', 60e6],
        ['churn', 10],
        ['pacing.days', handed[0]?.levels[2]?.value],
      ],
    ]);
    expect(solution.isTimeLimited).toBe(true);
    expect(values(problem, solution, ['churn'])).toEqual([10]);
  });

  it('large problems keep what an unchanged world allows: everything', async () => {
    const steps = [
      { day: 0, share10k: 10_000 },
      { day: 2, share10k: 10_000 },
    ];
    const supply = snapshot([
      accountCapacity(
        'a',
        Array.from({ length: 60 }, (_, s) => senderCapacity(`s${String(s).padStart(2, '0')}`, { dailyLimit: 10 + (s % 5) })),
      ),
    ]);
    for (const sequence of [false, true]) {
      const w = workspace([campaign('c', 3_000, { priority: 1, ...(sequence ? { steps } : {}) }), campaign('d', 900, { priority: 2 })], {
        end: '2026-12-20',
      });
      const problem = buildProblem(w, supply);
      const first = await runEngine(problem, OPTIONS);
      const keep = planOf({ workspace: w, snapshot: supply }, problem, first).starts;
      const again = await runEngine({ ...problem, keep: [...keep] }, OPTIONS);
      expect(again.levels.find((level) => level.name === 'churn')?.value).toBe(0);
    }
  });
});
