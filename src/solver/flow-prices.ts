/**
 * Dual prices from minimum cuts. The levels up to one are weighed so that the order in which the network was opened is
 * the order of falling weight; then every drop of weight pays for the limits cut at that stage, and the sum is the value.
 */

import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import type { LimitArc } from './flow-network.ts';
import type { Cut, DoneStage, PriceStep } from './flow-stages.ts';
import type { ProvenLevel } from './level-list.ts';
import type { LevelSolution, Priced } from './solver.ts';

/** Weights beyond this are no longer exact in the certificate: such a level keeps the bound of its demand only. */
const LARGEST_WEIGHT = 1e15;

/** What the stages left behind. */
export interface Evidence {
  readonly levels: readonly ProvenLevel[];
  readonly stages: readonly DoneStage[];
  readonly steps: readonly PriceStep[];
  readonly limits: readonly LimitArc[];
}

/** Prices of level `target`, and the multipliers of the levels before it. */
export function pricesOf(problem: Problem, evidence: Evidence, target: number): Pick<LevelSolution, 'prices' | 'kept'> {
  const { levels, stages, steps, limits } = evidence;
  const weights = multipliers(problem, evidence, target);
  const weight = (name: string) => weights[levels.findIndex((level) => level.name === name)] ?? 0;
  const falling = stages.map(
    ({ part, priority, valueMicro }) =>
      weight(`served.priority${priority}`) * valueMicro + (part === 'shortfall' ? weight(`shortfall.priority${priority}`) : 0),
  );
  const rising = steps.map(({ currency, priceNano }) => weight(`overage.${currency}`) * priceNano);
  const drops = falling.map((w, k) => w - (falling[k + 1] ?? rising[rising.length - 1] ?? 0));
  const rises = rising.map((w, j) => w - (rising[j - 1] ?? 0));
  const all = [...weights, ...falling, ...rising];
  if (all.some((w) => w > LARGEST_WEIGHT) || [...drops, ...rises].some((w) => w < 0)) return { prices: [], kept: {} };

  const duals = new Float64Array(limits.length);
  const pay = ({ limits: cut }: Cut, amount: number) => {
    if (amount > 0) for (const i of cut) duals[i] = (duals[i] as number) + amount;
  };
  stages.forEach(({ cut }, k) => {
    pay(cut, drops[k] as number);
  });
  steps.forEach(({ cut }, j) => {
    pay(cut, rises[j] as number);
  });
  const prices = limits.flatMap(({ keys }, i): Priced[] => {
    const dual = duals[i] as number;
    return dual > 0 ? keys().map((key) => ({ key, dual })) : [];
  });
  problem.campaigns.forEach((campaign, c) => {
    const dual = serveAtLeastPrice(campaign, c, stages, drops);
    if (dual > 0) prices.push({ key: { family: 'serve_at_least', campaign: campaign.id }, dual });
  });
  const kept = levels.flatMap(({ name }, q): [string, number][] =>
    q < target && (weights[q] as number) > 0 ? [[name, weights[q] as number]] : [],
  );
  return { prices, kept: Object.fromEntries(kept) };
}

/** What one contact short of serve.atLeast costs: the drops while the campaign was open up to that number only, and not full. */
function serveAtLeastPrice(campaign: ProblemCampaign, c: number, stages: readonly DoneStage[], drops: readonly number[]): number {
  if (campaign.serveAtLeast === 0) return 0;
  const at = (part: DoneStage['part']) =>
    stages.findIndex((s) => s.part === part && s.priority === campaign.priority && s.valueMicro === campaign.valueMicro);
  let dual = 0;
  for (let k = at('shortfall'); k < at('served'); k++) if (stages[k]?.cut.campaigns[c] === 1) dual += drops[k] as number;
  return dual;
}

/** Whole multipliers, 1 for the target, that make every level outweigh the ones after it. */
function multipliers(problem: Problem, { levels, steps }: Evidence, target: number): readonly number[] {
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
      const coefficients = coefficientsOf(problem, steps, level);
      if (coefficients.length === 0) continue;
      result[q] = q === target ? 1 : Math.ceil(top / Math.min(...coefficients));
      top = (result[q] as number) * Math.max(...coefficients);
    }
  }
  return result;
}

const coefficientsOf = (problem: Problem, steps: readonly PriceStep[], level: ProvenLevel): readonly number[] =>
  level.group === 'overage'
    ? steps.flatMap((s) => (s.currency === level.currency ? [s.priceNano] : []))
    : problem.campaigns.flatMap((c) => (c.priority === level.priority ? [c.valueMicro] : []));
