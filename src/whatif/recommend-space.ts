/** The change sets there are to choose from: one level of every dimension, such as a tier of an account or how many of a top-up. */

import type { Change } from '../model/catalog.ts';

/** One possible choice of a dimension. */
export interface Level {
  /** Empty = nothing is changed. */
  readonly steps: readonly Change[];
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
  /** Level n is n times level 1, in money and in size. */
  readonly isCount: boolean;
}

/** All change sets. */
export type Space = readonly Dimension[];

/** One change set: index of the level of every dimension. */
export type Choice = readonly number[];

/** The choice in which no dimension leaves its first level. */
export const firstChoice = (space: Space): Choice => space.map(() => 0);

/** The choice that gives the most: of every dimension the last level no earlier one covers. */
export const largestChoice = (space: Space): Choice =>
  space.map(({ levels }) => levels.reduce((best, level, l) => (covers(level, levels[best] as Level) ? l : best), 0));

/** Levels chosen. */
export const levelsOf = (space: Space, choice: Choice): readonly Level[] =>
  space.map((dimension, d) => dimension.levels[choice[d] as number] as Level);

/** Steps of a choice in the order of the dimensions. */
export const stepsOf = (space: Space, choice: Choice): readonly Change[] => levelsOf(space, choice).flatMap((level) => level.steps);

/** Money of a choice in the horizon, without overage. */
export const costOf = (space: Space, choice: Choice): bigint => levelsOf(space, choice).reduce((sum, level) => sum + level.cost, 0n);

/** Dimensions in which something is changed. */
export const changeCount = (space: Space, choice: Choice): number =>
  levelsOf(space, choice).filter((level) => level.steps.length > 0).length;

/** Whether a level gives at least what another one of the same dimension gives. */
export const covers = (level: Level, other: Level): boolean => level.size.every((amount, i) => amount >= (other.size[i] as number));

/** Weights of the order of choices: of a change, and of the dimension it is in. */
export function rankSizes(space: Space, dimension: number): { readonly change: number; readonly place: number } {
  const levels = space.reduce((most, dim) => Math.max(most, dim.levels.length), 1);
  return { change: space.length * (space.length + 1) * levels + 1, place: dimension * levels };
}

/** Order of choices: fewer changes, then earlier dimensions, then smaller levels. */
export const rankOf = (space: Space, choice: Choice): number =>
  choice.reduce((sum, level, dimension) => {
    const { change, place } = rankSizes(space, dimension);
    const isChanged = (space[dimension]?.levels[level]?.steps.length ?? 0) > 0 ? 1 : 0;
    return sum + isChanged * change + (level > 0 ? place + level : 0);
  }, 0);
