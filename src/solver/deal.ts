/** Deals a class answer over the reals out to senders in whole contacts, then fills what is left over, priority by priority. */

import type { LinearProgram, LinearRow } from '../problem/linear.ts';
import type { Problem, StartOption } from '../problem/problem.ts';
import { type Room, roomOf, take } from './room.ts';

/** A relaxed answer on classes. */
export interface ClassAnswer {
  readonly classes: readonly (readonly number[])[];
  readonly merged: Problem;
  readonly program: LinearProgram;
  readonly point: Float64Array;
}

/** A relaxed value this close below a whole number is that number: levels are kept within a tolerance. Room is checked anyway. */
const ROUNDING = 1e-3;

/** Whole-contact columns of the sender program that hold every row. */
export function deal(problem: Problem, program: LinearProgram, answer: ClassAnswer): Float64Array {
  const columns = program.nothing.slice();
  for (const [column, value] of auxiliaryColumns(program, answer)) columns[column] = value;
  const ignored = new Set(
    program.rows.flatMap((row, r) => (row.key?.family === 'account_share' || row.key?.family === 'serve_at_least' ? [r] : [])),
  );
  const rows = program.rows.map((row, r) => (ignored.has(r) ? { ...row, upper: Infinity } : row));
  const room = roomOf(rows, columns);

  const startsOf: number[][] = problem.demands.map(() => []);
  problem.starts.forEach((s, i) => {
    startsOf[s.demand]?.push(program.starts.first + i);
  });
  const columnOf = new Map(problem.starts.map((s, i) => [startKey(s, s.sender), program.starts.first + i]));
  const wanted = classTargets(answer);
  // What rounding and unequal limits leave over is filled before the next priority gets its part.
  for (const demands of byPriority(problem)) {
    for (const demand of demands) {
      for (const { start, contacts } of wanted.get(demand) ?? []) {
        const members = answer.classes[start.sender] as readonly number[];
        const choices = members.flatMap((s) => columnOf.get(startKey(start, s)) ?? []);
        spread(choices, contacts, program, room, columns);
      }
    }
    for (const demand of demands) {
      const own = startsOf[demand] as readonly number[];
      const rest = (problem.demands[demand]?.contacts ?? 0) - own.reduce((n, c) => n + (columns[c] as number), 0);
      if (rest > 0) spread(own, rest, program, room, columns);
    }
  }
  trimShares(program, columns);
  meetServeAtLeast(program, columns);
  return columns;
}

/** Demands (indices) by priority, the first served first. */
function byPriority(problem: Problem): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  problem.demands.forEach((d, i) => {
    const priority = problem.campaigns[d.campaign]?.priority ?? 0;
    groups.set(priority, [...(groups.get(priority) ?? []), i]);
  });
  return [...groups].sort((x, y) => x[0] - y[0]).map(([, demands]) => demands);
}

const startKey = (start: StartOption, sender: number): string => `${start.demand}/${sender}/${start.stepDays[0]}`;

/** Per demand: class starts with whole contacts; carries keep every demand's total within one contact of the relaxed total. */
function classTargets({ merged, program, point }: ClassAnswer): ReadonlyMap<number, readonly { start: StartOption; contacts: number }[]> {
  const targets = new Map<number, { start: StartOption; contacts: number }[]>();
  const carry = new Map<number, number>();
  merged.starts.forEach((start, i) => {
    const exact = Math.max(0, point[program.starts.first + i] as number) + (carry.get(start.demand) ?? 0);
    const contacts = Math.floor(exact + ROUNDING);
    carry.set(start.demand, exact - contacts);
    if (contacts <= 0) return;
    const list = targets.get(start.demand) ?? [];
    list.push({ start, contacts });
    targets.set(start.demand, list);
  });
  return targets;
}

/** Gives contacts to columns, always to those with the most room, in as few rounds as the room allows. */
function spread(choices: readonly number[], contacts: number, program: LinearProgram, room: Room, columns: Float64Array): void {
  let rest = contacts;
  while (rest > 0) {
    const open = choices
      .map((c) => ({ c, fits: room.fits(c, (program.columnUpper[c] as number) - (columns[c] as number)) }))
      .filter((o) => o.fits > 0);
    if (open.length === 0) return;
    open.sort((a, b) => b.fits - a.fits || a.c - b.c);
    const best = open[0]?.fits as number;
    const top = open.filter((o) => o.fits === best);
    const next = open.find((o) => o.fits < best)?.fits ?? 0;
    const each = Math.max(1, Math.min(best - next, Math.floor(rest / top.length)));
    for (const { c } of top) {
      const n = Math.min(each, rest, room.fits(c, (program.columnUpper[c] as number) - (columns[c] as number)));
      take(room, c, n, columns);
      rest -= n;
    }
  }
}

/** Columns that are not starts, by what they mean: overage and contact slots as the relaxed answer has them, rounded down. */
function auxiliaryColumns(program: LinearProgram, answer: ClassAnswer) {
  const auxiliary = new Map<number, number>();
  program.overage.forEach(({ column, account, cycle }) => {
    const small = answer.program.overage.find((o) => o.account === account && o.cycle === cycle);
    if (small !== undefined) auxiliary.set(column, Math.floor((answer.point[small.column] as number) + 1e-6));
  });
  const slotColumn = (rows: readonly LinearRow[]) =>
    new Map(
      rows
        .filter((r) => r.key?.family === 'new_contacts')
        .map((r) => [JSON.stringify([r.key?.campaign, r.key?.account]), r.terms.columns[r.terms.columns.length - 1] as number]),
    );
  const small = slotColumn(answer.program.rows);
  for (const [key, column] of slotColumn(program.rows)) auxiliary.set(column, Math.floor((answer.point[small.get(key) ?? -1] ?? 0) + 1e-6));
  return auxiliary;
}

/** Takes starts back from accounts over their share, until every share holds. */
function trimShares(program: LinearProgram, columns: Float64Array): void {
  const shares = program.rows.filter((row) => row.key?.family === 'account_share');
  for (let isOver = true; isOver; ) {
    isOver = false;
    for (const row of shares) {
      let excess10k = 0;
      row.terms.columns.forEach((c, i) => {
        excess10k += Math.round((row.terms.values[i] as number) * 10_000) * (columns[c] as number);
      });
      if (excess10k <= 0) continue;
      isOver = true;
      for (let i = row.terms.columns.length - 1; i >= 0 && excess10k > 0; i--) {
        const value = Math.round((row.terms.values[i] as number) * 10_000);
        const c = row.terms.columns[i] as number;
        if (value <= 0) continue;
        const back = Math.min(columns[c] as number, Math.ceil(excess10k / value));
        columns[c] = (columns[c] as number) - back;
        excess10k -= back * value;
      }
    }
  }
}

function meetServeAtLeast(program: LinearProgram, columns: Float64Array): void {
  for (const row of program.rows) {
    if (row.key?.family !== 'serve_at_least') continue;
    const short = row.terms.columns[row.terms.columns.length - 1] as number;
    let served = 0;
    for (const c of row.terms.columns) if (c !== short) served += columns[c] as number;
    columns[short] = Math.max(0, -row.upper - served);
  }
}
