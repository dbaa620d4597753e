/** The best plan's proven levels and nothing else: much quicker than a whole plan, for tests that plan thousands of times. */

import { formulate } from '../../src/problem/formulation.ts';
import type { LinearRow } from '../../src/problem/linear.ts';
import { rowsOf } from '../../src/problem/load.ts';
import type { Problem } from '../../src/problem/problem.ts';
import { solveFlow } from '../../src/solver/flow.ts';
import { keepRow, levelValue, scaledTerms } from '../../src/solver/levels.ts';
import { integerPoint } from '../../src/solver/lexicographic.ts';
import type { Engine } from '../../src/solver/solver.ts';

export interface ProvenOptimum {
  readonly isNetwork: boolean;
  readonly levels: readonly { readonly name: string; readonly sense: 'max' | 'min'; readonly value: number }[];
  /** Campaign → contacts. */
  readonly served: ReadonlyMap<string, number>;
}

const FLOW = { engine: 'auto', timeLimitMs: 600_000, clock: () => 0, onLevel: () => undefined, onSolution: () => undefined } as const;

/** Values in the unit people see. Throws: Error when the engine has no proven answer. */
export function provenOptimum(problem: Problem, engine: Engine): ProvenOptimum {
  const flow = solveFlow(problem, FLOW);
  const served = new Map<string, number>(problem.campaigns.map(({ id }) => [id, 0]));
  const count = (demand: number, contacts: number): void => {
    const { id } = problem.campaigns[problem.demands[demand]?.campaign ?? -1] as Problem['campaigns'][number];
    served.set(id, (served.get(id) ?? 0) + contacts);
  };
  if (flow !== null) {
    for (const { demand, contacts } of rowsOf(flow.starts)) count(demand, contacts);
    const levels = flow.levels.filter((level) => level.isProven);
    return { isNetwork: true, levels: levels.map(({ name, sense, value, scale }) => ({ name, sense, value: value / scale })), served };
  }
  const program = formulate(problem);
  const kept: LinearRow[] = [];
  let columns: Float64Array = program.nothing;
  const levels = program.levels
    .filter((level) => level.isProven)
    .map((level) => {
      const rows = [...program.rows, ...kept];
      if (level.terms.columns.length > 0) {
        const model = { columnUpper: program.columnUpper, rows, objective: scaledTerms(level), sense: level.sense };
        const answer = engine.mip(model, { timeMs: 600_000, start: columns, isRough: false });
        const point = answer.kind === 'point' && answer.isProven ? integerPoint(program, rows, answer.columns) : null;
        if (point === null) throw new Error(`${level.name}: no proven answer`);
        columns = point;
      }
      const value = levelValue(level, columns);
      kept.push(keepRow(level, value));
      return { name: level.name, sense: level.sense, value: value / level.scale };
    });
  for (const [i, { demand }] of program.starts.entries()) count(demand, columns[i] as number);
  return { isNetwork: false, levels, served };
}
