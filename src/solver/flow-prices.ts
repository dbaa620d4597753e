/**
 * Dual prices from minimum cuts. The levels up to one are weighed so that the order in which the network was opened is
 * the order of falling weight; a node is worth the weight of the first cut that holds it, and a limit costs what is lost
 * across it. Every drop of weight pays for the limits cut at that stage, so the sum is the value.
 */

import type { ProvenLevel } from '../problem/level-list.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import { tailOf } from './flow-graph.ts';
import type { Network } from './flow-network.ts';
import type { Service } from './flow-stages.ts';
import type { LevelSolution, Priced } from './solver.ts';

/** Weights beyond this are no longer exact in the certificate: such a level keeps the bound of its demand only. */
export const LARGEST_WEIGHT = 1e15;

/** Prices of level `target`, and the multipliers of the levels before it. */
export function pricesOf(
  problem: Problem,
  network: Network,
  { reachedAt }: Service,
  levels: readonly ProvenLevel[],
  target: number,
): Pick<LevelSolution, 'prices' | 'kept'> {
  const { stages, offers } = network;
  const weights = multipliers(problem, network, levels, target);
  const weight = (name: string) => weights[levels.findIndex((level) => level.name === name)] ?? 0;
  const falling = stageWeights(network, levels, weights);
  const rising = offers.map(({ currency, priceNano }) => weight(`overage.${currency}`) * priceNano);
  const worth = [...falling, ...rising.reverse(), 0];
  const isFalling = worth.every((w, cut) => w >= (worth[cut + 1] ?? 0));
  if (!isFalling || [...weights, ...worth].some((w) => w > LARGEST_WEIGHT)) return { prices: [], kept: {} };
  const prices = cutPrices(problem, network, { reachedAt, worth, cutOfStage: [...stages.keys()] });
  return { prices, kept: keptBy(levels, target, weights) };
}

/** What a contact of each stage is worth under multipliers of the levels. What is forced is never given up: it is worth as much as any. */
export function stageWeights({ stages }: Network, levels: readonly ProvenLevel[], weights: readonly number[]): number[] {
  const weight = (name: string) => weights[levels.findIndex((level) => level.name === name)] ?? 0;
  const result = stages.map(
    ({ part, priority, valueMicro }) =>
      weight(`served.priority${priority}`) * valueMicro + (part === 'shortfall' ? weight(`shortfall.priority${priority}`) : 0),
  );
  if (stages[0]?.part === 'forced') result[0] = Math.max(0, ...result);
  return result;
}

/** Multipliers of the levels before the target, as a solution names them. */
export const keptBy = (levels: readonly ProvenLevel[], target: number, weights: readonly number[]): LevelSolution['kept'] =>
  Object.fromEntries(
    levels.flatMap(({ name }, q): [string, number][] => (q < target && (weights[q] as number) > 0 ? [[name, weights[q] as number]] : [])),
  );

/** Cuts that grow. */
export interface Cuts {
  /** Per node the first cut with it on the source side. */
  readonly reachedAt: Int32Array;
  /** By cut: what a node on its source side, but on none before, is worth. */
  readonly worth: readonly number[];
  /** Cut after which each stage is open. */
  readonly cutOfStage: readonly number[];
}

/** Prices of the limits and of serve.atLeast that the cuts stand for. */
export function cutPrices(problem: Problem, network: Network, { reachedAt, worth, cutOfStage }: Cuts): readonly Priced[] {
  const { graph, stages, limits, campaignNode } = network;
  const at = (node: number) => worth[reachedAt[node] as number] as number;
  const prices: Priced[] = [];
  for (const [limit, arc] of limits.arcs.entries()) {
    const dual = at(tailOf(graph, arc)) - at(graph.head[arc] as number);
    if (dual > 0) prices.push({ key: limits.keyOf(limit), dual });
  }
  const cutOf = (part: 'shortfall' | 'served', { priority, valueMicro }: ProblemCampaign) =>
    cutOfStage[stages.findIndex((s) => s.part === part && s.priority === priority && s.valueMicro === valueMicro)] as number;
  for (const [c, campaign] of problem.campaigns.entries()) {
    if (campaign.serveAtLeast === 0) continue;
    // What one contact short of serve.atLeast costs: the drops while the campaign was open up to that number only.
    const from = Math.max(cutOf('shortfall', campaign), reachedAt[campaignNode(c)] as number);
    const dual = (worth[from] as number) - (worth[cutOf('served', campaign)] as number);
    if (dual > 0) prices.push({ key: { family: 'serve_at_least', campaign: campaign.id }, dual });
  }
  return prices;
}

/** Whole multipliers, 1 for the target, that make every level outweigh the ones after it. */
function multipliers(problem: Problem, network: Network, levels: readonly ProvenLevel[], target: number): readonly number[] {
  const result = levels.map(() => 0);
  const aim = levels[target];
  if (aim?.group === 'shortfall') return levels.map((_, q) => Number(q <= target));
  /** Largest weight of anything less important. */
  let top = 0;
  for (let q = target; q >= 0; q--) {
    const level = levels[q] as ProvenLevel;
    if (level.group === 'shortfall') {
      const served = levels.findIndex((l) => l.group === 'served' && l.priority === level.priority);
      const own = problem.campaigns.filter((c) => c.priority === level.priority && c.serveAtLeast > 0);
      const values = own.map((c) => (result[served] as number) * c.valueMicro);
      result[q] = Math.max(0, top - Math.min(...values));
      top = (result[q] as number) + Math.max(...values);
    } else {
      const coefficients = coefficientsOf(problem, network, level);
      if (coefficients.length === 0) continue;
      result[q] = q === target ? 1 : Math.ceil(top / Math.min(...coefficients));
      top = (result[q] as number) * Math.max(...coefficients);
    }
  }
  return result;
}

const coefficientsOf = (problem: Problem, { offers }: Network, level: ProvenLevel): readonly number[] =>
  level.group === 'overage'
    ? offers.flatMap((o) => (o.currency === level.currency ? [o.priceNano] : []))
    : problem.campaigns.flatMap((c) => (c.priority === level.priority ? [c.valueMicro] : []));
