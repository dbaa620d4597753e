/** Changes of campaigns: size, window, priority, the accounts they may leave from. */

import { dayNumber, type LocalDate, WEEKDAYS } from '../model/calendar.ts';
import type { Change } from '../model/catalog.ts';
import type { Campaign, Segment, Workspace } from '../model/workspace.ts';
import { moveCampaign } from './apply-move.ts';
import { amountAfter, cannotApply } from './changes.ts';
import { withCampaign } from './situation.ts';

/** Changes of one campaign. */
export type CampaignChange = Extract<Change, { kind: 'contacts' | 'window' | 'priority' | 'move' }>;

/** The workspace with a changed campaign. Throws: ConfigError when the campaign, or the segment, does not exist. */
export function changeCampaign(workspace: Workspace, change: CampaignChange): Workspace {
  const campaign = workspace.campaigns.find((c) => c.id === change.campaign);
  if (campaign === undefined) {
    const known = workspace.campaigns.map((c) => c.id).join(', ');
    const subject = { kind: 'campaign', id: change.campaign } as const;
    throw cannotApply('config.unknown-reference', `There is no campaign ${change.campaign}. Known: ${known}.`, subject);
  }
  if (change.kind === 'move') return moveCampaign(workspace, campaign.id);
  return withCampaign(workspace, campaign.id, (c) => changeOne(c, change, workspace.horizon));
}

function changeOne(campaign: Campaign, change: Exclude<CampaignChange, { kind: 'move' }>, horizon: Workspace['horizon']): Campaign {
  switch (change.kind) {
    case 'priority':
      return { ...campaign, priority: change.priority };
    case 'window': {
      const { start, end, weekdays } = change;
      const window = {
        start: start ?? campaign.window.start,
        end: end ?? campaign.window.end,
        weekdays: weekdays === null ? campaign.window.weekdays : WEEKDAYS.filter((d) => weekdays.includes(d)),
      };
      refuseEmpty(campaign.id, window.start ?? horizon.start, window.end ?? horizon.end, horizon);
      return { ...campaign, window };
    }
    case 'contacts':
      return resized(campaign, change);
  }
}

function refuseEmpty(id: string, start: LocalDate, end: LocalDate | null, horizon: Workspace['horizon']): void {
  const subject = { kind: 'campaign', id } as const;
  if (end !== null && end < start)
    throw cannotApply('config.contradiction', `The window of campaign ${id} would end on ${end}, before its start ${start}.`, subject);
  if (end !== null && end < horizon.start)
    throw cannotApply(
      'config.date-outside',
      `The window of campaign ${id} would end on ${end}, before the horizon begins (${horizon.start}).`,
      subject,
    );
  if (horizon.end !== null && (dayNumber(start) > dayNumber(horizon.end) || (end !== null && dayNumber(end) > dayNumber(horizon.end))))
    throw cannotApply(
      'config.date-outside',
      `The window of campaign ${id} would reach from ${start} to ${end ?? horizon.end}, beyond the horizon's end ${horizon.end}. Move horizon.end.`,
      subject,
    );
}

function resized(campaign: Campaign, { segment: id, amount }: Extract<CampaignChange, { kind: 'contacts' }>): Campaign {
  const own = campaign.segments.filter((s) => id === null || s.id === id);
  if (own.length === 0) {
    const known = campaign.segments.flatMap((s) => s.id ?? []);
    const hint = known.length === 0 ? 'it has no segments' : `it has ${known.join(', ')}`;
    throw cannotApply('config.unknown-reference', `Campaign ${campaign.id} has no segment ${id}: ${hint}.`, {
      kind: 'campaign',
      id: campaign.id,
    });
  }
  const before = own.reduce((n, s) => n + s.contacts, 0);
  const parts = inProportion(amountAfter(amount, before), own);
  const segments = campaign.segments.map((s) => (own.includes(s) ? { ...s, contacts: parts[own.indexOf(s)] as number } : s));
  const total = segments.reduce((n, s) => n + s.contacts, 0);
  const share = campaign.serveAtLeastShare10k;
  const asked = share === undefined ? campaign.serveAtLeast : Number((BigInt(total) * BigInt(share) + 9_999n) / 10_000n);
  // A promise of a number of people cannot be larger than the list.
  return { ...campaign, segments, serveAtLeast: Math.min(asked, total) };
}

/** Shares a total in proportion to the segments: rounded down, what is left to the largest remainders, then by order. */
function inProportion(total: number, segments: readonly Segment[]): readonly number[] {
  const sum = segments.reduce((n, s) => n + s.contacts, 0);
  const weights = segments.map((s) => BigInt(sum === 0 ? 1 : s.contacts));
  const all = BigInt(sum === 0 ? segments.length : sum);
  const parts = weights.map((w) => (BigInt(total) * w) / all);
  const rests = weights.map((w, i) => ({ i, rest: (BigInt(total) * w) % all }));
  let left = total - Number(parts.reduce((n, p) => n + p, 0n));
  for (const { i } of rests.sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1))) {
    if (left === 0) break;
    parts[i] = (parts[i] as bigint) + 1n;
    left--;
  }
  return parts.map(Number);
}
