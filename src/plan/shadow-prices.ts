/** Prices of the solver by row of the plan's capacity table: exact ones of one unit more where it has them, else duals. */

import { dayNumber } from '../model/calendar.ts';
import type { CapacityUse, RowKey } from '../model/plan.ts';
import type { Problem } from '../problem/problem.ts';
import type { Solution } from '../solver/solver.ts';

/** What one more unit of a resource brings at the first level at which it helps. */
export type ShadowPrice = Pick<CapacityUse, 'shadowPrice' | 'shadowPriceObjective'>;

/** What `pricesOf` needs to know of a row: its resource and its owner. */
export interface PricedOwner {
  readonly account?: string;
  readonly sender?: string;
  readonly domain?: string;
}

/** Weekly ranges begin up to six days before the horizon. */
const BEFORE = 6;

/** Duals of one row (or of one group's rows) by day, the first one `BEFORE` days before the horizon. */
type Duals = Float64Array;

/** Prices of one resource of one owner, by first day of the row (index into the horizon). Null where no price helps. */
export type PriceOfDay = (day: number) => ShadowPrice | null;

/** Prices of a solution: resource and owner → day → price. Rows that are named with a group count for each of its senders. */
export function shadowPrices(problem: Problem, solution: Solution): (resource: CapacityUse['resource'], owner: PricedOwner) => PriceOfDay {
  const dayOf = new Map(problem.dates.map((date, day) => [date, day]));
  const levels = solution.levels.map(({ name, scale, prices }) => {
    const duals = new Map<string, Duals>();
    // Duals lie between what one unit less costs and one unit more brings: exact prices of one unit more are better.
    const exact = solution.unitPrices?.filter(({ level }) => level === name).map(({ key, gain }) => ({ key, dual: gain }));
    for (const { key, dual } of exact ?? prices ?? []) {
      const day =
        key.family === 'contact_limit' || key.date === undefined ? 0 : (dayOf.get(key.date) ?? dayNumber(key.date) - problem.firstDay);
      if (day < -BEFORE) continue;
      const id = rowsId(key);
      const byDay = duals.get(id) ?? new Float64Array(problem.dayCount + BEFORE);
      byDay[day + BEFORE] = (byDay[day + BEFORE] as number) + dual;
      duals.set(id, byDay);
    }
    return { name, scale, duals };
  });
  const groupsOf = new Map<string, string[]>();
  for (const group of solution.groups ?? []) {
    for (const sender of group.senders) {
      const ids = groupsOf.get(sender);
      if (ids) ids.push(group.id);
      else groupsOf.set(sender, [group.id]);
    }
  }
  return (resource, owner) => {
    const groups = owner.sender === undefined ? [] : (groupsOf.get(owner.sender) ?? []);
    const ids = [rowsId({ family: resource, ...owner }), ...groups.map((group) => rowsId({ family: resource, group }))];
    const sources = levels.map(({ name, scale, duals }) => ({ name, scale, rows: ids.flatMap((id) => duals.get(id) ?? []) }));
    const helping = sources.filter(({ rows }) => rows.length > 0);
    return (day) => {
      for (const { name, scale, rows } of helping) {
        const dual = rows.reduce((sum, duals) => sum + (duals[day + BEFORE] as number), 0);
        const shadowPrice = Math.round((dual / scale) * 1e6) / 1e6;
        if (shadowPrice > 0) return { shadowPrice, shadowPriceObjective: name };
      }
      return null;
    };
  };
}

/** The rows of one resource and owner, whatever their day. */
const rowsId = ({ family, account, sender, domain, group }: Pick<RowKey, 'family' | 'account' | 'sender' | 'domain' | 'group'>): string =>
  group === undefined ? JSON.stringify([family, sender ?? account, domain]) : JSON.stringify([family, 'group', group]);
