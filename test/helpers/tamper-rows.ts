/** Falsified rows: starts and follow-ups. */

import type { LocalDate } from '../../src/model/calendar.ts';
import type { AccountCapacity, SenderCapacity } from '../../src/model/capacity.ts';
import type { Start } from '../../src/model/plan.ts';
import type { SenderSelection } from '../../src/model/workspace.ts';
import type { ListedPlan as Plan } from './listed-plan.ts';
import {
  campaignOf,
  changeAt,
  changeFirst,
  dayAfterHorizon,
  horizonDays,
  senderOf,
  type Tampering,
  weekdayName,
  withStarts,
} from './tamper-kit.ts';

const startTampering = (name: string, change: (start: Start) => Start, fits: (start: Start) => boolean = () => true): Tampering => ({
  name,
  apply: (plan) => withStarts(plan, changeFirst(plan.starts, fits, change)),
});
/** Moves the first start that has such a day to it. */
function moveStart(plan: Plan, dayFor: (start: Start, days: readonly LocalDate[]) => LocalDate | undefined): Plan | null {
  const days = horizonDays(plan);
  for (const [i, start] of plan.starts.entries()) {
    const date = dayFor(start, days);
    if (date !== undefined) return { ...plan, starts: changeAt(plan.starts, i, (row) => ({ ...row, date })) };
  }
  return null;
}

/** Whether the plan lists what this start's sender sends on its day. */
const isListed = (plan: Plan, start: Start): boolean =>
  plan.capacity.some((row) => row.resource === 'sender_daily_limit' && row.sender === start.sender && row.from === start.date);

/** Whether a selection surely leaves a sender out (a plain reading of `from`). */
function leavesOut(selection: SenderSelection | null, account: AccountCapacity, sender: SenderCapacity): boolean {
  if (selection === null) return false;
  const isMissing = (list: readonly string[], value: string) => list.length > 0 && !list.includes(value);
  return (
    isMissing(selection.accounts, account.account) ||
    isMissing(selection.providers, account.provider) ||
    isMissing(selection.senders, sender.id) ||
    selection.tags.some((tag) => !sender.tags.includes(tag)) ||
    selection.except.accounts.includes(account.account) ||
    selection.except.senders.includes(sender.id) ||
    selection.except.tags.some((tag) => sender.tags.includes(tag))
  );
}

export const STARTS: readonly Tampering[] = [
  startTampering('one more contact in a start', (s) => ({ ...s, contacts: s.contacts + 1 })),
  startTampering('half a contact more in a start', (s) => ({ ...s, contacts: s.contacts + 0.5 })),
  startTampering('start of no contacts', (s) => ({ ...s, contacts: 0 })),
  startTampering('start of minus one contact', (s) => ({ ...s, contacts: -1 })),
  startTampering('start of an unknown campaign', (s) => ({ ...s, campaign: `${s.campaign}?` })),
  startTampering('start of an unknown segment', (s) => ({ ...s, segment: `${s.segment}?` })),
  startTampering('start from an unknown sender', (s) => ({ ...s, sender: `${s.sender}?` })),
  startTampering('start booked on another account', (s) => ({ ...s, account: `${s.account}?` })),
  startTampering('start on a date that is none', (s) => ({ ...s, date: '2026-02-30' })),
  { name: 'start after the horizon', apply: (plan) => moveStart(plan, () => dayAfterHorizon(plan)) },
  {
    name: 'start on a day its sender does not send',
    apply: (plan) =>
      moveStart(plan, (start, days) => {
        const sender = senderOf(plan, start);
        return days.find(
          (day) => sender && (sender.except.includes(day) || !(sender.weekdays as readonly string[]).includes(weekdayName(day))),
        );
      }),
  },
  {
    name: 'start on a weekday its campaign leaves out',
    apply: (plan, workspace) =>
      moveStart(plan, (start, days) => {
        const weekdays = campaignOf(workspace, start.campaign)?.window.weekdays as readonly string[] | undefined;
        return days.find((day) => weekdays && !weekdays.includes(weekdayName(day)));
      }),
  },
  {
    name: 'start outside the window',
    apply: (plan, workspace) =>
      moveStart(plan, (start, days) => {
        const { start: from, end } = campaignOf(workspace, start.campaign)?.window ?? { start: null, end: null };
        return days.find((day) => (from !== null && day < from) || (end !== null && day > end));
      }),
  },
  {
    // Later only: then nothing of the start falls on its old day any more, and the row of that day cannot be right.
    name: 'start moved to a later day',
    apply: (plan) => moveStart(plan, (start, days) => (isListed(plan, start) ? days.find((day) => day > start.date) : undefined)),
  },
  {
    name: 'contact moved to a start of another sender',
    apply: (plan) => {
      for (const [i, from] of plan.starts.entries()) {
        if (from.contacts < 2 || !isListed(plan, from)) continue;
        const j = plan.starts.findIndex((to) => to.campaign === from.campaign && to.segment === from.segment && to.sender !== from.sender);
        if (j < 0) continue;
        const less = changeAt(plan.starts, i, (s) => ({ ...s, contacts: s.contacts - 1 }));
        return { ...plan, starts: changeAt(less, j, (s) => ({ ...s, contacts: s.contacts + 1 })) };
      }
      return null;
    },
  },
  {
    name: 'start from a sender its campaign leaves out',
    apply: (plan, workspace) => {
      for (const [i, start] of plan.starts.entries()) {
        const campaign = campaignOf(workspace, start.campaign);
        const segment = campaign?.segments.find((s) => s.id === start.segment);
        if (!campaign || !segment) continue;
        for (const account of plan.snapshot.accounts)
          for (const sender of account.senders)
            if (leavesOut(campaign.from, account, sender) || leavesOut(segment.from, account, sender))
              return { ...plan, starts: changeAt(plan.starts, i, (s) => ({ ...s, account: account.account, sender: sender.id })) };
      }
      return null;
    },
  },
  { name: 'start listed twice', apply: ({ starts, ...plan }) => (starts[0] ? { ...plan, starts: [starts[0], ...starts] } : null) },
  { name: 'start left out', apply: (plan) => (plan.starts.length > 0 ? { ...plan, starts: plan.starts.slice(1) } : null) },
  {
    name: 'starts in another order',
    apply: (plan) => (plan.starts.length > 1 ? { ...plan, starts: [...plan.starts].reverse() } : null),
  },
];

export const FOLLOW_UPS: readonly Tampering[] = [
  {
    name: 'follow-up from another sender than the start',
    apply: (plan, workspace) => {
      for (const start of plan.starts) {
        const campaign = campaignOf(workspace, start.campaign);
        if (campaign?.sticky !== 'sender' || campaign.steps.length < 2) continue;
        for (const account of plan.snapshot.accounts)
          for (const sender of account.senders)
            if (sender.id !== start.sender)
              return {
                ...plan,
                followUps: [{ ...start, account: account.account, sender: sender.id, step: 1, contacts: 1 }, ...plan.followUps],
              };
      }
      return null;
    },
  },
  {
    name: 'one more contact in a follow-up',
    apply: (plan) => {
      const followUps = changeFirst(
        plan.followUps,
        () => true,
        (f) => ({ ...f, contacts: f.contacts + 1 }),
      );
      return followUps && { ...plan, followUps };
    },
  },
  { name: 'follow-up left out', apply: (plan) => (plan.followUps.length > 0 ? { ...plan, followUps: plan.followUps.slice(1) } : null) },
  {
    name: 'follow-up of a step that is none',
    apply: (plan) => {
      const followUps = changeFirst(
        plan.followUps,
        () => true,
        (f) => ({ ...f, step: 99 }),
      );
      return followUps && { ...plan, followUps };
    },
  },
];
