/** Branch and bound on networks against exhaustive search and HiGHS: level values, honest bounds, plans the checker accepts. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadWorkspace } from '../../src/config/load.ts';
import type { Plan } from '../../src/model/plan.ts';
import { isProvenLevel } from '../../src/plan/proof.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { mergeSnapshot } from '../../src/snapshot/merge.ts';
import { isBranchable, solveBranched } from '../../src/solver/flow-branch.ts';
import { runEngine } from '../../src/solver/run.ts';
import type { Solution, SolveOptions } from '../../src/solver/solver.ts';
import { disagreement } from '../helpers/agreement.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { loadEngines, provenPlan, type TestedEngine } from '../helpers/engines.ts';
import { bestByExhaustion } from '../helpers/exhaustive.ts';
import { MEDIUM_DECISIONS, networkWorkspaces, TINY_DECISIONS } from '../helpers/network-workspaces.ts';
import type { Small } from '../helpers/small-workspaces.ts';

const OPTIONS: SolveOptions = {
  engine: 'auto',
  timeLimitMs: 60_000,
  clock: () => 0,
  onLevel: () => undefined,
  onSolution: () => undefined,
};

const engine = (solve: TestedEngine['solve']): TestedEngine => ({ name: 'flow-branch', isExact: true, accepts: isBranchable, solve });
const branch = engine((problem) => solveBranched(problem, OPTIONS));
const values = (plan: Plan) => Object.fromEntries(plan.outcome.levels.filter(isProvenLevel).map((l) => [l.objective, l.value]));

describe('random networks with decisions', () => {
  let highs: TestedEngine;
  beforeAll(async () => {
    [highs] = await loadEngines();
  });

  it.each([1, 2, 3, 4])('batch %i: plan = exhaustive search', (batch) => {
    let accepted = 0;
    fc.assert(
      fc.property(networkWorkspaces(TINY_DECISIONS), (small) => {
        const plan = provenPlan(small, branch);
        if (plan === null) return;
        accepted++;
        const { 'overage.EUR': _, 'overage.USD': __, ...best } = bestByExhaustion(small.workspace, small.snapshot);
        expect(values(plan)).toMatchObject(best);
      }),
      { numRuns: 100, seed: 6000 + batch },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it.each([1, 2, 3])('batch %i: levels = HiGHS, and no bound excludes the optimum', (batch) => {
    let accepted = 0;
    fc.assert(
      fc.property(networkWorkspaces(MEDIUM_DECISIONS), (medium) => {
        const plan = provenPlan(medium, branch);
        if (plan === null) return;
        accepted++;
        expect(disagreement(provenPlan(medium, highs) as Plan, plan, true)).toBe(null);
      }),
      { numRuns: 20, seed: 7000 + batch },
    );
    expect(accepted).toBeGreaterThan(8);
  });

  it('accounts nothing tells apart: trying one of them is enough', () => {
    const item = fc.record({ contacts: fc.integer({ min: 1, max: 9 }), value: fc.integer({ min: 1, max: 9 }), isWhole: fc.boolean() });
    fc.assert(
      fc.property(fc.array(item, { minLength: 3, maxLength: 7 }), fc.integer({ min: 6, max: 12 }), (items, room) => {
        const accounts = ['a', 'b', 'c'].map((id) => accountCapacity(id, [senderCapacity(`s-${id}`, { dailyLimit: room })]));
        const campaigns = items.map(({ contacts, value, isWhole }, i) =>
          campaign(`c${i}`, contacts, { valueMicro: value * 100_000, oneAccount: true, allOrNothing: isWhole }),
        );
        const inputs = [{ path: 'b.sendplan.yaml', sha256: 'a'.repeat(64) }];
        const small = { workspace: workspace(campaigns, { end: '2026-11-20', inputs }), snapshot: snapshot(accounts) };
        expect(disagreement(provenPlan(small, highs) as Plan, provenPlan(small, branch) as Plan, true)).toBe(null);
      }),
      { numRuns: 60, seed: 8000 },
    );
  });
});

/** Two accounts of one sender each. */
const twoAccounts = (first: number, second: number, campaigns: Small['workspace']['campaigns']): Small => ({
  workspace: workspace(campaigns, { end: '2026-11-20', inputs: [{ path: 'b.sendplan.yaml', sha256: 'a'.repeat(64) }] }),
  snapshot: snapshot([
    accountCapacity('a', [senderCapacity('s1', { dailyLimit: first })]),
    accountCapacity('b', [senderCapacity('s2', { dailyLimit: second })]),
  ]),
});
const served = (small: Small) => {
  const plan = provenPlan(small, branch) as Plan;
  const contacts = new Map(small.workspace.campaigns.map((c) => [c.id, 0]));
  for (const start of plan.starts) contacts.set(start.campaign, (contacts.get(start.campaign) ?? 0) + start.contacts);
  return { served: [...contacts.values()], levels: plan.outcome.levels.filter((l) => l.objective.startsWith('served')) };
};

describe('decisions', () => {
  it('all or nothing: what does not fit is left out, the room goes to others, the bound stays that of the relaxation', () => {
    const small = twoAccounts(3, 3, [campaign('c0', 7, { allOrNothing: true }), campaign('c1', 4, { priority: 2 })]);

    const { served: counts, levels } = served(small);

    expect(counts).toEqual([0, 4]);
    expect(levels.map(({ value, bound }) => [value, bound])).toEqual([
      [0, 6],
      [4, 4],
    ]);
  });

  it('one account: the one that can serve most of it, beside what is more important', () => {
    const small = twoAccounts(5, 4, [
      campaign('c0', 3, { from: { ...campaign('x', 1).from, accounts: ['a'] } }),
      campaign('c1', 9, { priority: 2, oneAccount: true }),
    ]);

    expect(served(small).served).toEqual([3, 4]);
  });

  it('smallest batch: senders with less room are not used', () => {
    expect(served(twoAccounts(3, 2, [campaign('c0', 5, { minStarts: 3 })])).served).toEqual([3]);
  });

  it('smallest batch: what is missing from one is taken from another', () => {
    expect(served(twoAccounts(5, 5, [campaign('c0', 6, { minStarts: 3 })])).served).toEqual([6]);
  });
});

describe('large networks with decisions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sendplan-branch-'));
  /** A generated instance of 200 campaigns and 1,000 senders in which every tenth campaign has a decision. */
  async function large(): Promise<Small> {
    const { writeInstance, NOW } = await import(new URL('../bench/instances.mjs', import.meta.url).href);
    writeInstance(folder, { size: 'L', variant: 'single', load: 2, seed: 1 });
    const file = join(folder, 'campaigns.sendplan.json');
    const { campaigns, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
    const kinds = [{ allOrNothing: true }, { oneAccount: true }, { perSender: { minStarts: 5 } }];
    const changed = campaigns.map((c: object, i: number) => (i % 10 === 3 ? { ...c, ...kinds[((i - 3) / 10) % 3] } : c));
    writeFileSync(file, JSON.stringify({ ...rest, campaigns: changed }));
    const { workspace: read } = await loadWorkspace([folder], { cwd: folder, now: NOW });
    return { workspace: read, snapshot: mergeSnapshot(read, [], { observedAt: NOW, excludedProviders: [], stale: null }) };
  }

  it('are solved, and the same plan comes out again; without any time there is a plan that says so', { timeout: 120_000 }, async () => {
    const instance = await large();
    rmSync(folder, { recursive: true });
    const problem = buildProblem(instance.workspace, instance.snapshot);
    const solution = await runEngine(problem, OPTIONS);
    expect([solution.engine.name, solution.isTimeLimited]).toEqual(['flow', false]);
    expect(solveBranched(problem, OPTIONS)).toEqual(solution);

    expect(
      provenPlan(
        instance,
        engine(() => solution),
      )?.starts.length,
    ).toBeGreaterThan(0);
    let calls = 0;
    const late = solveBranched(problem, { ...OPTIONS, clock: () => (calls++ === 0 ? 0 : 120_000) }) as Solution;
    const lateLevels = (
      provenPlan(
        instance,
        engine(() => late),
      ) as Plan
    ).outcome.levels.filter(isProvenLevel);
    expect(late.isTimeLimited || lateLevels.every((l) => l.gap === 0)).toBe(true);
  });
});
