/**
 * The visible fallback at the time limit: fills starts wherever there is room, priority after priority. Feasible by
 * construction, far from optimal in general, never without being said.
 */

import { provenLevels, shapingLevels } from '../problem/level-list.ts';
import { rowsOf, type StartColumns } from '../problem/load.ts';
import { stepDaysOf } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import { createRefill } from './refill.ts';
import { classModel } from './relaxation.ts';
import { createRoom } from './room.ts';
import { demandsByPriority, leastShare, sizesOf } from './round.ts';
import { trimShares } from './shares.ts';
import type { LevelSolution, Solution } from './solver.ts';
import { createSpread } from './spread.ts';

const NO_STARTS: StartColumns = {
  length: 0,
  demand: new Int32Array(),
  sender: new Int32Array(),
  day: new Int32Array(),
  contacts: new Float64Array(),
};

/** Fills up an answer that was cut off. Reasons found before are kept for the demands that filling did not change. */
export function filled(problem: Problem, solution: Solution): Solution {
  const starts = fillGreedily(problem, solution.starts);
  const open = problem.demands.map((demand) => demand.contacts);
  for (const { demand, contacts } of rowsOf(starts)) open[demand] = (open[demand] as number) - contacts;
  const bottlenecks = solution.bottlenecks.filter(
    ({ demand, groups, unexplained }) => groups.reduce((sum, group) => sum + group.missing, unexplained) === open[demand],
  );
  return { ...solution, starts, bottlenecks };
}

/** Fills up what starts leave open. Campaigns with an account share keep what they have: filling could break it. */
export function fillGreedily(problem: Problem, starts: StartColumns): StartColumns {
  const { classes, merged } = classModel(problem);
  const room = createRoom(problem, () => 0);
  for (const { demand, sender, day, contacts } of rowsOf(starts)) {
    const stepDays = stepDaysOf(problem, demand, sender, day);
    if (stepDays !== null) room.take(demand, sender, stepDays, contacts);
  }
  const refill = createRefill(problem, classes, merged, room, createSpread(problem, room, sizesOf(problem), leastShare(problem)));
  for (const demands of demandsByPriority(problem)) refill(demands);
  return trimShares(problem, room.starts());
}

/**
 * Completes an answer that was cut off, or makes one from nothing. Levels not reached carry the trivial bound only:
 * the empty list of prices, which proves no more than the demand itself.
 */
export function completeGreedily(problem: Problem, found: Solution | null): Solution {
  const isFillable = found !== null && found.followUps.length === 0 && found.overage.length === 0;
  const whole = isFillable ? filled(problem, found) : found;
  const proven = provenLevels(problem);
  return {
    ...(found?.groups ? { groups: found.groups } : {}),
    starts: whole?.starts ?? fillGreedily(problem, NO_STARTS),
    followUps: found?.followUps ?? [],
    overage: found?.overage ?? [],
    levels: [...proven, ...shapingLevels(problem)].map(({ name, sense, unit, scale }, index): LevelSolution => {
      const isProven = index < proven.length;
      const reached = found?.levels.find((l) => l.name === name);
      return reached ?? { name, sense, unit, scale, isProven, value: 0, prices: isProven ? [] : null, kept: {}, isFinished: false };
    }),
    bottlenecks: whole?.bottlenecks ?? [],
    engine: found?.engine ?? { name: 'greedy', version: '1' },
    isTimeLimited: true,
  };
}
