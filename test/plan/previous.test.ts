/** Carrying on from an earlier plan: what it started is done, what it promised is load, what lies ahead stays. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/model/capacity.ts';
import type { Campaign } from '../../src/model/workspace.ts';
import { assemblePlan } from '../../src/plan/assemble.ts';
import { continuePlan } from '../../src/plan/previous.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { loadEngine, runEngine } from '../../src/solver/run.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { planValues } from '../helpers/plan-values.ts';

let highs: Engine;
beforeAll(async () => {
  highs = await loadEngine('highs');
});

const steps = (...shares: number[]) => shares.map((share10k, i) => ({ day: 2 * i, share10k }));
const supply = (today: string, senders = 2): Snapshot =>
  snapshot([
    accountCapacity(
      'a',
      Array.from({ length: senders }, (_, i) => senderCapacity(`s${i}`, { dailyLimit: 10 })),
      { today },
    ),
  ]);
const files = (over: Partial<Campaign>, start = '2026-11-20') =>
  workspace([campaign('seq', 60, { steps: steps(10_000, 8_500, 7_000), ...over })], { horizon: { start, end: '2026-12-10' } });

const nextDay = '2026-11-23';

describe.each(['sender', 'account', 'none'] as const)('follow-ups that stick to %s', (sticky) => {
  it('leave the demand, and what they owe is load: every expected send of the earlier plan is promised, rounded up per sender and day', () => {
    const first = planValues(files({ sticky }), supply('2026-11-20'), highs);
    const { workspace: now, alreadyStarted, keep } = continuePlan(files({ sticky }, nextDay), first);
    const done = first.starts.filter((s) => s.date < nextDay).reduce((n, s) => n + s.contacts, 0);
    expect(done).toBeGreaterThan(0);
    expect([...alreadyStarted.values()]).toEqual([done]);
    expect(now.campaigns[0]?.segments[0]?.contacts).toBe(60 - done);
    expect(keep.every((s) => s.date >= nextDay)).toBe(true);
    const promised = now.inFlight.reduce((n, p) => n + p.sends, 0);
    const alreadySent = (date: string) => date < nextDay;
    let owed = 0;
    for (const s of first.starts.filter((r) => r.date < nextDay)) {
      [8_500, 7_000].forEach((share, k) => {
        const day = new Date(Date.parse(s.date) + 2 * (k + 1) * 86_400_000).toISOString().slice(0, 10);
        if (!alreadySent(day)) owed += (s.contacts * share) / 10_000;
      });
    }
    expect(promised).toBeGreaterThanOrEqual(Math.floor(owed));
    expect(promised).toBeLessThanOrEqual(owed + now.inFlight.length);
    expect(now.inFlight.every((p) => p.date >= nextDay && p.campaign === 'seq')).toBe(true);
  });
});

it('an unchanged world keeps every start: churn 0, and the plan still holds', async () => {
  const first = planValues(files({}), supply('2026-11-20'), highs);
  const continued = continuePlan(files({}, nextDay), first);
  const capacity = supply(nextDay);
  const problem = buildProblem(continued.workspace, capacity, { keep: continued.keep });
  const solution = await runEngine(problem, {
    engine: 'highs',
    timeLimitMs: 60_000,
    clock: () => 0,
    onLevel: () => undefined,
    onSolution: () => undefined,
  });
  const plan = assemblePlan({
    workspace: continued.workspace,
    snapshot: capacity,
    problem,
    solution,
    tool: { name: 'sendplan', version: '0.0.0' },
    previous: { file: { path: 'plan.json', sha256: '0'.repeat(64) }, alreadyStarted: continued.alreadyStarted },
  });
  expect(plan.outcome.levels.find((l) => l.objective === 'churn')?.value).toBe(0);
  expect([...plan.starts]).toEqual([...first.starts].filter((s) => s.date >= nextDay));
  expect(plan.campaigns[0]?.alreadyStarted).toBe(first.starts.filter((s) => s.date < nextDay).reduce((n, s) => n + s.contacts, 0));
  expect(verifyPlan({ workspace: continued.workspace, plan }).findings).toEqual([]);
});

it('what was started before counts for serve.atLeast', () => {
  const first = planValues(files({ serveAtLeast: 50 }), supply('2026-11-20'), highs);
  const done = first.starts.filter((s) => s.date < nextDay).reduce((n, s) => n + s.contacts, 0);
  expect(continuePlan(files({ serveAtLeast: 50 }, nextDay), first).workspace.campaigns[0]?.serveAtLeast).toBe(50 - done);
});

it('started, planned and left over always add up to the audience', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 6 }),
      (contacts, senders, days) => {
        const at = new Date(Date.parse('2026-11-20') + days * 86_400_000).toISOString().slice(0, 10);
        const make = (start: string) => workspace([campaign('c', contacts)], { horizon: { start, end: '2026-12-10' } });
        const first = planValues(make('2026-11-20'), supply('2026-11-20', senders), highs);
        const { workspace: now, alreadyStarted } = continuePlan(make(at), first);
        const left = now.campaigns[0]?.segments[0]?.contacts ?? 0;
        expect(left + ([...alreadyStarted.values()][0] ?? 0)).toBe(contacts);
      },
    ),
    { numRuns: 60 },
  );
});
