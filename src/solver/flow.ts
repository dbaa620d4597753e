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
 * Solves a Problem that is a network, with proof; settled. Null when it is none, and with `needsLowest` also when another plan
 * could have lower largest days of `even` campaigns: they are lowered one after the other. Throws: SolverError `solver_untrusted`.
 */
export function solveFlow(problem: Problem, options: SolveOptions, needsLowest = false): Solution | null {
  const begin = options.clock();
  const left = () => options.timeLimitMs - (options.clock() - begin);
  const layout = layOut(problem);
  if (layout === null) return null;
  const network = buildNetwork(problem, layout);
  const service = serve(network);
  const isLowest = pace(problem, network, service, () => left() > options.timeLimitMs * (1 - SHAPING_SHARE));
  if (needsLowest && !isLowest) return null;
  const starts = startsOf(problem, layout, network);
  const overage = overageOf(layout, network);

  const proven = provenLevels(problem);
  const all = [...proven, ...shapingLevels(problem)];
  const levels: LevelSolution[] = [];
  const values = levelValues(
    problem,
    all.map((level) => level.name),
    starts,
    overage,
  );
  for (const [index, { name, sense, unit, scale }] of all.entries()) {
    const started = options.clock();
    const isProven = index < proven.length;
    const value = values[index] as number;
    const { prices, kept } = isProven ? pricesOf(problem, network, service, proven, index) : { prices: null, kept: {} };
    levels.push({ name, sense, unit, scale, isProven, value, prices, kept, isFinished: true });
    const shown = value / scale;
    const ms = options.clock() - started;
    options.onLevel({ level: name, index, of: all.length, value: shown, bound: isProven ? shown : null, ms });
  }
  const units = unitPrices(network, proven);
  const answer = (bottlenecks: Solution['bottlenecks']): Solution => ({
    ...{ starts, followUps: [], overage, levels, bottlenecks, unitPrices: units },
    groups: network.limits.groups(),
    engine: { name: 'flow', version: '1' },
    isTimeLimited: false,
  });
  options.onSolution(answer([]));
  return answer(shortDemands(problem, network, left));
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
