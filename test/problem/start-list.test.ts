/** Starts in columns: the same rows, order and sums as with lists of objects. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildProblem } from '../../src/problem/build.ts';
import { rowsOf } from '../../src/problem/load.ts';
import { inOrder, orderBy, startList } from '../../src/problem/start-list.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';

const value = fc.integer({ min: 0, max: 3 });

describe('starts in columns', () => {
  it('positions are sorted by the first key, then the next one, equal ones as they came', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 40 }), (rows) => {
        const key = (k: 0 | 1) => ({ of: Int32Array.from(rows, (row) => row[k]), size: 4 });
        const naive = rows
          .map((_, i) => i)
          .sort((a, b) => (rows[a]?.[0] ?? 0) - (rows[b]?.[0] ?? 0) || (rows[a]?.[1] ?? 0) - (rows[b]?.[1] ?? 0) || a - b);
        expect([...orderBy(rows.length, key(0), key(1))]).toEqual(naive);
      }),
    );
  });

  it('every (demand, sender, day) comes once, in canonical order, with the sum of its contacts; nothing left is left out', () => {
    const senders = ['s0', 's1', 's2', 's3'].map((id) => senderCapacity(id));
    const campaigns = ['c0', 'c1', 'c2', 'c3'].map((id) => campaign(id, 1));
    const problem = buildProblem(workspace(campaigns), snapshot([accountCapacity('a', senders)]));
    const row = fc.tuple(value, value, value, fc.integer({ min: -2, max: 2 }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const list = startList();
        const sums = new Map<string, number>();
        for (const [demand, sender, day, contacts] of rows) {
          list.add(demand, sender, day, contacts);
          const key = `${demand}/${sender}/${day}`;
          sums.set(key, (sums.get(key) ?? 0) + contacts);
        }
        const expected = [...sums].filter(([, n]) => n !== 0).sort((a, b) => (a[0] < b[0] ? -1 : 1));
        const ordered = inOrder(problem, list.columns());
        expect(inOrder(problem, ordered)).toBe(ordered);
        const found = [...rowsOf(ordered)].map((s) => [`${s.demand}/${s.sender}/${s.day}`, s.contacts]);
        expect(found).toEqual(expected);
      }),
    );
  });

  it('grows', () => {
    const list = startList();
    for (let i = 0; i < 5_000; i++) list.add(i, 1, 2, 3);
    const { length, demand, contacts } = list.columns();
    expect([length, demand[4_999], contacts[4_999]]).toEqual([5_000, 4_999, 3]);
  });
});
