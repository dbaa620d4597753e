/**
 * The visible fallback at the time limit: fills starts wherever there is room, priority after priority. Feasible by
 * construction, far from optimal in general, never without being said.
 */

import { mergeClasses, senderClasses } from '../problem/classes.ts';
import { formulate } from '../problem/formulation.ts';
import { columnsOf, rowsOf, type StartCount } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { demandsByPriority, fillUp } from './deal.ts';
import { createRoom, trimShares } from './room.ts';
import type { LevelSolution, Solution } from './solver.ts';

/** Fills up what starts leave open. Campaigns with an account share keep what they have: filling could break it. */
export function fillGreedily(problem: Problem, starts: readonly StartCount[]): readonly StartCount[] {
  const room = createRoom(problem, starts, () => 0);
  for (const demands of demandsByPriority(problem)) for (const demand of demands) fillUp(problem, demand, room);
  return trimShares(problem, room.starts());
}

/**
 * Completes an answer that was cut off, or makes one from nothing. Levels not reached carry the trivial bound only:
 * the empty list of prices, which proves no more than the demand itself.
 */
export function completeGreedily(problem: Problem, found: Solution | null): Solution {
  const isFillable = found === null || (found.followUps.length === 0 && found.overage.length === 0);
  const starts = isFillable ? columnsOf(fillGreedily(problem, found === null ? [] : [...rowsOf(found.starts)])) : found.starts;
  // The levels are the same on classes, and far smaller to write down.
  const { levels } = formulate({ ...mergeClasses(problem, senderClasses(problem)), keep: problem.keep });
  return {
    starts,
    followUps: found?.followUps ?? [],
    overage: found?.overage ?? [],
    levels: levels.map(({ name, sense, unit, scale, isProven }): LevelSolution => {
      const reached = found?.levels.find((l) => l.name === name);
      return reached ?? { name, sense, unit, scale, isProven, value: 0, prices: isProven ? [] : null, kept: {}, isFinished: false };
    }),
    bottlenecks: found?.bottlenecks ?? [],
    engine: found?.engine ?? { name: 'greedy', version: '1' },
    isTimeLimited: true,
  };
}
