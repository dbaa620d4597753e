/** Builds the Problem from workspace (demand) and snapshot (capacity). Pure: the same values give the same Problem. */

import { ConfigError } from '../errors.ts';
import { type DayNumber, dayNumber, formatLocalDate } from '../model/calendar.ts';
import type { AccountCapacity, Snapshot } from '../model/capacity.ts';
import { finding } from '../model/finding.ts';
import type { Start } from '../model/plan.ts';
import type { Campaign, Workspace } from '../model/workspace.ts';
import { type DayTest, onCalendar } from './calendar.ts';
import { problemCampaign } from './campaign-rules.ts';
import { type DemandSender, followUpOptions, startTables } from './demand.ts';
import { allowedSenders } from './eligibility.ts';
import { promisedSends } from './in-flight.ts';
import { unknownCapacity } from './needed.ts';
import type { Demand, Problem, ProblemAccount, StartTable } from './problem.ts';
import { amountOf, createSupply, creditCycles, type Horizon, sharedDailyLimit } from './supply.ts';

/** Longest horizon that is planned, in days. */
export const MAX_HORIZON_DAYS = 400;

const NO_IDS: ReadonlySet<string> = new Set();

interface FlatSender extends DemandSender {
  readonly capacity: AccountCapacity['senders'][number];
  readonly of: AccountCapacity;
  readonly today: DayNumber;
}

/**
 * Builds the Problem. `keep`: starts of an earlier plan still ahead, which should change as little as possible.
 * Throws: ProviderError `capacity_unknown`; ConfigError when the horizon is longer than 400 days.
 */
export function buildProblem(workspace: Workspace, snapshot: Snapshot, options: { readonly keep?: readonly Start[] } = {}): Problem {
  const accounts = snapshot.accounts;
  const accountIndex = new Map(accounts.map((a, i) => [a.account, i]));
  const { flat, placeCount } = flatSenders(accounts);
  const segments = workspace.campaigns.flatMap((campaign, c) => campaign.segments.map((segment) => ({ campaign, c, segment })));
  const selectable = flat.map(({ capacity, of }) => ({ id: capacity.id, account: of.account, provider: of.provider, tags: capacity.tags }));
  const allowed = allowedSenders(segments, selectable);

  const first = dayNumber(workspace.horizon.start);
  const last = horizonEnd(workspace, first, segments, allowed, flat, placeCount);
  const horizon: Horizon = { first, dayCount: last - first + 1 };

  const isUsed = new Uint8Array(flat.length);
  for (const senders of new Set(allowed)) for (const s of senders) isUsed[s] = 1;
  const usedSenders = new Set(flat.flatMap(({ capacity }, s) => (isUsed[s] === 1 ? [capacity.id] : [])));
  const unknown = unknownCapacity(workspace, snapshot, usedSenders, horizon);
  const { promised, findings } = promisedSends(workspace, snapshot);
  const promisedBySender = groupBy(promised, (p) => p.sender);
  const promisedByAccount = groupBy(promised, (p) => p.account);
  const promisedByCampaign = groupBy(promised, (p) => p.campaign);

  const ofDomain = groupBy(flat, (s) => s.capacity.domain);
  const domains = workspace.domains.map((domain) => {
    const members = ofDomain.get(domain.id) ?? [];
    const ids = new Set(members.map((s) => s.capacity.id));
    const senders = members.map((s) => ({ today: s.today, sentToday: s.capacity.sentToday.value }));
    const ours = promised.filter((p) => ids.has(p.sender));
    return { domain, value: { id: domain.id, dailyLimit: sharedDailyLimit(domain.dailyLimit, senders, ours, horizon) } };
  });
  const domainIndex = new Map(domains.map((d, index) => [d.domain.id, { index, domain: d.domain }]));

  const tasks = segments.map(({ campaign }, d) => ({ campaign, allowed: allowed[d] as Int32Array }));
  const { tables, ofDemand } = startTables(tasks, flat, placeCount, first, last);
  const demands: Demand[] = segments.map(({ c, segment }, d) => ({
    campaign: c,
    segment: segment.id,
    contacts: segment.contacts,
    senders: allowed[d] as Int32Array,
    tables: ofDemand[d] as Int32Array,
  }));
  const followUps = tasks.flatMap(({ campaign, allowed: senders }, d) =>
    followUpOptions(d, campaign, senders, flat, (place) => tables[ofDemand[d]?.[place] as number] as StartTable, first),
  );

  const demandsOf = groupBy([...demands.keys()], (d) => demands[d]?.campaign);
  const supplyOf = createSupply(horizon);
  return {
    firstDay: first,
    dayCount: horizon.dayCount,
    dates: Array.from({ length: horizon.dayCount }, (_, i) => formatLocalDate(first + i)),
    senders: flat.map((s) =>
      supplyOf(
        s.capacity,
        { index: s.account, today: s.today, calendar: s.calendar },
        s.capacity.domain === null ? null : (domainIndex.get(s.capacity.domain) ?? null),
        promisedBySender.get(s.capacity.id) ?? [],
      ),
    ),
    accounts: accounts.map((a): ProblemAccount => {
      const below = promised.length === 0 ? NO_IDS : descendants(accounts, a.account);
      const daily = amountOf(a.dailyLimit.value);
      const today = dayNumber(a.today);
      const members = a.senders.map((s) => ({ today, sentToday: s.sentToday.value }));
      const own = promisedByAccount.get(a.account) ?? [];
      return {
        id: a.account,
        provider: a.provider,
        pools: pools(accounts, accountIndex, a),
        dailyLimit: daily === Infinity ? null : sharedDailyLimit(daily, members, own, horizon),
        cycles: creditCycles(
          a,
          promised.filter((p) => below.has(p.account)),
          horizon,
        ),
        overage: a.overage === null ? null : { priceNano: decimalTo(a.overage.pricePer1000, 6), currency: a.overage.currency },
        freeContacts:
          a.contacts.limit.value.kind === 'unlimited' ? null : Math.max(0, amountOf(a.contacts.limit.value) - a.contacts.used.value),
      };
    }),
    domains: domains.map((d) => d.value),
    campaigns: workspace.campaigns.map((campaign, c) =>
      problemCampaign(campaign, demandsOf.get(c) ?? [], accountIndex, promisedByCampaign.get(campaign.id) ?? [], first, last),
    ),
    demands,
    tables,
    places: Int32Array.from(flat, (s) => s.place),
    placeCount,
    followUps,
    keep: options.keep ?? [],
    findings: [...unknown, ...findings],
  };
}

function flatSenders(accounts: readonly AccountCapacity[]): { readonly flat: readonly FlatSender[]; readonly placeCount: number } {
  const calendars = new Map<string, { readonly calendar: number; readonly sends: DayTest }>();
  const places = new Map<string, number>();
  const flat = accounts.flatMap((of, account) => {
    const today = dayNumber(of.today);
    return of.senders.map((capacity): FlatSender => {
      const isActive = capacity.status.value === 'active';
      const key = `${isActive} ${today} ${capacity.weekdays.join()} ${capacity.except.join()}`;
      let own = calendars.get(key);
      if (own === undefined) {
        const counts = onCalendar(capacity);
        own = { calendar: calendars.size, sends: (day) => isActive && day >= today && counts(day) };
        calendars.set(key, own);
      }
      const at = `${account}/${own.calendar}`;
      const place = places.get(at) ?? places.size;
      places.set(at, place);
      return { account, capacity, of, today, place, ...own };
    });
  });
  return { flat, placeCount: places.size };
}

/** Last horizon day: as written, else the last day any window or follow-up needs. */
function horizonEnd(
  workspace: Workspace,
  first: DayNumber,
  segments: readonly { readonly campaign: Campaign }[],
  allowed: readonly Int32Array[],
  flat: readonly FlatSender[],
  placeCount: number,
): DayNumber {
  let end = first;
  if (workspace.horizon.end !== null) end = dayNumber(workspace.horizon.end);
  else {
    for (const { campaign } of segments) if (campaign.window.end !== null) end = Math.max(end, dayNumber(campaign.window.end));
    const limit = first + MAX_HORIZON_DAYS;
    segments.forEach(({ campaign }, d) => {
      // With the widest end allowed no start is lost to it, so this is the last day a follow-up can fall on.
      if (campaign.window.end === null || campaign.steps.length === 1) return;
      const { tables } = startTables([{ campaign, allowed: allowed[d] as Int32Array }], flat, placeCount, first, limit);
      for (const stepDays of tables.flat()) if (stepDays !== null) end = Math.max(end, first + (stepDays[stepDays.length - 1] as number));
    });
  }
  if (end - first + 1 > MAX_HORIZON_DAYS) {
    throw new ConfigError([
      finding(
        'config.date-outside',
        `horizon is ${end - first + 1} days long (${workspace.horizon.start} to ${formatLocalDate(end)}), at most ${MAX_HORIZON_DAYS} are planned: set horizon.end or shorten the windows`,
      ),
    ]);
  }
  return end;
}

/** The account and every account above it. */
function pools(accounts: readonly AccountCapacity[], index: ReadonlyMap<string, number>, account: AccountCapacity): readonly number[] {
  const result: number[] = [];
  for (let i = index.get(account.account); i !== undefined && !result.includes(i); ) {
    result.push(i);
    const { parent } = accounts[i] as AccountCapacity;
    i = parent === null ? undefined : index.get(parent);
  }
  return result;
}

/** Ids of an account and every account below it. */
function descendants(accounts: readonly AccountCapacity[], id: string): ReadonlySet<string> {
  const result = new Set([id]);
  for (let grew = true; grew; ) {
    const before = result.size;
    for (const a of accounts) if (a.parent !== null && result.has(a.parent)) result.add(a.account);
    grew = result.size > before;
  }
  return result;
}

/** Decimal text × 10^digits as an integer. */
function decimalTo(text: string, digits: number): number {
  const [whole = '0', fraction = ''] = text.split('.');
  return Number(`${whole}${fraction.padEnd(digits, '0').slice(0, digits)}`);
}

function groupBy<T, K>(entries: readonly T[], keyOf: (entry: T) => K): ReadonlyMap<K, readonly T[]> {
  const map = new Map<K, T[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const list = map.get(key);
    if (list) list.push(entry);
    else map.set(key, [entry]);
  }
  return map;
}
