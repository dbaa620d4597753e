/** Demand: which senders may serve which contacts, and on which days the steps of a start would fall (model.md section 2). */

import { type DayNumber, dayNumber } from '../model/calendar.ts';
import type { Campaign } from '../model/workspace.ts';
import { type CampaignCalendar, campaignCalendar, type DayTest, stepDays } from './calendar.ts';
import type { FollowUpOption, StartOption } from './problem.ts';

/** A sender as demand sees it: its account and the days it sends on (any day number from the first day on). */
export interface DemandSender {
  readonly account: number;
  readonly sends: DayTest;
}

/** First and last day a campaign may start contacts, inside the horizon. */
export function startWindow(campaign: Campaign, first: DayNumber, last: DayNumber): { readonly from: DayNumber; readonly to: DayNumber } {
  const { start, end } = campaign.window;
  return {
    from: Math.max(first, start === null ? first : dayNumber(start)),
    to: Math.min(last, end === null ? last : dayNumber(end)),
  };
}

/** Who may send a follow-up of a start from this sender: the sender, anyone of its account, or anyone of the demand. */
function followUpCalendar(
  sticky: Campaign['sticky'],
  sender: number,
  allowed: readonly number[],
  senders: readonly DemandSender[],
): DayTest {
  const own = senders[sender] as DemandSender;
  if (sticky === 'sender') return own.sends;
  const group = allowed.map((s) => senders[s] as DemandSender).filter((s) => sticky === 'none' || s.account === own.account);
  return (day) => group.some((s) => s.sends(day));
}

/** Every allowed start of one demand, in canonical order (sender, day). Days are indices from `first`. */
export function startOptions(
  demand: number,
  campaign: Campaign,
  allowed: readonly number[],
  senders: readonly DemandSender[],
  first: DayNumber,
  last: DayNumber,
): StartOption[] {
  const calendar: CampaignCalendar = campaignCalendar(campaign, last);
  const { from, to } = startWindow(campaign, first, last);
  const options: StartOption[] = [];
  for (const s of allowed) {
    const own = (senders[s] as DemandSender).sends;
    const followUps = followUpCalendar(campaign.sticky, s, allowed, senders);
    for (let day = from; day <= to; day++) {
      if (!calendar.sends(day) || !own(day)) continue;
      const days = stepDays(calendar, followUps, day);
      if (days !== null) options.push({ demand, sender: s, stepDays: days.map((d) => d - first) });
    }
  }
  return options;
}

/** Every placement of follow-ups of one demand that does not stick to the sender, for the days its starts ask for. */
export function followUpOptions(
  demand: number,
  campaign: Campaign,
  allowed: readonly number[],
  senders: readonly DemandSender[],
  starts: readonly StartOption[],
  first: DayNumber,
): FollowUpOption[] {
  if (campaign.sticky === 'sender') return [];
  const groupOf = (sender: number) => (campaign.sticky === 'none' ? 0 : (senders[sender] as DemandSender).account);
  const due = new Set<string>();
  for (const start of starts) {
    start.stepDays.forEach((day, k) => {
      if (k > 0) due.add(`${k}/${groupOf(start.sender)}/${day}`);
    });
  }
  const days = [...new Set(starts.flatMap((s) => s.stepDays.slice(1)))].sort((a, b) => a - b);
  const options: FollowUpOption[] = [];
  for (let step = 1; step < campaign.steps.length; step++) {
    for (const sender of allowed) {
      for (const day of days) {
        if (due.has(`${step}/${groupOf(sender)}/${day}`) && (senders[sender] as DemandSender).sends(first + day)) {
          options.push({ demand, step, sender, day });
        }
      }
    }
  }
  return options;
}
