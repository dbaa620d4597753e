/** Continues an earlier plan: what it has started is done, its follow-ups are promised, its starts ahead should stay. */

import { dayNumber, formatLocalDate } from '../model/calendar.ts';
import { compareText } from '../model/order.ts';
import type { Plan, Start } from '../model/plan.ts';
import type { Campaign, InFlight, Workspace } from '../model/workspace.ts';
import { campaignCalendar, onCalendar, stepDays } from '../problem/calendar.ts';
import { demandKey } from './assemble.ts';

/** The workspace as it stands after the earlier plan's past days. */
export interface Continued {
  readonly workspace: Workspace;
  readonly alreadyStarted: ReadonlyMap<string, number>;
  /** Starts of the earlier plan on or after the horizon's first day. */
  readonly keep: readonly Start[];
}

/**
 * Takes the days of the earlier plan before the horizon's start as done: their contacts leave the demand (and count for
 * serve.atLeast), their follow-ups on or after that day become in-flight sends. Expected sends are rounded up per day.
 */
export function continuePlan(workspace: Workspace, previous: Plan): Continued {
  const today = workspace.horizon.start;
  const started = new Map<string, number>();
  for (const c of previous.campaigns) started.set(demandKey(c.campaign, c.segment), c.alreadyStarted);
  const done = [...previous.starts].filter((s) => s.date < today);
  for (const s of done) {
    const key = demandKey(s.campaign, s.segment);
    started.set(key, (started.get(key) ?? 0) + s.contacts);
  }
  const campaigns = workspace.campaigns.map((campaign): Campaign => {
    const segments = campaign.segments.map((segment) => ({
      ...segment,
      contacts: Math.max(0, segment.contacts - (started.get(demandKey(campaign.id, segment.id)) ?? 0)),
    }));
    const before = campaign.segments.reduce((n, s) => n + (started.get(demandKey(campaign.id, s.id)) ?? 0), 0);
    return { ...campaign, segments, serveAtLeast: Math.max(0, campaign.serveAtLeast - before) };
  });
  return {
    workspace: { ...workspace, campaigns, inFlight: [...workspace.inFlight, ...promisedBy(workspace, previous, done, today)] },
    alreadyStarted: started,
    keep: [...previous.starts].filter((s) => s.date >= today),
  };
}

/** Follow-ups of starts already made that are still due. */
function promisedBy(workspace: Workspace, previous: Plan, done: readonly Start[], today: string): readonly InFlight[] {
  const campaigns = new Map(workspace.campaigns.map((c) => [c.id, c]));
  const senders = new Map(previous.snapshot.accounts.flatMap((a) => a.senders.map((s) => [s.id, s] as const)));
  const due = new Map<string, { campaign: string; sender: string; date: string; sends10k: number }>();
  const promise = (campaign: string, sender: string, date: string, sends10k: number) => {
    if (date < today) return;
    const key = JSON.stringify([campaign, sender, date]);
    const entry = due.get(key) ?? { campaign, sender, date, sends10k: 0 };
    entry.sends10k += sends10k;
    due.set(key, entry);
  };
  const end = dayNumber(previous.horizon.end);
  for (const start of done) {
    const campaign = campaigns.get(start.campaign);
    const sender = senders.get(start.sender);
    if (campaign === undefined || sender === undefined || (campaign.sticky !== 'sender' && campaign.steps.length > 1)) continue;
    const days = stepDays(campaignCalendar(campaign, end), onCalendar(sender), dayNumber(start.date)) ?? [];
    days.forEach((day, k) => {
      if (k > 0) promise(start.campaign, start.sender, formatLocalDate(day), start.contacts * (campaign.steps[k]?.share10k ?? 0));
    });
  }
  // Rows of follow-ups that do not stick to a sender mix starts done and ahead. Later starts never overtake earlier ones,
  // so the first contacts of each step belong to the starts that are done.
  const group = (campaign: Campaign, row: Pick<Start, 'segment' | 'account'>) =>
    JSON.stringify([campaign.id, row.segment, campaign.sticky === 'account' ? row.account : null]);
  const owed = new Map<string, number>();
  for (const start of done) {
    const campaign = campaigns.get(start.campaign);
    if (campaign !== undefined) owed.set(group(campaign, start), (owed.get(group(campaign, start)) ?? 0) + start.contacts);
  }
  const taken = new Map<string, number>();
  for (const row of [...previous.followUps].sort((a, b) => compareText(a.date, b.date))) {
    const campaign = campaigns.get(row.campaign);
    if (campaign === undefined) continue;
    const key = `${group(campaign, row)}/${row.step}`;
    const contacts = Math.min(row.contacts, (owed.get(group(campaign, row)) ?? 0) - (taken.get(key) ?? 0));
    taken.set(key, (taken.get(key) ?? 0) + contacts);
    if (contacts > 0) promise(row.campaign, row.sender, row.date, contacts * (campaign.steps[row.step]?.share10k ?? 0));
  }
  return [...due.values()].map(({ sends10k, ...rest }) => ({ ...rest, sends: Math.ceil(sends10k / 10_000) }));
}
