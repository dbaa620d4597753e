/**
 * The order in which the network is opened. Contacts once served are never taken back: opening campaigns by falling
 * weight serves as many as possible of every level at once, and opening bought sends by rising price buys as little as
 * possible. What the network looks like when a stage is done, its smallest minimum cut, is the proof.
 */

import { compareText } from '../model/order.ts';
import type { Problem } from '../problem/problem.ts';
import { augment, flowOn, setCapacity } from './flow-dinic.ts';
import type { Layout } from './flow-layout.ts';
import { type Network, SOURCE, type Stage } from './flow-network.ts';

/** Smallest minimum cut after a stage. */
export interface Cut {
  /** Limits (index into the network's) that are cut. */
  readonly limits: readonly number[];
  /** Per campaign: 1 when it is on the source side. */
  readonly campaigns: Uint8Array;
}

/** A stage when it is done; `contacts`: what it served. */
export interface DoneStage extends Stage {
  readonly cut: Cut;
  readonly contacts: number;
}

/** Bought sends of one currency and price; the cut is the one before they are opened. */
export interface PriceStep {
  readonly currency: string;
  readonly priceNano: number;
  readonly cut: Cut;
}

/** Closes the way in and empties the network; everything else is open. */
export function empty({ graph, capacity, stages }: Network): void {
  graph.residual.set(capacity);
  for (const { arc } of stages) setCapacity(graph, arc, 0);
}

function cutOf(problem: Problem, { graph, limits, campaignNode }: Network): Cut {
  const { level, tail, head } = graph;
  const isReached = (node: number | undefined) => (level[node as number] as number) >= 0;
  return {
    limits: limits.flatMap(({ arc }, i) => (isReached(tail[arc]) && !isReached(head[arc]) ? [i] : [])),
    campaigns: Uint8Array.from(problem.campaigns, (_, c) => Number(isReached(campaignNode(c)))),
  };
}

/** Serves the campaigns stage by stage. */
export function serve(problem: Problem, network: Network): readonly DoneStage[] {
  const { graph, sink, stages } = network;
  empty(network);
  const done = stages.map((stage) => {
    setCapacity(graph, stage.arc, Infinity);
    augment(graph, SOURCE, sink);
    return { ...stage, cut: cutOf(problem, network) };
  });
  return done.map((stage) => ({ ...stage, contacts: flowOn(graph, stage.arc) }));
}

/** Buys as few sends as the service needs. `use`: sends per bought arc, in the network's order. */
export function buy(
  problem: Problem,
  layout: Layout,
  network: Network,
  stages: readonly DoneStage[],
): { readonly steps: readonly PriceStep[]; readonly use: Float64Array } {
  const { graph, sink, bought } = network;
  const use = new Float64Array(bought.length);
  if (bought.length === 0) return { steps: [], use };
  const offers = bought
    .map(({ arc, row }, index) => {
      const overage = layout.rows[row]?.overage;
      const price = problem.accounts[overage?.account ?? -1]?.overage;
      const priceNano = price?.priceNano ?? 0;
      return { arc, index, sends: overage?.sends ?? 0, currency: priceNano === 0 ? '' : (price?.currency ?? ''), priceNano };
    })
    // The first currency is the one to spare most: its sends come last. What is free comes before anything with a price.
    .sort(
      (a, b) =>
        Number(a.priceNano > 0) - Number(b.priceNano > 0) ||
        compareText(b.currency, a.currency) ||
        a.priceNano - b.priceNano ||
        a.index - b.index,
    );
  const open = (limit: (stage: DoneStage) => number, beforeStep: (offer: (typeof offers)[number]) => void) => {
    empty(network);
    for (const { arc } of bought) setCapacity(graph, arc, 0);
    for (const stage of stages) setCapacity(graph, stage.arc, limit(stage));
    offers.forEach((offer, i) => {
      const last = offers[i - 1];
      if (last === undefined || last.currency !== offer.currency || last.priceNano !== offer.priceNano) {
        augment(graph, SOURCE, sink);
        beforeStep(offer);
      }
      setCapacity(graph, offer.arc, offer.sends);
    });
    augment(graph, SOURCE, sink);
  };
  const steps: PriceStep[] = [];
  open(
    () => Infinity,
    ({ currency, priceNano }) => {
      steps.push({ currency, priceNano, cut: cutOf(problem, network) });
    },
  );
  open(
    (stage) => stage.contacts,
    () => undefined,
  );
  for (const { arc, index } of offers) use[index] = flowOn(graph, arc);
  return { steps, use };
}
