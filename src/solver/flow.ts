/**
 * The engine for networks: every campaign has one step and all limits lie inside each other, so that maximum flows in
 * whole numbers solve the levels exactly and minimum cuts prove it.
 */

import { SolverError } from '../errors.ts';
import { canStart } from '../problem/options.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import { flowOn } from './flow-graph.ts';
import { type Layout, layOut } from './flow-layout.ts';
import { buildNetwork, type Network } from './flow-network.ts';
import { pace } from './flow-pacing.ts';
import { pricesOf } from './flow-prices.ts';
import { shortDemands } from './flow-reasons.ts';
import { startsOf } from './flow-split.ts';
import { serve } from './flow-stages.ts';
import { unitPrices } from './flow-units.ts';
import { type ProvenLevel, provenLevels } from './level-list.ts';
import type { LevelSolution, Solution, SolveOptions } from './solver.ts';

/** Share of the time limit after which the plan is no longer shaped, only completed. */
const SHAPING_SHARE = 0.75;

/** Whether `solveFlow` can solve a Problem. */
export const isNetwork = (problem: Problem): boolean => layOut(problem) !== null;

/**
 * Solves a Problem that is a network, with proof; settled. The level `pacing.even` is finished when nothing can be better.
 * Throws: SolverError `solver_engine` when it is none, `solver_untrusted`.
 */
export function solveFlow(problem: Problem, options: SolveOptions): Solution {
  const begin = options.clock();
  const left = () => options.timeLimitMs - (options.clock() - begin);
  const layout = layOut(problem);
  if (layout === null) {
    throw new SolverError('solver_engine', 'flow: the problem is not a network (see isNetwork): use another solver');
  }
  const network = buildNetwork(problem, layout);
  const service = serve(network);
  const isLowest = pace(problem, network, service, () => left() > options.timeLimitMs * (1 - SHAPING_SHARE));
  const starts = startsOf(problem, layout, network);
  const overage = overageOf(layout, network);

  const proven = provenLevels(problem);
  const all = [...proven, ...shapingLevels(problem)];
  const levels: LevelSolution[] = [];
  for (const [index, level] of all.entries()) {
    const started = options.clock();
    const { name, sense, unit, scale } = level;
    const isProven = index < proven.length;
    const value = levelValue(problem, network, overage, level);
    const { prices, kept } = isProven ? pricesOf(problem, network, service, proven, index) : { prices: null, kept: {} };
    levels.push({ name, sense, unit, scale, isProven, value, prices, kept, isFinished: name !== 'pacing.even' || isLowest });
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

/** A level that shapes the plan without a proof. */
type ShapingLevel = Pick<LevelSolution, 'name' | 'sense' | 'unit' | 'scale'> & { readonly group: 'days' | 'even' };

/** Levels that shape the plan, named as in the formulation. */
function shapingLevels(problem: Problem): readonly ShapingLevel[] {
  const hasDays = problem.campaigns.some((c) => c.pacing !== 'even' && c.demands.some((d) => canStart(problem, d)));
  const hasEven = problem.campaigns.some((c) => c.pacing === 'even');
  return [
    ...(hasDays ? [{ name: 'pacing.days', group: 'days', sense: 'min', unit: 'contact-days', scale: 1 } as const] : []),
    ...(hasEven ? [{ name: 'pacing.even', group: 'even', sense: 'min', unit: 'contacts', scale: 1 } as const] : []),
  ];
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

/** Value of a level in integer objective units, from the flow. */
function levelValue(problem: Problem, network: Network, overage: Solution['overage'], level: ProvenLevel | ShapingLevel): number {
  const { campaigns, demands, accounts } = problem;
  const { graph, demandArcs } = network;
  const served = (demand: number) => (demandArcs[demand] === -1 ? 0 : flowOn(graph, demandArcs[demand] as number));
  switch (level.group) {
    case 'shortfall':
      return campaigns.reduce((sum, c) => {
        const contacts = c.demands.reduce((n, d) => n + served(d), 0);
        return c.priority === level.priority ? sum + Math.max(0, c.serveAtLeast - contacts) : sum;
      }, 0);
    case 'served':
      return demands.reduce((sum, d, i) => {
        const c = campaigns[d.campaign] as ProblemCampaign;
        return c.priority === level.priority ? sum + c.valueMicro * served(i) : sum;
      }, 0);
    case 'overage':
      return overage.reduce((sum, { account, sends }) => {
        const price = accounts[account]?.overage ?? null;
        return price?.currency === level.currency ? sum + price.priceNano * sends : sum;
      }, 0);
    case 'days':
      return waitingDays(problem, network);
    case 'even':
      return largestDays(problem, network);
  }
}

/** Contact-days of waiting (`asap`) and hurry (`late`). */
function waitingDays({ campaigns }: Problem, { graph, outlets }: Network): number {
  let sum = 0;
  for (const { campaign, days, arcs } of outlets) {
    const { pacing, firstDay, lastDay } = campaigns[campaign] as ProblemCampaign;
    if (pacing === 'even') continue;
    for (const [i, arc] of arcs.entries()) {
      const day = days[i] as number;
      sum += flowOn(graph, arc) * (pacing === 'asap' ? day - firstDay : lastDay - day);
    }
  }
  return sum;
}

/** Sum over `even` campaigns of their largest daily starts. */
function largestDays({ campaigns, dayCount }: Problem, { graph, outlets }: Network): number {
  const starts = new Map<number, Float64Array>();
  for (const { campaign, days, arcs } of outlets) {
    if (campaigns[campaign]?.pacing !== 'even') continue;
    const perDay = starts.get(campaign) ?? new Float64Array(dayCount);
    starts.set(campaign, perDay);
    for (const [i, arc] of arcs.entries()) perDay[days[i] as number]! += flowOn(graph, arc);
  }
  let sum = 0;
  for (const perDay of starts.values()) sum += perDay.reduce((a, b) => Math.max(a, b), 0);
  return sum;
}
