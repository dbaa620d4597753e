/** Room of senders: what each of them could send on each day on top of what is counted already, cut limit by limit. */

import type { Problem, ProblemSender } from '../problem/problem.ts';

/** Room in 1/10000 sends; Infinity where nothing limits it yet. Shape of `sends`: place in `senders` × dayCount + day. */
export interface Room {
  /** Indices of senders, rising. */
  readonly senders: readonly number[];
  readonly sends: Float64Array;
}

/** Sends counted against the limits, in 1/10000. Shape: sender × dayCount + day, over all senders. */
export type Used = Float64Array;

/** Names of those whose limits took room away: senders, domains, accounts. */
export type Takers = ReadonlySet<string>;

/** Room nobody has limited yet. */
export const openRoom = (senders: readonly number[], dayCount: number): Room => ({
  senders,
  sends: new Float64Array(senders.length * dayCount).fill(Infinity),
});

/**
 * Cuts the room to what the limits of `supply` leave beside `used`: sender by sender and day by day, then weeks, domains,
 * accounts and pools. Room that several senders share stays with the first of them.
 */
export function cutRoom(room: Room, supply: Problem, used: Used): Takers {
  const takers = new Set<string>();
  cutSenders(room, supply, used, takers);
  const { accounts, domains, senders, dayCount } = supply;
  const groups = (owns: (sender: ProblemSender) => boolean) => ({
    all: [...senders.keys()].filter((s) => owns(senders[s] as ProblemSender)),
    own: [...room.senders.keys()].filter((i) => owns(senders[room.senders[i] as number] as ProblemSender)),
  });
  const cutShared = ({ all, own }: ReturnType<typeof groups>, from: number, to: number, limit: number, owner: string): void => {
    if (own.length === 0 || limit === Infinity) return;
    let left = limit * 10_000;
    for (const s of all) for (let day = from; day <= to; day++) left -= used[s * dayCount + day] as number;
    if (takeShared(room, dayCount, own, from, to, left)) takers.add(owner);
  };
  for (const [d, { id, dailyLimit }] of domains.entries()) {
    const members = groups((sender) => sender.domain === d);
    for (const [day, limit] of dailyLimit.entries()) cutShared(members, day, day, limit, id);
  }
  for (const [a, { id, dailyLimit, cycles }] of accounts.entries()) {
    if (dailyLimit !== null) {
      const members = groups((sender) => sender.account === a);
      for (const [day, limit] of dailyLimit.entries()) cutShared(members, day, day, limit, id);
    }
    if (cycles === null) continue;
    const members = groups((sender) => accounts[sender.account]?.pools.includes(a) === true);
    for (const { from, to, capacity, overageMax } of cycles) cutShared(members, from, to, capacity + overageMax, id);
  }
  return takers;
}

function cutSenders(room: Room, { senders, dayCount }: Problem, used: Used, takers: Set<string>): void {
  for (const [i, s] of room.senders.entries()) {
    const { id, dailyLimit, sendsOn, weekly } = senders[s] as ProblemSender;
    let before = 0;
    let after = 0;
    const usedOn = (day: number): number => (day < 0 || day >= dayCount ? 0 : (used[s * dayCount + day] as number));
    // Room of the seven weeks a day belongs to; sending early leaves the most room for the days after it.
    const weeks = Float64Array.from(weekly, ({ firstDay, capacity }) => {
      let left = capacity * 10_000;
      for (let day = firstDay; day <= firstDay + 6; day++) left -= usedOn(day);
      return left;
    });
    for (let day = 0; day < dayCount; day++) {
      const at = i * dayCount + day;
      const old = room.sends[at] as number;
      const limit = sendsOn[day] === 0 ? 0 : dailyLimit === null ? Infinity : (dailyLimit[day] as number) * 10_000 - usedOn(day);
      let left = Math.max(0, Math.min(old, limit));
      if (weeks.length > 0) {
        for (let week = day; week <= day + 6; week++) left = Math.max(0, Math.min(left, weeks[week] as number));
        for (let week = day; week <= day + 6; week++) weeks[week] = (weeks[week] as number) - left;
      }
      room.sends[at] = left;
      if (old === left) continue;
      before += old;
      after += left;
    }
    if (before > after) takers.add(id);
  }
}

/** Leaves the first senders and days as much as there is; says whether anything was taken. */
function takeShared(room: Room, dayCount: number, own: readonly number[], from: number, to: number, shared: number): boolean {
  if (shared === Infinity) return false;
  let left = Math.max(0, shared);
  let isCut = false;
  for (const i of own) {
    for (let day = from; day <= to; day++) {
      const at = i * dayCount + day;
      const old = room.sends[at] as number;
      if (old > left) {
        room.sends[at] = left;
        isCut = true;
      }
      left -= room.sends[at] as number;
    }
  }
  return isCut;
}

/** Cuts the room of days together (all senders) to a limit per day. */
export function cutDays(room: Room, dayCount: number, leftOn: (day: number) => number): boolean {
  const own = [...room.senders.keys()];
  let isCut = false;
  for (let day = 0; day < dayCount; day++) if (takeShared(room, dayCount, own, day, day, leftOn(day))) isCut = true;
  return isCut;
}

/** Cuts the room of some senders (by id of their account) over all days together. */
export function cutAccount(room: Room, problem: Problem, account: number, left: number): boolean {
  const own = [...room.senders.keys()].filter((i) => problem.senders[room.senders[i] as number]?.account === account);
  return takeShared(room, problem.dayCount, own, 0, problem.dayCount - 1, left);
}

/** Takes all room away where `isOpen` says no. */
export function closeRoom(room: Room, dayCount: number, isOpen: (sender: number, day: number) => boolean): void {
  for (const [i, s] of room.senders.entries())
    for (let day = 0; day < dayCount; day++) if (!isOpen(s, day)) room.sends[i * dayCount + day] = 0;
}
