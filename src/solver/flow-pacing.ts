/**
 * Shapes the plan without touching a proven level: what every stage serves and what is bought of every offer stay as they
 * are. Days are costs (of waiting for `asap`, of hurry for `late`), and flow takes the cheapest ways first: a primal-dual
 * minimum-cost flow, exact. Then the largest days of `even` campaigns are lowered along ways that cost nothing.
 */

import { SolverError } from '../errors.ts';
import type { Problem } from '../problem/problem.ts';
import { augment, flowOn, type Graph, setCapacity, tailOf } from './flow-graph.ts';
import { type Network, type Outlet, SOURCE } from './flow-network.ts';
import { empty, type Service } from './flow-stages.ts';

/** Work spent on even days, in arcs of all searches. */
const EVEN_BUDGET = 400_000_000;

/**
 * Routes everything again, well paced as long as `isInTime`, and opens all offers. Returns whether no plan of these levels has lower largest days of
 * `even` campaigns. Throws: SolverError `solver_untrusted` when something got lost.
 */
export function pace(problem: Problem, network: Network, { contacts, bought }: Service, isInTime: () => boolean): boolean {
  const { graph, sink, outlets, offers, stages } = network;
  empty(network);
  for (const [i, { arc }] of offers.entries()) setCapacity(graph, arc, bought[i] as number);
  for (const [k, { arc }] of stages.entries()) setCapacity(graph, arc, contacts[k] as number);
  setCosts(problem, network);
  let routed = 0;
  while (isInTime() && advance(graph, SOURCE, sink)) routed += augment(graph, SOURCE, sink);
  const wanted = contacts.reduce((a, b) => a + b, 0);
  const isLowest = routed === wanted && flattenAll(problem, network, isInTime);
  graph.cost.fill(0);
  graph.potential.fill(0);
  for (const { arcs, capacities } of outlets) {
    for (const [i, arc] of arcs.entries()) setCapacity(graph, arc, capacities[i] as number);
  }
  routed += augment(graph, SOURCE, sink);
  if (routed !== wanted) throw new SolverError('solver_untrusted', `flow: ${routed} of ${wanted} served contacts could be routed again`);
  for (const { arc } of offers) setCapacity(graph, arc, Infinity);
  return isLowest;
}

function setCosts(problem: Problem, { graph, outlets }: Network): void {
  for (const { campaign, days, arcs } of outlets) {
    const c = problem.campaigns[campaign];
    if (c === undefined || c.pacing === 'even') continue;
    for (const [i, arc] of arcs.entries()) {
      const day = days[i] as number;
      const cost = c.pacing === 'asap' ? day - c.firstDay : c.lastDay - day;
      graph.cost[arc] = cost;
      graph.cost[graph.twin[arc] as number] = -cost;
    }
  }
}

/** Raises the potentials to the cheapest ways in the network as it is (Dijkstra with one bucket per cost). False: no way is left. */
function advance(graph: Graph, source: number, sink: number): boolean {
  const { nodeCount, head, offset, residual, cost, potential, level: distance, cursor: isSettled } = graph;
  distance.fill(-1);
  isSettled.fill(0);
  const buckets: number[][] = [[source]];
  distance[source] = 0;
  let reached = -1;
  for (let d = 0; d < buckets.length && reached < 0; d++) {
    const bucket = buckets[d] ?? [];
    // Grows while it is read: arcs of reduced cost 0 stay in the bucket.
    for (let i = 0; i < bucket.length && reached < 0; i++) {
      const u = bucket[i] as number;
      if (isSettled[u] === 1) continue;
      isSettled[u] = 1;
      if (u === sink) reached = d;
      const last = offset[u + 1] as number;
      const own = d + (potential[u] as number);
      for (let arc = offset[u] as number; arc < last; arc++) {
        if ((residual[arc] as number) <= 0) continue;
        const v = head[arc] as number;
        const via = own + (cost[arc] as number) - (potential[v] as number);
        const known = distance[v] as number;
        if (isSettled[v] === 1 || (known >= 0 && known <= via)) continue;
        distance[v] = via;
        for (let n = buckets.length; n <= via; n++) buckets.push([]);
        buckets[via]?.push(v);
      }
    }
  }
  if (reached < 0) return false;
  for (let v = 0; v < nodeCount; v++) {
    const d = distance[v] as number;
    potential[v]! += d < 0 ? reached : Math.min(d, reached);
  }
  return true;
}

/**
 * Lowers the largest days of all `even` campaigns, one after the other. No plan has lower ones when every campaign gets as
 * low as it could alone.
 */
function flattenAll(problem: Problem, { graph, outlets }: Network, isInTime: () => boolean): boolean {
  let work = EVEN_BUDGET;
  const move = (arc: number, most: number): number => {
    const from = tailOf(graph, arc);
    const to = graph.head[arc] as number;
    work -= graph.head.length;
    // Another way is worth the same only between nodes of one potential: a full arc may be cheaper than all others.
    return graph.potential[from] === graph.potential[to] ? augment(graph, from, to, most) : 0;
  };
  const isOpen = () => work > 0 && isInTime();
  const even = outlets.filter((o) => problem.campaigns[o.campaign]?.pacing === 'even');
  let isLowest = new Set(even.map((o) => o.campaign)).size === even.length;
  for (const [n, outlet] of even.entries()) {
    const start = graph.residual.slice();
    const low = flatten(graph, outlet, move, isOpen);
    // The first one has met no other limit: it is as low as it gets.
    if (n === 0 || !isLowest) continue;
    const limited = graph.residual.slice();
    graph.residual.set(start);
    for (const other of even.slice(0, n)) limitTo(graph, other, Infinity);
    isLowest = flatten(graph, outlet, move, isOpen) === low;
    graph.residual.set(limited);
  }
  return isLowest && isOpen();
}

function limitTo(graph: Graph, { arcs, capacities }: Outlet, most: number): void {
  for (const [i, arc] of arcs.entries()) setCapacity(graph, arc, Math.min(capacities[i] as number, most));
}

/** Lowers the largest day of an outlet as far as the others can take over at no cost, and limits its days to that. Returns it. */
function flatten(graph: Graph, outlet: Outlet, move: (arc: number, most: number) => number, isOpen: () => boolean): number {
  const { arcs } = outlet;
  let high = 0;
  for (const arc of arcs) high = Math.max(high, flowOn(graph, arc));
  let low = 0;
  while (low < high && isOpen()) {
    const middle = Math.floor((low + high) / 2);
    const before = graph.residual.slice();
    limitTo(graph, outlet, middle);
    const fits = arcs.every((arc) => {
      const over = flowOn(graph, arc) - middle;
      if (over <= 0) return true;
      const moved = move(arc, over);
      graph.residual[arc]! += moved;
      graph.residual[graph.twin[arc] as number]! -= moved;
      return moved === over;
    });
    if (fits) high = middle;
    else {
      graph.residual.set(before);
      low = middle + 1;
    }
  }
  limitTo(graph, outlet, high);
  return high;
}
