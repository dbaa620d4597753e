/**
 * Senders that no column of the model tells apart: the same profile, the same days, the same days with capacity and the same
 * dual values on every row they load. What one of them can gain, all of them can, so only one of them is looked at.
 */

import type { Sender } from './audience.ts';
import { type Exact, plus } from './exact.ts';
import type { Groups } from './groups.ts';
import type { Books } from './limits.ts';
import { type Prices, priceAt } from './prices.ts';

/** Senders that are alike. */
export interface SenderClass {
  readonly example: Sender;
  /** 1 for each day with capacity. */
  readonly open: Uint8Array;
  /** Indices of the groups of the certificate they are in. */
  readonly groups: readonly number[];
}

/** Per sender: the groups with a dual value that it is in. */
function groupsOfSenders(prices: readonly Prices[], groups: Groups): ReadonlyMap<number, readonly number[]> {
  const ofSender = new Map<number, number[]>();
  for (const { index, members } of groups.all) {
    if (!prices.some(({ tables }) => tables.groupDays.has(index) || tables.groupWeeks.has(index))) continue;
    for (const member of members) {
      const own = ofSender.get(member);
      if (own === undefined) ofSender.set(member, [index]);
      else own.push(index);
    }
  }
  return ofSender;
}

const NO_GROUPS: readonly number[] = [];

/** Numbers equal things alike: texts by their characters, arrays by identity. */
function createIds(): (thing: string | Uint8Array) => number {
  const known = new Map<string | Uint8Array, number>();
  return (thing) => {
    const id = known.get(thing) ?? known.size;
    known.set(thing, id);
    return id;
  };
}

/** Bytes of a line as characters; equal for lines with the same dual values. */
const contentOf = (line: Float64Array | undefined): string =>
  line === undefined ? '' : Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('latin1');

/** The classes of each profile. Different `prices` of one certificate are those of its levels. */
export function classesByProfile(
  { audience, supply }: Books,
  prices: readonly Prices[],
  groups: Groups,
): readonly (readonly SenderClass[])[] {
  const groupsOf = groupsOfSenders(prices, groups);
  const idOf = createIds();
  const known = new Set<string>();
  const classes = Array.from({ length: audience.profileCount }, (): SenderClass[] => []);
  for (const sender of audience.senders) {
    const { index, profile, sends, capacity } = sender;
    const open = (supply.senderDaily[index] as Float64Array).map((limit) => (limit > 0 ? 1 : 0));
    const own = groupsOf.get(index) ?? NO_GROUPS;
    const domain = capacity.domain ?? '';
    const lines = prices.flatMap(({ tables }) => [
      idOf(contentOf(tables.senderDays.get(index))),
      idOf(contentOf(tables.senderWeeks.get(index))),
      tables.domainDays.has(domain) ? idOf(domain) : '',
    ]);
    const key = `${profile} ${idOf(sends)} ${idOf(contentOf(open))} ${own.join()} ${lines.join()}`;
    if (known.has(key)) continue;
    known.add(key);
    (classes[profile] as SenderClass[]).push({ example: sender, open: Uint8Array.from(open), groups: own });
  }
  return classes;
}

type Line = Float64Array | undefined;

/** Adds the dual values of daily rows, and of the ranges of 7 days that hold each day (entry t ends on day t). */
function addLines(to: Exact[], days: Line, weeks: Line): void {
  for (let day = 0; day < to.length; day++) {
    let sum = plus(to[day] as Exact, days?.[day] || 0);
    for (let t = day; weeks !== undefined && t <= day + 6; t++) sum = plus(sum, weeks[t] || 0);
    to[day] = sum;
  }
}

/** Makes a function that gives the price of one send from a class on each day, over all rows such a send counts in. */
export function createSendPrices({ audience, supply }: Books, prices: Prices): (of: SenderClass) => readonly Exact[] {
  const { tables } = prices;
  const { count } = audience.days;
  const ofAccounts = new Map<number, readonly Exact[]>();
  const ofGroups = new Map<number, readonly Exact[]>();
  const shared = (known: Map<number, readonly Exact[]>, id: number, make: (line: Exact[]) => void): readonly Exact[] => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const line = new Array<Exact>(count).fill(0);
    make(line);
    known.set(id, line);
    return line;
  };
  const ofAccount = (account: number) =>
    shared(ofAccounts, account, (line) => {
      addLines(line, tables.accountDays.get(account), undefined);
      for (const above of supply.lines[account] as readonly number[]) {
        const pools = supply.poolOfDay[above] as Int32Array;
        for (let day = 0; day < count; day++) line[day] = plus(line[day] as Exact, priceAt(prices, 'pool', 0, pools[day] as number));
      }
    });
  const ofGroup = (group: number) =>
    shared(ofGroups, group, (line) => addLines(line, tables.groupDays.get(group), tables.groupWeeks.get(group)));
  return ({ example, groups }) => {
    const { index, account, capacity } = example;
    const line = [...ofAccount(account)];
    addLines(line, tables.senderDays.get(index), tables.senderWeeks.get(index));
    if (capacity.domain !== null) addLines(line, tables.domainDays.get(capacity.domain), undefined);
    for (const group of groups) {
      const own = ofGroup(group);
      for (let day = 0; day < count; day++) line[day] = plus(line[day] as Exact, own[day] as Exact);
    }
    return line;
  };
}
