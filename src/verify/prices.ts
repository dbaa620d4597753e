/**
 * Reads the dual values of a certificate as prices of the rows of the model. A row that does not exist, a row given
 * twice and a negative price on an inequality make the certificate worthless.
 */

import { parseLocalDate } from '../model/calendar.ts';
import type { Certificate, RowKey } from '../model/plan.ts';
import { ONE } from './amounts.ts';
import type { Audience, CampaignView } from './audience.ts';
import type { Books } from './limits.ts';
import { residentContacts } from './usage.ts';

/** Prices of one level, in 1/scale of the objective's integer unit per unit of the row. Missing = 0. */
export interface Prices {
  /** Σ price × right-hand side, times 10000. */
  rightHandSide: bigint;
  /** Key of a row (see the functions below) → price. */
  readonly byRow: ReadonlyMap<string, bigint>;
  /** Per sender, domain, account or campaign and day: price of one send (or start). */
  readonly senderDays: ReadonlyMap<number, readonly bigint[]>;
  readonly domainDays: ReadonlyMap<string, readonly bigint[]>;
  readonly accountDays: ReadonlyMap<number, readonly bigint[]>;
  readonly campaignSends: ReadonlyMap<number, readonly bigint[]>;
  readonly campaignStarts: ReadonlyMap<number, readonly bigint[]>;
}

/** Keys of the rows that are looked up one by one. */
export const rowKeys = {
  demand: (demand: number) => `demand ${demand}`,
  pool: (pool: number) => `pool ${pool}`,
  newContacts: (campaign: number, account: number) => `new ${campaign} ${account}`,
  contactLimit: (account: number) => `slots ${account}`,
  share: (campaign: number, account: number) => `share ${campaign} ${account}`,
  serve: (campaign: number) => `serve ${campaign}`,
  /** `account` -1 = follow-ups from any account. */
  balance: (demand: number, step: number, account: number, day: number) => `balance ${demand} ${step} ${account} ${day}`,
};

/** A row of the model: its key, its right-hand side in 1/10000, and where its price counts per send. */
interface Row {
  readonly key: string;
  readonly bound: bigint;
  readonly isEquality?: boolean;
  readonly days?: { readonly of: keyof Days; readonly id: number | string; readonly from: number; readonly to: number };
}
interface Days {
  readonly senderDays: Map<number | string, bigint[]>;
  readonly domainDays: Map<number | string, bigint[]>;
  readonly accountDays: Map<number | string, bigint[]>;
  readonly campaignSends: Map<number | string, bigint[]>;
  readonly campaignStarts: Map<number | string, bigint[]>;
}

function dailyRow(of: keyof Days, id: number | string, day: number, limit: number | undefined): Row | null {
  if (limit === undefined || limit === Number.POSITIVE_INFINITY) return null;
  return { key: `${of} ${id} ${day}`, bound: BigInt(limit) * ONE, days: { of, id, from: day, to: day } };
}

function senderRow(key: RowKey, day: number, { audience, supply }: Books): Row | null {
  const sender = audience.senderById.get(key.sender ?? '');
  if (sender === undefined || (key.account !== undefined && key.account !== sender.accountId)) return null;
  if (key.family === 'sender_daily_limit') return dailyRow('senderDays', sender.index, day, supply.senderDaily[sender.index]?.[day]);
  const limit = supply.senderWeekly[sender.index]?.[day + 6];
  if (limit === undefined) return null;
  return {
    key: `week ${sender.index} ${day}`,
    bound: BigInt(limit) * ONE,
    days: { of: 'senderDays', id: sender.index, from: day, to: day + 6 },
  };
}

function accountRow(key: RowKey, a: number, day: number, { supply }: Books): Row | null {
  if (key.family === 'account_daily_limit') return dailyRow('accountDays', a, day, supply.accountDaily[a]?.[day]);
  if (key.family === 'contact_limit') {
    const free = supply.contactSlots[a] as number;
    return free === Number.POSITIVE_INFINITY ? null : { key: rowKeys.contactLimit(a), bound: BigInt(free) * ONE };
  }
  const p = supply.poolOfDay[a]?.[day] ?? -1;
  const pool = supply.pools[p];
  return pool === undefined || pool.firstDay !== day ? null : { key: rowKeys.pool(p), bound: BigInt(pool.credits) * ONE };
}

function campaignRow(key: RowKey, view: CampaignView, a: number | undefined, day: number, { audience, supply }: Books): Row | null {
  const { index: c, campaign } = view;
  const demand = view.demandBySegment.get(key.segment ?? null);
  switch (key.family) {
    case 'demand':
      return demand === undefined ? null : { key: rowKeys.demand(demand.index), bound: BigInt(demand.segment.contacts) * ONE };
    case 'serve_at_least':
      return campaign.serveAtLeast === 0 ? null : { key: rowKeys.serve(c), bound: -BigInt(campaign.serveAtLeast) * ONE };
    case 'account_share':
      return a === undefined || campaign.maxShare10k >= 10_000 ? null : { key: rowKeys.share(c, a), bound: 0n };
    case 'new_contacts': {
      if (a === undefined || supply.contactSlots[a] === Number.POSITIVE_INFINITY) return null;
      return { key: rowKeys.newContacts(c, a), bound: residentContacts(campaign.resident, key.account as string) * ONE };
    }
    case 'campaign_daily_limit': {
      const { maxStarts } = campaign.perDay;
      if (key.measure === 'sends') return dailyRow('campaignSends', c, day, supply.campaignSends[c]?.[day]);
      return key.measure === 'starts' && maxStarts !== null ? dailyRow('campaignStarts', c, day, maxStarts) : null;
    }
    default: {
      const { step } = key;
      const isStep = step !== undefined && step >= 1 && campaign.steps[step] !== undefined;
      if (demand === undefined || !isStep || campaign.sticky === 'sender') return null;
      if ((campaign.sticky === 'account') !== (a !== undefined) || day >= audience.days.count) return null;
      return { key: rowKeys.balance(demand.index, step, a ?? -1, day), bound: 0n, isEquality: true };
    }
  }
}

/** The row a key names; null when the model has no such row. */
function rowOf(key: RowKey, books: Books): Row | null {
  const { audience, supply } = books;
  const date = key.date === undefined ? null : parseLocalDate(key.date);
  const day = date === null ? Number.NaN : date - audience.days.first;
  const a = key.account === undefined ? undefined : audience.accountIndex.get(key.account);
  if (key.account !== undefined && a === undefined) return null;
  const campaign = audience.campaignById.get(key.campaign ?? '');
  const isDated = day >= 0 && day < audience.days.count;
  switch (key.family) {
    case 'sender_daily_limit':
    case 'sender_weekly_limit':
      return senderRow(key, day, books);
    case 'domain_daily_limit':
      return dailyRow('domainDays', key.domain ?? '', day, supply.domainDaily.get(key.domain ?? '')?.[day]);
    case 'account_daily_limit':
    case 'credit_balance':
    case 'contact_limit':
      return a === undefined ? null : accountRow(key, a, day, books);
    case 'campaign_daily_limit':
    case 'follow_up_balance':
      return campaign === undefined || !isDated ? null : campaignRow(key, campaign, a, day, books);
    case 'demand':
    case 'serve_at_least':
    case 'account_share':
    case 'new_contacts':
      return campaign === undefined ? null : campaignRow(key, campaign, a, day, books);
    default:
      return null;
  }
}

function addDays(days: Days, row: Row, price: bigint, audience: Audience): void {
  if (row.days === undefined) return;
  const { of, id, from, to } = row.days;
  let prices = days[of].get(id);
  if (prices === undefined) {
    prices = new Array<bigint>(audience.days.count).fill(0n);
    days[of].set(id, prices);
  }
  for (let day = Math.max(0, from); day <= Math.min(to, prices.length - 1); day++) prices[day] = (prices[day] as bigint) + price;
}

/** Prices of one level of a certificate, or a sentence why it proves nothing. */
export function readPrices(duals: Certificate['levels'][number]['duals'], books: Books): Prices | string {
  const byRow = new Map<string, bigint>();
  const days: Days = {
    senderDays: new Map(),
    domainDays: new Map(),
    accountDays: new Map(),
    campaignSends: new Map(),
    campaignStarts: new Map(),
  };
  let rightHandSide = 0n;
  for (const { dual, ...key } of duals) {
    const row = rowOf(key, books);
    if (row === null) return `the model has no row ${JSON.stringify(key)}`;
    if (byRow.has(row.key)) return `row ${JSON.stringify(key)} has two dual values`;
    if (!Number.isSafeInteger(dual)) return `the dual value ${dual} of row ${JSON.stringify(key)} is not an integer`;
    if (dual < 0 && !row.isEquality) return `the dual value ${dual} of row ${JSON.stringify(key)} is negative`;
    const price = BigInt(dual);
    byRow.set(row.key, price);
    rightHandSide += price * row.bound;
    addDays(days, row, price, books.audience);
  }
  return { rightHandSide, byRow, ...(days as Omit<Prices, 'rightHandSide' | 'byRow'>) };
}
