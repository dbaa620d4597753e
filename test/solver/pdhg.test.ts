/** Relaxation by PDHG: points hold, bounds admit the optimum of HiGHS level by level, and prices prove them. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays, WEEKDAYS } from '../../src/model/calendar.ts';
import type { RowKey } from '../../src/model/plan.ts';
import type { Campaign } from '../../src/model/workspace.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { type FirstDay, mergeClasses, senderClasses } from '../../src/problem/classes.ts';
import { formulate } from '../../src/problem/formulation.ts';
import type { LinearLevel, LinearProgram, LinearRow } from '../../src/problem/linear.ts';
import { countStarts } from '../../src/problem/options.ts';
import type { Problem } from '../../src/problem/problem.ts';
import { granularity, keepRow } from '../../src/solver/levels.ts';
import { priceLevel } from '../../src/solver/lexicographic.ts';
import { isPdhgReady, relaxByPdhg } from '../../src/solver/pdhg.ts';
import { beginStage, createIteration, iterate, restart } from '../../src/solver/pdhg-iterate.ts';
import { kernelFor } from '../../src/solver/pdhg-kernel.ts';
import { layOutColumns } from '../../src/solver/pdhg-layout.ts';
import { screen } from '../../src/solver/pdhg-screen.ts';
import { sweep } from '../../src/solver/pdhg-sweep.ts';
import type { Relaxed, RelaxedLevel } from '../../src/solver/relaxed.ts';
import { loadEngine } from '../../src/solver/run.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { accountCapacity, campaign, EVERYONE, senderCapacity, snapshot, TODAY, workspace } from '../helpers/builders.ts';
import { type Small, smallWorkspaces } from '../helpers/small-workspaces.ts';

let highs: Engine;
beforeAll(async () => {
  highs = await loadEngine('highs');
});

const WORKDAYS = WEEKDAYS.slice(0, 5);
const OPTIONS = { left: () => 1, gap: 5e-4 };

function merged({ workspace: w, snapshot: s }: Small, firstDay: FirstDay = 0): Problem {
  const problem = buildProblem(w, s);
  return mergeClasses(problem, senderClasses(problem, firstDay));
}

const nameOf = (key: RowKey) => JSON.stringify(Object.entries(key).sort());

/** Σ terms of a row at a point of the program. */
const activity = (row: Pick<LinearRow, 'terms'>, columns: Float64Array) =>
  row.terms.columns.reduce((sum, c, i) => sum + (row.terms.values[i] as number) * (columns[c] as number), 0);

/** The relaxed starts as a point of the whole program, other columns as small as the rows allow. */
function columnsOf(program: LinearProgram, { point }: Relaxed): Float64Array {
  const columns = new Float64Array(program.columnUpper.length);
  const at = new Map(program.starts.map((s, i) => [`${s.demand}/${s.sender}/${s.stepDays[0]}`, i]));
  point.demand.forEach((d, i) => {
    columns[at.get(`${d}/${point.sender[i]}/${point.day[i]}`) as number] = point.contacts[i] as number;
  });
  for (const row of program.rows) {
    const last = row.terms.columns.findIndex((c, i) => c >= program.starts.length && (row.terms.values[i] as number) < 0);
    if (last < 0 || row.key === null) continue;
    const column = row.terms.columns[last] as number;
    columns[column] = Math.min(program.columnUpper[column] as number, Math.max(0, activity(row, columns) - row.upper));
  }
  return columns;
}

/** What prices and multipliers prove, from the program's rows alone: its columns within their bounds, and N per demand. */
function boundByRows(problem: Problem, program: LinearProgram, index: number, relaxed: Relaxed): number {
  const { prices, kept } = relaxed.levels[index] as RelaxedLevel;
  const weight = new Float64Array(program.columnUpper.length);
  const add = (level: LinearLevel, factor: number) => {
    const sign = level.sense === 'max' ? factor : -factor;
    level.terms.columns.forEach((c, i) => {
      weight[c] = (weight[c] as number) + sign * (level.terms.values[i] as number);
    });
  };
  const level = program.levels[index] as LinearLevel;
  add(level, 1);
  let bound = 0;
  program.levels.slice(0, index).forEach((earlier, q) => {
    const lambda = kept[earlier.name] ?? 0;
    const value = (relaxed.levels[q] as RelaxedLevel).value;
    add(earlier, lambda);
    bound -= lambda * (earlier.sense === 'max' ? value : -value);
  });
  const rows = new Map(program.rows.flatMap((row) => (row.key === null ? [] : [[nameOf(row.key), row] as const])));
  for (const { key, dual } of prices) {
    expect(dual).toBeGreaterThanOrEqual(0);
    const row = rows.get(nameOf(key));
    // A row nothing counts in is not formulated; its price only raises the bound.
    if (row === undefined) continue;
    bound += dual * row.upper;
    row.terms.columns.forEach((c, i) => {
      weight[c] = (weight[c] as number) - dual * (row.terms.values[i] as number);
    });
  }
  const best = problem.demands.map(() => 0);
  const closed = new Set(
    problem.senders.flatMap(({ dailyLimit }, s) => Array.from(dailyLimit ?? []).flatMap((n, day) => (n === 0 ? [`${s}/${day}`] : []))),
  );
  program.starts.forEach((start, c) => {
    const shares = problem.campaigns[problem.demands[start.demand]?.campaign as number]?.shares10k as readonly number[];
    if (start.stepDays.some((day, k) => shares[k] !== 0 && closed.has(`${start.sender}/${day}`))) return;
    best[start.demand] = Math.max(best[start.demand] as number, weight[c] as number);
  });
  problem.demands.forEach((d, i) => {
    bound += d.contacts * (best[i] as number);
  });
  for (let c = program.starts.length; c < weight.length; c++) {
    if (program.columnUpper[c] !== Infinity) bound += (program.columnUpper[c] as number) * Math.max(0, weight[c] as number);
  }
  return level.sense === 'max' ? bound : Math.max(0, -bound);
}

/** Checks everything a relaxation says about a merged Problem. Returns the largest gap of a level, relative to its bound. */
function check(problem: Problem, relaxed: Relaxed): number {
  const program = formulate(problem);
  const columns = columnsOf(program, relaxed);
  for (const row of program.rows) {
    if (row.key !== null) expect(activity(row, columns)).toBeLessThanOrEqual(row.upper + 1e-4 * Math.max(1, Math.abs(row.upper)));
  }
  let worst = 0;
  const kept: LinearRow[] = [];
  const rooms = new Map<string, number>();
  relaxed.levels.forEach((found, index) => {
    const level = program.levels[index] as LinearLevel;
    const { value, bound, kept: multipliers } = found as RelaxedLevel;
    expect(level.isProven).toBe(true);
    const sign = level.sense === 'max' ? 1 : -1;
    // Levels before this one are kept a little below their value, which their multipliers pay for.
    const given = Object.entries(multipliers).reduce((sum, [name, lambda]) => sum + lambda * (rooms.get(name) as number), 0);
    const tolerance = 1e-4 * Math.max(level.scale, Math.abs(bound), Math.abs(value)) + given;
    expect(activity(level, columns) + level.offset).toBeCloseTo(value, -Math.log10(tolerance) - 1);
    expect(sign * (boundByRows(problem, program, index, relaxed) - bound)).toBeLessThanOrEqual(tolerance);
    if (level.terms.columns.length > 0) {
      const exact = priceLevel(highs, program, index, kept, 60_000)?.value as number;
      expect(sign * (bound - exact)).toBeGreaterThanOrEqual(-tolerance);
      expect(sign * (exact - value)).toBeGreaterThanOrEqual(-tolerance);
    }
    worst = Math.max(worst, Math.abs(bound - value) / Math.max(1, bound));
    const row = keepRow(level, value);
    const room = 1e-7 * Math.max(1, Math.abs(sign > 0 ? row.lower : row.upper));
    rooms.set(level.name, room * granularity(level));
    kept.push({ ...row, lower: row.lower - room, upper: row.upper + room });
  });
  return worst;
}

describe('relaxation by PDHG', () => {
  it('admits the optimum of every level, and reaches it, on random small workspaces', () => {
    const gaps: number[] = [];
    fc.assert(
      fc.property(smallWorkspaces, (small) => {
        const problem = merged(small);
        fc.pre(isPdhgReady(problem) && countStarts(problem) > 0);
        gaps.push(check(problem, relaxByPdhg(problem, OPTIONS)));
      }),
      { numRuns: 200, seed: 5 },
    );
    expect(gaps.length).toBeGreaterThanOrEqual(50);
    expect(gaps.filter((gap) => gap < 1e-3).length / gaps.length).toBeGreaterThan(0.9);
  });

  /** Sequences on several accounts with credits, more wanted than fits. */
  const crowded = (seed: number): Small => {
    const campaigns = Array.from({ length: 12 }, (_, c) =>
      campaign(`c${c}`, 400 + ((c * 37 * seed) % 300), {
        priority: 1 + (c % 3),
        steps: [
          { day: 0, share10k: 10_000 },
          { day: 2 + (c % 3), share10k: 8500 },
          { day: 5 + ((c * seed) % 3), share10k: 7000 },
        ],
        from: { ...EVERYONE, accounts: c % 4 === 0 ? [] : [`a${(c * seed) % 3}`, `a${(c + 1) % 3}`] },
      }),
    );
    const accounts = [0, 1, 2].map((a) =>
      accountCapacity(
        `a${a}`,
        Array.from({ length: 6 }, (_, s) =>
          senderCapacity(`s${a}.${s}`, {
            dailyLimit: 20 + 5 * ((s * seed) % 4),
            sentToday: s,
            weekdays: s % 2 === 0 ? WORKDAYS : WEEKDAYS,
          }),
        ),
        { remaining: 1_500 + 400 * a },
      ),
    );
    return { workspace: workspace(campaigns, { end: addDays(TODAY, 24) }), snapshot: snapshot(accounts) };
  };

  it('reaches every level of crowded sequences within 0.1 % of all contacts', () => {
    for (const seed of [1, 2, 5]) {
      const problem = merged(crowded(seed));
      const relaxed = relaxByPdhg(problem, OPTIONS);
      check(problem, relaxed);
      const sum = (of: 'value' | 'bound') => relaxed.levels.reduce((total, level) => total + (level as RelaxedLevel)[of], 0);
      expect(sum('bound') - sum('value')).toBeLessThan(1e-3 * sum('value'));
      expect(relaxed.levels.some((level) => (level as RelaxedLevel).prices.length > 0)).toBe(true);
    }
  });

  it('proves levels again with less of the earlier ones kept, more tightly, and never below what is possible', () => {
    for (const seed of [1, 2, 5]) {
      const problem = merged(crowded(seed));
      const program = formulate(problem);
      const relaxed = relaxByPdhg(problem, { ...OPTIONS, leftAfter: () => 1 });
      expect(relaxByPdhg(problem, OPTIONS).tighten).toBe(undefined);
      // The first open level loses two contacts, as in rounding.
      const open = relaxed.levels.findIndex((level) => (level as RelaxedLevel).prices.length > 0);
      const values = relaxed.levels.map((level, index) => {
        const { scale } = program.levels[index] as LinearLevel;
        return (Math.floor((level as RelaxedLevel).value / scale) - (index === open ? 2 : 0)) * scale;
      });
      const kept = values.map((value, index) => keepRow(program.levels[index] as LinearLevel, value));
      const levels = (relaxed.tighten as NonNullable<Relaxed['tighten']>)(values);
      expect(levels.slice(0, open + 1).every((level) => level === null)).toBe(true);
      expect(levels.slice(open + 1).every((level) => level !== null)).toBe(true);
      levels.forEach((level, index) => {
        if (level === null) return;
        const exact = priceLevel(highs, program, index, kept.slice(0, index), 60_000)?.value as number;
        const first = relaxed.levels[index] as RelaxedLevel;
        const shift = Object.entries(first.kept).reduce((sum, [name, lambda]) => {
          const q = program.levels.findIndex((l) => l.name === name);
          return sum + lambda * ((relaxed.levels[q] as RelaxedLevel).value - (values[q] as number));
        }, 0);
        expect(level.bound).toBeGreaterThanOrEqual(exact * (1 - 1e-6));
        expect(level.bound).toBeLessThanOrEqual(first.bound + shift + 1e-6 * first.bound);
        expect(level.bound - exact).toBeLessThan(2e-3 * Math.max(exact, 100 * (program.levels[index] as LinearLevel).scale));
        const given = relaxed.levels.map((_, q) => ({ ...first, ...levels[q], value: values[q] as number }));
        expect(boundByRows(problem, program, index, { ...relaxed, levels: given })).toBeCloseTo(
          level.bound,
          -Math.log10(level.bound * 1e-5),
        );
      });
    }
  });

  it('goes from wide classes to narrower ones: points hold, bounds admit the optimum and are reached', () => {
    for (const seed of [1, 2, 5, 8]) {
      const problem = merged(crowded(seed), 'exactly');
      expect(senderClasses(problem).length).toBeLessThan(0.75 * problem.senders.length);
      const relaxed = relaxByPdhg(problem, OPTIONS);
      check(problem, relaxed);
      const sum = (of: 'value' | 'bound') => relaxed.levels.reduce((total, level) => total + (level as RelaxedLevel)[of], 0);
      expect(sum('bound') - sum('value')).toBeLessThan(1e-3 * sum('value'));
    }
  });

  it('gives the same point and prices every time', () => {
    const answers = [0, 1].map(() => JSON.stringify(relaxByPdhg(merged(crowded(1)), OPTIONS)));
    expect(answers[0]).toBe(answers[1]);
  });

  it('steps columns with a daily limit of their campaign like all others', () => {
    const { workspace: w, snapshot: s } = crowded(1);
    const limited = { ...w, campaigns: w.campaigns.map((c) => ({ ...c, perDay: { maxStarts: 1e6, maxSends: null } })) };
    const sum = (small: Small) =>
      relaxByPdhg(merged(small), OPTIONS).levels.reduce((total, level) => total + (level as RelaxedLevel).value, 0);
    const [kernel, loops] = [sum({ workspace: w, snapshot: s }), sum({ workspace: limited, snapshot: s })];
    expect(Math.abs(kernel - loops)).toBeLessThan(1e-3 * kernel);
  });

  it('stops after one look when there is no time, with a bound that holds', () => {
    const problem = merged(crowded(2));
    const relaxed = relaxByPdhg(problem, { left: () => 0, gap: 0 });
    expect(relaxed.levels.map((level) => level === null)).toEqual([false, true, true]);
    check(problem, { ...relaxed, levels: relaxed.levels.slice(0, 1) });
  });

  it('leaves rules it does not know to other engines', () => {
    const { workspace: w, snapshot: s } = crowded(1);
    const [first, ...others] = w.campaigns as readonly [Campaign, ...Campaign[]];
    const withRule = (rule: Partial<Campaign>) =>
      isPdhgReady(merged({ workspace: { ...w, campaigns: [{ ...first, ...rule }, ...others] }, snapshot: s }));
    expect(withRule({})).toBe(true);
    expect(withRule({ serveAtLeast: 5, perDay: { maxStarts: 9, maxSends: 12 } })).toBe(true);
    expect(withRule({ maxShare10k: 5_000 })).toBe(false);
    expect(withRule({ sticky: 'account' })).toBe(false);
    expect(withRule({ allOrNothing: true })).toBe(false);
    expect(withRule({ oneAccount: true })).toBe(false);
    expect(withRule({ minStarts: 3 })).toBe(false);
  });

  it('leaves out only columns that a pass would leave at 0', () => {
    const layout = layOutColumns(merged(crowded(1)));
    const it = createIteration(layout);
    const { kernel } = it.state;
    for (const [d, tier] of layout.tierOf.entries()) it.state.weight[d] = 8 ** (layout.tierCount - tier);
    beginStage(layout, it, layout.tierCount - 1);
    iterate(layout, it, 300, 0, () => 1);
    restart(layout, it);
    const before = kernel.x.slice();
    const choose = (takesPart: (run: number) => boolean) =>
      layout.problem.senders.forEach((_, k) => {
        kernel.choose(k, layout.runStart[k] as number, layout.runStart[k + 1] as number, takesPart);
      });
    const pass = () => {
      kernel.x.set(before);
      const moved = sweep(layout, it.state, it.buffers, it.omega, 0.7);
      return { moved, x: kernel.x.slice(), activity: it.state.activity.slice() };
    };
    choose(() => true);
    const all = pass();
    kernel.x.set(before);
    let left = 0;
    const counting = {
      ...kernel,
      choose: ((k, first, end, takesPart) => {
        for (let r = first; r < end; r++) left += Number(!takesPart(r));
        kernel.choose(k, first, end, takesPart);
      }) as typeof kernel.choose,
    };
    screen(layout, { ...it, state: { ...it.state, kernel: counting } });

    expect(left).toBeGreaterThan(0);
    expect(pass()).toEqual(all);
    choose(() => false);
    expect(pass().x).toEqual(before);
  });

  it('refuses before taking more memory than there may be, with both numbers', () => {
    const layout = layOutColumns(merged(crowded(1)));
    expect(() => kernelFor({ ...layout, columnCount: 1e9 }, new Float64Array(layout.runDemand.length))).toThrow(
      /1000000000 columns needs 76\d\d MiB of memory, at most 2048 MiB/,
    );
  });
});
