/** Canonical order as whole numbers: where demands, senders and starts stand, without comparing a text per row. */

import { compareNullable, compareText } from '../model/order.ts';
import { campaignOf, type StartColumns } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';

/** Place in the canonical order of each demand (campaign, segment) and of each sender (account, sender), by index. */
export interface Ranks {
  readonly demand: Int32Array;
  readonly sender: Int32Array;
}

/** Ranks of a Problem's demands and senders. */
export function ranksOf(problem: Problem): Ranks {
  const { demands, senders, accounts } = problem;
  const campaign = demands.map((_, d) => campaignOf(problem, d).id);
  const account = senders.map((s) => accounts[s.account]?.id ?? '');
  const id = (s: number): string => senders[s]?.id ?? '';
  return {
    demand: placesOf(
      demands.length,
      (a, b) =>
        compareText(campaign[a] as string, campaign[b] as string) ||
        compareNullable(demands[a]?.segment ?? null, demands[b]?.segment ?? null),
    ),
    sender: placesOf(senders.length, (a, b) => compareText(account[a] as string, account[b] as string) || compareText(id(a), id(b))),
  };
}

function placesOf(length: number, compare: (a: number, b: number) => number): Int32Array {
  const places = new Int32Array(length);
  for (const [place, i] of Array.from({ length }, (_, i) => i)
    .sort(compare)
    .entries())
    places[i] = place;
  return places;
}

/** Rows in the order (demand, sender, day) of the ranks: their indices. */
export function canonicalOrder({ length, demand, sender, day }: StartColumns, ranks: Ranks, dayCount: number): Int32Array {
  let order: Int32Array = Int32Array.from({ length }, (_, i) => i);
  const demandOf = (row: number): number => ranks.demand[demand[row] as number] as number;
  const senderOf = (row: number): number => ranks.sender[sender[row] as number] as number;
  if (isOrdered(length, demandOf, senderOf, day)) return order;
  // Least significant key first: each pass keeps the order of the passes before it (radix sort).
  order = sortedBy(order, (row) => day[row] as number, dayCount);
  order = sortedBy(order, senderOf, ranks.sender.length);
  return sortedBy(order, demandOf, ranks.demand.length);
}

function isOrdered(length: number, demandOf: (row: number) => number, senderOf: (row: number) => number, day: Int32Array): boolean {
  for (let i = 1; i < length; i++) {
    const before = demandOf(i - 1) - demandOf(i) || senderOf(i - 1) - senderOf(i) || (day[i - 1] as number) - (day[i] as number);
    if (before > 0) return false;
  }
  return true;
}

/** Indices sorted by a key from 0 to `keys` - 1, rows of the same key as they were (counting sort). */
function sortedBy(rows: Int32Array, keyOf: (row: number) => number, keys: number): Int32Array {
  const next = new Int32Array(keys + 1);
  for (const row of rows) {
    const k = keyOf(row) + 1;
    next[k] = (next[k] as number) + 1;
  }
  for (let k = 1; k <= keys; k++) next[k] = (next[k] as number) + (next[k - 1] as number);
  const sorted = new Int32Array(rows.length);
  for (const row of rows) {
    const k = keyOf(row);
    const at = next[k] as number;
    sorted[at] = row;
    next[k] = at + 1;
  }
  return sorted;
}
