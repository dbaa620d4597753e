/**
 * Whether a Problem is a network, and the parts of that network: classes of senders, cells (class × day) and the limits
 * around the cells, one inside the other.
 *
 * Limits are nested when every one of them has a single next larger one. Then limits of single days, of accounts and of
 * credit pools form a tree above the cells, and whole-number answers come by themselves.
 * Source: for single steps the summed daily limits of a class are exact, calendars and limits may differ within it.
 */

import type { RowKey } from '../model/plan.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';

/** A limit shared by several cells. */
export interface FlowRow {
  readonly key: RowKey;
  readonly capacity: number;
  /** Sends that may be bought above the capacity. */
  readonly overage: { readonly account: number; readonly cycle: number; readonly sends: number } | null;
}

/** The parts of the network. A cell is class × dayCount + day. */
export interface Layout {
  /** Senders (indices) of each class: same account, domain and demands. */
  readonly classes: readonly (readonly number[])[];
  /** Distinct sets of classes that demands may use. */
  readonly groups: readonly (readonly number[])[];
  /** Group of each demand; -1 when it cannot start. */
  readonly groupOf: Int32Array;
  /** Per demand: 1 on the days it may start. */
  readonly opens: readonly Uint8Array[];
  /** Sends per cell; -1 when nobody sends. */
  readonly cells: Float64Array;
  readonly rows: readonly FlowRow[];
  /** First row above each cell, and next row above each row; -1 = none. */
  readonly rowOfCell: Int32Array;
  readonly rowAbove: Int32Array;
}

/** Whether a campaign is a plain demand: one step, nothing but limits per day and a smallest service. */
const isPlain = (c: ProblemCampaign): boolean =>
  c.shares10k.length === 1 &&
  c.shares10k[0] === 10_000 &&
  c.valueMicro > 0 &&
  c.maxShare10k >= 10_000 &&
  c.minStarts <= 1 &&
  !c.oneAccount &&
  !c.allOrNothing;

/** The parts of the network a Problem is, or null when it is none. */
export function layOut(problem: Problem): Layout | null {
  if (problem.keep.length > 0 || problem.followUps.length > 0 || !problem.campaigns.every(isPlain)) return null;
  const opens = problem.demands.map((d) => {
    const days = new Uint8Array(problem.dayCount);
    for (const t of d.contacts > 0 ? new Set(d.tables) : []) {
      problem.tables[t]?.forEach((stepDays, day) => {
        if (stepDays !== null) days[day] = 1;
      });
    }
    return days;
  });
  const { classes, classOf } = classesOf(problem, opens);
  for (const s of classes.flat()) {
    const sender = problem.senders[s];
    if (sender === undefined || sender.weekly.length > 0 || problem.accounts[sender.account]?.freeContacts !== null) return null;
  }
  const { groups, groupOf } = groupsOf(problem, opens, classOf);
  if (!problem.campaigns.every((c) => hasOneOutlet(problem, c, groupOf, opens))) return null;
  const cells = cellsOf(problem, classes, groups, groupOf, opens);
  const nested = nest(problem, classes, cells);
  return nested === null ? null : { classes, groups, groupOf, opens, cells, ...nested };
}

/** Classes by refinement: senders of one account and domain, split wherever a demand takes only some of them. */
function classesOf(problem: Problem, opens: readonly Uint8Array[]) {
  const place = new Map<string, number>();
  const split = Int32Array.from(problem.senders, ({ account, domain }) => {
    const key = `${account}/${domain}`;
    if (!place.has(key)) place.set(key, place.size);
    return place.get(key) as number;
  });
  const isUsed = new Uint8Array(problem.senders.length);
  let next = place.size;
  problem.demands.forEach((d, i) => {
    if (opens[i]?.includes(1) !== true) return;
    const part = new Map<number, number>();
    for (const s of d.senders) {
      const old = split[s] as number;
      if (!part.has(old)) part.set(old, next++);
      split[s] = part.get(old) as number;
      isUsed[s] = 1;
    }
  });
  const known = new Map<number, number>();
  const classes: number[][] = [];
  const classOf = split.map((id, s) => {
    if (isUsed[s] === 0) return -1;
    if (!known.has(id)) known.set(id, classes.push([]) - 1);
    const k = known.get(id) as number;
    classes[k]?.push(s);
    return k;
  });
  return { classes, classOf };
}

function groupsOf(problem: Problem, opens: readonly Uint8Array[], classOf: Int32Array) {
  const known = new Map<string, number>();
  const groups: (readonly number[])[] = [];
  const groupOf = Int32Array.from(problem.demands, (d, i) => {
    if (opens[i]?.includes(1) !== true) return -1;
    const classes = [...new Set(d.senders.map((s) => classOf[s] as number))].sort((a, b) => a - b);
    const key = classes.join();
    if (!known.has(key)) known.set(key, groups.push(classes) - 1);
    return known.get(key) as number;
  });
  return { groups, groupOf };
}

/** A limit per day joins the demands of a campaign; that is a network only when they may use the same senders. */
function hasOneOutlet(problem: Problem, campaign: ProblemCampaign, groupOf: Int32Array, opens: readonly Uint8Array[]): boolean {
  if (campaign.maxStarts === null && campaign.maxSends === null) return true;
  const [first, ...others] = campaign.demands.filter((d) => groupOf[d] !== -1 && (problem.demands[d]?.contacts ?? 0) > 0);
  return first === undefined || others.every((d) => groupOf[d] === groupOf[first] && opens[d]?.join() === opens[first]?.join());
}

function cellsOf(
  problem: Problem,
  classes: Layout['classes'],
  groups: Layout['groups'],
  groupOf: Int32Array,
  opens: readonly Uint8Array[],
): Float64Array {
  const { dayCount } = problem;
  const isOpen = new Uint8Array(classes.length * dayCount);
  const ofGroup = groups.map(() => new Uint8Array(dayCount));
  opens.forEach((days, d) => {
    days.forEach((open, day) => {
      const group = ofGroup[groupOf[d] as number];
      if (open === 1 && group) group[day] = 1;
    });
  });
  groups.forEach((members, g) => {
    for (const k of members) for (let day = 0; day < dayCount; day++) if (ofGroup[g]?.[day] === 1) isOpen[k * dayCount + day] = 1;
  });
  const cells = new Float64Array(classes.length * dayCount).fill(-1);
  classes.forEach((members, k) => {
    for (let day = 0; day < dayCount; day++) {
      const senders = members.flatMap((s) => (problem.senders[s]?.sendsOn[day] === 1 ? (problem.senders[s] ?? []) : []));
      if (senders.length === 0 || isOpen[k * dayCount + day] === 0) continue;
      cells[k * dayCount + day] = senders.reduce((sum, s) => sum + Math.floor(s.dailyLimit?.[day] ?? Infinity), 0);
    }
  });
  return cells;
}

/** Rows above the cells, each inside the next; null when two of them cross, or when bought sends meet a limit further up. */
function nest(problem: Problem, classes: Layout['classes'], cells: Float64Array): Pick<Layout, 'rows' | 'rowOfCell' | 'rowAbove'> | null {
  const rows: FlowRow[] = [];
  const sizes: number[] = [];
  const known = new Map<string, number>();
  const count = (id: string, make: () => FlowRow): number => {
    let row = known.get(id);
    if (row === undefined) {
      row = rows.push(make()) - 1;
      known.set(id, row);
      sizes.push(0);
    }
    sizes[row] = (sizes[row] as number) + 1;
    return row;
  };
  const chains = Array.from(cells, (capacity, cell): number[] => {
    const sender = problem.senders[classes[Math.floor(cell / problem.dayCount)]?.[0] ?? -1];
    return capacity < 0 || sender === undefined ? [] : rowsOn(problem, sender.account, sender.domain, cell % problem.dayCount, count);
  });
  const rowOfCell = new Int32Array(cells.length).fill(-1);
  const rowAbove = new Int32Array(rows.length).fill(-2);
  const isBought = (row: number) => Number(rows[row]?.overage !== null);
  for (const [cell, chain] of chains.entries()) {
    chain.sort((a, b) => (sizes[a] as number) - (sizes[b] as number) || isBought(a) - isBought(b) || a - b);
    rowOfCell[cell] = chain[0] ?? -1;
    for (const [i, row] of chain.entries()) {
      const above = chain[i + 1] ?? -1;
      if (rowAbove[row] !== -2 && rowAbove[row] !== above) return null;
      if (above !== -1 && rows[row]?.overage !== null) return null;
      rowAbove[row] = above;
    }
  }
  return { rows, rowOfCell, rowAbove };
}

function rowsOn(
  problem: Problem,
  own: number,
  domain: number | null,
  day: number,
  count: (id: string, make: () => FlowRow) => number,
): number[] {
  const result: number[] = [];
  const date = problem.dates[day] ?? '';
  const limit = domain === null ? undefined : problem.domains[domain];
  if (limit !== undefined) {
    const key: RowKey = { family: 'domain_daily_limit', domain: limit.id, date };
    result.push(count(`d${domain}/${day}`, () => ({ key, capacity: Math.floor(limit.dailyLimit[day] ?? 0), overage: null })));
  }
  const daily = problem.accounts[own]?.dailyLimit ?? null;
  if (daily !== null) {
    const key: RowKey = { family: 'account_daily_limit', account: problem.accounts[own]?.id ?? '', date };
    result.push(count(`a${own}/${day}`, () => ({ key, capacity: Math.floor(daily[day] ?? 0), overage: null })));
  }
  for (const account of problem.accounts[own]?.pools ?? []) {
    const pool = problem.accounts[account];
    const cycle = pool?.cycles?.findIndex((c) => c.from <= day && day <= c.to) ?? -1;
    const credits = pool?.cycles?.[cycle];
    if (pool === undefined || credits === undefined) continue;
    const key: RowKey = { family: 'credit_balance', account: pool.id, date: problem.dates[credits.from] ?? '' };
    const overage = credits.overageMax > 0 ? { account, cycle, sends: Math.floor(credits.overageMax) } : null;
    result.push(count(`c${account}/${cycle}`, () => ({ key, capacity: Math.floor(credits.capacity), overage })));
  }
  return result;
}
