/** Adds up what the rows of a plan take from every shared resource. Units: 1/10000 sends, unless said otherwise. */

import type { AccountCapacity } from '../model/capacity.ts';
import { larger, ONE, smaller } from './amounts.ts';
import type { Audience } from './audience.ts';
import { addTo, createSums, type Exact, minus, plus, type Sums, sumAt, times } from './exact.ts';
import { dayIndex, type Ledger } from './ledger.ts';
import type { Pool } from './pools.ts';
import type { Supply } from './supply.ts';

/** Use of one billing cycle's credits. */
export interface PoolUse {
  readonly planned: Exact;
  /** Paid sends needed. Units: whole sends. */
  readonly overage: bigint;
}

/** Use of every shared resource. */
export interface Usage {
  /** Per domain with a limit and day. */
  readonly domainLoad: ReadonlyMap<string, Sums>;
  /** Per account and day (see `dayIndex`): load of its own senders. */
  readonly accountLoad: Sums;
  /** Per account: load of its own senders and of everything below it, over the whole horizon. */
  readonly lineLoad: Sums;
  /** Per entry of `supply.pools`. */
  readonly pools: readonly PoolUse[];
  /** Per account: contact slots taken, in 1/10000 contacts. */
  readonly contactSlots: readonly Exact[];
}

/** Paid sends a load needs above the credits, rounded up; never more than may be paid for (the rest breaks `credit_balance`). */
function overageOf(planned: Exact, pool: Pool): bigint {
  const one = BigInt(ONE);
  const above = larger(0n, BigInt(planned) - BigInt(pool.credits) * one);
  return smaller((above + one - 1n) / one, BigInt(pool.overage));
}

/** Contact slots of an account that the starts of all campaigns take: those beyond the contacts already stored there. */
function slotsOf(account: AccountCapacity, index: number, audience: Audience, ledger: Ledger): Exact {
  let slots: Exact = 0;
  for (const { index: c, campaign } of audience.campaigns) {
    const started = ledger.accountStarts[c]?.get(index);
    if (started === undefined) continue;
    const placed = minus(started, residentContacts(campaign.resident, account.account));
    if (placed > 0) slots = plus(slots, times(placed, campaign.newContacts10k));
  }
  return slots;
}

/** Contacts of a campaign already stored in an account. Assumes: `resident` is a plain record of people's own ids. */
export const residentContacts = (resident: Readonly<Record<string, number>>, account: string): number =>
  Object.hasOwn(resident, account) ? (resident[account] as number) : 0;

/** Adds up a ledger. */
export function readUsage(audience: Audience, supply: Supply, ledger: Ledger): Usage {
  const { accounts, days, senders } = audience;
  const domainLoad = new Map([...supply.domainDaily.keys()].map((id) => [id, createSums(days.count)]));
  const accountLoad = createSums(accounts.length * days.count);
  const lineLoad = createSums(accounts.length);
  const pools = createSums(supply.pools.length);
  for (const { index, account, capacity } of senders) {
    if (!ledger.isUsed[index]) continue;
    const domain = capacity.domain === null ? undefined : domainLoad.get(capacity.domain);
    for (let day = 0; day < days.count; day++) {
      const load = sumAt(ledger.senderLoad, dayIndex(audience, index, day));
      if (load === 0) continue;
      addTo(accountLoad, dayIndex(audience, account, day), load);
      if (domain !== undefined) addTo(domain, day, load);
    }
  }
  accounts.forEach((_, account) => {
    for (let day = 0; day < days.count; day++) {
      const load = sumAt(accountLoad, dayIndex(audience, account, day));
      for (const above of supply.lines[account] as readonly number[]) {
        addTo(lineLoad, above, load);
        const pool = supply.poolOfDay[above]?.[day] as number;
        if (pool >= 0) addTo(pools, pool, load);
      }
    }
  });
  return {
    domainLoad,
    accountLoad,
    lineLoad,
    pools: supply.pools.map((pool, p) => {
      const planned = sumAt(pools, p);
      return { planned, overage: overageOf(planned, pool) };
    }),
    contactSlots: accounts.map((account, a) => slotsOf(account, a, audience, ledger)),
  };
}
