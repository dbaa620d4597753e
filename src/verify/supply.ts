/** Capacity: what each sender, domain, account and billing cycle can still take, recomputed from the snapshot's accounts. */

import { dayNumber } from '../model/calendar.ts';
import type { AccountCapacity, SenderCapacity } from '../model/capacity.ts';
import type { Workspace } from '../model/workspace.ts';
import { countOrZero, limitAmount } from './amounts.ts';
import type { Audience, Sender } from './audience.ts';
import { type Days, rampLimits } from './calendar.ts';
import { type Pool, type PromisedSends, poolsOf } from './pools.ts';

/** Capacity per day index; Infinity = no limit. Units: sends (contacts for `contactSlots` and `resident`). */
export interface Supply {
  readonly senderDaily: readonly Float64Array[];
  /** Per sender: entry t is the range of 7 days that begins at day index t - 6; null = no weekly limit. */
  readonly senderWeekly: readonly (Float64Array | null)[];
  readonly domainDaily: ReadonlyMap<string, Float64Array>;
  readonly accountDaily: readonly (Float64Array | null)[];
  readonly pools: readonly Pool[];
  /** Per account and day: index into `pools`, or -1 where credits are unlimited. */
  readonly poolOfDay: readonly Int32Array[];
  /** Per account: itself and everything above it. */
  readonly lines: readonly (readonly number[])[];
  readonly contactSlots: readonly number[];
  /** Per campaign: most sends per day. */
  readonly campaignSends: readonly (Float64Array | null)[];
}

/** Sends that were made today or are promised for a day that is not over. */
interface Used extends PromisedSends {
  readonly sender: Sender;
}
interface Promised extends Used {
  readonly campaign: string;
}

const INFINITE = Number.POSITIVE_INFINITY;

function promisedSends(workspace: Workspace, audience: Audience): readonly Promised[] {
  const result: Promised[] = [];
  for (const { campaign, sender: id, date, sends } of workspace.inFlight) {
    const sender = audience.senderById.get(id);
    const day = dayNumber(date);
    if (sender !== undefined && day >= sender.today) result.push({ sender, campaign, day, sends });
  }
  return result;
}

/** Takes amounts off the days they name; never below 0, days outside the horizon are skipped. */
function takeOff(limits: Float64Array, days: Days, used: Iterable<PromisedSends>): Float64Array {
  for (const { day, sends } of used) {
    const i = day - days.first;
    if (i >= 0 && i < days.count) limits[i] = Math.max(0, (limits[i] as number) - sends);
  }
  return limits;
}

const sentToday = (sender: Sender): Used => ({ sender, day: sender.today, sends: countOrZero(sender.capacity.sentToday.value) });

/** Sorts entries by a key; entries without key are left out. */
function groupBy<K, T>(entries: Iterable<T>, keyOf: (entry: T) => K | null): (key: K) => readonly T[] {
  const lists = new Map<K, T[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key === null) continue;
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [entry]);
    else list.push(entry);
  }
  return (key) => lists.get(key) ?? [];
}
type UsedBy = (key: number) => readonly Used[];

/** Warm-up limits; worked out once for senders that warm up alike. */
function createRamps(days: Days): (capacity: SenderCapacity) => Float64Array {
  const known = new Map<string, Float64Array>();
  return (capacity) => {
    const { warmUp, weekdays, except } = capacity;
    const key = warmUp === null ? '' : JSON.stringify([warmUp, weekdays, except]);
    const ramp = known.get(key) ?? rampLimits(capacity, days);
    known.set(key, ramp);
    return ramp;
  };
}

/** Daily limits of all senders, as views of one block of memory. */
function senderDailyLimits(
  senders: readonly Sender[],
  domainLimits: ReadonlyMap<string, number>,
  usedBy: UsedBy,
  days: Days,
): readonly Float64Array[] {
  const all = new Float64Array(senders.length * days.count);
  const rampOf = createRamps(days);
  return senders.map((sender, s) => {
    const limits = all.subarray(s * days.count, (s + 1) * days.count);
    const ramp = rampOf(sender.capacity);
    const flat = Math.min(limitAmount(sender.capacity.dailyLimit.value), domainLimits.get(sender.capacity.domain ?? '') ?? INFINITE);
    for (let i = 0; i < days.count; i++) limits[i] = sender.sends[i] ? Math.min(flat, ramp[i] as number) : 0;
    return takeOff(limits, days, usedBy(s));
  });
}

function senderWeeklyLimits(sender: Sender, usedBy: UsedBy, days: Days): Float64Array | null {
  const limit = limitAmount(sender.capacity.weeklyLimit.value);
  if (limit === INFINITE) return null;
  const last6 = sender.capacity.sentLast6Days.value;
  const history = [...last6.map((sends, i) => ({ day: sender.today - 6 + i, sends: countOrZero(sends) })), ...usedBy(sender.index)];
  const limits = new Float64Array(days.count + 6).fill(limit);
  for (const { day, sends } of history) {
    const i = day - days.first;
    // A send on day i is in the ranges that begin on days i - 6 to i, which are entries i to i + 6.
    for (let t = Math.max(0, i); t <= Math.min(limits.length - 1, i + 6); t++) limits[t] = Math.max(0, (limits[t] as number) - sends);
  }
  return limits;
}

/** Itself and everything above it; a loop of parents is walked once. */
function lineOf(account: number, audience: Audience): readonly number[] {
  const line: number[] = [];
  for (let at: number | undefined = account; at !== undefined && !line.includes(at); ) {
    line.push(at);
    const parent: string | null = (audience.accounts[at] as AccountCapacity).parent;
    at = parent === null ? undefined : audience.accountIndex.get(parent);
  }
  return line;
}

const flat = (amount: number, days: Days): Float64Array => new Float64Array(days.count).fill(amount);

/** Recomputes every capacity of the model. */
export function readSupply(workspace: Workspace, audience: Audience): Supply {
  const { accounts, senders, days } = audience;
  const promised = promisedSends(workspace, audience);
  const used = [...senders.map(sentToday), ...promised];
  const usedBySender = groupBy(used, ({ sender }) => sender.index);
  const usedByAccount = groupBy(used, ({ sender }) => sender.account);
  const usedByDomain = groupBy(used, ({ sender }) => sender.capacity.domain);
  const promisedByCampaign = groupBy(promised, ({ campaign }) => campaign);
  const lines = accounts.map((_, a) => lineOf(a, audience));
  const below = promised.flatMap((entry) => (lines[entry.sender.account] as readonly number[]).map((account) => ({ ...entry, account })));
  const promisedBelow = groupBy(below, ({ account }) => account);
  const domainLimits = new Map(workspace.domains.map((d) => [d.id, d.dailyLimit]));
  const pools: Pool[] = [];
  const poolOfDay = accounts.map((account, a) => {
    const index = new Int32Array(days.count).fill(-1);
    for (const pool of poolsOf(account, a, promisedBelow(a), days)) {
      index.fill(pools.length, pool.firstDay, pool.lastDay + 1);
      pools.push(pool);
    }
    return index;
  });
  return {
    senderDaily: senderDailyLimits(senders, domainLimits, usedBySender, days),
    senderWeekly: senders.map((s) => senderWeeklyLimits(s, usedBySender, days)),
    domainDaily: new Map(workspace.domains.map(({ id, dailyLimit }) => [id, takeOff(flat(dailyLimit, days), days, usedByDomain(id))])),
    accountDaily: accounts.map((account, a) => {
      const limit = limitAmount(account.dailyLimit.value);
      return limit === INFINITE ? null : takeOff(flat(limit, days), days, usedByAccount(a));
    }),
    pools,
    poolOfDay,
    lines,
    contactSlots: accounts.map((account) =>
      Math.max(0, limitAmount(account.contacts.limit.value) - countOrZero(account.contacts.used.value)),
    ),
    campaignSends: workspace.campaigns.map(({ id, perDay }) =>
      perDay.maxSends === null ? null : takeOff(flat(perDay.maxSends, days), days, promisedByCampaign(id)),
    ),
  };
}
