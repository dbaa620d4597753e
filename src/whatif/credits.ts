/**
 * Credits of one account after changes: what each cycle holds, and from when on. Credits that come inside a cycle cannot be
 * sent before: a further pool above the account, of the days before, says so. Credits that outlive a reset are in two
 * cycles, and a further pool over both keeps them from being sent twice.
 */

import { addDays, dayNumber, type LocalDate } from '../model/calendar.ts';
import type { AccountCapacity, CreditWindow } from '../model/capacity.ts';
import { type Limit, limited, type Observed, UNLIMITED } from '../model/limit.ts';
import { cycleAt } from './billing.ts';

/** Credits that come (or, below 0, go) on a day. `isKept`: what is left of them outlives the next reset. */
export interface Arrival {
  readonly on: LocalDate;
  readonly credits: number;
  readonly isKept: boolean;
}

/** What changes about the credits of an account, in order. `allowance`: of every cycle from this reset on. */
export interface CreditChanges {
  readonly arrivals: readonly Arrival[];
  readonly allowances: readonly { readonly from: LocalDate; readonly credits: number }[];
}

interface Cycle {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Without arrivals. */
  readonly nominal: Limit;
  readonly arrivals: readonly Arrival[];
}

/** Account with its changed credits, and the further pools it draws from. `last`: last day that can be planned. */
export function changeCredits(
  account: AccountCapacity,
  { arrivals, allowances }: CreditChanges,
  first: LocalDate,
  last: LocalDate,
): { readonly account: AccountCapacity; readonly pools: readonly AccountCapacity[]; readonly notes: readonly string[] } {
  const cycles = cyclesOf(account, { arrivals, allowances }, last);
  const carried = carryOf(account, cycles, last);
  const plain = [
    { ...account, parent: account.parent },
    ...cycles.flatMap((cycle) => waiting(account, cycle, first)),
    ...(carried === null ? [] : [bothCycles(account, cycles, carried)]),
  ];
  // Each pool draws from the next: the account first, its own parent last.
  const chain = plain.map((pool, i): AccountCapacity => ({ ...pool, parent: plain[i + 1]?.account ?? account.parent }));
  const [own, ...pools] = chain as [AccountCapacity, ...AccountCapacity[]];
  const windows = cycles.map((cycle, k): CreditWindow => {
    const kept = carried !== null && k === carried + 1 ? keptIn(cycles[carried] as Cycle) : 0;
    return { from: cycle.from, to: cycle.to, credits: plus(cycle.nominal, sum(cycle.arrivals) + kept) };
  });
  const lost = cycles.filter((cycle, k) => keptIn(cycle) > 0 && (k === carried ? k + 2 : k + 1) < cycles.length);
  return {
    account: withWindows(own, windows),
    pools,
    notes: lost.length === 0 ? [] : [keptNote(account, lost, carried)],
  };
}

const sum = (arrivals: readonly Arrival[]): number => arrivals.reduce((n, { credits }) => n + credits, 0);
const keptIn = ({ arrivals }: Cycle): number => sum(arrivals.filter(({ isKept }) => isKept));

/** A limit and further credits; unknown and unlimited stay what they are. */
const plus = (limit: Limit, credits: number): Limit => (limit.kind === 'limited' ? limited(Math.max(0, limit.amount + credits)) : limit);

function cyclesOf(account: AccountCapacity, { arrivals, allowances }: CreditChanges, last: LocalDate): readonly Cycle[] {
  const { remaining, allowance, resets } = account.credits;
  const within = (from: LocalDate, to: LocalDate) => arrivals.filter(({ on }) => on >= from && on <= to);
  const rule = resets.value;
  // What remains now is of a cycle that began before today.
  const eve = addDays(account.today, -1);
  if (rule === null) return [{ from: eve, to: last, nominal: remaining.value, arrivals: within(account.today, last) }];
  const cycles: Cycle[] = [];
  for (let from = account.today; from <= last; ) {
    const isFirst = cycles.length === 0;
    const next = isFirst ? rule.next : cycleAt(rule, from).next;
    const changed = allowances.filter((a) => a.from <= from);
    const later = changed.length === 0 ? allowance.value : limited((changed[changed.length - 1] as { readonly credits: number }).credits);
    const to = addDays(next, -1);
    cycles.push({ from: isFirst ? eve : from, to, nominal: isFirst ? remaining.value : later, arrivals: within(from, to) });
    from = next;
  }
  return cycles;
}

/** Pools that hold what an account has before further credits come: one for each day on which some do. */
function waiting(account: AccountCapacity, { from, nominal, arrivals }: Cycle, first: LocalDate): readonly AccountCapacity[] {
  const begin = from > first ? from : first;
  const days = [...new Set(arrivals.filter(({ on, credits }) => credits > 0 && on > begin).map(({ on }) => on))].sort();
  if (nominal.kind !== 'limited') return [];
  return days.map((on) => {
    const credits = limited(Math.max(0, nominal.amount + sum(arrivals.filter((a) => a.on < on))));
    return poolOf(account, `before ${on}`, { from, to: addDays(on, -1), credits }, account.overage, account.reserve);
  });
}

/** Index of the cycle whose kept credits are planned on in the next one too; null where that cannot be said exactly. */
function carryOf(account: AccountCapacity, cycles: readonly Cycle[], last: LocalDate): number | null {
  // Paid overage in one of the cycles would free the kept credits for the other.
  if (account.overage !== null) return null;
  const k = cycles.findIndex((cycle) => keptIn(cycle) > 0 && cycle.nominal.kind === 'limited');
  const next = cycles[k + 1];
  return k === -1 || next === undefined || next.nominal.kind !== 'limited' || next.from > last ? null : k;
}

function bothCycles(account: AccountCapacity, cycles: readonly Cycle[], k: number): AccountCapacity {
  const [one, other] = [cycles[k], cycles[k + 1]] as [Cycle, Cycle];
  const free = (cycle: Cycle): number => {
    const { nominal } = cycle;
    const isFirst = cycle.from < account.today;
    const days = dayNumber(cycle.to) - dayNumber(isFirst ? account.today : cycle.from) + 1;
    const reserve = account.reserve.perDay * Math.max(0, days) + (isFirst ? account.reserve.untilReset : 0);
    return Math.max(0, (nominal.kind === 'limited' ? nominal.amount : 0) + sum(cycle.arrivals) - reserve);
  };
  const window = { from: one.from, to: other.to, credits: limited(free(one) + free(other)) };
  return poolOf(account, `kept over ${other.from}`, window, null, { perDay: 0, untilReset: 0 });
}

/** A pool of some days above an account. Its name is what reasons and capacity rows call it. */
export function poolOf(
  account: AccountCapacity,
  what: string,
  window: CreditWindow,
  overage: AccountCapacity['overage'],
  reserve: AccountCapacity['reserve'],
): AccountCapacity {
  const none: Observed<Limit> = { ...account.credits.remaining, value: UNLIMITED, source: 'derived' };
  return {
    ...account,
    account: `${account.account} [${what}]`,
    isDiscovered: true,
    tier: null,
    tags: [],
    credits: { ...account.credits, remaining: none, allowance: none, used: null, overageUsed: null, windows: [window] },
    overage,
    reserve,
    dailyLimit: none,
    contacts: { limit: none, used: { ...account.contacts.used, value: 0 } },
    senders: [],
  };
}

/** Remaining and allowance where they say it all, else the ranges. */
function withWindows(account: AccountCapacity, windows: readonly CreditWindow[]): AccountCapacity {
  const { remaining, allowance, resets } = account.credits;
  const [now, ...later] = windows;
  const isSame = later.every(({ credits }) => JSON.stringify(credits) === JSON.stringify(later[0]?.credits));
  const say = (before: Observed<Limit>, value: Limit | undefined): Observed<Limit> =>
    value === undefined || JSON.stringify(value) === JSON.stringify(before.value)
      ? before
      : { ...before, value, source: 'derived', note: 'Changed by the what-if.' };
  const credits = { ...account.credits, remaining: say(remaining, now?.credits), allowance: say(allowance, later[0]?.credits) };
  return { ...account, credits: isSame || resets.value === null ? credits : { ...credits, windows } };
}

function keptNote(account: AccountCapacity, lost: readonly Cycle[], carried: number | null): string {
  const from = (lost[0] as Cycle).to;
  const why = account.overage === null ? (carried === null ? '' : ' and the cycle after it') : ' (the account pays overage)';
  return `${account.account}: credits that never expire are planned on in their cycle${why}; what would be left of them later is not counted (cycle until ${from}).`;
}
