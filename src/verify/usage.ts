/** Adds up what the rows of a plan take from every shared resource. Units: 1/10000 sends, unless said otherwise. */

import type { AccountCapacity } from '../model/capacity.ts';
import { larger, ONE, smaller } from './amounts.ts';
import type { Audience } from './audience.ts';
import type { Ledger } from './ledger.ts';
import type { Pool } from './pools.ts';
import type { Supply } from './supply.ts';

/** Use of one billing cycle's credits. */
export interface PoolUse {
  readonly planned: bigint;
  /** Paid sends needed. Units: whole sends. */
  readonly overage: bigint;
}

/** Use of every shared resource. */
export interface Usage {
  readonly domainLoad: ReadonlyMap<string, readonly bigint[]>;
  /** Per account and day: load of its own senders. */
  readonly accountLoad: readonly (readonly bigint[])[];
  /** Per account: load of its own senders and of everything below it, over the whole horizon. */
  readonly lineLoad: readonly bigint[];
  /** Per entry of `supply.pools`. */
  readonly pools: readonly PoolUse[];
  /** Per account: contact slots taken, in 1/10000 contacts. */
  readonly contactSlots: readonly bigint[];
}

/** Paid sends a load needs above the credits, rounded up; never more than may be paid for (the rest breaks `credit_balance`). */
function overageOf(planned: bigint, pool: Pool): bigint {
  const above = larger(0n, planned - BigInt(pool.credits) * ONE);
  return smaller((above + ONE - 1n) / ONE, BigInt(pool.overage));
}

/** Contact slots of an account that the starts of all campaigns take: those beyond the contacts already stored there. */
function slotsOf(account: AccountCapacity, index: number, audience: Audience, ledger: Ledger): bigint {
  let slots = 0n;
  for (const { index: c, campaign } of audience.campaigns) {
    const started = ledger.accountStarts[c]?.get(index) ?? 0n;
    slots += larger(0n, started - residentContacts(campaign.resident, account.account)) * BigInt(campaign.newContacts10k);
  }
  return slots;
}

/** Contacts of a campaign already stored in an account. Assumes: `resident` is a plain record of people's own ids. */
export const residentContacts = (resident: Readonly<Record<string, number>>, account: string): bigint =>
  Object.hasOwn(resident, account) ? BigInt(resident[account] as number) : 0n;

/** Adds up a ledger. */
export function readUsage(audience: Audience, supply: Supply, ledger: Ledger): Usage {
  const zeros = (): bigint[] => new Array<bigint>(audience.days.count).fill(0n);
  const domainLoad = new Map([...supply.domainDaily.keys()].map((id) => [id, zeros()]));
  const accountLoad = audience.accounts.map(zeros);
  const lineLoad = audience.accounts.map(() => 0n);
  const pools = supply.pools.map(() => 0n);
  for (const [index, loads] of ledger.senderLoad) {
    const { account, capacity } = audience.senders[index] as Audience['senders'][number];
    const domain = capacity.domain === null ? undefined : domainLoad.get(capacity.domain);
    const ofAccount = accountLoad[account] as bigint[];
    loads.forEach((load, day) => {
      if (load === 0n) return;
      ofAccount[day] = (ofAccount[day] as bigint) + load;
      if (domain !== undefined) domain[day] = (domain[day] as bigint) + load;
      for (const above of supply.lines[account] as readonly number[]) {
        lineLoad[above] = (lineLoad[above] as bigint) + load;
        const pool = supply.poolOfDay[above]?.[day] as number;
        if (pool >= 0) pools[pool] = (pools[pool] as bigint) + load;
      }
    });
  }
  return {
    domainLoad,
    accountLoad,
    lineLoad,
    pools: pools.map((planned, i) => ({ planned, overage: overageOf(planned, supply.pools[i] as Pool) })),
    contactSlots: audience.accounts.map((account, a) => slotsOf(account, a, audience, ledger)),
  };
}
