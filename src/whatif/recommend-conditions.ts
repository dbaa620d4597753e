/** What is known about change sets, as conditions on the choice: the rows of the master program. */

import { type Choice, covers, type Space } from './recommend-space.ts';

/**
 * No plan of a choice z reaches `base` + Σ gain(z) contacts (strictly less). Follows from the duals of one judged choice, see
 * `recommend-cut`.
 */
export interface Cut {
  readonly base: number;
  /** Per dimension and level; the first level gains nothing. Infinity where nothing is known. */
  readonly gains: readonly (readonly number[])[];
}

/** `at`: 1 when this level, not the first, is chosen. `least`: 1 when a count is not below it. `count`: the count itself. */
export type Term =
  | { readonly kind: 'at' | 'least'; readonly dimension: number; readonly level: number; readonly value: number }
  | { readonly kind: 'count'; readonly dimension: number; readonly value: number };

/** Condition on a choice: the sum of its terms lies between both ends. */
export interface Condition {
  readonly terms: readonly Term[];
  readonly lower: number;
  readonly upper: number;
}

/** Rounding of sums of prices. */
const ROUNDING = 1e-6;

/** More than what is missing must be gained by what a cut allows; null when every choice meets that. */
export function cutCondition(space: Space, { base, gains }: Cut, need: number): Condition | null {
  const missing = need - base;
  if (missing < -ROUNDING || !Number.isFinite(missing)) return null;
  // No more than what is missing counts: it tightens the relaxation and keeps coefficients between 0 and 1.
  const shareOf = (gain: number): number => (missing <= ROUNDING ? 1 : Math.min(1, gain / missing));
  const terms = gains.flatMap((ofLevels, dimension): readonly Term[] => {
    if (space[dimension]?.isCount) {
      const each = ofLevels.reduce((most, gain, level) => (level > 0 ? Math.max(most, gain / level) : most), 0);
      return each > 0 ? [{ kind: 'count', dimension, value: shareOf(each) }] : [];
    }
    return ofLevels.flatMap((gain, level) => (level > 0 && gain > 0 ? [{ kind: 'at', dimension, level, value: shareOf(gain) }] : []));
  });
  return { terms, lower: 1, upper: Infinity };
}

/** Contacts a cut allows a choice to gain. */
export const gainOf = ({ gains }: Cut, choice: Choice): number => choice.reduce((sum, level, d) => sum + (gains[d]?.[level] ?? 0), 0);

/** 1 when the choice gives at least (`isMore` false), or not only at most (`isMore` true), what a level gives. */
function reaching(space: Space, dimension: number, level: number, isMore: boolean): readonly Term[] {
  const { levels, isCount } = space[dimension] as Space[number];
  const own = levels[level];
  if (isCount) {
    const least = isMore ? level + 1 : level;
    // Where one is enough, the count itself says so, without a column of its own.
    if (isMore && level === 0 && levels.length > 1) return [{ kind: 'count', dimension, value: 1 }];
    return least < levels.length ? [{ kind: 'least', dimension, level: least, value: 1 }] : [];
  }
  return levels.flatMap((other, l): readonly Term[] => {
    const isIn = own !== undefined && (isMore ? !covers(own, other) : covers(other, own));
    return l > 0 && isIn ? [{ kind: 'at', dimension, level: l, value: 1 }] : [];
  });
}

/** Some dimension must give more than in a choice that is known to be too small. */
export const beyond = (space: Space, choice: Choice): Condition => ({
  terms: choice.flatMap((level, d) => reaching(space, d, level, true)),
  lower: 1,
  upper: Infinity,
});

/** Any choice but this one. */
export function otherThan(space: Space, choice: Choice): Condition {
  const terms = choice.flatMap((level, dimension): readonly Term[] => {
    const { levels, isCount } = space[dimension] as Space[number];
    if (isCount) {
      if (level === 0) return levels.length > 1 ? [{ kind: 'count', dimension, value: 1 }] : [];
      const more = level + 1 < levels.length ? [{ kind: 'least', dimension, level: level + 1, value: 1 } as const] : [];
      return [{ kind: 'least', dimension, level, value: -1 }, ...more];
    }
    if (level > 0) return [{ kind: 'at', dimension, level, value: -1 }];
    return levels.slice(1).map((_, l) => ({ kind: 'at', dimension, level: l + 1, value: 1 }));
  });
  return { terms, lower: 1 - choice.filter((level) => level > 0).length, upper: Infinity };
}

/** Any choice that does not hold everything this one holds. */
export function notHolding(space: Space, choice: Choice): Condition {
  const held = choice.flatMap((level, d) => (level > 0 ? reaching(space, d, level, false) : []));
  return { terms: held, lower: -Infinity, upper: choice.filter((level) => level > 0).length - 1 };
}

/** Only choices that hold everything this one holds. */
export const holding = (space: Space, choice: Choice): readonly Condition[] =>
  choice.flatMap((level, d) => (level > 0 ? [{ terms: reaching(space, d, level, false), lower: 1, upper: Infinity }] : []));

/** Whether a condition without terms can never hold: optimisers disagree about empty rows. */
export const isImpossible = ({ terms, lower, upper }: Condition): boolean => terms.length === 0 && (lower > 0 || upper < 0);
