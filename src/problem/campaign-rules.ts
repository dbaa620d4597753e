/** A campaign's rules as numbers. */

import type { DayNumber } from '../model/calendar.ts';
import { compareText } from '../model/order.ts';
import type { Campaign } from '../model/workspace.ts';
import { startWindow } from './demand.ts';
import type { ProblemCampaign } from './problem.ts';

/** A campaign in a horizon of day numbers. `demands`: indices of its demands; `promised`: its own promises only. */
export function problemCampaign(
  campaign: Campaign,
  demands: readonly number[],
  accountIndex: ReadonlyMap<string, number>,
  promised: readonly { readonly day: DayNumber; readonly sends: number }[],
  first: DayNumber,
  last: DayNumber,
): ProblemCampaign {
  const { from, to } = startWindow(campaign, first, last);
  const { maxSends } = campaign.perDay;
  let sends: Float64Array | null = null;
  if (maxSends !== null) {
    sends = new Float64Array(last - first + 1).fill(maxSends);
    for (const p of promised) {
      const day = p.day - first;
      if (day >= 0 && day < sends.length) sends[day] = Math.max(0, (sends[day] as number) - p.sends);
    }
  }
  const resident = new Map<number, number>();
  for (const id of Object.keys(campaign.resident).sort(compareText)) {
    const account = accountIndex.get(id);
    if (account !== undefined) resident.set(account, campaign.resident[id] as number);
  }
  return {
    id: campaign.id,
    priority: campaign.priority,
    valueMicro: campaign.valueMicro,
    shares10k: campaign.steps.map((step) => step.share10k),
    sticky: campaign.steps.length === 1 ? 'sender' : campaign.sticky,
    serveAtLeast: campaign.serveAtLeast,
    maxStarts: campaign.perDay.maxStarts,
    maxSends: sends,
    maxShare10k: campaign.maxShare10k,
    minStarts: campaign.minStarts,
    oneAccount: campaign.oneAccount,
    allOrNothing: campaign.allOrNothing,
    pacing: campaign.pacing,
    newContacts10k: campaign.newContacts10k,
    resident,
    firstDay: from - first,
    lastDay: to - first,
    demands,
  };
}
