/** Single rows of a plan: their canonical order, how they are named in a message, and what they refer to. */

import { parseLocalDate } from '../model/calendar.ts';
import { compareNullable, compareText } from '../model/order.ts';
import type { FollowUp, Start } from '../model/plan.ts';
import { isCount } from './amounts.ts';
import type { Audience, CampaignView, Demand, Sender } from './audience.ts';

/** Segment as it is written after its campaign. */
export const segmentText = (segment: string | null): string => (segment === null ? '' : `/${segment}`);
/** A start as the subject of a sentence. */
export const startText = (row: Start): string =>
  `start of ${row.contacts} contacts of ${row.campaign}${segmentText(row.segment)} from ${row.sender} on ${row.date}`;
/** A follow-up as the subject of a sentence. */
export const followUpText = (row: FollowUp): string =>
  `follow-up ${row.step} of ${row.contacts} contacts of ${row.campaign}${segmentText(row.segment)} from ${row.sender} on ${row.date}`;

/** Canonical order of starts. */
export function compareStarts(a: Start, b: Start): number {
  return (
    compareText(a.campaign, b.campaign) ||
    compareNullable(a.segment, b.segment) ||
    compareText(a.account, b.account) ||
    compareText(a.sender, b.sender) ||
    compareText(a.date, b.date)
  );
}

/** Canonical order of follow-ups. */
export function compareFollowUps(a: FollowUp, b: FollowUp): number {
  return (
    compareText(a.campaign, b.campaign) ||
    compareNullable(a.segment, b.segment) ||
    a.step - b.step ||
    compareText(a.account, b.account) ||
    compareText(a.sender, b.sender) ||
    compareText(a.date, b.date)
  );
}

/** What a row refers to. */
export interface Resolved {
  readonly view: CampaignView;
  readonly demand: Demand;
  readonly sender: Sender;
  readonly day: number;
  readonly contacts: bigint;
}

/** Looks up what a row refers to, or says in a sentence why it refers to nothing usable. */
export function resolve(row: Start | FollowUp, audience: Audience): Resolved | string {
  const view = audience.campaignById.get(row.campaign);
  if (view === undefined) return 'there is no such campaign in the plan files';
  const demand = view.demandBySegment.get(row.segment);
  if (demand === undefined) return `the campaign has no segment ${JSON.stringify(row.segment)}`;
  const sender = audience.senderById.get(row.sender);
  if (sender === undefined) return 'there is no such sender in the snapshot';
  if (sender.accountId !== row.account) return `the sender belongs to account ${sender.accountId}, not to ${row.account}`;
  const date = parseLocalDate(row.date);
  const day = date === null ? -1 : date - audience.days.first;
  if (day < 0 || day >= audience.days.count) return 'the date is not in the horizon';
  if (!isCount(row.contacts) || row.contacts === 0) return 'contacts must be a positive integer';
  return { view, demand, sender, day, contacts: BigInt(row.contacts) };
}
