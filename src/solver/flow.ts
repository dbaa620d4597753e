/**
 * The engine for networks: every campaign has one step and all limits lie inside each other, so that maximum flows in
 * whole numbers solve the levels exactly and minimum cuts prove it.
 */

import { SolverError } from '../errors.ts';
import { compareText } from '../model/order.ts';
import { canStart } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import { augment, setCapacity } from './flow-dinic.ts';
import { type Layout, layOut } from './flow-layout.ts';
import { buildNetwork, type Network, type Outlet, SOURCE } from './flow-network.ts';
import { type ProvenLevel, pricesOf } from './flow-prices.ts';
import { shortDemands } from './flow-reasons.ts';
import { startsOf } from './flow-split.ts';
import { buy, empty, serve } from './flow-stages.ts';
import { levelValueOf } from './settle.ts';
import type { LevelSolution, Solution, SolveOptions } from './solver.ts';

/** Share of the time limit after which the plan is no longer shaped, only completed. */
const SHAPING_SHARE = 0.75;
/** How fast the daily share of `even` campaigns rises until everything fits. */
const EVEN_GROWTH = 1.25;

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
  const { stages, served } = serve(problem, network);
  const { steps, use } = buy(problem, layout, network, served);
  route(problem, network, served, use, () => left() > options.timeLimitMs * (1 - SHAPING_SHARE));
  const starts = startsOf(problem, layout, network);
  const overage = overageUse(layout, network, use);

  const levels: LevelSolution[] = [];
  const proven = provenLevels(problem);
  const all = [...proven, ...shapingLevels(problem)];
  const evidence = { levels: proven, stages, steps, limits: network.limits };
  const answer = (bottlenecks: Solution['bottlenecks']): Solution => ({
    starts,
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

/** Levels that carry a proof, named as in the formulation. */
function provenLevels(problem: Problem): readonly ProvenLevel[] {
  const { campaigns, accounts } = problem;
  const priorities = [...new Set(campaigns.map((c) => c.priority))].sort((a, b) => a - b);
  const priced = accounts.flatMap((a) => (a.overage !== null && a.cycles?.some((c) => c.overageMax > 0) ? [a.overage.currency] : []));
  const currencies = [...new Set(priced)].sort(compareText);
  return [
    ...priorities.flatMap((priority): ProvenLevel[] => {
      const name = `shortfall.priority${priority}`;
      const isAsked = campaigns.some((c) => c.priority === priority && c.serveAtLeast > 0);
      return isAsked ? [{ name, group: 'shortfall', priority, sense: 'min', unit: 'contacts', scale: 1 }] : [];
    }),
    ...priorities.map((priority): ProvenLevel => {
      const isPlain = campaigns.every((c) => c.priority !== priority || c.valueMicro === 1_000_000);
      const unit = isPlain ? 'contacts' : 'value';
      return { name: `served.priority${priority}`, group: 'served', priority, sense: 'max', unit, scale: 1_000_000 };
    }),
    ...currencies.map((currency): ProvenLevel => {
      return { name: `overage.${currency}`, group: 'overage', currency, sense: 'min', unit: currency, scale: 1_000_000_000 };
    }),
  ];
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

/**
 * Routes what is served again, days opened one after the other: from the first day on for `asap`, from the last one back
 * for `late`, all days with a rising share per day for `even`. Served contacts and bought sends stay as they are.
 */
function route(problem: Problem, network: Network, served: Float64Array, use: Float64Array, isInTime: () => boolean): void {
  const { graph, sink, campaignArcs, outlets, bought } = network;
  empty(network);
  bought.forEach(({ arc }, i) => {
    setCapacity(graph, arc, use[i] as number);
  });
  for (const { days } of outlets) for (const { arc } of days) setCapacity(graph, arc, 0);
  let routed = 0;
  let wanted = 0;
  for (const pacing of ['asap', 'late', 'even'] as const) {
    const own = outlets.filter((o) => problem.campaigns[o.campaign]?.pacing === pacing);
    for (const c of new Set(own.map((o) => o.campaign))) {
      wanted += served[c] as number;
      setCapacity(graph, campaignArcs[c] as number, served[c] as number);
    }
    if (own.length === 0) continue;
    if (pacing === 'even') routed += spreadEvenly(problem, network, own, served, isInTime);
    else {
      for (let i = 0; i < problem.dayCount && routed < wanted && isInTime(); i++) {
        const day = pacing === 'asap' ? i : problem.dayCount - 1 - i;
        for (const o of own) for (const d of o.days) if (d.day === day) setCapacity(graph, d.arc, d.capacity);
        routed += augment(graph, SOURCE, sink);
      }
    }
    for (const o of own) for (const d of o.days) setCapacity(graph, d.arc, d.capacity);
    routed += augment(graph, SOURCE, sink);
  }
  if (routed !== wanted) throw new SolverError('solver_untrusted', `flow: ${routed} of ${wanted} served contacts could be routed again`);
}

/** Opens all days of `even` campaigns up to an equal share, then further until everything fits. */
function spreadEvenly(
  problem: Problem,
  { graph, sink }: Network,
  own: readonly Outlet[],
  served: Float64Array,
  isInTime: () => boolean,
): number {
  const contacts = (demands: readonly number[]) => demands.reduce((n, d) => n + (problem.demands[d]?.contacts ?? 0), 0);
  const shares = own.map((o) => {
    const part = contacts(o.demands) / Math.max(1, contacts(problem.campaigns[o.campaign]?.demands ?? []));
    return (part * (served[o.campaign] as number)) / Math.max(1, o.days.length);
  });
  let routed = 0;
  const wanted = [...new Set(own.map((o) => o.campaign))].reduce((n, c) => n + (served[c] as number), 0);
  for (let factor = 1; factor <= problem.dayCount && routed < wanted && isInTime(); factor *= EVEN_GROWTH) {
    own.forEach((o, i) => {
      for (const d of o.days) setCapacity(graph, d.arc, Math.min(d.capacity, Math.ceil((shares[i] as number) * factor)));
    });
    routed += augment(graph, SOURCE, sink);
  }
  return routed;
}

const overageUse = (layout: Layout, { bought }: Network, use: Float64Array): Solution['overage'] =>
  bought.flatMap(({ row }, i) => {
    const overage = layout.rows[row]?.overage;
    const sends = use[i] as number;
    return overage && sends > 0 ? [{ account: overage.account, cycle: overage.cycle, sends }] : [];
  });
