/** A what-if as a CSV table: one row per plan. */

import type { Outcome, ScenarioResult, Simulation } from '../model/simulation.ts';
import { csv } from './csv.ts';

/** The plan as it is first, then scenarios, then cells of the grid, the best first. Money in columns by currency. */
export function simulationCsv({ baseline, scenarios, grid }: Simulation): string {
  const results: readonly (ScenarioResult | null)[] = [null, ...scenarios, ...grid];
  const outcomes = results.map((r) => r?.outcome ?? baseline);
  const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
  const priorities = unique(outcomes.flatMap((o) => o.priorities.map((p) => p.priority))).sort((a, b) => a - b);
  const currencies = unique(outcomes.flatMap((o) => [...o.overage, ...o.subscription, ...o.afterwards].map((m) => m.currency))).sort();
  const cycles = unique(outcomes.flatMap((o) => o.afterwards.map((m) => m.cycle))).sort();
  const paths = unique(grid.flatMap((r) => r.settings.map((s) => s.path)));
  const columns = [
    ...['scenario', 'title', ...paths, 'status', 'contacts', 'served', 'short', 'served_more'],
    ...priorities.map((p) => `served_priority${p}`),
    ...['first_day', 'last_day'],
    ...currencies.flatMap((c) => [`overage_${c}`, `subscription_${c}`, ...cycles.map((cycle) => `each_${cycle}_after_${c}`)]),
    ...['more_to_pay', 'per_contact', 'net_gain', 'currency', 'worse'],
  ];
  /** Amounts as numbers: a spreadsheet takes a text that begins with a minus for a formula. */
  const amount = (rows: Outcome['subscription'], currency: string): number =>
    Number(rows.find((m) => m.currency === currency)?.amount ?? 0);
  const rows = results.map((result, i) => {
    const o = outcomes[i] as Outcome;
    const c = result?.comparison;
    return [
      ...[result?.id ?? '', result?.title ?? null],
      ...paths.map((path) => result?.settings.find((s) => s.path === path)?.value ?? null),
      ...[o.status, o.contacts, o.served, o.contacts - o.served, c?.served ?? null],
      ...priorities.map((p) => o.priorities.find((r) => r.priority === p)?.served ?? 0),
      ...[o.firstDay, o.lastDay],
      ...currencies.flatMap((code) => [
        ...[amount(o.overage, code), amount(o.subscription, code)],
        ...cycles.map((cycle) =>
          amount(
            o.afterwards.filter((m) => m.cycle === cycle),
            code,
          ),
        ),
      ]),
      ...[c?.total, c?.perContact, c?.netGain].map((m) => (m ? Number(m.amount) : null)),
      c?.total?.currency ?? null,
      c?.worse.join('; ') ?? null,
    ];
  });
  return csv(columns, rows);
}
