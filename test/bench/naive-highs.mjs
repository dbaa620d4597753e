// The naive model in HiGHS, relaxed to fractions of contacts, through its matrix interface. Run: node test/bench/naive-highs.mjs <folder>

import loadHighs from 'highs';
import { runNaive } from './naive-model.mjs';

const OPTIMAL = 7;

await runNaive(async ({ weights, starts, rows, values, upper }) => {
  const highs = await loadHighs({ print: () => undefined, printErr: () => undefined });
  const numCols = weights.length;
  const numRows = upper.length;
  const model = highs.createModel({
    numCols,
    numRows,
    sense: highs.constants.objectiveSense.maximize,
    colCost: Float64Array.from(weights),
    colLower: new Float64Array(numCols),
    colUpper: new Float64Array(numCols).fill(highs.infinity),
    rowLower: new Float64Array(numRows).fill(-highs.infinity),
    rowUpper: Float64Array.from(upper),
    matrix: {
      format: 'csc',
      numRows,
      numCols,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(rows),
      values: Float64Array.from(values),
    },
  });
  model.options.set({ output_flag: false });
  model.run();
  const status = model.getModelStatus();
  if (status !== OPTIMAL) throw new Error(`HiGHS ended with status ${status}`);
  const columns = model.getSolution().colValue;
  model.dispose();
  return { columns, isRelaxed: true };
});
