/** The last touch on every answer: canonical order, overage as the load needs it, level values recomputed from the starts. */

import { columnsOf, loadOf, overageOf, rowsOf } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { inOrder } from '../problem/start-list.ts';
import { balance } from './balance.ts';
import { levelValues } from './level-values.ts';
import type { Solution } from './solver.ts';

/** Settles an answer. Shape: starts and follow-ups in the order (demand, sender, day). */
export function settle(problem: Problem, solution: Solution): Solution {
  const starts = inOrder(problem, solution.starts);
  const followUps = [...solution.followUps].sort((a, b) => a.demand - b.demand || a.sender - b.sender || a.day - b.day);
  const isPriced = problem.accounts.some((a) => a.overage !== null);
  const overage = isPriced ? overageOf(problem, loadOf(problem, rowsOf(starts), followUps)) : [];
  const values = levelValues(
    problem,
    solution.levels.map((level) => level.name),
    starts,
    overage,
  );
  const levels = solution.levels.map((level, i) => ({ ...level, value: values[i] as number }));
  return { ...solution, starts, followUps, overage, levels };
}

/** Settles an answer of an engine that does not care which of two interchangeable senders does what: they share evenly. */
export function settleEvenly(problem: Problem, solution: Solution): Solution {
  const even = balance(problem, { starts: [...rowsOf(solution.starts)], followUps: solution.followUps });
  return settle(problem, { ...solution, starts: columnsOf(even.starts), followUps: even.followUps });
}
