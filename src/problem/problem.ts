/**
 * The Problem: days, senders, accounts and demands as numbers, with an index back to ids. Days are indices into the
 * horizon (0 = first day). Made by `build`; read by `formulation`, the engines and `plan/assemble`.
 */

import type { DayNumber, LocalDate } from '../model/calendar.ts';
import type { Finding } from '../model/finding.ts';
import type { Start } from '../model/plan.ts';

/** One sender with its effective limits. Units: sends. */
export interface ProblemSender {
  readonly id: string;
  /** Ids of the senders a class stands for; absent for a sender itself. */
  readonly members?: readonly string[];
  /** Index into `accounts`. */
  readonly account: number;
  /** Index into `domains`, or null. */
  readonly domain: number | null;
  /** Per day: 1 when the sender sends on it. */
  readonly sendsOn: Uint8Array;
  /** Effective daily limit per day, in-flight and sent today already taken off; null = unlimited. */
  readonly dailyLimit: Float64Array | null;
  /** Rolling weekly limit: one entry per 7-day range, `firstDay` may be before the horizon (negative). Empty = unlimited. */
  readonly weekly: readonly { readonly firstDay: number; readonly capacity: number }[];
}

/** One credit pool in one cycle. Units: credits (= sends). */
export interface CreditCycle {
  /** First and last horizon day of the cycle. */
  readonly from: number;
  readonly to: number;
  /** Credits this plan may use, reserve and in-flight taken off; never below 0. */
  readonly capacity: number;
  /** Further sends that may be bought. */
  readonly overageMax: number;
}

/** One account. */
export interface ProblemAccount {
  readonly id: string;
  readonly provider: string;
  /** The account itself and every account above it (indices): the pools its sends draw from. */
  readonly pools: readonly number[];
  /** Account-wide daily limit per day, or null. */
  readonly dailyLimit: Float64Array | null;
  /** Pools per cycle that touch the horizon; null = unlimited credits. */
  readonly cycles: readonly CreditCycle[] | null;
  /** Price of one overage send in 1e-9 of the currency, and its currency. */
  readonly overage: { readonly priceNano: number; readonly currency: string } | null;
  /** Free contact slots, or null = unlimited. */
  readonly freeContacts: number | null;
}

/** One sending domain: sends per day left, in-flight and sent today taken off. */
export interface ProblemDomain {
  readonly id: string;
  readonly dailyLimit: Float64Array;
}

/** A possible start: contacts of a demand whose first step leaves from `sender` on `stepDays[0]`. */
export interface StartOption {
  readonly demand: number;
  readonly sender: number;
  /** Day of every step (for `sticky: account | none`: days on which a follow-up by someone of the group is due). */
  readonly stepDays: readonly number[];
}

/** A possible follow-up placement of a demand that does not stick to the sender. */
export interface FollowUpOption {
  readonly demand: number;
  /** From 1. */
  readonly step: number;
  readonly sender: number;
  readonly day: number;
}

/** A campaign's rules as numbers. Shares in 1/10000. */
export interface ProblemCampaign {
  readonly id: string;
  readonly priority: number;
  readonly valueMicro: number;
  readonly shares10k: readonly number[];
  readonly sticky: 'sender' | 'account' | 'none';
  readonly serveAtLeast: number;
  readonly maxStarts: number | null;
  /** Most sends of the campaign per day, in-flight taken off; null = unlimited. */
  readonly maxSends: Float64Array | null;
  readonly maxShare10k: number;
  readonly minStarts: number;
  readonly oneAccount: boolean;
  readonly allOrNothing: boolean;
  readonly pacing: 'asap' | 'even' | 'late';
  readonly newContacts10k: number;
  /** Account index → contacts already stored there. */
  readonly resident: ReadonlyMap<number, number>;
  /** First and last day of its window inside the horizon. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** Indices into `demands`. */
  readonly demands: readonly number[];
}

/** Step days by start day: entry d holds the days of all steps of a start on day d, or null when no start is allowed on it. */
export type StartTable = readonly (readonly number[] | null)[];

/** One (campaign, segment): contacts that want to be started. */
export interface Demand {
  readonly campaign: number;
  readonly segment: string | null;
  readonly contacts: number;
  /** Senders that may serve it (indices, rising), whatever their calendar. Demands with the same senders share one array. */
  readonly senders: Int32Array;
  /** Start table (index into the Problem's `tables`) by place of the sender; -1 = nobody of the place may start it. */
  readonly tables: Int32Array;
}

/** The whole planning task in numbers. */
export interface Problem {
  readonly firstDay: DayNumber;
  readonly dayCount: number;
  readonly senders: readonly ProblemSender[];
  readonly accounts: readonly ProblemAccount[];
  readonly domains: readonly ProblemDomain[];
  readonly campaigns: readonly ProblemCampaign[];
  readonly demands: readonly Demand[];
  readonly tables: readonly StartTable[];
  /** Place of each sender: senders of one place have the same account and calendar. */
  readonly places: Int32Array;
  readonly placeCount: number;
  readonly followUps: readonly FollowUpOption[];
  /** Starts of an earlier plan that should stay as they are, where possible. */
  readonly keep: readonly Start[];
  readonly findings: readonly Finding[];
  /** Local date of each day. */
  readonly dates: readonly LocalDate[];
}
