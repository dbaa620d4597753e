/** Checks the capacity rows of a plan: limit, use, headroom and overage of each equal the recomputed ones, and none that is used is missing. */

import { type DayNumber, formatLocalDate, parseLocalDate } from '../model/calendar.ts';
import type { Subject } from '../model/finding.ts';
import type { CapacityUse, Plan } from '../model/plan.ts';
import { amountText, ONE, saysNumber, toNumber } from './amounts.ts';
import type { Sender } from './audience.ts';
import { type Exact, minus, plus, sumAt, times } from './exact.ts';
import { dayIndex } from './ledger.ts';
import { type Books, weeklyLoads } from './limits.ts';
import { checkMissing, type Listed, noneListed } from './listed.ts';
import type { PoolUse } from './usage.ts';

/** Recomputed use of one resource, in 1/10000; `limit` null = unlimited. */
interface Use {
  /** Where it is noted that the plan lists this resource. */
  readonly listed: Uint8Array;
  readonly place: number;
  readonly to: DayNumber;
  readonly limit: Exact | null;
  readonly planned: Exact;
  readonly overage?: bigint;
}

/** What rows are recomputed from; `sender` and `week` are those of the last row, as rows come sorted by sender. */
interface Reader {
  readonly books: Books;
  readonly listed: Listed;
  sender: Sender | undefined;
  week: { readonly sender: number; readonly loads: readonly Exact[] } | null;
}

const units = (limit: number | undefined): Exact | null =>
  limit === undefined || limit === Number.POSITIVE_INFINITY ? null : times(limit, ONE);

/** Subject of a capacity row: the narrowest thing it names. */
function subjectOf(row: CapacityUse): Subject {
  if (row.sender !== null) return { kind: 'sender', id: row.sender };
  if (row.domain !== null) return { kind: 'domain', id: row.domain };
  return { kind: 'account', id: row.account ?? '' };
}

function weekLoad(reader: Reader, sender: number, t: number): Exact {
  if (reader.week?.sender !== sender) reader.week = { sender, loads: weeklyLoads(reader.books, sender) };
  return reader.week.loads[t] as Exact;
}

/** Recomputes sender rows: one day, or 7 days from a day up to 6 before the horizon. */
function senderUse(row: CapacityUse, day: number, reader: Reader): Use | string {
  const { books, listed } = reader;
  const { audience, supply, ledger } = books;
  if (reader.sender === undefined || reader.sender.capacity.id !== row.sender) reader.sender = audience.senderById.get(row.sender ?? '');
  const { sender } = reader;
  if (sender === undefined || (row.account !== null && row.account !== sender.accountId)) return 'there is no such sender in the snapshot';
  const s = sender.index;
  const { first, count } = audience.days;
  if (row.resource === 'sender_weekly_limit') {
    if (day < -6 || day >= count) return 'the 7 days do not touch the horizon';
    const limit = units(supply.senderWeekly[s]?.[day + 6]);
    const place = s * (count + 6) + day + 6;
    return { listed: listed.senderWeeks, place, to: first + day + 6, limit, planned: weekLoad(reader, s, day + 6) };
  }
  if (day < 0 || day >= count) return 'the day is not in the horizon';
  const place = dayIndex(audience, s, day);
  const limit = units((supply.senderDaily[s] as Float64Array)[day]);
  return { listed: listed.senderDays, place, to: first + day, limit, planned: sumAt(ledger.senderLoad, place) };
}

/** Recomputes account rows: a day, a billing cycle, or the contact slots over the horizon. */
function accountUse(row: CapacityUse, day: number, { books, listed }: Reader): Use | string {
  const { audience, supply, usage } = books;
  const { first, count } = audience.days;
  const a = audience.accountIndex.get(row.account ?? '');
  if (a === undefined) return 'there is no such account in the snapshot';
  if (day < 0 || day >= count) return 'the day is not in the horizon';
  if (row.resource === 'account_daily_limit') {
    const place = dayIndex(audience, a, day);
    const limit = units(supply.accountDaily[a]?.[day]);
    return { listed: listed.accountDays, place, to: first + day, limit, planned: sumAt(usage.accountLoad, place) };
  }
  const last = first + count - 1;
  if (row.resource === 'contact_limit') {
    if (day !== 0) return 'contact slots are counted from the first day of the horizon';
    const planned = usage.contactSlots[a] as Exact;
    return { listed: listed.contactSlots, place: a, to: last, limit: units(supply.contactSlots[a]), planned };
  }
  const poolOfDay = supply.poolOfDay[a] as Int32Array;
  const p = poolOfDay[day] as number;
  const pool = supply.pools[p];
  if (pool === undefined) {
    const isUnlimited = poolOfDay.every((entry) => entry < 0) && day === 0;
    if (isUnlimited) return { listed: listed.unlimitedCredits, place: a, to: last, limit: null, planned: sumAt(usage.lineLoad, a) };
    return 'its credits are unlimited in that cycle: no row is expected';
  }
  if (pool.firstDay !== day) return `its billing cycle begins in the horizon on ${formatLocalDate(first + pool.firstDay)}`;
  return { listed: listed.pools, place: p, to: first + pool.lastDay, limit: units(pool.credits), ...(usage.pools[p] as PoolUse) };
}

/** Recomputes domain rows. */
function domainUse(row: CapacityUse, day: number, { books, listed }: Reader): Use | string {
  const { audience, supply, usage } = books;
  const id = row.domain ?? '';
  const limits = supply.domainDaily.get(id);
  const own = listed.domainDays.get(id);
  const loads = usage.domainLoad.get(id);
  if (limits === undefined || own === undefined || loads === undefined) return 'there is no such domain in the plan files';
  if (day < 0 || day >= audience.days.count) return 'the day is not in the horizon';
  return { listed: own, place: day, to: audience.days.first + day, limit: units(limits[day]), planned: sumAt(loads, day) };
}

function useOf(row: CapacityUse, reader: Reader): Use | string {
  if (row.campaign !== null) return 'capacity belongs to senders, domains and accounts, not to a campaign';
  const { dayOf, days } = reader.books.audience;
  const day = dayOf.get(row.from) ?? (parseLocalDate(row.from) ?? Number.NaN) - days.first;
  if (Number.isNaN(day)) return '`from` is not a date';
  switch (row.resource) {
    case 'sender_daily_limit':
    case 'sender_weekly_limit':
      return senderUse(row, day, reader);
    case 'domain_daily_limit':
      return domainUse(row, day, reader);
    case 'account_daily_limit':
    case 'credit_balance':
    case 'contact_limit':
      return accountUse(row, day, reader);
    default:
      return 'this family has no capacity rows';
  }
}

/** Most room one more decision can need: a binding row has less than that left. Units: 1/10000 sends. */
function largestNeed({ audience }: Books): Exact {
  let most: Exact = ONE;
  for (const { campaign, demands } of audience.campaigns) {
    const shares = campaign.steps.reduce((sum, step) => sum + step.share10k, 0);
    const all = () => demands.reduce<Exact>((sum, d) => plus(sum, d.segment.contacts), 0);
    const need = times(shares, campaign.allOrNothing ? all() : Math.max(1, campaign.minStarts));
    if (need > most) most = need;
  }
  return most;
}

const saysLimit = (written: number | null, value: Exact | null): boolean =>
  written === null || value === null ? written === value : saysNumber(written, value, 4);

function checkNumbers(row: CapacityUse, { to, limit, planned, overage = 0n }: Use, most: Exact, { audience, tally }: Books): void {
  const room = limit === null ? null : minus(limit, planned);
  const headroom = room !== null && room < 0 ? 0 : room;
  const expect = (what: keyof CapacityUse, isRight: boolean, expected: () => string): void => {
    if (isRight) return;
    const subject = subjectOf(row);
    const message = `${subject.kind} ${subject.id}: ${what} of ${row.resource} from ${row.from} is ${JSON.stringify(row[what])}, recomputed ${expected()}`;
    tally.fail('plan.inconsistent', 'capacity_row', subject, message, `${row.resource}/${row.from}/${what}`);
  };
  const amount = (value: Exact | null) => () => (value === null ? 'null' : amountText(value));
  const lastDay = audience.dates[to - audience.days.first] ?? formatLocalDate(to);
  expect('to', row.to === lastDay, () => lastDay);
  expect('limit', saysLimit(row.limit, limit), amount(limit));
  expect('planned', saysNumber(row.planned, planned, 4), amount(planned));
  expect('headroom', saysLimit(row.headroom, headroom), amount(headroom));
  expect('overage', saysNumber(row.overage, overage, 0), () => `${overage}`);
  const canBind = headroom !== null && headroom < most;
  const roomText = () => (headroom === null ? 'no limit' : `headroom ${toNumber(headroom, 4)}`);
  expect('isBinding', canBind || !row.isBinding, () => `false: ${roomText()} leaves room for more`);
}

/** Checks every capacity row of a plan. */
export function checkCapacity(plan: Plan, books: Books): void {
  const { tally } = books;
  const reader: Reader = { books, listed: noneListed(books), sender: undefined, week: null };
  const most = largestNeed(books);
  const objectives = new Set(plan.outcome.levels.map((level) => level.objective));
  const fail = (row: CapacityUse, why: string): void => {
    const subject = subjectOf(row);
    const message = `${subject.kind} ${subject.id}: capacity row ${row.resource} from ${row.from}: ${why}`;
    tally.fail('plan.inconsistent', 'capacity_row', subject, message, `${row.resource}/${row.from}`);
  };
  let rows = 0;
  for (const row of plan.capacity) {
    rows++;
    const use = useOf(row, reader);
    if (typeof use === 'string') {
      fail(row, use);
      continue;
    }
    if (use.listed[use.place]) fail(row, 'the row is listed twice');
    use.listed[use.place] = 1;
    checkNumbers(row, use, most, books);
    const level = row.shadowPriceObjective;
    if (level !== null && !objectives.has(level)) fail(row, `shadowPriceObjective ${JSON.stringify(level)} is not a level of the plan`);
  }
  tally.count('capacity_row', rows);
  checkMissing(books, reader.listed);
}
