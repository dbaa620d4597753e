/** What a level of a dimension adds to capacity: credits of cycles, contact slots, senders, campaigns freed from their accounts. */

import type { LocalDate } from '../model/calendar.ts';
import type { Situation } from './situation.ts';

/** Credits of one cycle. `from` and `to`: its days inside the horizon. Units: sends. */
export interface RoomPool {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** As the account has them. */
  readonly nominal: number;
  /** What a plan may use, paid overage included: reserve and promises taken off, never below 0. */
  readonly usable: number;
}

/** What one account can take. Cycles without limit are left out; `slots` null = unlimited. */
export interface AccountRoom {
  readonly pools: readonly RoomPool[];
  readonly slots: number | null;
}

/** What one sender can take: `daily` on every day of the horizon, Infinity = unlimited; `weekly` in every 7 days that are limited. */
export interface SenderRoom {
  readonly daily: readonly { readonly date: LocalDate; readonly sends: number }[];
  readonly weekly: readonly { readonly date: LocalDate; readonly sends: number }[];
}

/** Capacity as the model counts it. */
export interface Measure {
  /** Of these accounts; null = of all. */
  readonly accounts: (situation: Situation, ids: ReadonlySet<string> | null) => ReadonlyMap<string, AccountRoom>;
  /** Campaigns that share no account, pool or domain with those of another part. */
  readonly parts: (situation: Situation) => readonly (readonly string[])[];
  readonly senders: (situation: Situation, ids: readonly string[]) => ReadonlyMap<string, SenderRoom>;
}

/** What a level adds to the situation in which every dimension is on its first level. */
export interface Gains {
  readonly pools: readonly { readonly account: string; readonly from: LocalDate; readonly credits: number }[];
  readonly slots: readonly { readonly account: string; readonly contacts: number }[];
  readonly senders: readonly { readonly id: string; readonly room: SenderRoom; readonly like: string | null }[];
  /** Campaigns that may leave from further senders. */
  readonly moved: readonly string[];
  /** The cycles are not those of before: nothing can be said about single ones. */
  readonly isOther: boolean;
}

const NONE: Gains = { pools: [], slots: [], senders: [], moved: [], isOther: false };

/** Difference of two situations. `likeOf`: sender a new one of this account resembles. */
export function gainsOf(
  before: Situation,
  after: Situation,
  measure: Measure,
  likeOf: (account: string) => string | null,
  moved: readonly string[],
): Gains {
  if (before.snapshot === after.snapshot) return { ...NONE, moved };
  const unchanged = new Set(before.snapshot.accounts);
  const changed = new Set(after.snapshot.accounts.flatMap((a) => (unchanged.has(a) ? [] : [a.account])));
  const [old, now] = [measure.accounts(before, changed), measure.accounts(after, changed)];
  const pools: Gains['pools'][number][] = [];
  const slots: Gains['slots'][number][] = [];
  let isOther = false;
  for (const [account, { pools: were, slots: free }] of old) {
    const room = now.get(account);
    if (room === undefined || room.pools.length !== were.length) {
      isOther = true;
      continue;
    }
    were.forEach((pool, k) => {
      const other = room.pools[k] as RoomPool;
      if (other.from !== pool.from || other.to !== pool.to) isOther = true;
      else if (other.nominal !== pool.nominal) pools.push({ account, from: pool.from, credits: other.nominal - pool.nominal });
    });
    if (free !== room.slots) slots.push({ account, contacts: (room.slots ?? Infinity) - (free ?? 0) });
  }
  const known = new Set(before.snapshot.accounts.flatMap((a) => a.senders.map((s) => s.id)));
  const added = after.snapshot.accounts.flatMap((a) =>
    a.senders.flatMap((s) => (known.has(s.id) ? [] : [{ id: s.id, like: likeOf(a.account) }])),
  );
  const rooms =
    added.length === 0
      ? null
      : measure.senders(
          after,
          added.map(({ id }) => id),
        );
  const senders = added.map((sender) => ({ ...sender, room: rooms?.get(sender.id) as SenderRoom }));
  return { pools, slots, senders, moved, isOther };
}

/** The same things n times over. */
export const timesOver = ({ pools, slots, ...rest }: Gains, n: number): Gains => ({
  ...rest,
  pools: pools.map((pool) => ({ ...pool, credits: pool.credits * n })),
  slots: slots.map((slot) => ({ ...slot, contacts: slot.contacts * n })),
});

/** Size of a level for comparing it with others of its dimension: every number in which two of them differ. */
export function sizesOf(levels: readonly Gains[]): readonly (readonly number[])[] {
  const keys = new Map<string, number>();
  const entries = levels.map(({ pools, slots, senders, moved }) => [
    ...pools.map((p) => [`pool ${p.account} ${p.from}`, p.credits] as const),
    ...slots.map((s) => [`slots ${s.account}`, s.contacts] as const),
    ...(senders.length > 0 ? [['senders', senders.length] as const] : []),
    ...moved.map((campaign) => [`moved ${campaign}`, 1] as const),
  ]);
  for (const [key] of entries.flat()) if (!keys.has(key)) keys.set(key, keys.size);
  return levels.map(({ isOther }, l) => {
    const size = new Array<number>(keys.size + 1).fill(0);
    for (const [key, amount] of entries[l] ?? []) size[keys.get(key) as number] = amount;
    // Levels that cannot be compared never cover each other, except themselves.
    size[keys.size] = isOther ? Number.NaN : 0;
    return size;
  });
}
