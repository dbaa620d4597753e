/**
 * Relax and round, for problems too large for exact branch and bound: the levels are solved over the reals on sender
 * classes, the answer is dealt out to the senders in whole contacts, what is left over is filled in priority by
 * priority. The dual prices of a class are the prices of its senders, so the bound of every level is proven as usual.
 * Source: dealing out a class is exact for single steps (a transportation problem); for sequences the loss is what the
 * gap shows.
 */

import type { RowKey } from '../model/plan.ts';
import { mergeClasses, senderClasses } from '../problem/classes.ts';
import { formulate } from '../problem/formulation.ts';
import type { LinearLevel, LinearProgram, LinearRow } from '../problem/linear.ts';
import { campaignOf, columnsOf, loadOf, overageOf, type StartCount } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { remainingProblem } from '../problem/remaining.ts';
import { explainShortfalls } from './bottlenecks.ts';
import { type ClassAnswer, dealDemands, demandsByPriority, fillUp } from './deal.ts';
import { granularity, keepRow, levelValue } from './levels.ts';
import { type PricedLevel, priceLevel } from './lexicographic.ts';
import { createRoom, trimShares } from './room.ts';
import { levelValueOf } from './settle.ts';
import type { Engine, LevelSolution, Solution, SolveOptions } from './solver.ts';

/** Slack given to a level kept at its value over the reals, relative: simplex tolerances must not make the next level infeasible. */
const KEEP_TOLERANCE = 1e-9;

/** Sender classes of a problem, the problem on them, and its program. */
interface ClassModel {
  readonly classes: readonly (readonly number[])[];
  readonly merged: Problem;
  readonly program: LinearProgram;
}

/** Part of the time limit after which nothing is relaxed again: what is left is needed for the proof. */
const REFINING_SHARE = 0.4;

/** Classes of a problem with the program on them. */
export function classModel(problem: Problem): ClassModel {
  const classes = senderClasses(problem);
  const merged = mergeClasses(problem, classes);
  return { classes, merged, program: formulate(merged) };
}

/** Solves a problem by relaxing and rounding. Returns null when the relaxation gives no trustworthy answer in time. */
export function relaxAndRound(problem: Problem, model: ClassModel, engine: Engine, options: SolveOptions): Solution | null {
  const begin = options.clock();
  const left = () => options.timeLimitMs - (options.clock() - begin);
  const relaxed = relaxLevels(model.program, engine, left);
  const point = lastPoint(relaxed);
  if (point === null) return null;
  const starts = roundByPriority(problem, { ...model, point }, engine, () => left() - options.timeLimitMs * (1 - REFINING_SHARE));
  const levels = proveLevels(problem, model, relaxed, starts, engine, left, options);
  const bottlenecks = explainShortfalls(model.merged, model.program, engine, classPoint(model, starts), left).map((b) => ({
    ...b,
    groups: b.groups.map((g) => ({ ...g, keys: g.keys.flatMap((key) => keysOfSenders(model.merged, key)) })),
  }));
  return {
    starts: columnsOf(starts),
    followUps: [],
    overage: [],
    levels,
    bottlenecks,
    engine: { name: engine.name, version: engine.version },
    isTimeLimited: levels.some((l) => l.isProven && l.prices === null),
  };
}

const lastPoint = (relaxed: readonly (PricedLevel | null)[]): Float64Array | null =>
  relaxed.reduce<Float64Array | null>((last, level) => level?.columns ?? last, null);

/**
 * Whole-contact starts from a relaxed answer, one priority after the other. Where rounding has moved a priority away from
 * the relaxed answer, what is left is relaxed again for the priorities after it.
 */
function roundByPriority(
  problem: Problem,
  first: ClassModel & { readonly point: Float64Array },
  engine: Engine,
  left: () => number,
): readonly StartCount[] {
  // Served contacts rank above overage cost, so whatever overage is allowed may be used to fill up.
  const room = createRoom(problem, [], (account, cycle) => problem.accounts[account]?.cycles?.[cycle]?.overageMax ?? 0);
  let answer: ClassAnswer = first;
  // A missed serve.atLeast ranks above every priority's service: those campaigns get their part before anybody fills up.
  const promised = [...problem.demands.keys()].filter((d) => campaignOf(problem, d).serveAtLeast > 0);
  dealDemands(answer, promised, room);
  const dealt = new Set(promised);
  const closed = new Set<number>();
  const tiers = demandsByPriority(problem);
  tiers.forEach((demands, tier) => {
    const before = room.starts().reduce((n, s) => n + s.contacts, 0);
    const wanted = dealDemands(
      answer,
      demands.filter((d) => !dealt.has(d)),
      room,
    );
    const placed = room.starts().reduce((n, s) => n + s.contacts, 0) - before;
    for (const demand of demands) {
      fillUp(problem, demand, room);
      closed.add(demand);
    }
    if (placed >= wanted || tier === tiers.length - 1 || left() <= 0) return;
    const rest = classModel(remainingProblem(problem, room.starts(), (d) => !closed.has(d)));
    const point = lastPoint(relaxLevels(rest.program, engine, left));
    if (point === null) return;
    answer = { ...rest, point };
    dealt.clear();
  });
  return trimShares(problem, room.starts());
}

/** The levels one after the other over the reals; null for those without coefficients, and from the first without a trustworthy answer on. */
function relaxLevels(program: LinearProgram, engine: Engine, left: () => number): readonly (PricedLevel | null)[] {
  const kept: LinearRow[] = [];
  let isCutOff = false;
  return program.levels.map((level, index) => {
    const answer = isCutOff || level.terms.columns.length === 0 || left() <= 0 ? null : priceLevel(engine, program, index, kept, left());
    isCutOff ||= level.terms.columns.length > 0 && answer?.columns == null;
    const row = keepRow(level, answer?.columns ? levelValue(level, answer.columns) : 0);
    const room = KEEP_TOLERANCE * Math.max(1, Math.abs(level.sense === 'max' ? row.lower : row.upper));
    kept.push({ ...row, lower: row.lower - room, upper: row.upper + room });
    return answer;
  });
}

/**
 * Prices of every proven level, with the levels before it kept at what the whole-contact answer reaches. As long as that
 * is what the relaxation reached, its own prices serve.
 */
function proveLevels(
  problem: Problem,
  model: ClassModel,
  relaxed: readonly (PricedLevel | null)[],
  starts: readonly StartCount[],
  engine: Engine,
  left: () => number,
  options: SolveOptions,
): LevelSolution[] {
  const overage = overageOf(problem, loadOf(problem, starts, []));
  const kept: LinearRow[] = [];
  let isExact = true;
  return model.program.levels.map((level: LinearLevel, index) => {
    const started = options.clock();
    const { name, sense, unit, scale, isProven } = level;
    const value = levelValueOf(problem, name, starts, overage);
    const isTrivial = level.terms.columns.length === 0;
    const known = isExact ? (relaxed[index] ?? null) : null;
    const relaxation = isProven && !isTrivial && left() > 0 ? (known ?? priceLevel(engine, model.program, index, kept, left())) : null;
    // Below one unit of the objective the relaxation rounds to the value itself.
    isExact &&= isTrivial || (relaxation !== null && Math.abs(relaxation.value - value) < granularity(level));
    const prices = relaxation?.prices.flatMap(({ key, dual }) => keysOfSenders(model.merged, key).map((k) => ({ key: k, dual })));
    kept.push(keepRow(level, value));
    const bound = relaxation === null ? null : relaxation.value / scale;
    options.onLevel({ level: name, index, of: model.program.levels.length, value: value / scale, bound, ms: options.clock() - started });
    const found = prices ?? (isTrivial && isProven ? [] : null);
    return { name, sense, unit, scale, isProven, value, prices: found, kept: relaxation?.kept ?? {}, isFinished: found !== null };
  });
}

/** Rows of the senders a class row stands for. */
function keysOfSenders(merged: Problem, key: RowKey): readonly RowKey[] {
  if (key.sender === undefined) return [key];
  const members = merged.senders.find((s) => s.id === key.sender && merged.accounts[s.account]?.id === key.account)?.members;
  return (members ?? [key.sender]).map((sender) => ({ ...key, sender }));
}

/** The dealt starts as a point of the class program. */
function classPoint({ classes, program }: ClassModel, starts: readonly StartCount[]): Float64Array {
  const classOf = new Map(classes.flatMap((members, k) => members.map((s) => [s, k] as const)));
  const at = (demand: number, k: number, day: number) => `${demand}/${k}/${day}`;
  const served = new Map<string, number>();
  for (const s of starts) {
    const key = at(s.demand, classOf.get(s.sender) as number, s.day);
    served.set(key, (served.get(key) ?? 0) + s.contacts);
  }
  const point = new Float64Array(program.columnUpper.length);
  program.starts.forEach((s, i) => {
    point[i] = served.get(at(s.demand, s.sender, s.stepDays[0] as number)) ?? 0;
  });
  return point;
}
