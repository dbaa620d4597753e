/**
 * Exchange moves: a contact that finds no room anywhere often fits as soon as one other contact leaves the single day it is
 * blocked on. That one goes wherever its own demand has room, so nobody served before is served less. Each move serves one
 * contact more. Source: ejection chains of length one (Glover, "Ejection chains, reference structures and alternating path
 * methods for traveling salesman problems", 1996).
 */

import { campaignOf } from '../problem/load.ts';
import { tableOf } from '../problem/options.ts';
import type { Problem, StartTable } from '../problem/problem.ts';
import type { Room } from './room.ts';

/** Serves more of some demands by moving contacts that are placed already. */
export type Exchange = (demands: readonly number[]) => void;

/** What is placed, by sender: starts that may be moved. Grows; starts that are moved away keep their entry with 0 contacts. */
interface Placed {
  readonly ofSender: number[][];
  readonly demand: number[];
  readonly day: number[];
  readonly contacts: number[];
}

/** Most starts looked at to make room on one blocked day. */
const MOST_TRIED = 24;

/** Exchange moves in a room. */
export function createExchange(problem: Problem, room: Room): Exchange {
  const { dayCount, senders } = problem;
  const sharesOf = problem.demands.map((_, d) => campaignOf(problem, d).shares10k);

  const add = (placed: Placed, demand: number, sender: number, day: number, contacts: number): void => {
    placed.ofSender[sender]?.push(placed.demand.length);
    placed.demand.push(demand);
    placed.day.push(day);
    placed.contacts.push(contacts);
  };

  const readPlaced = (): Placed => {
    const placed: Placed = { ofSender: senders.map(() => []), demand: [], day: [], contacts: [] };
    const { length, demand, sender, day, contacts } = room.starts();
    for (let i = 0; i < length; i++) add(placed, demand[i] as number, sender[i] as number, day[i] as number, contacts[i] as number);
    return placed;
  };

  const fits = (demand: number, sender: number, stepDays: readonly number[]): number => {
    const own = room.senderFits(demand, sender, stepDays);
    return own <= 0 ? 0 : Math.min(own, room.sharedFits(demand, sender, stepDays));
  };

  /** Whether a sender has room for a contact on all days but one; that step, -1 when none is blocked, -2 when several are. */
  const blockedStep = (shares: readonly number[], sender: number, stepDays: readonly number[]): number => {
    let blocked = -1;
    for (let k = 0; k < stepDays.length; k++) {
      if ((room.left[sender * dayCount + (stepDays[k] as number)] as number) >= (shares[k] as number)) continue;
      if (blocked >= 0) return -2;
      blocked = k;
    }
    return blocked;
  };

  return (demands) => {
    const wanting = demands.filter((d) => room.wanted(d) > 0);
    if (wanting.length === 0) return;
    const placed = readPlaced();
    /** Per demand: places (sender × dayCount + day) that had room when they were listed, the last ones used first. */
    const open = new Map<number, number[]>();
    const openOf = (demand: number): number[] => {
      let places = open.get(demand);
      if (places === undefined) {
        places = [];
        open.set(demand, places);
        for (const sender of problem.demands[demand]?.senders ?? []) {
          const table: StartTable = tableOf(problem, demand, sender) ?? [];
          for (let day = 0; day < table.length; day++) {
            const days = table[day];
            if (days && room.senderFits(demand, sender, days) > 0) places.push(sender * dayCount + day);
          }
        }
      }
      return places;
    };
    /** Places one contact of a demand wherever there is room. */
    const settle = (demand: number): boolean => {
      const places = openOf(demand);
      while (places.length > 0) {
        const at = places[places.length - 1] as number;
        const sender = Math.floor(at / dayCount);
        const day = at % dayCount;
        const days = tableOf(problem, demand, sender)?.[day];
        if (days && fits(demand, sender, days) > 0) {
          room.take(demand, sender, days, 1);
          add(placed, demand, sender, day, 1);
          return true;
        }
        places.pop();
      }
      return false;
    };
    /** Makes room for one contact of a demand on its blocked step and places it. */
    const exchange = (demand: number, sender: number, stepDays: readonly number[], blocked: number): boolean => {
      const day = stepDays[blocked] as number;
      const missing = (sharesOf[demand]?.[blocked] as number) - (room.left[sender * dayCount + day] as number);
      const own = placed.ofSender[sender] as number[];
      let tried = 0;
      for (let n = own.length - 1; n >= 0 && tried < MOST_TRIED; n--) {
        const entry = own[n] as number;
        if ((placed.contacts[entry] as number) <= 0) continue;
        const other = placed.demand[entry] as number;
        if (open.get(other)?.length === 0) continue;
        const days = tableOf(problem, other, sender)?.[placed.day[entry] as number];
        const step = days?.indexOf(day) ?? -1;
        if (!days || step < 0 || (sharesOf[other]?.[step] as number) < missing) continue;
        tried++;
        // Its places are listed while it still stands where it is: the room it leaves is not for itself.
        openOf(other);
        room.take(other, sender, days, -1);
        if (fits(demand, sender, stepDays) > 0) {
          room.take(demand, sender, stepDays, 1);
          if (settle(other)) {
            placed.contacts[entry] = (placed.contacts[entry] as number) - 1;
            add(placed, demand, sender, stepDays[0] as number, 1);
            return true;
          }
          room.take(demand, sender, stepDays, -1);
        }
        room.take(other, sender, days, 1);
      }
      return false;
    };
    for (const demand of wanting) {
      const shares = sharesOf[demand] as readonly number[];
      for (const sender of problem.demands[demand]?.senders ?? []) {
        for (const stepDays of tableOf(problem, demand, sender) ?? []) {
          if (stepDays === null) continue;
          for (let moved = true; moved && room.wanted(demand) > 0; ) {
            const blocked = blockedStep(shares, sender, stepDays);
            if (blocked === -1 && fits(demand, sender, stepDays) > 0) {
              room.take(demand, sender, stepDays, 1);
              add(placed, demand, sender, stepDays[0] as number, 1);
            } else moved = blocked >= 0 && exchange(demand, sender, stepDays, blocked);
          }
        }
        if (room.wanted(demand) <= 0) break;
      }
    }
  };
}
