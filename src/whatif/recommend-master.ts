/**
 * The master program of the search: which change set costs least of those that nothing known rules out. Its rows are what the
 * sets judged so far teach (Benders decomposition; Geoffrion 1972).
 */

import { type Condition, isImpossible, type Term } from './recommend-conditions.ts';
import { type Choice, costOf, rankSizes, type Space } from './recommend-space.ts';

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

/** Optimiser of the master program. `isRough`: a good point is enough. */
export type SolveMaster = (program: MasterProgram, isRough: boolean) => MasterAnswer;

/** Largest objective an optimiser in floating point keeps exact. */
const EXACT_UNITS = 1_000_000_000n;

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/** Money in whole units small enough for the optimiser: exact where all costs have a common divisor, else rounded down. */
function unitOf(space: Space): bigint {
  const costs = space.flatMap(({ levels }) => levels.map(({ cost }) => (cost < 0n ? -cost : cost)));
  const divisor = costs.reduce(gcd, 0n);
  const most = space.reduce((sum, { levels }) => sum + levels.reduce((high, { cost }) => (cost > high ? cost : high), 0n), 0n);
  if (divisor === 0n) return 1n;
  return most / divisor <= EXACT_UNITS ? divisor : most / EXACT_UNITS + 1n;
}

const floorDivide = (a: bigint, b: bigint): bigint => (a < 0n && a % b !== 0n ? a / b - 1n : a / b);

/** Entries of a row: column and value. */
type Entries = readonly (readonly [number, number])[];

const freeze = (entries: Entries): Terms => {
  const sums = new Map<number, number>();
  for (const [column, value] of entries) sums.set(column, (sums.get(column) ?? 0) + value);
  const sorted = [...sums].filter(([, value]) => value !== 0).sort((a, b) => a[0] - b[0]);
  return { columns: Int32Array.from(sorted, (e) => e[0]), values: Float64Array.from(sorted, (e) => e[1]) };
};

/** A choice as columns: one per count, one per further level of the other dimensions, one per threshold a condition names. */
interface Columns {
  readonly of: (term: Pick<Term, 'kind' | 'dimension'> & { readonly level?: number }) => number;
  readonly upper: readonly number[];
  /** What ties the columns to each other. */
  readonly rows: MasterProgram['rows'];
}

function columnsOf(space: Space, conditions: readonly Condition[]): Columns {
  const index = new Map<string, number>();
  const upper: number[] = [];
  const rows: { readonly terms: Terms; readonly lower: number; readonly upper: number }[] = [];
  const add = (name: string, most: number): number => {
    index.set(name, upper.length);
    return upper.push(most) - 1;
  };
  space.forEach(({ levels, isCount }, d) => {
    if (isCount) add(`count ${d}`, levels.length - 1);
    else {
      const own = levels.slice(1).map((_, l) => add(`at ${d} ${l + 1}`, 1));
      if (own.length > 1) rows.push({ terms: freeze(own.map((column) => [column, 1])), lower: -Infinity, upper: 1 });
    }
  });
  const addThreshold = (d: number, level: number): void => {
    if (index.has(`least ${d} ${level}`)) return;
    const most = (space[d] as Space[number]).levels.length - 1;
    const [count, reached] = [index.get(`count ${d}`) as number, add(`least ${d} ${level}`, 1)];
    // reached = 1 asks for the level, reached = 0 allows no more than the one below it.
    rows.push({
      terms: freeze([
        [count, 1],
        [reached, -level],
      ]),
      lower: 0,
      upper: Infinity,
    });
    rows.push({
      terms: freeze([
        [count, 1],
        [reached, -(most - level + 1)],
      ]),
      lower: -Infinity,
      upper: level - 1,
    });
  };
  for (const { terms } of conditions) for (const term of terms) if (term.kind === 'least') addThreshold(term.dimension, term.level);
  const of: Columns['of'] = ({ kind, dimension, level }) =>
    index.get(kind === 'count' ? `count ${dimension}` : `${kind} ${dimension} ${level}`) as number;
  return { of, upper, rows };
}

const conditionRows = (conditions: readonly Condition[], { of }: Columns): MasterProgram['rows'] =>
  conditions.map(({ terms, lower, upper }) => ({ terms: freeze(terms.map((term) => [of(term), term.value])), lower, upper }));

const readChoice = (space: Space, point: Float64Array, { of }: Columns): Choice =>
  space.map(({ levels, isCount }, dimension) => {
    if (isCount) return Math.round(point[of({ kind: 'count', dimension })] as number);
    const level = levels.findIndex((_, l) => l > 0 && (point[of({ kind: 'at', dimension, level: l })] as number) > 0.5);
    return Math.max(0, level);
  });

/** Money of every column in units, counted from the first choice. */
function pricesOf(space: Space, unit: bigint, { of }: Columns): Entries {
  return space.flatMap(({ levels, isCount }, dimension): Entries => {
    const units = (level: number): number => Number(floorDivide((levels[level]?.cost ?? 0n) - levels[0].cost, unit));
    if (isCount) return [[of({ kind: 'count', dimension }), units(1)]];
    return levels.slice(1).map((_, l) => [of({ kind: 'at', dimension, level: l + 1 }), units(l + 1)]);
  });
}

const firstCost = (space: Space): bigint => space.reduce((sum, { levels }) => sum + levels[0].cost, 0n);

/** A choice not ruled out; `floor`: no choice not ruled out costs less (null = not known). `none`: the optimiser has no answer. */
export type MasterResult =
  | { readonly kind: 'choice'; readonly choice: Choice; readonly floor: bigint | null }
  | { readonly kind: 'impossible' }
  | { readonly kind: 'none' };

/** Finds a cheapest choice that meets all conditions; `isRough`: a cheap one. */
export function cheapestChoice(space: Space, conditions: readonly Condition[], solve: SolveMaster, isRough: boolean): MasterResult {
  if (conditions.some(isImpossible)) return { kind: 'impossible' };
  const columns = columnsOf(space, conditions);
  const first = firstCost(space);
  // Without any other level there is one choice.
  if (columns.upper.length === 0) return { kind: 'choice', choice: [], floor: first };
  const unit = unitOf(space);
  const prices = pricesOf(space, unit, columns);
  const rows = [...columns.rows, ...conditionRows(conditions, columns)];
  const answer = solve({ columnUpper: Float64Array.from(columns.upper), rows, objective: freeze(prices), sense: 'min' }, isRough);
  if (answer.kind === 'infeasible') return { kind: 'impossible' };
  if (answer.kind === 'none' || (!isRough && !answer.isProven)) return { kind: 'none' };
  if (isRough) return { kind: 'choice', choice: readChoice(space, answer.columns, columns), floor: null };
  const units = prices.reduce((sum, [column, price]) => sum + Math.round(answer.columns[column] as number) * price, 0);
  return { kind: 'choice', choice: readChoice(space, answer.columns, columns), floor: first + BigInt(units) * unit };
}

/** Of the choices that meet all conditions and cost no more than `most`, the first in order; null = there is none, or no answer. */
export function firstInOrder(space: Space, conditions: readonly Condition[], most: bigint, solve: SolveMaster): Choice | null {
  const counts = space.flatMap(({ isCount }, dimension): readonly Term[] =>
    isCount ? [{ kind: 'least', dimension, level: 1, value: 0 }] : [],
  );
  const all = [...conditions, { terms: counts, lower: -Infinity, upper: Infinity }];
  const columns = columnsOf(space, all);
  if (columns.upper.length === 0 || conditions.some(isImpossible)) return null;
  const unit = unitOf(space);
  const units = Number(floorDivide(most - firstCost(space), unit));
  // Near 1, so that the optimiser's tolerance is the same whatever the currency.
  const scale = Math.max(1, Math.abs(units));
  const prices = pricesOf(space, unit, columns).map(([column, price]) => [column, price / scale] as const);
  const budget = { terms: freeze(prices), lower: -Infinity, upper: units / scale };
  const { of } = columns;
  const ranks = space.flatMap(({ levels, isCount }, dimension): Entries => {
    const sizes = rankSizes(space, dimension);
    if (isCount) {
      const changed = of({ kind: 'least', dimension, level: 1 });
      return [
        [changed, sizes.change + sizes.place],
        [of({ kind: 'count', dimension }), 1],
      ];
    }
    const isChanged = (l: number): number => Math.sign(levels[l]?.steps.length ?? 0);
    return levels
      .slice(1)
      .map((_, l) => [of({ kind: 'at', dimension, level: l + 1 }), (isChanged(l + 1) - isChanged(0)) * sizes.change + sizes.place + l + 1]);
  });
  const rows = [...columns.rows, ...conditionRows(conditions, columns), budget];
  const answer = solve({ columnUpper: Float64Array.from(columns.upper), rows, objective: freeze(ranks), sense: 'min' }, false);
  if (answer.kind !== 'point') return null;
  const choice = readChoice(space, answer.columns, columns);
  // Within the optimiser's tolerance a choice may be dearer after all.
  return costOf(space, choice) <= most ? choice : null;
}
