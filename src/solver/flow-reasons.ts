/**
 * What keeps a demand from being served further: the limits on the smallest minimum cut around it, lifted one group
 * after the other, every other demand kept at what it got. Exact: what each lift brings is a maximum flow.
 */

import type { RowKey } from '../model/plan.ts';
import type { StartCount } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { augment, setCapacity } from './flow-dinic.ts';
import type { LimitArc, Network } from './flow-network.ts';
import type { Bottleneck, ShortDemand } from './solver.ts';

const MAX_GROUPS = 8;
/** Work spent on explanations, in arcs of all searches: large networks are explained for their worst demands. */
const ARC_BUDGET = 60_000_000;
const LEAST_LIFTS = 16;

/** Explains every demand that is short, the worst first. Changes the flow in the network. */
export function shortDemands(
  problem: Problem,
  network: Network,
  starts: readonly StartCount[],
  left: () => number,
): readonly ShortDemand[] {
  const { graph, capacity, bought, outlets } = network;
  const missing = problem.demands.map((d) => d.contacts);
  for (const { demand, contacts } of starts) missing[demand] = (missing[demand] as number) - contacts;
  for (const { days } of outlets) for (const day of days) setCapacity(graph, day.arc, day.capacity);
  for (const { arc } of bought) setCapacity(graph, arc, capacity[arc] as number);
  const flow = graph.residual.slice();
  const byName = new Map<string, LimitArc[]>();
  for (const limit of network.limits) byName.set(limit.name, [...(byName.get(limit.name) ?? []), limit]);
  let lifts = Math.max(LEAST_LIFTS, Math.floor(ARC_BUDGET / Math.max(1, flow.length)));
  const short = missing.flatMap((n, demand) => (n > 0 ? [{ demand, missing: n }] : []));
  short.sort((a, b) => b.missing - a.missing || a.demand - b.demand);
  return short.map(({ demand, missing: contacts }): ShortDemand => {
    if (lifts <= 0 || left() <= 0) return { demand, groups: [], unexplained: contacts, isAnalysed: false };
    graph.residual.set(flow);
    const answer = explain(network, network.demandNode(demand), contacts, byName);
    lifts -= answer.lifts;
    return { demand, groups: answer.groups, unexplained: answer.unexplained, isAnalysed: true };
  });
}

function explain(network: Network, node: number, contacts: number, byName: ReadonlyMap<string, readonly LimitArc[]>) {
  const { graph, sink, limits } = network;
  const { level, tail, head } = graph;
  const isReached = (v: number | undefined) => (level[v as number] as number) >= 0;
  const groups: Bottleneck[] = [];
  let pending: RowKey[] = [];
  let rest = contacts;
  let lifts = 0;
  // Campaigns and the source lie below the sink: nobody's served contacts can be taken back.
  rest -= augment(graph, node, sink, rest, sink);
  while (rest > 0 && lifts <= MAX_GROUPS) {
    const cut = limits.filter(({ arc }) => isReached(tail[arc]) && !isReached(head[arc]));
    const name = cut[0]?.name;
    if (name === undefined) break;
    pending.push(...cut.filter((limit) => limit.name === name).flatMap((limit) => limit.keys()));
    for (const { arc } of byName.get(name) ?? []) graph.residual[arc] = Infinity;
    lifts++;
    const gain = augment(graph, node, sink, rest, sink);
    if (gain === 0) continue;
    groups.push({ keys: pending, missing: gain });
    pending = [];
    rest -= gain;
  }
  return { groups, unexplained: rest, lifts };
}
