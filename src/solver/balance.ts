/**
 * Evens out the load of interchangeable senders without touching any objective level: what a class of senders starts on
 * a day stays the same, only who of them does it changes. Integer water-filling on the slack over the days of the
 * pattern; a class for which that does not fit keeps the engine's answer.
 */

import { interchangeableSenders } from '../problem/classes.ts';
import { campaignOf, type FollowUpCount, ownDays, type StartCount } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';

/** One kind of placement inside a class: what differs is the sender only. */
interface Item {
  readonly like: StartCount | FollowUpCount;
  /** Days and sends per contact. */
  readonly loads: readonly { readonly day: number; readonly share10k: number }[];
  readonly contacts: number;
}

/** Starts and follow-ups with the load of interchangeable senders evened out. An answer that repeats an earlier plan stays as it is. */
export function balance(
  problem: Problem,
  answer: { readonly starts: readonly StartCount[]; readonly followUps: readonly FollowUpCount[] },
): { readonly starts: readonly StartCount[]; readonly followUps: readonly FollowUpCount[] } {
  const { starts, followUps } = answer;
  if (problem.keep.length > 0) return { starts: inOrder(starts), followUps: inOrder(followUps) };
  const classOf = new Map(interchangeableSenders(problem).flatMap((members, k) => members.map((s) => [s, { k, members }] as const)));
  const all: readonly (StartCount | FollowUpCount)[] = [...starts, ...followUps];
  const byClass = new Map<number, (StartCount | FollowUpCount)[]>();
  for (const entry of all) {
    const k = classOf.get(entry.sender)?.k;
    if (k === undefined) continue;
    const own = byClass.get(k);
    if (own) own.push(entry);
    else byClass.set(k, [entry]);
  }
  const result = all.filter((entry) => !classOf.has(entry.sender));
  for (const entries of byClass.values()) {
    // A smallest batch is a rule of the single sender: spreading would break it.
    const isFixed = entries.some((e) => campaignOf(problem, e.demand).minStarts > 1);
    const members = classOf.get(entries[0]?.sender ?? -1)?.members ?? [];
    result.push(...((isFixed ? null : fill(problem, members, itemsOf(problem, entries))) ?? entries));
  }
  const isFollowUp = (e: StartCount | FollowUpCount): e is FollowUpCount => 'step' in e;
  return { starts: inOrder(result.filter((e) => !isFollowUp(e))), followUps: inOrder(result.filter(isFollowUp)) };
}

const inOrder = <T extends StartCount>(rows: readonly T[]): readonly T[] =>
  [...rows].sort((a, b) => a.demand - b.demand || a.sender - b.sender || a.day - b.day);

function itemsOf(problem: Problem, entries: readonly (StartCount | FollowUpCount)[]): Item[] {
  const items = new Map<string, Item>();
  for (const entry of entries) {
    const step = 'step' in entry ? entry.step : 0;
    const days = step > 0 ? [entry.day] : ownDays(problem, entry);
    const loads = days.map((day, k) => ({ day, share10k: campaignOf(problem, entry.demand).shares10k[step + k] as number }));
    const key = `${entry.demand}/${step}/${entry.day}`;
    items.set(key, { like: entry, loads, contacts: (items.get(key)?.contacts ?? 0) + entry.contacts });
  }
  // Long patterns first: they fit in fewer ways. Then canonical order, so that equal inputs are dealt out equally.
  return [...items.values()].sort((a, b) => b.loads.length - a.loads.length || a.like.demand - b.like.demand || a.like.day - b.like.day);
}

/** Slack of one sender: sends left per day and per 7 days, in 1/10000. */
interface Slack {
  readonly sender: number;
  readonly daily: Float64Array | null;
  readonly weekly: { readonly firstDay: number; capacity: number }[];
}

function fill(problem: Problem, members: readonly number[], items: readonly Item[]): (StartCount | FollowUpCount)[] | null {
  const slacks: Slack[] = members.map((sender) => ({
    sender,
    daily: problem.senders[sender]?.dailyLimit?.map((v) => v * 10_000) ?? null,
    weekly: (problem.senders[sender]?.weekly ?? []).map((w) => ({ firstDay: w.firstDay, capacity: w.capacity * 10_000 })),
  }));
  const placed: (StartCount | FollowUpCount)[] = [];
  for (const item of items) {
    const given = new Map<number, number>();
    let rest = item.contacts;
    while (rest > 0) {
      const room = slacks.map((s) => contactsThatFit(s, item));
      const best = room.reduce((n, r) => Math.max(n, r), 0);
      if (best <= 0) return null;
      const top = slacks.filter((_, i) => room[i] === best);
      // Hand out down to the second-best level at once, so that large counts take few rounds.
      const next = room.reduce((n, r) => (r < best ? Math.max(n, r) : n), 0);
      const each = Math.max(1, Math.min(best - next, Math.floor(rest / top.length)));
      for (const slack of top) {
        const n = Math.min(each, rest);
        if (n === 0) break;
        take(slack, item, n);
        given.set(slack.sender, (given.get(slack.sender) ?? 0) + n);
        rest -= n;
      }
    }
    for (const [sender, contacts] of given) placed.push({ ...item.like, sender, contacts });
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
  for (const { day, share10k } of item.loads) {
    if (slack.daily !== null) slack.daily[day] = (slack.daily[day] as number) - contacts * share10k;
  }
  for (const range of slack.weekly) range.capacity -= contacts * weeklyLoad(item, range.firstDay);
}
