/** Single rows of a plan: their canonical order, how they are named in a message, and what they refer to. */

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
  readonly contacts: number;
}

/**
 * Makes a function that looks up what a row refers to, or says in a sentence why it refers to nothing usable. Rows come
 * sorted, so it remembers the last campaign and sender.
 */
export function createResolver(audience: Audience): (row: Start | FollowUp) => Resolved | string {
  const { campaignById, senderById, dayOf } = audience;
  let view: CampaignView | undefined;
  let sender: Sender | undefined;
  return (row) => {
    if (view?.campaign.id !== row.campaign) view = campaignById.get(row.campaign);
    if (view === undefined) return 'there is no such campaign in the plan files';
    const demand = view.demandBySegment.get(row.segment);
    if (demand === undefined) return `the campaign has no segment ${JSON.stringify(row.segment)}`;
    if (sender?.capacity.id !== row.sender) sender = senderById.get(row.sender);
    if (sender === undefined) return 'there is no such sender in the snapshot';
    if (sender.accountId !== row.account) return `the sender belongs to account ${sender.accountId}, not to ${row.account}`;
    const day = dayOf.get(row.date);
    if (day === undefined) return 'the date is not in the horizon';
    if (!isCount(row.contacts) || row.contacts === 0) return 'contacts must be a positive integer';
    return { view, demand, sender, day, contacts: row.contacts };
  };
}

/**
 * Makes a function that tells whether each row comes after the one before it. Places of rows that refer to something are
 * compared as numbers, others as texts: both are the canonical order.
 */
export function createOrder<R extends Start | FollowUp>(
  audience: Audience,
  stepOf: (row: R) => number,
  compare: (a: R, b: R) => number,
): (row: R, to: Resolved | string) => boolean {
  const { senders, days } = audience;
  const steps = audience.campaigns.reduce((most, { campaign }) => Math.max(most, campaign.steps.length), 1);
  let last: R | null = null;
  let lastPlace = -1;
  return (row, to) => {
    const step = stepOf(row);
    const isPlaced = typeof to !== 'string' && Number.isInteger(step) && step >= 0 && step < steps;
    const place = isPlaced ? ((to.demand.place * steps + step) * senders.length + to.sender.place) * days.count + to.day : -1;
    const isAfter = last === null || (place >= 0 && lastPlace >= 0 ? place > lastPlace : compare(last, row) < 0);
    last = row;
    lastPlace = place;
    return isAfter;
  };
}
