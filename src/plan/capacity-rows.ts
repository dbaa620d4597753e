/** Use of every account resource and of every sender-day that is used or binding. */

import { formatLocalDate } from '../model/calendar.ts';
import type { CapacityUse, Family } from '../model/plan.ts';
import type { Rows } from '../model/rows.ts';
import type { Load } from '../problem/load.ts';
import type { Problem, ProblemSender } from '../problem/problem.ts';
import type { Solution } from '../solver/solver.ts';
import { sends } from './amounts.ts';
import { type PricedOwner, shadowPrices } from './shadow-prices.ts';

/** Sends of one owner on each day of the horizon. Units: 1/10000 sends. */
type Days = Float64Array;

/** Capacity rows in canonical order: credits, slots, account days, domains, senders. Rows are made while they are gone through. */
export function capacityUse(problem: Problem, solution: Solution, load: Load): Rows<CapacityUse> {
  const { dayCount, accounts } = problem;
  const ofSender = (s: number): Days => load.senders.subarray(s * dayCount, (s + 1) * dayCount);
  const ofAccount = addUp(problem, accounts.length, ofSender, (s) => [s.account]);
  const ofPool = addUp(problem, accounts.length, ofSender, (s) => accounts[s.account]?.pools ?? []);
  const ofDomain = addUp(problem, problem.domains.length, ofSender, (s) => (s.domain === null ? [] : [s.domain]));
  const rowsOf = rowMaker(problem, solution);

  const count = (days: Days): number => days.reduce((n, planned) => (planned > 0 ? n + 1 : n), 0);
  const limited = accounts.flatMap((account, a) => (account.dailyLimit === null ? [] : [ofAccount[a] as Days]));
  let length = 0;
  for (const { cycles, freeContacts } of accounts) length += Math.max(1, cycles?.length ?? 0) + (freeContacts === null ? 0 : 1);
  for (const days of [...limited, ...ofDomain]) length += count(days);
  problem.senders.forEach((sender, s) => {
    const days = ofSender(s);
    length += count(days) + fullWeeks(sender, days).length;
  });

  return {
    length,
    *[Symbol.iterator]() {
      // Nothing is kept between two goes: V8 puts all rows of a kind into the old generation when the first ones live long.
      for (const a of accounts.keys()) yield* creditRows(problem, solution, a, ofPool[a] as Days, rowsOf);
      for (const a of accounts.keys()) yield* slotRows(problem, a, load, rowsOf);
      for (const [a, { id, dailyLimit }] of accounts.entries()) {
        if (dailyLimit !== null) yield* dayRows(rowsOf('account_daily_limit', { account: id }), dailyLimit, ofAccount[a] as Days);
      }
      for (const [i, { id, dailyLimit }] of problem.domains.entries())
        yield* dayRows(rowsOf('domain_daily_limit', { domain: id }), dailyLimit, ofDomain[i] as Days);
      for (const [s, sender] of problem.senders.entries()) {
        const owner = { account: accounts[sender.account]?.id ?? '', sender: sender.id };
        const days = ofSender(s);
        yield* dayRows(rowsOf('sender_daily_limit', owner), sender.dailyLimit, days);
        for (const { firstDay, capacity, planned } of fullWeeks(sender, days))
          yield rowsOf('sender_weekly_limit', owner)(firstDay, firstDay + 6, capacity, planned, 0);
      }
    },
  };
}

/** Makes one row: first and last day (indices into the horizon), limit (null = unlimited), planned in 1/10000 sends, overage. */
type MakeRow = (from: number, to: number, limit: number | null, planned10k: number, overage: number) => CapacityUse;

/** Makes rows of one resource and owner. */
type RowsOf = (resource: Family, owner: PricedOwner) => MakeRow;

function rowMaker(problem: Problem, solution: Solution): RowsOf {
  const priceOf = shadowPrices(problem, solution);
  const isPriced = solution.levels.some((level) => level.prices !== null);
  const date = (day: number) => problem.dates[day] ?? formatLocalDate(problem.firstDay + day);
  return (resource, owner) => {
    const { account = null, sender = null, domain = null } = owner;
    const priceOn = priceOf(resource, owner);
    return (from, to, limit, planned10k, overage) => {
      const price = priceOn(from);
      const headroom = limit === null ? null : Math.max(0, sends(limit * 10_000 - planned10k));
      return {
        resource,
        account,
        sender,
        domain,
        campaign: null,
        from: date(from),
        to: date(to),
        limit,
        planned: sends(planned10k),
        headroom,
        overage,
        isBinding: headroom !== null && headroom < 1 && price !== null,
        shadowPrice: price?.shadowPrice ?? (isPriced || limit === null ? 0 : null),
        shadowPriceObjective: price?.shadowPriceObjective ?? null,
      };
    };
  };
}

/** Sends per day of every owner that `ownersOf` names for a sender. */
function addUp(
  problem: Problem,
  owners: number,
  ofSender: (s: number) => Days,
  ownersOf: (sender: ProblemSender) => readonly number[],
): readonly Days[] {
  const sums = Array.from({ length: owners }, () => new Float64Array(problem.dayCount));
  problem.senders.forEach((sender, s) => {
    const days = ofSender(s);
    for (const owner of ownersOf(sender)) {
      const sum = sums[owner] as Days;
      for (let day = 0; day < days.length; day++) sum[day] = (sum[day] as number) + (days[day] as number);
    }
  });
  return sums;
}

function sumOf(days: Days, from: number, to: number): number {
  let sum = 0;
  for (let day = Math.max(0, from); day <= Math.min(to, days.length - 1); day++) sum += days[day] as number;
  return sum;
}

function creditRows(problem: Problem, solution: Solution, a: number, days: Days, rowsOf: RowsOf): readonly CapacityUse[] {
  const account = problem.accounts[a];
  const row = rowsOf('credit_balance', { account: account?.id ?? '' });
  const cycles = account?.cycles ?? [];
  const last = problem.dayCount - 1;
  if (cycles.length === 0) return [row(0, last, null, sumOf(days, 0, last), 0)];
  const bought = solution.overage.filter((o) => o.account === a);
  return cycles.map(({ from, to, capacity }, k) =>
    row(from, to, capacity, sumOf(days, from, to), bought.find((o) => o.cycle === k)?.sends ?? 0),
  );
}

function slotRows(problem: Problem, a: number, { placed }: Load, rowsOf: RowsOf): readonly CapacityUse[] {
  const { id, freeContacts } = problem.accounts[a] as Problem['accounts'][number];
  if (freeContacts === null) return [];
  const slots10k = problem.campaigns.reduce((sum, campaign, c) => {
    const contacts = placed[c * problem.accounts.length + a] as number;
    return sum + campaign.newContacts10k * Math.max(0, contacts - (campaign.resident.get(a) ?? 0));
  }, 0);
  return [rowsOf('contact_limit', { account: id })(0, problem.dayCount - 1, freeContacts, slots10k, 0)];
}

/** One row per day with sends. */
function* dayRows(row: MakeRow, limits: Float64Array | null, days: Days): Generator<CapacityUse> {
  for (let day = 0; day < days.length; day++) {
    const planned = days[day] as number;
    if (planned > 0) yield row(day, day, limits === null ? null : (limits[day] as number), planned, 0);
  }
}

/** Weeks of a sender without room for another send. */
const fullWeeks = (sender: ProblemSender, days: Days) =>
  sender.weekly.flatMap(({ firstDay, capacity }) => {
    const planned = sumOf(days, firstDay, firstDay + 6);
    return planned > 0 && capacity * 10_000 - planned < 10_000 ? [{ firstDay, capacity, planned }] : [];
  });
