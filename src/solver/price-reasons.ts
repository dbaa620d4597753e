/**
 * What keeps demands of a large problem from being served, read from the prices of their level: the limits that make
 * their starts dear. Where an exact answer is affordable, bottlenecks and flow-reasons lift limits one by one instead.
 */

import type { RowKey } from '../model/plan.ts';
import { campaignOf, type StartColumns } from '../problem/load.ts';
import { tableOf } from '../problem/options.ts';
import type { Problem, ProblemSender } from '../problem/problem.ts';
import { provenLevels } from './level-list.ts';
import { type PriceTables, priceTables } from './price-tables.ts';
import type { Relaxed } from './relaxed.ts';
import type { Bottleneck, ShortDemand } from './solver.ts';

const MAX_GROUPS = 8;
/** Prices below this part of the dearest one are noise of the relaxation. */
const NOISE = 1e-6;

const FAMILIES = ['sender_daily_limit', 'sender_weekly_limit', 'account_daily_limit', 'credit_balance', 'contact_limit'] as const;

/** A group of limits while a demand is explained. */
interface Group {
  readonly key: RowKey;
  weight: number;
  from: number;
  to: number;
  /** Classes whose own limits these are. */
  readonly classes: Set<number>;
}

/**
 * Explains every demand that `starts` leaves short, the worst first. Every start the demand could use is weighed by the room
 * its senders have on that day, and its price split over the limits it pays for; `missing` is the shortfall shared out in
 * these proportions, so that the parts add up: what a limit contributes, not what lifting it alone would bring.
 */
export function reasonsFromPrices(merged: Problem, relaxed: Relaxed, starts: StartColumns): readonly ShortDemand[] {
  const missing = Float64Array.from(merged.demands, (d) => d.contacts);
  for (let i = 0; i < starts.length; i++) {
    const demand = starts.demand[i] as number;
    missing[demand] = (missing[demand] as number) - (starts.contacts[i] as number);
  }
  const short = [...missing.keys()].filter((d) => (missing[d] as number) > 0);
  short.sort((a, b) => (missing[b] as number) - (missing[a] as number) || a - b);
  const tables = new Map<number, PriceTables | null>();
  const proven = provenLevels(merged);
  const tablesOf = (priority: number): PriceTables | null => {
    if (!tables.has(priority)) {
      const level = relaxed.levels[proven.findIndex((l) => l.group === 'served' && l.priority === priority)];
      tables.set(priority, level ? priceTables(merged, level.prices) : null);
    }
    return tables.get(priority) ?? null;
  };
  return short.map((demand): ShortDemand => {
    const contacts = missing[demand] as number;
    const prices = tablesOf(campaignOf(merged, demand).priority);
    if (prices === null) return { demand, groups: [], unexplained: contacts, isAnalysed: false };
    const groups = shareOut(contacts, [...groupsOf(merged, demand, prices).values()]);
    const explained = groups.reduce((n, g) => n + g.missing, 0);
    return {
      demand,
      groups: groups.map((g) => bottleneck(merged, g.group, g.missing)),
      unexplained: contacts - explained,
      isAnalysed: true,
    };
  });
}

/** Groups of limits that starts of a demand pay for, weighed. */
function groupsOf(merged: Problem, demand: number, prices: PriceTables): ReadonlyMap<string, Group> {
  const { accounts, campaigns, dayCount } = merged;
  const campaign = merged.demands[demand]?.campaign ?? 0;
  const { shares10k, id } = campaignOf(merged, demand);
  const groups = new Map<string, Group>();
  let paid: { group: Group; cost: number }[] = [];
  const pay = (family: RowKey['family'], of: number, key: () => RowKey, cost: number, day: number, k: number): void => {
    if (!(cost > 0)) return;
    const name = `${family}/${of}`;
    const group = groups.get(name) ?? { key: key(), weight: 0, from: day, to: day, classes: new Set() };
    groups.set(name, group);
    group.from = Math.min(group.from, day);
    group.to = Math.max(group.to, day);
    if (k >= 0) group.classes.add(k);
    paid.push({ group, cost });
  };
  for (const k of merged.demands[demand]?.senders ?? []) {
    const { account: a, domain, dailyLimit } = merged.senders[k] as ProblemSender;
    const account = accounts[a]?.id ?? '';
    const [daily, weekly, accountDaily, credits, slots] = FAMILIES;
    for (const stepDays of tableOf(merged, demand, k) ?? []) {
      if (stepDays === null) continue;
      const first = stepDays[0] as number;
      const room = dailyLimit === null ? (merged.demands[demand]?.contacts ?? 0) : (dailyLimit[first] as number);
      if (room <= 0) continue;
      paid = [];
      stepDays.forEach((day, step) => {
        const load = (shares10k[step] as number) / 10_000;
        const at = (rows: Float64Array, of: number) => load * (rows[of * dayCount + day] as number);
        pay(daily, a, () => ({ family: daily, account }), at(prices.daily, k), day, k);
        pay(accountDaily, a, () => ({ family: accountDaily, account }), at(prices.accountDay, a), day, -1);
        pay(
          'campaign_daily_limit',
          campaign,
          () => ({ family: 'campaign_daily_limit', campaign: id }),
          at(prices.campaignSends, campaign),
          day,
          -1,
        );
        if (domain !== null) {
          const key = (): RowKey => ({ family: 'domain_daily_limit', domain: merged.domains[domain]?.id ?? '' });
          pay('domain_daily_limit', domain, key, at(prices.domainDay, domain), day, -1);
        }
        prices.weekly[k]?.forEach((price, i) => {
          const from = (merged.senders[k]?.weekly[0]?.firstDay ?? 0) + i;
          if (price > 0 && day >= from && day <= from + 6)
            pay(weekly, a, () => ({ family: weekly, account }), load * price, Math.max(0, from), k);
        });
        for (const pool of accounts[a]?.pools ?? []) {
          for (const { from, to, price } of prices.cycles[pool] ?? []) {
            const key = (): RowKey => ({ family: credits, account: accounts[pool]?.id ?? '', date: merged.dates[from] ?? '' });
            if (day >= from && day <= to) pay(credits, pool * dayCount + from, key, load * price, from, -1);
          }
        }
      });
      const starts = prices.campaignStarts[campaign * dayCount + first] as number;
      pay('campaign_daily_limit', campaign, () => ({ family: 'campaign_daily_limit', campaign: id }), starts, first, -1);
      pay(slots, a, () => ({ family: slots, account }), prices.placement[a * campaigns.length + campaign] as number, first, -1);
      const total = paid.reduce((n, p) => n + p.cost, 0);
      for (const { group, cost } of paid) if (cost > NOISE * total) group.weight += (room * cost) / total;
    }
  }
  return groups;
}

/** Shares contacts out over the heaviest groups in whole numbers; the largest comes first. */
function shareOut(contacts: number, groups: readonly Group[]): readonly { readonly group: Group; readonly missing: number }[] {
  const heaviest = groups.filter((g) => g.weight > 0).sort((a, b) => b.weight - a.weight);
  const named = heaviest.slice(0, MAX_GROUPS);
  let weight = named.reduce((n, g) => n + g.weight, 0);
  let rest = contacts;
  return named.flatMap((group) => {
    const missing = Math.min(rest, Math.ceil((rest * group.weight) / weight));
    rest -= missing;
    weight -= group.weight;
    return missing > 0 ? [{ group, missing }] : [];
  });
}

/** A group as rows: its senders on the first of its days, the first of them on the last day too. */
function bottleneck(merged: Problem, { key, from, to, classes }: Group, missing: number): Bottleneck {
  const first = merged.dates[from] ?? '';
  const last = merged.dates[to] ?? '';
  if (key.family === 'credit_balance' || key.family === 'contact_limit') return { keys: [key], missing };
  const ends = (of: RowKey): RowKey[] => [{ ...of, date: first }, ...(to > from ? [{ ...of, date: last }] : [])];
  const senders = [...classes].flatMap((k) => merged.senders[k]?.members ?? []);
  const [one, ...others] = senders;
  if (one === undefined) return { keys: ends(key), missing };
  return { keys: [...ends({ ...key, sender: one }), ...others.map((sender) => ({ ...key, sender, date: first }))], missing };
}
