/** Which resources the capacity rows of a plan list, and which are missing there. */

import { type Exact, sumAt } from './exact.ts';
import { dayIndex } from './ledger.ts';
import type { Books } from './limits.ts';
import type { PoolUse } from './usage.ts';

/** What the plan lists: 1 for each resource with a row. */
export interface Listed {
  readonly senderDays: Uint8Array;
  /** Per sender: entry t is the range that begins on day t - 6. */
  readonly senderWeeks: Uint8Array;
  readonly domainDays: ReadonlyMap<string, Uint8Array>;
  readonly accountDays: Uint8Array;
  readonly contactSlots: Uint8Array;
  readonly pools: Uint8Array;
  readonly unlimitedCredits: Uint8Array;
}

/** Nothing listed yet. */
export function noneListed({ audience, supply }: Books): Listed {
  const { senders, accounts, days } = audience;
  return {
    senderDays: new Uint8Array(senders.length * days.count),
    senderWeeks: new Uint8Array(senders.length * (days.count + 6)),
    domainDays: new Map([...supply.domainDaily.keys()].map((id) => [id, new Uint8Array(days.count)])),
    accountDays: new Uint8Array(accounts.length * days.count),
    contactSlots: new Uint8Array(accounts.length),
    pools: new Uint8Array(supply.pools.length),
    unlimitedCredits: new Uint8Array(accounts.length),
  };
}

/** Reports what the plan must list and does not: credits, contact slots, account days and sender days with a limit and something planned on it. */
export function checkMissing({ audience, supply, ledger, usage, tally }: Books, listed: Listed): void {
  const need = (isListed: number | undefined, planned: Exact, key: string, what: () => string): void => {
    if (isListed || planned === 0) return;
    const message = `plan: no capacity row for ${what()}, expected one because sends are planned on it`;
    tally.fail('plan.inconsistent', 'capacity_row', { kind: 'plan', id: 'plan' }, message, key);
  };
  supply.pools.forEach(({ account, firstDay }, p) => {
    const what = () => `credit_balance of account ${audience.accounts[account]?.account} from ${audience.dates[firstDay]}`;
    need(listed.pools[p], (usage.pools[p] as PoolUse).planned, `pool ${p}`, what);
  });
  audience.accounts.forEach(({ account }, a) => {
    if (supply.contactSlots[a] !== Number.POSITIVE_INFINITY)
      need(listed.contactSlots[a], usage.contactSlots[a] as Exact, `contacts ${a}`, () => `contact_limit of account ${account}`);
    if (supply.accountDaily[a] === null) return;
    audience.dates.forEach((date, day) => {
      const place = dayIndex(audience, a, day);
      const what = () => `account_daily_limit of account ${account} on ${date}`;
      need(listed.accountDays[place], sumAt(usage.accountLoad, place), `account ${a} ${day}`, what);
    });
  });
  for (const { index: s, capacity } of audience.senders) {
    if (!ledger.isUsed[s]) continue;
    const limits = supply.senderDaily[s] as Float64Array;
    for (let day = 0; day < limits.length; day++) {
      const place = dayIndex(audience, s, day);
      if (listed.senderDays[place] || limits[day] === Number.POSITIVE_INFINITY) continue;
      const what = () => `sender_daily_limit of sender ${capacity.id} on ${audience.dates[day]}`;
      need(0, sumAt(ledger.senderLoad, place), `day ${s} ${day}`, what);
    }
  }
}
