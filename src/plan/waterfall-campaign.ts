/** What a waterfall needs to know of a campaign: the days its messages may fall on, and the contact slots it may take. */

import type { DailySends } from '../model/plan.ts';
import type { Rows } from '../model/rows.ts';
import { tableOf } from '../problem/options.ts';
import type { Problem, ProblemCampaign, StartTable } from '../problem/problem.ts';

/** Whether any message of the campaign may leave from a sender on a day: steps of its allowed starts, follow-ups by others included. */
export function usableDays(problem: Problem, c: number): (sender: number, day: number) => boolean {
  const { demands, sticky } = problem.campaigns[c] as ProblemCampaign;
  const daysOf = new Map<StartTable, ReadonlySet<number>>();
  const ownDays = (table: StartTable): ReadonlySet<number> => {
    const days = daysOf.get(table) ?? new Set(table.flatMap((steps) => (sticky === 'sender' ? (steps ?? []) : (steps?.slice(0, 1) ?? []))));
    daysOf.set(table, days);
    return days;
  };
  const byOthers = new Set(problem.followUps.flatMap((f) => (demands.includes(f.demand) ? [f.sender * problem.dayCount + f.day] : [])));
  const eligible = demands.map((d) => ({ d, senders: new Set(problem.demands[d]?.senders) }));
  return (sender, day) =>
    byOthers.has(sender * problem.dayCount + day) ||
    eligible.some(({ d, senders }) => {
      const table = senders.has(sender) ? tableOf(problem, d, sender) : null;
      return table !== null && ownDays(table).has(day);
    });
}

/** Contacts more that an account has slots for: alone in it, and beside the other campaigns. In 1/10000 contacts, Infinity = any number. */
export interface ContactRoom {
  readonly rows: readonly { readonly account: number; readonly alone: number; readonly beside: number }[];
}

/** Slots for a campaign of one step, where a send is a contact; null for sequences. */
export function contactRoom(problem: Problem, c: number, sends: Rows<DailySends>): ContactRoom | null {
  const campaign = problem.campaigns[c] as ProblemCampaign;
  if (campaign.shares10k.length > 1 || campaign.newContacts10k === 0) return null;
  const { accounts, campaigns } = problem;
  const placed = campaigns.map(() => new Map<string, number>());
  const indices = new Map(campaigns.map(({ id }, i) => [id, i]));
  for (const { campaign: id, account, step, contacts } of sends) {
    const own = placed[indices.get(id) as number] as Map<string, number>;
    if (step === 0) own.set(account, (own.get(account) ?? 0) + contacts);
  }
  const placedIn = (at: number, account: number): number => placed[at]?.get(accounts[account]?.id ?? '') ?? 0;
  const rows = accounts.flatMap(({ freeContacts }, account) => {
    if (freeContacts === null) return [];
    /** Contacts more within `slots` (in 1/10000): those stored there already take none. */
    const within = (slots: number): number =>
      Math.max(0, Math.floor(slots / campaign.newContacts10k) + (campaign.resident.get(account) ?? 0) - placedIn(c, account)) * 10_000;
    const taken = campaigns.reduce((sum, other, at) => {
      const added = Math.max(0, placedIn(at, account) - (other.resident.get(account) ?? 0));
      return at === c ? sum : sum + other.newContacts10k * added;
    }, 0);
    return [{ account, alone: within(freeContacts * 10_000), beside: within(freeContacts * 10_000 - taken) }];
  });
  return { rows };
}
