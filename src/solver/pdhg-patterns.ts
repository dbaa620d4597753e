/**
 * Sending patterns: which days the steps of a start fall on and what each sends, shared by every demand that agrees on
 * it. The price of a start then depends on (pattern, sender, day) only, not on the demand.
 */

import type { Problem, StartTable } from '../problem/problem.ts';

/** One pattern; `position` counts its start days from 0. */
export interface Pattern {
  /** Sends per contact of each step. */
  readonly shares: Float64Array;
  /** Position → start day, rising. */
  readonly startDays: Int32Array;
  /** Per step: position → day. */
  readonly stepDays: readonly Int32Array[];
}

/** Start days of a table that follow each other in its pattern: positions `from` to `from + length - 1`. */
export interface Stretch {
  readonly from: number;
  readonly length: number;
}

/** Patterns of a Problem and what the tables of its demands are in them. */
export interface Patterns {
  readonly patterns: readonly Pattern[];
  /** Pattern and stretches of a demand's table (index into `Problem.tables`). */
  readonly placeOf: (demand: number, table: number) => { readonly pattern: number; readonly stretches: readonly Stretch[] };
}

interface Draft {
  readonly shares: readonly number[];
  /** Start day → days of its steps. */
  readonly days: (readonly number[] | null)[];
}

const agree = (a: readonly number[], b: readonly number[]): boolean => a.every((day, k) => day === b[k]);

/** Collects the patterns of all demands that stick to the sender: the first one that contradicts no start day of a table takes it in. */
export function patternsOf(problem: Problem): Patterns {
  const drafts = new Map<string, { readonly id: number; readonly draft: Draft }[]>();
  const all: Draft[] = [];
  const known = new Map<string, number>();
  const sharesOf = (demand: number) => problem.campaigns[problem.demands[demand]!.campaign]!.shares10k;

  const assign = (demand: number, table: number): number => {
    const key = `${table}/${sharesOf(demand).join()}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const days = problem.tables[table] as StartTable;
    const list = drafts.get(sharesOf(demand).join()) ?? [];
    drafts.set(sharesOf(demand).join(), list);
    let place = list.find(({ draft }) => days.every((steps, d) => steps === null || draft.days[d] == null || agree(steps, draft.days[d]!)));
    if (place === undefined) {
      const draft = { shares: sharesOf(demand), days: new Array<readonly number[] | null>(problem.dayCount).fill(null) };
      place = { id: all.push(draft) - 1, draft };
      list.push(place);
    }
    days.forEach((steps, d) => {
      if (steps !== null) place.draft.days[d] = steps;
    });
    known.set(key, place.id);
    return place.id;
  };
  problem.demands.forEach((d, demand) => {
    for (const table of new Set(d.tables)) if (table >= 0) assign(demand, table);
  });

  const patterns = all.map(({ shares, days }): Pattern => {
    const startDays = Int32Array.from(days.flatMap((steps, d) => (steps === null ? [] : [d])));
    // A step that nobody sends costs nothing.
    const steps = shares.flatMap((share, k) => (share === 0 ? [] : [k]));
    return {
      shares: Float64Array.from(steps, (k) => (shares[k] as number) / 10_000),
      startDays,
      stepDays: steps.map((k) => startDays.map((d) => days[d]![k] as number)),
    };
  });
  const positions = patterns.map(({ startDays }) => {
    const position = new Int32Array(problem.dayCount).fill(-1);
    startDays.forEach((d, i) => {
      position[d] = i;
    });
    return position;
  });
  const stretches = new Map<string, readonly Stretch[]>();
  return {
    patterns,
    placeOf: (demand, table) => {
      const key = `${table}/${sharesOf(demand).join()}`;
      const pattern = known.get(key) as number;
      let found = stretches.get(key);
      if (found === undefined) {
        found = stretchesOf(problem.tables[table] as StartTable, positions[pattern] as Int32Array);
        stretches.set(key, found);
      }
      return { pattern, stretches: found };
    },
  };
}

function stretchesOf(table: StartTable, position: Int32Array): readonly Stretch[] {
  const found: { from: number; length: number }[] = [];
  table.forEach((steps, d) => {
    if (steps === null) return;
    const at = position[d] as number;
    const last = found[found.length - 1];
    if (last !== undefined && last.from + last.length === at) last.length++;
    else found.push({ from: at, length: 1 });
  });
  return found;
}
