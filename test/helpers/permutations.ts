/** Plan files as values, and the same files written in another order. */

import fc from 'fast-check';
import { stringify } from 'yaml';

/** A plan file as a value. */
export type FileValue = { readonly [key: string]: unknown };

/** Lists whose order means something; all others are sets. */
const ORDERED = new Set(['steps', 'sentLast6Days', 'schedule']);

function shuffled(g: fc.GeneratorValue, value: unknown, key = ''): unknown {
  const order = <T>(list: readonly T[]): T[] =>
    g(() => fc.shuffledSubarray([...list.keys()], { minLength: list.length })).map((i) => list[i] as T);
  if (Array.isArray(value)) {
    const items = value.map((item) => shuffled(g, item));
    return ORDERED.has(key) ? items : order(items);
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(order(Object.entries(value)).map(([k, v]) => [k, shuffled(g, v, k)]));
}

/** The file in `count` other orders of campaigns, accounts, senders, segments, tags and keys, by turns as JSON and as YAML. */
export function permutationsOf(value: FileValue, count: number, seed: number): readonly { readonly name: string; readonly text: string }[] {
  const orders = fc.sample(
    fc.gen().map((g) => shuffled(g, value)),
    { numRuns: count, seed },
  );
  return orders.map((order, i) =>
    i % 2 === 0
      ? { name: 'plan.sendplan.json', text: JSON.stringify(order) }
      : { name: 'plan.sendplan.yaml', text: stringify(order, { lineWidth: 0 }) },
  );
}

const sender = (id: string, dailyLimit: number, over: object = {}) => ({
  id,
  dailyLimit,
  sentToday: 0,
  weeklyLimit: 'unlimited',
  status: 'active',
  ...over,
});

const account = (id: string, remaining: number, senders: readonly object[], over: object = {}) => ({
  id,
  provider: 'declared',
  credits: { remaining, allowance: remaining, resets: { next: '2026-11-24', every: 'week' } },
  contacts: { limit: 'unlimited', used: 0 },
  dailyLimit: 'unlimited',
  senders,
  ...over,
});

const OVERAGE = { max: 20, pricePer1000: 2.5, currency: 'USD' };
const plan = (rest: object): FileValue => ({
  version: 1,
  timeZone: 'UTC',
  horizon: { start: '2026-11-20', end: '2026-11-28' },
  ...rest,
});

/** One step each: flow takes it. Equal senders and equal campaigns make ties that only the fixed order breaks. */
export const NETWORK_FILE: FileValue = plan({
  domains: [{ id: 'mail.example', dailyLimit: 8 }],
  accounts: [
    account('main', 60, [sender('m1', 6, { tags: ['eu', 'news'] }), sender('m2', 6, { tags: ['eu', 'news'] }), sender('m3', 9)], {
      overage: OVERAGE,
    }),
    account('side', 25, [sender('z1', 5, { domain: 'mail.example' }), sender('a1', 5, { domain: 'mail.example', tags: ['eu'] })]),
    account('spare', 30, [sender('p1', 4), sender('p2', 4, { except: ['2026-11-23'], weekdays: ['mon', 'tue', 'fri'] })], {
      dailyLimit: 6,
    }),
  ],
  campaigns: [
    { id: 'b-news', contacts: 60, priority: 1, from: { tags: ['eu', 'news'] } },
    { id: 'a-news', contacts: 60, priority: 1, pacing: 'even' },
    {
      id: 'two-parts',
      priority: 2,
      segments: [
        { id: 'west', contacts: 40 },
        { id: 'east', contacts: 40, from: { tags: ['eu'] } },
      ],
      serve: { atLeast: 10 },
    },
    { id: 'late', contacts: 30, priority: 2, pacing: 'late', value: 0.5, window: { start: '2026-11-21', end: '2026-11-26' } },
  ],
});

/** One-step campaigns with rules of yes and no beside plain ones. */
export const DECISION_FILE: FileValue = plan({
  accounts: [
    account('main', 40, [sender('m1', 6, { tags: ['eu'] }), sender('m2', 6, { tags: ['eu'] }), sender('m3', 9)], { overage: OVERAGE }),
    account('side', 25, [sender('z1', 5), sender('a1', 5, { tags: ['eu'] })]),
    account('twin', 25, [sender('z2', 5), sender('a2', 5, { tags: ['eu'] })]),
  ],
  campaigns: [
    { id: 'whole', contacts: 30, priority: 1, allOrNothing: true, from: { tags: ['eu'] } },
    { id: 'also-whole', contacts: 30, priority: 1, allOrNothing: true },
    { id: 'one', contacts: 40, priority: 1, oneAccount: true, serve: { atLeast: 10 } },
    { id: 'batches', contacts: 35, priority: 2, perSender: { minStarts: 3 } },
    { id: 'plain', contacts: 60, priority: 2, pacing: 'even' },
  ],
});

/** Sequences on equal senders: classes and rounding. */
export const SEQUENCE_FILE: FileValue = plan({
  accounts: [
    account('team', 70, [sender('t1', 3), sender('t2', 3), sender('t3', 3), sender('t4', 4, { tags: ['warm'] })]),
    account('agency', 40, [sender('x1', 3), sender('x2', 3, { weeklyLimit: 9, sentLast6Days: [0, 1, 0, 0, 2, 0] })]),
  ],
  campaigns: [
    { id: 'second', contacts: 20, priority: 1, steps: [{ day: 0 }, { day: 2, share: 0.8 }, { day: 4, share: 0.5 }] },
    { id: 'first', contacts: 20, priority: 1, steps: [{ day: 0 }, { day: 2, share: 0.8 }, { day: 4, share: 0.5 }] },
    { id: 'single', contacts: 40, priority: 2, from: { tags: ['warm'] } },
  ],
});

/** Yes/no rules and follow-ups that may leave from other senders, small enough for every exact engine. */
export const SMALL_FILE: FileValue = plan({
  horizon: { start: '2026-11-20', end: '2026-11-22' },
  accounts: [account('one', 6, [sender('o1', 2), sender('o2', 2)]), account('two', 5, [sender('w1', 2), sender('w2', 2)])],
  campaigns: [
    { id: 'whole', contacts: 3, priority: 1, allOrNothing: true, oneAccount: true },
    { id: 'whole-too', contacts: 3, priority: 1, allOrNothing: true, oneAccount: true },
    { id: 'shared', contacts: 4, priority: 1, sticky: 'account', steps: [{ day: 0 }, { day: 1 }] },
  ],
});
