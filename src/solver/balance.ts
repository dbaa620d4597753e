/**
 * Evens out the load of interchangeable senders without touching any objective level: what a class of senders starts on
 * a day stays the same, only who of them does it changes. Integer water-filling on the slack over the days of the
 * pattern; a class for which that does not fit keeps the engine's answer.
 */

import { interchangeableSenders } from '../problem/classes.ts';
import type { LinearProgram } from '../problem/linear.ts';
import type { Problem } from '../problem/problem.ts';

/** One kind of placement inside a class: the columns that differ in the sender only. */
interface Item {
  /** Sender → column. */
  readonly columns: ReadonlyMap<number, number>;
  /** Days and sends per contact. */
  readonly loads: readonly { readonly day: number; readonly share10k: number }[];
  readonly contacts: number;
}

/** Returns balanced columns. `frozen`: starts that must stay (they repeat an earlier plan). */
export function balance(problem: Problem, program: LinearProgram, columns: Float64Array): Float64Array {
  if (problem.keep.length > 0) return columns;
  const result = columns.slice();
  for (const members of interchangeableSenders(problem)) {
    const items = itemsOf(problem, program, members, columns);
    const placed = items === null ? null : fill(problem, members, items);
    if (placed !== null) for (const [column, contacts] of placed) result[column] = contacts;
  }
  return result;
}

function itemsOf(problem: Problem, program: LinearProgram, members: readonly number[], columns: Float64Array): Item[] | null {
  const isMember = new Set(members);
  const items = new Map<string, { columns: Map<number, number>; loads: Item['loads']; contacts: number }>();
  const collect = (key: string, sender: number, column: number, loads: Item['loads']) => {
    const item = items.get(key) ?? { columns: new Map(), loads, contacts: 0 };
    item.columns.set(sender, column);
    item.contacts += columns[column] as number;
    items.set(key, item);
  };
  for (const [i, start] of problem.starts.entries()) {
    if (!isMember.has(start.sender)) continue;
    const campaign = problem.campaigns[problem.demands[start.demand]?.campaign ?? -1];
    // A smallest batch is a rule of the single sender: spreading would break it.
    if (campaign === undefined || campaign.minStarts > 1) return null;
    const steps = campaign.sticky === 'sender' ? start.stepDays : start.stepDays.slice(0, 1);
    const loads = steps.map((day, k) => ({ day, share10k: campaign.shares10k[k] as number }));
    collect(`x${start.demand}/${start.stepDays.join(',')}`, start.sender, program.starts.first + i, loads);
  }
  for (const [i, followUp] of problem.followUps.entries()) {
    if (!isMember.has(followUp.sender)) continue;
    const campaign = problem.campaigns[problem.demands[followUp.demand]?.campaign ?? -1];
    const loads = [{ day: followUp.day, share10k: campaign?.shares10k[followUp.step] ?? 0 }];
    collect(`y${followUp.demand}/${followUp.step}/${followUp.day}`, followUp.sender, program.followUps.first + i, loads);
  }
  // Long patterns first: they fit in fewer ways.
  return [...items.values()].sort((a, b) => b.loads.length - a.loads.length);
}

/** Slack of one sender: sends left per day and per 7 days, in 1/10000. */
interface Slack {
  readonly sender: number;
  readonly daily: Float64Array | null;
  readonly weekly: { readonly firstDay: number; capacity: number }[];
  total: number;
}

function fill(problem: Problem, members: readonly number[], items: readonly Item[]): Map<number, number> | null {
  const slacks: Slack[] = members.map((sender) => ({
    sender,
    daily: problem.senders[sender]?.dailyLimit?.map((v) => v * 10_000) ?? null,
    weekly: (problem.senders[sender]?.weekly ?? []).map((w) => ({ firstDay: w.firstDay, capacity: w.capacity * 10_000 })),
    total: 0,
  }));
  const placed = new Map<number, number>();
  for (const item of items) {
    for (const column of item.columns.values()) placed.set(column, 0);
    const able = slacks.filter((s) => item.columns.has(s.sender));
    let rest = item.contacts;
    while (rest > 0) {
      const room = able.map((s) => contactsThatFit(s, item));
      const best = Math.max(...room);
      if (best <= 0) return null;
      // Hand out down to the second-best level at once, so that large counts take few rounds.
      const top = able.filter((_, i) => room[i] === best);
      const second = Math.max(0, ...room.filter((r) => r < best));
      const least = Math.min(...top.map((s) => s.total));
      const share = best === Infinity ? Math.ceil(rest / top.length) : Math.max(1, Math.min(best - second, Math.floor(rest / top.length)));
      const order = best === Infinity ? top.filter((s) => s.total === least || rest >= top.length) : top;
      for (const slack of order) {
        const n = Math.min(share, rest);
        if (n === 0) break;
        take(slack, item, n);
        const column = item.columns.get(slack.sender) as number;
        placed.set(column, (placed.get(column) ?? 0) + n);
        rest -= n;
      }
    }
  }
  return placed;
}

function contactsThatFit(slack: Slack, item: Item): number {
  let fit = Infinity;
  for (const { day, share10k } of item.loads) {
    if (slack.daily !== null && share10k > 0) fit = Math.min(fit, Math.floor((slack.daily[day] as number) / share10k));
  }
  for (const range of slack.weekly) {
    const perContact = weeklyLoad(item, range.firstDay);
    if (perContact > 0) fit = Math.min(fit, Math.floor(range.capacity / perContact));
  }
  return fit;
}

const weeklyLoad = (item: Item, firstDay: number): number =>
  item.loads.reduce((sum, l) => (l.day >= firstDay && l.day <= firstDay + 6 ? sum + l.share10k : sum), 0);

function take(slack: Slack, item: Item, contacts: number): void {
  slack.total += contacts;
  for (const { day, share10k } of item.loads) {
    if (slack.daily !== null) slack.daily[day] = (slack.daily[day] as number) - contacts * share10k;
  }
  for (const range of slack.weekly) range.capacity -= contacts * weeklyLoad(item, range.firstDay);
}
