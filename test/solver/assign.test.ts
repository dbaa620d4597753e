/** Places of cells: who gets them by flow, and how senders make room for more. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WEEKDAYS } from '../../src/model/calendar.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { rowsOf } from '../../src/problem/load.ts';
import { type Assignment, createAssigner } from '../../src/solver/assign.ts';
import type { Cells } from '../../src/solver/cells.ts';
import { classModel } from '../../src/solver/relaxation.ts';
import { roundStarts } from '../../src/solver/round.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';

/** Cells of one class; demand d may use cells `from` to `from + length - 1`. */
function cellsWith(count: number, runs: readonly { readonly from: number; readonly length: number }[]): Cells {
  const problem = buildProblem(workspace([campaign('c', 1)]), snapshot([accountCapacity('a', [senderCapacity('s')])]));
  const each = Int32Array.from(runs.keys());
  let columnCount = 0;
  const runColumn = Int32Array.from(runs, ({ length }) => {
    columnCount += length;
    return columnCount - length;
  });
  return {
    problem,
    start: Int32Array.of(0, count),
    kind: new Int32Array(count),
    day: Int32Array.from({ length: count }, (_, i) => i),
    runStart: Int32Array.of(0, runs.length),
    demandStart: Int32Array.from({ length: runs.length + 1 }, (_, i) => i),
    ofDemand: each,
    runDemand: each,
    runClass: new Int32Array(runs.length),
    runCell: Int32Array.from(runs, (r) => r.from),
    runLength: Int32Array.from(runs, (r) => r.length),
    runColumn,
    columnCount,
  };
}

/** Most contacts of the demands that find places: by Hall's condition over intervals of cells, which is enough for intervals. */
function mostServed(
  spare: readonly number[],
  runs: readonly { readonly from: number; readonly length: number; readonly open: number }[],
): number {
  // Earliest end first, on the first free place: optimal for intervals.
  const left = [...spare];
  let served = 0;
  for (let cell = 0; cell < left.length; cell++) {
    const waiting = runs.map((r, i) => ({ ...r, i })).filter((r) => r.from <= cell && cell < r.from + r.length);
    waiting.sort((a, b) => a.from + a.length - b.from - b.length);
    for (const { i } of waiting) {
      const run = runs[i] as { open: number };
      const n = Math.min(run.open, left[cell] as number);
      run.open -= n;
      left[cell] = (left[cell] as number) - n;
      served += n;
    }
  }
  return served;
}

describe('assignment', () => {
  it('serves as many as any assignment could, keeps those served before, and its figures consistent', () => {
    const run = fc.record({ from: fc.nat(5), length: fc.integer({ min: 1, max: 4 }), open: fc.nat(6), isFirst: fc.boolean() });
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), fc.array(fc.nat(5), { minLength: 9, maxLength: 9 }), (runs, spare) => {
        const cells = cellsWith(9, runs);
        const assignment: Assignment = {
          contacts: new Int32Array(cells.columnCount),
          spare: Int32Array.from(spare),
          open: Int32Array.from(runs, (r) => r.open),
        };
        const assigner = createAssigner(cells, new Uint8Array(runs.length));
        const first = [...runs.keys()].filter((d) => runs[d]?.isFirst);
        const served = assigner.serve(assignment, first);
        expect(served).toBe(
          mostServed(
            spare,
            runs.filter((r) => r.isFirst).map((r) => ({ ...r })),
          ),
        );
        const kept = first.map((d) => assignment.open[d]);
        const all = served + assigner.serve(assignment, [...runs.keys()]);
        expect(all).toBe(
          mostServed(
            spare,
            runs.map((r) => ({ ...r })),
          ),
        );
        expect(first.every((d, i) => (assignment.open[d] as number) <= (kept[i] as number))).toBe(true);
        expect(assignment.contacts.every((n) => n >= 0)).toBe(true);
        expect(assignment.spare.every((n) => n >= 0)).toBe(true);
        expect(assignment.contacts.reduce((sum, n) => sum + n, 0)).toBe(all);
        expect(spare.reduce((sum, n) => sum + n, 0)).toBe(all + assignment.spare.reduce((sum, n) => sum + n, 0));
      }),
    );
  });
});

describe('making room', () => {
  const steps = [
    { day: 0, share10k: 10_000 },
    { day: 2, share10k: 10_000 },
  ];

  it('a contact leaves the day another one is blocked on, and nobody is served less', () => {
    // Three days: the sequence fits on the first and last only, where the single messages were meant to go.
    const problem = buildProblem(
      workspace([campaign('follow', 2, { steps }), campaign('once', 2)], { end: '2026-11-22' }),
      snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 2 })])]),
    );
    const { classes } = classModel(problem);
    const point = { demand: Int32Array.of(1), sender: Int32Array.of(0), day: Int32Array.of(0), contacts: Float64Array.of(2) };
    const starts = [...rowsOf(roundStarts(problem, classes, point))];
    expect(starts).toEqual([
      { demand: 0, sender: 0, day: 0, contacts: 2 },
      { demand: 1, sender: 0, day: 1, contacts: 2 },
    ]);
  });

  it('contacts of higher priority take the places of lower ones', () => {
    const problem = buildProblem(
      workspace([campaign('high', 3, { priority: 1 }), campaign('low', 5, { priority: 2 })], { end: '2026-11-20' }),
      snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 4 })])]),
    );
    const { classes } = classModel(problem);
    const point = { demand: Int32Array.of(1), sender: Int32Array.of(0), day: Int32Array.of(0), contacts: Float64Array.of(4) };
    const served = [...rowsOf(roundStarts(problem, classes, point))].map((s) => [s.demand, s.contacts]);
    expect(served).toEqual([
      [0, 3],
      [1, 1],
    ]);
  });

  it('contacts move to another sender, whatever its limits', () => {
    // The pair starts on the first day, when the second sender has nothing left; on the second day the first one is full.
    const pair = [
      { day: 0, share10k: 10_000 },
      { day: 1, share10k: 10_000 },
    ];
    const from = (start: string) => ({ start, end: '2026-11-21', weekdays: WEEKDAYS });
    const problem = buildProblem(
      workspace(
        [campaign('first', 1, { steps: pair, window: from('2026-11-20') }), campaign('second', 1, { window: from('2026-11-21') })],
        { end: '2026-11-21' },
      ),
      snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 1 }), senderCapacity('t', { dailyLimit: 1, sentToday: 1 })])]),
    );
    const { classes } = classModel(problem);
    expect(classes).toHaveLength(2);
    const point = { demand: Int32Array.of(1), sender: Int32Array.of(0), day: Int32Array.of(1), contacts: Float64Array.of(1) };
    const hurried = [...rowsOf(roundStarts(problem, classes, point, () => false))];
    expect(hurried).toEqual([{ demand: 1, sender: 0, day: 1, contacts: 1 }]);
    expect([...rowsOf(roundStarts(problem, classes, point))]).toEqual([
      { demand: 0, sender: 0, day: 0, contacts: 1 },
      { demand: 1, sender: 1, day: 1, contacts: 1 },
    ]);
  });
});
