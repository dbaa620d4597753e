/** Who may serve whom: senders of the snapshot, campaigns and segments of the plan files, and the horizon that follows from both. */

import { type DayNumber, dayNumber, formatLocalDate, parseLocalDate } from '../model/calendar.ts';
import type { AccountCapacity, SenderCapacity } from '../model/capacity.ts';
import { compareNullable, compareText } from '../model/order.ts';
import type { Campaign, Segment, Workspace } from '../model/workspace.ts';
import { createPatterns, type Days, type Pattern, type Rhythm, rhythmOf, sendingDays } from './calendar.ts';
import { type Eligibility, readEligibility } from './eligibility.ts';
import { type Tally, THE_PLAN } from './tally.ts';

/** Longest horizon that is planned. */
export const MAX_HORIZON_DAYS = 400;

/** A sender of the snapshot. `index` is its place in the list of all senders, `account` that of its account. */
export interface Sender {
  readonly index: number;
  /** Place in canonical order (account, sender). */
  readonly place: number;
  /** See `Eligibility`. */
  readonly profile: number;
  readonly capacity: SenderCapacity;
  readonly account: number;
  readonly accountId: string;
  /** First local day of its account that is not over. */
  readonly today: DayNumber;
  /** 1 for each day it sends on. Senders with the same days share one array. */
  readonly sends: Uint8Array;
}

/** A campaign of the plan files. */
export interface CampaignView {
  readonly index: number;
  readonly campaign: Campaign;
  readonly rhythm: Rhythm;
  readonly pattern: Pattern;
  readonly demands: readonly Demand[];
  readonly demandBySegment: ReadonlyMap<string | null, Demand>;
}

/** One segment of a campaign with the senders that may serve it. */
export interface Demand {
  readonly index: number;
  /** Place in canonical order (campaign, segment). */
  readonly place: number;
  readonly campaignIndex: number;
  readonly campaign: Campaign;
  readonly segment: Segment;
  /** 1 for each profile whose senders may serve it. */
  readonly allowed: Uint8Array;
  /** Days on which follow-ups of a start from this sender may leave. */
  readonly followUpDays: (sender: Pick<Sender, 'account' | 'sends'>) => Uint8Array;
}

/** Everything the plan is checked against, apart from capacity. */
export interface Audience {
  readonly days: Days;
  /** Date of each day of the horizon, and the day of each such date. */
  readonly dates: readonly string[];
  readonly dayOf: ReadonlyMap<string, number>;
  readonly accounts: readonly AccountCapacity[];
  readonly accountIndex: ReadonlyMap<string, number>;
  readonly senders: readonly Sender[];
  readonly senderById: ReadonlyMap<string, Sender>;
  readonly profileCount: number;
  readonly campaigns: readonly CampaignView[];
  readonly campaignById: ReadonlyMap<string, CampaignView>;
  readonly demands: readonly Demand[];
}

/** Places of the entries of a list in an order. */
function placesOf<T>(list: readonly T[], compare: (a: T, b: T) => number): Int32Array {
  const places = new Int32Array(list.length);
  [...list.keys()]
    .sort((a, b) => compare(list[a] as T, list[b] as T))
    .forEach((index, place) => {
      places[index] = place;
    });
  return places;
}

/** Makes equal arrays of days the same array. */
type Share = (days: Uint8Array) => Uint8Array;

function createShare(): Share {
  const known = new Map<string, Uint8Array>();
  return (days) => {
    const key = String.fromCharCode(...days);
    const first = known.get(key) ?? days;
    known.set(key, first);
    return first;
  };
}

function readSenders(accounts: readonly AccountCapacity[], { profileOf }: Eligibility, days: Days, share: Share): readonly Sender[] {
  const owned = accounts.flatMap((account, a) => account.senders.map((capacity) => ({ capacity, account: a, accountId: account.account })));
  const places = placesOf(owned, (a, b) => compareText(a.accountId, b.accountId) || compareText(a.capacity.id, b.capacity.id));
  // A day that cannot be read was reported; no day of such an account counts as still ahead.
  const todays = accounts.map((account) => parseLocalDate(account.today) ?? Number.POSITIVE_INFINITY);
  const calendars = new Map<string, Uint8Array>();
  return owned.map(({ capacity, account, accountId }, index): Sender => {
    const today = todays[account] as number;
    const key = `${today} ${capacity.status.value === 'active'} ${capacity.weekdays.join()} ${capacity.except.join()}`;
    const sends = calendars.get(key) ?? share(sendingDays(capacity, today, days));
    calendars.set(key, sends);
    return { index, place: places[index] as number, profile: profileOf[index] as number, capacity, account, accountId, today, sends };
  });
}

interface Profile {
  readonly index: number;
  readonly account: number;
  readonly calendars: ReadonlySet<Uint8Array>;
}

/** Account of each profile, and the different sending days of its senders. */
function readProfiles(senders: readonly Sender[], count: number): readonly Profile[] {
  const profiles = Array.from({ length: count }, (_, index) => ({ index, account: -1, calendars: new Set<Uint8Array>() }));
  for (const { profile, account, sends } of senders) {
    const own = profiles[profile] as (typeof profiles)[number];
    own.account = account;
    own.calendars.add(sends);
  }
  return profiles;
}

/** Sending days of everyone who may send the follow-ups of a start; worked out once per selection and account. */
function createFollowUpDays(profiles: readonly Profile[], days: Days, share: Share) {
  const unions = new Map<Uint8Array, Map<number, Uint8Array>>();
  const byAccount = new Map<number, Profile[]>();
  for (const profile of profiles) byAccount.set(profile.account, [...(byAccount.get(profile.account) ?? []), profile]);
  return (sticky: Campaign['sticky'], allowed: Uint8Array): Demand['followUpDays'] => {
    const ofAllowed = unions.get(allowed) ?? new Map<number, Uint8Array>();
    unions.set(allowed, ofAllowed);
    return ({ account, sends }) => {
      if (sticky === 'sender') return sends;
      const key = sticky === 'account' ? account : -1;
      const known = ofAllowed.get(key);
      if (known !== undefined) return known;
      const union = new Uint8Array(days.count);
      for (const profile of sticky === 'account' ? (byAccount.get(account) as readonly Profile[]) : profiles) {
        if (!allowed[profile.index]) continue;
        for (const calendar of profile.calendars) for (let day = 0; day < days.count; day++) union[day] ||= calendar[day] as number;
      }
      const result = share(union);
      ofAllowed.set(key, result);
      return result;
    };
  };
}

/** Last day of the horizon when the plan files do not give it: the last day a step of an allowed start can fall on. */
function openEnd(campaigns: readonly CampaignView[], profiles: readonly Profile[], first: DayNumber): number {
  let end = 0;
  for (const { campaign, rhythm, pattern, demands } of campaigns) {
    if (campaign.window.end === null) continue;
    end = Math.max(end, dayNumber(campaign.window.end) - first);
    for (const demand of demands) {
      const tables = profiles.flatMap(({ index, account, calendars }) =>
        demand.allowed[index] ? [...calendars].map((sends) => pattern.tableOf(sends, demand.followUpDays({ account, sends }))) : [],
      );
      for (const table of new Set(tables))
        for (let day = rhythm.from; day <= rhythm.to; day++) end = Math.max(end, table[(day + 1) * pattern.steps.length - 1] as number);
    }
  }
  return end;
}

/** Reads senders, campaigns and segments over a horizon (or the widest one there may be, to find the horizon). */
function readOver(days: Days, workspace: Workspace, accounts: readonly AccountCapacity[], eligibility: Eligibility) {
  const share = createShare();
  const senders = readSenders(accounts, eligibility, days, share);
  const profiles = readProfiles(senders, eligibility.profileCount);
  const followUpDays = createFollowUpDays(profiles, days, share);
  const patternOf = createPatterns(days);
  const segments = workspace.campaigns.flatMap((campaign) => campaign.segments.map((segment) => [campaign.id, segment.id] as const));
  const places = placesOf(segments, (a, b) => compareText(a[0], b[0]) || compareNullable(a[1], b[1]));
  let index = 0;
  const campaigns = workspace.campaigns.map((campaign, campaignIndex): CampaignView => {
    const demands = campaign.segments.map((segment): Demand => {
      const allowed = eligibility.allowed(campaign.from, segment.from);
      const place = places[index] as number;
      return { index: index++, place, campaignIndex, campaign, segment, allowed, followUpDays: followUpDays(campaign.sticky, allowed) };
    });
    const rhythm = rhythmOf(campaign, days);
    const demandBySegment = new Map(demands.map((d) => [d.segment.id, d]));
    return { index: campaignIndex, campaign, rhythm, pattern: patternOf(rhythm), demands, demandBySegment };
  });
  return { senders, profiles, campaigns };
}

/** Reads who may serve whom and when. The horizon is that of the plan files, never that of the plan. */
export function readAudience(workspace: Workspace, accounts: readonly AccountCapacity[], tally: Tally): Audience {
  const first = dayNumber(workspace.horizon.start);
  const declared = workspace.horizon.end === null ? null : dayNumber(workspace.horizon.end) - first + 1;
  const eligibility = readEligibility(workspace, accounts);
  // One day more than allowed, so that a horizon that is too long shows as such.
  let days: Days = { first, count: Math.min(declared ?? Number.POSITIVE_INFINITY, MAX_HORIZON_DAYS + 1) };
  let read = readOver(days, workspace, accounts, eligibility);
  if (declared === null) {
    days = { first, count: Math.min(openEnd(read.campaigns, read.profiles, first) + 1, MAX_HORIZON_DAYS + 1) };
    read = readOver(days, workspace, accounts, eligibility);
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
  const { senders, campaigns } = read;
  const dates = Array.from({ length: days.count }, (_, day) => formatLocalDate(first + day));
  return {
    days,
    dates,
    dayOf: new Map(dates.map((date, day) => [date, day])),
    accounts,
    accountIndex: new Map(accounts.map((a, i) => [a.account, i])),
    senders,
    senderById: new Map(senders.map((s) => [s.capacity.id, s])),
    profileCount: eligibility.profileCount,
    campaigns,
    campaignById: new Map(campaigns.map((c) => [c.campaign.id, c])),
    demands: campaigns.flatMap((c) => c.demands),
  };
}
