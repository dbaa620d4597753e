/** The contract of a provider connector. One file (or folder) per provider; the registry lists them all. */

import type { Instant, LocalDate } from '../model/calendar.ts';
import type { AccountReading } from '../model/capacity.ts';
import type { Account, ProviderId } from '../model/workspace.ts';

/** A request to a provider: always a read. `POST` only where the provider documents a read as POST (listed in capabilities). */
export interface ProviderRequest {
  readonly method: 'GET' | 'POST';
  /** Origin as documented, e.g. `https://api.sendgrid.com`; the operator may have redirected it. */
  readonly origin: string;
  /** Path segments, each percent-encoded by the client; `.`, `..` and empty ones are refused. */
  readonly path: readonly string[];
  readonly query?: readonly (readonly [string, string])[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Form fields, sent as application/x-www-form-urlencoded. */
  readonly form?: Readonly<Record<string, string>>;
  /** Default `json`. `xml` gives text. `json-or-xml` for providers that answer XML to a JSON request on failure. */
  readonly accept?: 'json' | 'xml' | 'json-or-xml';
  /** Names the rate-limit group besides the provider, e.g. the ActiveCampaign account. */
  readonly rateKey?: string;
  /** Account the request is for, for messages. */
  readonly account: string;
}

/** An answer: status and decoded body. Transport faults, 429 and 5xx have already been handled (retried or thrown). */
export interface ProviderAnswer {
  readonly status: number;
  /** Lower-case header names. Never logged. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON (duplicate keys refused, depth capped), or text for XML. */
  readonly body: { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'xml'; readonly text: string };
  /** Minutes the answer's Date header is ahead of our clock (negative: behind); null without header. */
  readonly clockSkewMinutes: number | null;
}

/** HTTP as connectors see it. Throws: ProviderError for everything that is not an answer they can judge. */
export interface ProviderHttp {
  /** Sends one read. Every status from 200 to 499 except 429 comes back as an answer; redirects, 429 and 5xx (after retries) are thrown. */
  send(request: ProviderRequest): Promise<ProviderAnswer>;
}

/** What a connector may use. */
export interface ProviderContext {
  readonly http: ProviderHttp;
  /** The run's single "now". */
  readonly now: Instant;
  /** Value of a named environment variable. Throws: ProviderError `provider_auth` naming the variable when it is unset or shorter than 6 characters. */
  readonly credential: (variableName: string) => string;
  /** Zone of the account's days: the account's own, else the provider's, else the plan's. */
  readonly timeZone: string;
  /** Local date of `now` in `timeZone`. */
  readonly today: LocalDate;
  /** `--trust-zeros`. */
  readonly trustZeros: boolean;
  /** `--strict`: inconsistent or suspect numbers are errors. */
  readonly strict: boolean;
}

/** Certainty of a fact: documented, seen in the wild, inferred by us, unknown. */
export type FactMark = 'D' | 'C' | 'I' | 'U';

/** One fact a connector relies on. */
export interface CapabilityFact {
  /** What is read or assumed. */
  readonly fact: string;
  readonly mark: FactMark;
  /** Page, specification or thread. */
  readonly source: string;
  /** Date the fact was last verified. */
  readonly verified: LocalDate;
}

/** What a connector can tell, as data: the README's provider table is generated from it. */
export interface Capabilities {
  readonly title: string;
  /** Each request the connector makes: method and path pattern. */
  readonly requests: readonly string[];
  readonly gives: {
    readonly remainingCredits: boolean | 'some plans';
    readonly allowance: boolean | 'some plans' | 'derived';
    readonly resetDate: boolean | 'declared';
    readonly dailyLimitPerSender: boolean;
    readonly sentToday: boolean;
    readonly weeklyLimit: boolean;
    readonly contactLimit: boolean;
  };
  /** Variable name prefix allowed for its credentials, e.g. `SENDGRID_`. */
  readonly envPrefix: string | null;
  /** Documented request rate, used for pacing. */
  readonly rate: { readonly requests: number; readonly perMs: number; readonly scope: 'account' | 'provider'; readonly mark: FactMark };
  readonly facts: readonly CapabilityFact[];
}

/** A provider connector. */
export interface Provider {
  readonly id: ProviderId;
  readonly capabilities: Capabilities;
  /** Zone of the provider's days when the account does not name one; null = the plan's. */
  readonly defaultTimeZone: string | null;
  /**
   * Reads one account (and the accounts discovered under it). The first reading is the account's own.
   * Throws: ProviderError naming provider, account and cause.
   */
  readonly read: (account: Account, context: ProviderContext) => Promise<readonly AccountReading[]>;
}
