/** The copies of workspace and snapshot a choice stands for. */

import type { Change } from '../model/catalog.ts';
import type { Step } from '../model/recommendation.ts';
import type { Campaign, SenderSelection, Workspace } from '../model/workspace.ts';
import { type Applied, applyChanges } from './apply.ts';
import type { Situation } from './situation.ts';

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

/** Workspace in which campaigns may leave from every account. Capacity nobody knows of accounts they could not use counts as 0. */
function moveCampaigns(workspace: Workspace, moved: ReadonlySet<string>): Workspace {
  if (moved.size === 0) return workspace;
  return {
    ...workspace,
    policy: { ...workspace.policy, onUnknownCapacity: 'zero' },
    campaigns: workspace.campaigns.map((campaign) =>
      moved.has(campaign.id)
        ? {
            ...campaign,
            from: lifted(campaign.from),
            segments: campaign.segments.map((segment) => ({ ...segment, from: segment.from === null ? null : lifted(segment.from) })),
          }
        : campaign,
    ),
  };
}

/** Campaigns that steps move. */
export const movedBy = (steps: readonly Step[]): readonly string[] =>
  steps.flatMap((step) => (step.kind === 'move' ? [step.campaign] : []));

/** Applies steps to copies. Throws: ConfigError. */
export function applySteps({ workspace, snapshot }: Situation, steps: readonly Step[]): Applied {
  const changes = steps.filter((step): step is Change => step.kind !== 'move');
  const applied = applyChanges(workspace, snapshot, changes);
  return { ...applied, workspace: moveCampaigns(applied.workspace, new Set(movedBy(steps))) };
}
