/** What `recommend` answers: the cheapest change set that is enough, its proof, what comes next, and what can go down. */

import type { LocalDate, ResetFrequency } from './calendar.ts';

/** What is asked for. */
export type Target =
  /** Every contact of every campaign. */
  | { readonly kind: 'all' }
  /** A share of the contacts of one priority, in 1/10000. */
  | { readonly kind: 'priority'; readonly priority: number; readonly share10k: number }
  /** At most so many contacts unserved over all campaigns. */
  | { readonly kind: 'shortfall'; readonly most: number };

/** Kinds of changes that may be offered. */
export const ALLOWABLE = ['tier', 'top-up', 'senders', 'move'] as const;
/** One of them. */
export type Allowable = (typeof ALLOWABLE)[number];

/** A change of a recommended set, for people and programs. Money as decimal text in the currency of the recommendation. */
export interface RecommendedStep {
  readonly kind: Allowable;
  /** Account or campaign. */
  readonly subject: string;
  /** Tier it has now, or sender that new ones are like; null for the others. */
  readonly from: string | null;
  /** Tier or top-up; null for the others. */
  readonly to: string | null;
  /** How many top-ups or senders; 1 for the others. */
  readonly count: number;
  /** Day it is made on; null for moves. */
  readonly on: LocalDate | null;
  /** In the horizon. */
  readonly cost: string;
  /** Further price of every cycle after the horizon; null = it does not come again. */
  readonly afterwards: string | null;
  readonly cycle: ResetFrequency | null;
  /** What it does, and what is lifted, one sentence each. */
  readonly notes: readonly string[];
}

/** Service of one priority, in contacts. */
export interface ServedPriority {
  readonly priority: number;
  readonly contacts: number;
  readonly served: number;
}

/** A change set with its plan's result. */
export interface RecommendedSet {
  /** Empty = no change. */
  readonly steps: readonly RecommendedStep[];
  /** Further subscriptions and top-ups in the horizon, paid overage of the plan, and both. */
  readonly cost: { readonly changes: string; readonly overage: string; readonly total: string };
  /** Contacts that count for the target. */
  readonly reached: number;
  readonly served: readonly ServedPriority[];
  /** Unserved contacts of all campaigns. */
  readonly shortfall: number;
}

/** Result of a downgrade that loses nothing. */
export interface Downgrade {
  readonly account: string;
  readonly from: string;
  readonly to: string;
  /** First day of the lower tier. */
  readonly holdsFrom: LocalDate;
  /** Saved every cycle. */
  readonly saving: string;
  /** Of its price list. */
  readonly currency: string;
  readonly cycle: ResetFrequency;
  /** Credits (reserve taken off) the plan leaves over in each cycle of the lower tier that it touches; `credits` null = unlimited. */
  readonly headroom: readonly { readonly from: LocalDate; readonly to: LocalDate; readonly credits: number | null }[];
}

/** Whole answer. */
export interface Recommendation {
  readonly target: Target;
  /** Contacts the target is about, and how many of them it asks for. */
  readonly asked: { readonly contacts: number; readonly need: number };
  readonly horizon: { readonly start: LocalDate; readonly end: LocalDate };
  readonly currency: string | null;
  readonly allowed: readonly Allowable[];
  readonly budget: string | null;
  /** `met`: without any change. `stopped`: the time ended before an answer was found. */
  readonly status: 'met' | 'found' | 'over-budget' | 'unreachable' | 'stopped';
  /** Nothing is changed. */
  readonly baseline: RecommendedSet;
  readonly best: RecommendedSet | null;
  readonly proof: {
    /** No set that reaches the target costs less; null = no such set is known to exist. */
    readonly floor: string | null;
    /** `floor` is the cost of `best`, or it is proven that nothing allowed reaches the target. */
    readonly isProven: boolean;
    /** Change sets planned, and how many change sets there are (rounded down when there are many). */
    readonly judged: number;
    readonly sets: string;
    /** Cheaper sets that fail by their plan alone: no proof says that no better plan of them exists. */
    readonly undecided: number;
  };
  readonly runnersUp: readonly RecommendedSet[];
  /** Cheapest addition to `best` that serves more contacts; null = there is none, or nothing is left to serve. */
  readonly next: {
    readonly set: RecommendedSet;
    readonly contacts: number;
    readonly money: string;
    /** Contacts for one unit of money; null when it costs nothing. */
    readonly contactsPerMoney: number | null;
  } | null;
  /** When the target is not reached: the most that was tried, and what binds then. */
  readonly most: { readonly set: RecommendedSet; readonly binding: readonly string[] } | null;
  readonly downgrades: {
    readonly accounts: readonly Downgrade[];
    /** By cycle and currency. */
    readonly saving: readonly { readonly cycle: ResetFrequency; readonly currency: string; readonly amount: string }[];
    /** No other set of downgrades that loses nothing saves more. */
    readonly isProven: boolean;
  };
  /** Cheapest ways to serve more and more contacts; null = not asked for. */
  readonly frontier: readonly RecommendedSet[] | null;
  readonly isFrontierComplete: boolean;
  /** What was not offered and why, assumptions, one sentence each. */
  readonly notes: readonly string[];
}
