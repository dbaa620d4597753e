/** A recommendation of the example written by hand: what the example's accounts and price lists give, whatever the solver does. */

import type { Recommendation, RecommendedSet, RecommendedStep } from '../../src/model/recommendation.ts';

const TOP_UP: RecommendedStep = {
  kind: 'top-up',
  subject: 'sg-main',
  from: null,
  to: 'plus-10k',
  count: 1,
  on: '2026-11-20',
  cost: '12.00',
  afterwards: null,
  cycle: null,
  notes: ['its credits can be used until 30 Nov'],
};
const TIER: RecommendedStep = {
  kind: 'tier',
  subject: 'sg-main',
  from: 'pro-300k',
  to: 'pro-700k',
  count: 1,
  on: '2026-11-20',
  cost: '341.67',
  afterwards: '250.00',
  cycle: 'month',
  notes: ['146,666 credits more until the reset on 1 Dec'],
};
const served = (first: number): RecommendedSet['served'] => [
  { priority: 1, contacts: 110_000, served: first },
  { priority: 2, contacts: 47_000, served: 47_000 },
];
const set = (steps: readonly RecommendedStep[], total: string, first: number): RecommendedSet => ({
  steps,
  cost: { changes: total, overage: '0.00', total },
  reached: first,
  served: served(first),
  shortfall: 110_000 - first,
});

/** The cheapest set is a top-up. */
export const FOUND: Recommendation = {
  target: { kind: 'priority', priority: 1, share10k: 9900 },
  asked: { contacts: 110_000, need: 108_900 },
  horizon: { start: '2026-11-20', end: '2026-12-19' },
  currency: 'USD',
  allowed: ['tier', 'top-up'],
  budget: null,
  status: 'found',
  baseline: set([], '0.00', 103_000),
  best: set([TOP_UP], '12.00', 109_000),
  proof: { floor: '12.00', isProven: true, judged: 3, sets: '21012699645', undecided: 0 },
  runnersUp: [set([{ ...TOP_UP, to: 'plus-50k', cost: '55.00' }], '55.00', 109_000), set([TIER], '341.67', 109_000)],
  next: {
    set: set(
      [
        TOP_UP,
        { ...TOP_UP, kind: 'senders', subject: 'sg-eu', from: 'news@northwind-eu.example', to: null, count: 2, cost: '16.00', notes: [] },
      ],
      '28.00',
      110_000,
    ),
    contacts: 1_000,
    money: '16.00',
    contactsPerMoney: 62.5,
  },
  most: null,
  downgrades: {
    accounts: [
      {
        account: 'sg-main',
        from: 'pro-300k',
        to: 'pro-100k',
        holdsFrom: '2026-12-01',
        saving: '159.05',
        currency: 'USD',
        cycle: 'month',
        headroom: [{ from: '2026-12-01', to: '2026-12-19', credits: 17_600 }],
      },
    ],
    saving: [{ cycle: 'month', currency: 'USD', amount: '159.05' }],
    isProven: true,
  },
  frontier: [set([], '0.00', 103_000), set([TOP_UP], '12.00', 109_000)],
  isFrontierComplete: true,
  notes: ['No price: the plan files name no tier of account outreach.'],
};

/** Nothing that is allowed is enough. */
export const UNREACHABLE: Recommendation = {
  ...FOUND,
  target: { kind: 'all' },
  asked: { contacts: 157_000, need: 157_000 },
  status: 'unreachable',
  best: null,
  proof: { ...FOUND.proof, floor: null, undecided: 2 },
  runnersUp: [],
  next: null,
  most: {
    set: { ...set([TOP_UP], '12.00', 109_000), reached: 156_000 },
    binding: ['black-friday/eu: daily limit of sender news@northwind-eu.example 24–28 Nov'],
  },
  downgrades: { accounts: [], saving: [], isProven: true },
  frontier: null,
};
