/**
 * What keeps demands of a large problem from being served, read from the prices of their level: the limits that make
 * their starts dear. Where an exact answer is affordable, bottlenecks and flow-reasons lift limits one by one instead.
 */

import type { RowKey } from '../model/plan.ts';
import { provenLevels } from '../problem/level-list.ts';
import { campaignOf, type StartColumns } from '../problem/load.ts';
import { tableOf } from '../problem/options.ts';
import type { Problem, ProblemSender } from '../problem/problem.ts';
import { type PriceTables, priceTables } from './price-tables.ts';
import type { Relaxed } from './relaxed.ts';
import type { Bottleneck, ShortDemand } from './solver.ts';

const MAX_GROUPS = 8;
/** Work spent on explanations, in pairs of demand and class: problems beyond it are explained for their worst demands. */
const MOST_PAIRS = 40_000;
/** Prices below this part of the dearest one are noise of the relaxation. */
const NOISE = 1e-6;

/** A group of limits while a demand is explained: `of` is the account, the domain, or pool × dayCount + first day of a cycle. */
interface Group {
  readonly family: RowKey['family'];
  readonly of: number;
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
  let pairs = 0;
  return short.map((demand): ShortDemand => {
    const contacts = missing[demand] as number;
    const prices = tablesOf(campaignOf(merged, demand).priority);
    if (prices === null || pairs > MOST_PAIRS) return { demand, groups: [], unexplained: contacts, isAnalysed: false };
    pairs += merged.demands[demand]?.senders.length ?? 0;
    const groups = shareOut(contacts, groupsOf(merged, demand, prices));
    const explained = groups.reduce((n, g) => n + g.missing, 0);
    return {
      demand,
      groups: groups.map((g) => bottleneck(merged, demand, g.group, g.missing)),
      unexplained: contacts - explained,
      isAnalysed: true,
    };
  });
}

/** Groups of limits that starts of a demand pay for, weighed. */
function groupsOf(merged: Problem, demand: number, prices: PriceTables): readonly Group[] {
  const { accounts, campaigns, dayCount } = merged;
  const { contacts, campaign, senders } = merged.demands[demand] as Problem['demands'][number];
  const { shares10k } = campaignOf(merged, demand);
  const groups: Group[] = [];
  const paid: number[] = [];
  const pay = (family: RowKey['family'], of: number, cost: number, day: number, k: number): void => {
    let g = groups.findIndex((group) => group.of === of && group.family === family);
    if (g < 0) g = groups.push({ family, of, weight: 0, from: day, to: day, classes: new Set() }) - 1;
    const group = groups[g] as Group;
    group.from = Math.min(group.from, day);
    group.to = Math.max(group.to, day);
    if (k >= 0) group.classes.add(k);
    paid[g] = (paid[g] ?? 0) + cost;
  };
  for (const k of senders) {
    const { account: a, domain, dailyLimit, weekly } = merged.senders[k] as ProblemSender;
    const pools = (accounts[a]?.pools ?? []).filter((pool) => (prices.cycles[pool]?.length ?? 0) > 0);
    const ranges = prices.weekly[k] ?? null;
    for (const stepDays of tableOf(merged, demand, k) ?? []) {
      if (stepDays === null) continue;
      const first = stepDays[0] as number;
      const room = dailyLimit === null ? contacts : (dailyLimit[first] as number);
      if (room <= 0) continue;
      paid.fill(0);
      for (let step = 0; step < stepDays.length; step++) {
        const day = stepDays[step] as number;
        const load = (shares10k[step] as number) / 10_000;
        const own = prices.daily[k * dayCount + day] as number;
        if (own > 0) pay('sender_daily_limit', a, load * own, day, k);
        const account = prices.accountDay[a * dayCount + day] as number;
        if (account > 0) pay('account_daily_limit', a, load * account, day, -1);
        const sends = prices.campaignSends[campaign * dayCount + day] as number;
        if (sends > 0) pay('campaign_daily_limit', campaign, load * sends, day, -1);
        const shared = domain === null ? 0 : (prices.domainDay[domain * dayCount + day] as number);
        if (shared > 0) pay('domain_daily_limit', domain as number, load * shared, day, -1);
        ranges?.forEach((price, i) => {
          const from = (weekly[0]?.firstDay ?? 0) + i;
          if (price > 0 && day >= from && day <= from + 6) pay('sender_weekly_limit', a, load * price, Math.max(0, from), k);
        });
        for (const pool of pools) {
          for (const { from, to, price } of prices.cycles[pool] ?? []) {
            if (day >= from && day <= to) pay('credit_balance', pool * dayCount + from, load * price, from, -1);
          }
        }
      }
      const starts = prices.campaignStarts[campaign * dayCount + first] as number;
      if (starts > 0) pay('campaign_daily_limit', campaign, starts, first, -1);
      const placement = prices.placement[a * campaigns.length + campaign] as number;
      if (placement > 0) pay('contact_limit', a, placement, first, -1);
      let total = 0;
      for (let g = 0; g < groups.length; g++) total += paid[g] as number;
      for (let g = 0; g < groups.length; g++) {
        const group = groups[g] as Group;
        if ((paid[g] as number) > NOISE * total) group.weight += (room * (paid[g] as number)) / total;
      }
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

/** Key of a group, without sender and, except for credits, without date. */
function keyOf(merged: Problem, demand: number, { family, of }: Group): RowKey {
  const account = (a: number) => merged.accounts[a]?.id ?? '';
  if (family === 'campaign_daily_limit') return { family, campaign: campaignOf(merged, demand).id };
  if (family === 'domain_daily_limit') return { family, domain: merged.domains[of]?.id ?? '' };
  if (family !== 'credit_balance') return { family, account: account(of) };
  return { family, account: account(Math.floor(of / merged.dayCount)), date: merged.dates[of % merged.dayCount] ?? '' };
}

/** A group as rows: its senders on the first of its days, the first of them on the last day too. */
function bottleneck(merged: Problem, demand: number, group: Group, missing: number): Bottleneck {
  const key = keyOf(merged, demand, group);
  if (key.family === 'credit_balance' || key.family === 'contact_limit') return { keys: [key], missing };
  const { from, to, classes } = group;
  const first = merged.dates[from] ?? '';
  const last = merged.dates[to] ?? '';
  const ends = (of: RowKey): RowKey[] => [{ ...of, date: first }, ...(to > from ? [{ ...of, date: last }] : [])];
  const [one, ...others] = [...classes].flatMap((k) => merged.senders[k]?.members ?? []);
  if (one === undefined) return { keys: ends(key), missing };
  return { keys: [...ends({ ...key, sender: one }), ...others.map((sender) => ({ ...key, sender, date: first }))], missing };
}
