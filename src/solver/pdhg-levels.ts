/**
 * Levels as the iteration sees them: weights of demands and prices of slacks, values at a point, and the bound
 *
 *   UB_p = Σ y·limit + Σ slack·max(0, y − its price) + Σ_demands N·max(0, weight − cheapest start) − Σ_q λ_q G_q
 *
 * with every earlier level q kept at its value (G = value, or −value where little is wanted). UB_p is convex in each λ_q, so
 * the best multiplier is where its slope changes sign. Inside, a level is counted in its largest coefficient (`unit`).
 */

import { type ProvenLevel, prioritiesOf } from '../problem/level-list.ts';
import type { Layout } from './pdhg-layout.ts';

/** A level over the iteration's demands (to serve) and rows (not to exceed). */
export interface StageLevel {
  readonly level: ProvenLevel;
  /** Largest coefficient, in integer objective units. */
  readonly unit: number;
  /** Tiers up to this take part. */
  readonly lastTier: number;
  /** Demand or row → coefficient in `unit`; only those above 0. */
  readonly demands: ReadonlyMap<number, number>;
  readonly slacks: ReadonlyMap<number, number>;
}

/** The levels of a Problem in their order. */
export function stageLevels({ problem, rows, tierOf, tierCount }: Layout, levels: readonly ProvenLevel[]): readonly StageLevel[] {
  const priorities = prioritiesOf(problem);
  const tierOfCampaign = (c: number) => priorities.indexOf(problem.campaigns[c]!.priority);
  const promised = (most: number) => Math.max(-1, ...rows.serveCampaigns.map(tierOfCampaign).filter((tier) => tier <= most));
  return levels.map((level): StageLevel => {
    const make = (lastTier: number, demands: readonly (readonly [number, number])[], slacks: readonly (readonly [number, number])[]) => {
      const unit = Math.max(1, ...demands.map((d) => d[1]), ...slacks.map((s) => s[1]));
      const scaled = (list: readonly (readonly [number, number])[]) =>
        new Map(list.filter(([, value]) => value > 0).map(([at, value]) => [at, value / unit]));
      return { level, unit, lastTier, demands: scaled(demands), slacks: scaled(slacks) };
    };
    if (level.group === 'overage') {
      const offers = rows.sharedRows.flatMap(({ overage }, i) =>
        overage?.currency === level.currency ? [[rows.shared + i, overage.priceNano] as const] : [],
      );
      return make(tierCount - 1, [], offers);
    }
    const tier = priorities.indexOf(level.priority);
    if (level.group === 'shortfall') {
      const own = rows.serveCampaigns.flatMap((c, i) => (tierOfCampaign(c) === tier ? [[rows.serve + i, 1] as const] : []));
      return make(promised(tier), [], own);
    }
    const own = problem.demands.flatMap((d, i) => (tierOf[i] === tier ? [[i, problem.campaigns[d.campaign]!.valueMicro] as const] : []));
    return make(Math.max(tier, promised(tierCount)), own, []);
  });
}

/** A feasible point as far as levels see it: contacts per demand, activity per row. */
export interface Reached {
  readonly served: Float64Array;
  readonly activity: Float64Array;
}

/** Value of a level at a point, in units. */
export function levelReached({ rows }: Layout, { demands, slacks }: StageLevel, { served, activity }: Reached): number {
  let value = 0;
  for (const [d, weight] of demands) value += weight * served[d]!;
  for (const [row, price] of slacks) value += price * Math.max(0, activity[row]! - rows.limit[row]!);
  return value;
}

/** Prices of a stage, with what the cheapest start of every demand costs at them. */
export interface StagePrices {
  readonly y: Float64Array;
  readonly cheapest: Float64Array;
}

/** Bound of level p in its unit, as a maximisation, and the multipliers λ (in units of p per unit of q) of the levels before it. */
export function boundOf(
  { rows, problem }: Layout,
  levels: readonly StageLevel[],
  p: number,
  values: readonly number[],
  { y, cheapest }: StagePrices,
): { readonly bound: number; readonly kept: readonly number[] } {
  let bound = 0;
  for (let i = 0; i < rows.count; i++)
    if (y[i]! > 0 && rows.limit[i] !== Infinity && (i < rows.demand || i >= rows.serve)) bound += y[i]! * rows.limit[i]!;
  const isCosted = new Uint8Array(rows.count);
  const isWeighed = new Uint8Array(problem.demands.length);
  const kept = levels.slice(0, p + 1).map(({ demands, slacks, level }, q): number => {
    // Σ amount·max(0, λ·weight − at) over demands, Σ amount·max(0, at − λ·weight) over slacks.
    const served = [...demands].map(([d, weight]) => ({ weight, amount: rows.limit[rows.demand + d]!, at: cheapest[d]! }));
    const exceeded = [...slacks].map(([row, weight]) => ({ weight, amount: rows.slack[row]!, at: y[row]! }));
    for (const d of demands.keys()) isWeighed[d] = 1;
    for (const row of slacks.keys()) isCosted[row] = 1;
    const goal = level.sense === 'max' ? values[q]! : -values[q]!;
    const lambda = q === p ? 1 : bestMultiplier(served, exceeded, goal);
    for (const { weight, amount, at } of served) bound += amount * Math.max(0, lambda * weight - at);
    for (const { weight, amount, at } of exceeded) bound += amount * Math.max(0, at - lambda * weight);
    if (q < p) bound -= lambda * goal;
    return lambda;
  });
  for (let i = 0; i < rows.count; i++) if (rows.slack[i]! > 0 && isCosted[i] === 0) bound += rows.slack[i]! * y[i]!;
  for (let d = 0; d < cheapest.length; d++) if (isWeighed[d] === 0) bound += rows.limit[rows.demand + d]! * Math.max(0, -cheapest[d]!);
  return { bound, kept: kept.slice(0, p) };
}

interface Kink {
  readonly weight: number;
  readonly amount: number;
  readonly at: number;
}

/** The λ ≥ 0 that makes Σ amount·max(0, λ·weight − at) + Σ amount·max(0, at − λ·weight) − λ·goal smallest. */
function bestMultiplier(served: readonly Kink[], exceeded: readonly Kink[], goal: number): number {
  const kinks = [...served, ...exceeded]
    .filter(({ at, amount }) => at < Infinity && amount > 0)
    .map(({ weight, amount, at }) => ({ at: Math.max(0, at / weight), slope: amount * weight }))
    .sort((a, b) => a.at - b.at);
  // Below every kink the slope is −Σ over what may be exceeded − goal; each kink passed adds its own.
  let slope = -goal - exceeded.reduce((sum, { weight, amount }) => sum + amount * weight, 0);
  let lambda = 0;
  for (const kink of kinks) {
    // Values are known to their float error only.
    if (slope >= -1e-9 * Math.abs(goal)) break;
    lambda = kink.at;
    slope += kink.slope;
  }
  return lambda;
}
