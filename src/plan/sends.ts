/** Day-by-day sends of a plan: every step of every start on the day it leaves. */

import { compareNullable, compareText } from '../model/order.ts';
import type { DailySends, Plan, Start } from '../model/plan.ts';
import { stepDaysOf } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';

/**
 * Sends of a plan made from this problem, in canonical order (date, campaign, segment, step, account, sender).
 * Starts of campaigns whose follow-ups do not stick to the sender give their first step only; the rest are the plan's follow-up rows.
 */
export function dailySends(problem: Problem, plan: Pick<Plan, 'starts' | 'followUps'>): readonly DailySends[] {
  const demands = new Map(problem.demands.map((d, i) => [JSON.stringify([problem.campaigns[d.campaign]?.id, d.segment]), i]));
  const senders = new Map(problem.senders.map((s, i) => [s.id, i]));
  const stepDays = (start: Start) => {
    const demand = demands.get(JSON.stringify([start.campaign, start.segment])) ?? -1;
    return stepDaysOf(problem, demand, senders.get(start.sender) ?? -1, problem.dates.indexOf(start.date)) ?? [];
  };
  const campaigns = new Map(problem.campaigns.map((campaign) => [campaign.id, campaign]));
  const rows: DailySends[] = [];
  for (const start of plan.starts) {
    const campaign = campaigns.get(start.campaign);
    const days = campaign?.sticky === 'sender' ? stepDays(start) : stepDays(start).slice(0, 1);
    for (const [step, day] of days.entries())
      rows.push(sendsRow(start, step, problem.dates[day] as string, campaign?.shares10k[step] ?? 0));
  }
  for (const row of plan.followUps) rows.push(sendsRow(row, row.step, row.date, campaigns.get(row.campaign)?.shares10k[row.step] ?? 0));
  return merged(rows).sort(
    (a, b) =>
      compareText(a.date, b.date) ||
      compareText(a.campaign, b.campaign) ||
      compareNullable(a.segment, b.segment) ||
      a.step - b.step ||
      compareText(a.account, b.account) ||
      compareText(a.sender, b.sender),
  );
}

type Row = Pick<DailySends, 'campaign' | 'segment' | 'account' | 'sender' | 'contacts'>;

const sendsRow = ({ campaign, segment, account, sender, contacts }: Row, step: number, date: string, share10k: number): DailySends => ({
  date,
  campaign,
  segment,
  step,
  account,
  sender,
  contacts,
  sends: (contacts * share10k) / 10_000,
});

/** Starts of different days may send the same step on one day: one row for all of them. */
function merged(rows: readonly DailySends[]): DailySends[] {
  const byKey = new Map<string, DailySends>();
  for (const row of rows) {
    const key = JSON.stringify([row.date, row.campaign, row.segment, row.step, row.sender]);
    const before = byKey.get(key);
    const sends = before === undefined ? row.sends : Math.round((before.sends + row.sends) * 10_000) / 10_000;
    byKey.set(key, { ...row, contacts: row.contacts + (before?.contacts ?? 0), sends });
  }
  return [...byKey.values()];
}
