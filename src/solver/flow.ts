/**
 * The engine for networks: every campaign has one step and all limits lie inside each other, so that maximum flows in
 * whole numbers solve the levels exactly and minimum cuts prove it.
 */

import { provenLevels, shapingLevels } from '../problem/level-list.ts';
import type { Problem } from '../problem/problem.ts';
import { flowOn } from './flow-graph.ts';
import { type Layout, layOut } from './flow-layout.ts';
import { buildNetwork, type Network } from './flow-network.ts';
import { pace } from './flow-pacing.ts';
import { pricesOf } from './flow-prices.ts';
import { shortDemands } from './flow-reasons.ts';
import { startsOf } from './flow-split.ts';
import { serve } from './flow-stages.ts';
import { unitPrices } from './flow-units.ts';
import { levelValues } from './level-values.ts';
import type { LevelSolution, Solution, SolveOptions } from './solver.ts';

/** Share of the time limit after which the plan is no longer shaped, only completed. */
const SHAPING_SHARE = 0.75;

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
  const proven = provenLevels(problem);
  const proofs = proven.map((_, index) => pricesOf(problem, network, service, proven, index));
  const answer = (isShaped: boolean): Solution => {
    const starts = startsOf(problem, layout, network);
    const overage = overageOf(layout, network);
    const all = [...proven, ...shapingLevels(problem)];
    const names = all.map((level) => level.name);
    const values = levelValues(problem, names, starts, overage);
    const levels = all.map(({ name, sense, unit, scale }, index): LevelSolution => {
      const proof = proofs[index];
      const value = values[index] as number;
      const { prices, kept } = proof ?? { prices: null, kept: {} };
      const isProven = proof !== undefined;
      return { name, sense, unit, scale, isProven, value, prices, kept, isFinished: isProven || isShaped };
    });
    const engine = { name: 'flow', version: '1' };
    const groups = network.limits.groups();
    return { starts, followUps: [], overage, levels, bottlenecks: [], groups, engine, isTimeLimited: false };
  };
  options.onSolution(answer(false));
  const provenMs = options.clock() - begin;
  const isLowest = pace(problem, network, service, () => left() > options.timeLimitMs * (1 - SHAPING_SHARE));
  if (!isLowest && needsLowest()) return null;
  const shaped = answer(true);
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

const overageOf = (layout: Layout, { graph, offers }: Network): Solution['overage'] =>
  offers
    .flatMap(({ rows, rowArcs }) =>
      rows.flatMap((row, i) => {
        const overage = layout.rows[row]?.overage;
        const sends = flowOn(graph, rowArcs[i] as number);
        return overage && sends > 0 ? [{ account: overage.account, cycle: overage.cycle, sends }] : [];
      }),
    )
    .sort((a, b) => a.account - b.account || a.cycle - b.cycle);
