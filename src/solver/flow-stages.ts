/**
 * The order in which the network is opened. Contacts once served are never taken back: opening campaigns by falling
 * weight serves as many as possible of every level at once, and opening bought sends by rising price buys as little as
 * possible. What the network looks like when a stage is done, its smallest minimum cut, is the proof.
 * Source: the contacts that can be served form a polymatroid (a gammoid of the network), on which the greedy order is
 * optimal for every weighting with that order (Edmonds 1970).
 */

import { SolverError } from '../errors.ts';
import { augment, flowOn, search, setCapacity } from './flow-graph.ts';
import { type Network, SOURCE, type Stage } from './flow-network.ts';

/** What was served and bought, and the cuts that prove it. */
export interface Service {
  /** Contacts served per stage. */
  readonly contacts: Float64Array;
  /** Sends bought per offer. */
  readonly bought: Float64Array;
  /**
   * Per node the first cut with it on the source side. Cuts grow: one after every stage, then one before every offer is
   * opened, the dearest offer first. Their count = on no source side.
   */
  readonly reachedAt: Int32Array;
}

/** Closes the way in and empties the network; everything else is open. */
export function empty({ graph, capacity, stages }: Network): void {
  graph.residual.set(capacity);
  graph.isClosed.fill(0);
  for (const { arc } of stages) graph.residual[arc] = 0;
}

/**
 * Serves the campaigns stage by stage, then buys as few sends as that needs. Null when what is forced does not fit.
 * Throws: SolverError `solver_untrusted`.
 */
export function serve(network: Network): Service | null {
  const { graph, stages, offers, gates } = network;
  empty(network);
  const order = stages.map((_, k) => [k]);
  const reachedAt = open(network, order, stages.length + offers.length, gates?.least ?? 0);
  if (reachedAt === null) return null;
  const contacts = Float64Array.from(stages, ({ arc }) => flowOn(graph, arc));
  return { contacts, bought: buy(network, contacts, reachedAt), reachedAt };
}

/**
 * Opens groups of stages one after the other and serves as many contacts of each as fit. Returns per node the first group
 * after which it is on the source side of the smallest minimum cut, `none` where it never is; null when the first brings in fewer than `least`.
 */
export function open(network: Network, order: readonly (readonly number[])[], none: number, least = 0): Int32Array | null {
  const { graph, sink, stages } = network;
  const reachedAt = new Int32Array(graph.nodeCount).fill(none);
  for (const [k, group] of order.entries()) {
    for (const stage of group) setCapacity(graph, (stages[stage] as Stage).arc, Infinity);
    const brought = augment(graph, SOURCE, sink);
    if (k === 0 && brought < least) return null;
    search(graph, SOURCE, sink);
    // What cannot reach the sink now never will: no later search has to enter it.
    for (let v = SOURCE + 1; v < graph.nodeCount; v++) {
      if ((graph.level[v] as number) < 0) continue;
      reachedAt[v] = k;
      graph.isClosed[v] = 1;
    }
  }
  graph.isClosed.fill(0);
  return reachedAt;
}

function buy(network: Network, contacts: Float64Array, reachedAt: Int32Array): Float64Array {
  const { graph, sink, stages, offers } = network;
  if (offers.length === 0) return new Float64Array();
  empty(network);
  for (const { arc } of offers) setCapacity(graph, arc, 0);
  const limitTo = (most: (stage: number) => number) => {
    for (const [k, { arc }] of stages.entries()) setCapacity(graph, arc, most(k));
  };
  for (const [j, { arc }] of offers.entries()) {
    limitTo((k) => contacts[k] as number);
    augment(graph, SOURCE, sink);
    // Contacts that are not served in the end do not bring more into the cheaper part of the network either.
    limitTo(() => Infinity);
    if (search(graph, SOURCE, sink) < 0)
      throw new SolverError('solver_untrusted', 'flow: served contacts fill the credits less than others would');
    for (let v = SOURCE + 1; v < graph.nodeCount; v++) {
      if ((graph.level[v] as number) >= 0 && (reachedAt[v] as number) >= stages.length)
        reachedAt[v] = stages.length + offers.length - 1 - j;
    }
    setCapacity(graph, arc, Infinity);
  }
  limitTo((k) => contacts[k] as number);
  augment(graph, SOURCE, sink);
  return Float64Array.from(offers, ({ arc }) => flowOn(graph, arc));
}
