/** The starts of an earlier plan that are still ahead, in numbers. */

import { dayNumber } from '../model/calendar.ts';
import type { StartColumns } from './load.ts';
import type { Problem } from './problem.ts';
import { startList } from './start-list.ts';

/** Starts to keep in the order of the earlier plan; those of campaigns and senders that are gone, or on days before, are left out. */
export function keptStarts({ keep, campaigns, demands, senders, accounts, firstDay, dayCount }: Problem): StartColumns {
  const demandAt = new Map(demands.map(({ campaign, segment }, d) => [JSON.stringify([campaigns[campaign]?.id, segment]), d]));
  const senderAt = new Map(senders.map(({ account, id }, s) => [JSON.stringify([accounts[account]?.id, id]), s]));
  const list = startList();
  for (const { campaign, segment, account, sender, date, contacts } of keep) {
    const d = demandAt.get(JSON.stringify([campaign, segment]));
    const s = senderAt.get(JSON.stringify([account, sender]));
    const day = dayNumber(date) - firstDay;
    if (d !== undefined && s !== undefined && day >= 0 && day < dayCount) list.add(d, s, day, contacts);
  }
  return list.columns();
}
