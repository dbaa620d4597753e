/** The change sets there are to choose from: one level of every dimension, such as a tier of an account or how many of a top-up. */

import type { Step } from '../model/recommendation.ts';

/** One possible choice of a dimension. */
export interface Level {
  /** Empty = nothing is changed. */
  readonly steps: readonly Step[];
  /** Money it takes in the horizon, in 1e-9 of the currency. */
  readonly cost: bigint;
  /** What it gives. A level gives at least what another one of its dimension gives when no entry is smaller. */
  readonly size: readonly number[];
}

/** Choices that exclude each other. `levels[0]` is where the search begins: nothing is changed, unless said otherwise. */
export interface Dimension {
  /** Stable name; dimensions are in canonical order. */
  readonly id: string;
  readonly levels: readonly [Level, ...Level[]];
}

/** All change sets. */
export type Space = readonly Dimension[];

/** One change set: index of the level of every dimension. */
export type Choice = readonly number[];

/** The choice in which no dimension leaves its first level. */
export const firstChoice = (space: Space): Choice => space.map(() => 0);

/** Levels chosen. */
export const levelsOf = (space: Space, choice: Choice): readonly Level[] =>
  space.map((dimension, d) => dimension.levels[choice[d] as number] as Level);

/** Steps of a choice in the order of the dimensions. */
export const stepsOf = (space: Space, choice: Choice): readonly Step[] => levelsOf(space, choice).flatMap((level) => level.steps);

/** Money of a choice in the horizon, without overage. */
export const costOf = (space: Space, choice: Choice): bigint => levelsOf(space, choice).reduce((sum, level) => sum + level.cost, 0n);

/** Dimensions in which something is changed. */
export const changeCount = (space: Space, choice: Choice): number =>
  levelsOf(space, choice).filter((level) => level.steps.length > 0).length;

/** Whether a level gives at least what another one of the same dimension gives. */
export const covers = (level: Level, other: Level): boolean => level.size.every((amount, i) => amount >= (other.size[i] as number));

/** Order of choices: fewer changes first, then the earlier dimension, then the smaller level. */
export function compareChoices(space: Space, a: Choice, b: Choice): number {
  const fewer = changeCount(space, a) - changeCount(space, b);
  if (fewer !== 0) return fewer;
  const at = a.findIndex((level, d) => level !== b[d]);
  return at < 0 ? 0 : (b[at] as number) - (a[at] as number);
}
