/** Starts being collected in columns, and their canonical order: millions of them without an object each. */

import type { StartColumns } from './load.ts';
import type { Problem } from './problem.ts';

/** A growing list of starts; the same (demand, sender, day) may come several times, contacts may be negative (taken back). */
export interface StartList {
  readonly add: (demand: number, sender: number, day: number, contacts: number) => void;
  /** What was added, in the order of adding. */
  readonly columns: () => StartColumns;
}

/** An empty list. */
export function startList(): StartList {
  let length = 0;
  let demands = new Int32Array(1024);
  let senders = new Int32Array(1024);
  let days = new Int32Array(1024);
  let counts = new Float64Array(1024);
  return {
    add(demand, sender, day, contacts) {
      if (length === demands.length) {
        demands = grown(demands, new Int32Array(2 * length));
        senders = grown(senders, new Int32Array(2 * length));
        days = grown(days, new Int32Array(2 * length));
        counts = grown(counts, new Float64Array(2 * length));
      }
      demands[length] = demand;
      senders[length] = sender;
      days[length] = day;
      counts[length] = contacts;
      length++;
    },
    columns: () => ({
      length,
      demand: demands.subarray(0, length),
      sender: senders.subarray(0, length),
      day: days.subarray(0, length),
      contacts: counts.subarray(0, length),
    }),
  };
}

function grown<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Positions 0 to n - 1 sorted by several keys, the first one first, equal ones as they came. Each key has values 0 to `size` - 1. */
export function orderBy(n: number, ...keys: readonly { readonly of: Int32Array; readonly size: number }[]): Int32Array {
  let order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  let next = new Int32Array(n);
  // A counting sort per key, the last key first: each keeps the order of the ones before among equals.
  for (const { of, size } of [...keys].reverse()) {
    const at = new Int32Array(size + 1);
    for (let i = 0; i < n; i++) {
      const above = (of[i] as number) + 1;
      at[above] = (at[above] as number) + 1;
    }
    for (let v = 0; v < size; v++) at[v + 1] = (at[v + 1] as number) + (at[v] as number);
    for (let i = 0; i < n; i++) {
      const row = order[i] as number;
      const value = of[row] as number;
      next[at[value] as number] = row;
      at[value] = (at[value] as number) + 1;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Whether starts are in the order (demand, sender, day), each of these once and with contacts, and their columns hold nothing else. */
function isInOrder({ length, demand, sender, day, contacts }: StartColumns): boolean {
  if ([demand, sender, day, contacts].some((column) => column.byteLength !== column.buffer.byteLength)) return false;
  for (let i = 0; i < length; i++) {
    if (contacts[i] === 0) return false;
    if (i === 0) continue;
    const later =
      (demand[i] as number) - (demand[i - 1] as number) ||
      (sender[i] as number) - (sender[i - 1] as number) ||
      (day[i] as number) - (day[i - 1] as number);
    if (later <= 0) return false;
  }
  return true;
}

/** Starts in the order (demand, sender, day), each of these once, those without contacts left out; starts that are so already are given back. */
export function inOrder(problem: Problem, starts: StartColumns): StartColumns {
  if (isInOrder(starts)) return starts;
  const { length, demand, sender, day, contacts } = starts;
  const order = orderBy(
    length,
    { of: demand, size: problem.demands.length },
    { of: sender, size: problem.senders.length },
    { of: day, size: problem.dayCount },
  );
  const result = {
    demand: new Int32Array(length),
    sender: new Int32Array(length),
    day: new Int32Array(length),
    contacts: new Float64Array(length),
  };
  let n = 0;
  for (let i = 0; i < length; ) {
    const first = order[i] as number;
    let sum = 0;
    for (; i < length; i++) {
      const row = order[i] as number;
      if (demand[row] !== demand[first] || sender[row] !== sender[first] || day[row] !== day[first]) break;
      sum += contacts[row] as number;
    }
    if (sum === 0) continue;
    result.demand[n] = demand[first] as number;
    result.sender[n] = sender[first] as number;
    result.day[n] = day[first] as number;
    result.contacts[n++] = sum;
  }
  if (n === length) return { length, ...result };
  return {
    length: n,
    demand: result.demand.slice(0, n),
    sender: result.sender.slice(0, n),
    day: result.day.slice(0, n),
    contacts: result.contacts.slice(0, n),
  };
}
