/** What one could have more of at a campaign: days of its window, contacts and sends per day. */

import { addDays } from '../model/calendar.ts';
import { dayText } from '../model/words.ts';
import type { Campaign, Workspace } from '../model/workspace.ts';
import { FEW, type Lever, MOST_AMOUNT, MOST_DAYS } from './levers.ts';
import { type Situation, withCampaign } from './situation.ts';

const onWorkspace = ({ snapshot }: Situation, workspace: Workspace): Situation => ({ workspace, snapshot });

/** Levers of a campaign: days of window after its end, its perDay limits. `end`: last day of the horizon. */
export function campaignLevers({ id, window, perDay }: Campaign, end: string): readonly Lever[] {
  const last = window.end !== null && window.end < end ? window.end : end;
  const levers: Lever[] = [
    {
      ...{
        lever: { kind: 'window', id },
        ids: [id],
        one: `day of window of ${id} after ${dayText(last)}`,
        many: `days of window of ${id} after ${dayText(last)}`,
      },
      ...{ most: MOST_DAYS, affordable: MOST_DAYS, tries: FEW, isEven: false },
      more: (situation, n) => withWindow(situation, id, last, n, end),
    },
  ];
  if (perDay.maxStarts !== null || perDay.maxSends !== null) {
    const more = (situation: Situation, n: number) =>
      onWorkspace(
        situation,
        withCampaign(situation.workspace, id, (campaign) => {
          const { maxStarts, maxSends } = campaign.perDay;
          const raised = { maxStarts: maxStarts === null ? null : maxStarts + n, maxSends: maxSends === null ? null : maxSends + n };
          return { ...campaign, perDay: raised };
        }),
      );
    const words = `a day under perDay of ${id}`;
    levers.push({
      lever: { kind: 'perDay', id },
      ids: [id],
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

/** The window n days longer. Where it passes the horizon, that grows too, but not what the other campaigns may use of it. */
function withWindow(situation: Situation, id: string, last: string, n: number, end: string): Situation {
  const longer = addDays(last, n);
  const isBeyond = longer > end;
  const capped = (date: string | null): string => (date === null || date > end ? end : date);
  const wider = withCampaign(situation.workspace, id, (campaign) => ({ ...campaign, window: { ...campaign.window, end: longer } }));
  if (!isBeyond) return onWorkspace(situation, wider);
  const others = wider.campaigns.map((campaign) =>
    campaign.id === id
      ? campaign
      : { ...campaign, window: { ...campaign.window, end: capped(campaign.window.end) }, followUpsUntil: capped(campaign.followUpsUntil) },
  );
  return onWorkspace(situation, { ...wider, campaigns: others, horizon: { ...wider.horizon, end: longer } });
}
