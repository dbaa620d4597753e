/** Who may serve whom: senders of the snapshot, campaigns and segments of the plan files, and the horizon that follows from both. */

import { type DayNumber, dayNumber, formatLocalDate, parseLocalDate } from '../model/calendar.ts';
import type { AccountCapacity, SenderCapacity } from '../model/capacity.ts';
import type { Campaign, Segment, SenderSelection, Workspace } from '../model/workspace.ts';
import { type Days, type Rhythm, rhythmOf, sendingDays, stepDays } from './calendar.ts';
import { type Tally, THE_PLAN } from './tally.ts';

/** Longest horizon that is planned. */
export const MAX_HORIZON_DAYS = 400;

/** A sender of the snapshot. `index` is its place in the list of all senders, `account` that of its account. */
export interface Sender {
  readonly index: number;
  readonly capacity: SenderCapacity;
  readonly account: number;
  readonly accountId: string;
  /** First local day of its account that is not over. */
  readonly today: DayNumber;
  /** 1 for each day it sends on. */
  readonly sends: Uint8Array;
}

/** A campaign of the plan files. */
export interface CampaignView {
  readonly index: number;
  readonly campaign: Campaign;
  readonly rhythm: Rhythm;
  readonly demands: readonly Demand[];
  readonly demandBySegment: ReadonlyMap<string | null, Demand>;
}

/** One segment of a campaign with the senders that may serve it. */
export interface Demand {
  readonly index: number;
  readonly campaignIndex: number;
  readonly campaign: Campaign;
  readonly segment: Segment;
  readonly allowed: readonly Sender[];
  readonly allowedSenders: ReadonlySet<number>;
  /** Days on which follow-ups of a start from this sender may leave. */
  readonly followUpDays: (sender: Sender) => Uint8Array;
}

/** Everything the plan is checked against, apart from capacity. */
export interface Audience {
  readonly days: Days;
  readonly accounts: readonly AccountCapacity[];
  readonly accountIndex: ReadonlyMap<string, number>;
  readonly senders: readonly Sender[];
  readonly senderById: ReadonlyMap<string, Sender>;
  readonly campaigns: readonly CampaignView[];
  readonly campaignById: ReadonlyMap<string, CampaignView>;
  readonly demands: readonly Demand[];
}

const overlaps = (list: readonly string[], values: readonly string[]): boolean => list.some((entry) => values.includes(entry));

function matches(selection: SenderSelection, sender: SenderCapacity, account: AccountCapacity): boolean {
  const { accounts, providers, senders, tags, except } = selection;
  if (accounts.length > 0 && !accounts.includes(account.account)) return false;
  if (providers.length > 0 && !providers.includes(account.provider)) return false;
  if (senders.length > 0 && !senders.includes(sender.id)) return false;
  if (!tags.every((tag) => sender.tags.includes(tag))) return false;
  return !except.accounts.includes(account.account) && !except.senders.includes(sender.id) && !overlaps(except.tags, sender.tags);
}

function union(senders: readonly Sender[], count: number): Uint8Array {
  const result = new Uint8Array(count);
  for (const { sends } of senders) for (let i = 0; i < count; i++) if (sends[i]) result[i] = 1;
  return result;
}

/** Sending days of the group that may send the follow-ups of a start; computed once per group. */
function followUpDaysOf(sticky: Campaign['sticky'], allowed: readonly Sender[], count: number): Demand['followUpDays'] {
  const groups = new Map<number, Uint8Array>();
  return (sender) => {
    if (sticky === 'sender') return sender.sends;
    const key = sticky === 'account' ? sender.account : -1;
    const known = groups.get(key);
    if (known !== undefined) return known;
    const group = union(sticky === 'account' ? allowed.filter((s) => s.account === key) : allowed, count);
    groups.set(key, group);
    return group;
  };
}

function readSenders(accounts: readonly AccountCapacity[], days: Days): readonly Sender[] {
  const senders: Sender[] = [];
  accounts.forEach((account, a) => {
    // A day that cannot be read was reported; no day of such an account counts as still ahead.
    const today = parseLocalDate(account.today) ?? Number.POSITIVE_INFINITY;
    for (const capacity of account.senders) {
      const sends = sendingDays(capacity, today, days);
      senders.push({ index: senders.length, capacity, account: a, accountId: account.account, today, sends });
    }
  });
  return senders;
}

/** Last day of the horizon when the plan files do not give it: the last day a step of an allowed start can fall on. */
function openEnd(campaigns: readonly CampaignView[], first: DayNumber): number {
  let end = 0;
  for (const { campaign, rhythm, demands } of campaigns) {
    if (campaign.window.end === null) continue;
    end = Math.max(end, dayNumber(campaign.window.end) - first);
    for (const demand of demands) {
      for (const sender of demand.allowed) {
        for (let day = rhythm.from; day <= rhythm.to; day++) {
          const steps = stepDays(rhythm, sender.sends, demand.followUpDays(sender), day);
          if (typeof steps !== 'string') end = Math.max(end, steps.at(-1) as number);
        }
      }
    }
  }
  return end;
}

/** Reads campaigns, segments and allowed senders over a horizon (or the widest one there may be, to find the horizon). */
function readCampaigns(workspace: Workspace, accounts: readonly AccountCapacity[], senders: readonly Sender[], days: Days) {
  let index = 0;
  return workspace.campaigns.map((campaign, campaignIndex): CampaignView => {
    const demands = campaign.segments.map((segment): Demand => {
      const allowed = senders.filter(({ capacity, account }) => {
        const of = accounts[account] as AccountCapacity;
        return matches(campaign.from, capacity, of) && (segment.from === null || matches(segment.from, capacity, of));
      });
      return {
        index: index++,
        campaignIndex,
        campaign,
        segment,
        allowed,
        allowedSenders: new Set(allowed.map((s) => s.index)),
        followUpDays: followUpDaysOf(campaign.sticky, allowed, days.count),
      };
    });
    const demandBySegment = new Map(demands.map((d) => [d.segment.id, d]));
    return { index: campaignIndex, campaign, rhythm: rhythmOf(campaign, days), demands, demandBySegment };
  });
}

/** Reads who may serve whom and when. The horizon is that of the plan files, never that of the plan. */
export function readAudience(workspace: Workspace, accounts: readonly AccountCapacity[], tally: Tally): Audience {
  const first = dayNumber(workspace.horizon.start);
  const declared = workspace.horizon.end === null ? null : dayNumber(workspace.horizon.end) - first + 1;
  // One day more than allowed, so that a horizon that is too long shows as such.
  const widest: Days = { first, count: Math.min(declared ?? Number.POSITIVE_INFINITY, MAX_HORIZON_DAYS + 1) };
  let senders = readSenders(accounts, widest);
  let campaigns = readCampaigns(workspace, accounts, senders, widest);
  let days = widest;
  if (declared === null) {
    days = { first, count: Math.min(openEnd(campaigns, first) + 1, MAX_HORIZON_DAYS + 1) };
    senders = readSenders(accounts, days);
    campaigns = readCampaigns(workspace, accounts, senders, days);
  }
  if (days.count > MAX_HORIZON_DAYS) {
    const last = formatLocalDate(first + MAX_HORIZON_DAYS - 1);
    tally.fail(
      'plan.inconsistent',
      'horizon',
      THE_PLAN,
      `horizon: the plan files need days after ${last}, allowed are ${MAX_HORIZON_DAYS} days from ${workspace.horizon.start}`,
    );
  }
  return {
    days,
    accounts,
    accountIndex: new Map(accounts.map((a, i) => [a.account, i])),
    senders,
    senderById: new Map(senders.map((s) => [s.capacity.id, s])),
    campaigns,
    campaignById: new Map(campaigns.map((c) => [c.campaign.id, c])),
    demands: campaigns.flatMap((c) => c.demands),
  };
}
