/** Why a plan is as it is: waterfalls, shortfalls with what would lift them, and what one more of a resource would bring. */

import type { CampaignResult, CapacityUse, ShortfallReason } from './plan.ts';

/** What lies between the nominal limits and the plan, in the order in which it is taken off. */
export const WATERFALL_CAUSES = [
  'nominal',
  'inactive',
  'weekdays',
  'window',
  'warmUp',
  'sentToday',
  'weeklyLimit',
  'domainLimit',
  'accountLimit',
  'credits',
  'reserve',
  'followUpsDue',
  'campaignLimit',
  'contactLimit',
  'others',
  'unused',
] as const;
/** One line of a waterfall. */
export type WaterfallCause = (typeof WATERFALL_CAUSES)[number];

/** One line. Units: sends, at most 4 digits after the point; `nominal` is above 0, what is taken off below. */
export interface WaterfallLine {
  readonly cause: WaterfallCause;
  readonly sends: number;
  readonly text: string;
}

/** From the nominal limits of senders to what the plan sends through them: the lines add up to `planned`, to the last digit. */
export interface Waterfall {
  readonly subject: { readonly kind: 'campaign' | 'account' | 'sender'; readonly id: string };
  readonly lines: readonly WaterfallLine[];
  /** Expected sends of the plan. */
  readonly planned: number;
}

/** What is explained: the whole plan, or one part of it. */
export type ExplainedSubject = { readonly kind: 'plan' } | Waterfall['subject'];

/** One reason of a shortfall, with what its limits carry and what would lift it. */
export interface ExplainedReason extends ShortfallReason {
  /** What the used-up limits behind the reason carry in the plan, in their own unit; null where the reason is no amount. */
  readonly carries: number | null;
  /** In words. */
  readonly remedy: string;
}

/** One campaign row with explained reasons; `reasons` is empty when it is served completely. */
export interface ExplainedCampaign extends Omit<CampaignResult, 'shortfall'> {
  readonly short: number;
  readonly reasons: readonly ExplainedReason[];
}

/** Limits of one owner and family that bind, added up over days and senders. Units as in `CapacityUse`. */
export interface BindingLimits extends Pick<CapacityUse, 'resource' | 'account' | 'domain' | 'from' | 'to'> {
  /** The only sender, or null. */
  readonly sender: string | null;
  /** Senders with such limits; 0 for limits that are not theirs. */
  readonly senders: number;
  /** Rows of the plan's capacity table. */
  readonly rows: number;
  readonly limit: number;
  readonly planned: number;
  /** Largest worth of one unit more of one row, with the level it is counted in. */
  readonly shadowPrice: number;
  readonly shadowPriceObjective: string | null;
}

/** What more of one resource would bring, found by planning again with it. Gains are in `unit`. */
export interface PriceSentence {
  /** What is added: `credits` of the account `id`, one more sender like `id`. */
  readonly lever: {
    readonly kind:
      | 'credits'
      | 'allowance'
      | 'accountLimit'
      | 'contactLimit'
      | 'domainLimit'
      | 'sender'
      | 'senderLimit'
      | 'weeklyLimit'
      | 'warmUp'
      | 'window'
      | 'perDay';
    readonly id: string;
  };
  /**
   * `each`: every unit up to `upTo` brings `gain`. `together`: one unit alone brings nothing, `upTo` of them bring `gain`.
   * `nothing`: up to `upTo` units bring nothing. `about`: plans are not solved to the last contact; `upTo` units bring `gain`
   * from one plan to the other, and for certain something `between` two numbers. `unknown`: not even that can be said.
   */
  readonly verdict: 'each' | 'together' | 'nothing' | 'about' | 'unknown';
  /** First level that gets better, e.g. `served.priority1`; null when none does. */
  readonly objective: string | null;
  /** Unit of that level: `contacts`, `value` or a currency; null when no level gets better. */
  readonly unit: string | null;
  readonly gain: number;
  /** Least and most `upTo` units can bring; null where `gain` is exact. */
  readonly between: readonly [number, number] | null;
  /** Last unit for which this was found. */
  readonly upTo: number;
  /** What the unit after `upTo` brings; null when nobody looked further, or when it changes something more important. */
  readonly next: number | null;
  /** The campaign whose contacts they are, when it is one only. */
  readonly campaign: string | null;
  /** Several of it, in words: `credits of sg-main`. */
  readonly what: string;
  readonly text: string;
}

/** Why a plan is as it is. */
export interface Explanation {
  readonly subject: ExplainedSubject;
  /** Plan files as the plan names them: only unchanged ones give waterfalls and prices. `note` says what to do else. */
  readonly inputs: { readonly state: 'unchanged' | 'changed' | 'missing'; readonly note: string | null };
  /** The subject's own; of the whole plan those that are short. */
  readonly campaigns: readonly ExplainedCampaign[];
  /** null for the whole plan and without the plan files. */
  readonly waterfall: Waterfall | null;
  readonly binding: readonly BindingLimits[];
  /** null when nobody asked for them. */
  readonly prices: readonly PriceSentence[] | null;
  /** Resources left out of `prices`, because there are too many: a narrower subject names them. */
  readonly pricesLeftOut: number;
}
