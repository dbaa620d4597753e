/** What one could have more of at a campaign: days of its window, contacts and sends per day. */

import { addDays } from '../model/calendar.ts';
import type { Campaign } from '../model/workspace.ts';
import { dayText } from './amounts.ts';
import { FEW, type Lever, MOST_AMOUNT, MOST_DAYS, type World } from './explain-levers.ts';

/** Levers of a campaign: days of window after its end, its perDay limits. `end`: last day of the horizon. */
export function campaignLevers({ id, window, perDay }: Campaign, end: string): readonly Lever[] {
  const last = window.end !== null && window.end < end ? window.end : end;
  const levers: Lever[] = [
    {
      ...{
        lever: { kind: 'window', id },
        one: `day of window of ${id} after ${dayText(last)}`,
        many: `days of window of ${id} after ${dayText(last)}`,
      },
      ...{ most: MOST_DAYS, affordable: MOST_DAYS, tries: FEW, isEven: false },
      more: (world, n) => withWindow(world, id, last, n, end),
    },
  ];
  if (perDay.maxStarts !== null || perDay.maxSends !== null) {
    const more = (world: World, n: number) =>
      editCampaigns(world, (campaign) => {
        const { maxStarts, maxSends } = campaign.perDay;
        if (campaign.id !== id) return campaign;
        return {
          ...campaign,
          perDay: { maxStarts: maxStarts === null ? null : maxStarts + n, maxSends: maxSends === null ? null : maxSends + n },
        };
      });
    const words = `a day under perDay of ${id}`;
    levers.push({
      lever: { kind: 'perDay', id },
      one: `contact ${words}`,
      many: `contacts ${words}`,
      most: MOST_AMOUNT,
      affordable: MOST_AMOUNT,
      tries: [Math.max(1, perDay.maxStarts ?? perDay.maxSends ?? 1)],
      isEven: true,
      more,
    });
  }
  return levers;
}

const editCampaigns = (world: World, edit: (campaign: Campaign) => Campaign): World => ({
  ...world,
  workspace: { ...world.workspace, campaigns: world.workspace.campaigns.map(edit) },
});

/** The window n days longer. Where it passes the horizon, that grows too, but not what the other campaigns may use of it. */
function withWindow(world: World, id: string, last: string, n: number, end: string): World {
  const longer = addDays(last, n);
  const isBeyond = longer > end;
  const capped = (date: string | null): string => (date === null || date > end ? end : date);
  const wider = editCampaigns(world, (campaign) => {
    if (campaign.id === id) return { ...campaign, window: { ...campaign.window, end: longer } };
    if (!isBeyond) return campaign;
    return {
      ...campaign,
      window: { ...campaign.window, end: capped(campaign.window.end) },
      followUpsUntil: capped(campaign.followUpsUntil),
    };
  });
  if (!isBeyond) return wider;
  return { ...wider, workspace: { ...wider.workspace, horizon: { ...wider.workspace.horizon, end: longer } } };
}
