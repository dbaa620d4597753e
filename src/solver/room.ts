/**
 * Room left under every limit while starts are placed one after the other, in exact 1/10000 sends. Never places what
 * breaks a limit. Everything is in flat arrays: large problems place millions of starts.
 */

import { campaignOf, type OverageUse, type StartColumns } from '../problem/load.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import { inOrder, startList } from '../problem/start-list.ts';

/** A limit on sends of several senders on days from..to. */
export interface SharedLimit {
  readonly from: number;
  readonly to: number;
  /** What is left now, in 1/10000 sends. */
  readonly left: () => number;
}

/** Room left. Shares of accounts are not watched (they depend on the whole campaign): see `trimShares`. */
export interface Room {
  /** Left of every sender's daily limit: sender × dayCount + day, in 1/10000 sends, Infinity = unlimited. */
  readonly left: Float64Array;
  /** Contacts that fit under the sender's own limits. */
  readonly senderFits: (demand: number, sender: number, stepDays: readonly number[]) => number;
  /**
   * Contacts that fit under all other limits, the demand's own number among them: the same for every sender of a class.
   * 0 for rules that need whole campaigns or follow-ups of others.
   */
  readonly sharedFits: (demand: number, sender: number, stepDays: readonly number[]) => number;
  /** The limits of sends a sender shares with others: domain, account, credits. */
  readonly sharedLimits: (sender: number) => readonly SharedLimit[];
  /** Places contacts; negative: takes them back. */
  readonly take: (demand: number, sender: number, stepDays: readonly number[], contacts: number) => void;
  /** Uses up room as `take` does, for contacts that are told elsewhere. */
  readonly use: (demand: number, sender: number, stepDays: readonly number[], contacts: number) => void;
  /** Contacts of a demand not placed yet. */
  readonly wanted: (demand: number) => number;
  /** What is placed, in canonical order. */
  readonly starts: () => StartColumns;
}

/** Whether contacts of a campaign can be placed one by one. */
const isPlaceable = (campaign: ProblemCampaign): boolean =>
  campaign.minStarts <= 1 &&
  !campaign.oneAccount &&
  !campaign.allOrNothing &&
  (campaign.sticky === 'sender' || campaign.shares10k.length === 1);

/** An empty room in which as many sends above the credits may be used as `overage` says. */
export const roomWithOverage = (problem: Problem, overage: readonly OverageUse[]): Room =>
  createRoom(problem, (account, cycle) => overage.find((o) => o.account === account && o.cycle === cycle)?.sends ?? 0);

/** An empty room. `overage`: sends above the credits that may be used, per account and cycle. */
export function createRoom(problem: Problem, overage: (account: number, cycle: number) => number): Room {
  const { dayCount, senders, accounts, domains, campaigns } = problem;
  const left = new Float64Array(senders.length * dayCount).fill(Infinity);
  senders.forEach(({ dailyLimit }, s) => {
    dailyLimit?.forEach((v, day) => {
      left[s * dayCount + day] = v * 10_000;
    });
  });
  const weekly = senders.map((s) => (s.weekly.length === 0 ? null : Float64Array.from(s.weekly, (w) => w.capacity * 10_000)));
  const tenThousand = (limits: Float64Array | null): Float64Array | null => limits?.map((v) => v * 10_000) ?? null;
  const domainDaily = domains.map((d) => tenThousand(d.dailyLimit));
  const accountDaily = accounts.map((a) => tenThousand(a.dailyLimit));
  const cycles = accounts.map((a, i) =>
    (a.cycles ?? []).map((c, k) => ({ from: c.from, to: c.to, left: (c.capacity + overage(i, k)) * 10_000 })),
  );
  const poolsOf = accounts.map((a) => a.pools.flatMap((p) => cycles[p] ?? []));
  const freeSlots = accounts.map((a) => (a.freeContacts === null ? Infinity : a.freeContacts * 10_000));
  const campaignStarts = campaigns.map((c) => (c.maxStarts === null ? null : new Float64Array(dayCount).fill(c.maxStarts)));
  const campaignSends = campaigns.map((c) => tenThousand(c.maxSends));
  const demandLeft = Float64Array.from(problem.demands, (d) => d.contacts);
  const sharesOf = problem.demands.map((_, d) => {
    const { shares10k, sticky } = campaignOf(problem, d);
    return Float64Array.from(sticky === 'sender' ? shares10k : shares10k.slice(0, 1));
  });
  const canPlace = problem.demands.map((_, d) => isPlaceable(campaignOf(problem, d)));
  const inAccount = new Float64Array(campaigns.length * accounts.length);
  const list = startList();

  const firstWeek = (s: number): number => senders[s]?.weekly[0]?.firstDay ?? 0;
  /** Load of one contact on days from..to. */
  const loadIn = (shares: Float64Array, days: readonly number[], from: number, to: number): number => {
    let load = 0;
    for (let k = 0; k < shares.length; k++) if ((days[k] as number) >= from && (days[k] as number) <= to) load += shares[k] as number;
    return load;
  };
  const fitsDaily = (limits: Float64Array | null | undefined, shares: Float64Array, days: readonly number[], most: number): number => {
    let n = most;
    if (limits) {
      for (let k = 0; k < shares.length; k++) {
        if ((shares[k] as number) > 0) n = Math.min(n, Math.floor((limits[days[k] as number] as number) / (shares[k] as number)));
      }
    }
    return n;
  };
  const takeDaily = (limits: Float64Array | null | undefined, shares: Float64Array, days: readonly number[], contacts: number): void => {
    if (!limits) return;
    for (let k = 0; k < shares.length; k++) {
      const day = days[k] as number;
      limits[day] = (limits[day] as number) - contacts * (shares[k] as number);
    }
  };
  const takeOwn = (sender: number, shares: Float64Array, days: readonly number[], contacts: number): void => {
    for (let k = 0; k < shares.length; k++) {
      const at = sender * dayCount + (days[k] as number);
      left[at] = (left[at] as number) - contacts * (shares[k] as number);
    }
    const ranges = weekly[sender];
    if (!ranges) return;
    const first = firstWeek(sender);
    for (let i = 0; i < ranges.length; i++) {
      ranges[i] = (ranges[i] as number) - contacts * loadIn(shares, days, first + i, first + i + 6);
    }
  };

  const use: Room['use'] = (demand, sender, days, contacts) => {
    const shares = sharesOf[demand] as Float64Array;
    const { account, domain } = senders[sender] as (typeof senders)[number];
    const campaign = problem.demands[demand]?.campaign ?? 0;
    takeOwn(sender, shares, days, contacts);
    if (domain !== null) takeDaily(domainDaily[domain], shares, days, contacts);
    takeDaily(accountDaily[account], shares, days, contacts);
    takeDaily(campaignSends[campaign], shares, days, contacts);
    for (const pool of poolsOf[account] ?? []) pool.left -= contacts * loadIn(shares, days, pool.from, pool.to);
    demandLeft[demand] = (demandLeft[demand] as number) - contacts;
    const starts = campaignStarts[campaign];
    if (starts) starts[days[0] as number] = (starts[days[0] as number] as number) - contacts;
    const { newContacts10k, resident } = campaigns[campaign] as ProblemCampaign;
    const known = resident.get(account) ?? 0;
    const before = inAccount[campaign * accounts.length + account] as number;
    inAccount[campaign * accounts.length + account] = before + contacts;
    freeSlots[account] =
      (freeSlots[account] as number) - newContacts10k * (Math.max(0, before + contacts - known) - Math.max(0, before - known));
  };

  return {
    left,
    senderFits(demand, sender, days) {
      const shares = sharesOf[demand] as Float64Array;
      let n = Infinity;
      for (let k = 0; k < shares.length; k++) {
        if ((shares[k] as number) > 0) n = Math.min(n, (left[sender * dayCount + (days[k] as number)] as number) / (shares[k] as number));
      }
      n = Math.floor(n);
      const ranges = weekly[sender];
      if (!ranges || n <= 0) return n;
      const first = firstWeek(sender);
      const last = Math.min(ranges.length - 1, (days[shares.length - 1] as number) - first);
      for (let i = Math.max(0, (days[0] as number) - 6 - first); i <= last; i++) {
        const load = loadIn(shares, days, first + i, first + i + 6);
        if (load > 0) n = Math.min(n, Math.floor((ranges[i] as number) / load));
      }
      return n;
    },
    sharedFits(demand, sender, days) {
      if (!canPlace[demand]) return 0;
      const shares = sharesOf[demand] as Float64Array;
      const { account, domain } = senders[sender] as (typeof senders)[number];
      const campaign = problem.demands[demand]?.campaign ?? 0;
      let n = Math.min(demandLeft[demand] as number, campaignStarts[campaign]?.[days[0] as number] ?? Infinity);
      if (domain !== null) n = fitsDaily(domainDaily[domain], shares, days, n);
      n = fitsDaily(accountDaily[account], shares, days, n);
      n = fitsDaily(campaignSends[campaign], shares, days, n);
      for (const pool of poolsOf[account] ?? []) {
        const load = loadIn(shares, days, pool.from, pool.to);
        if (load > 0) n = Math.min(n, Math.floor(pool.left / load));
      }
      const { newContacts10k, resident } = campaigns[campaign] as ProblemCampaign;
      if (newContacts10k > 0 && freeSlots[account] !== Infinity) {
        const residentLeft = Math.max(0, (resident.get(account) ?? 0) - (inAccount[campaign * accounts.length + account] as number));
        n = Math.min(n, residentLeft + Math.max(0, Math.floor((freeSlots[account] as number) / newContacts10k)));
      }
      return Math.max(0, n);
    },
    sharedLimits(sender) {
      const { account, domain } = senders[sender] as (typeof senders)[number];
      const daily = [domain === null ? null : domainDaily[domain], accountDaily[account]].flatMap((limits) =>
        Array.from(limits ?? [], (_, day) => ({ from: day, to: day, left: () => limits?.[day] as number })),
      );
      return [...daily, ...(poolsOf[account] ?? []).map((pool) => ({ from: pool.from, to: pool.to, left: () => pool.left }))];
    },
    use,
    take(demand, sender, days, contacts) {
      use(demand, sender, days, contacts);
      list.add(demand, sender, days[0] as number, contacts);
    },
    wanted: (demand) => demandLeft[demand] ?? 0,
    starts: () => inOrder(problem, list.columns()),
  };
}
