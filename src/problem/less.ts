/** What is left of a Problem once some starts are settled. */

import { loadOf, rowsOf, type StartColumns, sendersOfPool, sumLoad } from './load.ts';
import type { Problem, ProblemCampaign } from './problem.ts';

/** Whether the campaign's rules can be looked at without the starts already settled. */
const isDivisible = (campaign: ProblemCampaign): boolean =>
  (campaign.sticky === 'sender' || campaign.shares10k.length === 1) &&
  campaign.maxStarts === null &&
  campaign.maxShare10k >= 10_000 &&
  campaign.minStarts <= 1 &&
  !campaign.oneAccount &&
  !campaign.allOrNothing;

/**
 * The Problem for `contacts` (by demand) further contacts beside settled starts: their sends are taken off every limit. Null where
 * rules look at whole campaigns or count stored contacts.
 */
export function besideStarts(problem: Problem, starts: StartColumns, contacts: Float64Array): Problem | null {
  if (!problem.campaigns.every(isDivisible) || problem.accounts.some((a) => a.freeContacts !== null)) return null;
  const { dayCount, senders, accounts, domains, campaigns, demands } = problem;
  const load = loadOf(problem, rowsOf(starts), []);
  const everyDay = (limits: Float64Array, used: (day: number) => number) =>
    limits.map((limit, day) => Math.max(0, Math.floor(limit - used(day) / 10_000)));
  const ofAccount = new Float64Array(accounts.length * dayCount);
  const ofDomain = new Float64Array(domains.length * dayCount);
  senders.forEach(({ account, domain }, s) => {
    for (let day = 0; day < dayCount; day++) {
      const sends = load.senders[s * dayCount + day] as number;
      ofAccount[account * dayCount + day]! += sends;
      if (domain !== null) ofDomain[domain * dayCount + day]! += sends;
    }
  });
  const served = new Float64Array(campaigns.length);
  for (let i = 0; i < starts.length; i++) served[demands[starts.demand[i]!]!.campaign]! += starts.contacts[i]!;
  return {
    ...problem,
    keep: [],
    senders: senders.map((sender, s) => ({
      ...sender,
      dailyLimit: sender.dailyLimit && everyDay(sender.dailyLimit, (day) => load.senders[s * dayCount + day] as number),
      weekly: sender.weekly.map(({ firstDay, capacity }) => ({
        firstDay,
        capacity: Math.max(0, Math.floor(capacity - sumLoad(problem, load, [s], firstDay, firstDay + 6) / 10_000)),
      })),
    })),
    accounts: accounts.map((account, a) => {
      const pool = account.cycles === null ? [] : sendersOfPool(problem, a);
      return {
        ...account,
        dailyLimit: account.dailyLimit && everyDay(account.dailyLimit, (day) => ofAccount[a * dayCount + day] as number),
        cycles:
          account.cycles?.map((cycle) => {
            const left = Math.floor(cycle.capacity - sumLoad(problem, load, pool, cycle.from, cycle.to) / 10_000);
            return { ...cycle, capacity: Math.max(0, left), overageMax: cycle.overageMax + Math.min(0, left) };
          }) ?? null,
      };
    }),
    domains: domains.map((domain, i) => ({
      ...domain,
      dailyLimit: everyDay(domain.dailyLimit, (day) => ofDomain[i * dayCount + day] as number),
    })),
    campaigns: campaigns.map((campaign, c) => ({
      ...campaign,
      serveAtLeast: Math.max(0, campaign.serveAtLeast - served[c]!),
      maxSends: campaign.maxSends && everyDay(campaign.maxSends, (day) => load.campaigns[c * dayCount + day] as number),
    })),
    demands: demands.map((demand, d) => ({ ...demand, contacts: contacts[d]! })),
  };
}
