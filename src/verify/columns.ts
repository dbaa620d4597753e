/**
 * Columns of the model: every start and follow-up that is allowed, and the best reduced cost among those of a demand.
 * A start on a sender and day without any capacity cannot be planned and is left out.
 */

import type { Step } from '../model/workspace.ts';
import { ONE } from './amounts.ts';
import type { Audience, Demand, Sender } from './audience.ts';
import { stepDays } from './calendar.ts';
import type { Level } from './levels.ts';
import type { Books } from './limits.ts';
import { type Prices, rowKeys } from './prices.ts';

/** Weights of one level's combined objective g_p + Σ λ_q g_q, in 1/scale. */
export interface Weights {
  readonly start: readonly bigint[];
  readonly shortfall: readonly bigint[];
  readonly overage: readonly bigint[];
  /** Σ λ_q G_q. */
  readonly kept: bigint;
}

/** One level being proven: what its columns are worth, what its rows cost, and the best columns found. */
export interface Attempt {
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
export function visitStarts(demand: Demand, attempts: readonly Attempt[], books: Books): boolean {
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
