/** Checks that every limit of the model holds (model.md section 3): one function per group of families. */

import { formatLocalDate } from '../model/calendar.ts';
import type { Subject } from '../model/finding.ts';
import type { Family } from '../model/plan.ts';
import { amountText, ONE } from './amounts.ts';
import type { Audience, CampaignView } from './audience.ts';
import { type Exact, minus, plus, type Sums, sumAt, times } from './exact.ts';
import { dayIndex, type Ledger } from './ledger.ts';
import type { Supply } from './supply.ts';
import type { Tally } from './tally.ts';
import type { Usage } from './usage.ts';

/** What the checks of this file read and write. */
export interface Books {
  readonly audience: Audience;
  readonly supply: Supply;
  readonly ledger: Ledger;
  readonly usage: Usage;
  readonly tally: Tally;
}

const dateOf = ({ audience }: Books, day: number): string => formatLocalDate(audience.days.first + day);

/** Reports one instance where more is planned than allowed. Both in 1/10000. */
function judge(books: Books, family: Family, subject: Subject, where: () => string, planned: Exact, allowed: Exact, unit: string): void {
  if (planned <= allowed) return;
  const message = `${subject.kind} ${subject.id}: ${amountText(planned)} ${unit} planned ${where()}, allowed ${amountText(allowed)} (${family})`;
  books.tally.fail('plan.limit-exceeded', family, subject, message, where());
}

/** Judges and counts one instance. */
function judgeOne(...[books, family, ...rest]: Parameters<typeof judge>): void {
  books.tally.count(family);
  judge(books, family, ...rest);
}

/** Judges a load per day (entries of `loads` from `from` on) against a limit per day; days without load are counted too. */
function judgeDays(
  books: Books,
  family: Family,
  subject: Subject,
  { loads, from }: { readonly loads: Sums; readonly from: number },
  limit: Float64Array,
): void {
  let judged = 0;
  for (let day = 0; day < limit.length; day++) {
    const planned = sumAt(loads, from + day);
    const allowed = limit[day] as number;
    if (planned !== 0 && allowed === Number.POSITIVE_INFINITY) continue;
    judged++;
    if (planned !== 0) judge(books, family, subject, () => `on ${dateOf(books, day)}`, planned, times(allowed, ONE), 'sends');
  }
  books.tally.count(family, judged);
}

/** Load of a sender in the 7 days of every range that touches the horizon; entry t begins on day index t - 6. */
export function weeklyLoads({ audience, ledger }: Pick<Books, 'audience' | 'ledger'>, sender: number): readonly Exact[] {
  const { count } = audience.days;
  const loadOn = (day: number): Exact => (day >= 0 && day < count ? sumAt(ledger.senderLoad, dayIndex(audience, sender, day)) : 0);
  const sums: Exact[] = [];
  let sum: Exact = 0;
  for (let t = 0; t < count + 6; t++) {
    sum = minus(plus(sum, loadOn(t)), loadOn(t - 7));
    sums.push(sum);
  }
  return sums;
}

function checkSenders(books: Books): void {
  const { audience, supply, ledger } = books;
  for (const { index, capacity } of audience.senders) {
    if (!ledger.isUsed[index]) continue;
    const subject: Subject = { kind: 'sender', id: capacity.id };
    const own = { loads: ledger.senderLoad, from: dayIndex(audience, index, 0) };
    judgeDays(books, 'sender_daily_limit', subject, own, supply.senderDaily[index] as Float64Array);
    const weekly = supply.senderWeekly[index];
    if (weekly === null || weekly === undefined) continue;
    weeklyLoads(books, index).forEach((planned, t) => {
      const where = () => `in the 7 days from ${dateOf(books, t - 6)}`;
      judgeOne(books, 'sender_weekly_limit', subject, where, planned, times(weekly[t] as number, ONE), 'sends');
    });
  }
}

function checkDomainsAndAccounts(books: Books): void {
  const { audience, supply, usage } = books;
  for (const [id, loads] of usage.domainLoad)
    judgeDays(books, 'domain_daily_limit', { kind: 'domain', id }, { loads, from: 0 }, supply.domainDaily.get(id) as Float64Array);
  audience.accounts.forEach(({ account: id }, a) => {
    const subject: Subject = { kind: 'account', id };
    const daily = supply.accountDaily[a];
    const own = { loads: usage.accountLoad, from: dayIndex(audience, a, 0) };
    if (daily) judgeDays(books, 'account_daily_limit', subject, own, daily);
    const free = supply.contactSlots[a] as number;
    if (free !== Number.POSITIVE_INFINITY)
      judgeOne(books, 'contact_limit', subject, () => 'in the horizon', usage.contactSlots[a] as Exact, times(free, ONE), 'new contacts');
  });
  supply.pools.forEach((pool, p) => {
    const id = audience.accounts[pool.account]?.account as string;
    const where = () => `from ${dateOf(books, pool.firstDay)} to ${dateOf(books, pool.lastDay)}`;
    const allowed = times(plus(pool.credits, pool.overage), ONE);
    judgeOne(books, 'credit_balance', { kind: 'account', id }, where, usage.pools[p]?.planned as Exact, allowed, 'credits');
  });
}

/** Checks how the starts of a campaign spread over accounts: shares, one account, all or nothing. */
function checkSpread(books: Books, { index, campaign, demands }: CampaignView, subject: Subject): void {
  const { id, maxShare10k, oneAccount, allOrNothing } = campaign;
  const byAccount = books.ledger.accountStarts[index] as ReadonlyMap<number, Exact>;
  const total = [...byAccount.values()].reduce(plus, 0);
  if (maxShare10k < 10_000)
    for (const [a, started] of byAccount) {
      const account = books.audience.accounts[a]?.account as string;
      const allowed = times(total, maxShare10k);
      judgeOne(books, 'account_share', subject, () => `through account ${account}`, times(started, ONE), allowed, 'contacts');
    }
  if (oneAccount) judgeOne(books, 'one_account', subject, () => 'for the campaign', byAccount.size * ONE, ONE, 'accounts');
  if (!allOrNothing) return;
  const wanted = demands.reduce<Exact>((sum, d) => plus(sum, d.segment.contacts), 0);
  books.tally.count('all_or_nothing');
  if (total === 0 || total === wanted) return;
  const message = `campaign ${id}: ${total} of ${wanted} contacts planned, allowed are all or none (all_or_nothing)`;
  books.tally.fail('plan.limit-exceeded', 'all_or_nothing', subject, message);
}

function checkCampaigns(books: Books): void {
  const { audience, supply, ledger } = books;
  for (const view of audience.campaigns) {
    const { index, campaign, demands } = view;
    const { id } = campaign;
    const subject: Subject = { kind: 'campaign', id };
    for (const demand of demands) {
      const of: Subject = demand.segment.id === null ? subject : { kind: 'segment', id: `${id}/${demand.segment.id}` };
      const served = times(sumAt(ledger.served, demand.index), ONE);
      judgeOne(books, 'demand', of, () => 'in the horizon', served, times(demand.segment.contacts, ONE), 'contacts');
    }
    const { maxStarts } = campaign.perDay;
    if (maxStarts !== null)
      for (let day = 0; day < audience.days.count; day++) {
        const starts = times(sumAt(ledger.campaignStarts, dayIndex(audience, index, day)), ONE);
        const where = () => `to start on ${dateOf(books, day)}`;
        judgeOne(books, 'campaign_daily_limit', subject, where, starts, times(maxStarts, ONE), 'contacts');
      }
    const maxSends = supply.campaignSends[index];
    const own = { loads: ledger.campaignSends, from: dayIndex(audience, index, 0) };
    if (maxSends) judgeDays(books, 'campaign_daily_limit', subject, own, maxSends);
    checkSpread(books, view, subject);
  }
}

/** Checks every family of limits. */
export function checkLimits(books: Books): void {
  checkSenders(books);
  checkDomainsAndAccounts(books);
  checkCampaigns(books);
}
