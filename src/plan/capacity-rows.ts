/** Use of every account resource and of every sender-day that is used or binding. */

import { formatLocalDate } from '../model/calendar.ts';
import type { CapacityUse, Family } from '../model/plan.ts';
import { type DailyTerms, indexProblem } from '../problem/formulation-index.ts';
import type { LinearProgram, LinearRow, TermMap } from '../problem/linear.ts';
import type { Problem } from '../problem/problem.ts';
import type { Solution } from '../solver/solver.ts';
import { sends } from './amounts.ts';

/** Load in 1/10000 of a sum of columns. */
function load10k(terms: TermMap, columns: Float64Array): number {
  let sum = 0;
  for (const [column, value] of terms) sum += Math.round(value * 10_000) * (columns[column] as number);
  return sum;
}

/** First level whose dual price of the row is positive, and that price in the level's unit. */
function shadowPrice(program: LinearProgram, solution: Solution, row: number): Pick<CapacityUse, 'shadowPrice' | 'shadowPriceObjective'> {
  let isKnown = false;
  for (const [p, level] of program.levels.entries()) {
    const duals = solution.levels[p]?.duals;
    if (!duals) continue;
    isKnown = true;
    const price = Math.round(((duals[row] as number) / level.scale) * 1e6) / 1e6;
    if (price > 0) return { shadowPrice: price, shadowPriceObjective: level.name };
  }
  return { shadowPrice: isKnown ? 0 : null, shadowPriceObjective: null };
}

const rowId = (family: string, owner: string, date: string): string => `${family}\u0000${owner}\u0000${date}`;

/** Capacity rows in canonical order: credits, slots, account days, domains, senders. */
export function capacityUse(problem: Problem, program: LinearProgram, solution: Solution): readonly CapacityUse[] {
  const index = indexProblem(problem, program.followUps.first);
  const { columns } = solution;
  const rowAt = new Map<string, number>();
  program.rows.forEach((row: LinearRow, r) => {
    if (row.key !== null)
      rowAt.set(rowId(row.key.family, row.key.sender ?? row.key.domain ?? row.key.account ?? '', row.key.date ?? ''), r);
  });
  const result: CapacityUse[] = [];
  const add = (
    resource: Family,
    owner: { readonly account?: string; readonly sender?: string; readonly domain?: string },
    from: string,
    to: string,
    limit: number | null,
    planned10k: number,
    overage: number,
  ) => {
    const row = rowAt.get(rowId(resource, owner.sender ?? owner.domain ?? owner.account ?? '', resource === 'contact_limit' ? '' : from));
    const price =
      row === undefined ? { shadowPrice: limit === null ? 0 : null, shadowPriceObjective: null } : shadowPrice(program, solution, row);
    const headroom = limit === null ? null : Math.max(0, sends(limit * 10_000 - planned10k));
    result.push({
      resource,
      account: owner.account ?? null,
      sender: owner.sender ?? null,
      domain: owner.domain ?? null,
      campaign: null,
      from,
      to,
      limit,
      planned: sends(planned10k),
      headroom,
      overage,
      isBinding: headroom !== null && headroom < 1 && (price.shadowPrice ?? 0) > 0,
      ...price,
    });
  };
  const date = (day: number) => formatLocalDate(problem.firstDay + day);
  const lastDay = problem.dayCount - 1;

  problem.accounts.forEach((account, a) => {
    const load = index.mergeLoads(problem.senders.flatMap((s, n) => (problem.accounts[s.account]?.pools.includes(a) ? [n] : [])));
    const cycles = account.cycles ?? [];
    if (cycles.length === 0)
      add('credit_balance', { account: account.id }, date(0), date(lastDay), null, load10k(index.sum(load, 0, lastDay), columns), 0);
    cycles.forEach((cycle, k) => {
      const bought = program.overage.find((o) => o.account === a && o.cycle === k);
      const overage = bought === undefined ? 0 : (columns[bought.column] as number);
      add(
        'credit_balance',
        { account: account.id },
        date(cycle.from),
        date(cycle.to),
        cycle.capacity,
        load10k(index.sum(load, cycle.from, cycle.to), columns),
        overage,
      );
    });
  });
  problem.accounts.forEach((account, a) => {
    if (account.freeContacts === null) return;
    let slots10k = 0;
    problem.campaigns.forEach((campaign, c) => {
      const placed = load10k(index.startsOfCampaign(c, a), columns) / 10_000;
      slots10k += campaign.newContacts10k * Math.max(0, placed - (campaign.resident.get(a) ?? 0));
    });
    add('contact_limit', { account: account.id }, date(0), date(lastDay), account.freeContacts, slots10k, 0);
  });
  const perDay = (
    resource: Family,
    owner: { readonly account?: string; readonly sender?: string; readonly domain?: string },
    limits: Float64Array | null,
    load: DailyTerms,
  ) => {
    for (const [day, terms] of load) {
      const planned = load10k(terms, columns);
      if (planned > 0) add(resource, owner, date(day), date(day), limits === null ? null : (limits[day] as number), planned, 0);
    }
  };
  problem.accounts.forEach((account, a) => {
    if (account.dailyLimit === null) return;
    perDay(
      'account_daily_limit',
      { account: account.id },
      account.dailyLimit,
      index.mergeLoads(problem.senders.flatMap((s, n) => (s.account === a ? [n] : []))),
    );
  });
  problem.domains.forEach((domain, i) => {
    perDay(
      'domain_daily_limit',
      { domain: domain.id },
      domain.dailyLimit,
      index.mergeLoads(problem.senders.flatMap((s, n) => (s.domain === i ? [n] : []))),
    );
  });
  problem.senders.forEach((sender, s) => {
    const owner = { account: problem.accounts[sender.account]?.id ?? '', sender: sender.id };
    const load = index.senderLoad(s);
    perDay('sender_daily_limit', owner, sender.dailyLimit, load);
    for (const { firstDay, capacity } of sender.weekly) {
      const planned = load10k(index.sum(load, firstDay, firstDay + 6), columns);
      if (planned > 0 && capacity * 10_000 - planned < 10_000)
        add('sender_weekly_limit', owner, date(firstDay), date(firstDay + 6), capacity, planned, 0);
    }
  });
  return result;
}
