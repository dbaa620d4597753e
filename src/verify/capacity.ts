/** Checks the capacity rows of a plan: limit, use, headroom and overage of each equal the recomputed ones, and none that is used is missing. */

import { type DayNumber, formatLocalDate, parseLocalDate } from '../model/calendar.ts';
import type { Subject } from '../model/finding.ts';
import type { CapacityUse, Plan } from '../model/plan.ts';
import { amountText, larger, ONE, saysNumber, toNumber } from './amounts.ts';
import type { Audience } from './audience.ts';
import { type Books, weeklyLoads } from './limits.ts';
import type { Tally } from './tally.ts';
import type { PoolUse } from './usage.ts';

/** Recomputed use of one resource, in 1/10000; `limit` null = unlimited. */
interface Use {
  readonly key: string;
  readonly to: DayNumber;
  readonly limit: bigint | null;
  readonly planned: bigint;
  readonly overage?: bigint;
}

const units = (limit: number | undefined): bigint | null =>
  limit === undefined || limit === Number.POSITIVE_INFINITY ? null : BigInt(limit) * ONE;

const sumOf = (values: Iterable<bigint>): bigint => {
  let sum = 0n;
  for (const value of values) sum += value;
  return sum;
};

/** Subject of a capacity row: the narrowest thing it names. */
function subjectOf(row: CapacityUse): Subject {
  if (row.sender !== null) return { kind: 'sender', id: row.sender };
  if (row.domain !== null) return { kind: 'domain', id: row.domain };
  return { kind: 'account', id: row.account ?? '' };
}

/** Recomputes sender rows: one day, or 7 days from a day up to 6 before the horizon. */
function senderUse(row: CapacityUse, day: number, books: Books, weekly: ReadonlyMap<number, readonly bigint[]>): Use | string {
  const { audience, supply, ledger } = books;
  const sender = audience.senderById.get(row.sender ?? '');
  if (sender === undefined || (row.account !== null && row.account !== sender.accountId)) return 'there is no such sender in the snapshot';
  const s = sender.index;
  const from = audience.days.first + day;
  if (row.resource === 'sender_weekly_limit') {
    if (day < -6 || day >= audience.days.count) return 'the 7 days do not touch the horizon';
    const planned = weekly.get(s)?.[day + 6] ?? 0n;
    return { key: `week ${s} ${day}`, to: from + 6, limit: units(supply.senderWeekly[s]?.[day + 6]), planned };
  }
  if (day < 0 || day >= audience.days.count) return 'the day is not in the horizon';
  return {
    key: `day ${s} ${day}`,
    to: from,
    limit: units((supply.senderDaily[s] as Float64Array)[day]),
    planned: ledger.senderLoad.get(s)?.[day] ?? 0n,
  };
}

/** Recomputes account rows: a day, a billing cycle, or the contact slots over the horizon. */
function accountUse(row: CapacityUse, day: number, { audience, supply, usage }: Books): Use | string {
  const { first, count } = audience.days;
  const a = audience.accountIndex.get(row.account ?? '');
  if (a === undefined) return 'there is no such account in the snapshot';
  if (day < 0 || day >= count) return 'the day is not in the horizon';
  if (row.resource === 'account_daily_limit')
    return {
      key: `account ${a} ${day}`,
      to: first + day,
      limit: units(supply.accountDaily[a]?.[day]),
      planned: (usage.accountLoad[a] as readonly bigint[])[day] as bigint,
    };
  if (row.resource === 'contact_limit') {
    if (day !== 0) return 'contact slots are counted from the first day of the horizon';
    return { key: `contacts ${a}`, to: first + count - 1, limit: units(supply.contactSlots[a]), planned: usage.contactSlots[a] as bigint };
  }
  const poolOfDay = supply.poolOfDay[a] as Int32Array;
  const p = poolOfDay[day] as number;
  const pool = supply.pools[p];
  if (pool === undefined) {
    const isUnlimited = poolOfDay.every((entry) => entry < 0) && day === 0;
    if (isUnlimited) return { key: `credits ${a}`, to: first + count - 1, limit: null, planned: usage.lineLoad[a] as bigint };
    return 'its credits are unlimited in that cycle: no row is expected';
  }
  if (pool.firstDay !== day) return `its billing cycle begins in the horizon on ${formatLocalDate(first + pool.firstDay)}`;
  return { key: `pool ${p}`, to: first + pool.lastDay, limit: units(pool.credits), ...(usage.pools[p] as PoolUse) };
}

const saysLimit = (written: number | null, exact: bigint | null): boolean =>
  written === null || exact === null ? written === exact : saysNumber(written, exact, 4);

/** Recomputes domain rows. */
function domainUse(row: CapacityUse, day: number, { audience, supply, usage }: Books): Use | string {
  const id = row.domain ?? '';
  const limits = supply.domainDaily.get(id);
  if (limits === undefined) return 'there is no such domain in the plan files';
  if (day < 0 || day >= audience.days.count) return 'the day is not in the horizon';
  const planned = (usage.domainLoad.get(id) as readonly bigint[])[day] as bigint;
  return { key: `domain ${id} ${day}`, to: audience.days.first + day, limit: units(limits[day]), planned };
}

function useOf(row: CapacityUse, books: Books, weekly: ReadonlyMap<number, readonly bigint[]>): Use | string {
  if (row.campaign !== null) return 'capacity belongs to senders, domains and accounts, not to a campaign';
  const from = parseLocalDate(row.from);
  if (from === null) return '`from` is not a date';
  const day = from - books.audience.days.first;
  switch (row.resource) {
    case 'sender_daily_limit':
    case 'sender_weekly_limit':
      return senderUse(row, day, books, weekly);
    case 'domain_daily_limit':
      return domainUse(row, day, books);
    case 'account_daily_limit':
    case 'credit_balance':
    case 'contact_limit':
      return accountUse(row, day, books);
    default:
      return 'this family has no capacity rows';
  }
}

/** Most room one more decision can need: a binding row has less than that left. Units: 1/10000 sends. */
function largestNeed(audience: Audience): bigint {
  let most = ONE;
  for (const { campaign, demands } of audience.campaigns) {
    const shares = campaign.steps.reduce((sum, step) => sum + step.share10k, 0);
    const atOnce = campaign.allOrNothing ? sumOf(demands.map((d) => BigInt(d.segment.contacts))) : BigInt(Math.max(1, campaign.minStarts));
    most = larger(most, BigInt(shares) * atOnce);
  }
  return most;
}

/** Uses that the plan must list: credits, contact slots, account days and sender days with a limit and something planned on it. */
function requiredUses({ audience, supply, ledger, usage }: Books): ReadonlyMap<string, string> {
  const required = new Map<string, string>();
  const date = (day: number) => formatLocalDate(audience.days.first + day);
  usage.pools.forEach(({ planned }, p) => {
    const pool = supply.pools[p];
    if (planned > 0n && pool)
      required.set(`pool ${p}`, `credit_balance of account ${audience.accounts[pool.account]?.account} from ${date(pool.firstDay)}`);
  });
  audience.accounts.forEach(({ account }, a) => {
    const isLimited = supply.contactSlots[a] !== Number.POSITIVE_INFINITY;
    if (isLimited && (usage.contactSlots[a] as bigint) > 0n) required.set(`contacts ${a}`, `contact_limit of account ${account}`);
    if (supply.accountDaily[a] === null) return;
    usage.accountLoad[a]?.forEach((load, day) => {
      if (load > 0n) required.set(`account ${a} ${day}`, `account_daily_limit of account ${account} on ${date(day)}`);
    });
  });
  for (const [s, loads] of ledger.senderLoad) {
    loads.forEach((load, day) => {
      if (load > 0n && supply.senderDaily[s]?.[day] !== Number.POSITIVE_INFINITY)
        required.set(`day ${s} ${day}`, `sender_daily_limit of sender ${audience.senders[s]?.capacity.id} on ${date(day)}`);
    });
  }
  return required;
}

function checkNumbers(row: CapacityUse, use: Use, most: bigint, subject: Subject, tally: Tally): void {
  const expect = (what: keyof CapacityUse, isRight: boolean, expected: bigint | null | string): void => {
    if (isRight) return;
    const right = typeof expected === 'bigint' ? amountText(expected) : String(expected);
    const message = `${subject.kind} ${subject.id}: ${what} of ${row.resource} from ${row.from} is ${JSON.stringify(row[what])}, recomputed ${right}`;
    tally.fail('plan.inconsistent', 'capacity_row', subject, message, `${row.resource}/${row.from}/${what}`);
  };
  const { limit, planned, overage = 0n } = use;
  const headroom = limit === null ? null : larger(0n, limit - planned);
  const to = formatLocalDate(use.to);
  expect('to', row.to === to, to);
  expect('limit', saysLimit(row.limit, limit), limit);
  expect('planned', saysNumber(row.planned, planned, 4), planned);
  expect('headroom', saysLimit(row.headroom, headroom), headroom);
  expect('overage', saysNumber(row.overage, overage, 0), overage * ONE);
  const canBind = headroom !== null && headroom < most;
  const room = headroom === null ? 'no limit' : `headroom ${toNumber(headroom, 4)}`;
  expect('isBinding', canBind || !row.isBinding, `false: ${room} leaves room for more`);
}

/** Checks every capacity row of a plan. */
export function checkCapacity(plan: Plan, books: Books): void {
  const { audience, ledger, tally } = books;
  const weekly = new Map([...ledger.senderLoad].map(([s, loads]) => [s, weeklyLoads(loads)]));
  const most = largestNeed(audience);
  const required = requiredUses(books);
  const listed = new Set<string>();
  const objectives = new Set(plan.outcome.levels.map((level) => level.objective));
  for (const row of plan.capacity) {
    const subject = subjectOf(row);
    const fail = (why: string): void => {
      const message = `${subject.kind} ${subject.id}: capacity row ${row.resource} from ${row.from}: ${why}`;
      tally.fail('plan.inconsistent', 'capacity_row', subject, message, `${row.resource}/${row.from}`);
    };
    tally.count('capacity_row');
    const use = useOf(row, books, weekly);
    if (typeof use === 'string') {
      fail(use);
      continue;
    }
    if (listed.has(use.key)) fail('the row is listed twice');
    listed.add(use.key);
    checkNumbers(row, use, most, subject, tally);
    const level = row.shadowPriceObjective;
    if (level !== null && !objectives.has(level)) fail(`shadowPriceObjective ${JSON.stringify(level)} is not a level of the plan`);
  }
  for (const [key, what] of required) {
    if (listed.has(key)) continue;
    const message = `plan: no capacity row for ${what}, expected one because sends are planned on it`;
    tally.fail('plan.inconsistent', 'capacity_row', { kind: 'plan', id: 'plan' }, message, key);
  }
}
