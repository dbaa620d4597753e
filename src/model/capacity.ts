/**
 * Capacity: what providers said (readings) and what follows from it together with the plan files (the snapshot).
 *
 * readings (one per account, only what the provider knows)  +  workspace (declared numbers win)  ->  Snapshot
 */

import type { Instant, LocalDate, Weekday } from './calendar.ts';
import type { Finding } from './finding.ts';
import type { Limit, Observed } from './limit.ts';
import type { Overage, ResetRule, WarmUp } from './workspace.ts';

/** What a provider said about one sender. Absent = the provider does not tell. Units: sends. */
export interface SenderReading {
  readonly id: string;
  readonly status?: Observed<string>;
  readonly dailyLimit?: Observed<Limit>;
  readonly sentToday?: Observed<number>;
  readonly weeklyLimit?: Observed<Limit>;
  /** The 6 days before today, oldest first. */
  readonly sentLast6Days?: Observed<readonly number[]>;
}

/** What a provider said about one account. Absent = the provider does not tell (never 0, never unlimited). */
export interface AccountReading {
  /** Account id of the plan file, or the discovered one (`<parent>/<subuser>`). */
  readonly account: string;
  readonly provider: string;
  /** Set for discovered accounts. */
  readonly parent?: string;
  readonly isDiscovered: boolean;
  readonly observedAt: Instant;
  /** The provider's own zone for days and resets, when it has one. */
  readonly timeZone?: Observed<string>;
  readonly credits?: {
    readonly remaining?: Observed<Limit>;
    /** Credits of each later cycle. */
    readonly allowance?: Observed<Limit>;
    /** Used in this cycle. */
    readonly used?: Observed<number>;
    /** Sends above the allowance in this cycle. */
    readonly overageUsed?: Observed<number>;
    /** null inside = the provider says these credits never reset. Absent = it does not tell when. */
    readonly resets?: Observed<ResetRule | null>;
  };
  readonly dailyLimit?: Observed<Limit>;
  readonly contacts?: { readonly limit?: Observed<Limit>; readonly used?: Observed<number> };
  readonly senders?: readonly SenderReading[];
  readonly findings: readonly Finding[];
}

/** One sender's capacity as planned on. Units: sends. */
export interface SenderCapacity {
  readonly id: string;
  /** `active` sends; any other word does not. */
  readonly status: Observed<string>;
  readonly dailyLimit: Observed<Limit>;
  /** Sends on the account's `today`. */
  readonly sentToday: Observed<number>;
  readonly weeklyLimit: Observed<Limit>;
  /** Sends of the 6 days before `today`, oldest first. */
  readonly sentLast6Days: Observed<readonly number[]>;
  readonly warmUp: WarmUp | null;
  readonly weekdays: readonly Weekday[];
  readonly except: readonly LocalDate[];
  readonly domain: string | null;
  /** Its own and its account's, sorted, without duplicates. */
  readonly tags: readonly string[];
}

/** Credits of a range of days, both ends included; ranges of one account do not touch each other. */
export interface CreditWindow {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly credits: Limit;
}

/** One account's capacity as planned on. */
export interface AccountCapacity {
  readonly account: string;
  readonly provider: string;
  readonly isDiscovered: boolean;
  readonly timeZone: Observed<string>;
  /** Local date in `timeZone` at the snapshot's instant. `sentToday` belongs to it; days before it are over. */
  readonly today: LocalDate;
  readonly parent: string | null;
  readonly tier: string | null;
  readonly tags: readonly string[];
  readonly credits: {
    readonly remaining: Observed<Limit>;
    readonly allowance: Observed<Limit>;
    /** null = never resets: one pool for the whole horizon. A reset nobody told is null too, with a finding `capacity.reset-unknown`. */
    readonly resets: Observed<ResetRule | null>;
    readonly used: Observed<number> | null;
    readonly overageUsed: Observed<number> | null;
    /** Only in what-ifs: credits of ranges of days, in place of remaining, allowance and resets. Days outside of them are unlimited. */
    readonly windows?: readonly CreditWindow[];
  };
  readonly overage: Overage | null;
  readonly reserve: { readonly perDay: number; readonly untilReset: number };
  readonly dailyLimit: Observed<Limit>;
  readonly contacts: { readonly limit: Observed<Limit>; readonly used: Observed<number> };
  /** Canonical order by id. */
  readonly senders: readonly SenderCapacity[];
}

/** Capacity of all accounts at one instant, with source and time of every number. Accounts in canonical order. */
export interface Snapshot {
  readonly observedAt: Instant;
  readonly accounts: readonly AccountCapacity[];
  /** Providers left out with `--exclude-provider`. */
  readonly excludedProviders: readonly string[];
  /** Set when a saved snapshot older than the fresh age was allowed in. */
  readonly stale: { readonly ageMs: number; readonly source: string } | null;
  readonly findings: readonly Finding[];
}

/** Contents of a snapshot file: the readings alone, so that editing a plan file does not need a new reading. */
export interface SnapshotFile {
  readonly formatVersion: '1.0';
  readonly observedAt: Instant;
  readonly readings: readonly AccountReading[];
}
