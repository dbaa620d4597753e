/** Whether the snapshot inside a plan can be used at all: its digest, its ids and every number and date in it. */

import { createHash } from 'node:crypto';
import { parseLocalDate } from '../model/calendar.ts';
import type { AccountCapacity, SenderCapacity } from '../model/capacity.ts';
import type { Limit } from '../model/limit.ts';
import { compareText } from '../model/order.ts';
import type { Plan } from '../model/plan.ts';
import { isCount, parseDecimal } from './amounts.ts';
import type { Tally } from './tally.ts';

type Check = (what: string, given: unknown, isRight: boolean, expected: string) => void;

const COUNT = 'a non-negative integer';
const DATE = 'a local date YYYY-MM-DD';
const isDate = (text: string): boolean => parseLocalDate(text) !== null;
const isUsable = (limit: Limit): boolean => limit.kind !== 'limited' || isCount(limit.amount);

function checkSender(sender: SenderCapacity, check: Check): void {
  const { warmUp } = sender;
  check('dailyLimit', sender.dailyLimit.value, isUsable(sender.dailyLimit.value), COUNT);
  check('weeklyLimit', sender.weeklyLimit.value, isUsable(sender.weeklyLimit.value), COUNT);
  check('sentToday', sender.sentToday.value, isCount(sender.sentToday.value), COUNT);
  const last6 = sender.sentLast6Days.value;
  check('sentLast6Days', last6, last6.length === 6 && last6.every(isCount), 'six non-negative integers');
  check('except', sender.except, sender.except.every(isDate), 'local dates');
  if (warmUp === null) return;
  check('warmUp.start', warmUp.start, isDate(warmUp.start), DATE);
  check('warmUp.to', warmUp.to, warmUp.to === null || isCount(warmUp.to), COUNT);
  if (warmUp.kind === 'schedule') {
    check('warmUp.schedule', warmUp.schedule, warmUp.schedule.length > 0 && warmUp.schedule.every(isCount), 'non-negative integers');
    return;
  }
  check('warmUp.from', warmUp.from, isCount(warmUp.from), COUNT);
  if (warmUp.kind === 'add') check('warmUp.add', warmUp.add, isCount(warmUp.add), COUNT);
  else check('warmUp.factor', warmUp.factor, parseDecimal(String(warmUp.factor), 4) !== null, 'a decimal with at most 4 digits');
}

function checkAccount(account: AccountCapacity, check: Check): void {
  const { credits, contacts, overage, reserve } = account;
  check('today', account.today, isDate(account.today), DATE);
  check('credits.remaining', credits.remaining.value, isUsable(credits.remaining.value), COUNT);
  check('credits.allowance', credits.allowance.value, isUsable(credits.allowance.value), COUNT);
  const next = credits.resets.value?.next;
  check('credits.resets.next', next, next === undefined || isDate(next), DATE);
  for (const { from, to, credits: amount } of credits.windows ?? []) {
    check('credits.windows', `${from} ${to}`, isDate(from) && isDate(to) && from <= to, 'two local dates, the last not before the first');
    check('credits.windows', amount, isUsable(amount), COUNT);
  }
  check('reserve.perDay', reserve.perDay, isCount(reserve.perDay), COUNT);
  check('reserve.untilReset', reserve.untilReset, isCount(reserve.untilReset), COUNT);
  check('dailyLimit', account.dailyLimit.value, isUsable(account.dailyLimit.value), COUNT);
  check('contacts.limit', contacts.limit.value, isUsable(contacts.limit.value), COUNT);
  check('contacts.used', contacts.used.value, isCount(contacts.used.value), COUNT);
  if (overage === null) return;
  check('overage.max', overage.max, isCount(overage.max), COUNT);
  const price = overage.pricePer1000;
  check('overage.pricePer1000', price, parseDecimal(price, 6) !== null, 'a decimal with at most 6 digits after the point');
}

/** SHA-256 of the accounts as one JSON list without blanks, in pieces: the list of 100,000 senders is too long for one text. */
function digestOf(accounts: Plan['snapshot']['accounts']): string {
  const hash = createHash('sha256');
  let mark = '[';
  for (const account of accounts) {
    hash.update(mark).update(JSON.stringify(account));
    mark = ',';
  }
  return hash.update(accounts.length === 0 ? '[]' : ']').digest('hex');
}

/** Checks the snapshot of a plan. Numbers that fail here count as 0 everywhere else. */
export function checkSnapshot(plan: Plan, tally: Tally): void {
  const { accounts, sha256 } = plan.snapshot;
  const digest = digestOf(accounts);
  tally.count('snapshot.digest');
  if (digest !== sha256) {
    const message = `snapshot: sha256 is ${JSON.stringify(sha256)}, the accounts in the plan give ${digest}`;
    tally.fail('plan.inconsistent', 'snapshot.digest', { kind: 'snapshot', id: 'snapshot' }, message);
  }

  const senderIds = new Set<string>();
  let previous: string | null = null;
  for (const account of accounts) {
    const about = (kind: 'account' | 'sender', id: string): Check => {
      return (what, given, isRight, expected) => {
        tally.count('snapshot.value');
        if (isRight) return;
        const message = `${kind} ${id}: ${what} in the snapshot is ${JSON.stringify(given)}, expected ${expected}`;
        tally.fail('plan.inconsistent', 'snapshot.value', { kind, id }, message, what);
      };
    };
    const check = about('account', account.account);
    const isInOrder: boolean = previous === null || compareText(previous, account.account) < 0;
    check('place', account.account, isInOrder, `an id after ${JSON.stringify(previous)}: ids are unique and in canonical order`);
    previous = account.account;
    checkAccount(account, check);
    for (const sender of account.senders) {
      const checkOne = about('sender', sender.id);
      checkOne('id', sender.id, !senderIds.has(sender.id), 'an id used once');
      senderIds.add(sender.id);
      checkSender(sender, checkOne);
    }
  }
}
