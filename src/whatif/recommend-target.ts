/** Targets: which contacts count, how many are asked for, and the question whether any plan at all serves them. */

import type { Plan } from '../model/plan.ts';
import type { Target } from '../model/recommendation.ts';
import type { Campaign, Workspace } from '../model/workspace.ts';

/** Whether a campaign's contacts count for the target. */
export const counts = (target: Target, campaign: Pick<Campaign, 'priority'>): boolean =>
  target.kind !== 'priority' || campaign.priority === target.priority;

/** Contacts of a campaign over its segments. */
export const contactsOf = ({ segments }: Campaign): number => segments.reduce((sum, { contacts }) => sum + contacts, 0);

/** Contacts that count, and how many of them must be served. */
export function askedOf(target: Target, { campaigns }: Workspace): { readonly contacts: number; readonly need: number } {
  const contacts = campaigns.reduce((sum, campaign) => sum + (counts(target, campaign) ? contactsOf(campaign) : 0), 0);
  if (target.kind === 'all') return { contacts, need: contacts };
  if (target.kind === 'shortfall') return { contacts, need: Math.max(0, contacts - target.most) };
  return { contacts, need: Number((BigInt(contacts) * BigInt(target.share10k) + 9_999n) / 10_000n) };
}

/** Contacts of a plan that count. */
export const reachedBy = (target: Target, plan: Pick<Plan, 'campaigns'>): number =>
  plan.campaigns.reduce((sum, row) => sum + (counts(target, row) ? row.served : 0), 0);

/**
 * The workspace in which nothing but the contacts that count is planned for, all alike: its first level is the most contacts
 * any plan of the real one can serve of the campaigns named, whatever its priorities.
 */
export const onlyCounted = (target: Target, workspace: Workspace, only: ReadonlySet<string>): Workspace => ({
  ...workspace,
  campaigns: workspace.campaigns.map((campaign) => ({
    ...campaign,
    segments:
      counts(target, campaign) && only.has(campaign.id)
        ? campaign.segments
        : campaign.segments.map((segment) => ({ ...segment, contacts: 0 })),
    priority: 1,
    valueMicro: 1_000_000,
    serveAtLeast: 0,
  })),
});

/** Name of the level that counts the contacts of `onlyCounted`. */
export const COUNTED_LEVEL = 'served.priority1';
