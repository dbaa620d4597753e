/** Price lists and named changes: what a what-if works with. */

import type { LocalDate, ResetFrequency, Weekday } from './calendar.ts';
import type { DeclaredLimit, WarmUp } from './workspace.ts';

/**
 * When a change of tier holds and how it is billed (see `whatif/billing`): at once with the days left of the cycle, at
 * once for the whole running cycle, or from the next reset.
 */
export type ChangeRule = 'immediate-prorated' | 'immediate-full' | 'next-cycle';

/** One tier. `price` is per cycle, decimal text; null = the tier says nothing about it. */
export interface Tier {
  readonly id: string;
  readonly credits: number | null;
  readonly contacts: number | null;
  readonly price: string;
}

/** Credits bought once. `reset`: what is left is lost at the next reset. */
export interface TopUp {
  readonly id: string;
  readonly credits: number;
  readonly price: string;
  readonly expires: 'reset' | 'never';
}

/** Price list of one provider plan family, for simulate and recommend. Prices are decimal texts. */
export interface CatalogEntry {
  readonly id: string;
  readonly currency: string;
  readonly cycle: ResetFrequency;
  readonly change: { readonly up: ChangeRule; readonly down: ChangeRule };
  readonly tiers: readonly Tier[];
  readonly topUps: readonly TopUp[];
  /** Price of one further sender per cycle, and the warm-up `recommend` gives new ones; absent = nobody says. */
  readonly senders?: { readonly price: string; readonly warmUp: WarmUp | null };
  /** Other currency → what one unit of this list's currency is worth in it, decimal text. */
  readonly rates: Readonly<Record<string, string>>;
}

/** A new amount, or a change of the one there is. Shares in 1/1000000 (+25% = 250000). */
export type AmountChange =
  | { readonly kind: 'set'; readonly to: number }
  | { readonly kind: 'add'; readonly by: number }
  | { readonly kind: 'scale'; readonly byMicro: number };

/** One change of a what-if. `on`: local day of the account; null = the first day. Fields that are null stay as they are. */
export type Change =
  | { readonly kind: 'tier'; readonly account: string; readonly tier: string; readonly on: LocalDate | null }
  | { readonly kind: 'topUp'; readonly account: string; readonly topUp: string; readonly on: LocalDate | null }
  | { readonly kind: 'credits'; readonly account: string; readonly amount: AmountChange; readonly on: LocalDate | null }
  | { readonly kind: 'removeAccount'; readonly account: string }
  /** `like` null: the account's active sender with the highest daily limit. `warmUp` null: as `like` has it. */
  | {
      readonly kind: 'addSenders';
      readonly account: string;
      readonly count: number;
      readonly like: string | null;
      readonly warmUp: WarmUp | null;
    }
  | { readonly kind: 'removeSenders'; readonly senders: readonly string[] }
  | {
      readonly kind: 'sender';
      readonly sender: string;
      readonly dailyLimit: DeclaredLimit;
      readonly weeklyLimit: DeclaredLimit;
      readonly weekdays: readonly Weekday[] | null;
    }
  /** `segment` null: all of them, in proportion. */
  | { readonly kind: 'contacts'; readonly campaign: string; readonly segment: string | null; readonly amount: AmountChange }
  | {
      readonly kind: 'window';
      readonly campaign: string;
      readonly start: LocalDate | null;
      readonly end: LocalDate | null;
      readonly weekdays: readonly Weekday[] | null;
    }
  | { readonly kind: 'priority'; readonly campaign: string; readonly priority: number }
  /** The campaign may leave from every account: `from` of it and of its segments is lifted, `except` still holds. */
  | { readonly kind: 'move'; readonly campaign: string };

/** Named changes for a what-if, applied in their order. */
export interface Scenario {
  readonly id: string;
  readonly title: string | null;
  readonly changes: readonly Change[];
}
