/**
 * What one more unit of every limit is worth, exactly. One unit more across a full limit u → v lets the most important
 * unserved contact that can reach u take the room of the least important one behind v, or free room there.
 * Source: one change of a capacity changes an optimal flow along a single cycle of the residual graph (Ahuja, Magnanti,
 * Orlin: Network Flows, 1993, section 9.11); lexicographic weights rank the ends of that cycle.
 */

import type { ProvenLevel } from '../problem/level-list.ts';
import { flowOn, tailOf } from './flow-graph.ts';
import { type Network, SOURCE } from './flow-network.ts';
import type { UnitPrice } from './solver.ts';

/** Gains of one unit more of every full limit, where there is one. Everything has to be open and optimal. */
export function unitPrices(network: Network, levels: readonly ProvenLevel[]): readonly UnitPrice[] {
  const { graph, limits, stages, offers } = network;
  const gains = gainsByRank(network, levels);
  const nothing = stages.length + offers.length;
  const wanted = rankWanted(network, nothing);
  const given = rankGiven(network, nothing);
  const prices: UnitPrice[] = [];
  for (const [limit, arc] of limits.arcs.entries()) {
    if (graph.residual[arc] !== 0) continue;
    const up = wanted[tailOf(graph, arc)] as number;
    const down = given[graph.head[arc] as number] as number;
    if (up >= down) continue;
    const level = levels.findIndex((_, q) => (gains[up]?.[q] ?? 0) !== (gains[down]?.[q] ?? 0));
    if (level < 0) continue;
    const gain = (gains[up]?.[level] ?? 0) - (gains[down]?.[level] ?? 0);
    prices.push({ key: limits.keyOf(limit), level: (levels[level] as ProvenLevel).name, gain });
  }
  return prices;
}

/** By rank (stages, then offers from dear to cheap): what a unit is worth on every level, in integer objective units. */
function gainsByRank({ stages, offers }: Network, levels: readonly ProvenLevel[]): readonly (readonly number[])[] {
  const ofStages = stages.map(({ part, priority, valueMicro }) =>
    levels.map((level) => {
      if (level.group === 'overage' || level.priority !== priority) return 0;
      return level.group === 'served' ? valueMicro : Number(part === 'shortfall');
    }),
  );
  const ofOffers = offers.map(({ currency, priceNano }) =>
    levels.map((level) => (level.group === 'overage' && level.currency === currency ? priceNano : 0)),
  );
  return [...ofStages, ...ofOffers.reverse()];
}

/** Per node the first rank that wants to send there: an unserved contact, or a bought send that would rather be a credit. */
function rankWanted({ graph, sink, stages, offers }: Network, nothing: number): Int32Array {
  const starts = [...stages.map((s) => s.node), ...offers.map((o) => (flowOn(graph, o.arc) > 0 ? o.node : -1)).reverse()];
  return spread(graph.nodeCount, starts, [SOURCE, sink], nothing, (u, visit) => {
    const last = graph.offset[u + 1] as number;
    for (let arc = graph.offset[u] as number; arc < last; arc++) {
      if ((graph.residual[arc] as number) > 0) visit(graph.head[arc] as number);
    }
  });
}

/** Per node the last rank that can make room behind it: free room (`nothing`), a further bought send, or a served contact. */
function rankGiven({ graph, sink, stages, offers }: Network, nothing: number): Int32Array {
  const served = stages.map((s) => (flowOn(graph, s.arc) > 0 ? s.node : -1));
  const starts = [sink, ...offers.map((o) => o.node), ...served.reverse()];
  const isOffer = new Set(offers.map((o) => o.node));
  const order = spread(graph.nodeCount, starts, [SOURCE], -1, (v, visit) => {
    const last = graph.offset[v + 1] as number;
    for (let arc = graph.offset[v] as number; arc < last; arc++) {
      const u = graph.head[arc] as number;
      // From the sink not back into offers: what they carry is paid for.
      if ((graph.residual[graph.twin[arc] as number] as number) > 0 && !(v === sink && isOffer.has(u))) visit(u);
    }
  });
  return order.map((n) => (n < 0 ? n : nothing - n));
}

/** Number of the first start that reaches each node; `none` where none does. Starts below 0 do not take part. */
function spread(
  nodeCount: number,
  starts: readonly number[],
  closed: readonly number[],
  none: number,
  eachNext: (node: number, visit: (next: number) => void) => void,
): Int32Array {
  const first = new Int32Array(nodeCount).fill(none);
  const isSeen = new Uint8Array(nodeCount);
  for (const node of closed) isSeen[node] = 1;
  const stack: number[] = [];
  for (const [n, start] of starts.entries()) {
    const visit = (node: number) => {
      if (isSeen[node] === 1) return;
      isSeen[node] = 1;
      first[node] = n;
      stack.push(node);
    };
    if (start >= 0) visit(start);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) eachNext(node, visit);
  }
  return first;
}
