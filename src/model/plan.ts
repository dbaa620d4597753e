/** The plan: the value written to plan.json (format version 1.0, see `sendplan schema plan-json`). */

import type { Instant, LocalDate } from './calendar.ts';
import type { AccountCapacity } from './capacity.ts';
import type { Finding } from './finding.ts';
import type { Rows } from './rows.ts';
import type { InputFile } from './workspace.ts';

/** Resource families of the model (model.md section 3). */
export const FAMILIES = [
  'demand',
  'sender_daily_limit',
  'sender_weekly_limit',
  'domain_daily_limit',
  'account_daily_limit',
  'credit_balance',
  'contact_limit',
  'campaign_daily_limit',
  'account_share',
  'serve_at_least',
  'sender_min_batch',
  'one_account',
  'all_or_nothing',
] as const;
/** One constraint family. */
export type Family = (typeof FAMILIES)[number];

/**
 * Contacts of a campaign (segment) whose first step leaves from one sender on one day.
 * Canonical order of rows: campaign, segment, account, sender, date.
 */
export interface Start {
  readonly campaign: string;
  readonly segment: string | null;
  readonly account: string;
  readonly sender: string;
  readonly date: LocalDate;
  readonly contacts: number;
}

/**
 * Follow-ups of campaigns whose follow-ups do not stick to the sender (`sticky: account | none`): `contacts` of the
 * campaign whose step `step` leaves from this sender on this day. Expected sends = contacts × share of the step.
 */
export interface FollowUp {
  readonly campaign: string;
  readonly segment: string | null;
  /** Index into the campaign's steps, from 1. */
  readonly step: number;
  readonly account: string;
  readonly sender: string;
  readonly date: LocalDate;
  readonly contacts: number;
}

/** What one sender sends on one day for one step of a campaign (segment). Not part of plan.json: worked out from it and the plan files. */
export interface DailySends {
  readonly date: LocalDate;
  readonly campaign: string;
  readonly segment: string | null;
  /** Index into the campaign's steps, from 0. */
  readonly step: number;
  readonly account: string;
  readonly sender: string;
  /** Contacts that started and whose step this is, before the step's share. */
  readonly contacts: number;
  /** Expected sends: contacts × share, at most 4 digits after the point. */
  readonly sends: number;
}

/** Why contacts stay unserved: one exhausted group of resources. `missing` of all reasons of a row add up to its shortfall. */
export interface ShortfallReason {
  readonly resource: Family | 'window' | 'eligibility';
  readonly account: string | null;
  readonly sender: string | null;
  readonly domain: string | null;
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
  /** Contacts. */
  readonly missing: number;
  readonly text: string;
}

/** Result for one campaign (segment). */
export interface CampaignResult {
  readonly campaign: string;
  readonly segment: string | null;
  readonly priority: number;
  readonly contacts: number;
  /** Contacts already started by the previous plan; not part of `served`. */
  readonly alreadyStarted: number;
  readonly served: number;
  /** Expected sends of all steps, at most 4 digits after the point. */
  readonly sends: number;
  /** First and last day with a send; null when nothing is served. */
  readonly firstDay: LocalDate | null;
  readonly lastDay: LocalDate | null;
  readonly shortfall: { readonly contacts: number; readonly reasons: readonly ShortfallReason[] } | null;
}

/** Use of one resource over a range of days. Units: sends (credits, contacts for `contact_limit`), at most 4 digits after the point. */
export interface CapacityUse {
  readonly resource: Family;
  readonly account: string | null;
  readonly sender: string | null;
  readonly domain: string | null;
  readonly campaign: string | null;
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** null = unlimited. */
  readonly limit: number | null;
  readonly planned: number;
  /** null = unlimited. */
  readonly headroom: number | null;
  /** Sends above the limit, paid. */
  readonly overage: number;
  readonly isBinding: boolean;
  /** What one more unit would bring at the first objective level it helps; null = not known. */
  readonly shadowPrice: number | null;
  /** Name of that level, e.g. `served.priority1`. */
  readonly shadowPriceObjective: string | null;
}

/** One objective level with its value and the proven bound (same unit; see `unit`). */
export interface ObjectiveLevel {
  /** `shortfall.priorityN`, `served.priorityN`, `overage.<currency>`, `churn`, `pacing.days`, `pacing.even`, `balance`. */
  readonly objective: string;
  /** `max` or `min`. */
  readonly sense: 'max' | 'min';
  readonly value: number;
  /** Best any plan could reach with the levels before it kept; null = no bound was proven. */
  readonly bound: number | null;
  /** |bound − value| / max(1, |bound|); null without bound. 0 = optimal. */
  readonly gap: number | null;
  readonly unit: string;
}

/** Key of one row of the model, for dual values. Only the fields its family uses are set. */
export interface RowKey {
  readonly family: Family | 'follow_up_balance' | 'new_contacts';
  readonly campaign?: string;
  readonly segment?: string | null;
  readonly account?: string;
  readonly sender?: string;
  /** Id of a group of the certificate instead of `sender`: the row of each of its senders. */
  readonly group?: string;
  readonly domain?: string;
  /** Only for follow_up_balance. */
  readonly step?: number;
  /** The day; for ranges the first day. */
  readonly date?: LocalDate;
  /** `starts` or `sends` for campaign_daily_limit. */
  readonly measure?: 'starts' | 'sends';
}

/** Senders of one account that stand together in a certificate. */
export interface SenderGroup {
  readonly id: string;
  readonly account: string;
  readonly senders: readonly string[];
}

/**
 * Proof of the bounds: dual values of the rows, as integers in units of 1 / `scale`. See `verify/bound` for the exact
 * statement that is checked and `problem/formulation` for the rows.
 */
export interface Certificate {
  readonly scale: number;
  /** Senders whose rows share dual values. A sender may be in several groups: its dual values add up. */
  readonly groups?: readonly SenderGroup[];
  readonly levels: readonly {
    readonly objective: string;
    /** Earlier level → multiplier (≥ 0, in 1 / scale) of its "keep at least this value" row. */
    readonly kept: Readonly<Record<string, number>>;
    readonly duals: Rows<RowKey & { readonly dual: number }>;
  }[];
}

/** How good the plan is. */
export interface Outcome {
  /** `optimal`: levels 1 to 3 carry a verified bound equal to their value. `infeasible`: a serve.atLeast cannot be met (best plan given). */
  readonly status: 'optimal' | 'feasible' | 'infeasible' | 'noSolution';
  /** Every contact of every campaign is served. */
  readonly isComplete: boolean;
  readonly levels: readonly ObjectiveLevel[];
  readonly solver: { readonly name: string; readonly version: string };
  readonly certificate: Certificate | null;
}

/** The plan as written to plan.json. */
export interface Plan {
  readonly formatVersion: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly inputs: readonly InputFile[];
  /** Earlier plan given with --previous. */
  readonly previous: InputFile | null;
  readonly snapshot: {
    readonly observedAt: Instant;
    /** SHA-256 of the canonical JSON of `accounts`. */
    readonly sha256: string;
    readonly excludedProviders: readonly string[];
    readonly stale: { readonly ageMs: number; readonly source: string } | null;
    readonly accounts: readonly AccountCapacity[];
  };
  readonly horizon: { readonly start: LocalDate; readonly end: LocalDate; readonly timeZone: string };
  readonly outcome: Outcome;
  readonly campaigns: readonly CampaignResult[];
  readonly starts: Rows<Start>;
  readonly followUps: Rows<FollowUp>;
  readonly capacity: Rows<CapacityUse>;
  readonly cost: {
    readonly overage: readonly { readonly account: string; readonly sends: number; readonly amount: string; readonly currency: string }[];
  };
  readonly findings: readonly Finding[];
}

/** Result of the independent check. `findings` is empty when every limit holds. */
export interface Verification {
  readonly isValid: boolean;
  /** Levels 1 to 3 all carry a bound equal to their value, recomputed in exact arithmetic. */
  readonly isOptimal: boolean;
  /** Recomputed levels: value and bound, in the order of the plan. */
  readonly levels: readonly ObjectiveLevel[];
  readonly findings: readonly Finding[];
  /** What was checked: rule → how many instances of it. */
  readonly checked: Readonly<Record<string, number>>;
}
