/** Builds the Problem from workspace (demand) and snapshot (capacity). Pure: the same values give the same Problem. */

import { ConfigError } from '../errors.ts';
import { type DayNumber, dayNumber, formatLocalDate } from '../model/calendar.ts';
import type { AccountCapacity, Snapshot } from '../model/capacity.ts';
import { finding } from '../model/finding.ts';
import { compareText } from '../model/order.ts';
import type { Start } from '../model/plan.ts';
import type { Campaign, Workspace } from '../model/workspace.ts';
import { onCalendar } from './calendar.ts';
import { type DemandSender, followUpOptions, startTables, startWindow } from './demand.ts';
import { promisedSends } from './in-flight.ts';
import { unknownCapacity } from './needed.ts';
import type { Demand, Problem, ProblemAccount, ProblemCampaign, StartTable } from './problem.ts';
import { maySend } from './select.ts';
import { amountOf, creditCycles, type Horizon, senderSupply, sharedDailyLimit } from './supply.ts';

/** Longest horizon that is planned, in days. */
export const MAX_HORIZON_DAYS = 400;

interface FlatSender extends DemandSender {
  readonly capacity: AccountCapacity['senders'][number];
  readonly of: AccountCapacity;
}

/**
 * Builds the Problem. `keep`: starts of an earlier plan still ahead, which should change as little as possible.
 * Throws: ProviderError `capacity_unknown`; ConfigError when the horizon is longer than 400 days.
 */
export function buildProblem(workspace: Workspace, snapshot: Snapshot, options: { readonly keep?: readonly Start[] } = {}): Problem {
  const accounts = snapshot.accounts;
  const accountIndex = new Map(accounts.map((a, i) => [a.account, i]));
  const flat = flatSenders(accounts);
  const segments = workspace.campaigns.flatMap((campaign, c) => campaign.segments.map((segment) => ({ campaign, c, segment })));
  const allowed = segments.map(({ campaign, segment }) =>
    flat.flatMap((s, i) =>
      maySend(campaign, segment, { id: s.capacity.id, account: s.of.account, provider: s.of.provider, tags: s.capacity.tags }) ? [i] : [],
    ),
  );

  const first = dayNumber(workspace.horizon.start);
  const last = horizonEnd(workspace, first, segments, allowed, flat);
  const horizon: Horizon = { first, dayCount: last - first + 1 };

  const usedSenders = new Set(allowed.flat().map((i) => (flat[i] as FlatSender).capacity.id));
  const unknown = unknownCapacity(workspace, snapshot, usedSenders, horizon);
  const { promised, findings } = promisedSends(workspace, snapshot);
  const promisedBySender = groupBySender(promised);

  const domains = workspace.domains.map((domain) => {
    const members = flat.filter((s) => s.capacity.domain === domain.id);
    const ids = new Set(members.map((s) => s.capacity.id));
    const senders = members.map((s) => ({ today: dayNumber(s.of.today), sentToday: s.capacity.sentToday.value }));
    const ours = promised.filter((p) => ids.has(p.sender));
    return { domain, value: { id: domain.id, dailyLimit: sharedDailyLimit(domain.dailyLimit, senders, ours, horizon) } };
  });
  const domainIndex = new Map(domains.map((d, index) => [d.domain.id, { index, domain: d.domain }]));

  const tasks = segments.map(({ campaign }, d) => ({ campaign, allowed: allowed[d] as readonly number[] }));
  const { tables, ofDemand } = startTables(tasks, flat, first, last);
  const demands: Demand[] = segments.map(({ c, segment }, d) => ({
    campaign: c,
    segment: segment.id,
    contacts: segment.contacts,
    senders: allowed[d] as readonly number[],
    tables: ofDemand[d] as readonly number[],
  }));
  const followUps = tasks.flatMap(({ campaign, allowed: senders }, d) =>
    followUpOptions(d, campaign, senders, flat, (i) => tables[ofDemand[d]?.[i] as number] as StartTable, first),
  );

  return {
    firstDay: first,
    dayCount: horizon.dayCount,
    dates: Array.from({ length: horizon.dayCount }, (_, i) => formatLocalDate(first + i)),
    senders: flat.map((s) =>
      senderSupply(
        s.capacity,
        { index: s.account, today: dayNumber(s.of.today) },
        s.capacity.domain === null ? null : (domainIndex.get(s.capacity.domain) ?? null),
        promisedBySender.get(s.capacity.id) ?? [],
        horizon,
      ),
    ),
    accounts: accounts.map((a): ProblemAccount => {
      const below = descendants(accounts, a.account);
      const daily = amountOf(a.dailyLimit.value);
      const members = a.senders.map((s) => ({ today: dayNumber(a.today), sentToday: s.sentToday.value }));
      const own = promised.filter((p) => p.account === a.account);
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
      problemCampaign(
        campaign,
        c,
        segments,
        accountIndex,
        promised.filter((p) => p.campaign === campaign.id),
        first,
        last,
      ),
    ),
    demands,
    tables,
    followUps,
    keep: options.keep ?? [],
    findings: [...unknown, ...findings],
  };
}

function flatSenders(accounts: readonly AccountCapacity[]): readonly FlatSender[] {
  return accounts.flatMap((of, account) =>
    of.senders.map((capacity): FlatSender => {
      const counts = onCalendar(capacity);
      const today = dayNumber(of.today);
      const isActive = capacity.status.value === 'active';
      const calendar = JSON.stringify([isActive, today, capacity.weekdays, capacity.except]);
      return { account, capacity, of, calendar, sends: (day) => isActive && day >= today && counts(day) };
    }),
  );
}

/** Last horizon day: as written, else the last day any window or follow-up needs. */
function horizonEnd(
  workspace: Workspace,
  first: DayNumber,
  segments: readonly { readonly campaign: Campaign }[],
  allowed: readonly (readonly number[])[],
  flat: readonly FlatSender[],
): DayNumber {
  let end = first;
  if (workspace.horizon.end !== null) end = dayNumber(workspace.horizon.end);
  else {
    for (const { campaign } of segments) if (campaign.window.end !== null) end = Math.max(end, dayNumber(campaign.window.end));
    const limit = first + MAX_HORIZON_DAYS;
    segments.forEach(({ campaign }, d) => {
      // With the widest end allowed no start is lost to it, so this is the last day a follow-up can fall on.
      if (campaign.window.end === null || campaign.steps.length === 1) return;
      const { tables } = startTables([{ campaign, allowed: allowed[d] as readonly number[] }], flat, first, limit);
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

function problemCampaign(
  campaign: Campaign,
  index: number,
  segments: readonly { readonly c: number }[],
  accountIndex: ReadonlyMap<string, number>,
  promised: readonly { readonly day: DayNumber; readonly sends: number }[],
  first: DayNumber,
  last: DayNumber,
): ProblemCampaign {
  const { from, to } = startWindow(campaign, first, last);
  const { maxSends } = campaign.perDay;
  let sends: Float64Array | null = null;
  if (maxSends !== null) {
    sends = new Float64Array(last - first + 1).fill(maxSends);
    for (const p of promised) {
      const day = p.day - first;
      if (day >= 0 && day < sends.length) sends[day] = Math.max(0, (sends[day] as number) - p.sends);
    }
  }
  const resident = new Map<number, number>();
  for (const id of Object.keys(campaign.resident).sort(compareText)) {
    const account = accountIndex.get(id);
    if (account !== undefined) resident.set(account, campaign.resident[id] as number);
  }
  return {
    id: campaign.id,
    priority: campaign.priority,
    valueMicro: campaign.valueMicro,
    shares10k: campaign.steps.map((step) => step.share10k),
    sticky: campaign.steps.length === 1 ? 'sender' : campaign.sticky,
    serveAtLeast: campaign.serveAtLeast,
    maxStarts: campaign.perDay.maxStarts,
    maxSends: sends,
    maxShare10k: campaign.maxShare10k,
    minStarts: campaign.minStarts,
    oneAccount: campaign.oneAccount,
    allOrNothing: campaign.allOrNothing,
    pacing: campaign.pacing,
    newContacts10k: campaign.newContacts10k,
    resident,
    firstDay: from - first,
    lastDay: to - first,
    demands: segments.flatMap((s, d) => (s.c === index ? [d] : [])),
  };
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

function groupBySender<T extends { readonly sender: string }>(entries: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const map = new Map<string, T[]>();
  for (const entry of entries) {
    const list = map.get(entry.sender);
    if (list) list.push(entry);
    else map.set(entry.sender, [entry]);
  }
  return map;
}
