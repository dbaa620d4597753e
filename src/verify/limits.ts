/** Checks that every limit of the model holds (model.md section 3): one function per group of families. */

import { formatLocalDate } from '../model/calendar.ts';
import type { Subject } from '../model/finding.ts';
import type { Family } from '../model/plan.ts';
import { amountText, ONE } from './amounts.ts';
import type { Audience } from './audience.ts';
import type { Ledger } from './ledger.ts';
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

/** Judges one instance: `planned` and `allowed` in 1/10000. */
function judge(books: Books, family: Family, subject: Subject, where: () => string, planned: bigint, allowed: bigint, unit: string): void {
  books.tally.count(family);
  if (planned <= allowed) return;
  const message = `${subject.kind} ${subject.id}: ${amountText(planned)} ${unit} planned ${where()}, allowed ${amountText(allowed)} (${family})`;
  books.tally.fail('plan.limit-exceeded', family, subject, message, where());
}

/** Judges a load per day against a limit per day; days without load are counted too. */
function judgeDays(books: Books, family: Family, subject: Subject, load: readonly bigint[], limit: Float64Array, unit = 'sends'): void {
  load.forEach((planned, day) => {
    const allowed = limit[day] as number;
    if (planned === 0n) books.tally.count(family);
    else if (allowed !== Number.POSITIVE_INFINITY)
      judge(books, family, subject, () => `on ${dateOf(books, day)}`, planned, BigInt(allowed) * ONE, unit);
  });
}

/** Load of the 7 days of every range that touches the horizon; entry t begins on day index t - 6. */
export function weeklyLoads(load: readonly bigint[]): readonly bigint[] {
  const sums: bigint[] = [];
  let sum = 0n;
  for (let t = 0; t < load.length + 6; t++) {
    sum += load[t] ?? 0n;
    if (t >= 7) sum -= load[t - 7] as bigint;
    sums.push(sum);
  }
  return sums;
}

function checkSenders(books: Books): void {
  const { audience, supply, ledger } = books;
  for (const [index, load] of ledger.senderLoad) {
    const { id } = (audience.senders[index] as Audience['senders'][number]).capacity;
    const subject: Subject = { kind: 'sender', id };
    judgeDays(books, 'sender_daily_limit', subject, load, supply.senderDaily[index] as Float64Array);
    const weekly = supply.senderWeekly[index];
    if (weekly === null || weekly === undefined) continue;
    weeklyLoads(load).forEach((planned, t) => {
      const where = () => `in the 7 days from ${dateOf(books, t - 6)}`;
      judge(books, 'sender_weekly_limit', subject, where, planned, BigInt(weekly[t] as number) * ONE, 'sends');
    });
  }
}

function checkDomainsAndAccounts(books: Books): void {
  const { audience, supply, usage } = books;
  for (const [id, load] of usage.domainLoad)
    judgeDays(books, 'domain_daily_limit', { kind: 'domain', id }, load, supply.domainDaily.get(id) as Float64Array);
  audience.accounts.forEach(({ account: id }, a) => {
    const subject: Subject = { kind: 'account', id };
    const daily = supply.accountDaily[a];
    if (daily) judgeDays(books, 'account_daily_limit', subject, usage.accountLoad[a] as readonly bigint[], daily);
    const free = supply.contactSlots[a] as number;
    if (free !== Number.POSITIVE_INFINITY)
      judge(books, 'contact_limit', subject, () => 'in the horizon', usage.contactSlots[a] as bigint, BigInt(free) * ONE, 'new contacts');
  });
  supply.pools.forEach((pool, p) => {
    const id = audience.accounts[pool.account]?.account as string;
    const where = () => `from ${dateOf(books, pool.firstDay)} to ${dateOf(books, pool.lastDay)}`;
    const allowed = (BigInt(pool.credits) + BigInt(pool.overage)) * ONE;
    judge(books, 'credit_balance', { kind: 'account', id }, where, usage.pools[p]?.planned as bigint, allowed, 'credits');
  });
}

function checkCampaigns(books: Books): void {
  const { audience, supply, ledger } = books;
  for (const { index, campaign, demands } of audience.campaigns) {
    const { id } = campaign;
    const subject: Subject = { kind: 'campaign', id };
    for (const demand of demands) {
      const of: Subject = demand.segment.id === null ? subject : { kind: 'segment', id: `${id}/${demand.segment.id}` };
      const served = (ledger.demands[demand.index]?.served as bigint) * ONE;
      judge(books, 'demand', of, () => 'in the horizon', served, BigInt(demand.segment.contacts) * ONE, 'contacts');
    }
    const { maxStarts } = campaign.perDay;
    const starts = ledger.campaignStarts[index] as readonly bigint[];
    if (maxStarts !== null)
      starts.forEach((planned, day) => {
        judge(
          books,
          'campaign_daily_limit',
          subject,
          () => `to start on ${dateOf(books, day)}`,
          planned * ONE,
          BigInt(maxStarts) * ONE,
          'contacts',
        );
      });
    const maxSends = supply.campaignSends[index];
    if (maxSends) judgeDays(books, 'campaign_daily_limit', subject, ledger.campaignSends[index] as readonly bigint[], maxSends);

    const byAccount = ledger.accountStarts[index] as ReadonlyMap<number, bigint>;
    const total = [...byAccount.values()].reduce((sum, n) => sum + n, 0n);
    for (const [a, started] of byAccount) {
      const account = audience.accounts[a]?.account as string;
      const allowed = total * BigInt(campaign.maxShare10k);
      if (campaign.maxShare10k < 10_000)
        judge(books, 'account_share', subject, () => `through account ${account}`, started * ONE, allowed, 'contacts');
    }
    if (campaign.oneAccount) judge(books, 'one_account', subject, () => 'for the campaign', BigInt(byAccount.size) * ONE, ONE, 'accounts');
    if (campaign.allOrNothing) {
      const wanted = demands.reduce((sum, d) => sum + BigInt(d.segment.contacts), 0n);
      books.tally.count('all_or_nothing');
      if (total !== 0n && total !== wanted) {
        const message = `campaign ${id}: ${total} of ${wanted} contacts planned, allowed are all or none (all_or_nothing)`;
        books.tally.fail('plan.limit-exceeded', 'all_or_nothing', subject, message);
      }
    }
  }
}

function checkBatches(books: Books): void {
  for (const { demand, sender, day, contacts } of books.ledger.starts) {
    const { id, minStarts } = demand.campaign;
    if (minStarts <= 1) continue;
    books.tally.count('sender_min_batch');
    if (contacts >= BigInt(minStarts)) continue;
    const when = `${sender.capacity.id} on ${dateOf(books, day)}`;
    const message = `campaign ${id}: ${contacts} contacts start from ${when}, allowed are none or at least ${minStarts} (sender_min_batch)`;
    books.tally.fail('plan.limit-exceeded', 'sender_min_batch', { kind: 'campaign', id }, message, `${demand.segment.id ?? ''}/${when}`);
  }
}

/** Checks every family of limits. */
export function checkLimits(books: Books): void {
  checkSenders(books);
  checkDomainsAndAccounts(books);
  checkCampaigns(books);
  checkBatches(books);
}
