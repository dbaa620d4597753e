/**
 * What keeps a demand from being served further: the smallest minimum cut around it. All nodes its next contact could
 * reach, other contacts moving out of its way but none being given up, want more than the limits around them carry.
 */

import type { RowKey } from '../model/plan.ts';
import type { Problem } from '../problem/problem.ts';
import { flowOn, search } from './flow-graph.ts';
import { type Network, SOURCE } from './flow-network.ts';
import type { Bottleneck, ShortDemand } from './solver.ts';

/** Groups shown per demand; a cut of more is told by family. */
const MAX_GROUPS = 8;
/** Work spent on explanations, in nodes of all searches: large networks are explained for their worst demands. */
const NODE_BUDGET = 20_000_000;

/** Limits of one topic in a cut. */
interface Part {
  readonly limits: number[];
  carried: number;
}

/**
 * Explains every demand that is short, the worst first. The contacts missing are shared out among the groups of the cut in
 * proportion to what they carry: as if all its limits rose by the same factor.
 */
export function shortDemands(problem: Problem, network: Network, left: () => number): readonly ShortDemand[] {
  const { graph, demandArcs, demandNode, limits, sink } = network;
  const limitOf = new Int32Array(graph.head.length).fill(-1);
  for (const [limit, arc] of limits.arcs.entries()) limitOf[arc] = limit;
  // Neither the source nor campaigns are entered: nobody's served contacts can be taken back.
  graph.isClosed.fill(0).fill(1, SOURCE, demandNode(0));
  const short = problem.demands.flatMap(({ contacts }, demand) => {
    const arc = demandArcs[demand] as number;
    const missing = contacts - (arc < 0 ? 0 : flowOn(graph, arc));
    return missing > 0 ? [{ demand, missing, canStart: arc >= 0 }] : [];
  });
  short.sort((a, b) => b.missing - a.missing || a.demand - b.demand);
  let work = NODE_BUDGET;
  const explained = short.map(({ demand, missing, canStart }): ShortDemand => {
    if (!canStart) return { demand, groups: [], unexplained: missing, isAnalysed: true };
    if (work <= 0 || left() <= 0) return { demand, groups: [], unexplained: missing, isAnalysed: false };
    const reached = search(graph, demandNode(demand), sink);
    work -= graph.nodeCount;
    const groups = reached < 0 ? [] : shareOut(network, cutOf(network, reached, limitOf), missing);
    return { demand, groups, unexplained: groups.length === 0 ? missing : 0, isAnalysed: true };
  });
  graph.isClosed.fill(0);
  return explained;
}

/** Limits on the border of what the last search reached, by topic, in the order of the families. */
function cutOf({ graph, limits }: Network, reached: number, limitOf: Int32Array): readonly Part[] {
  const cut: number[] = [];
  for (let i = 0; i < reached; i++) {
    const u = graph.queue[i] as number;
    const last = graph.offset[u + 1] as number;
    for (let arc = graph.offset[u] as number; arc < last; arc++) {
      const limit = limitOf[arc] as number;
      if (limit >= 0 && (graph.level[graph.head[arc] as number] as number) < 0) cut.push(limit);
    }
  }
  cut.sort((a, b) => a - b);
  const byTopic = new Map<number, Part>();
  for (const limit of cut) addTo(byTopic, limits.topicOf(limit), limit, flowOn(graph, limits.arcs[limit] as number));
  if (byTopic.size <= MAX_GROUPS) return [...byTopic.values()];
  const byFamily = new Map<string, Part>();
  for (const { limits: own, carried } of byTopic.values()) {
    const family = limits.keyOf(own[0] as number).family;
    addTo(byFamily, family, own[0] as number, carried);
    byFamily.get(family)?.limits.push(...own.slice(1));
  }
  return [...byFamily.values()];
}

function addTo<T>(parts: Map<T, Part>, topic: T, limit: number, carried: number): void {
  const part = parts.get(topic) ?? { limits: [], carried: 0 };
  part.limits.push(limit);
  part.carried += carried;
  parts.set(topic, part);
}

/** Shares of the missing contacts, whole and together all of them; a group without a share is not shown. */
function shareOut({ limits }: Network, parts: readonly Part[], missing: number): readonly Bottleneck[] {
  const carried = parts.reduce((sum, p) => sum + p.carried, 0);
  const weights = parts.map((p) => (carried > 0 ? p.carried / carried : 1 / parts.length));
  let [weighed, shared] = [0, 0];
  return parts.flatMap((part, i) => {
    weighed += weights[i] as number;
    const upTo = i === parts.length - 1 ? missing : Math.min(missing, Math.round(weighed * missing));
    const share = upTo - shared;
    shared = upTo;
    return share === 0 ? [] : [{ keys: spanOf(part.limits.map(limits.keyOf)), missing: share }];
  });
}

/** The first and last key of every owner: enough to say who and when. */
function spanOf(keys: readonly RowKey[]): readonly RowKey[] {
  const spans = new Map<string, { first: RowKey; last: RowKey }>();
  for (const key of keys) {
    const owner = [key.family, key.account, key.sender, key.group, key.domain, key.campaign].join('\u0000');
    const span = spans.get(owner);
    if (span === undefined) spans.set(owner, { first: key, last: key });
    else span.last = key;
  }
  return [...spans.values()].flatMap(({ first, last }) => (first === last ? [first] : [first, last]));
}
