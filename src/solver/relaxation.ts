/**
 * Relax and round, for problems too large for exact branch and bound: the levels are solved over the reals on sender
 * classes, the answer is dealt out to the senders in whole contacts. The prices of a class are the prices of each of its
 * senders, so the bound of every level is proven on the senders themselves; what rounding loses is what the gap shows.
 */

import type { RowKey, SenderGroup } from '../model/plan.ts';
import { mergeClasses, senderClasses } from '../problem/classes.ts';
import type { Problem } from '../problem/problem.ts';
import { provenLevels, shapingLevels } from './level-list.ts';
import { reasonsFromPrices } from './price-reasons.ts';
import type { Relaxed } from './relaxed.ts';
import { type Classes, roundStarts } from './round.ts';
import { settle } from './settle.ts';
import { trimShares } from './shares.ts';
import type { LevelSolution, Priced, Solution, SolveOptions } from './solver.ts';

/** Sender classes of a problem, and the problem on them. */
export interface ClassModel {
  readonly classes: Classes;
  readonly merged: Problem;
}

/** Classes of a problem and the problem on them. */
export function classModel(problem: Problem): ClassModel {
  const classes = senderClasses(problem);
  return { classes, merged: mergeClasses(problem, classes) };
}

/** Whole-contact solution of a problem from the relaxed answer on its classes. */
export function roundRelaxed(
  problem: Problem,
  { classes, merged }: ClassModel,
  relaxed: Relaxed,
  engine: Solution['engine'],
  options: Pick<SolveOptions, 'clock' | 'onLevel'>,
): Solution {
  const begin = options.clock();
  const starts = trimShares(problem, roundStarts(problem, classes, merged, relaxed.point));
  const proven = provenLevels(problem);
  const { groups, pricesOf } = groupPrices(merged);
  const levels = [...proven, ...shapingLevels(problem)].map(({ name, sense, unit, scale }, index): LevelSolution => {
    const isProven = index < proven.length;
    const proof = isProven ? (relaxed.levels[index] ?? null) : null;
    const prices = proof === null ? null : pricesOf(proof.prices);
    return { name, sense, unit, scale, isProven, value: 0, prices, kept: proof?.kept ?? {}, isFinished: proof !== null };
  });
  const solution = settle(problem, {
    starts,
    followUps: [],
    overage: [],
    levels,
    groups,
    bottlenecks: reasonsFromPrices(merged, relaxed, starts),
    engine,
    isTimeLimited: levels.some((l) => l.isProven && !l.isFinished),
  });
  solution.levels.forEach(({ name, value, scale }, index) => {
    const bound = relaxed.levels[index]?.bound ?? null;
    const ms = options.clock() - begin;
    options.onLevel({ level: name, index, of: levels.length, value: value / scale, bound: bound === null ? null : bound / scale, ms });
  });
  return solution;
}

/** Turns prices of classes into prices of groups; `groups` holds those that were named so far. */
function groupPrices(merged: Problem): {
  readonly groups: readonly SenderGroup[];
  readonly pricesOf: (prices: readonly Priced[]) => readonly Priced[];
} {
  const classOf = new Map(merged.senders.map((s, k) => [`${merged.accounts[s.account]?.id}\u0000${s.id}`, k]));
  const names = new Map<number, string>();
  const groups: SenderGroup[] = [];
  const groupKey = (key: RowKey): RowKey => {
    if (key.sender === undefined) return key;
    const k = classOf.get(`${key.account}\u0000${key.sender}`) as number;
    const senders = merged.senders[k]?.members ?? [];
    if (senders.length < 2) return key;
    const id = names.get(k) ?? `g${groups.length + 1}`;
    if (!names.has(k)) {
      names.set(k, id);
      groups.push({ id, account: key.account ?? '', senders });
    }
    const { sender: _, ...rest } = key;
    return { ...rest, group: id };
  };
  return { groups, pricesOf: (prices) => prices.map(({ key, dual }) => ({ key: groupKey(key), dual })) };
}
