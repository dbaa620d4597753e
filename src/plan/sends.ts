/** Day-by-day sends of a plan: every step of every start on the day it leaves. */

import type { DailySends, Plan } from '../model/plan.ts';
import type { Rows } from '../model/rows.ts';
import { campaignOf, type StartColumns } from '../problem/load.ts';
import { tableOf } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import { canonicalOrder, ranksOf } from './canonical.ts';
import { namesOf, senderNames } from './start-rows.ts';

/**
 * Sends of a plan made from this problem, in canonical order (date, campaign, segment, step, account, sender); worked out
 * when they are first looked at. Starts of campaigns whose follow-ups do not stick to the sender give their first step
 * only; the rest are the plan's follow-up rows. Throws (then): RangeError when the plan is of another problem.
 */
export function dailySends(problem: Problem, plan: Pick<Plan, 'starts' | 'followUps'>): Rows<DailySends> {
  let table: Rows<DailySends> | null = null;
  const made = (): Rows<DailySends> => {
    table ??= sendsTable(problem, plan);
    return table;
  };
  return {
    get length() {
      return made().length;
    },
    [Symbol.iterator]: () => made()[Symbol.iterator](),
  };
}

/** Plan rows as columns; `step` of a start is 0. */
interface Rowed extends StartColumns {
  readonly step: Uint16Array;
}

/**
 * Sends sorted into buckets of one (day, demand, step). Rows are put there in the order (demand, sender, day), so those
 * of a bucket stand by sender, and what is to be added up stands side by side.
 */
function sendsTable(problem: Problem, plan: Pick<Plan, 'starts' | 'followUps'>): Rows<DailySends> {
  const ranks = ranksOf(problem);
  const rows = columnsOfPlan(problem, plan);
  const order = canonicalOrder(rows, ranks, problem.dayCount);
  const mostSteps = problem.campaigns.reduce((most, campaign) => Math.max(most, campaign.shares10k.length), 1);
  const bucketOf = (row: number, day: number, step: number): number =>
    (day * problem.demands.length + (ranks.demand[rows.demand[row] as number] as number)) * mostSteps + step;
  const forEachSend = (visit: (row: number, bucket: number) => void): void => {
    for (const row of order) {
      const step = rows.step[row] as number;
      for (const [k, day] of sendDays(problem, rows, row).entries()) visit(row, bucketOf(row, day, step + k));
    }
  };

  const ends = new Int32Array(problem.dayCount * problem.demands.length * mostSteps);
  forEachSend((_, bucket) => {
    ends[bucket] = (ends[bucket] as number) + 1;
  });
  let count = 0;
  for (let bucket = 0; bucket < ends.length; bucket++) {
    // First the bucket's begin; counting up while it is filled makes it its end.
    const size = ends[bucket] as number;
    ends[bucket] = count;
    count += size;
  }
  const sends = new Int32Array(count);
  forEachSend((row, bucket) => {
    sends[ends[bucket] as number] = row;
    ends[bucket] = (ends[bucket] as number) + 1;
  });

  function* groups(): Generator<{ readonly bucket: number; readonly row: number; readonly contacts: number }> {
    let at = 0;
    for (let bucket = 0; bucket < ends.length; bucket++) {
      while (at < (ends[bucket] as number)) {
        const row = sends[at] as number;
        let contacts = 0;
        for (; at < (ends[bucket] as number) && rows.sender[sends[at] as number] === rows.sender[row]; at++)
          contacts += rows.contacts[sends[at] as number] as number;
        yield { bucket, row, contacts };
      }
    }
  }
  let length = 0;
  for (const _ of groups()) length++;
  return {
    length,
    *[Symbol.iterator]() {
      for (const { bucket, row, contacts } of groups()) {
        const demand = rows.demand[row] as number;
        const step = bucket % mostSteps;
        const date = problem.dates[Math.floor(bucket / mostSteps / problem.demands.length)] as string;
        const { campaign, segment } = namesOf(problem, demand);
        const { account, sender } = senderNames(problem, rows.sender[row] as number);
        const share10k = campaignOf(problem, demand).shares10k[step] as number;
        yield { date, campaign, segment, step, account, sender, contacts, sends: (contacts * share10k) / 10_000 };
      }
    },
  };
}

/** Days on which a row's own sender sends. */
function sendDays(problem: Problem, { demand, sender, day, step }: Rowed, row: number): readonly number[] {
  const d = demand[row] as number;
  const first = day[row] as number;
  if ((step[row] as number) > 0) return [first];
  const days = tableOf(problem, d, sender[row] as number)?.[first] ?? [];
  return campaignOf(problem, d).sticky === 'sender' ? days : days.slice(0, 1);
}

function columnsOfPlan(problem: Problem, { starts, followUps }: Pick<Plan, 'starts' | 'followUps'>): Rowed {
  const length = starts.length + followUps.length;
  const columns = {
    length,
    demand: new Int32Array(length),
    sender: new Int32Array(length),
    day: new Int32Array(length),
    contacts: new Float64Array(length),
    step: new Uint16Array(length),
  };
  const demands = new Map<string, Map<string | null, number>>();
  problem.demands.forEach(({ segment }, d) => {
    const { campaign } = namesOf(problem, d);
    demands.set(campaign, (demands.get(campaign) ?? new Map<string | null, number>()).set(segment, d));
  });
  const senders = new Map(problem.senders.map((s, i) => [s.id, i]));
  const days = new Map(problem.dates.map((date, day) => [date, day]));
  let at = 0;
  for (const rows of [starts, followUps]) {
    for (const row of rows) {
      const demand = demands.get(row.campaign)?.get(row.segment);
      const sender = senders.get(row.sender);
      const day = days.get(row.date);
      if (demand === undefined || sender === undefined || day === undefined)
        throw new RangeError('the plan was not made from this problem');
      columns.demand[at] = demand;
      columns.sender[at] = sender;
      columns.day[at] = day;
      columns.contacts[at] = row.contacts;
      columns.step[at] = 'step' in row ? (row as { step: number }).step : 0;
      at++;
    }
  }
  return columns;
}
