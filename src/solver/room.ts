/** Room left under every limit while starts are placed one after the other, in exact 1/10000. Never places what breaks a limit. */

import { campaignOf, loadOf, ownDays, type StartCount } from '../problem/load.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';

/** Where contacts could be started. */
export interface Place {
  readonly demand: number;
  readonly sender: number;
  readonly stepDays: readonly number[];
}

/** Room left. Shares of accounts are not watched (they depend on the whole campaign): see `trimShares`. */
export interface Room {
  /** Contacts that fit at a place, at most `most`. 0 for rules that need whole campaigns or follow-ups of others. */
  readonly fits: (place: Place, most: number) => number;
  readonly take: (place: Place, contacts: number) => void;
  /** Contacts of a demand not placed yet. */
  readonly wanted: (demand: number) => number;
  /** Placed so far, in the order of placing. */
  readonly starts: () => readonly StartCount[];
}

/** Whether contacts of a campaign can be placed one by one. */
const isPlaceable = (campaign: ProblemCampaign): boolean =>
  campaign.minStarts <= 1 &&
  !campaign.oneAccount &&
  !campaign.allOrNothing &&
  (campaign.sticky === 'sender' || campaign.shares10k.length === 1);

/** Room beside starts already placed. `overage`: sends above the credits that may be used, per account and cycle. */
export function createRoom(problem: Problem, placed: readonly StartCount[], overage: (account: number, cycle: number) => number): Room {
  const { dayCount, senders, accounts, domains, campaigns } = problem;
  const tenThousand = (limits: Float64Array | null) => limits?.map((v) => v * 10_000) ?? null;
  const senderDaily = senders.map((s) => tenThousand(s.dailyLimit));
  const senderWeekly = senders.map((s) => s.weekly.map((w) => ({ firstDay: w.firstDay, left: w.capacity * 10_000 })));
  const domainDaily = domains.map((d) => tenThousand(d.dailyLimit) as Float64Array);
  const accountDaily = accounts.map((a) => tenThousand(a.dailyLimit));
  const pools = accounts.map((a, i) =>
    (a.cycles ?? []).map((c, k) => ({ from: c.from, to: c.to, left: (c.capacity + overage(i, k)) * 10_000 })),
  );
  const freeSlots = accounts.map((a) => (a.freeContacts === null ? Infinity : a.freeContacts * 10_000));
  const campaignStarts = campaigns.map((c) => (c.maxStarts === null ? null : new Float64Array(dayCount).fill(c.maxStarts)));
  const campaignSends = campaigns.map((c) => tenThousand(c.maxSends));
  const demandLeft = problem.demands.map((d) => d.contacts);
  const inAccount = new Float64Array(campaigns.length * accounts.length);
  const counts = new Map<number, StartCount>();

  const slotKey = (demand: number, account: number) => (problem.demands[demand]?.campaign ?? 0) * accounts.length + account;
  /** Every limit a place uses on a day: what is left, and who takes it off. */
  const visit = (place: Place, use: (left: number, load10k: number, take: (n: number) => void) => void): void => {
    const sender = senders[place.sender] as (typeof senders)[number];
    const campaign = problem.demands[place.demand]?.campaign ?? 0;
    const { shares10k } = campaigns[campaign] as ProblemCampaign;
    const days = place.stepDays;
    const onDay = (limits: Float64Array | null | undefined) => {
      if (!limits) return;
      days.forEach((day, k) => {
        use(limits[day] as number, shares10k[k] as number, (n) => {
          limits[day] = (limits[day] as number) - n;
        });
      });
    };
    const inRange = (range: { left: number }, from: number, to: number) => {
      const load = days.reduce((sum, day, k) => (day >= from && day <= to ? sum + (shares10k[k] as number) : sum), 0);
      use(range.left, load, (n) => {
        range.left -= n;
      });
    };
    onDay(senderDaily[place.sender]);
    onDay(sender.domain === null ? null : domainDaily[sender.domain]);
    onDay(accountDaily[sender.account]);
    onDay(campaignSends[campaign]);
    for (const week of senderWeekly[place.sender] ?? []) inRange(week, week.firstDay, week.firstDay + 6);
    for (const a of accounts[sender.account]?.pools ?? []) for (const pool of pools[a] ?? []) inRange(pool, pool.from, pool.to);
  };
  const take = (place: Place, contacts: number): void => {
    if (contacts === 0) return;
    const account = senders[place.sender]?.account ?? 0;
    const campaign = campaignOf(problem, place.demand);
    const day = place.stepDays[0] as number;
    visit(place, (_, load10k, off) => off(contacts * load10k));
    demandLeft[place.demand] = (demandLeft[place.demand] as number) - contacts;
    const starts = campaignStarts[problem.demands[place.demand]?.campaign ?? 0];
    if (starts) starts[day] = (starts[day] as number) - contacts;
    const key = slotKey(place.demand, account);
    const resident = campaign.resident.get(account) ?? 0;
    const before = inAccount[key] as number;
    inAccount[key] = before + contacts;
    freeSlots[account] =
      (freeSlots[account] as number) -
      campaign.newContacts10k * (Math.max(0, before + contacts - resident) - Math.max(0, before - resident));
    const at = (place.demand * senders.length + place.sender) * dayCount + day;
    counts.set(at, { demand: place.demand, sender: place.sender, day, contacts: (counts.get(at)?.contacts ?? 0) + contacts });
  };
  const fits = (place: Place, most: number): number => {
    const campaign = campaignOf(problem, place.demand);
    if (!isPlaceable(campaign)) return 0;
    let n = Math.min(most, demandLeft[place.demand] as number);
    const starts = campaignStarts[problem.demands[place.demand]?.campaign ?? 0];
    if (starts) n = Math.min(n, starts[place.stepDays[0] as number] as number);
    if (n <= 0) return 0;
    visit(place, (left, load10k) => {
      if (load10k > 0) n = Math.min(n, Math.floor(left / load10k));
    });
    const account = senders[place.sender]?.account ?? 0;
    if (campaign.newContacts10k > 0 && freeSlots[account] !== Infinity) {
      const residentLeft = Math.max(0, (campaign.resident.get(account) ?? 0) - (inAccount[slotKey(place.demand, account)] as number));
      n = Math.min(n, residentLeft + Math.max(0, Math.floor((freeSlots[account] as number) / campaign.newContacts10k)));
    }
    return Math.max(0, n);
  };
  for (const start of placed) take({ ...start, stepDays: ownDays(problem, start) }, start.contacts);
  return { fits, take, wanted: (demand) => demandLeft[demand] ?? 0, starts: () => [...counts.values()] };
}

/** Takes starts back from accounts over their share of a campaign, latest first, until every share holds. */
export function trimShares(problem: Problem, starts: readonly StartCount[]): readonly StartCount[] {
  let kept = starts;
  problem.campaigns.forEach((campaign, c) => {
    if (campaign.maxShare10k >= 10_000) return;
    for (let isOver = true; isOver; ) {
      isOver = false;
      const { placed } = loadOf(problem, kept, []);
      const inCampaign = problem.accounts.map((_, a) => placed[c * problem.accounts.length + a] as number);
      const total = inCampaign.reduce((x, y) => x + y, 0);
      const account = inCampaign.findIndex((n) => n * 10_000 > campaign.maxShare10k * total);
      if (account < 0) continue;
      isOver = true;
      // n − back ≤ share · (total − back), solved for whole contacts.
      const excess = (inCampaign[account] as number) * 10_000 - campaign.maxShare10k * total;
      let back = Math.ceil(excess / (10_000 - campaign.maxShare10k));
      kept = [...kept]
        .reverse()
        .map((s) => {
          const isOwn = campaign.demands.includes(s.demand) && problem.senders[s.sender]?.account === account;
          const less = isOwn ? Math.min(back, s.contacts) : 0;
          back -= less;
          return less === 0 ? s : { ...s, contacts: s.contacts - less };
        })
        .reverse()
        .filter((s) => s.contacts > 0);
    }
  });
  return kept;
}
