/**
 * The master program of the search: which change set costs least of those that nothing known rules out. One binary column
 * per level beyond the first of every dimension; its rows are what the sets judged so far teach (Geoffrion 1972).
 */

import { type Choice, changeCount, costOf, covers, type Space } from './recommend-space.ts';

/** Terms of a row. */
interface Terms {
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** A program over columns between 0 and `columnUpper`, all integer, to minimise. */
export interface MasterProgram {
  readonly columnUpper: Float64Array;
  readonly rows: readonly { readonly terms: Terms; readonly lower: number; readonly upper: number }[];
  readonly objective: Terms;
  readonly sense: 'min';
}

/** Answer of an optimiser. `none`: it ran out of time; `isProven`: nothing is smaller. */
export type MasterAnswer =
  | { readonly kind: 'point'; readonly columns: Float64Array; readonly isProven: boolean }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'none' };

/** Optimiser of the master program. */
export type SolveMaster = (program: MasterProgram) => MasterAnswer;

/**
 * No plan of a choice z reaches `base` + Σ gain(z) contacts (strictly less). Follows from the duals of one judged choice, see
 * `recommend-cut`.
 */
export interface Cut {
  readonly base: number;
  /** Per dimension and level; the first level gains nothing. Infinity where nothing is known. */
  readonly gains: readonly (readonly number[])[];
}

/** Condition on a choice: Σ coefficient of the levels chosen, between both ends. Levels that are not named count 0. */
export interface Condition {
  readonly terms: readonly { readonly dimension: number; readonly level: number; readonly value: number }[];
  readonly lower: number;
  readonly upper: number;
}

const levelsWhere = (space: Space, test: (dimension: number, level: number) => boolean): Condition['terms'] =>
  space.flatMap(({ levels }, dimension) =>
    levels.flatMap((_, level) => (level > 0 && test(dimension, level) ? [{ dimension, level, value: 1 }] : [])),
  );

/** Rounding of sums of prices. */
const ROUNDING = 1e-6;

/** More than what is missing must be gained by what a cut allows; null when every choice meets that. */
export function cutCondition({ base, gains }: Cut, need: number): Condition | null {
  const missing = need - base;
  if (missing < -ROUNDING) return null;
  // No more than what is missing counts: it tightens the relaxation and keeps coefficients between 0 and 1.
  const shareOf = (gain: number): number => (missing <= ROUNDING ? 1 : Math.min(1, gain / missing));
  const terms = gains.flatMap((ofLevels, dimension) =>
    ofLevels.flatMap((gain, level) => (level > 0 && gain > 0 ? [{ dimension, level, value: shareOf(gain) }] : [])),
  );
  return { terms, lower: 1, upper: Infinity };
}

/** Some dimension must give more than in a choice that is known to be too small. */
export const beyond = (space: Space, choice: Choice): Condition => ({
  terms: levelsWhere(space, (d, l) => !givesNoMore(space, d, l, choice[d] as number)),
  lower: 1,
  upper: Infinity,
});

function givesNoMore(space: Space, dimension: number, level: number, than: number): boolean {
  const levels = space[dimension]?.levels ?? [];
  return levels[level] !== undefined && levels[than] !== undefined && covers(levels[than], levels[level]);
}

/** Any choice but this one. */
export function otherThan(space: Space, choice: Choice): Condition {
  const terms = levelsWhere(space, (d, l) => choice[d] === 0 || choice[d] === l).map((term) =>
    choice[term.dimension] === 0 ? term : { ...term, value: -1 },
  );
  return { terms, lower: 1 - choice.filter((level) => level > 0).length, upper: Infinity };
}

/** Any choice that does not hold everything this one holds. */
export function notHolding(space: Space, choice: Choice): Condition {
  const isChanged = (d: number) => (choice[d] as number) > 0;
  return {
    terms: levelsWhere(space, (d, l) => isChanged(d) && givesNoMore(space, d, choice[d] as number, l)),
    lower: -Infinity,
    upper: choice.filter((level) => level > 0).length - 1,
  };
}

/** Only choices that hold everything this one holds. */
export const holding = (space: Space, choice: Choice): readonly Condition[] =>
  choice.flatMap((level, dimension) => {
    if (level === 0) return [];
    const terms = levelsWhere(space, (d, l) => d === dimension && givesNoMore(space, d, level, l));
    return [{ terms, lower: 1, upper: Infinity }];
  });

/** Largest objective an optimiser in floating point keeps exact. */
const EXACT_UNITS = 1_000_000_000n;

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/** Money in whole units small enough for the optimiser: exact where all costs have a common divisor, else rounded down. */
export function unitOf(space: Space): { readonly unit: bigint; readonly isExact: boolean } {
  const costs = space.flatMap(({ levels }) => levels.map(({ cost }) => (cost < 0n ? -cost : cost)));
  const divisor = costs.reduce(gcd, 0n);
  const most = space.reduce((sum, { levels }) => sum + levels.reduce((high, { cost }) => (cost > high ? cost : high), 0n), 0n);
  if (divisor === 0n || most / divisor <= EXACT_UNITS) return { unit: divisor === 0n ? 1n : divisor, isExact: true };
  return { unit: most / EXACT_UNITS + 1n, isExact: false };
}

const floorDivide = (a: bigint, b: bigint): bigint => (a < 0n && a % b !== 0n ? a / b - 1n : a / b);

interface Columns {
  readonly index: readonly (readonly number[])[];
  readonly count: number;
}

function columnsOf(space: Space): Columns {
  let count = 0;
  const index = space.map(({ levels }) => levels.map((_, l) => (l === 0 ? -1 : count++)));
  return { index, count };
}

const freeze = (entries: readonly (readonly [number, number])[]): Terms => {
  const sorted = entries.filter(([, value]) => value !== 0).sort((a, b) => a[0] - b[0]);
  return { columns: Int32Array.from(sorted, (e) => e[0]), values: Float64Array.from(sorted, (e) => e[1]) };
};

function rowsOf(space: Space, conditions: readonly Condition[], { index }: Columns): MasterProgram['rows'] {
  const oneEach = space.flatMap((_, d) => {
    const columns = (index[d] as readonly number[]).slice(1);
    return columns.length < 2 ? [] : [{ terms: freeze(columns.map((c) => [c, 1])), lower: -Infinity, upper: 1 }];
  });
  const known = conditions.map(({ terms, lower, upper }) => ({
    terms: freeze(terms.map(({ dimension, level, value }) => [index[dimension]?.[level] as number, value])),
    lower,
    upper,
  }));
  return [...oneEach, ...known];
}

/** Whether a condition without terms can never hold: optimisers disagree about empty rows. */
const isImpossible = ({ terms, lower, upper }: Condition): boolean => terms.length === 0 && (lower > 0 || upper < 0);

function readChoice(space: Space, columns: Float64Array, { index }: Columns): Choice {
  return space.map((_, d) => {
    const level = (index[d] as readonly number[]).findIndex((column) => column >= 0 && (columns[column] as number) > 0.5);
    return Math.max(0, level);
  });
}

/** The cheapest choice not ruled out; `floor`: no choice not ruled out costs less. `none`: the optimiser has no answer. */
export type MasterResult =
  | { readonly kind: 'choice'; readonly choice: Choice; readonly floor: bigint }
  | { readonly kind: 'impossible' }
  | { readonly kind: 'none' };

/** Finds the cheapest choice that meets all conditions; of equally cheap ones the one with fewest changes, earliest dimensions first. */
export function cheapestChoice(space: Space, conditions: readonly Condition[], solve: SolveMaster): MasterResult {
  if (conditions.some(isImpossible)) return { kind: 'impossible' };
  const columns = columnsOf(space);
  const first = space.reduce((sum, { levels }) => sum + levels[0].cost, 0n);
  // Without any other level there is one choice.
  if (columns.count === 0) return { kind: 'choice', choice: space.map(() => 0), floor: first };
  const { unit } = unitOf(space);
  const rows = rowsOf(space, conditions, columns);
  const columnUpper = new Float64Array(columns.count).fill(1);
  const prices = entriesOf(space, columns, (d, l) => {
    const { levels } = space[d] as Space[number];
    return Number(floorDivide((levels[l]?.cost ?? 0n) - levels[0].cost, unit));
  });
  const byCost = solve({ columnUpper, rows, objective: freeze(prices), sense: 'min' });
  if (byCost.kind === 'infeasible') return { kind: 'impossible' };
  if (byCost.kind === 'none' || !byCost.isProven) return { kind: 'none' };
  const cheapest = readChoice(space, byCost.columns, columns);
  const units = unitsOf(prices, byCost.columns);
  const floor = first + BigInt(units) * unit;
  // Second, among the equally cheap.
  const ranks = entriesOf(space, columns, (d, l) => {
    const { levels } = space[d] as Space[number];
    const changes = Math.sign(levels[l]?.steps.length ?? 0) - Math.sign(levels[0].steps.length);
    return changes * columns.count * space.length + (columns.index[d]?.[l] as number);
  });
  const scale = Math.max(1, Math.abs(units));
  const budget = { terms: freeze(prices.map(([c, v]) => [c, v / scale])), lower: -Infinity, upper: units / scale };
  const byRank = solve({ columnUpper, rows: [...rows, budget], objective: freeze(ranks), sense: 'min' });
  const ranked = byRank.kind === 'point' ? readChoice(space, byRank.columns, columns) : cheapest;
  // Within the optimiser's tolerance a choice may be dearer after all.
  const isAsCheap = byRank.kind === 'point' && unitsOf(prices, byRank.columns) <= units && costOf(space, ranked) <= costOf(space, cheapest);
  const isBetter = isAsCheap && changeCount(space, ranked) <= changeCount(space, cheapest);
  return { kind: 'choice', choice: isBetter ? ranked : cheapest, floor };
}

const entriesOf = (
  space: Space,
  { index }: Columns,
  coefficientOf: (dimension: number, level: number) => number,
): readonly (readonly [number, number])[] =>
  space.flatMap(({ levels }, d) => levels.flatMap((_, l) => (l === 0 ? [] : [[index[d]?.[l] as number, coefficientOf(d, l)] as const])));

const unitsOf = (prices: readonly (readonly [number, number])[], columns: Float64Array): number =>
  prices.reduce((sum, [column, price]) => sum + ((columns[column] as number) > 0.5 ? price : 0), 0);
