/**
 * What people wrote, resolved: every default filled in, every reference checked, every list in canonical order (by id,
 * code points). Made by `config/load`; the rest of the line never sees YAML.
 */

import type { LocalDate, ResetFrequency, Weekday } from './calendar.ts';
import type { CatalogEntry, Scenario } from './catalog.ts';
import type { Position } from './finding.ts';

export type { AmountChange, CatalogEntry, Change, Scenario } from './catalog.ts';

/** One plan file that was read, for the digest in plan.json. `path` is relative to the working directory. */
export interface InputFile {
  readonly path: string;
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: string;
}

/** When an allowance comes back: `next` is the first local day (account's zone) on which the next allowance holds. */
export interface ResetRule {
  readonly next: LocalDate;
  readonly every: ResetFrequency;
  /** Day of month of the billing anchor when a short month hides it (next = 28 February, anchor 31). */
  readonly anchorDay?: number;
}

/** Rising daily limit of a young sender. Exactly one of `factor`, `add`, `schedule`; see model.md section 1 for the formula. */
export type WarmUp =
  | { readonly kind: 'factor'; readonly start: LocalDate; readonly from: number; readonly factor: number; readonly to: number | null }
  | { readonly kind: 'add'; readonly start: LocalDate; readonly from: number; readonly add: number; readonly to: number | null }
  /** After the last entry the schedule's last value holds (then `to`, if lower). */
  | { readonly kind: 'schedule'; readonly start: LocalDate; readonly schedule: readonly number[]; readonly to: number | null };

/** How an account is read. One variant per registered provider; hosts are code, never configuration. */
export type Connection =
  | { readonly provider: 'declared'; readonly expires: LocalDate | null }
  | {
      readonly provider: 'sendgrid';
      readonly apiKeyEnv: string;
      readonly region: 'global' | 'eu';
      readonly target:
        | { readonly kind: 'own' }
        | { readonly kind: 'onBehalfOfSubuser'; readonly subuser: string }
        | { readonly kind: 'onBehalfOfAccount'; readonly accountId: string }
        | { readonly kind: 'subuser'; readonly subuser: string };
      readonly discoverSubusers: boolean;
    }
  | {
      readonly provider: 'sendgrid-reseller';
      readonly apiKeyEnv: string;
      /** Variable holding api_user; null = the literal `apikey`. */
      readonly userEnv: string | null;
      readonly user: string;
      readonly format: 'json' | 'xml';
    }
  | {
      readonly provider: 'activecampaign';
      readonly apiKeyEnv: string;
      readonly api: 'v3' | 'v1' | 'reseller' | 'agency';
      /** Account name or full host as written, e.g. `brand` or `brand.api-us1.com`. */
      readonly account: string;
    }
  | { readonly provider: 'puffle'; readonly apiKeyEnv: string; readonly campaigns: readonly string[] };

/** Id of a registered provider. */
export type ProviderId = Connection['provider'];

/** A number people may write, or the word `unlimited`; null = not written. */
export type DeclaredLimit = number | 'unlimited' | null;

/** Sender as written; null = not written (a live value or `senderDefaults` may fill it). Units: sends. */
export interface DeclaredSender {
  readonly id: string;
  readonly dailyLimit: DeclaredLimit;
  readonly sentToday: number | null;
  readonly weeklyLimit: DeclaredLimit;
  /** Sends of the 6 days before today, oldest first. */
  readonly sentLast6Days: readonly number[] | null;
  readonly warmUp: WarmUp | null;
  readonly weekdays: readonly Weekday[] | null;
  readonly except: readonly LocalDate[];
  readonly domain: string | null;
  readonly tags: readonly string[];
  /** `active`, or any other word, which means it does not send. */
  readonly status: string | null;
}

/** Account as written. */
export interface Account {
  readonly id: string;
  readonly connection: Connection;
  /** null = the provider's zone, else the plan's. */
  readonly timeZone: string | null;
  /** Id of the account whose pool this one draws from as well. */
  readonly parent: string | null;
  readonly credits: {
    readonly remaining: DeclaredLimit;
    readonly allowance: DeclaredLimit;
    readonly resets: ResetRule | null;
  };
  readonly overage: Overage | null;
  readonly reserve: { readonly perDay: number; readonly untilReset: number };
  readonly dailyLimit: DeclaredLimit;
  readonly contacts: { readonly limit: DeclaredLimit; readonly used: number | null };
  readonly tier: string | null;
  readonly tags: readonly string[];
  readonly senders: readonly DeclaredSender[];
  /** Fills gaps of listed and live senders. `id` and `tags` are not used. */
  readonly senderDefaults: Partial<Omit<DeclaredSender, 'id' | 'tags'>>;
}

/** Sends above the allowance this plan may use in each cycle, and their price. */
export interface Overage {
  readonly max: number;
  /** Decimal text, e.g. `1.10`, at most 6 digits after the point. */
  readonly pricePer1000: string;
  readonly currency: string;
}

/** Sending domain with a limit of its own. */
export interface Domain {
  readonly id: string;
  readonly dailyLimit: number;
}

/** Which senders may be used: in every non-empty list, all of `tags`; then `except` removes. */
export interface SenderSelection {
  readonly accounts: readonly string[];
  readonly providers: readonly string[];
  readonly senders: readonly string[];
  readonly tags: readonly string[];
  readonly except: { readonly senders: readonly string[]; readonly accounts: readonly string[]; readonly tags: readonly string[] };
}

/** Part of a campaign's audience. Its `from` narrows the campaign's (both must match). */
export interface Segment {
  /** null for a campaign without segments. */
  readonly id: string | null;
  readonly contacts: number;
  readonly from: SenderSelection | null;
}

/** One message of a sequence. `share` is the expected part of the contacts still in it; `share` of step 0 is 1. */
export interface Step {
  /** Days after the contact's first message; strictly rising, the first is 0. */
  readonly day: number;
  /** In units of 1/10000 (8500 = 0.85). */
  readonly share10k: number;
}

/** Planned communication. Shares are in units of 1/10000. */
export interface Campaign {
  readonly id: string;
  /** At least one; exactly one with `id: null` when people wrote `contacts`. */
  readonly segments: readonly Segment[];
  /** 1 is served first. */
  readonly priority: number;
  /** Worth of one contact within its priority, in units of 1/1000000 (value 0.12 = 120000). */
  readonly valueMicro: number;
  readonly window: { readonly start: LocalDate | null; readonly end: LocalDate | null; readonly weekdays: readonly Weekday[] };
  readonly steps: readonly Step[];
  /** Last day a follow-up may fall on; null = the horizon's end. */
  readonly followUpsUntil: LocalDate | null;
  readonly onNonSendingDay: 'shift' | 'forbid';
  readonly sticky: 'sender' | 'account' | 'none';
  readonly from: SenderSelection;
  /** Contacts that must be served over all segments (a share is already multiplied out, rounded up); 0 = none. */
  readonly serveAtLeast: number;
  /** The share it was written as, where it was one: a what-if that changes the contacts asks for the same share of them. */
  readonly serveAtLeastShare10k?: number;
  readonly perDay: { readonly maxStarts: number | null; readonly maxSends: number | null };
  /** Of the campaign's served contacts; 10000 = no limit. */
  readonly maxShare10k: number;
  /** Fewest starts of the campaign on a sender-day that has any; 0 or 1 = no limit. Counted per segment row. */
  readonly minStarts: number;
  readonly oneAccount: boolean;
  readonly allOrNothing: boolean;
  readonly pacing: 'asap' | 'even' | 'late';
  /** Share of newly placed contacts that take a contact slot. */
  readonly newContacts10k: number;
  /** Account id → contacts of this campaign already stored there. */
  readonly resident: Readonly<Record<string, number>>;
}

/** Follow-ups already promised. */
export interface InFlight {
  readonly campaign: string;
  readonly sender: string;
  readonly date: LocalDate;
  readonly sends: number;
}

/** Policy judged by `check`; `onUnknownCapacity` also rules `plan`. Shares in 1/10000. */
export interface Policy {
  readonly onUnknownCapacity: 'fail' | 'zero';
  readonly overage: { readonly kind: 'forbid' } | { readonly kind: 'allow' } | { readonly kind: 'maxCost'; readonly maxCost: string };
  readonly minHeadroom10k: number | null;
  readonly maxUtilisation10k: number | null;
  /** Milliseconds. */
  readonly maxSnapshotAge: number | null;
  /** Target name (`priority1`, `all`, …) → share in 1/10000. */
  readonly serve: Readonly<Record<string, number>>;
  readonly ignore: readonly {
    readonly finding: string;
    readonly subject: string | null;
    readonly reason: string | null;
    readonly until: LocalDate | null;
  }[];
}

/** Everything people wrote, resolved. Lists are in canonical order. */
export interface Workspace {
  readonly timeZone: string;
  /** `start`: resolved (today in `timeZone` when not written). `end`: null = the last day any follow-up can fall on, worked out with the snapshot. */
  readonly horizon: { readonly start: LocalDate; readonly end: LocalDate | null };
  readonly accounts: readonly Account[];
  readonly domains: readonly Domain[];
  readonly campaigns: readonly Campaign[];
  readonly inFlight: readonly InFlight[];
  readonly policy: Policy;
  readonly catalog: readonly CatalogEntry[];
  readonly scenarios: readonly Scenario[];
  readonly inputs: readonly InputFile[];
  /** Where it was written: `account:<id>`, `sender:<id>`, `campaign:<id>`, `segment:<campaign>/<id>`, `domain:<id>`, `scenario:<id>`, `scenario:<id>/<number of the change>`, `policy`, `policy:<key>`, `policy:serve.<target>`, `policy:ignore.<finding>/<subject>`. */
  readonly positions: Readonly<Record<string, Position>>;
}
