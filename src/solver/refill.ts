/** Fills in what found no room where it was meant to go. */

import { campaignOf } from '../problem/load.ts';
import { tableOf } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import type { Room } from './room.ts';
import type { Classes } from './round.ts';
import type { Spread } from './spread.ts';

/** Places what some demands still want, each where the most room is. */
export type Refill = (demands: readonly number[]) => void;

/** Refill of a room by classes. */
export function createRefill(problem: Problem, classes: Classes, merged: Problem, room: Room, spread: Spread): Refill {
  const { dayCount } = problem;
  /** Widest room of a sender of the class on a day: never too small, since room only shrinks. */
  const widest = new Float64Array(classes.length * dayCount);
  const measure = () => {
    classes.forEach((members, k) => {
      for (let day = 0; day < dayCount; day++) {
        let most = 0;
        for (let i = 0; i < members.length; i++) most = Math.max(most, room.left[(members[i] as number) * dayCount + day] as number);
        widest[k * dayCount + day] = most;
      }
    });
  };
  const fill = (demand: number): void => {
    const { shares10k } = campaignOf(problem, demand);
    const options: { k: number; stepDays: readonly number[]; fits: number }[] = [];
    for (const k of merged.demands[demand]?.senders ?? []) {
      for (const stepDays of tableOf(merged, demand, k) ?? []) {
        if (stepDays === null) continue;
        let fits = Infinity;
        for (let s = 0; s < stepDays.length; s++) {
          const share = shares10k[s] as number;
          if (share > 0) fits = Math.min(fits, Math.floor((widest[k * dayCount + (stepDays[s] as number)] as number) / share));
        }
        if (fits > 0) options.push({ k, stepDays, fits });
      }
    }
    options.sort((a, b) => b.fits - a.fits);
    for (const { k, stepDays } of options) {
      if (room.wanted(demand) <= 0) return;
      spread(classes[k] as Int32Array, demand, stepDays, room.wanted(demand));
    }
  };
  return (demands) => {
    measure();
    for (const demand of demands) if (room.wanted(demand) > 0) fill(demand);
  };
}
