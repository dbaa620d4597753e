/** Prices of a level by what a start uses, for looking them up millions of times. */

import { dayNumber } from '../model/calendar.ts';
import type { Problem } from '../problem/problem.ts';
import type { Priced } from './solver.ts';

/** Prices of a level on a class problem; each class is a sender of it. 0 = free. */
export interface PriceTables {
  /** Sender × dayCount + day. */
  readonly daily: Float64Array;
  /** Per sender: price of each of its 7-day ranges; null = none has one. */
  readonly weekly: readonly (Float64Array | null)[];
  /** Account (domain, campaign) × dayCount + day. */
  readonly accountDay: Float64Array;
  readonly domainDay: Float64Array;
  readonly campaignSends: Float64Array;
  readonly campaignStarts: Float64Array;
  /** Per account: priced cycles of its own credits. */
  readonly cycles: readonly (readonly { readonly from: number; readonly to: number; readonly price: number }[])[];
  /** Account × campaign count + campaign: a contact placed there, for free slots and shares of the account. */
  readonly placement: Float64Array;
}

/** Tables of prices whose keys name the senders, accounts and campaigns of `problem`. */
export function priceTables(problem: Problem, prices: readonly Priced[]): PriceTables {
  const { senders, accounts, domains, campaigns, dayCount, dates } = problem;
  const accountOf = new Map(accounts.map((a, i) => [a.id, i]));
  const senderOf = new Map(senders.map((s, i) => [`${accounts[s.account]?.id}\u0000${s.id}`, i]));
  const domainOf = new Map(domains.map((d, i) => [d.id, i]));
  const campaignOf = new Map(campaigns.map((c, i) => [c.id, i]));
  const dayOf = new Map(dates.map((date, i) => [date, i]));
  const weekly: (Float64Array | null)[] = senders.map(() => null);
  const cycles: { from: number; to: number; price: number }[][] = accounts.map(() => []);
  const tables = {
    daily: new Float64Array(senders.length * dayCount),
    accountDay: new Float64Array(accounts.length * dayCount),
    domainDay: new Float64Array(domains.length * dayCount),
    campaignSends: new Float64Array(campaigns.length * dayCount),
    campaignStarts: new Float64Array(campaigns.length * dayCount),
    placement: new Float64Array(accounts.length * campaigns.length),
  };
  for (const { key, dual } of prices) {
    const account = accountOf.get(key.account ?? '') ?? 0;
    const campaign = campaignOf.get(key.campaign ?? '') ?? 0;
    const day = dayOf.get(key.date ?? '') ?? 0;
    const sender = senderOf.get(`${key.account}\u0000${key.sender}`) ?? 0;
    if (key.family === 'sender_daily_limit') tables.daily[sender * dayCount + day] = dual;
    else if (key.family === 'domain_daily_limit') tables.domainDay[(domainOf.get(key.domain ?? '') ?? 0) * dayCount + day] = dual;
    else if (key.family === 'account_daily_limit') tables.accountDay[account * dayCount + day] = dual;
    else if (key.family === 'campaign_daily_limit')
      (key.measure === 'starts' ? tables.campaignStarts : tables.campaignSends)[campaign * dayCount + day] = dual;
    else if (key.family === 'sender_weekly_limit') {
      const ranges = senders[sender]?.weekly ?? [];
      const own = weekly[sender] ?? new Float64Array(ranges.length);
      own[dayNumber(key.date ?? '') - problem.firstDay - (ranges[0]?.firstDay ?? 0)] = dual;
      weekly[sender] = own;
    } else if (key.family === 'credit_balance') {
      const cycle = accounts[account]?.cycles?.find((c) => c.from === day);
      if (cycle !== undefined) cycles[account]?.push({ from: cycle.from, to: cycle.to, price: dual });
    } else if (key.family === 'new_contacts' || key.family === 'account_share') {
      const at = account * campaigns.length + campaign;
      tables.placement[at] = (tables.placement[at] as number) + dual;
    }
  }
  return { ...tables, weekly, cycles };
}
