// What the benchmark is measured against, and how far every instance is from it.

/**
 * @typedef {import('./instances-base.mjs').Size} Size
 * @typedef {import('./solver-table.mjs').Row} Row
 * @typedef {'cpu' | 'gap' | 'memory' | 'wall'} Cell
 * @typedef {{ limit: number, text: string }} Target a cell is met at or below the limit
 */

export const CELLS = /** @type {const} */ (['cpu', 'gap', 'memory', 'wall']);

/** Part of the instances that may miss a cell, and how far. */
export const MAY_MISS = 0.25;
export const WORST_MISS = 2;

export const PERCENT = 100;

/** @param {number} limit @param {string} [text] @returns {Target} */
const atMost = (limit, text = `≤ ${limit}`) => ({ limit, text });

/** CPU s of the solver until the plan with its proof: problem, proven levels, sender plan. @type {Record<'single' | 'sticky', Record<Size, Target>>} */
const CPU = {
  single: { S: atMost(0.005), M: atMost(0.015), L: atMost(0.06), XL: atMost(0.3), XXL: atMost(3) },
  sticky: { S: atMost(0.06), M: atMost(0.5), L: atMost(1.5), XL: atMost(6), XXL: atMost(75, '≤ 60 (75 counts)') },
};
/** Proven gap in percent: of the weighted sum of priorities a proof is about, the worst of the proofs. @type {Record<'single' | 'sticky', Record<Size, Target>>} */
const GAP = {
  single: { S: atMost(0), M: atMost(0), L: atMost(0), XL: atMost(0), XXL: atMost(0) },
  sticky: { S: atMost(0.1), M: atMost(0.1), L: atMost(0.1), XL: atMost(0.1), XXL: atMost(0.25, '≤ 0.2 (0.25 counts)') },
};
/** Peak MiB of the process of the solver. @type {Record<Size, Target>} */
const MEMORY = { S: atMost(80), M: atMost(100), L: atMost(160), XL: atMost(400), XXL: atMost(1536) };
/** Wall s from plan files to the written, verified plan. @type {Record<Size, Target>} */
const WALL = { S: atMost(0.5), M: atMost(1), L: atMost(4), XL: atMost(20), XXL: atMost(240) };

/** Sequences that reach fewer contacts at each step have no targets. @param {Row['instance']} instance @param {Cell} cell */
export function targetOf(instance, cell) {
  const { size, variant } = instance;
  if (variant === 'thinning') return atMost(Number.POSITIVE_INFINITY, '–');
  if (cell === 'cpu') return CPU[variant][size];
  if (cell === 'gap') return GAP[variant][size];
  return (cell === 'memory' ? MEMORY : WALL)[size];
}

/** Measured value of a cell, Infinity when the run did not end or nothing is proven. @param {Row} row @param {Cell} cell */
export function measured({ solve, command, gap }, cell) {
  if (cell === 'cpu') return solve.report === null ? Number.POSITIVE_INFINITY : solve.provenS;
  if (cell === 'memory') return solve.report?.peakMb ?? Number.POSITIVE_INFINITY;
  if (cell === 'wall') return command.levels === null ? Number.POSITIVE_INFINITY : command.planned.wallS;
  // Optimal is said only when every level is proven, so a gap of 0 over the contacts alone is not enough for a target of 0.
  if (gap.weighted === null) return Number.POSITIVE_INFINITY;
  return gap.weighted === 0 && !command.isOptimal ? Number.MIN_VALUE : PERCENT * gap.weighted;
}

/** How many times the target was reached: 1 = just met. @param {Row} row @param {Cell} cell */
export function excess(row, cell) {
  const value = measured(row, cell);
  const { limit } = targetOf(row.instance, cell);
  if (limit === Number.POSITIVE_INFINITY) return 0;
  if (value <= limit) return limit === 0 ? 0 : value / limit;
  return limit === 0 ? Number.POSITIVE_INFINITY : value / limit;
}
