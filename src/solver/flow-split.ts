/** From flows back to starts: which demand leaves from which cell, and which sender of the cell's class takes it. */

import type { StartCount } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { flowOn } from './flow-dinic.ts';
import type { Layout } from './flow-layout.ts';
import type { Network } from './flow-network.ts';

interface Amount {
  readonly of: number;
  readonly contacts: number;
}

/** Matches two lists of the same total in their order. */
function match(from: readonly Amount[], to: readonly Amount[], take: (from: number, to: number, contacts: number) => void): void {
  let at = 0;
  let left = from[0]?.contacts ?? 0;
  for (const { of, contacts } of to) {
    for (let rest = contacts; rest > 0; ) {
      while (left === 0 && at < from.length) left = from[++at]?.contacts ?? 0;
      if (at >= from.length) return;
      const n = Math.min(rest, left);
      take(from[at]?.of as number, of, n);
      rest -= n;
      left -= n;
    }
  }
}

const push = (lists: Map<number, Amount[]>, key: number, amount: Amount): void => {
  const list = lists.get(key);
  if (list) list.push(amount);
  else lists.set(key, [amount]);
};

/** Starts that the flow in the network stands for. */
export function startsOf(problem: Problem, layout: Layout, { graph, outlets, demandArcs, cellArcs }: Network): readonly StartCount[] {
  const amount = (of: number, arc: number): Amount[] => {
    const contacts = flowOn(graph, arc);
    return contacts > 0 ? [{ of, contacts }] : [];
  };
  const perGroupDay = new Map<number, Amount[]>();
  for (const { demands, days } of outlets) {
    const demanded = demands.flatMap((d) => amount(d, demandArcs[d] as number));
    const leaving = days.flatMap(({ arc, groupDay }) => amount(groupDay, arc));
    match(demanded, leaving, (of, groupDay, contacts) => push(perGroupDay, groupDay, { of, contacts }));
  }
  const perCell = new Map<number, Amount[]>();
  for (const [groupDay, arcs] of cellArcs) {
    const cells = arcs.flatMap(({ arc, cell }) => amount(cell, arc));
    match(perGroupDay.get(groupDay) ?? [], cells, (of, cell, contacts) => push(perCell, cell, { of, contacts }));
  }
  const starts = new Map<string, StartCount>();
  for (const [cell, amounts] of perCell) {
    const day = cell % problem.dayCount;
    const members = (layout.classes[Math.floor(cell / problem.dayCount)] ?? []).filter((s) => problem.senders[s]?.sendsOn[day] === 1);
    const limits = members.map((s) => Math.floor(problem.senders[s]?.dailyLimit?.[day] ?? Infinity));
    const total = amounts.reduce((sum, a) => sum + a.contacts, 0);
    const shares = fillEvenly(limits, total).map((contacts, i) => ({ of: members[i] as number, contacts }));
    match(amounts, shares, (demand, sender, contacts) => {
      const key = `${demand}/${sender}/${day}`;
      starts.set(key, { demand, sender, day, contacts: contacts + (starts.get(key)?.contacts ?? 0) });
    });
  }
  return [...starts.values()].sort((a, b) => a.demand - b.demand || a.sender - b.sender || a.day - b.day);
}

/** Water-filling: shares of a total that leave the same slack under every limit, as far as that goes; unlimited places share alone. */
export function fillEvenly(limits: readonly number[], total: number): readonly number[] {
  const free = limits.filter((limit) => limit === Infinity).length;
  if (free > 0) {
    let nth = 0;
    return limits.map((limit) => (limit === Infinity ? Math.floor(total / free) + Number(nth++ < total % free) : 0));
  }
  const falling = [...limits].sort((a, b) => b - a);
  let sum = 0;
  let used = 0;
  // The places used are the widest ones, down to a common slack at or above the limit of the next one.
  while (used < falling.length && (used === 0 || sum - used * (falling[used] as number) < total)) sum += falling[used++] as number;
  const slack = Math.max(0, Math.floor((sum - total) / Math.max(1, used)));
  let over = limits.reduce((n, limit) => n + Math.max(0, limit - slack), 0) - total;
  return limits.map((limit) => {
    const share = Math.max(0, limit - slack);
    const back = Number(over > 0 && share > 0);
    over -= back;
    return share - back;
  });
}
