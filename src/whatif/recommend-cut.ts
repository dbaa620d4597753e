/**
 * Cuts from proofs. The dual prices that bound one choice bound every other one as well, because changes only move right-hand
 * sides: more credits are worth their price, a sender `like` another one takes its prices (the same account, eligibility and
 * calendar, so none of its starts is worth more than one of the model's). Weak duality, Geoffrion 1972.
 */

import type { Certificate, RowKey } from '../model/plan.ts';
import type { Cut } from './recommend-conditions.ts';
import type { AccountRoom, Gains, SenderRoom } from './recommend-gains.ts';

/** Objective units of one contact: plans weigh contacts in 1/1000000. */
const CONTACT = 1_000_000;

/** Everything a cut is made of. */
export interface CutInput {
  /** The proof of a plan whose first level counts the contacts, as one contact = 1. */
  readonly certificate: Certificate;
  /** Contacts it proves. */
  readonly bound: number;
  /** Rooms of the first choice and of the one that was judged. */
  readonly first: ReadonlyMap<string, AccountRoom>;
  readonly judged: ReadonlyMap<string, AccountRoom>;
  /** Pool that is no account of the plan files → the account it belongs to. */
  readonly ownerOf: (pool: string) => string | null;
  /** Rooms of the senders new ones are like. */
  readonly models: ReadonlyMap<string, SenderRoom>;
  /** Senders new ones may not be compared with, because a campaign names them one by one. */
  readonly isNamed: (sender: string) => boolean;
  /** Per dimension and level. */
  readonly gains: readonly (readonly Gains[])[];
  /** The choice that was judged. */
  readonly choice: readonly number[];
  /** Contacts a campaign can add to those that count. */
  readonly contactsOf: (campaign: string) => number;
}

/** Prices of a certificate, in contacts per unit. */
interface Prices {
  readonly credits: readonly { readonly account: string; readonly from: string; readonly price: number }[];
  readonly slots: ReadonlyMap<string, number>;
  readonly ofSender: (sender: string) => { readonly daily: ReadonlyMap<string, number>; readonly weekly: ReadonlyMap<string, number> };
  /** Rows that tie starts to each other: a start may then be worth more than its contact. */
  readonly hasTies: boolean;
}

type Row = RowKey & { readonly dual: number };

function readPrices({ scale, groups = [], levels }: Certificate): Prices | null {
  const entry = levels[0];
  // A bound that leans on earlier levels holds only where those are kept.
  if (entry === undefined || Object.keys(entry.kept).length > 0) return null;
  const rows = [...entry.duals].map((row: Row) => ({ ...row, price: row.dual / scale / CONTACT }));
  const bySender = new Map<string, (Row & { readonly price: number })[]>();
  const groupsOf = new Map<string, string[]>();
  for (const { id, senders } of groups) for (const sender of senders) groupsOf.set(sender, [...(groupsOf.get(sender) ?? []), id]);
  for (const row of rows) {
    const name = row.group === undefined ? row.sender : `group ${row.group}`;
    if (name !== undefined) bySender.set(name, [...(bySender.get(name) ?? []), row]);
  }
  const added = (own: readonly (Row & { readonly price: number })[], family: Row['family']) => {
    const sums = new Map<string, number>();
    for (const row of own) if (row.family === family) sums.set(row.date ?? '', (sums.get(row.date ?? '') ?? 0) + row.price);
    return sums;
  };
  return {
    credits: rows.flatMap(({ family, account, date, price }) =>
      family === 'credit_balance' && account !== undefined && date !== undefined ? [{ account, from: date, price }] : [],
    ),
    slots: new Map(
      rows.flatMap(({ family, account, price }) => (family === 'contact_limit' && account !== undefined ? [[account, price]] : [])),
    ),
    ofSender: (sender) => {
      const own = [sender, ...(groupsOf.get(sender) ?? []).map((id) => `group ${id}`)].flatMap((name) => bySender.get(name) ?? []);
      return { daily: added(own, 'sender_daily_limit'), weekly: added(own, 'sender_weekly_limit') };
    },
    hasTies: rows.some(({ family }) => family === 'account_share' || family === 'follow_up_balance'),
  };
}

/** Price of the credits of each cycle of the first choice: every row that holds on one of its days counts. */
function poolPrices({ credits }: Prices, { first, judged, ownerOf }: CutInput): ReadonlyMap<string, number> | null {
  const prices = new Map<string, number>();
  for (const { account, from, price } of credits) {
    const row = judged.get(account)?.pools.find((pool) => pool.from === from);
    const owner = first.has(account) ? account : ownerOf(account);
    if (row === undefined || owner === null) return null;
    for (const pool of first.get(owner)?.pools ?? []) {
      const key = `${owner} ${pool.from}`;
      if (pool.from <= row.to && pool.to >= row.from) prices.set(key, (prices.get(key) ?? 0) + price);
    }
  }
  return prices;
}

/** Units × price, where unlimited units without a price are worth nothing. */
const priced = (units: number, price: number): number => (price === 0 ? 0 : units * price);

const worth = (room: SenderRoom, { daily, weekly }: ReturnType<Prices['ofSender']>): number =>
  room.daily.reduce((sum, { date, sends }) => sum + priced(sends, daily.get(date) ?? 0), 0) +
  room.weekly.reduce((sum, { date, sends }) => sum + priced(sends, weekly.get(date) ?? 0), 0);

/** What a new sender can add at the prices of the one it is like; on days on which that one has no room left, every send counts. */
function worthLike(room: SenderRoom, like: string, prices: Prices, { models, isNamed }: CutInput): number {
  const model = models.get(like);
  if (model === undefined || isNamed(like)) return Infinity;
  const own = prices.ofSender(like);
  const closed = new Set(model.daily.flatMap(({ date, sends }) => (sends === 0 ? [date] : [])));
  const open = room.daily.filter(({ date, sends }) => sends > 0 && closed.has(date));
  if (open.length > 0 && prices.hasTies) return Infinity;
  return worth(room, own) + open.reduce((sum, { date, sends }) => sum + priced(sends, Math.max(0, 1 - (own.daily.get(date) ?? 0))), 0);
}

/** The cut of a judged choice; null where its proof says nothing about others. */
export function cutOf(input: CutInput): Cut | null {
  const { certificate, bound, first, judged, gains, choice } = input;
  const prices = readPrices(certificate);
  const ofPool = prices === null ? null : poolPrices(prices, input);
  if (prices === null || ofPool === null) return null;
  const chosen = gains.map((levels, d) => levels[choice[d] as number] as Gains);
  const present = chosen.flatMap(({ senders }) => senders);
  const isMoved = new Set(chosen.flatMap(({ moved }) => moved));
  // What the rows of the judged choice are worth goes, what those of the first choice are worth comes.
  let base = bound + 1;
  for (const { account, from, price } of prices.credits)
    base -= price * (judged.get(account)?.pools.find((pool) => pool.from === from)?.usable ?? 0);
  for (const [account, { pools }] of first) for (const pool of pools) base += (ofPool.get(`${account} ${pool.from}`) ?? 0) * pool.usable;
  for (const [account, price] of prices.slots) base += price * ((first.get(account)?.slots ?? 0) - (judged.get(account)?.slots ?? 0));
  const worthOfPresent = new Map(present.map(({ id, room }) => [id, worth(room, prices.ofSender(id))]));
  for (const amount of worthOfPresent.values()) base -= amount;

  const worthOf = ({ pools, slots, senders, moved, isOther }: Gains): number => {
    const further = moved.filter((campaign) => !isMoved.has(campaign));
    if (isOther || (further.length > 0 && prices.hasTies)) return Infinity;
    const ofCredits = pools.reduce((sum, p) => sum + Math.max(0, p.credits) * (ofPool.get(`${p.account} ${p.from}`) ?? 0), 0);
    const ofSlots = slots.reduce((sum, s) => {
      const price = prices.slots.get(s.account) ?? 0;
      return price === 0 ? sum : sum + Math.max(0, s.contacts) * price;
    }, 0);
    const ofSenders = senders.reduce((sum, { id, room, like }) => {
      const own = worthOfPresent.get(id);
      if (own !== undefined) return sum + own;
      if (like === null) return Infinity;
      const twins = present.filter((twin) => twin.like === like).map((twin) => worthOfPresent.get(twin.id) as number);
      return sum + (twins.length > 0 ? Math.min(...twins) : worthLike(room, like, prices, input));
    }, 0);
    return ofCredits + ofSlots + ofSenders + further.reduce((sum, campaign) => sum + input.contactsOf(campaign), 0);
  };
  return { base, gains: gains.map((levels) => levels.map((level, l) => (l === 0 ? 0 : worthOf(level)))) };
}
