/** The arcs of a network that stand for rows of the model: daily limits of senders, rows around them, limits of campaigns. */

import type { RowKey, SenderGroup } from '../model/plan.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import type { Layout } from './flow-layout.ts';
import type { Outlet } from './flow-network.ts';

/** Limits by number, families in the order of the formulation. A class of several senders speaks for all of them. */
export interface Limits {
  readonly arcs: Int32Array;
  readonly keyOf: (limit: number) => RowKey;
  /** The groups that keys so far name. */
  readonly groups: () => readonly SenderGroup[];
  /** Limits of one owner differ by their day only. */
  readonly ownerOf: (limit: number) => number;
  /** Limits of one number belong together in an explanation: same family, same account, domain or campaign. */
  readonly topicOf: (limit: number) => number;
}

/** Where the limits are. */
interface Parts {
  readonly cells: Int32Array;
  readonly cellArcs: Int32Array;
  readonly rowArcs: readonly number[];
  readonly outlets: readonly Outlet[];
}

/** Numbers the limits of a network. */
export function limitList(problem: Problem, layout: Layout, { cells, cellArcs, rowArcs, outlets }: Parts): Limits {
  const { dayCount, dates, accounts, senders } = problem;
  const finite: number[] = [];
  cells.forEach((cell, i) => {
    if (layout.cells[cell] !== Infinity) finite.push(i);
  });
  const rows = rowArcs.flatMap((arc, r) => (arc < 0 ? [] : [r]));
  const days: { readonly o: Outlet; readonly i: number }[] = [];
  for (const o of outlets) {
    for (let i = 0; i < o.capacities.length; i++) if (o.capacities[i] !== Infinity) days.push({ o, i });
  }
  const account = (k: number) => senders[layout.classes[k]?.[0] ?? -1]?.account ?? -1;
  /** Senders of a class that have a daily limit: on days without a limit nobody of the others sends. */
  const limited = (k: number) => Array.from(layout.classes[k] ?? []).flatMap((s) => (senders[s]?.dailyLimit ? [senders[s].id] : []));

  const named = new Set<number>();
  const groupId = (k: number) => `g${k + 1}`;
  const cellKey = (cell: number): RowKey => {
    const k = Math.floor(cell / dayCount);
    const key = { family: 'sender_daily_limit', account: accounts[account(k)]?.id ?? '', date: dates[cell % dayCount] ?? '' } as const;
    const single = layout.classes[k]?.length === 1 ? senders[layout.classes[k][0] as number] : undefined;
    if (single !== undefined) return { ...key, sender: single.id };
    named.add(k);
    return { ...key, group: groupId(k) };
  };
  const dayKey = ({ o, i }: (typeof days)[number]): RowKey => {
    const campaign = problem.campaigns[o.campaign] as ProblemCampaign;
    const day = o.days[i] as number;
    return { family: 'campaign_daily_limit', campaign: campaign.id, date: dates[day] ?? '', measure: dayLimit(campaign, day).measure };
  };
  const topics = new Map<string, number>();
  const topic = ({ family, account: a = '', domain = '', campaign = '' }: RowKey): number => {
    const name = [family, a, domain, campaign].join('\u0000');
    const known = topics.get(name) ?? topics.size;
    topics.set(name, known);
    return known;
  };
  const ofAccount = accounts.map(({ id }) => topic({ family: 'sender_daily_limit', account: id }));
  const ofRow = rows.map((r) => topic(layout.rows[r]?.key as RowKey));
  const ofDay = days.map((d) => topic(dayKey(d)));
  const part = <T>(limit: number, cell: (c: number) => T, row: (i: number) => T, day: (i: number) => T): T => {
    if (limit < finite.length) return cell(cells[finite[limit] as number] as number);
    return limit < finite.length + rows.length ? row(limit - finite.length) : day(limit - finite.length - rows.length);
  };
  const keys = new Array<RowKey | undefined>(finite.length + rows.length + days.length);
  const arcs = new Int32Array(finite.length + rows.length + days.length);
  finite.forEach((i, n) => {
    arcs[n] = cellArcs[i] as number;
  });
  arcs.set(
    rows.map((r) => rowArcs[r] as number),
    finite.length,
  );
  arcs.set(
    days.map(({ o, i }) => o.arcs[i] as number),
    finite.length + rows.length,
  );
  return {
    arcs,
    keyOf: (limit) => {
      // Asked for once per level, unit price and reason.
      keys[limit] ??= part(
        limit,
        cellKey,
        (i) => layout.rows[rows[i] as number]?.key as RowKey,
        (i) => dayKey(days[i] as { o: Outlet; i: number }),
      );
      return keys[limit];
    },
    ownerOf: (limit) =>
      part(
        limit,
        (cell) => Math.floor(cell / dayCount),
        (i) => layout.classes.length + (ofRow[i] as number),
        (i) => layout.classes.length + (ofDay[i] as number),
      ),
    groups: () =>
      [...named].sort((a, b) => a - b).map((k) => ({ id: groupId(k), account: accounts[account(k)]?.id ?? '', senders: limited(k) })),
    topicOf: (limit) =>
      part(
        limit,
        (cell) => ofAccount[account(Math.floor(cell / dayCount))] as number,
        (i) => ofRow[i] as number,
        (i) => ofDay[i] as number,
      ),
  };
}

/** With one step, starts and sends of a day are the same: the smaller limit counts. */
export function dayLimit(
  { maxStarts, maxSends }: ProblemCampaign,
  day: number,
): { readonly capacity: number; readonly measure: 'starts' | 'sends' } {
  const starts = maxStarts ?? Infinity;
  const sends = Math.floor(maxSends?.[day] ?? Infinity);
  return { capacity: Math.min(starts, sends), measure: starts <= sends ? 'starts' : 'sends' };
}
