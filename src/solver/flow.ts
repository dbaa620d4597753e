/**
 * The engine for networks: every campaign has one step and all limits lie inside each other, so that maximum flows in
 * whole numbers solve the levels exactly and minimum cuts prove it.
 */

import { provenLevels } from '../problem/level-list.ts';
import type { Problem } from '../problem/problem.ts';
import { answerOf } from './flow-answer.ts';
import { layOut } from './flow-layout.ts';
import { buildNetwork } from './flow-network.ts';
import { pace } from './flow-pacing.ts';
import { pricesOf } from './flow-prices.ts';
import { shortDemands } from './flow-reasons.ts';
import { serve } from './flow-stages.ts';
import { unitPrices } from './flow-units.ts';
import type { Solution, SolveOptions } from './solver.ts';

/** Share of the time limit after which the plan is no longer shaped, only completed. */
export const SHAPING_SHARE = 0.75;

/** Whether `solveFlow` can solve a Problem. */
export const isNetwork = (problem: Problem): boolean => layOut(problem) !== null;

/**
 * Solves a Problem that is a network, with proof; settled. A whole answer with its proof is handed to `onSolution` before the plan
 * is shaped. Null when it is none, and where `needsLowest` also when another plan could have lower largest days of `even`
 * campaigns: they are lowered one after the other. Throws: SolverError `solver_untrusted`.
 */
export function solveFlow(problem: Problem, options: SolveOptions, needsLowest = () => false): Solution | null {
  const begin = options.clock();
  const left = () => options.timeLimitMs - (options.clock() - begin);
  const layout = layOut(problem);
  if (layout === null) return null;
  const network = buildNetwork(problem, layout);
  const service = serve(network);
  if (service === null) return null;
  const proven = provenLevels(problem);
  const proofs = proven.map((_, index) => pricesOf(problem, network, service, proven, index));
  options.onSolution(answerOf(problem, layout, network, { proofs, finished: proven.length }));
  const provenMs = options.clock() - begin;
  const isLowest = pace(problem, network, service, () => left() > options.timeLimitMs * (1 - SHAPING_SHARE));
  if (!isLowest && needsLowest()) return null;
  const shaped = answerOf(problem, layout, network, { proofs, finished: Infinity });
  for (const [index, { name, value, scale, isProven }] of shaped.levels.entries()) {
    const shown = value / scale;
    const ms = isProven ? provenMs : options.clock() - begin - provenMs;
    options.onLevel({ level: name, index, of: shaped.levels.length, value: shown, bound: isProven ? shown : null, ms });
  }
  const units = unitPrices(network, proven);
  options.onSolution({ ...shaped, unitPrices: units });
  // Prices of units and reasons name groups of senders, too.
  const bottlenecks = shortDemands(problem, network, left);
  return { ...shaped, unitPrices: units, groups: network.limits.groups(), bottlenecks };
}
