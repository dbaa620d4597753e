/** What the iteration found, as others see it: values, bounds and prices of levels, and the point. */

import type { RowKey } from '../model/plan.ts';
import type { Iteration } from './pdhg-iterate.ts';
import type { Layout } from './pdhg-layout.ts';
import { boundOf, type StageLevel, type StagePrices } from './pdhg-levels.ts';
import { keyOfRow } from './pdhg-rows.ts';
import type { RelaxedLevel, RelaxedPoint } from './relaxed.ts';
import type { Priced } from './solver.ts';

/** Smallest price and smallest number of contacts told. */
const SMALLEST_PRICE = 1e-9;
const SMALLEST_CONTACTS = 1e-4;

/** Largest value of a level if nothing limited it. */
export function mostOf({ rows, runDemand }: Layout, { demands }: StageLevel): number {
  const canStart = new Uint8Array(rows.serve - rows.demand);
  for (const d of runDemand) canStart[d] = 1;
  let most = 0;
  for (const [d, weight] of demands) most += canStart[d]! * weight * rows.limit[rows.demand + d]!;
  return most;
}

/** A level as others see it, with the levels before it at `values`. */
export function answerOf(
  layout: Layout,
  levels: readonly StageLevel[],
  p: number,
  values: readonly number[],
  proof: StagePrices | null,
): RelaxedLevel {
  const stage = levels[p]!;
  const value = values[p]! * stage.unit;
  const isMax = stage.level.sense === 'max';
  if (proof === null) return { value, bound: isMax ? mostOf(layout, stage) * stage.unit : 0, prices: [], kept: {} };
  const { bound, kept } = boundOf(layout, levels, p, values, proof);
  const multipliers = kept.flatMap((lambda, q): [string, number][] =>
    lambda > 0 ? [[levels[q]!.level.name, (lambda * stage.unit) / levels[q]!.unit]] : [],
  );
  return {
    value,
    bound: isMax ? bound * stage.unit : Math.max(0, -bound * stage.unit),
    prices: pricesOf(layout, proof.y, stage.unit),
    kept: Object.fromEntries(multipliers),
  };
}

function pricesOf({ problem, rows }: Layout, y: Float64Array, unit: number): readonly Priced[] {
  const prices: Priced[] = [];
  y.forEach((dual, row) => {
    if (dual <= SMALLEST_PRICE || rows.limit[row] === Infinity) return;
    const key: RowKey | null = keyOfRow(problem, rows, row);
    if (key !== null) prices.push({ key, dual: dual * unit });
  });
  return prices;
}

/** The columns of the last feasible point above zero, in the order of demands. */
export function pointOf({ problem, patterns, ...layout }: Layout, { state, point: found }: Iteration): RelaxedPoint {
  const { runEnd } = state;
  const start = new Int32Array(problem.demands.length + 1);
  const each = (visit: (demand: number, k: number, day: number, contacts: number) => void) => {
    for (let k = 0; k < problem.senders.length; k++) {
      for (let r = layout.runStart[k]!; r < runEnd[k]!; r++) {
        let b = layout.blockStart[k]!;
        while (layout.runCell[r]! >= layout.blockCell[b]! + layout.blockLength[b]!) b++;
        const { startDays } = patterns[layout.blockPattern[b]!]!;
        const from = layout.blockFrom[b]! + layout.runCell[r]! - layout.blockCell[b]!;
        for (let i = 0; i < layout.runLength[r]!; i++) {
          const contacts = found[layout.runColumn[r]! + i]!;
          if (contacts > SMALLEST_CONTACTS) visit(layout.runDemand[r]!, k, startDays[from + i]!, contacts);
        }
      }
    }
  };
  each((d) => {
    start[d + 1]!++;
  });
  for (let d = 0; d < problem.demands.length; d++) start[d + 1]! += start[d]!;
  const count = start[problem.demands.length]!;
  const point = {
    demand: new Int32Array(count),
    sender: new Int32Array(count),
    day: new Int32Array(count),
    contacts: new Float64Array(count),
  };
  each((d, k, day, contacts) => {
    const at = start[d]!++;
    point.demand[at] = d;
    point.sender[at] = k;
    point.day[at] = day;
    point.contacts[at] = contacts;
  });
  return point;
}
