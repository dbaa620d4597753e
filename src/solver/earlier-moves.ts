/**
 * Moves contacts to where an earlier plan had them: from elsewhere, or in exchange with a contact it had not there. As many of
 * every campaign as before, and no limit is broken, so the levels before stay as they are. A heuristic: a contact that could only
 * come back through several exchanges at once stays away.
 */

import type { StartColumns } from '../problem/load.ts';
import { stepDaysOf } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import { startList } from '../problem/start-list.ts';
import { roomWithOverage } from './room.ts';
import type { Solution } from './solver.ts';

/** Most starts of a campaign that are tried for a start of the earlier plan, and most contacts of others that are asked to leave. */
const MOST_SOURCES = 64;
const MOST_OCCUPANTS = 16;
/** Most rounds: a contact that moved makes room for others. */
const MOST_ROUNDS = 6;
/** A round after which more than this part is still missing is the last. */
const WORTHWHILE = 0.98;

/** The starts of a solution after all moves towards those of the earlier plan, as long as there is time. */
export function closerToEarlier(
  problem: Problem,
  { starts, overage }: Pick<Solution, 'starts' | 'overage'>,
  earlier: StartColumns,
  hasTime: () => boolean,
): StartColumns {
  const { dayCount, demands } = problem;
  const cellOf = (sender: number, day: number) => sender * dayCount + day;
  // Contacts planned and contacts to keep: by demand, cell → contacts.
  const planned: readonly Map<number, number>[] = demands.map(() => new Map());
  const kept: readonly Map<number, number>[] = demands.map(() => new Map());
  const room = roomWithOverage(problem, overage);
  /** Demands with contacts that start in a cell. */
  const occupants = new Map<number, number[]>();
  const daysOf = (d: number, cell: number) => stepDaysOf(problem, d, Math.floor(cell / dayCount), cell % dayCount);
  const put = (d: number, cell: number, contacts: number): void => {
    const before = planned[d]!.get(cell) ?? 0;
    planned[d]!.set(cell, before + contacts);
    room.use(d, Math.floor(cell / dayCount), daysOf(d, cell)!, contacts);
    if (before > 0 || contacts <= 0) return;
    const there = occupants.get(cell);
    if (there === undefined) occupants.set(cell, [d]);
    else if (!there.includes(d)) there.push(d);
  };
  const fits = (d: number, cell: number): number => {
    const days = daysOf(d, cell);
    const sender = Math.floor(cell / dayCount);
    return days === null ? 0 : Math.min(room.senderFits(d, sender, days), room.sharedFits(d, sender, days));
  };
  /** Contacts of a demand in a cell that the earlier plan had not there. */
  const surplus = (d: number, cell: number): number => (planned[d]!.get(cell) ?? 0) - (kept[d]!.get(cell) ?? 0);

  for (let i = 0; i < starts.length; i++) put(starts.demand[i]!, cellOf(starts.sender[i]!, starts.day[i]!), starts.contacts[i]!);
  for (let i = 0; i < earlier.length; i++) kept[earlier.demand[i]!]!.set(cellOf(earlier.sender[i]!, earlier.day[i]!), earlier.contacts[i]!);

  for (let round = 0, before = Infinity, missing = lacking(); round < MOST_ROUNDS && missing < before * WORTHWHILE; round++) {
    for (const [d, ofDemand] of kept.entries()) if (hasTime()) bringBack(d, ofDemand);
    before = missing;
    missing = lacking();
  }

  /** Contacts to keep that are not where they were. */
  function lacking(): number {
    let sum = 0;
    for (const [d, cells] of kept.entries()) for (const cell of cells.keys()) sum += Math.max(0, -surplus(d, cell));
    return sum;
  }

  function bringBack(d: number, cells: ReadonlyMap<number, number>): void {
    const sources = [...planned[d]!.keys()].filter((cell) => surplus(d, cell) > 0);
    for (const cell of cells.keys()) {
      if (surplus(d, cell) >= 0 || daysOf(d, cell) === null) continue;
      while (sources.length > 0 && surplus(d, sources.at(-1)!) <= 0) sources.pop();
      for (let n = sources.length - 1, tried = 0; n >= 0 && tried < MOST_SOURCES && surplus(d, cell) < 0; n--) {
        if (surplus(d, sources[n]!) <= 0) continue;
        tried++;
        move(d, sources[n]!, cell);
        if (surplus(d, cell) < 0) trade(d, sources[n]!, cell);
      }
    }
  }

  /** Moves contacts to a cell that lacks them, as far as there is room once they are gone. */
  function move(d: number, from: number, to: number): void {
    let n = Math.min(surplus(d, from), -surplus(d, to));
    for (let isFit = false; n > 0 && !isFit; n >>= 1) {
      put(d, from, -n);
      isFit = fits(d, to) >= n;
      put(d, isFit ? to : from, n);
    }
  }

  /** Lets contacts change places with others that start in the cell they lack. */
  function trade(d: number, from: number, to: number): void {
    for (const other of (occupants.get(to) ?? []).slice(0, MOST_OCCUPANTS)) {
      const wanted = Math.min(surplus(d, from), -surplus(d, to));
      if (wanted <= 0) return;
      if (other === d || daysOf(other, from) === null) continue;
      for (let n = Math.min(wanted, surplus(other, to)); n > 0 && !change(d, from, other, to, n); n >>= 1);
    }
  }

  /** Lets n contacts change places, or nothing happens. */
  function change(d: number, from: number, other: number, to: number, n: number): boolean {
    put(d, from, -n);
    put(other, to, -n);
    if (fits(d, to) >= n) {
      put(d, to, n);
      if (fits(other, from) >= n) {
        put(other, from, n);
        return true;
      }
      put(d, to, -n);
    }
    put(other, to, n);
    put(d, from, n);
    return false;
  }

  const list = startList();
  planned.forEach((cells, d) => {
    for (const [cell, contacts] of cells) if (contacts > 0) list.add(d, Math.floor(cell / dayCount), cell % dayCount, contacts);
  });
  return list.columns();
}
