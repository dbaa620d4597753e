/** From flows back to starts: which demand leaves from which cell, and which sender of the cell's class takes it. */

import type { StartColumns } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { inOrder, orderBy } from '../problem/start-list.ts';
import { flowOn } from './flow-graph.ts';
import type { Layout } from './flow-layout.ts';
import type { Network } from './flow-network.ts';

/** Contacts at a node by demand: demand and contacts by turns. */
type Waiting = number[];

/** What every cell has to send, by demand: contacts walk along the flow, node after node in the order of the layers; batches are there already. */
function contactsInCells({ graph, demandNode, demandArcs, firstCell, cells }: Network, batches: readonly Batch[]): readonly Waiting[] {
  const first = demandNode(0);
  const waiting: Waiting[] = [];
  for (const { demand, cell, contacts } of batches) {
    const at = firstCell + cell - first;
    waiting[at] = [...(waiting[at] ?? []), demand, contacts];
  }
  demandArcs.forEach((arc, demand) => {
    const contacts = arc < 0 ? 0 : flowOn(graph, arc);
    if (contacts > 0) waiting[demand] = [demand, contacts];
  });
  for (let u = first; u < firstCell; u++) {
    const own = waiting[u - first];
    if (own === undefined) continue;
    let at = 0;
    const last = graph.offset[u + 1] as number;
    for (let arc = graph.offset[u] as number; arc < last; arc++) {
      const v = graph.head[arc] as number;
      let rest = v > u ? flowOn(graph, arc) : 0;
      if (rest === 0) continue;
      const next = waiting[v - first] ?? [];
      waiting[v - first] = next;
      while (rest > 0) {
        const contacts = Math.min(rest, own[at + 1] as number);
        next.push(own[at] as number, contacts);
        rest -= contacts;
        own[at + 1]! -= contacts;
        if (own[at + 1] === 0) at += 2;
      }
    }
  }
  return waiting.slice(firstCell - first, firstCell - first + cells.length);
}

/** Contacts of a demand forced into a cell (index into the network's `cells`). */
export interface Batch {
  readonly demand: number;
  readonly cell: number;
  readonly contacts: number;
}

/** Starts that the flow in the network and the batches beside it stand for, in canonical order. */
export function startsOf(problem: Problem, layout: Layout, network: Network, batches: readonly Batch[] = []): StartColumns {
  const { dayCount } = problem;
  const inCells = contactsInCells(network, batches);
  const most = mostStarts(problem, layout, network, inCells);
  const demand = new Int32Array(most);
  const sender = new Int32Array(most);
  const days = new Int32Array(most);
  const counts = new Float64Array(most);
  let length = 0;
  for (const [i, cell] of network.cells.entries()) {
    const waiting = inCells[i];
    if (waiting === undefined) continue;
    const day = cell % dayCount;
    let total = 0;
    for (let w = 1; w < waiting.length; w += 2) total += waiting[w] as number;
    const members = layout.classes[Math.floor(cell / dayCount)] as Int32Array;
    const shares = shareOut(problem, members, day, total);
    let at = 0;
    for (let m = 0; m < members.length; m++) {
      for (let rest = shares[m] as number; rest > 0; ) {
        const contacts = Math.min(rest, waiting[at + 1] as number);
        demand[length] = waiting[at] as number;
        sender[length] = members[m] as number;
        days[length] = day;
        counts[length++] = contacts;
        rest -= contacts;
        waiting[at + 1]! -= contacts;
        if (waiting[at + 1] === 0) at += 2;
      }
    }
  }
  const starts = { length, demand, sender, day: days, contacts: counts };
  // A batch and what is sent on top of it are one start.
  return batches.length > 0 ? inOrder(problem, starts) : byDemandAndSender(problem, starts);
}

/** At most so many starts: in a cell every member and every demand ends one. */
function mostStarts({ dayCount }: Problem, { classes }: Layout, { cells }: Network, inCells: readonly (Waiting | undefined)[]): number {
  let most = 0;
  for (let i = 0; i < cells.length; i++) {
    const waiting = inCells[i];
    if (waiting !== undefined) most += (classes[Math.floor((cells[i] as number) / dayCount)] as Int32Array).length + waiting.length / 2;
  }
  return most;
}

/** Starts in canonical order. Cells are gone through day after day, so that the days of a sender rise already; no start comes twice. */
function byDemandAndSender(problem: Problem, starts: StartColumns): StartColumns {
  const { length } = starts;
  const order = orderBy(length, { of: starts.demand, size: problem.demands.length }, { of: starts.sender, size: problem.senders.length });
  const demand = new Int32Array(length);
  const sender = new Int32Array(length);
  const day = new Int32Array(length);
  const contacts = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const row = order[i] as number;
    demand[i] = starts.demand[row] as number;
    sender[i] = starts.sender[row] as number;
    day[i] = starts.day[row] as number;
    contacts[i] = starts.contacts[row] as number;
  }
  return { length, demand, sender, day, contacts };
}

/** Shares of a cell's contacts among the members of its class. */
function shareOut({ senders }: Problem, members: Int32Array, day: number, total: number): Float64Array {
  const limits = new Float64Array(members.length);
  let sum = 0;
  for (let m = 0; m < members.length; m++) {
    const { sendsOn, dailyLimit } = senders[members[m] as number] as Problem['senders'][number];
    if (sendsOn[day] === 0) continue;
    const limit = dailyLimit === null ? Infinity : Math.floor(dailyLimit[day] as number);
    limits[m] = limit;
    sum += limit;
  }
  return sum === total ? limits : fillEvenly(limits, total);
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
