/**
 * What keeps a demand from being served: exhausted groups of limits, lifted one group after the other until the demand
 * fits, every other demand kept at what it got. The contacts each lift brings are the group's share of the shortfall.
 */

import type { LinearProgram, LinearRow } from '../problem/linear.ts';
import type { Bottleneck, Engine, EngineRow, Solution } from './solver.ts';

const MAX_GROUPS = 8;
/** Demands explained per plan; the worst first. */
const MAX_DEMANDS = 40;
const EPSILON = 1e-6;

/** Rows that belong together in a sentence: same family, same account, domain or campaign. */
export const groupName = (row: LinearRow): string => {
  const key = row.key;
  return key === null ? '' : [key.family, key.account ?? '', key.domain ?? '', key.campaign ?? ''].join('\u0000');
};

/** Explains every demand that is not fully served. */
export function explainShortfalls(
  program: LinearProgram,
  demands: readonly { readonly contacts: number; readonly starts: readonly number[] }[],
  engine: Engine,
  columns: Float64Array,
  left: () => number,
): Solution['bottlenecks'] {
  const served = demands.map((d) => d.starts.reduce((n, x) => n + (columns[x] as number), 0));
  const short = demands.flatMap((d, i) => (d.contacts > (served[i] as number) ? [i] : []));
  short.sort((a, b) => (demands[b]?.contacts ?? 0) - (served[b] ?? 0) - ((demands[a]?.contacts ?? 0) - (served[a] ?? 0)) || a - b);
  const proofRows = program.rows.flatMap((row, i) => (row.key === null ? [] : [i]));
  const keepOthers = (demand: number): EngineRow[] =>
    demands.flatMap((d, i) =>
      i === demand || d.starts.length === 0 ? [] : [{ terms: ones(d.starts), lower: served[i] as number, upper: Infinity }],
    );
  return short.map((demand, n) => {
    const shortfall = missing(demands, served, demand);
    if (n >= MAX_DEMANDS || left() <= 0) return { demand, groups: [], unexplained: shortfall };
    return explain(
      program,
      proofRows,
      engine,
      demands[demand]?.starts ?? [],
      keepOthers(demand),
      served[demand] ?? 0,
      demands[demand]?.contacts ?? 0,
      demand,
      left(),
    );
  });
}

const missing = (demands: readonly { readonly contacts: number }[], served: readonly number[], i: number): number =>
  (demands[i]?.contacts ?? 0) - (served[i] ?? 0);

const ones = (columns: readonly number[]) => ({ columns: Int32Array.from(columns), values: new Float64Array(columns.length).fill(1) });

function explain(
  program: LinearProgram,
  proofRows: readonly number[],
  engine: Engine,
  starts: readonly number[],
  others: readonly EngineRow[],
  served: number,
  contacts: number,
  demand: number,
  timeMs: number,
): Solution['bottlenecks'][number] {
  const groups: Bottleneck[] = [];
  const lifted = new Set<string>();
  let reached = served;
  let pending: number[] = [];
  for (let round = 0; round <= MAX_GROUPS && starts.length > 0 && reached < contacts; round++) {
    const active = proofRows.filter((r) => !lifted.has(groupName(program.rows[r] as LinearRow)));
    const rows = [...active.map((r) => program.rows[r] as LinearRow), ...others];
    const answer = engine.lp({ columnUpper: program.columnUpper, rows, objective: ones(starts), sense: 'max' }, timeMs);
    if (answer === null) break;
    const now = Math.min(contacts, Math.max(reached, Math.floor(answer.value + EPSILON)));
    // Round 0 only finds what binds: a gain there is whole contacts against fractions, not a limit.
    if (round > 0 && now > reached) {
      groups.push({ rows: pending, missing: now - reached });
      pending = [];
      reached = now;
    }
    const isOwnDemand = (r: number) => program.rows[r]?.key?.family === 'demand';
    const binding = active.filter(
      (r, i) => Math.abs(answer.duals[i] as number) > EPSILON && !isOwnDemand(r) && program.rows[r]?.key?.family !== 'follow_up_balance',
    );
    const first = binding[0];
    if (first === undefined) break;
    const name = groupName(program.rows[first] as LinearRow);
    lifted.add(name);
    pending.push(...binding.filter((r) => groupName(program.rows[r] as LinearRow) === name));
  }
  return { demand, groups, unexplained: contacts - reached };
}
