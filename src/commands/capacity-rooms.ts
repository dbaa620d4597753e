/** What accounts and senders can take, as the model counts it: the right-hand sides a recommendation reasons with. */

import { dayNumber, formatLocalDate } from '../model/calendar.ts';
import type { AccountCapacity } from '../model/capacity.ts';
import { buildProblem } from '../problem/build.ts';
import { promisedSends } from '../problem/in-flight.ts';
import { amountOf, createSupply, creditCycles, type Horizon } from '../problem/supply.ts';
import { partsOf } from '../whatif/parts.ts';
import type { AccountRoom, Measure, SenderRoom } from '../whatif/recommend-gains.ts';
import type { Situation } from '../whatif/situation.ts';

/** Days of a workspace whose end is written. */
function horizonOf({ workspace: { horizon } }: Situation): Horizon {
  const first = dayNumber(horizon.start);
  return { first, dayCount: dayNumber(horizon.end ?? horizon.start) - first + 1 };
}

/** Ids of an account and of all that draw from it. */
function below(accounts: readonly AccountCapacity[], id: string): ReadonlySet<string> {
  const ids = new Set([id]);
  for (let size = 0; size < ids.size; ) {
    size = ids.size;
    for (const { account, parent } of accounts) if (parent !== null && ids.has(parent)) ids.add(account);
  }
  return ids;
}

function accountRooms(situation: Situation, wanted: ReadonlySet<string> | null): ReadonlyMap<string, AccountRoom> {
  const { workspace, snapshot } = situation;
  const horizon = horizonOf(situation);
  const promised = workspace.inFlight.length === 0 ? [] : promisedSends(workspace, snapshot).promised;
  const dateOf = (day: number) => formatLocalDate(horizon.first + day);
  const accounts = snapshot.accounts.filter(({ account }) => wanted?.has(account) ?? true);
  return new Map(
    accounts.map((account): [string, AccountRoom] => {
      const ids = promised.length === 0 ? null : below(snapshot.accounts, account.account);
      const own = ids === null ? [] : promised.filter((p) => ids.has(p.account));
      const free = { ...account, reserve: { perDay: 0, untilReset: 0 }, overage: null };
      const nominal = creditCycles(free, [], horizon) ?? [];
      const pools = (creditCycles(account, own, horizon) ?? []).map(({ from, to, capacity, overageMax }, k) => ({
        from: dateOf(from),
        to: dateOf(to),
        nominal: nominal[k]?.capacity ?? 0,
        usable: capacity + overageMax,
      }));
      const { limit, used } = account.contacts;
      return [account.account, { pools, slots: limit.value.kind === 'unlimited' ? null : Math.max(0, amountOf(limit.value) - used.value) }];
    }),
  );
}

function senderRooms(situation: Situation, ids: readonly string[]): ReadonlyMap<string, SenderRoom> {
  const { workspace, snapshot } = situation;
  const horizon = horizonOf(situation);
  const { promised } = promisedSends(workspace, snapshot);
  const wanted = new Set(ids);
  const domains = new Map(workspace.domains.map((domain, index) => [domain.id, { index, domain }]));
  const rooms = new Map<string, SenderRoom>();
  const dateOf = (day: number) => formatLocalDate(horizon.first + day);
  for (const account of snapshot.accounts) {
    for (const sender of account.senders) {
      if (!wanted.has(sender.id)) continue;
      const today = dayNumber(account.today);
      const domain = sender.domain === null ? null : (domains.get(sender.domain) ?? null);
      const own = promised.filter((p) => p.sender === sender.id);
      // A supply of its own for each: calendars are told apart by number.
      const room = createSupply(horizon)(sender, { index: 0, today, calendar: 0 }, domain, own);
      rooms.set(sender.id, {
        daily: Array.from(room.sendsOn, (isOn, day) => ({
          date: dateOf(day),
          sends: isOn === 0 ? 0 : (room.dailyLimit?.[day] ?? Infinity),
        })),
        weekly: room.weekly.map(({ firstDay, capacity }) => ({ date: dateOf(firstDay), sends: capacity })),
      });
    }
  }
  return rooms;
}

function separateParts({ workspace, snapshot }: Situation): readonly (readonly string[])[] {
  const problem = buildProblem(workspace, snapshot);
  return partsOf(problem).map(({ campaigns }) => campaigns.map((c) => problem.campaigns[c]?.id ?? ''));
}

/** Capacity of the model, for `recommend`. The end of the horizon must be written. */
export const MODEL_ROOMS: Measure = { accounts: accountRooms, parts: separateParts, senders: senderRooms };
