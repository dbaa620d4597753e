/**
 * Relax and round, for programs too large for exact branch and bound: the levels are solved over the reals on sender
 * classes, the answer is dealt out to the senders in whole contacts, what is left over is filled in priority by
 * priority. The dual prices of the classes are prices of their senders, so the bound of every level is proven as usual.
 * Source: the disaggregation of a class is exact for single steps (transportation problem); for sequences the loss is
 * what the gap shows.
 */

import { mergeClasses, senderClasses } from '../problem/classes.ts';
import { formulate } from '../problem/formulation.ts';
import type { LinearLevel, LinearProgram, LinearRow } from '../problem/linear.ts';
import type { Problem } from '../problem/problem.ts';
import { explainShortfalls } from './bottlenecks.ts';
import { deal } from './deal.ts';
import { granularity, keepRow, levelValue, scaledTerms } from './levels.ts';
import type { Engine, EngineRow, LevelSolution, Solution, SolveOptions } from './solver.ts';

/** Slack given to a level kept at its value over the reals, relative: simplex tolerances must not make the next level infeasible. */
const KEEP_TOLERANCE = 1e-9;

/** Solves the program by relaxing and rounding. Returns null when the relaxation gives no trustworthy answer in time. */
export function relaxAndRound(problem: Problem, program: LinearProgram, engine: Engine, options: SolveOptions): Solution | null {
  const begin = options.clock();
  const left = () => options.timeLimitMs - (options.clock() - begin);
  const classes = senderClasses(problem);
  const merged = mergeClasses(problem, classes);
  const small = formulate(merged);
  const kept: EngineRow[] = [];
  let point: Float64Array | null = null;
  for (const level of small.levels) {
    if (level.terms.columns.length === 0) continue;
    if (left() <= 0) break;
    const answer = engine.lp(
      { columnUpper: small.columnUpper, rows: [...small.rows, ...kept], objective: scaledTerms(level), sense: level.sense },
      left(),
    );
    if (answer?.columns == null) break;
    point = answer.columns;
    const row = keepRow(level, levelValue(level, point));
    const room = KEEP_TOLERANCE * Math.max(1, Math.abs(level.sense === 'max' ? row.lower : row.upper));
    kept.push({ terms: row.terms, lower: row.lower - room, upper: row.upper + room });
  }
  if (point === null) return null;

  const columns = deal(problem, program, { classes, merged, program: small, point });
  const spread = rowSpread(program, small, merged);
  const levels = proveLevels(program, small, spread, engine, columns, left, options);
  const isTimeLimited = levels.some((level, p) => program.levels[p]?.isProven === true && level.duals === null);
  const bottlenecks = explainClasses(problem, program, classes, merged, small, spread, engine, columns, left);
  return { columns, levels, bottlenecks, engine: { name: engine.name, version: engine.version }, isTimeLimited };
}

/** Shortfalls explained on the classes; each class row stands for the rows of its senders. */
function explainClasses(
  problem: Problem,
  program: LinearProgram,
  classes: readonly (readonly number[])[],
  merged: Problem,
  small: LinearProgram,
  spread: Int32Array,
  engine: Engine,
  columns: Float64Array,
  left: () => number,
): Solution['bottlenecks'] {
  const key = (demand: number, k: number, day: number | undefined) => `${demand}/${k}/${day}`;
  const classOf = new Map(classes.flatMap((members, k) => members.map((s) => [s, k] as const)));
  const served = new Map<string, number>();
  problem.starts.forEach((s, i) => {
    const at = key(s.demand, classOf.get(s.sender) as number, s.stepDays[0]);
    served.set(at, (served.get(at) ?? 0) + (columns[program.starts.first + i] as number));
  });
  const point = new Float64Array(small.columnUpper.length);
  const starts: number[][] = merged.demands.map(() => []);
  merged.starts.forEach((s, i) => {
    point[i] = served.get(key(s.demand, s.sender, s.stepDays[0])) ?? 0;
    starts[s.demand]?.push(i);
  });
  const rowsOf = new Map<number, number[]>();
  spread.forEach((r, row) => {
    if (r >= 0) rowsOf.set(r, [...(rowsOf.get(r) ?? []), row]);
  });
  const demands = merged.demands.map((d, i) => ({ contacts: d.contacts, starts: starts[i] as number[] }));
  return explainShortfalls(small, demands, engine, point, left).map((b) => ({
    ...b,
    groups: b.groups.map((g) => ({ ...g, rows: g.rows.flatMap((r) => rowsOf.get(r) ?? []) })),
  }));
}

/** Dual prices of every proven level, with the levels before it kept at what the whole-contact answer reaches. */
function proveLevels(
  program: LinearProgram,
  small: LinearProgram,
  spread: Int32Array,
  engine: Engine,
  columns: Float64Array,
  left: () => number,
  options: SolveOptions,
): LevelSolution[] {
  const keyed = small.rows.flatMap((row, i) => (row.key === null ? [] : [i]));
  const kept: LinearRow[] = [];
  return program.levels.map((level, index) => {
    const started = options.clock();
    const value = levelValue(level, columns);
    const coarse = small.levels[index] as LinearLevel;
    let duals: Float64Array | null = level.isProven && level.terms.columns.length === 0 ? new Float64Array(program.rows.length) : null;
    let multipliers: readonly number[] = kept.map(() => 0);
    let bound: number | null = null;
    if (level.isProven && level.terms.columns.length > 0 && left() > 0) {
      const rows = [...keyed.map((r) => small.rows[r] as LinearRow), ...kept];
      const answer = engine.lp({ columnUpper: small.columnUpper, rows, objective: scaledTerms(coarse), sense: coarse.sense }, left());
      if (answer !== null) {
        const scale = granularity(coarse);
        const sign = coarse.sense === 'max' ? scale : -scale;
        const prices = new Float64Array(small.rows.length);
        keyed.forEach((row, i) => {
          prices[row] = sign * (answer.duals[i] as number);
        });
        duals = Float64Array.from(spread, (row) => (row < 0 ? 0 : (prices[row] as number)));
        multipliers = kept.map(
          (_, q) => Math.abs(sign * (answer.duals[keyed.length + q] as number)) / granularity(small.levels[q] as LinearLevel),
        );
        bound = (answer.value * scale + coarse.offset) / coarse.scale;
      }
    }
    kept.push(keepRow(coarse, value));
    options.onLevel({
      level: level.name,
      index,
      of: program.levels.length,
      value: value / level.scale,
      bound,
      ms: options.clock() - started,
    });
    return { name: level.name, value, duals, kept: multipliers, isFinished: bound !== null };
  });
}

/** Row of the whole program → row of the class program with the same price, or −1. */
function rowSpread(program: LinearProgram, small: LinearProgram, merged: Problem): Int32Array {
  const idOf = (row: LinearRow, sender: string | undefined) => JSON.stringify({ ...row.key, sender });
  const bySender = new Map<string, number>();
  small.rows.forEach((row, r) => {
    if (row.key !== null) bySender.set(idOf(row, row.key.sender), r);
  });
  const representative = new Map(merged.senders.flatMap((s) => (s.members ?? [s.id]).map((id) => [id, s.id] as const)));
  return Int32Array.from(program.rows, (row) => {
    if (row.key === null) return -1;
    const sender = row.key.sender === undefined ? undefined : (representative.get(row.key.sender) ?? row.key.sender);
    return bySender.get(idOf(row, sender)) ?? -1;
  });
}
