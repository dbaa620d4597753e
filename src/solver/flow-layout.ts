/**
 * Whether a Problem is a network, and the parts of that network: cells (class × day) and the limits around the cells, one
 * inside the other. Limits are nested when every one of them has a single next larger one. Then limits of single days, of
 * accounts and of credit pools form a tree above the cells, and whole-number answers come by themselves.
 */

import type { RowKey } from '../model/plan.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import { type Classes, classesOf } from './flow-classes.ts';

/** A limit shared by several cells. */
export interface FlowRow {
  readonly key: RowKey;
  readonly capacity: number;
  /** Sends that may be bought above the capacity. */
  readonly overage: { readonly account: number; readonly cycle: number; readonly sends: number } | null;
}

/** The parts of the network. A cell is class × dayCount + day. */
export interface Layout extends Classes {
  /** Sends per cell; -1 when nobody sends. */
  readonly cells: Float64Array;
  readonly rows: readonly FlowRow[];
  /** First row above each cell, and next row above each row; -1 = none. */
  readonly rowOfCell: Int32Array;
  readonly rowAbove: Int32Array;
}

/** Whether a campaign sends one step, with nothing but limits per day, a smallest service and yes/no decisions. */
const isOneStep = (c: ProblemCampaign): boolean =>
  c.shares10k.length === 1 && c.shares10k[0] === 10_000 && c.valueMicro > 0 && c.maxShare10k >= 10_000;

/** Whether a campaign has decisions of yes or no: all or nothing, one account, a smallest batch. */
export const hasDecisions = (c: ProblemCampaign): boolean => c.minStarts > 1 || c.oneAccount || c.allOrNothing;

/** The parts of the network a Problem is, or null when it is none. `decisions`: also of one that is a network once its yes/no decisions are taken. */
export function layOut(problem: Problem, decisions: 'refused' | 'open' = 'refused'): Layout | null {
  const { campaigns } = problem;
  if (problem.keep.length > 0 || problem.followUps.length > 0 || !campaigns.every(isOneStep)) return null;
  if (decisions === 'refused' && campaigns.some(hasDecisions)) return null;
  const parts = classesOf(problem);
  for (const members of parts.classes) {
    for (const s of members) {
      const sender = problem.senders[s];
      if (sender === undefined || sender.weekly.length > 0 || problem.accounts[sender.account]?.freeContacts !== null) return null;
    }
  }
  if (!problem.campaigns.every((c) => hasOneOutlet(c, parts))) return null;
  const cells = cellsOf(problem, parts);
  const nested = nest(problem, parts.classes, cells);
  return nested === null ? null : { ...parts, cells, ...nested };
}

/**
 * A limit per day joins the demands of a campaign; that is a network only when they may use the same senders, and when no
 * batch of one of them has to be told apart.
 */
function hasOneOutlet(campaign: ProblemCampaign, { groups, groupOf, opens }: Classes): boolean {
  if (campaign.maxStarts === null && campaign.maxSends === null) return true;
  const use = (d: number) => `${groups[groupOf[d] as number]?.join()} ${opens[d]?.join()}`;
  const [first, ...others] = campaign.demands.filter((d) => groupOf[d] !== -1);
  return first === undefined || others.every((d) => campaign.minStarts <= 1 && use(d) === use(first));
}

/** Sends of every cell on the days a demand can use it. */
function cellsOf(problem: Problem, { classes, blocks, groups, groupOf, opens }: Classes): Float64Array {
  const { dayCount } = problem;
  const ofBlock = blocks.map(() => new Uint8Array(dayCount));
  const ofGroup = groups.map(() => new Uint8Array(dayCount));
  const addDays = (to: Uint8Array | undefined, days: Uint8Array) => {
    for (let day = 0; to !== undefined && day < dayCount; day++) to[day]! |= days[day] as number;
  };
  opens.forEach((days, d) => {
    addDays(ofGroup[groupOf[d] as number], days);
  });
  groups.forEach((members, g) => {
    for (const block of members) addDays(ofBlock[block], ofGroup[g] as Uint8Array);
  });
  const cells = new Float64Array(classes.length * dayCount).fill(-1);
  blocks.forEach((members, block) => {
    const isOpen = ofBlock[block] as Uint8Array;
    for (const k of members) for (const s of classes[k] as Int32Array) addSender(problem, s, isOpen, cells, k * dayCount);
  });
  return cells;
}

function addSender(problem: Problem, s: number, isOpen: Uint8Array, cells: Float64Array, first: number): void {
  const { sendsOn, dailyLimit } = problem.senders[s] as Problem['senders'][number];
  for (let day = 0; day < isOpen.length; day++) {
    if (isOpen[day] === 0 || sendsOn[day] === 0) continue;
    const limit = dailyLimit === null ? Infinity : Math.floor(dailyLimit[day] as number);
    cells[first + day] = Math.max(0, cells[first + day] as number) + limit;
  }
}

/** Rows above the cells, each inside the next; null when two of them cross, or when bought sends meet a limit further up. */
function nest(problem: Problem, classes: Layout['classes'], cells: Float64Array): Pick<Layout, 'rows' | 'rowOfCell' | 'rowAbove'> | null {
  const { dayCount } = problem;
  const rows = rowsOf(problem);
  const sizes = new Int32Array(rows.all.length);
  const chains: (number[] | null)[] = [];
  cells.forEach((capacity, cell) => {
    const sender = problem.senders[classes[Math.floor(cell / dayCount)]?.[0] ?? -1];
    const chain = capacity < 0 || sender === undefined ? null : rows.on(sender.account, sender.domain, cell % dayCount);
    for (const row of chain ?? []) sizes[row]!++;
    chains.push(chain);
  });
  const rowOfCell = new Int32Array(cells.length).fill(-1);
  const rowAbove = new Int32Array(rows.all.length).fill(-2);
  const isBought = (row: number) => Number(rows.all[row]?.overage !== null);
  for (const [cell, chain] of chains.entries()) {
    if (chain === null || chain.length === 0) continue;
    chain.sort((a, b) => (sizes[a] as number) - (sizes[b] as number) || isBought(a) - isBought(b) || a - b);
    rowOfCell[cell] = chain[0] as number;
    for (let i = 0; i < chain.length; i++) {
      const row = chain[i] as number;
      const above = chain[i + 1] ?? -1;
      if (rowAbove[row] !== -2 && rowAbove[row] !== above) return null;
      if (above !== -1 && isBought(row) === 1) return null;
      rowAbove[row] = above;
    }
  }
  return { rows: rows.all, rowOfCell, rowAbove };
}

/** Every limit of domains, accounts and credit pools, and those a send of an account and domain counts in on a day. */
function rowsOf(problem: Problem) {
  const { dayCount } = problem;
  const all: FlowRow[] = [];
  const perDay = (limits: Float64Array | null, keyOn: (date: string) => RowKey): number => {
    if (limits === null) return -1;
    const first = all.length;
    limits.forEach((limit, day) => {
      all.push({ key: keyOn(problem.dates[day] ?? ''), capacity: Math.floor(limit), overage: null });
    });
    return first;
  };
  const ofDomain = problem.domains.map((d) => perDay(d.dailyLimit, (date) => ({ family: 'domain_daily_limit', domain: d.id, date })));
  const ofAccount = problem.accounts.map((a) => perDay(a.dailyLimit, (date) => ({ family: 'account_daily_limit', account: a.id, date })));
  const ofCredits = problem.accounts.map(({ id, cycles }, account) => {
    const byDay = new Int32Array(dayCount).fill(-1);
    cycles?.forEach(({ from, to, capacity, overageMax }, cycle) => {
      const key: RowKey = { family: 'credit_balance', account: id, date: problem.dates[from] ?? '' };
      const overage = overageMax > 0 ? { account, cycle, sends: Math.floor(overageMax) } : null;
      byDay.fill(all.push({ key, capacity: Math.floor(capacity), overage }) - 1, from, to + 1);
    });
    return byDay;
  });
  const on = (account: number, domain: number | null, day: number): number[] => {
    const chain: number[] = [];
    const firstOfDomain = domain === null ? -1 : (ofDomain[domain] as number);
    if (firstOfDomain >= 0) chain.push(firstOfDomain + day);
    const firstOfAccount = ofAccount[account] as number;
    if (firstOfAccount >= 0) chain.push(firstOfAccount + day);
    for (const pool of problem.accounts[account]?.pools ?? []) {
      const row = ofCredits[pool]?.[day] as number;
      if (row >= 0) chain.push(row);
    }
    return chain;
  };
  return { all, on };
}
