/** Use of every account resource and of every sender-day that is used or binding. */

import { formatLocalDate } from '../model/calendar.ts';
import type { CapacityUse, Family } from '../model/plan.ts';
import { type Load, sendersOfPool, sumLoad } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import type { Solution } from '../solver/solver.ts';
import { sends } from './amounts.ts';

interface Owner {
  readonly account?: string;
  readonly sender?: string;
  readonly domain?: string;
}

const rowId = ({ account, sender, domain }: Owner, family: string, date: string): string =>
  JSON.stringify([family, account, sender, domain, date]);

/** First level at which one more unit of a row helps, and what it brings there, in the level's unit. */
function shadowPrices(solution: Solution): ReadonlyMap<string, Pick<CapacityUse, 'shadowPrice' | 'shadowPriceObjective'>> {
  const prices = new Map<string, Pick<CapacityUse, 'shadowPrice' | 'shadowPriceObjective'>>();
  const members = new Map(solution.groups?.map((group) => [group.id, group.senders]));
  for (const level of solution.levels) {
    for (const { key, dual } of level.prices ?? []) {
      const price = Math.round((dual / level.scale) * 1e6) / 1e6;
      if (!(price > 0)) continue;
      for (const sender of key.group === undefined ? [key.sender] : (members.get(key.group) ?? [])) {
        const id = rowId({ ...key, sender } as Owner, key.family, key.date ?? '');
        if (!prices.has(id)) prices.set(id, { shadowPrice: price, shadowPriceObjective: level.name });
      }
    }
  }
  return prices;
}

/** Capacity rows in canonical order: credits, slots, account days, domains, senders. */
export function capacityUse(problem: Problem, solution: Solution, load: Load): readonly CapacityUse[] {
  const prices = shadowPrices(solution);
  const isPriced = solution.levels.some((level) => level.prices !== null);
  const result: CapacityUse[] = [];
  const add = (resource: Family, owner: Owner, from: string, to: string, limit: number | null, planned10k: number, overage: number) => {
    const free = { shadowPrice: isPriced || limit === null ? 0 : null, shadowPriceObjective: null };
    const price = prices.get(rowId(owner, resource, resource === 'contact_limit' ? '' : from)) ?? free;
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
  const sendersWhere = (test: (s: Problem['senders'][number]) => boolean) => problem.senders.flatMap((s, i) => (test(s) ? [i] : []));

  problem.accounts.forEach((account, a) => {
    const senders = sendersOfPool(problem, a);
    const cycles = account.cycles ?? [];
    if (cycles.length === 0)
      add('credit_balance', { account: account.id }, date(0), date(lastDay), null, sumLoad(problem, load, senders, 0, lastDay), 0);
    cycles.forEach((c, k) => {
      const overage = solution.overage.find((o) => o.account === a && o.cycle === k)?.sends ?? 0;
      add(
        'credit_balance',
        { account: account.id },
        date(c.from),
        date(c.to),
        c.capacity,
        sumLoad(problem, load, senders, c.from, c.to),
        overage,
      );
    });
  });
  problem.accounts.forEach((account, a) => {
    if (account.freeContacts === null) return;
    const slots10k = problem.campaigns.reduce((sum, campaign, c) => {
      const placed = load.placed[c * problem.accounts.length + a] as number;
      return sum + campaign.newContacts10k * Math.max(0, placed - (campaign.resident.get(a) ?? 0));
    }, 0);
    add('contact_limit', { account: account.id }, date(0), date(lastDay), account.freeContacts, slots10k, 0);
  });
  const perDay = (resource: Family, owner: Owner, limits: Float64Array | null, senders: readonly number[]) => {
    for (let day = 0; day <= lastDay; day++) {
      const planned = sumLoad(problem, load, senders, day, day);
      if (planned > 0) add(resource, owner, date(day), date(day), limits === null ? null : (limits[day] as number), planned, 0);
    }
  };
  problem.accounts.forEach((account, a) => {
    if (account.dailyLimit !== null)
      perDay(
        'account_daily_limit',
        { account: account.id },
        account.dailyLimit,
        sendersWhere((s) => s.account === a),
      );
  });
  problem.domains.forEach((domain, i) => {
    perDay(
      'domain_daily_limit',
      { domain: domain.id },
      domain.dailyLimit,
      sendersWhere((s) => s.domain === i),
    );
  });
  problem.senders.forEach((sender, s) => {
    const owner = { account: problem.accounts[sender.account]?.id ?? '', sender: sender.id };
    perDay('sender_daily_limit', owner, sender.dailyLimit, [s]);
    for (const { firstDay, capacity } of sender.weekly) {
      const planned = sumLoad(problem, load, [s], firstDay, firstDay + 6);
      if (planned > 0 && capacity * 10_000 - planned < 10_000) {
        add('sender_weekly_limit', owner, date(firstDay), date(firstDay + 6), capacity, planned, 0);
      }
    }
  });
  return result;
}
