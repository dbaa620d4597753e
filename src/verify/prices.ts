/**
 * Reads the dual values of a certificate as prices of the rows of the model. A row that does not exist, a row given
 * twice and a negative price on an inequality make the certificate worthless.
 */

import { parseLocalDate } from '../model/calendar.ts';
import type { Certificate, RowKey } from '../model/plan.ts';
import { ONE } from './amounts.ts';
import type { CampaignView } from './audience.ts';
import { type Exact, plus, times } from './exact.ts';
import type { Groups } from './groups.ts';
import type { Books } from './limits.ts';
import { residentContacts } from './usage.ts';

/** Rows of the model by what they belong to; see `rowOf` for the entries of each table. */
export type Table =
  | 'demand'
  | 'serve'
  | 'pool'
  | 'contactLimit'
  /** Per campaign; entries are accounts. */
  | 'newContacts'
  | 'share'
  /** Per sender or group; entries are days, those of weeks count from 6 days before the horizon. */
  | 'senderDays'
  | 'senderWeeks'
  | 'groupDays'
  | 'groupWeeks'
  /** Per domain, account or campaign; entries are days. */
  | 'domainDays'
  | 'accountDays'
  | 'campaignSends'
  | 'campaignStarts'
  /** Per demand, step and account (see `balanceId`); entries are days. */
  | 'balance';

/** Prices of one level, in 1/scale of the objective's integer unit per unit of the row. */
export interface Prices {
  /** Σ price × right-hand side, times 10000. */
  readonly rightHandSide: Exact;
  /** Prices of the entries; NaN = no dual value. Entities without dual values are missing. */
  readonly tables: Readonly<Record<Table, ReadonlyMap<number | string, Float64Array>>>;
}

/** Entity of the balance rows of a follow-up; `account` -1 = follow-ups from any account. */
export const balanceId = (demand: number, step: number, account: number): string => `${demand} ${step} ${account}`;

/** Price of one row; 0 without dual value. Tables of the whole model have the one entity 0. */
export const priceAt = ({ tables }: Prices, table: Table, id: number | string, entry: number): number =>
  tables[table].get(id)?.[entry] || 0;

/** A row of the model: where its price belongs and its right-hand side in 1/10000. */
interface Row {
  readonly table: Table;
  readonly id: number | string;
  readonly entry: number;
  /** Entries of the entity. */
  readonly length: number;
  readonly bound: Exact;
}

function senderRow(key: RowKey, day: number, books: Books, groups: Groups): Row | null {
  const { audience, supply } = books;
  const isDaily = key.family === 'sender_daily_limit';
  const entry = isDaily ? day : day + 6;
  const length = isDaily ? audience.days.count : audience.days.count + 6;
  if (key.group !== undefined) {
    const group = groups.byId.get(key.group);
    if (group === undefined || key.sender !== undefined || (key.account !== undefined && key.account !== group.account)) return null;
    const bound = (isDaily ? group.dailyLimits : group.weeklyLimits)()[entry] ?? null;
    return bound === null ? null : { table: isDaily ? 'groupDays' : 'groupWeeks', id: group.index, entry, length, bound };
  }
  const sender = audience.senderById.get(key.sender ?? '');
  if (sender === undefined || (key.account !== undefined && key.account !== sender.accountId)) return null;
  const limits = isDaily ? supply.senderDaily[sender.index] : supply.senderWeekly[sender.index];
  return limited(isDaily ? 'senderDays' : 'senderWeeks', sender.index, entry, limits, length);
}

function limited(
  table: Table,
  id: number | string,
  entry: number,
  limits: ArrayLike<number> | null | undefined,
  length: number,
): Row | null {
  const limit = limits?.[entry];
  if (limit === undefined || limit === Number.POSITIVE_INFINITY) return null;
  return { table, id, entry, length, bound: times(limit, ONE) };
}

function accountRow(key: RowKey, a: number, day: number, { audience, supply }: Books): Row | null {
  const { count } = audience.days;
  if (key.family === 'account_daily_limit') return limited('accountDays', a, day, supply.accountDaily[a], count);
  const accounts = audience.accounts.length;
  if (key.family === 'contact_limit') return limited('contactLimit', 0, a, supply.contactSlots, accounts);
  const p = supply.poolOfDay[a]?.[day] ?? -1;
  const pool = supply.pools[p];
  if (pool === undefined || pool.firstDay !== day) return null;
  return { table: 'pool', id: 0, entry: p, length: supply.pools.length, bound: times(pool.credits, ONE) };
}

function campaignRow(key: RowKey, view: CampaignView, a: number | undefined, day: number, { audience, supply }: Books): Row | null {
  const { index: c, campaign } = view;
  const demand = view.demandBySegment.get(key.segment ?? null);
  const { campaigns, demands, accounts, days } = audience;
  switch (key.family) {
    case 'demand': {
      if (demand === undefined) return null;
      return { table: 'demand', id: 0, entry: demand.index, length: demands.length, bound: times(demand.segment.contacts, ONE) };
    }
    case 'serve_at_least': {
      const { serveAtLeast } = campaign;
      if (serveAtLeast === 0) return null;
      return { table: 'serve', id: 0, entry: c, length: campaigns.length, bound: times(serveAtLeast, -ONE) };
    }
    case 'account_share':
      if (a === undefined || campaign.maxShare10k >= 10_000) return null;
      return { table: 'share', id: c, entry: a, length: accounts.length, bound: 0 };
    case 'new_contacts': {
      if (a === undefined || supply.contactSlots[a] === Number.POSITIVE_INFINITY) return null;
      const bound = times(residentContacts(campaign.resident, key.account as string), ONE);
      return { table: 'newContacts', id: c, entry: a, length: accounts.length, bound };
    }
    case 'campaign_daily_limit': {
      const { maxStarts } = campaign.perDay;
      if (key.measure === 'sends') return limited('campaignSends', c, day, supply.campaignSends[c], days.count);
      if (key.measure !== 'starts' || maxStarts === null) return null;
      return { table: 'campaignStarts', id: c, entry: day, length: days.count, bound: times(maxStarts, ONE) };
    }
    default: {
      const { step } = key;
      const isStep = step !== undefined && step >= 1 && campaign.steps[step] !== undefined;
      if (demand === undefined || !isStep || campaign.sticky === 'sender' || (campaign.sticky === 'account') !== (a !== undefined))
        return null;
      return { table: 'balance', id: balanceId(demand.index, step, a ?? -1), entry: day, length: days.count, bound: 0 };
    }
  }
}

/** The row a key names; null when the model has no such row. */
function rowOf(key: RowKey, books: Books, groups: Groups): Row | null {
  const { audience, supply } = books;
  const { count } = audience.days;
  const day =
    key.date === undefined ? Number.NaN : (audience.dayOf.get(key.date) ?? (parseLocalDate(key.date) ?? Number.NaN) - audience.days.first);
  const a = key.account === undefined ? undefined : audience.accountIndex.get(key.account);
  if (key.account !== undefined && a === undefined) return null;
  if (key.family === 'sender_daily_limit' || key.family === 'sender_weekly_limit') return senderRow(key, day, books, groups);
  if (key.group !== undefined) return null;
  const campaign = audience.campaignById.get(key.campaign ?? '');
  const isDated = day >= 0 && day < count;
  switch (key.family) {
    case 'domain_daily_limit':
      return limited('domainDays', key.domain ?? '', day, supply.domainDaily.get(key.domain ?? ''), count);
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

/**
 * Prices of one level of a certificate, or a sentence why it proves nothing. Every dual value is divided by `divisor`, which
 * they have in common.
 */
export function readPrices(duals: Certificate['levels'][number]['duals'], divisor: number, books: Books, groups: Groups): Prices | string {
  const tables: Readonly<Record<Table, Map<number | string, Float64Array>>> = {
    demand: new Map(),
    serve: new Map(),
    pool: new Map(),
    contactLimit: new Map(),
    newContacts: new Map(),
    share: new Map(),
    senderDays: new Map(),
    senderWeeks: new Map(),
    groupDays: new Map(),
    groupWeeks: new Map(),
    domainDays: new Map(),
    accountDays: new Map(),
    campaignSends: new Map(),
    campaignStarts: new Map(),
    balance: new Map(),
  };
  let rightHandSide: Exact = 0;
  for (const given of duals) {
    const { dual } = given;
    const nameOf = (): string => JSON.stringify({ ...given, dual: undefined });
    const row = rowOf(given, books, groups);
    if (row === null) return `the model has no row ${nameOf()}`;
    const line = tables[row.table].get(row.id) ?? new Float64Array(row.length).fill(Number.NaN);
    tables[row.table].set(row.id, line);
    if (!Number.isNaN(line[row.entry])) return `row ${nameOf()} has two dual values`;
    if (!Number.isSafeInteger(dual)) return `the dual value ${dual} of row ${nameOf()} is not an integer`;
    if (dual < 0 && row.table !== 'balance') return `the dual value ${dual} of row ${nameOf()} is negative`;
    line[row.entry] = dual / divisor;
    rightHandSide = plus(rightHandSide, times(dual / divisor, row.bound));
  }
  return { rightHandSide, tables };
}
