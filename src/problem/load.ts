/** What starts and follow-ups use: sends per sender and day, starts per campaign and day, credits per pool. In 1/10000 sends. */

import { stepDaysOf } from './options.ts';
import type { Problem, ProblemCampaign } from './problem.ts';

/** Contacts of a demand whose first step leaves from a sender on a day. */
export interface StartCount {
  readonly demand: number;
  readonly sender: number;
  readonly day: number;
  readonly contacts: number;
}

/** Contacts of a demand whose step leaves from a sender on a day; only for demands that do not stick to the sender. */
export interface FollowUpCount extends StartCount {
  /** From 1. */
  readonly step: number;
}

/** Sends bought above the allowance of an account in one of its cycles (index into `ProblemAccount.cycles`). */
export interface OverageUse {
  readonly account: number;
  readonly cycle: number;
  readonly sends: number;
}

/** Many start counts in columns, row by row the same as a list of them. Plain data: it can be sent to another thread. */
export interface StartColumns {
  readonly length: number;
  readonly demand: Int32Array;
  readonly sender: Int32Array;
  readonly day: Int32Array;
  readonly contacts: Float64Array;
}

/** Columns of start counts. */
export function columnsOf(starts: readonly StartCount[]): StartColumns {
  return {
    length: starts.length,
    demand: Int32Array.from(starts, (s) => s.demand),
    sender: Int32Array.from(starts, (s) => s.sender),
    day: Int32Array.from(starts, (s) => s.day),
    contacts: Float64Array.from(starts, (s) => s.contacts),
  };
}

/** Start counts of columns, made one by one while they are gone through. */
export function* rowsOf({ length, demand, sender, day, contacts }: StartColumns): Generator<StartCount> {
  for (let i = 0; i < length; i++) {
    yield {
      demand: demand[i] as number,
      sender: sender[i] as number,
      day: day[i] as number,
      contacts: contacts[i] as number,
    };
  }
}

/** Load of a whole plan. Shape of `senders` and `campaigns`: index × dayCount + day. */
export interface Load {
  readonly senders: Float64Array;
  readonly campaigns: Float64Array;
  /** Contacts started: campaign × accounts + account. */
  readonly placed: Float64Array;
}

/** Campaign of a demand. */
export const campaignOf = (problem: Problem, demand: number): ProblemCampaign =>
  problem.campaigns[problem.demands[demand]?.campaign ?? -1] as ProblemCampaign;

/** Days on which a start loads its own sender: all steps, or the first one when follow-ups may leave from others. */
export function ownDays(problem: Problem, { demand, sender, day }: Pick<StartCount, 'demand' | 'sender' | 'day'>): readonly number[] {
  const days = stepDaysOf(problem, demand, sender, day) ?? [];
  return campaignOf(problem, demand).sticky === 'sender' ? days : days.slice(0, 1);
}

/** Adds up what starts and follow-ups use. */
export function loadOf(problem: Problem, starts: Iterable<StartCount>, followUps: readonly FollowUpCount[]): Load {
  const { dayCount } = problem;
  const senders = new Float64Array(problem.senders.length * dayCount);
  const campaigns = new Float64Array(problem.campaigns.length * dayCount);
  const placed = new Float64Array(problem.campaigns.length * problem.accounts.length);
  const add = (demand: number, sender: number, day: number, load10k: number) => {
    const s = sender * dayCount + day;
    const c = (problem.demands[demand]?.campaign ?? 0) * dayCount + day;
    senders[s] = (senders[s] as number) + load10k;
    campaigns[c] = (campaigns[c] as number) + load10k;
  };
  for (const start of starts) {
    const { shares10k } = campaignOf(problem, start.demand);
    ownDays(problem, start).forEach((day, k) => {
      add(start.demand, start.sender, day, start.contacts * (shares10k[k] as number));
    });
    const at = (problem.demands[start.demand]?.campaign ?? 0) * problem.accounts.length + (problem.senders[start.sender]?.account ?? 0);
    placed[at] = (placed[at] as number) + start.contacts;
  }
  for (const f of followUps) add(f.demand, f.sender, f.day, f.contacts * (campaignOf(problem, f.demand).shares10k[f.step] as number));
  return { senders, campaigns, placed };
}

/** Load of some senders on days from..to. */
export function sumLoad(problem: Problem, load: Load, senders: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (const s of senders) {
    for (let day = Math.max(0, from); day <= Math.min(to, problem.dayCount - 1); day++)
      sum += load.senders[s * problem.dayCount + day] as number;
  }
  return sum;
}

/** Senders (indices) whose sends draw from an account's pool. */
export const sendersOfPool = (problem: Problem, account: number): readonly number[] =>
  problem.senders.flatMap((s, i) => (problem.accounts[s.account]?.pools.includes(account) ? [i] : []));

/** Overage the load needs: whole sends above the credits of each pool and cycle. */
export function overageOf(problem: Problem, load: Load): readonly OverageUse[] {
  return problem.accounts.flatMap((account, a) => {
    if (account.overage === null) return [];
    const senders = sendersOfPool(problem, a);
    return (account.cycles ?? []).flatMap((c, cycle) => {
      const sends = Math.ceil(Math.max(0, sumLoad(problem, load, senders, c.from, c.to) - c.capacity * 10_000) / 10_000);
      return sends > 0 ? [{ account: a, cycle, sends }] : [];
    });
  });
}
