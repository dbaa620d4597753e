/**
 * Bounds for plans that stay behind the relaxation. A level after one that could not reach its bound must not pay for that
 * gap with multipliers that outweigh everything: it pays nothing for it, or no more than a contact of its own is worth.
 * Any multipliers give a bound (Lagrange), the lowest one found is taken.
 */

import type { ProvenLevel } from '../problem/level-list.ts';
import type { Problem } from '../problem/problem.ts';
import { flowOn } from './flow-graph.ts';
import type { Network } from './flow-network.ts';
import { cutPrices, keptBy, LARGEST_WEIGHT, pricesOf, stageWeights } from './flow-prices.ts';
import { empty, open, type Service } from './flow-stages.ts';
import type { LevelSolution } from './solver.ts';

/** Prices and multipliers of a level. */
export type LevelProof = Pick<LevelSolution, 'prices' | 'kept'>;

/**
 * Proofs of all levels. `service`, `relaxed`: the network without decisions and its goals; `goals`: those of the plan, as to be raised.
 */
export function proofsOf(
  problem: Problem,
  network: Network,
  service: Service,
  levels: readonly ProvenLevel[],
  relaxed: readonly number[],
  goals: readonly number[],
  isInTime: () => boolean,
): readonly LevelProof[] {
  const firstOpen = goals.findIndex((goal, q) => goal < (relaxed[q] as number));
  return levels.map((level, p): LevelProof => {
    if (firstOpen < 0 || p <= firstOpen) return pricesOf(problem, network, service, levels, p);
    // What is bought behind contacts that are not the most possible ones is no cut of this order: nothing but 0 is proven.
    return level.group === 'overage' ? { prices: [], kept: {} } : looseProof(problem, network, levels, relaxed, goals, p, isInTime);
  });
}

function looseProof(
  problem: Problem,
  network: Network,
  levels: readonly ProvenLevel[],
  relaxed: readonly number[],
  goals: readonly number[],
  target: number,
  isInTime: () => boolean,
): LevelProof {
  const worths = levels.map((level) => worthsOf(problem, level));
  const alone = levels.map((_, q) => Number(q === target));
  const pooled = [...alone];
  let most = Math.max(...(worths[target] as readonly number[]));
  for (let q = target - 1; q >= 0; q--) {
    const own = worths[q] as readonly number[];
    pooled[q] = (goals[q] as number) < (relaxed[q] as number) ? most / Math.max(...own) : Math.ceil((most + 1) / Math.min(...own));
    most = Math.max(most, (pooled[q] as number) * Math.max(...own));
  }
  const ways = [pooled, alone].map((start) => {
    let weights = start;
    let best = weigh(problem, network, levels, goals, weights, target);
    for (let q = target - 1; q >= 0; q--) {
      for (const weight of !isInTime()
        ? []
        : multipliersOf(worths[q] as readonly number[], worths[target] as readonly number[], best.most)) {
        const others = weights.with(q, weight);
        const next = weigh(problem, network, levels, goals, others, target);
        if (next.bound >= best.bound) continue;
        weights = others;
        best = next;
      }
    }
    return { weights, best };
  });
  const [{ weights, best }] = ways.sort((a, b) => a.best.bound - b.best.bound) as [(typeof ways)[number]];
  return best.most > LARGEST_WEIGHT ? { prices: [], kept: {} } : { prices: best.prices(), kept: keptBy(levels, target, weights) };
}

/** What the contacts of a level can be worth on it. */
function worthsOf({ campaigns }: Problem, level: ProvenLevel): readonly number[] {
  if (level.group === 'overage') return [1];
  return campaigns.flatMap((c) => (c.priority !== level.priority ? [] : [level.group === 'served' ? c.valueMicro : 1]));
}

/** Multipliers for an earlier level: none, as much as a contact of the target is worth, as much and more than any (`most`). */
function multipliersOf(own: readonly number[], aim: readonly number[], most: number): readonly number[] {
  const [low, high] = [Math.min(...own), Math.max(...own)];
  const top = Math.max(...aim);
  return [...new Set([0, Math.min(...aim) / high, top / high, top / low, most / high, Math.ceil((most + 1) / low)])];
}

/** Bound of the target under multipliers, and its prices. */
function weigh(
  problem: Problem,
  network: Network,
  levels: readonly ProvenLevel[],
  goals: readonly number[],
  weights: readonly number[],
  target: number,
) {
  const { graph, stages } = network;
  const worth = stageWeights(network, levels, weights);
  const ranks = [...new Set(worth.filter((w, k) => w > 0 && stages[k]?.part !== 'forced'))].sort((a, b) => b - a);
  const order = ranks.map((rank) => [...stages.keys()].filter((k) => worth[k] === rank && stages[k]?.part !== 'forced'));
  empty(network);
  const reachedAt = open(network, order, ranks.length) as Int32Array;
  let bound = 0;
  for (const [k, { arc, part }] of stages.entries()) if (part !== 'forced') bound += (worth[k] as number) * flowOn(graph, arc);
  for (const [q, level] of levels.entries()) {
    const weight = weights[q] as number;
    if (q !== target) bound -= weight * (goals[q] as number);
    // A goal of shortfall counts what is served up to serve.atLeast, less all of it.
    if (level.group !== 'shortfall') continue;
    for (const c of problem.campaigns) if (c.priority === level.priority) bound -= weight * c.serveAtLeast;
  }
  const cutOfStage = stages.map((_, k) => {
    const at = order.findIndex((group) => group.includes(k));
    return at < 0 ? ranks.length : at;
  });
  return { bound, most: ranks[0] ?? 0, prices: () => cutPrices(problem, network, { reachedAt, worth: [...ranks, 0], cutOfStage }) };
}
