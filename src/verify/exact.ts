/**
 * Exact integers that are fast while they are small: a number up to 2^53 - 1, a BigInt beyond. A value has one form only,
 * so `===` and `<` compare values, whichever forms meet.
 *
 * Why the fast path is exact: a double holds every integer up to 2^53, and rounding never changes the order of two numbers,
 * so a result above 2^53 - 1 shows as one above 2^53 - 1 and is computed again in BigInts.
 */

/** An integer in its only form. */
export type Exact = number | bigint;

const isSafe = (n: number): boolean => n <= Number.MAX_SAFE_INTEGER && n >= -Number.MAX_SAFE_INTEGER;

/** An integer of any size in its only form. */
export const exact = (n: bigint): Exact => (isSafe(Number(n)) ? Number(n) : n);

/** a + b. */
export function plus(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (isSafe(sum)) return sum;
  }
  return exact(BigInt(a) + BigInt(b));
}

/** a - b. */
export function minus(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (isSafe(difference)) return difference;
  }
  return exact(BigInt(a) - BigInt(b));
}

/** a × b. */
export function times(a: Exact, b: Exact): Exact {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // + 0 turns -0 into 0.
    if (isSafe(product)) return product + 0;
  }
  return exact(BigInt(a) * BigInt(b));
}

/** Running sums, one per index. Memory: 8 bytes each; sums above 2^53 - 1 stand beside them. */
export interface Sums {
  readonly small: Float64Array;
  /** Sums that left `small`, which then holds 0. */
  readonly large: Map<number, bigint>;
}

/** Sums that are all 0. */
export const createSums = (length: number): Sums => ({ small: new Float64Array(length), large: new Map() });

/** Adds an integer to one sum. */
export function addTo({ small, large }: Sums, index: number, amount: Exact): void {
  const known = large.size === 0 ? undefined : large.get(index);
  const next = plus(known ?? (small[index] as number), amount);
  if (typeof next === 'number') {
    small[index] = next;
    if (known !== undefined) large.delete(index);
  } else {
    small[index] = 0;
    large.set(index, next);
  }
}

/** One sum. */
export const sumAt = ({ small, large }: Sums, index: number): Exact =>
  (large.size === 0 ? undefined : large.get(index)) ?? (small[index] as number);
