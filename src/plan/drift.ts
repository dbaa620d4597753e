/** Whether a saved plan still fits the capacity there is: what changed, and what no longer fits. */

import type { LocalDate } from '../model/calendar.ts';
import type { AccountCapacity, SenderCapacity, Snapshot } from '../model/capacity.ts';
import { type Finding, finding, type Severity, type Subject } from '../model/finding.ts';
import type { Plan } from '../model/plan.ts';
import type { Workspace } from '../model/workspace.ts';
import { amountOf, grouped, limitText } from './amounts.ts';
import { counted } from './policy-values.ts';

/**
 * Findings of credits and senders that changed since the plan was made; an error where the plan no longer fits. First messages
 * and follow-up rows of the plan up to today count as sent. Resets that passed are `judgePolicy`'s.
 */
export function driftFindings(plan: Plan, live: Snapshot, positions: Workspace['positions']): readonly Finding[] {
  const now = new Map(live.accounts.map((a) => [a.account, a]));
  const say: Say = (severity, subject, message, data) =>
    finding('plan.drift', message, { severity, subject, position: positions[`${subject.kind}:${subject.id}`], data });
  return plan.snapshot.accounts.flatMap((then) => {
    const account = now.get(then.account);
    const subject: Subject = { kind: 'account', id: then.account };
    if (account === undefined) return [say('error', subject, `account ${then.account} is no longer there`, {})];
    return [...creditDrift(plan, then, account, say), ...senderDrift(plan, then, account, say)];
  });
}

type Say = (severity: Severity, subject: Subject, message: string, data: Readonly<Record<string, unknown>>) => Finding;

function creditDrift(plan: Plan, then: AccountCapacity, now: AccountCapacity, say: Say): readonly Finding[] {
  const { account } = then;
  const reset = then.credits.resets.value?.next;
  if (reset !== undefined && reset <= now.today) return [];
  const subject: Subject = { kind: 'account', id: account };
  const [before, after] = [then.credits.remaining.value, now.credits.remaining.value];
  const words = `account ${account}: ${limitText(before)} when planned, ${limitText(after)} now`;
  if (after.kind === 'unlimited' || (before.kind !== 'limited' && before.kind === after.kind)) return [];
  if (after.kind === 'unknown') return [say('warning', subject, words, {})];
  if (before.kind !== 'limited') return [say('warning', subject, words, {})];
  const sent = sentUntil(plan, account, now.today);
  const lost = before.amount - after.amount - sent;
  if (lost === 0) return [];
  const data = { before: before.amount, now: after.amount, sent };
  const planned = sent === 0 ? '' : `, of which the plan has sent ${grouped(sent)}`;
  if (lost < 0) return [say('info', subject, `${words}: ${grouped(-lost)} more than the plan counts on`, data)];
  const spare = headroomOn(plan, account, now.today);
  if (spare !== null && lost > spare) {
    const missing = Math.ceil(lost - spare);
    return [
      say('error', subject, `${words}${planned}: the plan no longer fits, ${counted(missing, 'credit')} short`, {
        ...data,
        excess: missing,
      }),
    ];
  }
  return [say('warning', subject, `${words}${planned}: ${grouped(lost)} went elsewhere, the plan still fits`, { ...data, excess: lost })];
}

/** Messages the plan sends through an account, and through those that draw from its pool, up to a day. */
function sentUntil(plan: Plan, account: string, today: LocalDate): number {
  const parents = new Map(plan.snapshot.accounts.map((a) => [a.account, a.parent]));
  const draws = (id: string): boolean => {
    const seen = new Set<string>();
    for (let at: string | null = id; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
      if (at === account) return true;
      seen.add(at);
    }
    return false;
  };
  let sent = 0;
  for (const rows of [plan.starts, plan.followUps])
    for (const row of rows) if (row.date <= today && draws(row.account)) sent += row.contacts;
  return sent;
}

/** Credits the plan leaves in the cycle of a day; null = not limited. */
function headroomOn(plan: Plan, account: string, today: LocalDate): number | null {
  for (const use of plan.capacity)
    if (use.resource === 'credit_balance' && use.account === account && use.from <= today && today <= use.to) return use.headroom;
  return null;
}

function senderDrift(plan: Plan, then: AccountCapacity, now: AccountCapacity, say: Say): readonly Finding[] {
  const most = new Map<string, number>();
  for (const use of plan.capacity)
    if (use.resource === 'sender_daily_limit' && use.account === then.account && use.sender !== null && use.from > now.today)
      most.set(use.sender, Math.max(most.get(use.sender) ?? 0, use.planned));
  const current = new Map(now.senders.map((s) => [s.id, s]));
  return then.senders.flatMap((sender): readonly Finding[] => {
    const planned = most.get(sender.id) ?? 0;
    const change = changeOf(sender, current.get(sender.id));
    if (change === null) return [];
    const fits = planned <= change.allows;
    const words = fits ? 'the plan still fits' : `the plan no longer fits, it sends up to ${grouped(Math.ceil(planned))} a day`;
    const excess = fits ? 0 : Math.ceil(planned - change.allows);
    return [
      say(fits ? 'warning' : 'error', { kind: 'sender', id: sender.id }, `sender ${sender.id}: ${change.words}; ${words}`, { excess }),
    ];
  });
}

/** What got less at a sender, and the sends a day it allows now; null when nothing did. */
function changeOf(then: SenderCapacity, now: SenderCapacity | undefined): { readonly words: string; readonly allows: number } | null {
  if (now === undefined) return { words: 'no longer there', allows: 0 };
  const { status, dailyLimit } = now;
  if (then.status.value === 'active' && status.value !== 'active')
    return { words: `status ${JSON.stringify(status.value)} now`, allows: 0 };
  const [before, after] = [amountOf(then.dailyLimit.value), amountOf(dailyLimit.value)];
  return after < before
    ? { words: `daily limit ${limitText(then.dailyLimit.value)} when planned, ${limitText(dailyLimit.value)} now`, allows: after }
    : null;
}
