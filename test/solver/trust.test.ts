/** What is believed of an engine and what is not. */

import fc from 'fast-check';
import type { Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Campaign } from '../../src/model/workspace.ts';
import { assemblePlan } from '../../src/plan/assemble.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { formulate } from '../../src/problem/formulation.ts';
import { columnsOf, rowsOf } from '../../src/problem/load.ts';
import { completeGreedily, filled } from '../../src/solver/greedy.ts';
import { type HighsLoader, judgeStatus, loadHighs } from '../../src/solver/highs.ts';
import { loadJslp } from '../../src/solver/jslp.ts';
import { integerPoint, solveLevels } from '../../src/solver/lexicographic.ts';
import { checkObjective } from '../../src/solver/objective.ts';
import { loadEngine, MAX_COLUMNS, runEngine } from '../../src/solver/run.ts';
import { settle } from '../../src/solver/settle.ts';
import type { Engine, EngineModel, SolveOptions } from '../../src/solver/solver.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { accountCapacity, campaign, EVERYONE, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { planValues } from '../helpers/plan-values.ts';
import { smallWorkspaces } from '../helpers/small-workspaces.ts';

const OPTIONS: SolveOptions = {
  engine: 'highs',
  timeLimitMs: 60_000,
  clock: () => 0,
  onLevel: () => undefined,
  onSolution: () => undefined,
};
const NO_LIMITS = { timeMs: 10_000, start: null, isRough: false };

/** max 3a + 2b, a + b ≤ 4, a ≤ 3, integers: 3·3 + 2·1 = 11. */
const TINY: EngineModel = {
  columnUpper: Float64Array.from([3, Infinity]),
  rows: [{ terms: { columns: Int32Array.from([0, 1]), values: Float64Array.from([1, 1]) }, lower: -Infinity, upper: 4 }],
  objective: { columns: Int32Array.from([0, 1]), values: Float64Array.from([3, 2]) },
  sense: 'max',
};

const dense = (values: readonly number[]) => ({ columns: Int32Array.from(values, (_, i) => i), values: Float64Array.from(values) });

let highs: Engine;
let jslp: Engine;
beforeAll(async () => {
  [highs, jslp] = [await loadEngine('highs'), await loadEngine('jslp')];
});

describe('HiGHS', () => {
  it.each([
    ['highs-js #53', 9, 'Minimize\n obj: 2 x + 3 z\nSubject To\n c1: x + z >= 4.5\nBounds\n x <= 10\n z <= 10\nGeneral\n z\nEnd'],
    [
      'HiGHS #3094',
      8000,
      'Minimize\n obj: 10 d0 + 8 d1\nSubject To\n a: z0 - 1000 x0 <= 0\n b: z1 - 1000 x1 <= 0\n c: z0 + d0 = 1000\n d: z1 + d1 = 1000\n e: x0 + x1 <= 1\nBounds\n z0 <= 1000\n z1 <= 1000\n d0 <= 1000\n d1 <= 1000\nBinary\n x0 x1\nEnd',
    ],
    [
      'HiGHS #3073',
      0.03,
      'Minimize\n obj: 100 g + 0.01 t\nSubject To\n r0: g + x = 3\n r1: x - t <= 0\n r2: - x - t <= 0\n r3: x <= 3\n r4: - x <= -0.45\nBounds\n t free\nGeneral\n x\nEnd',
    ],
    ['HiGHS #2957', 28.2, 'Minimize\n obj: x + 2 y\nSubject To\n r: x + y >= 20.1\nBounds\n x <= 20\n 8 <= y <= 20\nGeneral\n x\nEnd'],
  ])('SV-09 %s: presolve on and off give %d', async (_, value, text) => {
    const load = (await import('highs')).default as unknown as HighsLoader;
    const solver = await load({ print: () => undefined, printErr: () => undefined });
    for (const presolve of ['on', 'off'] as const)
      expect(solver.solve(text, { presolve, output_flag: false }).ObjectiveValue).toBeCloseTo(value, 6);
  });

  it('SV-10 a core before 1.15 is refused, read from the loaded module', async () => {
    const old = async () => ({ version: { major: 1, minor: 14, patch: 0, string: '1.14.0' } }) as unknown as Highs;
    await expect(loadHighs(old)).rejects.toMatchObject({
      name: 'SolverError',
      code: 'solver_engine',
      message: expect.stringContaining('1.14.0'),
    });
  });

  it.each([
    [7, 2, 'optimal'],
    [6, 0, 'optimal'],
    [8, 0, 'infeasible'],
    [11, 2, 'stopped-with-point'],
    [12, 2, 'stopped-with-point'],
    [13, 2, 'stopped-with-point'],
    [14, 1, 'stopped'],
    [16, 2, 'stopped-with-point'],
    [17, 0, 'stopped'],
    [13, 0, 'stopped'],
    [0, 2, 'untrusted'],
    [1, 2, 'untrusted'],
    [2, 2, 'untrusted'],
    [3, 2, 'untrusted'],
    [4, 2, 'untrusted'],
    [5, 2, 'untrusted'],
    [9, 0, 'untrusted'],
    [10, 2, 'untrusted'],
    [15, 2, 'untrusted'],
    [99, 2, 'untrusted'],
  ])('SV-11 SV-13 SV-14 status %i with primal status %i means %s', (status, primal, verdict) => {
    expect(judgeStatus(status, primal)).toBe(verdict);
  });

  it('SV-28 5,000 solves in one process are all right and memory stays flat', () => {
    const rightAnswers = (runs: number) => {
      let right = 0;
      for (let i = 0; i < runs; i++) {
        const answer = highs.mip(TINY, NO_LIMITS);
        if (answer.kind === 'point' && answer.objective === 11 && answer.isProven) right++;
      }
      return right;
    };
    expect(rightAnswers(1_000)).toBe(1_000);
    const warm = process.memoryUsage().rss;
    expect(rightAnswers(4_000)).toBe(4_000);
    expect(process.memoryUsage().rss - warm).toBeLessThan(50 * 1024 * 1024);
  });
});

describe('javascript-lp-solver', () => {
  it.each([
    ['SV-17 SV-18 its relaxation after a time-out', { feasible: true, bounded: true, result: 12, c0: 2.5 }, { kind: 'none' }],
    ['SV-18 isIntegral false', { feasible: true, bounded: true, isIntegral: false, result: 12, c0: 2.5 }, { kind: 'none' }],
    ['infeasible although it lists values', { feasible: false, result: 0, c0: 1 }, { kind: 'infeasible' }],
  ])('%s is no answer', async (_, says, expected) => {
    const engine = await loadJslp(async () => () => says);
    expect(engine.mip(TINY, NO_LIMITS)).toEqual(expected);
  });

  it('"infeasible" where a feasible point is known means that its time ran out: no answer', async () => {
    const engine = await loadJslp(async () => () => ({ feasible: false, result: 5.07, c0: 1 }));
    expect(engine.mip(TINY, { ...NO_LIMITS, start: new Float64Array(TINY.columnUpper.length) })).toEqual({ kind: 'none' });
  });

  it.each([
    ['SV-15 a value that is not a number', { feasible: true, bounded: true, isIntegral: true, c0: Number.NaN }],
    ['SV-15 unbounded', { feasible: true, bounded: false, isIntegral: true }],
  ])('%s is refused', async (_, says) => {
    const engine = await loadJslp(async () => () => says);
    expect(() => engine.mip(TINY, NO_LIMITS)).toThrowError(expect.objectContaining({ code: 'solver_untrusted' }));
  });

  it('sees generated names only', async () => {
    const seen: string[] = [];
    const engine = await loadJslp(async () => (model) => {
      seen.push(...Object.keys(model.variables), ...Object.keys(model.constraints));
      return { feasible: true, bounded: true, isIntegral: true };
    });
    engine.mip(TINY, NO_LIMITS);
    engine.lp(TINY, 1000);
    expect(seen.every((name) => /^[crupnv]\d+$/.test(name))).toBe(true);
  });
});

describe('answers', () => {
  it.each([Number.NaN, Infinity, -Infinity, 1e30, 12])(
    'SV-15 SV-16 a claimed objective of %d for a point worth 11 is refused',
    (claimed) => {
      expect(() => checkObjective('engine', claimed, TINY, Float64Array.from([3, 1]))).toThrowError(
        expect.objectContaining({ code: 'solver_untrusted' }),
      );
    },
  );

  it('SV-22 a point that crosses a limit by an engine tolerance is not an answer', () => {
    const row = { terms: dense([1]), lower: -Infinity, upper: 2.999999 };
    expect(integerPoint({ columnUpper: Float64Array.from([10]) }, [row], Float64Array.from([2.9999995]))).toBeNull();
    expect(integerPoint({ columnUpper: Float64Array.from([10]) }, [row], Float64Array.from([2.0000004]))).toEqual(Float64Array.from([2]));
  });

  it('SV-11 no incumbent in the time given: filled greedily, said as not finished, never as optimal', () => {
    const silent: Engine = { name: 'silent', version: '0', mip: () => ({ kind: 'none' }), lp: () => null };
    const problem = buildProblem(workspace([campaign('c', 5)]), snapshot([accountCapacity('a', [senderCapacity('s')])]));
    const solution = solveLevels(problem, formulate(problem), silent, OPTIONS);
    expect(solution.isTimeLimited).toBe(true);
    expect(solution.levels[0]).toMatchObject({ value: 0, isFinished: false, prices: null });
    expect([...rowsOf(completeGreedily(problem, null).starts)]).toMatchObject([{ demand: 0, sender: 0, contacts: 5 }]);
  });

  it('a reason for a shortfall that filling made smaller is not kept', () => {
    const problem = buildProblem(
      workspace([campaign('c', 5, { priority: 1 }), campaign('d', 5000)]),
      snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 10 })])]),
    );
    const whole = solveLevels(problem, formulate(problem), highs, OPTIONS);
    const cut = columnsOf([...rowsOf(whole.starts)].flatMap((s) => (s.demand === 0 ? [{ ...s, contacts: s.contacts - 1 }] : [s])));
    const reason = (demand: number, unexplained: number) => ({ demand, groups: [], unexplained, isAnalysed: true });
    const missing = 5000 - [...rowsOf(whole.starts)].reduce((sum, s) => (s.demand === 1 ? sum + s.contacts : sum), 0);
    const solution = { ...whole, starts: cut, bottlenecks: [reason(0, 1), reason(1, missing)] };
    expect(missing).toBeGreaterThan(0);
    expect(filled(problem, solution).bottlenecks).toEqual([reason(1, missing)]);
    expect(completeGreedily(problem, solution).bottlenecks).toEqual([reason(1, missing)]);
  });

  it('what is filled greedily holds every limit', () => {
    fc.assert(
      fc.property(smallWorkspaces, ({ workspace: w, snapshot: s }) => {
        const problem = buildProblem(w, s);
        const solution = settle(problem, completeGreedily(problem, null));
        const plan = assemblePlan({
          workspace: w,
          snapshot: s,
          problem,
          solution,
          tool: { name: 'sendplan', version: '0.0.0' },
          previous: null,
        });
        expect(verifyPlan({ workspace: w, plan }).findings).toEqual([]);
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  it('SV-12 an incumbent at the time limit is kept, and the level is not called finished', () => {
    const stopped: Engine = { ...highs, mip: (m, l) => ({ ...highs.mip(m, l), isProven: false }) as never };
    const plan = planValues(workspace([campaign('c', 5)]), snapshot([accountCapacity('a', [senderCapacity('s')])]), stopped);
    expect(plan.campaigns[0]?.served).toBe(5);
    expect(plan.findings.map((f) => f.kind)).toContain('solver.time-limit');
  });

  it('SV-17 a point "proven" by using up all the time is an incumbent', () => {
    let now = 0;
    const slow: Engine = {
      ...highs,
      mip: (m, l) => {
        now += l.timeMs;
        return highs.mip(m, l);
      },
    };
    const problem = buildProblem(workspace([campaign('c', 5)]), snapshot([accountCapacity('a', [senderCapacity('s')])]));
    const solution = solveLevels(problem, formulate(problem), slow, { ...OPTIONS, clock: () => now });
    expect(solution.isTimeLimited).toBe(true);
    expect(solution.levels[0]).toMatchObject({ value: 5_000_000, isFinished: false });
  });

  it('an engine that calls a level infeasible is not believed: sending nothing more is always a plan', () => {
    const wrong: Engine = { ...highs, mip: () => ({ kind: 'infeasible' }) };
    expect(() => planValues(workspace([campaign('c', 5)]), snapshot([accountCapacity('a', [senderCapacity('s')])]), wrong)).toThrowError(
      expect.objectContaining({ code: 'solver_untrusted' }),
    );
  });

  it('SV-23 one credit short of a must-send volume: the shortfall is 1, on both engines', () => {
    for (const engine of [highs, jslp]) {
      const plan = planValues(
        workspace([campaign('must', 10, { serveAtLeast: 10 })]),
        snapshot([accountCapacity('a', [senderCapacity('s')], { remaining: 9 })]),
        engine,
      );
      expect(plan.outcome.levels[0]).toMatchObject({ objective: 'shortfall.priority1', value: 1 });
      expect(plan.findings.map((f) => f.kind)).toContain('demand.serve-at-least');
    }
  });

  it.each(Array.from({ length: 60 }, (_, i) => i))('SV-24 knapsack %i of all-or-nothing campaigns equals dynamic programming', (seed) => {
    const [items] = fc.sample(
      fc.array(fc.record({ size: fc.noBias(fc.integer({ min: 100, max: 2_000 })), value: fc.noBias(fc.integer({ min: 1, max: 50 })) }), {
        minLength: 12,
        maxLength: 14,
      }),
      { seed, numRuns: 1 },
    ) as [{ size: number; value: number }[]];
    const room = Math.floor(items.reduce((n, i) => n + i.size, 0) / 2);
    const best = new Float64Array(room + 1);
    for (const { size, value } of items)
      for (let w = room; w >= size; w--) best[w] = Math.max(best[w] as number, (best[w - size] as number) + size * value);
    const campaigns = items.map((item, i) =>
      campaign(`c${i}`, item.size, {
        allOrNothing: true,
        valueMicro: item.value * 1_000_000,
        window: { start: '2026-11-20', end: '2026-11-20', weekdays: ['fri'] },
      }),
    );
    const plan = planValues(workspace(campaigns), snapshot([accountCapacity('a', [senderCapacity('s')], { remaining: room })]), highs);
    expect(plan.outcome.levels.find((l) => l.objective === 'served.priority1')?.value).toBe(best[room]);
  });

  it('SV-43 a model over the limit is refused with both numbers before an engine is called', async () => {
    // More than 2 × 7 × 14,286 starts, and a rule that keeps classes from standing in.
    const many = Array.from({ length: 14_500 }, (_, i) => campaign(`c${i}`, 1, { oneAccount: true }));
    const problem = buildProblem(workspace(many), snapshot([accountCapacity('a', [senderCapacity('s'), senderCapacity('t')])]));
    await expect(runEngine(problem, OPTIONS)).rejects.toMatchObject({
      code: 'solver_too_large',
      message: expect.stringMatching(new RegExp(`203000 columns.*${MAX_COLUMNS}`)),
    });
  });

  it('SV-42 no objective level mixes priorities: coefficients spread at most by the values of one priority', () => {
    const problem = buildProblem(
      workspace([
        campaign('a', 5, { priority: 1 }),
        campaign('b', 5, { priority: 2, valueMicro: 10_000 }),
        campaign('c', 5, { priority: 100 }),
      ]),
      snapshot([accountCapacity('a', [senderCapacity('s')])]),
    );
    for (const level of formulate(problem).levels.filter((l) => l.isProven)) {
      const sizes = [...level.terms.values].map(Math.abs);
      expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThanOrEqual(1e6);
    }
  });
});

describe('names', () => {
  const HOSTILE = [
    'result',
    'feasible',
    'bounded',
    'isIntegral',
    '__proto__',
    'constructor',
    'toString',
    'free',
    'end',
    'st',
    'bin',
    'inf',
    '1x',
    'x y',
    'x-y',
    'x:y',
    'é',
    '😀',
    'n'.repeat(3_000),
  ];

  it.each(HOSTILE)('SV-19 campaign, account and sender called %j are planned like any other', (name) => {
    const run = (id: string, engine: Engine) =>
      planValues(
        workspace([campaign(id, 30), campaign('zz-other', 30, { priority: 2 })]),
        snapshot([accountCapacity(id, [senderCapacity(id, { dailyLimit: 5 })], { remaining: 20 })]),
        engine,
      ).starts.map((s) => [s.campaign === id, s.date, s.contacts]);
    for (const engine of [highs, jslp]) expect(run(name, engine)).toEqual(run('neutral', engine));
  });
});

describe('edges', () => {
  it('a plan of no campaigns holds: there is nothing to prove', () => {
    const w = workspace([]);
    const plan = planValues(w, snapshot([accountCapacity('a', [senderCapacity('s')])]), highs);
    expect(verifyPlan({ workspace: w, plan }).findings).toEqual([]);
    expect(plan.outcome.status).toBe('optimal');
  });

  const only = (over: Partial<Campaign>) => campaign('c', 3, over);
  it.each([
    ['no campaigns', () => planValues(workspace([]), snapshot([accountCapacity('a', [senderCapacity('s')])]), highs), 0, true],
    ['no senders', () => planValues(workspace([only({})]), snapshot([accountCapacity('a', [])]), highs), 0, false],
    ['no accounts', () => planValues(workspace([only({})]), snapshot([]), highs), 0, false],
    [
      'all capacity zero',
      () =>
        planValues(
          workspace([only({})]),
          snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 0 })], { remaining: 0 })]),
          highs,
        ),
      0,
      false,
    ],
    [
      'no contacts',
      () => planValues(workspace([campaign('c', 0)]), snapshot([accountCapacity('a', [senderCapacity('s')])]), highs),
      0,
      true,
    ],
    [
      'one of each',
      () => planValues(workspace([campaign('c', 1)]), snapshot([accountCapacity('a', [senderCapacity('s')])]), highs),
      1,
      true,
    ],
    [
      'nobody matches',
      () =>
        planValues(
          workspace([only({ from: { ...EVERYONE, tags: ['none'] } })]),
          snapshot([accountCapacity('a', [senderCapacity('s')])]),
          highs,
        ),
      0,
      false,
    ],
  ] as const)('SV-41 %s', (_, run, starts, isComplete) => {
    const plan = run();
    expect(plan.starts).toHaveLength(starts);
    expect(plan.outcome.isComplete).toBe(isComplete);
  });
});
