/** Two plans' rows of starts (and follow-ups) side by side, in one pass over each. */

import { ConfigError } from '../errors.ts';
import type { LocalDate } from '../model/calendar.ts';
import { finding } from '../model/finding.ts';
import { compareNullable, compareText } from '../model/order.ts';
import type { FollowUp, Plan, Start } from '../model/plan.ts';
import type { Change } from '../model/plan-diff.ts';
import type { Rows } from '../model/rows.ts';
import { demandKey } from './assemble.ts';

/** Contacts of one campaign (segment) by where and when they leave. */
export interface DemandStarts {
  readonly campaign: string;
  readonly segment: string | null;
  /** Sender → its account and the contacts it starts in all. */
  readonly senders: Map<string, { readonly account: string; before: number; after: number }>;
  /** Contacts on sender-days that have more, and on those that have fewer than before. */
  more: number;
  fewer: number;
}

type Row = Start & { readonly step?: number };

const order = (a: Row, b: Row): number =>
  compareText(a.campaign, b.campaign) ||
  compareNullable(a.segment, b.segment) ||
  (a.step ?? 0) - (b.step ?? 0) ||
  compareText(a.account, b.account) ||
  compareText(a.sender, b.sender) ||
  compareText(a.date, b.date);

/** Rows from a day on. Throws: ConfigError when they are not in canonical order, because then nothing can be paired. */
function* ordered<T extends Row>(rows: Rows<T>, firstDay: LocalDate, which: string): Generator<T> {
  let last: T | null = null;
  for (const row of rows) {
    if (last !== null && order(last, row) >= 0) {
      const message = `The ${which} plan file was changed: its rows are not in the order sendplan writes (at ${row.campaign}, ${row.sender}, ${row.date}). Plan again.`;
      throw new ConfigError([finding('config.contradiction', message, { subject: { kind: 'plan', id: which } })]);
    }
    last = row;
    if (row.date >= firstDay) yield row;
  }
}

/** Each sender-day of a campaign once, with its contacts in both plans. */
function* paired<T extends Row>(first: Generator<T>, second: Generator<T>): Generator<{ readonly row: T } & Change<number>> {
  let a = first.next();
  let b = second.next();
  while (!a.done || !b.done) {
    const c = a.done ? 1 : b.done ? -1 : order(a.value, b.value);
    const row = (c <= 0 ? a.value : b.value) as T;
    yield { row, before: c <= 0 ? row.contacts : 0, after: c >= 0 ? (b.value as T).contacts : 0 };
    if (c <= 0) a = first.next();
    if (c >= 0) b = second.next();
  }
}

/** Visits every campaign (segment) either plan starts contacts of, one after the other: its senders are forgotten afterwards. */
export function forEachDemand(before: Plan, after: Plan, firstDay: LocalDate, visit: (demand: DemandStarts) => void): void {
  let demand: DemandStarts | null = null;
  const starts = paired(ordered(before.starts, firstDay, 'first'), ordered(after.starts, firstDay, 'second'));
  for (const { row, before: then, after: now } of starts) {
    if (demand === null || demand.campaign !== row.campaign || demand.segment !== row.segment) {
      if (demand !== null) visit(demand);
      demand = { campaign: row.campaign, segment: row.segment, senders: new Map(), more: 0, fewer: 0 };
    }
    const sender = demand.senders.get(row.sender) ?? { account: row.account, before: 0, after: 0 };
    sender.before += then;
    sender.after += now;
    demand.senders.set(row.sender, sender);
    if (now > then) demand.more += now - then;
    else demand.fewer += then - now;
  }
  if (demand !== null) visit(demand);
}

/** Keys of the campaigns (segments) with a follow-up row that differs. Only campaigns whose follow-ups leave their sender have such rows. */
export function changedFollowUps(before: Plan, after: Plan, firstDay: LocalDate): ReadonlySet<string> {
  const changed = new Set<string>();
  const rows = paired<FollowUp>(ordered(before.followUps, firstDay, 'first'), ordered(after.followUps, firstDay, 'second'));
  for (const { row, before: then, after: now } of rows) if (then !== now) changed.add(demandKey(row.campaign, row.segment));
  return changed;
}
