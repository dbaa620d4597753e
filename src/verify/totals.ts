/** Checks that the totals a plan states equal what its own rows add up to: campaign results, overage and its cost. */

import type { Subject } from '../model/finding.ts';
import type { CampaignResult, Plan } from '../model/plan.ts';
import { amountText, decimalText, isCount, parseDecimal, saysNumber } from './amounts.ts';
import type { Audience, Demand } from './audience.ts';
import { type Exact, minus, plus, sumAt } from './exact.ts';
import type { Books } from './limits.ts';
import { THE_PLAN } from './tally.ts';

const subjectOf = (row: CampaignResult): Subject =>
  row.segment === null ? { kind: 'campaign', id: row.campaign } : { kind: 'segment', id: `${row.campaign}/${row.segment}` };

type Expect = (what: string, given: unknown, isRight: boolean, expected: string) => void;

function checkShortfall(row: CampaignResult, missing: Exact, audience: Audience, expect: Expect): void {
  const { shortfall } = row;
  if (missing <= 0 || shortfall === null) {
    expect('shortfall', shortfall?.contacts ?? null, missing <= 0 && shortfall === null, missing <= 0 ? 'null' : `${missing}`);
    return;
  }
  expect('shortfall.contacts', shortfall.contacts, saysNumber(shortfall.contacts, missing, 0), `${missing}`);
  let sum: Exact = 0;
  for (const { missing: part, account, sender } of shortfall.reasons) {
    expect('missing of a reason', part, isCount(part), 'a non-negative integer');
    if (isCount(part)) sum = plus(sum, part);
    expect('account of a reason', account, account === null || audience.accountIndex.has(account), 'an account of the snapshot');
    expect('sender of a reason', sender, sender === null || audience.senderById.has(sender), 'a sender of the snapshot');
  }
  expect('missing of all reasons', Number(sum), sum === missing, `${missing}`);
}

function checkResult(row: CampaignResult, demand: Demand, plan: Plan, books: Books): void {
  const subject = subjectOf(row);
  const expect: Expect = (what, given, isRight, expected) => {
    books.tally.count('campaign_result');
    if (isRight) return;
    const message = `${subject.kind} ${subject.id}: ${what} is ${JSON.stringify(given)}, the rows and files give ${expected}`;
    books.tally.fail('plan.inconsistent', 'campaign_result', subject, message, what);
  };
  const { contacts } = demand.segment;
  const { priority } = demand.campaign;
  const { ledger, audience } = books;
  const served = sumAt(ledger.served, demand.index);
  const sends = sumAt(ledger.sends, demand.index);
  const dateOf = (days: Int32Array) => audience.dates[days[demand.index] as number] ?? null;
  const [first, last] = [dateOf(ledger.firstDay), dateOf(ledger.lastDay)];
  expect('contacts', row.contacts, row.contacts === contacts, `${contacts}`);
  expect('priority', row.priority, row.priority === priority, `${priority}`);
  expect('served', row.served, saysNumber(row.served, served, 0), `${served}`);
  expect('sends', row.sends, saysNumber(row.sends, sends, 4), amountText(sends));
  expect('firstDay', row.firstDay, row.firstDay === first, JSON.stringify(first));
  expect('lastDay', row.lastDay, row.lastDay === last, JSON.stringify(last));
  const isPlausible = isCount(row.alreadyStarted) && (row.alreadyStarted === 0 || plan.previous !== null);
  expect('alreadyStarted', row.alreadyStarted, isPlausible, plan.previous === null ? '0 without a previous plan' : 'a count');
  checkShortfall(row, minus(contacts, served), audience, expect);
}

/** Checks the results per campaign (segment) and that exactly those of the plan files are listed, in canonical order. */
export function checkResults(plan: Plan, books: Books): void {
  const { audience, ledger, tally } = books;
  const expected = [...audience.demands].sort((a, b) => a.place - b.place);
  const given = plan.campaigns;
  const isSameList =
    given.length === expected.length &&
    expected.every((demand, i) => given[i]?.campaign === demand.campaign.id && given[i]?.segment === demand.segment.id);
  tally.count('campaign_results');
  if (!isSameList) {
    const message = `plan: ${given.length} campaign results, expected ${expected.length}: one for each campaign and segment of the plan files, in canonical order`;
    tally.fail('plan.inconsistent', 'campaign_results', THE_PLAN, message);
  }
  for (const row of given) {
    const demand = audience.campaignById.get(row.campaign)?.demandBySegment.get(row.segment);
    if (demand !== undefined) checkResult(row, demand, plan, books);
  }
  const isComplete = audience.demands.every((d) => sumAt(ledger.served, d.index) === d.segment.contacts);
  tally.count('outcome.isComplete');
  if (plan.outcome.isComplete === isComplete) return;
  const message = `plan: isComplete is ${plan.outcome.isComplete}, the rows give ${isComplete}`;
  tally.fail('plan.inconsistent', 'outcome.isComplete', THE_PLAN, message);
}

/** Paid sends per account over all its cycles. */
export function overageByAccount({ audience, supply, usage }: Pick<Books, 'audience' | 'supply' | 'usage'>): readonly bigint[] {
  const result = audience.accounts.map(() => 0n);
  supply.pools.forEach((pool, p) => {
    result[pool.account] = (result[pool.account] as bigint) + (usage.pools[p]?.overage as bigint);
  });
  return result;
}

/** Checks that every paid send is listed with its exact price. */
export function checkCost(plan: Plan, books: Books): void {
  const { audience, tally } = books;
  const overage = overageByAccount(books);
  const listed = new Set<string>();
  for (const row of plan.cost.overage) {
    const subject: Subject = { kind: 'account', id: row.account };
    const expect: Expect = (what, given, isRight, expected) => {
      tally.count('cost');
      const message = `account ${row.account}: ${what} of the overage is ${JSON.stringify(given)}, expected ${expected}`;
      if (!isRight) tally.fail('plan.inconsistent', 'cost', subject, message, what);
    };
    expect('row', row.account, !listed.has(row.account), 'one row per account');
    listed.add(row.account);
    const index = audience.accountIndex.get(row.account);
    const terms = index === undefined ? null : (audience.accounts[index]?.overage ?? null);
    if (index === undefined || terms === null) {
      expect('account', row.account, false, 'an account of the snapshot that has overage');
      continue;
    }
    const sends = overage[index] as bigint;
    const amount = sends * (parseDecimal(terms.pricePer1000, 6) ?? 0n);
    expect('sends', row.sends, saysNumber(row.sends, sends, 0), `${sends}`);
    expect('amount', row.amount, parseDecimal(row.amount, 9) === amount, decimalText(amount, 9));
    expect('currency', row.currency, row.currency === terms.currency, terms.currency);
  }
  audience.accounts.forEach(({ account }, a) => {
    const sends = overage[a] as bigint;
    tally.count('cost');
    if (sends === 0n || listed.has(account)) return;
    const message = `account ${account}: ${sends} paid sends are not listed in cost.overage, expected a row`;
    tally.fail('plan.inconsistent', 'cost', { kind: 'account', id: account }, message, 'missing');
  });
}
