/**
 * The order in which the network is opened. Contacts once served are never taken back: opening campaigns by falling
 * weight serves as many as possible of every level at once, and opening bought sends by rising price buys as little as
 * possible. What the network looks like when a stage is done, its smallest minimum cut, is the proof.
 */

import { compareText } from '../model/order.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import { augment, flowOn, setCapacity } from './flow-dinic.ts';
import type { Layout } from './flow-layout.ts';
import { type Network, SOURCE } from './flow-network.ts';

/** Smallest minimum cut after a stage. */
export interface Cut {
  /** Limits (index into the network's) that are cut. */
  readonly limits: readonly number[];
  /** Per campaign: 1 when it is on the source side. */
  readonly campaigns: Uint8Array;
}

/** Campaigns of one priority and value, opened up to serve.atLeast (`shortfall`) or altogether (`served`). */
export interface Stage {
  readonly part: 'shortfall' | 'served';
  readonly priority: number;
  readonly valueMicro: number;
  readonly cut: Cut;
}

/** Bought sends of one currency and price; the cut is the one before they are opened. */
export interface PriceStep {
  readonly currency: string;
  readonly priceNano: number;
  readonly cut: Cut;
}

/** Closes the way in and empties the network; everything else is open. */
export function empty({ graph, capacity, campaignArcs }: Network): void {
  graph.residual.set(capacity);
  for (const arc of campaignArcs) setCapacity(graph, arc, 0);
}

function cutOf({ graph, limits, campaignArcs }: Network): Cut {
  const { level, tail, head } = graph;
  const isReached = (node: number | undefined) => (level[node as number] as number) >= 0;
  return {
    limits: limits.flatMap(({ arc }, i) => (isReached(tail[arc]) && !isReached(head[arc]) ? [i] : [])),
    campaigns: Uint8Array.from(campaignArcs, (arc) => Number(isReached(head[arc]))),
  };
}

/** Serves the campaigns stage by stage. `served`: contacts of each campaign. */
export function serve(problem: Problem, network: Network): { readonly stages: readonly Stage[]; readonly served: Float64Array } {
  const { graph, sink, campaignArcs } = network;
  empty(network);
  const byWeight = (a: ProblemCampaign, b: ProblemCampaign) => a.priority - b.priority || b.valueMicro - a.valueMicro;
  const parts = (['shortfall', 'served'] as const).flatMap((part) => {
    const members = problem.campaigns.map((campaign, c) => ({ part, campaign, c }));
    return members.filter((m) => part === 'served' || m.campaign.serveAtLeast > 0).sort((a, b) => byWeight(a.campaign, b.campaign));
  });
  const stages: Stage[] = [];
  parts.forEach(({ part, campaign, c }, i) => {
    setCapacity(graph, campaignArcs[c] as number, part === 'shortfall' ? campaign.serveAtLeast : Infinity);
    const next = parts[i + 1];
    if (next?.part === part && byWeight(next.campaign, campaign) === 0) return;
    augment(graph, SOURCE, sink);
    stages.push({ part, priority: campaign.priority, valueMicro: campaign.valueMicro, cut: cutOf(network) });
  });
  return { stages, served: Float64Array.from(campaignArcs, (arc) => flowOn(graph, arc)) };
}

/** Buys as few sends as the service needs. `use`: sends per bought arc, in the network's order. */
export function buy(
  problem: Problem,
  layout: Layout,
  network: Network,
  served: Float64Array,
): { readonly steps: readonly PriceStep[]; readonly use: Float64Array } {
  const { graph, sink, campaignArcs, bought } = network;
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
  const open = (limit: (campaign: number) => number, beforeStep: (offer: (typeof offers)[number]) => void) => {
    empty(network);
    for (const { arc } of bought) setCapacity(graph, arc, 0);
    campaignArcs.forEach((arc, c) => {
      setCapacity(graph, arc, limit(c));
    });
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
      steps.push({ currency, priceNano, cut: cutOf(network) });
    },
  );
  open(
    (c) => served[c] as number,
    () => undefined,
  );
  for (const { arc, index } of offers) use[index] = flowOn(graph, arc);
  return { steps, use };
}
