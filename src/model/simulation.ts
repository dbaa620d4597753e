/** What a what-if shows: the outcome of the plan as it is, of each scenario, and what is different. Money is decimal text. */

import type { LocalDate, ResetFrequency } from './calendar.ts';
import type { PriceSentence } from './explanation.ts';
import type { Finding } from './finding.ts';
import type { CampaignResult, CapacityUse, ObjectiveLevel, Outcome as PlanOutcome } from './plan.ts';

/** An amount in one currency. */
export interface Money {
  readonly currency: string;
  readonly amount: string;
}

/** Contacts of one priority. */
export interface PriorityResult {
  readonly priority: number;
  readonly contacts: number;
  readonly served: number;
}

/** Credits of an account in one cycle. `to`: the last day before the reset (or of the horizon). null = unlimited. */
export interface CreditsLeft {
  readonly account: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly limit: number | null;
  readonly headroom: number | null;
}

/** Figures of one plan. */
export interface Outcome {
  readonly status: PlanOutcome['status'];
  readonly levels: readonly ObjectiveLevel[];
  readonly horizon: { readonly start: LocalDate; readonly end: LocalDate };
  readonly contacts: number;
  readonly served: number;
  readonly priorities: readonly PriorityResult[];
  readonly campaigns: readonly Pick<CampaignResult, 'campaign' | 'segment' | 'priority' | 'contacts' | 'served' | 'firstDay' | 'lastDay'>[];
  readonly firstDay: LocalDate | null;
  readonly lastDay: LocalDate | null;
  /** Paid sends above the allowance. */
  readonly overage: readonly Money[];
  /** Charged on days of the horizon (of the longest one, where scenarios differ): cycles that begin in it, changes of tier, top-ups, senders. */
  readonly subscription: readonly Money[];
  /** Price of each cycle that begins after the horizon, of all accounts together. */
  readonly afterwards: readonly (Money & { readonly cycle: ResetFrequency })[];
  readonly credits: readonly CreditsLeft[];
  /** Limits that are used up and of which one unit more would help, at most 1,000. */
  readonly worth: readonly CapacityUse[];
}

/** Before and after of one campaign (segment); null = that plan does not have it. */
export interface CampaignShift {
  readonly campaign: string;
  readonly segment: string | null;
  readonly before: Outcome['campaigns'][number] | null;
  readonly after: Outcome['campaigns'][number] | null;
}

/** What a scenario changes about the outcome. */
export interface Comparison {
  /** Contacts served more (below 0: fewer). */
  readonly served: number;
  readonly priorities: readonly { readonly priority: number; readonly served: number }[];
  /** Subscription and overage in the horizon, more (below 0: less), by currency. */
  readonly cost: readonly Money[];
  /** The same in one currency; null when a rate is missing. */
  readonly total: Money | null;
  /** Each cycle after the horizon, more (below 0: less). */
  readonly afterwards: Outcome['afterwards'];
  /** Cost of each contact more; null when none is served more, when nothing is paid more, or a rate is missing. */
  readonly perContact: Money | null;
  /** Value of the contacts served more, less the cost; null when no campaign says what a contact is worth, or a rate is missing. */
  readonly netGain: Money | null;
  readonly campaigns: readonly CampaignShift[];
  /** What is worse than before, as sentences. */
  readonly worse: readonly string[];
}

/** One scenario, applied and planned. Sentences hold names people chose. */
export interface ScenarioResult {
  readonly id: string;
  readonly title: string | null;
  /** For a cell of a grid: its settings in the order of the grid. */
  readonly settings: readonly { readonly path: string; readonly value: string }[];
  readonly changes: readonly string[];
  /** What the changes do and cost, and what is not counted. */
  readonly effects: readonly string[];
  readonly outcome: Outcome;
  readonly comparison: Comparison;
  /** Prices, in the plan as it is, of what the changes give more of; null when nobody asked for prices. */
  readonly prices: readonly PriceSentence[] | null;
}

/** A whole what-if. */
export interface Simulation {
  readonly baseline: Outcome;
  /** In the order of the files, then `--set`. */
  readonly scenarios: readonly ScenarioResult[];
  /** Cells of the grid, the best first. */
  readonly grid: readonly ScenarioResult[];
  /** Currency of totals; null when nothing costs anything or a rate is missing. */
  readonly currency: string | null;
  /** What more would bring in the plan as it is; null when nobody asked. */
  readonly prices: readonly PriceSentence[] | null;
  /** Resources left out of `prices`, because there are too many. */
  readonly pricesLeftOut: number;
  readonly findings: readonly Finding[];
}
