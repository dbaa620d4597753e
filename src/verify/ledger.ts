/**
 * Reads the rows of a plan (starts, and follow-ups that do not stick to their sender), checks that each is allowed, and
 * books what they send where. Units: contacts for starts, 1/10000 sends for loads.
 */

import type { FollowUp, Plan, Start } from '../model/plan.ts';
import type { Step } from '../model/workspace.ts';
import type { Audience, Demand, Sender } from './audience.ts';
import { type StepTable, stepDays } from './calendar.ts';
import { addTo, createSums, type Exact, minus, plus, type Sums, times } from './exact.ts';
import {
  compareFollowUps,
  compareStarts,
  createOrder,
  createResolver,
  followUpText,
  type Resolved,
  segmentText,
  startText,
} from './rows.ts';
import type { Tally } from './tally.ts';

/** Everything the rows of a plan add up to. */
export interface Ledger {
  /** Per campaign (segment): contacts, and 1/10000 sends. */
  readonly served: Sums;
  readonly sends: Sums;
  /** Per campaign (segment): day indices of its first and last send; -1 = none. */
  readonly firstDay: Int32Array;
  readonly lastDay: Int32Array;
  /** Per sender and day (see `dayIndex`): load. */
  readonly senderLoad: Sums;
  /** 1 for each sender with a row. */
  readonly isUsed: Uint8Array;
  /** Per campaign and day. */
  readonly campaignStarts: Sums;
  readonly campaignSends: Sums;
  /** Per campaign: account → contacts started from it. */
  readonly accountStarts: readonly Map<number, Exact>[];
}

/** Index of a day in sums per entry (sender, campaign, …) and day. */
export const dayIndex = ({ days }: Pick<Audience, 'days'>, entry: number, day: number): number => entry * days.count + day;

/** Group of follow-ups that must add up: demand, step, account (or everyone) and day. */
interface Balance {
  readonly demand: Demand;
  readonly step: number;
  readonly account: string | null;
  readonly day: number;
  due: Exact;
}
type Balances = Map<string, Balance>;

function addLoad(ledger: Ledger, audience: Audience, { view, demand, sender, contacts }: Resolved, day: number, step: Step): void {
  const units = times(contacts, step.share10k);
  ledger.isUsed[sender.index] = 1;
  addTo(ledger.senderLoad, dayIndex(audience, sender.index, day), units);
  addTo(ledger.campaignSends, dayIndex(audience, view.index, day), units);
  addTo(ledger.sends, demand.index, units);
  const first = ledger.firstDay[demand.index] as number;
  if (first === -1 || day < first) ledger.firstDay[demand.index] = day;
  if (day > (ledger.lastDay[demand.index] as number)) ledger.lastDay[demand.index] = day;
}

function addStart(ledger: Ledger, audience: Audience, { view, demand, sender, day, contacts }: Resolved): void {
  addTo(ledger.served, demand.index, contacts);
  addTo(ledger.campaignStarts, dayIndex(audience, view.index, day), contacts);
  const byAccount = ledger.accountStarts[view.index] as Map<number, Exact>;
  byAccount.set(sender.account, plus(byAccount.get(sender.account) ?? 0, contacts));
}

function addDue(balances: Balances, demand: Demand, step: number, sender: Sender, day: number, contacts: number): void {
  const account = demand.campaign.sticky === 'account' ? sender.accountId : null;
  const key = `${demand.index} ${step} ${day} ${account === null ? '' : sender.account}`;
  const balance = balances.get(key);
  if (balance === undefined) balances.set(key, { demand, step, account, day, due: contacts });
  else balance.due = plus(balance.due, contacts);
}

/** Checks that a start row is no smaller than its campaign allows. */
function checkBatch({ demand, sender, contacts }: Resolved, date: string, tally: Tally): void {
  const { id, minStarts } = demand.campaign;
  if (minStarts <= 1) return;
  tally.count('sender_min_batch');
  if (contacts >= minStarts) return;
  const when = `${sender.capacity.id} on ${date}`;
  const message = `campaign ${id}: ${contacts} contacts start from ${when}, allowed are none or at least ${minStarts} (sender_min_batch)`;
  tally.fail('plan.limit-exceeded', 'sender_min_batch', { kind: 'campaign', id }, message, `${demand.segment.id ?? ''}/${when}`);
}

const NOT_ALLOWED = 'not allowed: `from` of the campaign or its segment leaves this sender out';

function readStarts(plan: Plan, audience: Audience, ledger: Ledger, balances: Balances, tally: Tally): void {
  const resolve = createResolver(audience);
  const isAfterLast = createOrder<Start>(audience, () => 0, compareStarts);
  const fail = (row: Start, why: string): void =>
    tally.fail(
      'plan.inconsistent',
      'start',
      { kind: 'campaign', id: row.campaign },
      `${startText(row)}: ${why}`,
      `${row.sender}/${row.date}`,
    );
  let last: Resolved | null = null;
  let table: StepTable = new Int32Array();
  let rows = 0;
  for (const row of plan.starts) {
    rows++;
    const to = resolve(row);
    if (!isAfterLast(row, to)) fail(row, 'the row is not after the one before it (campaign, segment, account, sender, date)');
    if (typeof to === 'string') {
      fail(row, `not allowed: ${to}`);
      continue;
    }
    addStart(ledger, audience, to);
    checkBatch(to, row.date, tally);
    const { view, demand, sender, day, contacts } = to;
    if (last?.demand !== demand || last.sender !== sender) table = view.pattern.tableOf(sender.sends, demand.followUpDays(sender));
    last = to;
    if (!demand.allowed[sender.profile]) fail(row, NOT_ALLOWED);
    const { steps, sticky } = demand.campaign;
    const place = day * steps.length;
    if (day < view.rhythm.from || day > view.rhythm.to || table[place] === -1) {
      fail(row, `not allowed: ${stepDays(view.rhythm, sender.sends, demand.followUpDays(sender), day)}`);
      continue;
    }
    for (let k = 0; k < steps.length; k++) {
      const at = table[place + k] as number;
      if (k === 0 || sticky === 'sender') addLoad(ledger, audience, to, at, steps[k] as Step);
      else addDue(balances, demand, k, sender, at, contacts);
    }
  }
  tally.count('start', rows);
}

function readFollowUps(plan: Plan, audience: Audience, ledger: Ledger, balances: Balances, tally: Tally): void {
  const resolve = createResolver(audience);
  const isAfterLast = createOrder<FollowUp>(audience, (row) => row.step, compareFollowUps);
  for (const row of plan.followUps) {
    tally.count('follow_up');
    const fail = (why: string): void =>
      tally.fail(
        'plan.inconsistent',
        'follow_up',
        { kind: 'campaign', id: row.campaign },
        `${followUpText(row)}: ${why}`,
        `${row.step}/${row.sender}/${row.date}`,
      );
    const to = resolve(row);
    if (!isAfterLast(row, to)) fail('the row is not after the one before it (campaign, segment, step, account, sender, date)');
    if (typeof to === 'string') {
      fail(`not allowed: ${to}`);
      continue;
    }
    const { demand, sender, day, contacts } = to;
    const step = row.step >= 1 ? demand.campaign.steps[row.step] : undefined;
    if (demand.campaign.sticky === 'sender') fail('not allowed: the follow-ups of this campaign leave from the sender of the start');
    else if (step === undefined) fail(`not allowed: the campaign has steps 0 to ${demand.campaign.steps.length - 1}`);
    else {
      if (!demand.allowed[sender.profile]) fail(NOT_ALLOWED);
      if (!sender.sends[day]) fail('not allowed: the sender does not send on that day');
      addDue(balances, demand, row.step, sender, day, -contacts);
      addLoad(ledger, audience, to, day, step);
    }
  }
}

function checkBalances(balances: Balances, audience: Audience, tally: Tally): void {
  for (const { demand, step, account, day, due } of balances.values()) {
    tally.count('follow_up_balance');
    if (due === 0) continue;
    const { id } = demand.campaign;
    const date = audience.dates[day];
    const where = account === null ? '' : ` of account ${account}`;
    const missing = due > 0 ? `missing for ${due}` : `planned too often for ${minus(0, due)}`;
    const message = `campaign ${id}${segmentText(demand.segment.id)}: follow-up ${step}${where} on ${date} is ${missing} contacts, expected exactly those whose starts make it due`;
    tally.fail(
      'plan.inconsistent',
      'follow_up_balance',
      { kind: 'campaign', id },
      message,
      `${demand.segment.id ?? ''}/${step}/${account ?? ''}/${date}`,
    );
  }
}

/** Reads and books every row of a plan. Rows that refer to nothing are reported and not booked. */
export function readLedger(plan: Plan, audience: Audience, tally: Tally): Ledger {
  const { campaigns, demands, senders, days } = audience;
  const ledger: Ledger = {
    served: createSums(demands.length),
    sends: createSums(demands.length),
    firstDay: new Int32Array(demands.length).fill(-1),
    lastDay: new Int32Array(demands.length).fill(-1),
    senderLoad: createSums(senders.length * days.count),
    isUsed: new Uint8Array(senders.length),
    campaignStarts: createSums(campaigns.length * days.count),
    campaignSends: createSums(campaigns.length * days.count),
    accountStarts: campaigns.map(() => new Map()),
  };
  const balances: Balances = new Map();
  readStarts(plan, audience, ledger, balances, tally);
  readFollowUps(plan, audience, ledger, balances, tally);
  checkBalances(balances, audience, tally);
  return ledger;
}
