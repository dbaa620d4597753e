// What whole contacts cost at least: one sender, one campaign, the most starts of its limit over the reals and in whole contacts.
// A bound knows fractions of contacts; where steps reach 0.85 and 0.7 of them, a full day of whole contacts leaves parts of a send.
// Run: node test/bench/whole-contacts.mjs

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import loadHighs from 'highs';
import { OFFSETS, SHARES } from './instances-demand.mjs';

const LIMITS = [20, 25, 30, 35, 40, 45, 50];
const DAYS = 30;
const OPTIMAL = 7;

const highs = await loadHighs({ print: () => undefined, printErr: () => undefined });

/** Most starts of a sequence. @param {readonly number[]} offsets @param {readonly number[]} shares @param {number} limit @param {boolean} isWhole */
function mostStarts(offsets, shares, limit, isWhole) {
  const numCols = DAYS - (offsets.at(-1) ?? 0);
  const columns = Array.from({ length: numCols }, (_, start) => offsets.map((offset) => start + offset));
  const model = highs.createModel({
    numCols,
    numRows: DAYS,
    sense: highs.constants.objectiveSense.maximize,
    colCost: new Float64Array(numCols).fill(1),
    colLower: new Float64Array(numCols),
    colUpper: new Float64Array(numCols).fill(highs.infinity),
    rowLower: new Float64Array(DAYS).fill(-highs.infinity),
    rowUpper: new Float64Array(DAYS).fill(limit),
    matrix: {
      format: 'csc',
      numRows: DAYS,
      numCols,
      starts: Int32Array.from({ length: numCols + 1 }, (_, j) => j * offsets.length),
      indices: Int32Array.from(columns.flat()),
      values: Float64Array.from(columns.flatMap(() => [...shares])),
    },
    ...(isWhole ? { integrality: new Int32Array(numCols).fill(1) } : {}),
  });
  model.options.set({ output_flag: false, mip_rel_gap: 0 });
  model.run();
  const status = model.getModelStatus();
  if (status !== OPTIMAL) throw new Error(`HiGHS ended with status ${status}`);
  const value = model.getObjectiveValue();
  model.dispose();
  return value;
}

const { thinning } = SHARES;
const lines = OFFSETS.map((offsets) => {
  const lost = (/** @type {readonly number[]} */ shares) => {
    const parts = LIMITS.map((limit) => 100 * (1 - mostStarts(offsets, shares, limit, true) / mostStarts(offsets, shares, limit, false)));
    const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length;
    return `${Math.abs(mean).toFixed(3)} (${Math.abs(Math.max(...parts)).toFixed(3)})`;
  };
  return `| ${offsets.join(', ')} | ${lost([1, 1, 1])} | ${lost(thinning)} |`;
});
const text = `# Whole contacts

\`node test/bench/whole-contacts.mjs\`: one sender with ${LIMITS[0]} to ${LIMITS.at(-1)} sends a day over ${DAYS} days, one campaign that fills it. How far the best plan in
whole contacts (HiGHS, branch and bound) stays below the best one in fractions, %; mean (worst) over the limits.

| days of the steps | every step to everybody | second step to ${thinning[1]}, third to ${thinning[2]} |
| --- | ---: | ---: |
${lines.join('\n')}
`;
writeFileSync(fileURLToPath(new URL('./results/whole-contacts.md', import.meta.url)), text);
process.stdout.write(text);
