/** From flows back to starts: which demand leaves from which cell, and which sender of the cell's class takes it. */

import type { StartColumns } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { flowOn } from './flow-graph.ts';
import type { Layout } from './flow-layout.ts';
import type { Network } from './flow-network.ts';

/** Contacts at a node by demand: demand and contacts by turns. */
type Waiting = number[];

/** Takes a number of contacts from the front of what waits. */
function draw(from: Waiting, at: { index: number }, wanted: number, take: (demand: number, contacts: number) => void): void {
  for (let rest = wanted; rest > 0 && at.index < from.length; ) {
    const n = Math.min(rest, from[at.index + 1] as number);
    take(from[at.index] as number, n);
    rest -= n;
    from[at.index + 1]! -= n;
    if (from[at.index + 1] === 0) at.index += 2;
  }
}

/** What every cell has to send, by demand: contacts walk along the flow, node after node in the order of the layers. */
function contactsInCells({ graph, demandNode, demandArcs, firstCell, cells }: Network): readonly Waiting[] {
  const first = demandNode(0);
  const waiting: Waiting[] = [];
  demandArcs.forEach((arc, demand) => {
    const contacts = arc < 0 ? 0 : flowOn(graph, arc);
    if (contacts > 0) waiting[demand] = [demand, contacts];
  });
  for (let u = first; u < firstCell; u++) {
    const own = waiting[u - first];
    if (own === undefined) continue;
    const at = { index: 0 };
    const last = graph.offset[u + 1] as number;
    for (let arc = graph.offset[u] as number; arc < last; arc++) {
      const v = graph.head[arc] as number;
      const contacts = v > u ? flowOn(graph, arc) : 0;
      if (contacts === 0) continue;
      let next = waiting[v - first];
      if (next === undefined) {
        next = [];
        waiting[v - first] = next;
      }
      const to = next;
      draw(own, at, contacts, (demand, n) => to.push(demand, n));
    }
  }
  return waiting.slice(firstCell - first, firstCell - first + cells.length);
}

/** Starts that the flow in the network stands for, in canonical order. */
export function startsOf(problem: Problem, layout: Layout, network: Network): StartColumns {
  const { dayCount } = problem;
  const inCells = contactsInCells(network);
  const rows = columnStore();
  for (let day = 0; day < dayCount; day++) {
    for (const [i, cell] of network.cells.entries()) {
      const waiting = inCells[i];
      if (waiting === undefined || cell % dayCount !== day) continue;
      const members = (layout.classes[Math.floor(cell / dayCount)] as Int32Array).filter((s) => problem.senders[s]?.sendsOn[day] === 1);
      const limits = Float64Array.from(members, (s) => Math.floor(problem.senders[s]?.dailyLimit?.[day] ?? Infinity));
      let total = 0;
      for (let w = 1; w < waiting.length; w += 2) total += waiting[w] as number;
      const at = { index: 0 };
      fillEvenly(limits, total).forEach((share, m) => {
        draw(waiting, at, share, (demand, contacts) => rows.add(demand, members[m] as number, day, contacts));
      });
    }
  }
  return rows.sorted(problem.senders.length, problem.demands.length);
}

/** Growing columns of starts; rows come in the order of their days. */
function columnStore() {
  let size = 1024;
  let [demand, sender, day] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  let contacts = new Float64Array(size);
  let length = 0;
  const grown = <T extends Int32Array | Float64Array>(from: T, to: T): T => {
    to.set(from);
    return to;
  };
  return {
    add: (d: number, s: number, on: number, n: number): void => {
      if (length === size) {
        size *= 2;
        demand = grown(demand, new Int32Array(size));
        sender = grown(sender, new Int32Array(size));
        day = grown(day, new Int32Array(size));
        contacts = grown(contacts, new Float64Array(size));
      }
      demand[length] = d;
      sender[length] = s;
      day[length] = on;
      contacts[length++] = n;
    },
    /** By demand, sender and day: two stable counting sorts over rows that lie in the order of their days. */
    sorted: (senders: number, demands: number): StartColumns => {
      const bySender = countingOrder(
        Int32Array.from({ length }, (_, i) => i),
        sender,
        senders,
      );
      const order = countingOrder(bySender, demand, demands);
      return {
        length,
        demand: order.map((i) => demand[i] as number),
        sender: order.map((i) => sender[i] as number),
        day: order.map((i) => day[i] as number),
        contacts: Float64Array.from(order, (i) => contacts[i] as number),
      };
    },
  };
}

/** Row numbers sorted by a key below `keys`; rows of one key stay in their order. */
function countingOrder(rows: Int32Array, keyOf: Int32Array, keys: number): Int32Array {
  const next = new Int32Array(keys + 1);
  for (const row of rows) next[(keyOf[row] as number) + 1]!++;
  for (let k = 0; k < keys; k++) next[k + 1]! += next[k] as number;
  const sorted = new Int32Array(rows.length);
  for (const row of rows) sorted[next[keyOf[row] as number]!++] = row;
  return sorted;
}

/** Water-filling: shares of a total that leave the same slack under every limit, as far as that goes; unlimited places share alone. */
export function fillEvenly(limits: Float64Array, total: number): Float64Array {
  let free = 0;
  for (const limit of limits) if (limit === Infinity) free++;
  if (free > 0) {
    let nth = 0;
    return limits.map((limit) => (limit === Infinity ? Math.floor(total / free) + Number(nth++ < total % free) : 0));
  }
  const rising = limits.slice().sort();
  let sum = 0;
  let used = 0;
  // The places used are the widest ones, down to a common slack at or above the limit of the next one.
  for (; used < rising.length; used++) {
    const next = rising[rising.length - 1 - used] as number;
    if (used > 0 && sum - used * next >= total) break;
    sum += next;
  }
  const slack = Math.max(0, Math.floor((sum - total) / Math.max(1, used)));
  let over = -total;
  for (const limit of limits) over += Math.max(0, limit - slack);
  return limits.map((limit) => {
    const share = Math.max(0, limit - slack);
    const back = Number(over > 0 && share > 0);
    over -= back;
    return share - back;
  });
}
