/**
 * The day prices of one class, optimal for what its starts earn: with the rewards of demands and all shared prices fixed,
 * the classes are separate linear programs, max Σ gain·x subject to the class's daily limits, and only the best paid
 * demand of each cell matters. Method: revised primal simplex with a dense inverse, from the slack basis (the limits are
 * ≥ 0, so it is feasible); the prices of its optimal basis are the answer. Source: Chvátal, Linear Programming, chapter 7.
 */

/** A column of the program of a class: its rows and shares are entries `first` to `first + count - 1`. */
export interface ClassProgram {
  /** Limits of the rows, > 0. */
  readonly limits: Float64Array;
  readonly rowCount: number;
  readonly gains: Float64Array;
  readonly cellCount: number;
  /** Step s of cell j: row `rows[s * cellCapacity + j]` (-1 = none), share `shares[s * cellCapacity + j]`. */
  readonly rows: Int32Array;
  readonly shares: Float64Array;
  readonly stepCount: number;
  readonly cellCapacity: number;
}

const SMALLEST_GAIN = 1e-9;
const SMALLEST_PIVOT = 1e-9;

/** Scratch space of the simplex, reused from class to class. */
export interface ClassScratch {
  readonly inverse: Float64Array;
  readonly basis: Int32Array;
  readonly value: Float64Array;
  readonly direction: Float64Array;
}

/** Scratch space for up to `rows` rows. */
export const classScratch = (rows: number): ClassScratch => ({
  inverse: new Float64Array(rows * rows),
  basis: new Int32Array(rows),
  value: new Float64Array(rows),
  direction: new Float64Array(rows),
});

/** Writes the optimal row prices into `prices`. Returns false when it stopped early: then they are of no use. */
export function classPricesExactly(
  program: ClassProgram,
  { inverse, basis, value, direction }: ClassScratch,
  prices: Float64Array,
): boolean {
  const { limits, rowCount: m, gains, cellCount, rows, shares, stepCount, cellCapacity } = program;
  inverse.fill(0, 0, m * m);
  for (let i = 0; i < m; i++) {
    inverse[i * m + i] = 1;
    basis[i] = -1;
    value[i] = limits[i]!;
  }
  prices.fill(0, 0, m);
  for (let pivots = 0; pivots < 6 * m + 20; pivots++) {
    let entering = -1;
    let most = SMALLEST_GAIN;
    for (let j = 0; j < cellCount; j++) {
      let gain = gains[j]!;
      if (gain <= most) continue;
      for (let s = 0; s < stepCount; s++) {
        const row = rows[s * cellCapacity + j]!;
        if (row >= 0) gain -= shares[s * cellCapacity + j]! * prices[row]!;
      }
      if (gain > most) {
        most = gain;
        entering = j;
      }
    }
    // A slack whose price went below zero may come back in.
    let slackRow = -1;
    for (let i = 0; i < m; i++)
      if (-prices[i]! > most) {
        most = -prices[i]!;
        slackRow = i;
      }
    if (entering < 0 && slackRow < 0) return true;
    for (let i = 0; i < m; i++) {
      let sum = 0;
      if (slackRow >= 0) sum = inverse[i * m + slackRow]!;
      else
        for (let s = 0; s < stepCount; s++) {
          const row = rows[s * cellCapacity + entering]!;
          if (row >= 0) sum += shares[s * cellCapacity + entering]! * inverse[i * m + row]!;
        }
      direction[i] = sum;
    }
    let leaving = -1;
    let ratio = Infinity;
    for (let i = 0; i < m; i++) {
      if (direction[i]! <= SMALLEST_PIVOT) continue;
      const r = value[i]! / direction[i]!;
      if (r < ratio || (r === ratio && direction[i]! > direction[leaving]!)) {
        ratio = r;
        leaving = i;
      }
    }
    if (leaving < 0) return false;
    const pivot = direction[leaving]!;
    const at = leaving * m;
    for (let c = 0; c < m; c++) inverse[at + c]! /= pivot;
    for (let i = 0; i < m; i++) {
      const factor = direction[i]!;
      if (i === leaving || factor === 0) continue;
      value[i] = Math.max(0, value[i]! - factor * ratio);
      for (let c = 0; c < m; c++) inverse[i * m + c]! -= factor * inverse[at + c]!;
    }
    value[leaving] = ratio;
    basis[leaving] = slackRow >= 0 ? -1 : entering;
    // Each price moves by the reduced gain times the pivot row.
    for (let c = 0; c < m; c++) prices[c]! += most * inverse[at + c]!;
  }
  return false;
}
