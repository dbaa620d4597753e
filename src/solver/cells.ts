/**
 * Cells: what whole contacts are dealt in. A cell is (class, kind, start day); demands whose steps send the same on the same
 * days share a kind, since no limit of a sender, account or domain tells them apart. Who gets the places of a cell is then a
 * flow problem (`assign.ts`), whatever the senders' limits are.
 */

import type { Problem, ProblemCampaign, StartTable } from '../problem/problem.ts';
import { type Pattern, patternsOf } from './pdhg-patterns.ts';

/** Cells of a merged Problem, numbered class by class, and the runs of cells that each demand may use. */
export interface Cells {
  /** The raw Problem with one demand per kind, which wants any number of contacts. */
  readonly problem: Problem;
  /** Cells of class k: `start[k]` to `start[k + 1] - 1`. */
  readonly start: Int32Array;
  readonly kind: Int32Array;
  readonly day: Int32Array;
  /** Runs of class k: `runStart[k]` to `runStart[k + 1] - 1`; those of demand d: `ofDemand[i]`, i from `demandStart[d]`. */
  readonly runStart: Int32Array;
  readonly demandStart: Int32Array;
  readonly ofDemand: Int32Array;
  /** Demand, class, first cell, cells and first column of each run; a column is a (run, cell). */
  readonly runDemand: Int32Array;
  readonly runClass: Int32Array;
  readonly runCell: Int32Array;
  readonly runLength: Int32Array;
  readonly runColumn: Int32Array;
  readonly columnCount: number;
}

/** Whether a limit tells the campaign's contacts from others with the same sends: they keep the places they were dealt. */
const isApart = (problem: Problem, c: ProblemCampaign): boolean =>
  c.maxStarts !== null ||
  c.maxSends !== null ||
  c.maxShare10k < 10_000 ||
  (c.newContacts10k > 0 && problem.accounts.some((a) => a.freeContacts !== null));

/** The cells of a Problem and of its merged form. */
export function cellsOf(problem: Problem, merged: Problem): Cells {
  const { patterns, placeOf } = patternsOf(merged);
  const kindOf = new Map<string, number>();
  const kinds: { readonly pattern: number; readonly demand: number | null }[] = [];
  const kindFor = (demand: number, pattern: number): number => {
    const own = isApart(merged, merged.campaigns[merged.demands[demand]!.campaign]!) ? demand : null;
    const key = `${pattern}/${own}`;
    const kind = kindOf.get(key) ?? kinds.push({ pattern, demand: own }) - 1;
    kindOf.set(key, kind);
    return kind;
  };
  const classCount = merged.senders.length;
  const each = (visit: (k: number, demand: number, kind: number, from: number, length: number) => void) => {
    merged.demands.forEach(({ senders, tables, contacts }, demand) => {
      if (contacts === 0) return;
      for (const k of senders) {
        const table = tables[merged.places[k]!]!;
        if (table < 0) continue;
        const { pattern, stretches } = placeOf(demand, table);
        const kind = kindFor(demand, pattern);
        for (const { from, length } of stretches) visit(k, demand, kind, from, length);
      }
    });
  };
  const runStart = new Int32Array(classCount + 1);
  const demandStart = new Int32Array(merged.demands.length + 1);
  each((k, demand) => {
    runStart[k + 1]!++;
    demandStart[demand + 1]!++;
  });
  for (let k = 0; k < classCount; k++) runStart[k + 1]! += runStart[k]!;
  for (let d = 0; d < merged.demands.length; d++) demandStart[d + 1]! += demandStart[d]!;
  const runCount = runStart[classCount]!;
  const runDemand = new Int32Array(runCount);
  const runClass = new Int32Array(runCount);
  const runKind = new Int32Array(runCount);
  const runFrom = new Int32Array(runCount);
  const runLength = new Int32Array(runCount);
  const ofDemand = new Int32Array(runCount);
  const next = runStart.slice();
  const nextOf = demandStart.slice();
  each((k, demand, kind, from, length) => {
    const r = next[k]!++;
    ofDemand[nextOf[demand]!++] = r;
    runDemand[r] = demand;
    runClass[r] = k;
    runKind[r] = kind;
    runFrom[r] = from;
    runLength[r] = length;
  });

  const start = new Int32Array(classCount + 1);
  const cellKind: number[] = [];
  const cellDay: number[] = [];
  const runCell = new Int32Array(runCount);
  const runColumn = new Int32Array(runCount);
  let columnCount = 0;
  const first = new Int32Array(kinds.length);
  const from = new Int32Array(kinds.length);
  const to = new Int32Array(kinds.length);
  for (let k = 0; k < classCount; k++) {
    from.fill(2_147_483_647);
    to.fill(-1);
    for (let r = runStart[k]!; r < runStart[k + 1]!; r++) {
      const t = runKind[r]!;
      from[t] = Math.min(from[t]!, runFrom[r]!);
      to[t] = Math.max(to[t]!, runFrom[r]! + runLength[r]!);
    }
    kinds.forEach(({ pattern }, t) => {
      first[t] = cellKind.length;
      for (let i = from[t]!; i < to[t]!; i++) {
        cellKind.push(t);
        cellDay.push(patterns[pattern]!.startDays[i]!);
      }
    });
    start[k + 1] = cellKind.length;
    for (let r = runStart[k]!; r < runStart[k + 1]!; r++) {
      runCell[r] = first[runKind[r]!]! + runFrom[r]! - from[runKind[r]!]!;
      runColumn[r] = columnCount;
      columnCount += runLength[r]!;
    }
  }
  return {
    problem: kindProblem(problem, patterns, kinds),
    ...{ start, kind: Int32Array.from(cellKind), day: Int32Array.from(cellDay) },
    ...{ runStart, demandStart, ofDemand, runDemand, runClass, runCell, runLength, runColumn, columnCount },
  };
}

/** The Problem with one demand per kind. Campaigns: one per pattern, then the real ones for kinds of a single demand. */
function kindProblem(
  problem: Problem,
  patterns: readonly Pattern[],
  kinds: readonly { readonly pattern: number; readonly demand: number | null }[],
): Problem {
  const tables = patterns.map(({ startDays, stepDays }): StartTable => {
    const table: (readonly number[] | null)[] = new Array(problem.dayCount).fill(null);
    startDays.forEach((day, i) => {
      table[day] = stepDays.map((days) => days[i]!);
    });
    return table;
  });
  const free = patterns.map(
    ({ shares }): ProblemCampaign => ({
      ...(problem.campaigns[0] as ProblemCampaign),
      shares10k: Array.from(shares, (share) => Math.round(share * 10_000)),
      ...{ sticky: 'sender', maxStarts: null, maxSends: null, maxShare10k: 10_000, newContacts10k: 0, serveAtLeast: 0 },
    }),
  );
  const all = Int32Array.from(problem.senders.keys());
  return {
    ...problem,
    tables: [...tables, ...problem.tables],
    campaigns: [...free, ...problem.campaigns],
    demands: kinds.map(({ pattern, demand }) => {
      if (demand === null) {
        const own = new Int32Array(problem.placeCount).fill(pattern);
        return { campaign: pattern, segment: null, contacts: Infinity, senders: all, tables: own };
      }
      const { campaign, segment, senders, tables: own } = problem.demands[demand]!;
      const shifted = own.map((t) => (t < 0 ? t : t + tables.length));
      return { campaign: campaign + patterns.length, segment, contacts: Infinity, senders, tables: shifted };
    }),
  };
}
