/**
 * Columns of the model: every start and follow-up that is allowed, and the best reduced cost among those of a demand.
 * A start on a sender and day without any capacity cannot be planned and is left out.
 */

import type { Step } from '../model/workspace.ts';
import { ONE } from './amounts.ts';
import type { Audience, CampaignView, Demand } from './audience.ts';
import type { Rhythm, StepTable } from './calendar.ts';
import { classesByProfile, createSendPrices, type SenderClass } from './classes.ts';
import { type Exact, exact, minus, plus, times } from './exact.ts';
import type { Groups } from './groups.ts';
import type { Level } from './levels.ts';
import type { Books } from './limits.ts';
import { balanceId, type Prices, priceAt } from './prices.ts';

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
  /** Best reduced costs per demand, never below 0, times 10000. */
  readonly bestStart: Exact[];
  /** The same per demand and step. */
  readonly bestFollowUp: Exact[][];
}

/** Days a start may be on, and what its sends cost at each attempt, times 10000. */
interface Costs {
  readonly isAllowed: Uint8Array;
  readonly ofAttempt: readonly (readonly Exact[])[];
}

/** Follow-ups that starts make due: account (-1 = any) → 1 per step and day. */
type Due = Map<number, Uint8Array>;

/** What is known while the columns of all classes are gone through. */
interface Search {
  readonly audience: Audience;
  readonly attempts: readonly Attempt[];
  /** Attempt → demand: part of a start's reduced cost that depends neither on its day nor on its account. */
  readonly bases: readonly (readonly Exact[])[];
  /** Per demand. */
  readonly isServable: Uint8Array;
  readonly due: readonly Due[];
}

/** A class with the prices of its sends at each attempt. */
interface Priced extends SenderClass {
  readonly sends: readonly (readonly Exact[])[];
  /** Costs already worked out, of starts with all steps and of starts with the first step alone. */
  readonly costs: readonly [Map<StepTable, Costs>, Map<StepTable, Costs>];
}

/** Objective, demand, serve.atLeast and the shares of all accounts. Times 10000. */
function basesOf({ weights, prices }: Attempt, { demands }: Audience): readonly Exact[] {
  return demands.map(({ index, campaignIndex: c, campaign }) => {
    const rows = minus(priceAt(prices, 'serve', 0, c), priceAt(prices, 'demand', 0, index));
    const shares = prices.tables.share.get(c)?.reduce<Exact>((sum, share) => plus(sum, share || 0), 0) ?? 0;
    return plus(times(plus(exact(weights.start[c] as bigint), rows), ONE), times(shares, campaign.maxShare10k));
  });
}

/** What a start costs for its account: contact slots and the account's share. Times 10000. */
function accountCost(c: number, account: number, { prices }: Attempt): Exact {
  const { newContacts, share } = prices.tables;
  if (!newContacts.has(c) && !share.has(c)) return 0;
  return times(plus(priceAt(prices, 'newContacts', c, account), priceAt(prices, 'share', c, account)), ONE);
}

/** Costs of what the sender itself sends of each start: all steps, or the first alone. */
function costsOf(table: StepTable, steps: readonly Step[], isSticky: boolean, { open, sends, costs }: Priced): Costs {
  const known = costs[isSticky ? 0 : 1].get(table);
  if (known !== undefined) return known;
  const width = steps.length;
  const own = isSticky ? steps : steps.slice(0, 1);
  const isAllowed = open.map((_, day) => {
    const isOpen = own.every(({ share10k }, k) => share10k === 0 || open[table[day * width + k] as number]);
    return isOpen && table[day * width] !== -1 ? 1 : 0;
  });
  const ofAttempt = sends.map((prices) =>
    Array.from(isAllowed, (isIn, day): Exact => {
      const price = (sum: Exact, { share10k }: Step, k: number) =>
        plus(sum, times(share10k, prices[table[day * width + k] as number] as Exact));
      return isIn ? own.reduce<Exact>(price, 0) : 0;
    }),
  );
  const made = { isAllowed, ofAttempt };
  costs[isSticky ? 0 : 1].set(table, made);
  return made;
}

/** What a start costs on the rows of its campaign alone: limits per day and balances of follow-ups; null when none has a price. */
function campaignCost(demand: Demand, table: StepTable, account: number, { prices }: Attempt): ((day: number) => Exact) | null {
  const { campaignIndex: c, campaign, index } = demand;
  const { steps, sticky } = campaign;
  const { campaignSends, campaignStarts, balance } = prices.tables;
  const isSticky = sticky === 'sender';
  if (!campaignSends.has(c) && !campaignStarts.has(c) && (isSticky || balance.size === 0)) return null;
  const key = sticky === 'account' ? account : -1;
  return (day) =>
    steps.reduce<Exact>(
      (sum, { share10k }, k) => {
        const at = table[day * steps.length + k] as number;
        return k === 0 || isSticky
          ? plus(sum, times(share10k, priceAt(prices, 'campaignSends', c, at)))
          : minus(sum, times(ONE, priceAt(prices, 'balance', balanceId(index, k, key), at)));
      },
      times(ONE, priceAt(prices, 'campaignStarts', c, day)),
    );
}

/** Finds the best start of a demand from a class at one attempt. */
function improve(search: Search, a: number, demand: Demand, table: StepTable, costs: Costs, rhythm: Rhythm, account: number): void {
  const at = search.attempts[a] as Attempt;
  const base = minus((search.bases[a] as readonly Exact[])[demand.index] as Exact, accountCost(demand.campaignIndex, account, at));
  const more = campaignCost(demand, table, account, at);
  const best = at.bestStart[demand.index] as Exact;
  // Sends never have a negative price, only balances may.
  if (more === null && base <= best) return;
  const ofSends = costs.ofAttempt[a] as readonly Exact[];
  let least: Exact | null = null;
  for (let day = rhythm.from; day <= rhythm.to; day++) {
    if (!costs.isAllowed[day]) continue;
    const cost = more === null ? (ofSends[day] as Exact) : plus(ofSends[day] as Exact, more(day));
    if (least === null || cost < least) least = cost;
  }
  if (least === null) return;
  const found = minus(base, least);
  if (found > best) at.bestStart[demand.index] = found;
}

function noteDue(due: Due, key: number, table: StepTable, width: number, day: number): void {
  const marks = due.get(key) ?? new Uint8Array(table.length);
  due.set(key, marks);
  for (let k = 1; k < width; k++) marks[(table[day * width + k] as number) * width + k] = 1;
}

/** Looks at every start of a demand from a class. */
function visitStarts(search: Search, view: CampaignView, demand: Demand, of: Priced): void {
  const { campaign, index } = demand;
  const { account, sends } = of.example;
  const { rhythm } = view;
  const isSticky = campaign.sticky === 'sender';
  const table = view.pattern.tableOf(sends, demand.followUpDays(of.example));
  const costs = costsOf(table, campaign.steps, isSticky, of);
  if (!isSticky || !search.isServable[index]) {
    for (let day = rhythm.from; day <= rhythm.to; day++) {
      if (!costs.isAllowed[day]) continue;
      search.isServable[index] = 1;
      if (!isSticky) noteDue(search.due[index] as Due, campaign.sticky === 'account' ? account : -1, table, campaign.steps.length, day);
    }
  }
  for (let a = 0; a < search.attempts.length; a++) improve(search, a, demand, table, costs, rhythm, account);
}

/** Looks at every follow-up that a start can make due: any allowed sender of its group with capacity on that day. */
function visitFollowUps({ attempts, due }: Search, demand: Demand, { example, open, sends }: Priced): void {
  const { campaign, campaignIndex: c, index } = demand;
  const { steps, sticky } = campaign;
  const key = sticky === 'account' ? example.account : -1;
  (due[index] as Due).get(key)?.forEach((isDue, place) => {
    const k = place % steps.length;
    const day = (place - k) / steps.length;
    const { share10k } = steps[k] as Step;
    if (!isDue || !example.sends[day] || (share10k !== 0 && !open[day])) return;
    attempts.forEach(({ prices, bestFollowUp }, a) => {
      const send = plus((sends[a] as readonly Exact[])[day] as Exact, priceAt(prices, 'campaignSends', c, day));
      const cost = plus(times(share10k, send), times(ONE, priceAt(prices, 'balance', balanceId(index, k, key), day)));
      const best = bestFollowUp[index] as Exact[];
      if (minus(0, cost) > (best[k] as Exact)) best[k] = minus(0, cost);
    });
  });
}

/** Finds the best columns of every demand at every attempt. Returns which demands have any start: 1 per demand. */
export function visitColumns(attempts: readonly Attempt[], groups: Groups, books: Books): Uint8Array {
  const { audience } = books;
  const { demands, campaigns, profileCount } = audience;
  const search: Search = {
    audience,
    attempts,
    bases: attempts.map((at) => basesOf(at, audience)),
    isServable: new Uint8Array(demands.length),
    due: demands.map(() => new Map()),
  };
  const sendPrices = attempts.map(({ prices }) => createSendPrices(books, prices));
  const classes = classesByProfile(
    books,
    attempts.map((at) => at.prices),
    groups,
  );
  const passes = [(of: Priced, demand: Demand) => visitStarts(search, campaigns[demand.campaignIndex] as CampaignView, demand, of)];
  // Follow-ups that leave from any sender can only be looked at when it is known which are due.
  if (demands.some(({ campaign }) => campaign.sticky !== 'sender'))
    passes.push((of, demand) => demand.campaign.sticky !== 'sender' && visitFollowUps(search, demand, of));
  for (const visit of passes)
    for (let profile = 0; profile < profileCount; profile++) {
      const served = demands.filter((demand) => demand.allowed[profile]);
      for (const of of served.length === 0 ? [] : (classes[profile] as readonly SenderClass[])) {
        const priced: Priced = { ...of, sends: sendPrices.map((pricesOf) => pricesOf(of)), costs: [new Map(), new Map()] };
        for (const demand of served) visit(priced, demand);
      }
    }
  return search.isServable;
}
