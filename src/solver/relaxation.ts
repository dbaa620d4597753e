/**
 * Relax and round, for problems too large for exact branch and bound: the levels are solved over the reals on sender
 * classes, the answer is dealt out to the senders in whole contacts. The prices of a class are the prices of each of its
 * senders, so the bound of every level is proven on the senders themselves; what rounding loses is what the gap shows.
 */

import type { RowKey, SenderGroup } from '../model/plan.ts';
import { type FirstDay, mergeClasses, senderClasses } from '../problem/classes.ts';
import { provenLevels, shapingLevels } from '../problem/level-list.ts';
import type { Problem } from '../problem/problem.ts';
import { reasonsFromPrices } from './price-reasons.ts';
import type { Relaxed, RelaxedLevel } from './relaxed.ts';
import { type Classes, roundStarts } from './round.ts';
import { settle } from './settle.ts';
import { trimShares } from './shares.ts';
import type { LevelSolution, Priced, Solution, SolveOptions } from './solver.ts';

/** Sender classes of a problem, and the problem on them. */
export interface ClassModel {
  readonly classes: Classes;
  readonly merged: Problem;
}

/** Senders × days up to which classes tell what senders sent today exactly, and up to which they do in steps. */
const EXACT_SENDER_DAYS = 10_000;
const STEPPED_SENDER_DAYS = 1_000_000;
/** A third of a full day apart, hardly more is lost than exactly, with a third of the classes. */
const STEPS = 3;

const firstDayOf = (senderDays: number): FirstDay =>
  senderDays <= EXACT_SENDER_DAYS ? 'exactly' : senderDays <= STEPPED_SENDER_DAYS ? STEPS : 0;

/** Classes of a problem and the problem on them. */
export function classModel(problem: Problem): ClassModel {
  const classes = senderClasses(problem, firstDayOf(problem.senders.length * problem.dayCount));
  return { classes, merged: mergeClasses(problem, classes) };
}

/** Whole-contact solution of a problem from the relaxed answer on its classes. `hasTime`: whether what was lost may still be looked for. */
export function roundRelaxed(
  problem: Problem,
  { classes, merged }: ClassModel,
  relaxed: Relaxed,
  engine: Solution['engine'],
  options: Pick<SolveOptions, 'clock' | 'onLevel'>,
  hasTime = () => true,
): Solution {
  const begin = options.clock();
  const starts = trimShares(problem, roundStarts(problem, classes, relaxed.point, hasTime));
  const isCutShort = !hasTime();
  const proven = provenLevels(problem);
  const bare = [...proven, ...shapingLevels(problem)].map(({ name, sense, unit, scale }, index): LevelSolution => {
    const isProven = index < proven.length;
    const isFinished = isProven && (relaxed.levels[index] ?? null) !== null;
    return { name, sense, unit, scale, isProven, value: 0, prices: null, kept: {}, isFinished };
  });
  const settled = settle(problem, {
    starts,
    followUps: [],
    overage: [],
    levels: bare,
    bottlenecks: [],
    engine,
    isTimeLimited: isCutShort || bare.some((l) => l.isProven && !l.isFinished),
  });
  const proofs = bestProofs(settled.levels, relaxed);
  const { groups, pricesOf } = groupPrices(merged);
  const levels = settled.levels.map((level, index): LevelSolution => {
    const proof = proofs[index] ?? null;
    return proof === null ? level : { ...level, prices: pricesOf(proof.prices), kept: proof.kept };
  });
  const solution: Solution = { ...settled, levels, groups };
  solution.levels.forEach(({ name, value, scale }, index) => {
    const bound = proofs[index]?.bound ?? null;
    const ms = options.clock() - begin;
    options.onLevel({ level: name, index, of: levels.length, value: value / scale, bound: bound === null ? null : bound / scale, ms });
  });
  return { ...solution, bottlenecks: reasonsFromPrices(merged, relaxed, solution.starts) };
}

/** The tightest proof of every level, with the levels before it at what is served. */
function bestProofs(levels: readonly LevelSolution[], relaxed: Relaxed): readonly (RelaxedLevel | null)[] {
  const value = new Map(levels.map((l) => [l.name, l.value]));
  // A bound was found with the levels before it at their relaxed values: it moves with what is kept of them.
  const first = relaxed.levels.map((proof): RelaxedLevel | null => {
    if (proof === null) return null;
    const shift = Object.entries(proof.kept).reduce((sum, [name, multiplier]) => {
      const q = levels.findIndex((l) => l.name === name);
      const lost = (relaxed.levels[q]?.value ?? 0) - (value.get(name) ?? 0);
      return sum + multiplier * (levels[q]?.sense === 'min' ? -lost : lost);
    }, 0);
    return { ...proof, bound: proof.bound + shift };
  });
  const isShort = (p: number) => (first[p]?.bound ?? 0) - levels[p]!.value >= levels[p]!.scale;
  if (relaxed.tighten === undefined || !first.some((_, p) => levels[p]?.sense === 'max' && isShort(p))) return first;
  const tighter = relaxed.tighten(relaxed.levels.map((_, p) => levels[p]!.value));
  return first.map((proof, p) => {
    const rival = tighter[p] ?? null;
    return proof !== null && rival !== null && rival.bound < proof.bound ? rival : proof;
  });
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
