/**
 * The day prices of one class, optimal for what its starts earn: with the rewards of demands and all shared prices fixed,
 * the classes are separate linear programs, max Σ gain·x subject to the class's daily limits, and only the best paid
 * demand of each cell matters. Method: revised primal simplex with a dense inverse, from the slack basis (the limits are
 * ≥ 0, so it is feasible); the prices of its optimal basis are the answer. Source: Chvátal, Linear Programming, chapters 7 and 10.
 */

/** The program of a class, refilled from class to class. */
export interface ClassProgram {
  /** Limits of the rows, > 0. */
  readonly limits: Float64Array;
  rowCount: number;
  readonly gains: Float64Array;
  cellCount: number;
  /** Step s of cell j: row `rows[s * cellCapacity + j]` (-1 = none), share `shares[s * cellCapacity + j]`. */
  readonly rows: Int32Array;
  readonly shares: Float64Array;
  readonly stepCount: number;
  readonly cellCapacity: number;
}

/** An empty program for up to so many rows, steps and cells. */
export const classProgram = (rows: number, stepCount: number, cellCapacity: number): ClassProgram => ({
  limits: new Float64Array(rows),
  rowCount: 0,
  gains: new Float64Array(cellCapacity),
  cellCount: 0,
  rows: new Int32Array(stepCount * cellCapacity),
  shares: new Float64Array(stepCount * cellCapacity),
  stepCount,
  cellCapacity,
});

/** Whether two programs of equal sizes are the same but for their limits. */
export function differInLimits(a: ClassProgram, b: ClassProgram): boolean {
  if (a.rowCount !== b.rowCount || a.cellCount !== b.cellCount) return false;
  for (let j = 0; j < a.cellCount; j++) {
    if (a.gains[j] !== b.gains[j]) return false;
    for (let at = j; at < a.rows.length; at += a.cellCapacity) if (a.rows[at] !== b.rows[at] || a.shares[at] !== b.shares[at]) return false;
  }
  return true;
}

const SMALLEST_GAIN = 1e-9;
const SMALLEST_PIVOT = 1e-9;
/** What a value may be below zero, relative to the largest limit. */
const NEGATIVE = 1e-9;

/** Scratch space of the simplex, reused from class to class. */
export interface ClassScratch {
  readonly inverse: Float64Array;
  readonly value: Float64Array;
  readonly direction: Float64Array;
}

/** Scratch space for up to `rows` rows. */
export const classScratch = (rows: number): ClassScratch => ({
  inverse: new Float64Array(rows * rows),
  value: new Float64Array(rows),
  direction: new Float64Array(rows),
});

/**
 * Writes the optimal row prices into `prices`. `isSame`: only limits differ from the last program, of which scratch and prices
 * are as they were left: its prices stay optimal where its basis stays feasible, else dual pivots restore that. Returns false
 * when it stopped early: then they are of no use.
 */
export function classPricesExactly(program: ClassProgram, scratch: ClassScratch, prices: Float64Array, isSame = false): boolean {
  const { limits, rowCount: m, gains, cellCount } = program;
  const { inverse, value, direction } = scratch;
  if (!isSame || !restoreFeasibility(program, scratch, prices)) {
    inverse.fill(0, 0, m * m);
    for (let i = 0; i < m; i++) {
      inverse[i * m + i] = 1;
      value[i] = limits[i]!;
    }
    prices.fill(0, 0, m);
  }
  for (let pivots = 0; pivots < 6 * m + 20; pivots++) {
    let entering = -1;
    let most = SMALLEST_GAIN;
    for (let j = 0; j < cellCount; j++) {
      if (gains[j]! <= most) continue;
      const gain = reducedGain(program, j, prices);
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
    directionOf(program, scratch, entering, slackRow);
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
    pivot(scratch, m, leaving, most, prices);
    for (let i = 0; i < m; i++) if (value[i]! < 0) value[i] = 0;
  }
  return false;
}

/** Dual simplex from the last basis with other limits. Returns whether its values are ≥ 0 in the end. */
function restoreFeasibility(program: ClassProgram, scratch: ClassScratch, prices: Float64Array): boolean {
  const { limits, rowCount: m, cellCount, rows, shares, stepCount, cellCapacity } = program;
  const { inverse, value } = scratch;
  let largest = 0;
  for (let i = 0; i < m; i++) {
    let sum = 0;
    for (let c = 0; c < m; c++) sum += inverse[i * m + c]! * limits[c]!;
    value[i] = sum;
    largest = Math.max(largest, limits[i]!);
  }
  for (let pivots = 0; pivots <= m; pivots++) {
    let leaving = -1;
    let least = -NEGATIVE * largest;
    for (let i = 0; i < m; i++)
      if (value[i]! < least) {
        least = value[i]!;
        leaving = i;
      }
    if (leaving < 0) {
      for (let i = 0; i < m; i++) value[i] = Math.max(0, value[i]!);
      return true;
    }
    const at = leaving * m;
    let entering = -1;
    let slackRow = -1;
    let ratio = Infinity;
    let gain = 0;
    for (let j = 0; j < cellCount; j++) {
      let across = 0;
      for (let s = 0; s < stepCount; s++) {
        const row = rows[s * cellCapacity + j]!;
        if (row >= 0) across += shares[s * cellCapacity + j]! * inverse[at + row]!;
      }
      if (across >= -SMALLEST_PIVOT) continue;
      const reduced = Math.min(0, reducedGain(program, j, prices));
      if (reduced / across >= ratio) continue;
      ratio = reduced / across;
      gain = reduced;
      entering = j;
    }
    for (let i = 0; i < m; i++) {
      const across = inverse[at + i]!;
      const reduced = Math.min(0, -prices[i]!);
      if (across >= -SMALLEST_PIVOT || reduced / across >= ratio) continue;
      ratio = reduced / across;
      gain = reduced;
      slackRow = i;
    }
    if (ratio === Infinity) return false;
    directionOf(program, scratch, entering, slackRow);
    pivot(scratch, m, leaving, gain, prices);
  }
  return false;
}

/** What a cell earns beyond the prices of its rows. */
function reducedGain({ gains, rows, shares, stepCount, cellCapacity }: ClassProgram, cell: number, prices: Float64Array): number {
  let gain = gains[cell]!;
  for (let s = 0; s < stepCount; s++) {
    const row = rows[s * cellCapacity + cell]!;
    if (row >= 0) gain -= shares[s * cellCapacity + cell]! * prices[row]!;
  }
  return gain;
}

/** Inverse times the column of a slack, or where there is none of a cell. */
function directionOf(program: ClassProgram, { inverse, direction }: ClassScratch, cell: number, slackRow: number): void {
  const { rowCount: m, rows, shares, stepCount, cellCapacity } = program;
  for (let i = 0; i < m; i++) {
    let sum = 0;
    if (slackRow >= 0) sum = inverse[i * m + slackRow]!;
    else
      for (let s = 0; s < stepCount; s++) {
        const row = rows[s * cellCapacity + cell]!;
        if (row >= 0) sum += shares[s * cellCapacity + cell]! * inverse[i * m + row]!;
      }
    direction[i] = sum;
  }
}

/** Brings in the column of `direction` for the one basic in row `at`. Each price moves by the reduced gain times the pivot row. */
function pivot({ inverse, value, direction }: ClassScratch, m: number, at: number, gain: number, prices: Float64Array): void {
  const by = direction[at]!;
  const amount = value[at]! / by;
  const from = at * m;
  for (let c = 0; c < m; c++) inverse[from + c]! /= by;
  for (let i = 0; i < m; i++) {
    const factor = direction[i]!;
    if (i === at || factor === 0) continue;
    value[i]! -= factor * amount;
    for (let c = 0; c < m; c++) inverse[i * m + c]! -= factor * inverse[from + c]!;
  }
  value[at] = amount;
  for (let c = 0; c < m; c++) prices[c]! += gain * inverse[from + c]!;
}
