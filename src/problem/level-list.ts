/** Names, order, senses and units of the levels of a plan, read from the Problem: the formulation and every engine take them from here. */

import { compareText } from '../model/order.ts';
import { canStart } from './options.ts';
import type { Problem } from './problem.ts';

/** What a level is called and counted in. Values are integers, people see value / `scale` in `unit`. */
export interface LevelHead {
  readonly name: string;
  readonly sense: 'max' | 'min';
  readonly unit: string;
  readonly scale: number;
}

/** A level that carries a proof: shortfall or service of a priority, or cost in a currency. */
export type ProvenLevel = LevelHead &
  ({ readonly group: 'shortfall' | 'served'; readonly priority: number } | { readonly group: 'overage'; readonly currency: string });

/** Priorities of the campaigns, the first served first. */
export const prioritiesOf = ({ campaigns }: Problem): readonly number[] =>
  [...new Set(campaigns.map((c) => c.priority))].sort((a, b) => a - b);

/** Levels that carry a proof, most important first. */
export function provenLevels(problem: Problem): readonly ProvenLevel[] {
  const { campaigns, accounts } = problem;
  const priorities = prioritiesOf(problem);
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

/** A level that shapes the plan without a proof. */
export type ShapingLevel = LevelHead & { readonly name: 'churn' | 'pacing.days' | 'pacing.even' };

/** Levels that shape the plan, most important first. They come after the proven ones. */
export function shapingLevels(problem: Problem): readonly ShapingLevel[] {
  const { campaigns } = problem;
  const level = (name: ShapingLevel['name'], unit: string): ShapingLevel => ({ name, sense: 'min', unit, scale: 1 });
  return [
    ...(problem.keep.length > 0 ? [level('churn', 'contacts')] : []),
    ...(campaigns.some((c) => c.pacing !== 'even' && c.demands.some((d) => canStart(problem, d)))
      ? [level('pacing.days', 'contact-days')]
      : []),
    ...(campaigns.some((c) => c.pacing === 'even') ? [level('pacing.even', 'contacts')] : []),
  ];
}
