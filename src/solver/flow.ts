/**
 * The engine for networks: every campaign has one step and all limits lie inside each other, so that maximum flows in
 * whole numbers solve the levels exactly and minimum cuts prove it.
 */

import { SolverError } from '../errors.ts';
import { columnsOf } from '../problem/load.ts';
import { canStart } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import { type Layout, layOut } from './flow-layout.ts';
import { buildNetwork, type Network } from './flow-network.ts';
import { pace } from './flow-pacing.ts';
import { pricesOf } from './flow-prices.ts';
import { shortDemands } from './flow-reasons.ts';
import { startsOf } from './flow-split.ts';
import { buy, serve } from './flow-stages.ts';
import { provenLevels } from './level-list.ts';
import { levelValueOf } from './settle.ts';
import type { LevelSolution, Solution, SolveOptions } from './solver.ts';

/** Share of the time limit after which the plan is no longer shaped, only completed. */
const SHAPING_SHARE = 0.75;

/** Whether `solveFlow` can solve a Problem. */
export const isNetwork = (problem: Problem): boolean => layOut(problem) !== null;

/** Solves a Problem that is a network, with proof. Throws: SolverError `solver_engine` when it is none, `solver_untrusted`. */
export function solveFlow(problem: Problem, options: SolveOptions): Solution {
  const begin = options.clock();
  const left = () => options.timeLimitMs - (options.clock() - begin);
  const layout = layOut(problem);
  if (layout === null) {
    throw new SolverError('solver_engine', 'flow: the problem is not a network (see isNetwork): use another solver');
  }
  const network = buildNetwork(problem, layout);
  const stages = serve(problem, network);
  const { steps, use } = buy(problem, layout, network, stages);
  pace(problem, network, stages, use, () => left() > options.timeLimitMs * (1 - SHAPING_SHARE));
  const starts = startsOf(problem, layout, network);
  const overage = overageUse(layout, network, use);

  const levels: LevelSolution[] = [];
  const proven = provenLevels(problem);
  const all = [...proven, ...shapingLevels(problem)];
  const evidence = { levels: proven, stages, steps, limits: network.limits };
  const answer = (bottlenecks: Solution['bottlenecks']): Solution => ({
    starts: columnsOf(starts),
    followUps: [],
    overage,
    levels,
    bottlenecks,
    engine: { name: 'flow', version: '1' },
    isTimeLimited: false,
  });
  all.forEach(({ name, sense, unit, scale }, index) => {
    const started = options.clock();
    const isProven = index < proven.length;
    const value = levelValueOf(problem, name, starts, overage);
    const { prices, kept } = isProven ? pricesOf(problem, evidence, index) : { prices: null, kept: {} };
    levels.push({ name, sense, unit, scale, isProven, value, prices, kept, isFinished: true });
    const shown = value / scale;
    const ms = options.clock() - started;
    options.onLevel({ level: name, index, of: all.length, value: shown, bound: isProven ? shown : null, ms });
  });
  options.onSolution(answer([]));
  return answer(shortDemands(problem, network, starts, left));
}

/** Levels that shape the plan without a proof, named as in the formulation. */
function shapingLevels(problem: Problem): readonly Pick<LevelSolution, 'name' | 'sense' | 'unit' | 'scale'>[] {
  const hasDays = problem.campaigns.some((c) => c.pacing !== 'even' && c.demands.some((d) => canStart(problem, d)));
  const hasEven = problem.campaigns.some((c) => c.pacing === 'even');
  return [
    ...(hasDays ? [{ name: 'pacing.days', sense: 'min', unit: 'contact-days', scale: 1 } as const] : []),
    ...(hasEven ? [{ name: 'pacing.even', sense: 'min', unit: 'contacts', scale: 1 } as const] : []),
  ];
}

const overageUse = (layout: Layout, { bought }: Network, use: Float64Array): Solution['overage'] =>
  bought.flatMap(({ row }, i) => {
    const overage = layout.rows[row]?.overage;
    const sends = use[i] as number;
    return overage && sends > 0 ? [{ account: overage.account, cycle: overage.cycle, sends }] : [];
  });
