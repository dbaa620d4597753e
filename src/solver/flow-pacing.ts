/**
 * Shapes the plan without touching a proven level: what every stage serves and what is bought stay as they are. Days are
 * costs (of waiting for `asap`, of hurry for `late`), and flow takes the cheapest ways first: a primal-dual minimum-cost
 * flow. Then the largest days of `even` campaigns are lowered along ways that cost nothing.
 */

import { SolverError } from '../errors.ts';
import type { Problem } from '../problem/problem.ts';
import { augment, flowOn, type Graph, setCapacity } from './flow-dinic.ts';
import { type Network, type Outlet, SOURCE } from './flow-network.ts';
import { type DoneStage, empty } from './flow-stages.ts';

/** Work spent on even days, in arcs of all searches. */
const EVEN_BUDGET = 400_000_000;

/** Routes everything again, well paced as long as `isInTime`. Throws: SolverError `solver_untrusted` when something got lost. */
export function pace(problem: Problem, network: Network, stages: readonly DoneStage[], use: Float64Array, isInTime: () => boolean): void {
  const { graph, sink, outlets, bought } = network;
  empty(network);
  bought.forEach(({ arc }, i) => {
    setCapacity(graph, arc, use[i] as number);
  });
  for (const { arc, contacts } of stages) setCapacity(graph, arc, contacts);
  for (const { campaign, days } of outlets) {
    const c = problem.campaigns[campaign];
    for (const { day, arc } of days) {
      const cost = c === undefined || c.pacing === 'even' ? 0 : c.pacing === 'asap' ? day - c.firstDay : c.lastDay - day;
      graph.cost[arc] = cost;
      graph.cost[arc ^ 1] = -cost;
    }
  }
  let routed = 0;
  while (isInTime() && advance(graph, SOURCE, sink)) routed += augment(graph, SOURCE, sink);
  let work = EVEN_BUDGET;
  const search = (from: number, to: number, most: number) => {
    work -= graph.head.length;
    return augment(graph, from, to, most, sink);
  };
  for (const o of outlets) {
    if (problem.campaigns[o.campaign]?.pacing === 'even') flatten(graph, o, search, () => work > 0 && isInTime());
  }
  graph.cost.fill(0);
  graph.potential.fill(0);
  for (const { days } of outlets) for (const { arc, capacity } of days) setCapacity(graph, arc, capacity);
  routed += augment(graph, SOURCE, sink);
  const wanted = stages.reduce((sum, stage) => sum + stage.contacts, 0);
  if (routed !== wanted) throw new SolverError('solver_untrusted', `flow: ${routed} of ${wanted} served contacts could be routed again`);
}

/** Raises the potentials to the cheapest ways in the network as it is (Dijkstra with one bucket per cost). False: no way is left. */
function advance(graph: Graph, source: number, sink: number): boolean {
  const { nodeCount, head, offset, arcs, residual, cost, potential } = graph;
  const distance = new Int32Array(nodeCount).fill(-1);
  const isSettled = new Uint8Array(nodeCount);
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
      for (let k = offset[u] as number; k < last; k++) {
        const arc = arcs[k] as number;
        if ((residual[arc] as number) <= 0) continue;
        const v = head[arc] as number;
        const via = d + (cost[arc] as number) + (potential[u] as number) - (potential[v] as number);
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
    potential[v] = (potential[v] as number) + (d < 0 ? reached : Math.min(d, reached));
  }
  return true;
}

/** Lowers the largest day of an outlet as far as the others can take over at no cost; its days stay limited to that afterwards. */
function flatten(
  graph: Graph,
  { days }: Outlet,
  search: (from: number, to: number, most: number) => number,
  isInTime: () => boolean,
): void {
  const flows = days.map((d) => flowOn(graph, d.arc));
  let low = Math.ceil(flows.reduce((a, b) => a + b, 0) / Math.max(1, days.length));
  let high = flows.reduce((a, b) => Math.max(a, b), 0);
  const limitTo = (most: number) => {
    for (const d of days) setCapacity(graph, d.arc, Math.min(d.capacity, most));
  };
  while (low < high && isInTime()) {
    const middle = Math.floor((low + high) / 2);
    const before = graph.residual.slice();
    limitTo(middle);
    const fits = days.every(({ arc }) => {
      const over = flowOn(graph, arc) - middle;
      if (over <= 0) return true;
      const moved = search(graph.tail[arc] as number, graph.head[arc] as number, over);
      graph.residual[arc] = (graph.residual[arc] as number) + moved;
      graph.residual[arc ^ 1] = (graph.residual[arc ^ 1] as number) - moved;
      return moved === over;
    });
    if (fits) high = middle;
    else {
      graph.residual.set(before);
      low = middle + 1;
    }
  }
  limitTo(high);
}
