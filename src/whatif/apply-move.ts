/** Campaigns that may leave from every account. */

import type { Campaign, SenderSelection, Workspace } from '../model/workspace.ts';
import { withCampaign } from './situation.ts';

const isRestricted = (from: SenderSelection | null): from is SenderSelection =>
  from !== null && [from.accounts, from.providers, from.senders, from.tags].some((list) => list.length > 0);

/** What `from` of a campaign and its segments restricts, in words; empty = it may leave from every account. */
export function restrictionsOf({ from, segments }: Campaign): readonly string[] {
  const words = (selection: SenderSelection): string =>
    (['accounts', 'providers', 'senders', 'tags'] as const)
      .flatMap((key) => (selection[key].length === 0 ? [] : [`${key} ${selection[key].join(', ')}`]))
      .join('; ');
  return [
    ...(isRestricted(from) ? [words(from)] : []),
    ...segments.flatMap((segment) => (isRestricted(segment.from) ? [`segment ${segment.id}: ${words(segment.from)}`] : [])),
  ];
}

/** A selection that names nobody; what it excludes stays excluded. */
const lifted = (from: SenderSelection): SenderSelection => ({ ...from, accounts: [], providers: [], senders: [], tags: [] });

/** Lets a campaign leave from every account. Capacity nobody knows, of accounts it could not use before, counts as 0. */
export function moveCampaign(workspace: Workspace, id: string): Workspace {
  const free = (campaign: Campaign): Campaign => ({
    ...campaign,
    from: lifted(campaign.from),
    segments: campaign.segments.map((segment) => ({ ...segment, from: segment.from === null ? null : lifted(segment.from) })),
  });
  return { ...withCampaign(workspace, id, free), policy: { ...workspace.policy, onUnknownCapacity: 'zero' } };
}
