/** Demand: which senders may serve which contacts, and on which days the steps of a start would fall (model.md section 2). */

import { type DayNumber, dayNumber } from '../model/calendar.ts';
import type { Campaign } from '../model/workspace.ts';
import { type CampaignCalendar, campaignCalendar, type DayTest, stepDays } from './calendar.ts';
import type { FollowUpOption, StartTable } from './problem.ts';

/** A sender as demand sees it: its account and the days it sends on (any day number from the first day on). */
export interface DemandSender {
  readonly account: number;
  readonly sends: DayTest;
  /** Senders of one place have the same account and send on the same days. */
  readonly place: number;
  /** Equal for senders that send on the same days, whatever their account. */
  readonly calendar: number;
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
function followUpCalendar(sticky: Campaign['sticky'], sender: number, allowed: Int32Array, senders: readonly DemandSender[]): DayTest {
  const own = senders[sender] as DemandSender;
  if (sticky === 'sender') return own.sends;
  const group = Array.from(allowed, (s) => senders[s] as DemandSender).filter((s) => sticky === 'none' || s.account === own.account);
  return (day) => group.some((s) => s.sends(day));
}

/** Start tables of a campaign: step days of a start on each day of the horizon, as indices from `first`. */
function tableMaker(campaign: Campaign, first: DayNumber, last: DayNumber): (own: DayTest, followUps: DayTest) => StartTable {
  const calendar: CampaignCalendar = campaignCalendar(campaign, last);
  const { from, to } = startWindow(campaign, first, last);
  const isSingle = campaign.steps.length === 1;
  return (own, followUps) => {
    const table: (readonly number[] | null)[] = new Array(last - first + 1).fill(null);
    for (let day = from; day <= to; day++) {
      if (!calendar.sends(day) || !own(day)) continue;
      table[day - first] = isSingle ? [day - first] : (stepDays(calendar, followUps, day)?.map((d) => d - first) ?? null);
    }
    return table;
  };
}

/** Start tables of all demands, by place of the sender; equal calendars (and, where it matters, accounts) share one. */
export function startTables(
  demands: readonly { readonly campaign: Campaign; readonly allowed: Int32Array }[],
  senders: readonly DemandSender[],
  placeCount: number,
  first: DayNumber,
  last: DayNumber,
): { readonly tables: readonly StartTable[]; readonly ofDemand: readonly Int32Array[] } {
  const tables: StartTable[] = [];
  const speakers = new Map<Int32Array, readonly number[]>();
  const ofDemand = demands.map(({ campaign, allowed }) => {
    const known = new Map<number, number>();
    const byPlace = new Int32Array(placeCount).fill(-1);
    const make = tableMaker(campaign, first, last);
    const sticky = campaign.steps.length === 1 ? 'sender' : campaign.sticky;
    const ofPlaces = speakers.get(allowed) ?? firstOfPlaces(allowed, senders, placeCount);
    speakers.set(allowed, ofPlaces);
    for (const s of ofPlaces) {
      const own = senders[s] as DemandSender;
      const key = sticky === 'account' ? own.place : own.calendar;
      const table = known.get(key) ?? tables.push(make(own.sends, followUpCalendar(sticky, s, allowed, senders))) - 1;
      known.set(key, table);
      byPlace[own.place] = table;
    }
    return byPlace;
  });
  return { tables, ofDemand };
}

/** The first sender of every place among some senders, in their order. */
function firstOfPlaces(allowed: Int32Array, senders: readonly DemandSender[], placeCount: number): readonly number[] {
  const isSeen = new Uint8Array(placeCount);
  const found: number[] = [];
  for (const s of allowed) {
    const { place } = senders[s] as DemandSender;
    if (isSeen[place] === 1) continue;
    isSeen[place] = 1;
    found.push(s);
  }
  return found;
}

/** Every placement of follow-ups of one demand that does not stick to the sender, for the days its starts ask for. */
export function followUpOptions(
  demand: number,
  campaign: Campaign,
  allowed: Int32Array,
  senders: readonly DemandSender[],
  tableOf: (place: number) => StartTable,
  first: DayNumber,
): FollowUpOption[] {
  if (campaign.sticky === 'sender' || campaign.steps.length === 1) return [];
  const groupOf = (sender: number) => (campaign.sticky === 'none' ? 0 : (senders[sender] as DemandSender).account);
  const due = new Map<string, ReadonlySet<number>>();
  for (const sender of allowed) {
    const table = tableOf((senders[sender] as DemandSender).place);
    for (let step = 1; step < campaign.steps.length; step++) {
      const key = `${step}/${groupOf(sender)}`;
      const days = table.flatMap((stepDays) => stepDays?.[step] ?? []);
      due.set(key, new Set([...(due.get(key) ?? []), ...days]));
    }
  }
  const options: FollowUpOption[] = [];
  for (let step = 1; step < campaign.steps.length; step++) {
    for (const sender of allowed) {
      const days = [...(due.get(`${step}/${groupOf(sender)}`) ?? [])].sort((a, b) => a - b);
      for (const day of days) if ((senders[sender] as DemandSender).sends(first + day)) options.push({ demand, step, sender, day });
    }
  }
  return options;
}
