/** The starts a Problem allows, read from its tables. */

import type { Problem, StartOption, StartTable } from './problem.ts';

/** Start table of a sender for a demand it may serve; null = it cannot start it. */
export function tableOf(problem: Problem, demand: number, sender: number): StartTable | null {
  const table = problem.demands[demand]?.tables[problem.places[sender] as number] ?? -1;
  return table < 0 ? null : (problem.tables[table] as StartTable);
}

/** Every allowed start in canonical order (demand, sender, day). */
export function startOptions(problem: Problem): readonly StartOption[] {
  const options: StartOption[] = [];
  problem.demands.forEach(({ senders }, demand) => {
    for (const sender of senders)
      for (const stepDays of tableOf(problem, demand, sender) ?? []) if (stepDays !== null) options.push({ demand, sender, stepDays });
  });
  return options;
}

/** How many starts a Problem allows, without listing them. */
export function countStarts(problem: Problem): number {
  const sizes = problem.tables.map((table) => table.reduce((n, days) => (days === null ? n : n + 1), 0));
  const known = new Map<Int32Array, Int32Array>();
  let count = 0;
  for (const { senders, tables } of problem.demands) {
    const atPlace = known.get(senders) ?? new Int32Array(problem.placeCount);
    if (!known.has(senders)) for (const s of senders) atPlace[problem.places[s] as number]!++;
    known.set(senders, atPlace);
    for (let place = 0; place < atPlace.length; place++) {
      if (atPlace[place] !== 0) count += (atPlace[place] as number) * (sizes[tables[place] as number] ?? 0);
    }
  }
  return count;
}

/** Whether a demand may start at all. */
export const canStart = (problem: Problem, demand: number): boolean =>
  (problem.demands[demand]?.tables ?? new Int32Array()).some((t) => problem.tables[t]?.some((days) => days !== null) === true);

/** Days of all steps of a start, or null when it is not allowed. */
export function stepDaysOf(problem: Problem, demand: number, sender: number, day: number): readonly number[] | null {
  const table = isAmong(problem.demands[demand]?.senders ?? new Int32Array(), sender) ? tableOf(problem, demand, sender) : null;
  return table?.[day] ?? null;
}

function isAmong(senders: Int32Array, sender: number): boolean {
  let low = 0;
  let high = senders.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((senders[middle] as number) < sender) low = middle + 1;
    else high = middle;
  }
  return senders[low] === sender;
}
