/**
 * What keeps a demand from being served: exhausted groups of limits, lifted one group after the other until the demand
 * fits, every other demand kept at what it got. The contacts each lift brings are the group's share of the shortfall.
 */

import type { RowKey } from '../model/plan.ts';
import type { LinearProgram, LinearRow } from '../problem/linear.ts';
import type { Problem } from '../problem/problem.ts';
import type { Bottleneck, Engine, EngineModel, EngineRow, LpAnswer, ShortDemand } from './solver.ts';

const MAX_GROUPS = 8;
/** Work spent on explanations, in columns of all relaxations solved: small programs are explained whole, large ones for their worst demands. */
const COLUMN_BUDGET = 200_000;
/** Relaxations spent however large the program is. */
const LEAST_RELAXATIONS = 4;
const EPSILON = 1e-6;

/** Rows that belong together in a sentence: same family, same account, domain or campaign. */
export const groupName = (row: LinearRow): string => {
  const key = row.key;
  return key === null ? '' : [key.family, key.account ?? '', key.domain ?? '', key.campaign ?? ''].join('\u0000');
};

/** A demand as the explanation sees it: its start columns, and how many contacts a point serves. */
interface Served {
  readonly demand: number;
  readonly contacts: number;
  readonly starts: readonly number[];
  readonly served: number;
}

/** Explains every demand of a Problem that a point does not fully serve, the worst first. */
export function explainShortfalls(
  problem: Problem,
  program: LinearProgram,
  engine: Engine,
  columns: Float64Array,
  left: () => number,
): readonly ShortDemand[] {
  const starts: number[][] = problem.demands.map(() => []);
  program.starts.forEach((s, i) => {
    starts[s.demand]?.push(i);
  });
  const demands = problem.demands.map((d, demand): Served => {
    const own = starts[demand] as readonly number[];
    return { demand, contacts: d.contacts, starts: own, served: own.reduce((n, x) => n + (columns[x] as number), 0) };
  });
  const short = demands
    .filter((d) => d.served < d.contacts)
    .sort((a, b) => b.contacts - b.served - (a.contacts - a.served) || a.demand - b.demand);
  const keyed = program.rows.filter((row) => row.key !== null);
  const keep = demands.map((d): EngineRow => ({ terms: ones(d.starts), lower: d.served, upper: Infinity }));
  let relaxations = Math.max(LEAST_RELAXATIONS, Math.floor(COLUMN_BUDGET / Math.max(1, program.columnUpper.length)));
  const relax = (model: EngineModel) => {
    relaxations--;
    return engine.lp(model, left());
  };
  return short.map((d) => {
    if (d.starts.length > 0 && (relaxations <= 0 || left() <= 0)) {
      return { demand: d.demand, groups: [], unexplained: d.contacts - d.served, isAnalysed: false };
    }
    const others = keep.filter((row, i) => i !== d.demand && row.terms.columns.length > 0);
    return explain(program, keyed, relax, d, others);
  });
}

const ones = (columns: readonly number[]) => ({ columns: Int32Array.from(columns), values: new Float64Array(columns.length).fill(1) });

function explain(
  program: LinearProgram,
  keyed: readonly LinearRow[],
  relax: (model: EngineModel) => LpAnswer | null,
  demand: Served,
  others: readonly EngineRow[],
): ShortDemand {
  const { contacts } = demand;
  const groups: Bottleneck[] = [];
  const lifted = new Set<string>();
  let reached = demand.served;
  let pending: RowKey[] = [];
  for (let round = 0; round <= MAX_GROUPS && demand.starts.length > 0 && reached < contacts; round++) {
    const active = keyed.filter((row) => !lifted.has(groupName(row)));
    const answer = relax({ columnUpper: program.columnUpper, rows: [...active, ...others], objective: ones(demand.starts), sense: 'max' });
    if (answer === null) break;
    const now = Math.min(contacts, Math.max(reached, Math.floor(answer.value + EPSILON)));
    // Round 0 only finds what binds: a gain there is whole contacts against fractions, not a limit.
    if (round > 0 && now > reached) {
      groups.push({ keys: pending, missing: now - reached });
      pending = [];
      reached = now;
    }
    const isLimit = (row: LinearRow) => row.key?.family !== 'demand' && row.key?.family !== 'follow_up_balance';
    const binding = active.filter((row, i) => Math.abs(answer.duals[i] as number) > EPSILON && isLimit(row));
    const first = binding[0];
    if (first === undefined) break;
    lifted.add(groupName(first));
    pending.push(...binding.flatMap((row) => (groupName(row) === groupName(first) ? (row.key ?? []) : [])));
  }
  return { demand: demand.demand, groups, unexplained: contacts - reached, isAnalysed: true };
}
