/**
 * HiGHS (WebAssembly build) as engine, through its sparse-matrix interface: user text never reaches it, and raw status
 * codes stay visible. Source: npm package `highs` 1.15 types.d.ts; HiGHS documentation of options.
 */

import type { Highs, InitOptions } from 'highs';
import { SolverError } from '../errors.ts';
import type { Engine, EngineLimits, EngineModel, LpAnswer, MipAnswer } from './solver.ts';

// highs-js #53, HiGHS #3043: cores before 1.15 called wrong answers optimal with presolve on.
const FIRST_TRUSTED_CORE = [1, 15] as const;
const OPTIMAL = 7;
const EMPTY = 6;
const INFEASIBLE = 8;
/** Stopped early: objective bound or target, time, iterations, solutions, interrupt. */
const STOPPED = new Set([11, 12, 13, 14, 16, 17]);
const FEASIBLE_POINT = 2;
/** Nodes spent on a level that shapes the plan without a proof. */
const ROUGH_NODES = 50;

/**
 * What a HiGHS status means for us. At a time limit without incumbent HiGHS still fills in column values, so only a
 * feasible primal status makes a stopped run an answer; every status not listed is refused.
 */
export function judgeStatus(
  status: number,
  primalStatus: number,
): 'optimal' | 'infeasible' | 'stopped-with-point' | 'stopped' | 'untrusted' {
  if (status === OPTIMAL || status === EMPTY) return 'optimal';
  if (status === INFEASIBLE) return 'infeasible';
  if (!STOPPED.has(status)) return 'untrusted';
  return primalStatus === FEASIBLE_POINT ? 'stopped-with-point' : 'stopped';
}

/** Loader of the HiGHS module, as exported by the package. */
export type HighsLoader = (options: InitOptions) => Promise<Highs>;

// The types describe the CommonJS build, where the loader is the module itself.
const packagedHighs: HighsLoader = async (options) => ((await import('highs')).default as unknown as HighsLoader)(options);

/** Loads HiGHS. Throws: SolverError `solver_engine` for a core that is not trusted (read from the loaded module, not from the package). */
export async function loadHighs(load: HighsLoader = packagedHighs): Promise<Engine> {
  const highs = await load({ print: () => undefined, printErr: () => undefined });
  const { major, minor, string: version } = highs.version;
  if (major < FIRST_TRUSTED_CORE[0] || (major === FIRST_TRUSTED_CORE[0] && minor < FIRST_TRUSTED_CORE[1])) {
    throw new SolverError(
      'solver_engine',
      `HiGHS core ${version} is refused: cores before 1.15 give wrong answers. Install highs 1.15 or later.`,
    );
  }

  function withModel<T>(
    model: EngineModel,
    isMip: boolean,
    options: Record<string, number | string | boolean>,
    use: (m: ReturnType<typeof highs.createModel>) => T,
  ): T {
    const numCols = model.columnUpper.length;
    const m = highs.createModel({
      numCols,
      numRows: model.rows.length,
      sense: model.sense === 'max' ? highs.constants.objectiveSense.maximize : highs.constants.objectiveSense.minimize,
      colCost: dense(model, numCols),
      colLower: new Float64Array(numCols),
      colUpper: model.columnUpper.map((u) => (u === Infinity ? highs.infinity : u)),
      rowLower: Float64Array.from(model.rows, (r) => (r.lower === -Infinity ? -highs.infinity : r.lower)),
      rowUpper: Float64Array.from(model.rows, (r) => (r.upper === Infinity ? highs.infinity : r.upper)),
      matrix: matrix(model, numCols),
      ...(isMip ? { integrality: new Int32Array(numCols).fill(1) } : {}),
    });
    try {
      m.options.set({ output_flag: false, random_seed: 0, ...options });
      return use(m);
    } finally {
      m.dispose();
    }
  }

  return {
    name: 'highs',
    version,
    mip(model: EngineModel, limits: EngineLimits): MipAnswer {
      const effort = limits.isRough
        ? { mip_max_nodes: ROUGH_NODES, mip_rel_gap: 0.005, mip_abs_gap: 0.5 }
        : { mip_rel_gap: 0, mip_abs_gap: 1e-6 };
      return withModel(model, true, { ...effort, time_limit: Math.max(0.05, limits.timeMs / 1000) }, (m) => {
        if (limits.start !== null) m.setSolution({ colValue: limits.start });
        m.run();
        const status = m.getModelStatus();
        const verdict = judgeStatus(status, m.info.get('primal_solution_status') as number);
        if (verdict === 'infeasible') return { kind: 'infeasible' };
        if (verdict === 'stopped') return { kind: 'none' };
        if (verdict === 'untrusted')
          throw new SolverError('solver_untrusted', `HiGHS ended with status ${status}, which is neither an answer nor a limit`);
        return { kind: 'point', columns: m.getSolution().colValue, objective: m.getObjectiveValue(), isProven: verdict === 'optimal' };
      });
    },
    lp(model: EngineModel, timeMs: number): LpAnswer | null {
      return withModel(model, false, { time_limit: Math.max(0.05, timeMs / 1000) }, (m) => {
        m.run();
        if (m.getModelStatus() !== OPTIMAL) return null;
        const value = m.getObjectiveValue();
        const { rowDual, colValue } = m.getSolution();
        return Number.isFinite(value) && Math.abs(value) < 1e30 ? { value, duals: rowDual, columns: colValue } : null;
      });
    },
  };
}

function dense(model: EngineModel, numCols: number): Float64Array {
  const cost = new Float64Array(numCols);
  model.objective.columns.forEach((column, i) => {
    cost[column] = model.objective.values[i] as number;
  });
  return cost;
}

function matrix(model: EngineModel, numCols: number) {
  const starts = new Int32Array(model.rows.length + 1);
  model.rows.forEach((row, i) => {
    starts[i + 1] = (starts[i] as number) + row.terms.columns.length;
  });
  const size = starts[model.rows.length] as number;
  const indices = new Int32Array(size);
  const values = new Float64Array(size);
  model.rows.forEach((row, i) => {
    indices.set(row.terms.columns, starts[i]);
    values.set(row.terms.values, starts[i]);
  });
  return { format: 'csr' as const, numRows: model.rows.length, numCols, starts, indices, values };
}
