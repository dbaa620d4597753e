/** The starts a Problem allows, read from its tables. */

import type { Problem, StartOption } from './problem.ts';

/** Every allowed start in canonical order (demand, sender, day). */
export function startOptions(problem: Problem): readonly StartOption[] {
  const options: StartOption[] = [];
  problem.demands.forEach((d, demand) => {
    d.senders.forEach((sender, i) => {
      for (const stepDays of problem.tables[d.tables[i] as number] ?? []) if (stepDays !== null) options.push({ demand, sender, stepDays });
    });
  });
  return options;
}

/** How many starts a Problem allows, without listing them. */
export function countStarts(problem: Problem): number {
  const sizes = problem.tables.map((table) => table.reduce((n, days) => (days === null ? n : n + 1), 0));
  return problem.demands.reduce((sum, d) => d.tables.reduce((n, t) => n + (sizes[t] as number), sum), 0);
}

/** Whether a demand may start at all. */
export const canStart = (problem: Problem, demand: number): boolean =>
  (problem.demands[demand]?.tables ?? []).some((t) => problem.tables[t]?.some((days) => days !== null) === true);

/** Days of all steps of a start, or null when it is not allowed. */
export function stepDaysOf(problem: Problem, demand: number, sender: number, day: number): readonly number[] | null {
  const d = problem.demands[demand];
  if (d === undefined) return null;
  let low = 0;
  let high = d.senders.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((d.senders[middle] as number) < sender) low = middle + 1;
    else high = middle;
  }
  return d.senders[low] === sender ? (problem.tables[d.tables[low] as number]?.[day] ?? null) : null;
}
