/**
 * javascript-lp-solver as engine, for small problems and as second opinion. It sees generated names only (`c0`, `r0`),
 * and its answer counts only when it says integral and every number is finite: after its own time-out it returns the
 * relaxation as if it were feasible. It does not stop inside the simplex, so it runs in a worker that can be ended.
 */

import { SolverError } from '../errors.ts';
import { objectiveOf } from './objective.ts';
import type { Engine, EngineLimits, EngineModel, LpAnswer, MipAnswer } from './solver.ts';

/** Dense tableau: rows × columns beyond this would not fit. */
const MAX_CELLS = 20_000_000;

/** Model as javascript-lp-solver takes it; every name is generated. */
export interface JslpModel {
  optimize: string;
  opType: 'max' | 'min';
  constraints: Record<string, { min?: number; max?: number; equal?: number }>;
  variables: Record<string, Record<string, number>>;
  ints?: Record<string, 1>;
  options?: { timeout: number };
}

/** The package's solve function: a model by names in, values by names out. */
export type JslpLoader = () => Promise<(model: JslpModel) => Record<string, unknown>>;

const packagedJslp: JslpLoader = async () => {
  // The types describe the CommonJS build, where the solver sits one `default` deeper.
  const jslp = (await import('javascript-lp-solver')).default as unknown as { Solve: (model: JslpModel) => Record<string, unknown> };
  return (model) => jslp.Solve(model);
};

/** Loads javascript-lp-solver. */
export async function loadJslp(load: JslpLoader = packagedJslp): Promise<Engine> {
  const { version } = (await import('javascript-lp-solver/package.json', { with: { type: 'json' } })).default;
  const solve = await load();
  return {
    name: 'javascript-lp-solver',
    version,
    mip(model: EngineModel, limits: EngineLimits): MipAnswer {
      // Rough levels only shape the plan: without node limits here, the start point is kept instead of a long search.
      if (limits.isRough && limits.start !== null && model.columnUpper.length > 60)
        return { kind: 'point', columns: limits.start, objective: objectiveOf(model, limits.start), isProven: false };
      const program = primal(model);
      refuseLarge(program);
      const answer = solve({
        ...program,
        ints: Object.fromEntries(names(model).map((n) => [n, 1 as const])),
        options: { timeout: Math.max(50, limits.timeMs) },
      });
      // It also says so when its time ran out; where a feasible point is known, that is the only way to read it.
      if (answer['feasible'] !== true) return { kind: limits.start === null ? 'infeasible' : 'none' };
      if (answer['bounded'] === false) throw new SolverError('solver_untrusted', 'javascript-lp-solver calls a bounded plan unbounded');
      if (answer['isIntegral'] !== true) return { kind: 'none' };
      const columns = new Float64Array(model.columnUpper.length);
      for (let c = 0; c < columns.length; c++) {
        const value = answer[`c${c}`] ?? 0;
        if (typeof value !== 'number' || !Number.isFinite(value))
          throw new SolverError('solver_untrusted', 'javascript-lp-solver gives a value that is not a number');
        columns[c] = value;
      }
      // Its `result` is wrong for some tiny minimisations (min c0, c0 ≥ 1, c0 ≤ 1 gives result 0 beside c0 = 1), so it is not read.
      return { kind: 'point', columns, objective: objectiveOf(model, columns), isProven: true };
    },
    lp(model: EngineModel): LpAnswer | null {
      // It reports no dual prices, so the dual program is solved as a program of its own.
      const program = dual(model);
      refuseLarge(program);
      const answer = solve(program);
      if (answer['feasible'] !== true || answer['bounded'] === false) return null;
      const read = (name: string) => {
        const value = answer[name] ?? 0;
        return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
      };
      const flip = model.sense === 'max' ? 1 : -1;
      const duals = Float64Array.from(model.rows, (_, r) => flip * (read(`p${r}`) - read(`n${r}`)));
      const value =
        flip *
        Object.entries(program.variables).reduce(
          (sum, [name, entry]) => sum + (entry['goal'] === 0 ? 0 : (entry['goal'] ?? 0) * read(name)),
          0,
        );
      return duals.some(Number.isNaN) || Number.isNaN(value) ? null : { value, duals, columns: null };
    },
  };
}

const names = (model: EngineModel): string[] => Array.from(model.columnUpper, (_, c) => `c${c}`);

function refuseLarge(program: JslpModel): void {
  const rows = Object.keys(program.constraints).length;
  const columns = Object.keys(program.variables).length;
  if (rows * columns > MAX_CELLS) {
    throw new SolverError(
      'solver_too_large',
      `javascript-lp-solver keeps a dense table: ${rows} rows × ${columns} columns is over its limit of ${MAX_CELLS} cells. Use --solver highs.`,
    );
  }
}

function primal(model: EngineModel): JslpModel {
  const constraints: JslpModel['constraints'] = {};
  const variables: JslpModel['variables'] = Object.fromEntries(names(model).map((n) => [n, {}]));
  model.rows.forEach((row, r) => {
    constraints[`r${r}`] =
      row.lower === row.upper
        ? { equal: row.upper }
        : { ...(row.upper < Infinity ? { max: row.upper } : {}), ...(row.lower > -Infinity ? { min: row.lower } : {}) };
    row.terms.columns.forEach((c, i) => {
      (variables[`c${c}`] as Record<string, number>)[`r${r}`] = row.terms.values[i] as number;
    });
  });
  model.columnUpper.forEach((upper, c) => {
    if (upper === Infinity) return;
    constraints[`u${c}`] = { max: upper };
    (variables[`c${c}`] as Record<string, number>)[`u${c}`] = 1;
  });
  model.objective.columns.forEach((c, i) => {
    (variables[`c${c}`] as Record<string, number>)['goal'] = model.objective.values[i] as number;
  });
  return { optimize: 'goal', opType: model.sense, constraints, variables };
}

/** Dual of max g·x, a_i·x ≤ b_i, x ≤ u, x ≥ 0: min b·p + u·v, pᵀA + v ≥ g. Equalities get a free price p − n; ≥ rows a price −n. */
function dual(model: EngineModel): JslpModel {
  const sign = model.sense === 'max' ? 1 : -1;
  const constraints: JslpModel['constraints'] = Object.fromEntries(names(model).map((n) => [n, { min: 0 }]));
  model.objective.columns.forEach((c, i) => {
    constraints[`c${c}`] = { min: sign * (model.objective.values[i] as number) };
  });
  const variables: JslpModel['variables'] = {};
  const price = (name: string, cost: number, terms: EngineModel['objective'], factor: number) => {
    const entry: Record<string, number> = { goal: cost };
    terms.columns.forEach((c, i) => {
      entry[`c${c}`] = factor * (terms.values[i] as number);
    });
    variables[name] = entry;
  };
  model.rows.forEach((row, r) => {
    if (row.upper < Infinity) price(`p${r}`, row.upper, row.terms, 1);
    if (row.lower > -Infinity) price(`n${r}`, -row.lower, row.terms, -1);
  });
  model.columnUpper.forEach((upper, c) => {
    if (upper < Infinity) variables[`v${c}`] = { goal: upper, [`c${c}`]: 1 };
  });
  return { optimize: 'goal', opType: 'min', constraints, variables };
}
