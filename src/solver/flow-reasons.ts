/**
 * What keeps a demand from being served further: the smallest minimum cut around it. All nodes its next contact could
 * reach, other contacts moving out of its way but none being given up, want more than the limits around them carry.
 */

import type { Problem } from '../problem/problem.ts';
import { flowOn, search, tailOf } from './flow-graph.ts';
import { type Network, SOURCE } from './flow-network.ts';
import type { Batch } from './flow-split.ts';
import type { Bottleneck, ShortDemand } from './solver.ts';

/** Groups shown per demand; a cut of more is told by family. */
const MAX_GROUPS = 8;
/** Work spent on explanations, in nodes of all searches: large networks are explained for their worst demands. */
const NODE_BUDGET = 8_000_000;

/** Limits of a cut that are told together: the first and last one of every owner is enough to say who and when. */
interface Part {
  readonly spans: { readonly owner: number; readonly first: number; last: number }[];
  carried: number;
}

/** The limits of a network in columns. */
interface LimitColumns {
  readonly arcs: Int32Array;
  readonly tails: Int32Array;
  readonly heads: Int32Array;
  readonly owners: Int32Array;
  readonly topics: Int32Array;
}

/**
 * Explains every demand that is short, the worst first. The contacts missing are shared out among the groups of the cut in
 * proportion to what they carry: as if all its limits rose by the same factor. `batches`: contacts that leave beside the flow.
 */
export function shortDemands(
  problem: Problem,
  network: Network,
  left: () => number,
  batches: readonly Batch[] = [],
): readonly ShortDemand[] {
  const { graph, limits, demandArcs, demandNode, sink } = network;
  const columns: LimitColumns = {
    arcs: limits.arcs,
    tails: limits.arcs.map((arc) => tailOf(graph, arc)),
    heads: limits.arcs.map((arc) => graph.head[arc] as number),
    owners: limits.arcs.map((_, limit) => limits.ownerOf(limit)),
    topics: limits.arcs.map((_, limit) => limits.topicOf(limit)),
  };
  // Neither the source nor campaigns are entered: nobody's served contacts can be taken back.
  graph.isClosed.fill(0).fill(1, SOURCE, demandNode(0));
  const inBatches = new Float64Array(problem.demands.length);
  for (const { demand, contacts } of batches) inBatches[demand]! += contacts;
  const short = problem.demands.flatMap(({ contacts }, demand) => {
    const arc = demandArcs[demand] as number;
    const missing = contacts - (arc < 0 ? 0 : flowOn(graph, arc)) - (inBatches[demand] as number);
    return missing > 0 ? [{ demand, missing, canStart: arc >= 0 }] : [];
  });
  short.sort((a, b) => b.missing - a.missing || a.demand - b.demand);
  let work = NODE_BUDGET;
  const explained = short.map(({ demand, missing, canStart }): ShortDemand => {
    if (!canStart) return { demand, groups: [], unexplained: missing, isAnalysed: true };
    if (work <= 0 || left() <= 0) return { demand, groups: [], unexplained: missing, isAnalysed: false };
    work -= graph.nodeCount;
    const groups = search(graph, demandNode(demand), sink) < 0 ? [] : shareOut(network, cutOf(network, columns), missing);
    return { demand, groups, unexplained: groups.length === 0 ? missing : 0, isAnalysed: true };
  });
  graph.isClosed.fill(0);
  return explained;
}

/** Limits on the border of what the last search reached, by topic, in the order of the families. */
function cutOf({ graph, limits }: Network, { arcs, tails, heads, owners, topics }: LimitColumns): readonly Part[] {
  const byTopic = new Map<number, Part>();
  for (let limit = 0; limit < arcs.length; limit++) {
    if ((graph.level[tails[limit] as number] as number) < 0 || (graph.level[heads[limit] as number] as number) >= 0) continue;
    const topic = topics[limit] as number;
    const part = byTopic.get(topic) ?? { spans: [], carried: 0 };
    byTopic.set(topic, part);
    part.carried += flowOn(graph, arcs[limit] as number);
    const span = part.spans[part.spans.length - 1];
    if (span !== undefined && span.owner === owners[limit]) span.last = limit;
    else part.spans.push({ owner: owners[limit] as number, first: limit, last: limit });
  }
  if (byTopic.size <= MAX_GROUPS) return [...byTopic.values()];
  const byFamily = new Map<string, Part>();
  for (const { spans, carried } of byTopic.values()) {
    const { family } = limits.keyOf(spans[0]?.first as number);
    const part = byFamily.get(family) ?? { spans: [], carried: 0 };
    byFamily.set(family, part);
    part.spans.push(...spans);
    part.carried += carried;
  }
  return [...byFamily.values()];
}

/** Shares of the missing contacts, whole and together all of them; a group without a share is not shown. */
function shareOut({ limits }: Network, parts: readonly Part[], missing: number): readonly Bottleneck[] {
  const carried = parts.reduce((sum, p) => sum + p.carried, 0);
  let [weighed, shared] = [0, 0];
  return parts.flatMap(({ spans, carried: own }, i): Bottleneck[] => {
    weighed += carried > 0 ? own / carried : 1 / parts.length;
    const upTo = i === parts.length - 1 ? missing : Math.min(missing, Math.round(weighed * missing));
    const share = upTo - shared;
    shared = upTo;
    const keys = spans.flatMap(({ first, last }) => (first === last ? [first] : [first, last]));
    return share === 0 ? [] : [{ keys: keys.map(limits.keyOf), missing: share }];
  });
}
