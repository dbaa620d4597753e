/** Starts and follow-ups of a plan as tables over the solution's columns: a row is made while somebody looks at it. */

import type { FollowUp, Start } from '../model/plan.ts';
import type { Rows } from '../model/rows.ts';
import { campaignOf, type FollowUpCount, type StartColumns } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { canonicalOrder, type Ranks } from './canonical.ts';

/** Start rows in canonical order. */
export function startRows(problem: Problem, starts: StartColumns, ranks: Ranks): Rows<Start> {
  const order = canonicalOrder(starts, ranks, problem.dayCount);
  return {
    length: starts.length,
    *[Symbol.iterator]() {
      for (const i of order) {
        const { segment, campaign } = namesOf(problem, starts.demand[i] as number);
        const { account, sender } = senderNames(problem, starts.sender[i] as number);
        yield {
          campaign,
          segment,
          account,
          sender,
          date: problem.dates[starts.day[i] as number] as string,
          contacts: starts.contacts[i] as number,
        };
      }
    },
  };
}

/** Follow-up rows in canonical order (campaign, segment, step, account, sender, date). */
export function followUpRows(problem: Problem, followUps: readonly FollowUpCount[], ranks: Ranks): Rows<FollowUp> {
  const place = (f: FollowUpCount) => [ranks.demand[f.demand] as number, f.step, ranks.sender[f.sender] as number, f.day] as const;
  const sorted = [...followUps].sort((a, b) => {
    const [x, y] = [place(a), place(b)];
    return x[0] - y[0] || x[1] - y[1] || x[2] - y[2] || x[3] - y[3];
  });
  return {
    length: sorted.length,
    *[Symbol.iterator]() {
      for (const { demand, step, sender: s, day, contacts } of sorted) {
        const { segment, campaign } = namesOf(problem, demand);
        const { account, sender } = senderNames(problem, s);
        yield { campaign, segment, step, account, sender, date: problem.dates[day] as string, contacts };
      }
    },
  };
}

/** Campaign and segment of a demand, as people name them. */
export const namesOf = (problem: Problem, demand: number) => ({
  campaign: campaignOf(problem, demand).id,
  segment: problem.demands[demand]?.segment ?? null,
});

/** Account and sender, as people name them. */
export function senderNames(problem: Problem, s: number) {
  const sender = problem.senders[s];
  return { account: problem.accounts[sender?.account ?? -1]?.id ?? '', sender: sender?.id ?? '' };
}
