/**
 * Plans again with as little change to an earlier plan as can be had without branch and bound. First the best plan is found
 * as if there were no earlier one: that says what is served. Then the earlier starts are held as far as they serve no more than
 * that, and the rest is planned beside them; where that serves as much, it is the answer, else the best plan is. Either is moved
 * closer at last. Which plan changes least is not proven.
 */

import { keptStarts } from '../problem/keep.ts';
import { besideStarts } from '../problem/less.ts';
import { prioritiesOf, provenLevels, shapingLevels } from '../problem/level-list.ts';
import { campaignOf, type StartColumns } from '../problem/load.ts';
import { stepDaysOf } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import { inOrder, startList } from '../problem/start-list.ts';
import { closerToEarlier } from './earlier-moves.ts';
import { levelValues } from './level-values.ts';
import { roomWithOverage } from './room.ts';
import { settle } from './settle.ts';
import type { LevelSolution, Solution, SolveOptions } from './solver.ts';

/** Part of the time limit that is kept for what comes after the search. */
const FINISHING = 0.2;

/** Solves a Problem with starts to keep by solving Problems without. */
export async function solveBesideEarlier(
  problem: Problem,
  options: Pick<SolveOptions, 'timeLimitMs' | 'clock' | 'onSolution'>,
  solve: (problem: Problem, timeLimitMs: number) => Promise<Solution>,
): Promise<Solution> {
  const end = options.clock() + options.timeLimitMs;
  const left = () => end - options.clock();
  const hasTime = () => left() > options.timeLimitMs * FINISHING;
  const earlier = keptStarts(problem);
  const best = await solve({ ...problem, keep: [] }, left());
  const shaping = shapingLevels(problem).map(({ name, sense, unit, scale }): LevelSolution => {
    const known = best.levels.find((level) => level.name === name);
    return known ?? { name, sense, unit, scale, isProven: false, value: 0, prices: null, kept: {}, isFinished: true };
  });
  const levels = [...best.levels.filter((level) => level.isProven), ...shaping];
  const closer = (starts: StartColumns): Solution =>
    settle(problem, {
      ...best,
      levels,
      starts: closerToEarlier(problem, { starts, overage: best.overage }, earlier, hasTime),
      isTimeLimited: best.isTimeLimited || !hasTime(),
    });
  options.onSolution(settle(problem, { ...best, levels }));
  const nearest = closer(best.starts);
  // Other engines lose a few contacts in whole numbers, here as there, so that few plans beside others serve as much.
  const isExact = best.engine.name === 'flow' && !best.isTimeLimited;
  const names = provenLevels(problem).map(({ name }) => name);
  const valuesOf = (solution: Solution) => names.map((name) => solution.levels.find((level) => level.name === name)?.value);
  const churnOf = (solution: Solution) => solution.levels.find((level) => level.name === 'churn')?.value ?? 0;
  // Lower priorities are held as long as they leave room for what higher ones have new.
  for (const last of isExact ? [...prioritiesOf(problem)].reverse() : []) {
    const { held, open } = heldStarts(problem, best, earlier, last);
    const beside = besideStarts(problem, held, open);
    if (beside === null || !hasTime()) break;
    const all = together(problem, held, (await solve(beside, left())).starts);
    if (!isSame(levelValues(problem, names, all, best.overage), valuesOf(best))) continue;
    const found = closer(all);
    return isSame(valuesOf(found), valuesOf(nearest)) && churnOf(found) < churnOf(nearest) ? found : nearest;
  }
  return nearest;
}

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean => a.every((value, i) => value === b[i]);

/** The earlier starts up to a priority that are still possible, of every demand at most what the best plan serves, and what that leaves open. */
function heldStarts(
  problem: Problem,
  { starts, overage }: Solution,
  { demand, sender, day, contacts, length }: StartColumns,
  last: number,
): { readonly held: StartColumns; readonly open: Float64Array } {
  const open = new Float64Array(problem.demands.length);
  for (let i = 0; i < starts.length; i++) open[starts.demand[i]!]! += starts.contacts[i]!;
  const room = roomWithOverage(problem, overage);
  const list = startList();
  for (let i = 0; i < length; i++) {
    const d = demand[i]!;
    const days = stepDaysOf(problem, d, sender[i]!, day[i]!);
    if (days === null || campaignOf(problem, d).priority > last) continue;
    const n = Math.min(contacts[i]!, open[d]!, room.senderFits(d, sender[i]!, days), room.sharedFits(d, sender[i]!, days));
    if (n <= 0) continue;
    room.use(d, sender[i]!, days, n);
    list.add(d, sender[i]!, day[i]!, n);
    open[d]! -= n;
  }
  return { held: list.columns(), open };
}

/** Both lists of starts, added up. */
function together(problem: Problem, ...all: readonly StartColumns[]): StartColumns {
  const list = startList();
  for (const { demand, sender, day, contacts, length } of all) {
    for (let i = 0; i < length; i++) list.add(demand[i]!, sender[i]!, day[i]!, contacts[i]!);
  }
  return inOrder(problem, list.columns());
}
