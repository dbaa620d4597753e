/** The rows of a Problem as arrays: limits, keys, and which loads count in them. */

import { formatLocalDate } from '../model/calendar.ts';
import type { RowKey } from '../model/plan.ts';
import type { Problem, ProblemAccount } from '../problem/problem.ts';
import type { Lane } from './pdhg-layout.ts';
import type { Pattern } from './pdhg-patterns.ts';

/** A limit on what several groups of classes send on days from..to. */
export interface SharedRow {
  readonly groups: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly key: RowKey;
  /** Price of exceeding a credit cycle, where that is possible. */
  readonly overage: ProblemAccount['overage'];
}

/** All rows. A row: activity ≤ limit, or ≤ limit + a slack of up to `slack` that costs `slackPrice` (set by the stage). */
export interface Rows {
  readonly count: number;
  readonly limit: Float64Array;
  /** Most the row may be exceeded by (overage, contacts short); 0 for most. */
  readonly slack: Float64Array;
  /** First row of each kind. */
  readonly week: number;
  readonly shared: number;
  readonly demand: number;
  readonly serve: number;
  readonly campaign: number;
  /** Weekly rows of class k: `weekStart[k]` to `weekStart[k + 1] - 1` (counted from `week`), over days weekFrom..weekTo. */
  readonly weekStart: Int32Array;
  readonly weekFrom: Int32Array;
  readonly weekTo: Int32Array;
  readonly weekFirst: Int32Array;
  /** Classes of one account and domain count in the same shared rows. */
  readonly groupOf: Int32Array;
  readonly groupCount: number;
  readonly sharedRows: readonly SharedRow[];
  /** Shared rows (counted from `shared`) over day e of group g: `sharedAt[i]`, i from `sharedStart[g * dayCount + e]` to that of the next day - 1. */
  readonly sharedStart: Int32Array;
  readonly sharedAt: Int32Array;
  /** Campaigns with serve.atLeast: their rows, and the row of a demand's campaign (-1 = none). */
  readonly serveCampaigns: readonly number[];
  readonly serveOf: Int32Array;
  /** Rows of campaign days: campaign, day, and whether starts or all sends count. */
  readonly campaignDays: readonly { readonly campaign: number; readonly day: number; readonly isStarts: boolean }[];
  /** Entries of `lanes`; for each, the campaign rows it counts in and how much: `laneStart[i]` to `laneStart[i + 1] - 1`. */
  readonly lanes: readonly Lane[];
  readonly laneStart: Int32Array;
  readonly laneRow: Int32Array;
  readonly laneAmount: Float64Array;
}

/** The rows of a merged Problem. */
export function rowsOf(problem: Problem, patterns: readonly Pattern[], lanes: readonly Lane[], laneLength: () => number): Rows {
  const { dayCount, senders, demands, campaigns } = problem;
  const limit: number[] = [];
  const slack: number[] = [];
  const add = (amount: number, most = 0) => {
    slack.push(most);
    return limit.push(amount) - 1;
  };
  for (const { dailyLimit } of senders) for (let e = 0; e < dayCount; e++) add(dailyLimit === null ? Infinity : dailyLimit[e]!);

  const week = limit.length;
  const weekStart = new Int32Array(senders.length + 1);
  const ranges = senders.flatMap(({ weekly }, k) => {
    weekStart[k + 1] = weekStart[k]! + weekly.length;
    return weekly;
  });
  for (const { capacity } of ranges) add(capacity);

  const shared = limit.length;
  const groupIds = new Map<string, number>();
  const groupOf = Int32Array.from(senders, ({ account, domain }) => {
    const key = `${account}/${domain}`;
    const known = groupIds.get(key) ?? groupIds.size;
    groupIds.set(key, known);
    return known;
  });
  const sharedRows = sharedLimits(problem, groupOf, groupIds.size, add);

  const demand = limit.length;
  for (const { contacts } of demands) add(contacts);
  const serve = limit.length;
  const serveCampaigns = campaigns.flatMap((c, i) => (c.serveAtLeast > 0 ? [i] : []));
  for (const c of serveCampaigns) add(-campaigns[c]!.serveAtLeast, campaigns[c]!.serveAtLeast);
  const serveOf = Int32Array.from(demands, (d) => {
    const at = serveCampaigns.indexOf(d.campaign);
    return at < 0 ? -1 : serve + at;
  });

  const campaign = limit.length;
  const campaignDays: { campaign: number; day: number; isStarts: boolean }[] = [];
  const dayRows = new Map<string, number>();
  campaigns.forEach(({ maxStarts, maxSends }, c) => {
    for (let day = 0; day < dayCount; day++) {
      for (const [isStarts, amount] of [
        [true, maxStarts],
        [false, maxSends?.[day] ?? null],
      ] as const) {
        if (amount === null) continue;
        dayRows.set(`${c}/${day}/${isStarts}`, add(amount));
        campaignDays.push({ campaign: c, day, isStarts });
      }
    }
  });
  const laneStart = new Int32Array(laneLength() + 1);
  const laneRow: number[] = [];
  const laneAmount: number[] = [];
  for (const { demand: d, pattern, start } of lanes) {
    const c = demands[d]!.campaign;
    const { startDays, stepDays, shares } = patterns[pattern]!;
    startDays.forEach((day, position) => {
      const put = (row: number | undefined, amount: number) => {
        if (row === undefined) return;
        laneRow.push(row);
        laneAmount.push(amount);
      };
      put(dayRows.get(`${c}/${day}/true`), 1);
      stepDays.forEach((days, k) => {
        put(dayRows.get(`${c}/${days[position]}/false`), shares[k]!);
      });
      laneStart[start + position + 1] = laneRow.length;
    });
  }
  return {
    count: limit.length,
    limit: Float64Array.from(limit),
    slack: Float64Array.from(slack),
    week,
    shared,
    demand,
    serve,
    campaign,
    weekStart,
    weekFirst: Int32Array.from(ranges, (w) => w.firstDay),
    weekFrom: Int32Array.from(ranges, (w) => Math.max(0, w.firstDay)),
    weekTo: Int32Array.from(ranges, (w) => Math.min(dayCount - 1, w.firstDay + 6)),
    groupOf,
    groupCount: groupIds.size,
    sharedRows,
    ...sharedIndex(sharedRows, groupIds.size, dayCount),
    serveCampaigns,
    serveOf,
    campaignDays,
    lanes,
    laneStart,
    laneRow: Int32Array.from(laneRow),
    laneAmount: Float64Array.from(laneAmount),
  };
}

/** Limits of domains, accounts and credit cycles. */
function sharedLimits(
  problem: Problem,
  groupOf: Int32Array,
  groupCount: number,
  add: (amount: number, most?: number) => number,
): readonly SharedRow[] {
  const { senders, accounts, domains, dates, dayCount } = problem;
  const found: SharedRow[] = [];
  const sample = new Int32Array(groupCount);
  groupOf.forEach((g, k) => {
    sample[g] = k;
  });
  const all = Array.from(sample, (k, g) => ({ g, sender: senders[k]! }));
  const groupsOf = (test: (sender: (typeof senders)[number]) => boolean) =>
    Int32Array.from(all.filter(({ sender }) => test(sender)).map(({ g }) => g));
  const daily = (groups: Int32Array, limits: Float64Array, keyOf: (date: string) => RowKey) => {
    if (groups.length === 0) return;
    for (let day = 0; day < dayCount; day++) {
      add(limits[day]!);
      found.push({ groups, from: day, to: day, key: keyOf(dates[day]!), overage: null });
    }
  };
  domains.forEach(({ id, dailyLimit }, i) => {
    daily(
      groupsOf((s) => s.domain === i),
      dailyLimit,
      (date) => ({ family: 'domain_daily_limit', domain: id, date }),
    );
  });
  const ofAccount = new Map<number, number[]>();
  const ofPool = new Map<number, number[]>();
  for (const { g, sender } of all) {
    ofAccount.set(sender.account, [...(ofAccount.get(sender.account) ?? []), g]);
    for (const pool of accounts[sender.account]!.pools) ofPool.set(pool, [...(ofPool.get(pool) ?? []), g]);
  }
  accounts.forEach(({ id, dailyLimit, cycles, overage }, a) => {
    if (dailyLimit !== null)
      daily(Int32Array.from(ofAccount.get(a) ?? []), dailyLimit, (date) => ({ family: 'account_daily_limit', account: id, date }));
    const groups = Int32Array.from(ofPool.get(a) ?? []);
    if (groups.length === 0) return;
    for (const { from, to, capacity, overageMax } of cycles ?? []) {
      add(capacity, overageMax);
      found.push({
        groups,
        from,
        to,
        key: { family: 'credit_balance', account: id, date: dates[from]! },
        overage: overageMax > 0 ? overage : null,
      });
    }
  });
  return found;
}

function sharedIndex(sharedRows: readonly SharedRow[], groupCount: number, dayCount: number) {
  const sharedStart = new Int32Array(groupCount * dayCount + 1);
  const each = (visit: (at: number, row: number) => void) => {
    sharedRows.forEach(({ groups, from, to }, row) => {
      for (const g of groups) for (let e = from; e <= to; e++) visit(g * dayCount + e, row);
    });
  };
  each((at) => {
    sharedStart[at + 1]!++;
  });
  for (let at = 0; at < groupCount * dayCount; at++) sharedStart[at + 1]! += sharedStart[at]!;
  const sharedAt = new Int32Array(sharedStart[groupCount * dayCount]!);
  const next = sharedStart.slice();
  each((at, row) => {
    sharedAt[next[at]!++] = row;
  });
  return { sharedStart, sharedAt };
}

/** Key of a row in the certificate; null for demand rows, whose price the bound finds itself. */
export function keyOfRow(problem: Problem, rows: Rows, row: number): RowKey | null {
  const { dayCount, dates, senders, accounts, campaigns } = problem;
  const ofClass = (k: number) => ({ account: accounts[senders[k]!.account]!.id, sender: senders[k]!.id });
  if (row < rows.week) return { family: 'sender_daily_limit', ...ofClass(Math.floor(row / dayCount)), date: dates[row % dayCount]! };
  if (row < rows.shared) {
    const i = row - rows.week;
    let k = 0;
    for (let above = senders.length; above - k > 1; ) {
      const middle = (k + above) >> 1;
      if (rows.weekStart[middle]! <= i) k = middle;
      else above = middle;
    }
    return { family: 'sender_weekly_limit', ...ofClass(k), date: formatLocalDate(problem.firstDay + rows.weekFirst[i]!) };
  }
  if (row < rows.demand) return rows.sharedRows[row - rows.shared]!.key;
  if (row < rows.serve) return null;
  if (row < rows.campaign) return { family: 'serve_at_least', campaign: campaigns[rows.serveCampaigns[row - rows.serve]!]!.id };
  const { campaign, day, isStarts } = rows.campaignDays[row - rows.campaign]!;
  return { family: 'campaign_daily_limit', campaign: campaigns[campaign]!.id, date: dates[day]!, measure: isStarts ? 'starts' : 'sends' };
}
