/**
 * The proof of the bounds, in exact integers.
 *
 * For every level p, dual prices y >= 0 (free for follow-up balances) and multipliers λ_q >= 0 of the earlier levels bound
 * what any plan can reach that keeps the earlier levels (weak duality). With g = f for a level to maximise and -f otherwise:
 *
 *   UB = Σ y_i b_i - Σ λ_q G_q + Σ_demands N max(0, max rc of its starts) + Σ_demands,steps N max(0, max rc of its follow-ups)
 *      + Σ_pools overage max(0, rc) + Σ_campaigns,accounts N max(0, rc of new contacts) + Σ_campaigns serveAtLeast max(0, rc of shortfall)
 *
 * where rc of a column = its weight in g_p + Σ λ_q its weight in g_q - Σ y_i a_i. Leaving out the binary families only
 * raises UB. A start on a sender and day without any capacity cannot be planned and is left out.
 */

import type { Certificate } from '../model/plan.ts';
import type { Overage, Step } from '../model/workspace.ts';
import { commonDivisor, floorDivide, larger, ONE } from './amounts.ts';
import type { Audience, Demand, Sender } from './audience.ts';
import { stepDays } from './calendar.ts';
import { type Level, priceOf } from './levels.ts';
import type { Books } from './limits.ts';
import { type Prices, readPrices, rowKeys } from './prices.ts';

/** What is proven about a level: the bound in the level's integer unit, or why there is none. */
export type Proof = { readonly bound: bigint } | { readonly bound: null; readonly why: string };

/** Weights of one level's combined objective g_p + Σ λ_q g_q, in 1/scale. */
interface Weights {
  readonly start: readonly bigint[];
  readonly shortfall: readonly bigint[];
  readonly overage: readonly bigint[];
  /** Σ λ_q G_q. */
  readonly kept: bigint;
}

interface Attempt {
  readonly level: Level;
  readonly scale: bigint;
  readonly weights: Weights;
  readonly prices: Prices;
  /** Sender → day → price of one send, over all rows it counts in. */
  readonly sendPrices: Map<number, readonly bigint[]>;
  /** Best reduced costs found so far, never below 0, times 10000. */
  readonly bestStart: bigint[];
  readonly bestFollowUp: Map<string, bigint>;
}

const goal = (level: Level): bigint => (level.sense === 'max' ? level.value : -level.value);

/** Multipliers per level: scale for the level itself, λ for earlier ones. */
function multipliers(entry: Certificate['levels'][number], p: number, scale: number, levels: readonly Level[]): readonly bigint[] | string {
  const result = levels.map((_, q) => (q === p ? BigInt(scale) : 0n));
  for (const [objective, lambda] of Object.entries(entry.kept)) {
    const q = levels.findIndex((level) => level.objective === objective);
    if (q < 0 || q >= p) return `${JSON.stringify(objective)} in \`kept\` is not an earlier level`;
    if (!Number.isSafeInteger(lambda) || lambda < 0) return `the multiplier ${lambda} of ${objective} is not a non-negative integer`;
    result[q] = BigInt(lambda);
  }
  return result;
}

function weightsOf(multiplier: readonly bigint[], p: number, levels: readonly Level[], audience: Audience): Weights {
  const weight = (group: Level['group'], subject: number | string): bigint =>
    multiplier[levels.findIndex((level) => level.group === group && level.subject === subject)] ?? 0n;
  return {
    start: audience.campaigns.map(({ campaign }) => weight('served', campaign.priority) * BigInt(campaign.valueMicro)),
    shortfall: audience.campaigns.map(({ campaign }) => -weight('shortfall', campaign.priority)),
    overage: audience.accounts.map(({ overage }) => (overage === null ? 0n : -weight('overage', overage.currency) * priceOf(overage))),
    kept: levels.reduce((sum, level, q) => (q === p ? sum : sum + (multiplier[q] as bigint) * goal(level)), 0n),
  };
}

function attempt(certificate: Certificate, p: number, levels: readonly Level[], books: Books): Attempt | string {
  const level = levels[p] as Level;
  const entries = certificate.levels.filter((entry) => entry.objective === level.objective);
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) return `the certificate has ${entries.length} entries for it, expected 1`;
  const { scale } = certificate;
  if (!Number.isSafeInteger(scale) || scale <= 0) return `the scale ${scale} is not a positive integer`;
  const multiplier = multipliers(entry, p, scale, levels);
  if (typeof multiplier === 'string') return multiplier;
  const prices = readPrices(entry.duals, books);
  if (typeof prices === 'string') return prices;
  return {
    level,
    scale: BigInt(scale),
    weights: weightsOf(multiplier, p, levels, books.audience),
    prices,
    sendPrices: new Map(),
    bestStart: books.audience.demands.map(() => 0n),
    bestFollowUp: new Map(),
  };
}

/** Price of one send from a sender on each day: its own rows, its domain's, its account's and the credits it draws from. */
function sendPricesOf(sender: Sender, { prices, sendPrices }: Attempt, { audience, supply }: Books): readonly bigint[] {
  const known = sendPrices.get(sender.index);
  if (known !== undefined) return known;
  const own = prices.senderDays.get(sender.index);
  const domain = sender.capacity.domain === null ? undefined : prices.domainDays.get(sender.capacity.domain);
  const account = prices.accountDays.get(sender.account);
  const line = supply.lines[sender.account] as readonly number[];
  const result = Array.from({ length: audience.days.count }, (_, day) => {
    let price = (own?.[day] ?? 0n) + (domain?.[day] ?? 0n) + (account?.[day] ?? 0n);
    for (const above of line) {
      const pool = supply.poolOfDay[above]?.[day] as number;
      if (pool >= 0) price += prices.byRow.get(rowKeys.pool(pool)) ?? 0n;
    }
    return price;
  });
  sendPrices.set(sender.index, result);
  return result;
}

const priceAt = (days: ReadonlyMap<number, readonly bigint[]>, id: number, day: number): bigint => days.get(id)?.[day] ?? 0n;

/** Part of a start's reduced cost that does not depend on its day: objective, demand, serve.atLeast, contact slots and shares. Times 10000. */
function baseOf(demand: Demand, account: number, { weights, prices }: Attempt, { audience }: Books): bigint {
  const c = demand.campaignIndex;
  const price = (key: string): bigint => prices.byRow.get(key) ?? 0n;
  let base = (weights.start[c] as bigint) - price(rowKeys.demand(demand.index)) + price(rowKeys.serve(c));
  base -= price(rowKeys.newContacts(c, account)) + price(rowKeys.share(c, account));
  let shares = 0n;
  if (demand.campaign.maxShare10k < 10_000) for (let a = 0; a < audience.accounts.length; a++) shares += price(rowKeys.share(c, a));
  return base * ONE + shares * BigInt(demand.campaign.maxShare10k);
}

/** Reduced cost of a follow-up column, times 10000. */
function followUpCost(demand: Demand, step: number, account: number, sender: Sender, day: number, at: Attempt, books: Books): bigint {
  const price = (sendPricesOf(sender, at, books)[day] as bigint) + priceAt(at.prices.campaignSends, demand.campaignIndex, day);
  const balance = at.prices.byRow.get(rowKeys.balance(demand.index, step, account, day)) ?? 0n;
  return -BigInt((demand.campaign.steps[step] as Step).share10k) * price - balance * ONE;
}

/** Visits every follow-up column that a start can make due: any allowed sender of its group with capacity on that day. */
function visitFollowUps(demand: Demand, due: ReadonlySet<string>, attempts: readonly Attempt[], books: Books): void {
  for (const key of due) {
    const [step, account, day] = key.split(' ').map(Number) as [number, number, number];
    const isFree = demand.campaign.steps[step]?.share10k === 0;
    for (const sender of demand.allowed) {
      if (account >= 0 && sender.account !== account) continue;
      if (!sender.sends[day] || (!isFree && books.supply.senderDaily[sender.index]?.[day] === 0)) continue;
      for (const at of attempts) {
        const cost = followUpCost(demand, step, account, sender, day, at, books);
        const best = `${demand.index} ${step}`;
        if (cost > (at.bestFollowUp.get(best) ?? 0n)) at.bestFollowUp.set(best, cost);
      }
    }
  }
}

/** Visits every allowed start of a demand. Returns whether there is any. */
function visitStarts(demand: Demand, attempts: readonly Attempt[], books: Books): boolean {
  const { campaign, campaignIndex: c, index } = demand;
  const { rhythm } = books.audience.campaigns[c] as Audience['campaigns'][number];
  const shares = campaign.steps.map((step) => BigInt(step.share10k));
  const isSticky = campaign.sticky === 'sender';
  const due = new Set<string>();
  let isAny = false;
  for (const sender of demand.allowed) {
    const limits = books.supply.senderDaily[sender.index] as Float64Array;
    const account = campaign.sticky === 'account' ? sender.account : -1;
    const costs = attempts.map((at) => ({
      at,
      base: baseOf(demand, sender.account, at, books),
      send: sendPricesOf(sender, at, books),
      ofCampaign: at.prices.campaignSends.get(c),
      starts: at.prices.campaignStarts.get(c),
    }));
    for (let day = rhythm.from; day <= rhythm.to; day++) {
      const days = stepDays(rhythm, sender.sends, demand.followUpDays(sender), day);
      if (typeof days === 'string') continue;
      const own = isSticky ? days : [day];
      if (own.some((at, k) => limits[at] === 0 && shares[k] !== 0n)) continue;
      isAny = true;
      for (const { at, base, send, ofCampaign, starts } of costs) {
        let cost = base;
        if (starts !== undefined) cost -= (starts[day] as bigint) * ONE;
        own.forEach((on, k) => {
          const price = ofCampaign === undefined ? (send[on] as bigint) : (send[on] as bigint) + (ofCampaign[on] as bigint);
          if (price !== 0n) cost -= (shares[k] as bigint) * price;
        });
        if (!isSticky)
          for (let k = 1; k < days.length; k++)
            cost += (at.prices.byRow.get(rowKeys.balance(index, k, account, days[k] as number)) ?? 0n) * ONE;
        if (cost > (at.bestStart[index] as bigint)) at.bestStart[index] = cost;
      }
      if (!isSticky) for (let k = 1; k < days.length; k++) due.add(`${k} ${account} ${days[k]}`);
    }
  }
  visitFollowUps(demand, due, attempts, books);
  return isAny;
}

/** Σ bound of a variable × max(0, its reduced cost) over all variables, times 10000. */
function columnsTotal(at: Attempt, { audience, supply }: Books): bigint {
  const { weights, prices } = at;
  const price = (key: string): bigint => prices.byRow.get(key) ?? 0n;
  let total = 0n;
  for (const { index, segment, campaign } of audience.demands) {
    const contacts = BigInt(segment.contacts);
    total += contacts * (at.bestStart[index] as bigint);
    for (let k = 1; k < campaign.steps.length; k++) total += contacts * (at.bestFollowUp.get(`${index} ${k}`) ?? 0n);
  }
  supply.pools.forEach((pool, p) => {
    total += BigInt(pool.overage) * larger(0n, (weights.overage[pool.account] as bigint) + price(rowKeys.pool(p))) * ONE;
  });
  for (const { index: c, campaign, demands } of audience.campaigns) {
    const contacts = demands.reduce((sum, d) => sum + BigInt(d.segment.contacts), 0n);
    supply.contactSlots.forEach((free, a) => {
      if (free === Number.POSITIVE_INFINITY) return;
      const cost = price(rowKeys.newContacts(c, a)) * ONE - BigInt(campaign.newContacts10k) * price(rowKeys.contactLimit(a));
      total += contacts * larger(0n, cost);
    });
    total += BigInt(campaign.serveAtLeast) * larger(0n, (weights.shortfall[c] as bigint) + price(rowKeys.serve(c))) * ONE;
  }
  return total;
}

/** Steps in which the value of a level can change: the greatest common divisor of the weights that occur. */
function granularity(level: Level, isServable: readonly boolean[], { audience, supply }: Books): bigint {
  if (level.group === 'shortfall') return 1n;
  if (level.group === 'served') {
    const servable = audience.demands.filter((d) => isServable[d.index] && d.segment.contacts > 0 && d.campaign.priority === level.subject);
    return commonDivisor(servable.map((d) => BigInt(d.campaign.valueMicro)));
  }
  const paid = supply.pools.flatMap((pool) => (pool.overage > 0 ? [audience.accounts[pool.account]?.overage as Overage] : []));
  return commonDivisor(paid.filter((overage) => overage.currency === level.subject).map(priceOf));
}

/** What the certificate proves about each level. */
export function proveBounds(certificate: Certificate | null, levels: readonly Level[], books: Books): readonly Proof[] {
  if (certificate === null) return levels.map(() => ({ bound: null, why: 'the plan has no certificate' }));
  const tries = levels.map((_, p) => attempt(certificate, p, levels, books));
  const attempts = tries.filter((at) => typeof at !== 'string');
  const isServable = books.audience.demands.map((demand) => attempts.length > 0 && visitStarts(demand, attempts, books));
  return tries.map((at): Proof => {
    books.tally.count('bound');
    if (typeof at === 'string') return { bound: null, why: at };
    const step = granularity(at.level, isServable, books);
    const total = at.prices.rightHandSide - at.weights.kept * ONE + columnsTotal(at, books);
    const best = floorDivide(total, ONE * at.scale * step) * step;
    // What is minimised is never below 0, whatever the prices say.
    return { bound: at.level.sense === 'max' ? best : larger(0n, -best) };
  });
}
