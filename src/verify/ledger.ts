/**
 * Reads the rows of a plan (starts, and follow-ups that do not stick to their sender), checks that each is allowed, and
 * books what they send where. Units: contacts for starts, 1/10000 sends for loads.
 */

import { formatLocalDate } from '../model/calendar.ts';
import type { FollowUp, Plan, Start } from '../model/plan.ts';
import type { Step } from '../model/workspace.ts';
import type { Audience, Demand, Sender } from './audience.ts';
import { stepDays } from './calendar.ts';
import { compareFollowUps, compareStarts, followUpText, type Resolved, resolve, segmentText, startText } from './rows.ts';
import type { Tally } from './tally.ts';

/** What one campaign (segment) gets. */
export interface DemandBook {
  served: bigint;
  /** Units: 1/10000 sends. */
  sends: bigint;
  /** Day indices of its first and last send; -1 = none. */
  firstDay: number;
  lastDay: number;
}

/** Start rows on one sender and day. */
export interface StartOfDay {
  readonly demand: Demand;
  readonly sender: Sender;
  readonly day: number;
  readonly contacts: bigint;
}

/** Everything the rows of a plan add up to. */
export interface Ledger {
  readonly starts: readonly StartOfDay[];
  readonly demands: readonly DemandBook[];
  /** Sender → day → load; senders without rows are missing. */
  readonly senderLoad: ReadonlyMap<number, readonly bigint[]>;
  /** Per campaign and day. */
  readonly campaignStarts: readonly (readonly bigint[])[];
  readonly campaignSends: readonly (readonly bigint[])[];
  /** Per campaign: account → contacts started from it. */
  readonly accountStarts: readonly ReadonlyMap<number, bigint>[];
}

interface Writable extends Ledger {
  readonly starts: StartOfDay[];
  readonly senderLoad: Map<number, bigint[]>;
  readonly campaignStarts: bigint[][];
  readonly campaignSends: bigint[][];
  readonly accountStarts: Map<number, bigint>[];
}

/** Group of follow-ups that must add up: demand, step, account (or everyone) and day. */
interface Balance {
  readonly demand: Demand;
  readonly step: number;
  readonly account: string | null;
  readonly day: number;
  due: bigint;
}
type Balances = Map<string, Balance>;

function addLoad(ledger: Writable, audience: Audience, to: Resolved, day: number, step: Step): void {
  const units = to.contacts * BigInt(step.share10k);
  let load = ledger.senderLoad.get(to.sender.index);
  if (load === undefined) {
    load = new Array<bigint>(audience.days.count).fill(0n);
    ledger.senderLoad.set(to.sender.index, load);
  }
  load[day] = (load[day] as bigint) + units;
  const sends = ledger.campaignSends[to.view.index] as bigint[];
  sends[day] = (sends[day] as bigint) + units;
  const book = ledger.demands[to.demand.index] as DemandBook;
  book.sends += units;
  if (book.firstDay === -1 || day < book.firstDay) book.firstDay = day;
  if (day > book.lastDay) book.lastDay = day;
}

function addStart(ledger: Writable, to: Resolved): void {
  const { view, demand, sender, day, contacts } = to;
  ledger.starts.push({ demand, sender, day, contacts });
  (ledger.demands[demand.index] as DemandBook).served += contacts;
  const byDay = ledger.campaignStarts[view.index] as bigint[];
  byDay[day] = (byDay[day] as bigint) + contacts;
  const byAccount = ledger.accountStarts[view.index] as Map<number, bigint>;
  byAccount.set(sender.account, (byAccount.get(sender.account) ?? 0n) + contacts);
}

function addDue(balances: Balances, demand: Demand, step: number, sender: Sender, day: number, contacts: bigint): void {
  const account = demand.campaign.sticky === 'account' ? sender.accountId : null;
  const key = `${demand.index} ${step} ${day} ${account === null ? '' : sender.account}`;
  const balance = balances.get(key);
  if (balance === undefined) balances.set(key, { demand, step, account, day, due: contacts });
  else balance.due += contacts;
}

function readStarts(plan: Plan, audience: Audience, ledger: Writable, balances: Balances, tally: Tally): void {
  let previous: Start | null = null;
  for (const row of plan.starts) {
    const fail = (why: string): void =>
      tally.fail(
        'plan.inconsistent',
        'start',
        { kind: 'campaign', id: row.campaign },
        `${startText(row)}: ${why}`,
        `${row.sender}/${row.date}`,
      );
    tally.count('start');
    if (previous !== null && compareStarts(previous, row) >= 0)
      fail('the row is not after the one before it (campaign, segment, account, sender, date)');
    previous = row;
    const to = resolve(row, audience);
    if (typeof to === 'string') {
      fail(`not allowed: ${to}`);
      continue;
    }
    addStart(ledger, to);
    const { demand, view, sender, day } = to;
    if (!demand.allowedSenders.has(sender.index)) fail('not allowed: `from` of the campaign or its segment leaves this sender out');
    const days = stepDays(view.rhythm, sender.sends, demand.followUpDays(sender), day);
    if (typeof days === 'string') {
      fail(`not allowed: ${days}`);
      continue;
    }
    days.forEach((at, k) => {
      if (k === 0 || demand.campaign.sticky === 'sender') addLoad(ledger, audience, to, at, demand.campaign.steps[k] as Step);
      else addDue(balances, demand, k, sender, at, to.contacts);
    });
  }
}

function readFollowUps(plan: Plan, audience: Audience, ledger: Writable, balances: Balances, tally: Tally): void {
  let previous: FollowUp | null = null;
  for (const row of plan.followUps) {
    const fail = (why: string): void =>
      tally.fail(
        'plan.inconsistent',
        'follow_up',
        { kind: 'campaign', id: row.campaign },
        `${followUpText(row)}: ${why}`,
        `${row.step}/${row.sender}/${row.date}`,
      );
    tally.count('follow_up');
    if (previous !== null && compareFollowUps(previous, row) >= 0)
      fail('the row is not after the one before it (campaign, segment, step, account, sender, date)');
    previous = row;
    const to = resolve(row, audience);
    if (typeof to === 'string') {
      fail(`not allowed: ${to}`);
      continue;
    }
    const { demand, sender, day, contacts } = to;
    const step = row.step >= 1 ? demand.campaign.steps[row.step] : undefined;
    if (demand.campaign.sticky === 'sender') fail('not allowed: the follow-ups of this campaign leave from the sender of the start');
    else if (step === undefined) fail(`not allowed: the campaign has steps 0 to ${demand.campaign.steps.length - 1}`);
    else {
      if (!demand.allowedSenders.has(sender.index)) fail('not allowed: `from` of the campaign or its segment leaves this sender out');
      if (!sender.sends[day]) fail('not allowed: the sender does not send on that day');
      addDue(balances, demand, row.step, sender, day, -contacts);
      addLoad(ledger, audience, to, day, step);
    }
  }
}

/** Reads and books every row of a plan. Rows that refer to nothing are reported and not booked. */
export function readLedger(plan: Plan, audience: Audience, tally: Tally): Ledger {
  const { campaigns, demands, days } = audience;
  const zeros = (): bigint[] => new Array<bigint>(days.count).fill(0n);
  const ledger: Writable = {
    starts: [],
    demands: demands.map(() => ({ served: 0n, sends: 0n, firstDay: -1, lastDay: -1 })),
    senderLoad: new Map(),
    campaignStarts: campaigns.map(zeros),
    campaignSends: campaigns.map(zeros),
    accountStarts: campaigns.map(() => new Map()),
  };
  const balances: Balances = new Map();
  readStarts(plan, audience, ledger, balances, tally);
  readFollowUps(plan, audience, ledger, balances, tally);
  for (const { demand, step, account, day, due } of balances.values()) {
    tally.count('follow_up_balance');
    if (due === 0n) continue;
    const { id } = demand.campaign;
    const date = formatLocalDate(audience.days.first + day);
    const where = account === null ? '' : ` of account ${account}`;
    const message = `campaign ${id}${segmentText(demand.segment.id)}: follow-up ${step}${where} on ${date} is ${due > 0n ? 'missing for' : 'planned too often for'} ${due > 0n ? due : -due} contacts, expected exactly those whose starts make it due`;
    tally.fail(
      'plan.inconsistent',
      'follow_up_balance',
      { kind: 'campaign', id },
      message,
      `${demand.segment.id ?? ''}/${step}/${account ?? ''}/${date}`,
    );
  }
  return ledger;
}
