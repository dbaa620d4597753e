/** Capacity: what each sender, domain, account and billing cycle can still take, recomputed from the snapshot's accounts. */

import { dayNumber } from '../model/calendar.ts';
import type { AccountCapacity } from '../model/capacity.ts';
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

/** In-flight sends that count: their sender is known and the day is not over. */
interface Promised extends PromisedSends {
  readonly sender: Sender;
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

const sentToday = (sender: Sender): PromisedSends => ({ day: sender.today, sends: countOrZero(sender.capacity.sentToday.value) });

function senderDailyLimits(sender: Sender, domainLimit: number, promised: readonly Promised[], days: Days): Float64Array {
  const limits = rampLimits(sender.capacity, days);
  const flat = Math.min(limitAmount(sender.capacity.dailyLimit.value), domainLimit);
  for (let i = 0; i < days.count; i++) limits[i] = sender.sends[i] ? Math.min(flat, limits[i] as number) : 0;
  return takeOff(limits, days, [sentToday(sender), ...promised]);
}

function senderWeeklyLimits(sender: Sender, promised: readonly Promised[], days: Days): Float64Array | null {
  const limit = limitAmount(sender.capacity.weeklyLimit.value);
  if (limit === INFINITE) return null;
  const last6 = sender.capacity.sentLast6Days.value;
  const history = [...last6.map((sends, i) => ({ day: sender.today - 6 + i, sends: countOrZero(sends) })), sentToday(sender), ...promised];
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
  const lines = accounts.map((_, a) => lineOf(a, audience));
  const promisedBySender = senders.map((): Promised[] => []);
  const promisedOf = (sender: Sender) => promisedBySender[sender.index] as Promised[];
  const promisedBelow = accounts.map((): Promised[] => []);
  for (const entry of promised) {
    promisedOf(entry.sender).push(entry);
    for (const a of lines[entry.sender.account] as readonly number[]) promisedBelow[a]?.push(entry);
  }
  const domainLimits = new Map(workspace.domains.map((d) => [d.id, d.dailyLimit]));
  const domainOf = (sender: Sender): string | null => sender.capacity.domain;
  const pools: Pool[] = [];
  const poolOfDay = accounts.map((account, a) => {
    const index = new Int32Array(days.count).fill(-1);
    for (const pool of poolsOf(account, a, promisedBelow[a] as readonly Promised[], days)) {
      index.fill(pools.length, pool.firstDay, pool.lastDay + 1);
      pools.push(pool);
    }
    return index;
  });
  return {
    senderDaily: senders.map((s) => senderDailyLimits(s, domainLimits.get(domainOf(s) ?? '') ?? INFINITE, promisedOf(s), days)),
    senderWeekly: senders.map((s) => senderWeeklyLimits(s, promisedOf(s), days)),
    domainDaily: new Map(
      workspace.domains.map(({ id, dailyLimit }) => {
        const used = [...senders.filter((s) => domainOf(s) === id).map(sentToday), ...promised.filter((p) => domainOf(p.sender) === id)];
        return [id, takeOff(flat(dailyLimit, days), days, used)];
      }),
    ),
    accountDaily: accounts.map((account, a) => {
      const limit = limitAmount(account.dailyLimit.value);
      if (limit === INFINITE) return null;
      const used = [...senders.filter((s) => s.account === a).map(sentToday), ...promised.filter((p) => p.sender.account === a)];
      return takeOff(flat(limit, days), days, used);
    }),
    pools,
    poolOfDay,
    lines,
    contactSlots: accounts.map((account) =>
      Math.max(0, limitAmount(account.contacts.limit.value) - countOrZero(account.contacts.used.value)),
    ),
    campaignSends: workspace.campaigns.map(({ id, perDay }) => {
      if (perDay.maxSends === null) return null;
      return takeOff(
        flat(perDay.maxSends, days),
        days,
        promised.filter((p) => p.campaign === id),
      );
    }),
  };
}
