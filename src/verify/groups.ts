/** Groups of senders in a certificate: a dual value on a group stands on the row of each of its senders. */

import type { SenderGroup } from '../model/plan.ts';
import { ONE } from './amounts.ts';
import { type Exact, plus, times } from './exact.ts';
import type { Books } from './limits.ts';

/** Right-hand sides of a group's rows, in 1/10000: the sum of its senders' rows; null where one of them has no such row. */
type Bounds = readonly (Exact | null)[];

/** A group of senders of one account. */
export interface Group {
  readonly index: number;
  readonly account: string;
  /** Indices of its senders. */
  readonly members: readonly number[];
  /** Entries are days, and ranges of 7 days from 6 days before the horizon. */
  readonly dailyLimits: () => Bounds;
  readonly weeklyLimits: () => Bounds;
}

/** All groups of a certificate. */
export interface Groups {
  readonly all: readonly Group[];
  readonly byId: ReadonlyMap<string, Group>;
}

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** Adds up the limits of the members; a missing limit (null, Infinity) leaves no row for the group. */
function boundsOf(members: readonly number[], limits: readonly (Float64Array | null)[], length: number): Bounds {
  const sums = new Array<Exact | null>(length).fill(0);
  for (const member of members) {
    const own = limits[member];
    for (let entry = 0; entry < length; entry++) {
      const limit = own?.[entry] ?? Number.POSITIVE_INFINITY;
      const sum = sums[entry] as Exact | null;
      sums[entry] = sum === null || limit === Number.POSITIVE_INFINITY ? null : plus(sum, limit);
    }
  }
  return sums.map((sum) => sum && times(sum, ONE));
}

function membersOf({ id, account, senders }: SenderGroup, { audience }: Books): readonly number[] | string {
  const members = new Set<number>();
  for (const name of senders) {
    const sender = audience.senderById.get(name);
    if (sender === undefined) return `group ${JSON.stringify(id)} names sender ${JSON.stringify(name)}, which is not in the snapshot`;
    if (sender.accountId !== account)
      return `group ${JSON.stringify(id)} is of account ${JSON.stringify(account)}, its sender ${JSON.stringify(name)} of ${sender.accountId}`;
    if (members.has(sender.index)) return `group ${JSON.stringify(id)} names sender ${JSON.stringify(name)} twice`;
    members.add(sender.index);
  }
  return [...members];
}

/** Reads the groups of a certificate, or says in a sentence why they prove nothing. */
export function readGroups(groups: readonly SenderGroup[], books: Books): Groups | string {
  const { supply, audience } = books;
  const { count } = audience.days;
  const all: Group[] = [];
  const byId = new Map<string, Group>();
  for (const given of groups) {
    const members = membersOf(given, books);
    if (typeof members === 'string') return members;
    if (byId.has(given.id)) return `the certificate has two groups ${JSON.stringify(given.id)}`;
    const group: Group = {
      index: all.length,
      account: given.account,
      members,
      dailyLimits: once(() => boundsOf(members, supply.senderDaily, count)),
      weeklyLimits: once(() => boundsOf(members, supply.senderWeekly, count + 6)),
    };
    all.push(group);
    byId.set(given.id, group);
  }
  return { all, byId };
}
