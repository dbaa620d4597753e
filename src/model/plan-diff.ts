/** Difference between two plans: what moved, and what in the plans explains it. Made by `plan/compare`. */

import type { LocalDate } from './calendar.ts';
import type { CampaignResult, Family, Outcome } from './plan.ts';

/** A value in the first and in the second plan. */
export interface Change<T> {
  readonly before: T;
  readonly after: T;
}

/**
 * Something both plans show that explains a change.
 *
 * - `campaign`: only one of the plans has it; `contacts`, `priority`: changed
 * - `horizon`: other first or last day
 * - `capacity`: what an account, sender or domain can send changed
 * - `rival`: a campaign of the same or a higher priority takes more, or less, of what this one uses
 * - `limit`: another limit, or another part of it, is what leaves contacts unserved
 * - `files`: nothing but the plan files changed; `solver`: another engine, or no proof
 * - `none`: no cause is visible
 */
export interface Cause {
  readonly kind: 'campaign' | 'contacts' | 'priority' | 'horizon' | 'capacity' | 'rival' | 'limit' | 'files' | 'solver' | 'none';
  readonly text: string;
}

/** One campaign (segment) that changed. null = that plan does not have it. Contacts started by an earlier plan count as served. */
export interface CampaignChange {
  readonly campaign: string;
  readonly segment: string | null;
  readonly contacts: Change<number | null>;
  readonly served: Change<number | null>;
  readonly sends: Change<number | null>;
  readonly firstDay: Change<LocalDate | null>;
  readonly lastDay: Change<LocalDate | null>;
  /** First messages that leave from another sender or on another day. Units: contacts. */
  readonly moved: number;
  readonly causes: readonly Cause[];
}

/** Credits or contact slots of an account that changed. null = that plan does not have the account, or the cycle. */
export interface AccountChange {
  readonly account: string;
  readonly resource: Extract<Family, 'credit_balance' | 'contact_limit'>;
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Units: credits (sends) or contacts. */
  readonly used: Change<number | null>;
  /** null inside also = unlimited. */
  readonly headroom: Change<number | null>;
  readonly overage: Change<number | null>;
}

/** One sender on one day. Units: expected sends, follow-ups included. */
export interface SenderDayChange extends Change<number> {
  readonly account: string;
  readonly sender: string;
  readonly date: LocalDate;
}

/** Paid overage of one account in one currency that changed. */
export interface CostChange {
  readonly account: string;
  readonly currency: string;
  readonly sends: Change<number>;
  /** Decimal text. */
  readonly amount: Change<string>;
}

/** Everything that differs. */
export interface PlanDiff {
  /** Nothing moved: no campaign, account, sender-day, cost or status differs. The proof may. */
  readonly isSame: boolean;
  /** Days before it are over in one of the plans and are not compared. */
  readonly firstDay: LocalDate;
  readonly horizon: Change<{ readonly start: LocalDate; readonly end: LocalDate; readonly timeZone: string }>;
  readonly observedAt: Change<string>;
  /** Paths of plan files whose contents differ, or that only one plan was made from. */
  readonly files: readonly string[];
  /** Contacts wanted and served over all campaigns. */
  readonly contacts: Change<number>;
  readonly served: Change<number>;
  readonly status: Change<Outcome['status']>;
  /** Objective levels whose value or proof differs; null = that plan does not have the level. */
  readonly levels: readonly ({ readonly objective: string; readonly unit: string } & Change<LevelValue | null>)[];
  readonly campaigns: readonly CampaignChange[];
  readonly accounts: readonly AccountChange[];
  /** Sender-days with more and with fewer sends, and the largest changes, largest first. */
  readonly senderDays: { readonly more: number; readonly fewer: number; readonly largest: readonly SenderDayChange[] };
  readonly cost: readonly CostChange[];
}

/** Value of an objective level and how far it may be from the best one; null = no bound. */
export interface LevelValue {
  readonly value: number;
  readonly gap: number | null;
}

/** Name of a campaign row: `campaign` or `campaign/segment`. */
export const rowName = (row: Pick<CampaignResult, 'campaign' | 'segment'>): string =>
  row.segment === null ? row.campaign : `${row.campaign}/${row.segment}`;
