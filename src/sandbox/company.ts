/**
 * Northwind Outfitters, the company of `plans/example`: what its providers would say about it. Numbers are fixed; dates
 * follow from the sandbox's `now`.
 */

import { addDays, dayNumber, formatLocalDate, type Instant, type LocalDate, localDateAt, nthReset, weekdayOf } from '../model/calendar.ts';
import { choiceFor, numberFor } from './derived.ts';
import { MAILBOXES, type Mailbox } from './mailboxes.ts';

/** What the sandbox plays, by name, with one sentence for help texts. */
export const SANDBOX_SCENARIOS = {
  default: 'A normal Friday: every provider answers, some credits are used.',
  exhausted: 'No credits, sends or contact slots left anywhere.',
  'swallowed-zero': 'Puffle reports sent_today 0 for every mailbox although its weekly totals are not 0.',
  'rate-limited': 'The first request of each account is answered 429 with Retry-After: 1.',
  down: 'Puffle answers 503 to everything.',
} as const;

/** Name of a scenario of the sandbox. */
export type SandboxScenario = keyof typeof SANDBOX_SCENARIOS;

/** Credits of one billing cycle. `start` is its first day, `reset` the first day of the next. Units: credits. */
export interface Cycle {
  readonly total: number;
  readonly used: number;
  readonly start: LocalDate;
  readonly reset: LocalDate;
}

/** SendGrid subuser: credits of its own, or none (`unlimited`), or a fixed amount (`nonrecurring`). */
export interface Subuser {
  readonly name: string;
  readonly region: 'global' | 'eu';
  readonly credits:
    | { readonly type: 'unlimited' }
    | { readonly type: 'recurring'; readonly cycle: Cycle }
    | { readonly type: 'nonrecurring'; readonly remain: number };
}

/** ActiveCampaign account. `credits`: null = the plan is not credit-based. Units: contacts, e-mails. */
export interface ActiveCampaignAccount {
  readonly name: string;
  readonly contactLimit: number;
  readonly contacts: number;
  readonly credits: number | null;
  readonly emailsSent: number;
  /** Per cycle; 0 = unlimited, as on the wire. */
  readonly emailLimit: number;
  readonly planId: string;
  readonly renewal: LocalDate;
}

/** Everything the sandbox's providers know. */
export interface Company {
  readonly today: LocalDate;
  /** Balance of the key's own account. */
  readonly sendgrid: Cycle;
  readonly subusers: readonly Subuser[];
  /** Subuser the example does not know, by name. */
  readonly otherSubuser: (name: string) => Subuser;
  /** Reseller customer, known or not, by name. */
  readonly customer: (name: string) => Cycle & { readonly package: string };
  readonly activeCampaign: readonly [ActiveCampaignAccount, ...ActiveCampaignAccount[]];
  readonly otherActiveCampaign: (name: string) => ActiveCampaignAccount;
  /** Puffle campaign id → its mailboxes. */
  readonly mailboxes: Readonly<Record<string, readonly Mailbox[]>>;
  /** Sends of a mailbox on a day, as the provider's own statistics hold them. */
  readonly sentOn: (mailbox: Mailbox, date: LocalDate) => number;
}

/** The company as of an instant. `exhausted`: nothing is left anywhere. */
export function northwind(now: Instant, scenario: SandboxScenario): Company {
  const isExhausted = scenario === 'exhausted';
  // SendGrid's billing days are Pacific; the other providers' dates follow the same day so that one company has one calendar.
  const today = localDateAt(now, 'America/Los_Angeles');
  const cycle = (total: number, used: number, resetDay: number): Cycle => ({
    total,
    used: isExhausted ? total : used,
    ...cycleAround(today, resetDay),
  });
  const derivedCycle = (name: string, resetDay: number): Cycle => {
    const total = choiceFor(`${name}/total`, [40_000, 50_000, 100_000, 150_000, 300_000]);
    return cycle(total, Math.floor((total * numberFor(`${name}/used`, 15, 70)) / 100), resetDay);
  };
  const account = (given: Omit<ActiveCampaignAccount, 'renewal'>, renewalDay: number): ActiveCampaignAccount => ({
    ...given,
    ...(isExhausted
      ? { contacts: given.contactLimit, credits: given.credits === null ? null : 0, emailsSent: given.emailLimit || given.emailsSent }
      : {}),
    renewal: cycleAround(today, renewalDay).reset,
  });
  return {
    today,
    sendgrid: cycle(300_000, 221_600, 1),
    subusers: [
      { name: 'northwind-eu', region: 'eu', credits: { type: 'recurring', cycle: cycle(100_000, 41_800, 1) } },
      { name: 'northwind-promo', region: 'global', credits: { type: 'recurring', cycle: cycle(40_000, 18_500, 1) } },
      { name: 'northwind-wholesale', region: 'global', credits: { type: 'unlimited' } },
    ],
    otherSubuser: (name) => ({ name, region: 'global', credits: { type: 'recurring', cycle: derivedCycle(`subuser/${name}`, 1) } }),
    customer: (name) =>
      name === 'outlet@northwind.example'
        ? { ...cycle(60_000, 33_800, 9), package: 'Silver Package' }
        : { ...derivedCycle(`customer/${name}`, numberFor(`customer/${name}/day`, 1, 28)), package: 'Bronze Package' },
    activeCampaign: [
      account(
        {
          name: 'northwind',
          contactLimit: 25_000,
          contacts: 18_240,
          credits: null,
          emailsSent: 189_000,
          emailLimit: 250_000,
          planId: '1007',
        },
        5,
      ),
      account(
        {
          name: 'northwind-stores',
          contactLimit: 10_000,
          contacts: 7_310,
          credits: 42_500,
          emailsSent: 57_500,
          emailLimit: 0,
          planId: '1003',
        },
        14,
      ),
    ],
    otherActiveCampaign: (name) => {
      const contactLimit = choiceFor(`ac/${name}/limit`, [5_000, 10_000, 25_000, 50_000]);
      return account(
        {
          name,
          contactLimit,
          contacts: Math.floor((contactLimit * numberFor(`ac/${name}/contacts`, 30, 80)) / 100),
          credits: null,
          emailsSent: Math.floor((contactLimit * 10 * numberFor(`ac/${name}/sent`, 15, 70)) / 100),
          emailLimit: contactLimit * 10,
          planId: '1001',
        },
        numberFor(`ac/${name}/day`, 1, 28),
      );
    },
    mailboxes: MAILBOXES,
    sentOn: (mailbox, date) => {
      if (date > addDays(today, 1)) return 0;
      // "Today" is the caller's: a caller ahead of the Pacific is already on the next date.
      if (date >= today) return isExhausted ? mailbox.dailyLimit : numberFor(`${mailbox.email}/today`, 2, Math.min(8, mailbox.usual));
      if (['sat', 'sun'].includes(weekdayOf(dayNumber(date)))) return 0;
      return Math.max(0, mailbox.usual - numberFor(`${mailbox.email}/${(dayNumber(today) - dayNumber(date)) % 7}`, 0, 3));
    },
  };
}

/** Monthly cycle around a day: its first day and the first day of the next one. */
export function cycleAround(today: LocalDate, resetDay: number): { readonly start: LocalDate; readonly reset: LocalDate } {
  const anchor = `${today.slice(0, 8)}${String(resetDay).padStart(2, '0')}`;
  const isAhead = anchor > today;
  return {
    start: formatLocalDate(nthReset(anchor, 'month', isAhead ? -1 : 0)),
    reset: formatLocalDate(nthReset(anchor, 'month', isAhead ? 0 : 1)),
  };
}
