/**
 * Integer programs without the columns that a limit of zero holds at zero. A sender without room then makes no
 * difference to the engine, and none to the plan among equally good ones.
 */

import type { Engine, EngineLimits, EngineModel, EngineRow, MipAnswer } from './solver.ts';

/** Solves the model without its idle columns; the answer is one for the whole model. Throws: what the engine throws. */
export function mipWithoutIdle(engine: Engine, model: EngineModel, limits: EngineLimits): MipAnswer {
  const isIdle = idleColumns(model);
  const busy = [...model.columnUpper.keys()].filter((c) => isIdle[c] === 0);
  const place = new Int32Array(model.columnUpper.length);
  busy.forEach((c, i) => {
    place[c] = i;
  });
  const shrink = (columns: Float64Array) => Float64Array.from(busy, (c) => columns[c] as number);
  const keep = (terms: EngineModel['objective']): EngineModel['objective'] => {
    const kept = [...terms.columns.keys()].filter((i) => isIdle[terms.columns[i] as number] === 0);
    return {
      columns: Int32Array.from(kept, (i) => place[terms.columns[i] as number] as number),
      values: Float64Array.from(kept, (i) => terms.values[i] as number),
    };
  };
  const objective = keep(model.objective);
  if (objective.columns.length === 0 && limits.start !== null)
    return { kind: 'point', columns: limits.start, objective: 0, isProven: true };
  const rows = model.rows
    .map((row): EngineRow => ({ ...row, terms: keep(row.terms) }))
    .filter((row) => row.terms.columns.length > 0 || row.lower > 0 || row.upper < 0);
  const answer = engine.mip(
    { columnUpper: shrink(model.columnUpper), rows, objective, sense: model.sense },
    { ...limits, start: limits.start && shrink(limits.start) },
  );
  if (answer.kind !== 'point') return answer;
  const columns = new Float64Array(model.columnUpper.length);
  busy.forEach((c, i) => {
    columns[c] = answer.columns[i] as number;
  });
  return { ...answer, columns };
}

/** 1 for columns that can only be 0: their own limit is 0, or that of a row in which everything counts upward. */
function idleColumns({ columnUpper, rows }: EngineModel): Uint8Array {
  const isIdle = Uint8Array.from(columnUpper, (upper) => (upper <= 0 ? 1 : 0));
  for (const { terms, upper } of rows) {
    if (upper <= 0 && terms.values.every((v) => v > 0)) for (const c of terms.columns) isIdle[c] = 1;
  }
  return isIdle;
}
