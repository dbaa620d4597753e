// The naive model in javascript-lp-solver, in whole contacts. Run: node test/bench/naive-jslp.mjs <folder>

import jslp from 'javascript-lp-solver';
import { runNaive } from './naive-model.mjs';

await runNaive(async ({ weights, starts, rows, values, upper }) => {
  /** @type {Record<string, Record<string, number>>} */
  const variables = {};
  /** @type {Record<string, 1>} */
  const ints = {};
  weights.forEach((weight, c) => {
    /** @type {Record<string, number>} */
    const column = { goal: weight };
    for (let i = starts[c] ?? 0; i < (starts[c + 1] ?? 0); i++) column[`r${rows[i]}`] = values[i] ?? 0;
    variables[`x${c}`] = column;
    ints[`x${c}`] = 1;
  });
  const constraints = Object.fromEntries(upper.map((max, r) => [`r${r}`, { max }]));
  const answer = jslp.Solve({ optimize: 'goal', opType: 'max', constraints, variables, ints });
  if (answer.feasible !== true) throw new Error('called infeasible, which it is not');
  if (answer.isIntegral !== true) throw new Error('the answer is not integral');
  return { columns: weights.map((_, c) => answer[`x${c}`] ?? 0), isRelaxed: false };
});
