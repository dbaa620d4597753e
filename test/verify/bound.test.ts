import { describe, expect, it } from 'vitest';
import type { FollowUp } from '../../src/model/plan.ts';
import type { Campaign } from '../../src/model/workspace.ts';
import { accountCapacity, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { boundsOf, certificate, claim, type Dual, entry, FRI, messages, ONE_DAY, one, SAT, TWO_DAYS, verify } from './bound-kit.ts';
import type { PlanParts, StartTuple } from './make-plan.ts';

describe('a transport model with duals by hand (SV-06, SV-07)', () => {
  // a: 50 contacts worth 2; b: 50 contacts worth 1; one sender with 60 sends: a 50, b 10.
  const parts: PlanParts = {
    workspace: workspace([one('a', 50, { valueMicro: 2 }), one('b', 50)], ONE_DAY),
    snapshot: snapshot([accountCapacity('acc', [senderCapacity('s1', { dailyLimit: 60 })])]),
    starts: [
      ['a', null, 'acc', 's1', FRI, 50],
      ['b', null, 'acc', 's1', FRI, 10],
    ],
  };
  const price = (dual: number, scale = 1) =>
    certificate([entry('served.priority1', [{ family: 'sender_daily_limit', account: 'acc', sender: 's1', date: FRI, dual }])], scale);
  const VALUE = 0.00011;

  it('prove the optimum: 60 sends at 1, 50 contacts of a at 2 - 1', () => {
    expect(boundsOf(parts, price(1))).toEqual([VALUE]);
    const plan = claim(parts, price(1), [VALUE], 'optimal');
    expect(verify(parts, plan)).toMatchObject({ isValid: true, isOptimal: true, findings: [] });
  });

  it('changed by 1 prove less: the bound is rejected and nothing is called optimal', () => {
    expect(boundsOf(parts, price(2))).toEqual([0.00012]);
    expect(boundsOf(parts, price(0))).toEqual([0.00015]);
    for (const dual of [0, 2]) {
      const plan = claim(parts, price(dual), [VALUE], 'optimal');
      expect(messages(parts, plan)).toEqual([
        `level served.priority1: bound is 0.00011, the certificate proves no better than ${dual === 0 ? '0.00015' : '0.00012'}`,
        'plan: status is optimal, the levels and their proven bounds give feasible',
      ]);
      expect(verify(parts, plan).isOptimal).toBe(false);
      expect(verify(parts, claim(parts, price(dual), [null], 'feasible'))).toMatchObject({ isValid: true, isOptimal: false });
    }
  });

  it('are rounded to what a value can be', () => {
    // In units of 1/4: 60 × 1.25 + 50 × 0.75 = 112.5, so at most 112.
    expect(boundsOf(parts, price(5, 4))).toEqual([0.000112]);
    const even = { ...parts, workspace: workspace([one('a', 50, { valueMicro: 4 }), one('b', 50, { valueMicro: 2 })], ONE_DAY) };
    // 60 × 2.25 + 50 × 1.75 = 222.5; every value is even.
    expect(boundsOf(even, price(9, 4))).toEqual([0.000222]);
  });

  it('may prove more than the plan claims', () => {
    const plan = claim(parts, price(1), [0.00012], 'feasible');
    expect(verify(parts, plan)).toMatchObject({ isValid: true, isOptimal: true });
    expect(plan.outcome.levels[0]?.gap).toBeCloseTo(0.00001, 10);
  });

  it('need a certificate: no bound without proof', () => {
    expect(messages(parts, claim(parts, null, [VALUE], 'optimal'))).toEqual([
      'level served.priority1: bound 0.00011 is not proven: the plan has no certificate',
      'plan: status is optimal, the levels and their proven bounds give feasible',
    ]);
  });
});

describe('every row of the model can be the one that proves the bound', () => {
  const build = (
    over: Partial<Campaign>,
    accounts: Parameters<typeof snapshot>[0],
    starts: readonly StartTuple[],
    ws: Parameters<typeof workspace>[1] = ONE_DAY,
    followUps: readonly FollowUp[] = [],
  ): PlanParts => ({ workspace: workspace([one('c', 10, over)], ws), snapshot: snapshot(accounts), starts, followUps });
  const fri = (contacts: number, sender = 's1', account = 'acc'): StartTuple => ['c', null, account, sender, FRI, contacts];
  const simple = (account: Parameters<typeof accountCapacity>[2] = {}, sender: Parameters<typeof senderCapacity>[1] = {}) => [
    accountCapacity('acc', [senderCapacity('s1', sender)], account),
  ];
  const steps = [0, 1].map((day) => ({ day, share10k: 10_000 }));
  const relay = [
    accountCapacity('acc', [senderCapacity('s1', { weekdays: ['fri'] }), senderCapacity('s2', { weekdays: ['sat'], dailyLimit: 4 })]),
  ];
  const overSat = (account: string): FollowUp[] => [
    { campaign: 'c', segment: null, step: 1, account, sender: 's2', date: SAT, contacts: 4 },
  ];
  const sat: Dual = { family: 'sender_daily_limit', account: 'acc', sender: 's2', date: SAT, dual: 1 };

  const cases: readonly [string, PlanParts, readonly Dual[], number, number][] = [
    ['demand', build({}, simple(), [fri(10)]), [{ family: 'demand', campaign: 'c', segment: null, dual: 1 }], 10, 10],
    [
      'sender_daily_limit',
      build({}, simple({}, { dailyLimit: 4 }), [fri(4)]),
      [{ family: 'sender_daily_limit', sender: 's1', date: FRI, dual: 1 }],
      4,
      10,
    ],
    [
      'sender_weekly_limit',
      build({}, simple({}, { weeklyLimit: 4 }), [fri(4)], {}),
      [{ family: 'sender_weekly_limit', account: 'acc', sender: 's1', date: FRI, dual: 1 }],
      4,
      10,
    ],
    [
      'domain_daily_limit',
      build({}, simple({}, { domain: 'd' }), [fri(4)], { ...ONE_DAY, domains: [{ id: 'd', dailyLimit: 4 }] }),
      [{ family: 'domain_daily_limit', domain: 'd', date: FRI, dual: 1 }],
      4,
      10,
    ],
    [
      'account_daily_limit',
      build({}, simple({ dailyLimit: 4 }), [fri(4)]),
      [{ family: 'account_daily_limit', account: 'acc', date: FRI, dual: 1 }],
      4,
      10,
    ],
    [
      'credit_balance',
      build({}, simple({ remaining: 4 }), [fri(4)], {}),
      [{ family: 'credit_balance', account: 'acc', date: FRI, dual: 1 }],
      4,
      10,
    ],
    [
      'credit_balance of a parent',
      build({}, [...simple({ parent: 'pool' }), accountCapacity('pool', [], { remaining: 4 })], [fri(4)], {}),
      [{ family: 'credit_balance', account: 'pool', date: FRI, dual: 1 }],
      4,
      10,
    ],
    [
      'new_contacts with contact_limit',
      build({ resident: { acc: 2 } }, simple({ contacts: { limit: 9, used: 5 } }), [fri(6)]),
      [
        { family: 'new_contacts', campaign: 'c', account: 'acc', dual: 1 },
        { family: 'contact_limit', account: 'acc', dual: 1 },
      ],
      6,
      10,
    ],
    [
      'campaign_daily_limit of starts',
      build({ perDay: { maxStarts: 4, maxSends: null } }, simple(), [fri(4)]),
      [{ family: 'campaign_daily_limit', campaign: 'c', measure: 'starts', date: FRI, dual: 1 }],
      4,
      10,
    ],
    [
      'campaign_daily_limit of sends',
      build({ perDay: { maxStarts: null, maxSends: 4 } }, simple(), [fri(4)]),
      [{ family: 'campaign_daily_limit', campaign: 'c', measure: 'sends', date: FRI, dual: 1 }],
      4,
      10,
    ],
    [
      'account_share',
      build(
        { maxShare10k: 5000 },
        [accountCapacity('a1', [senderCapacity('s1')]), accountCapacity('a2', [senderCapacity('s2', { dailyLimit: 2 })])],
        [fri(2, 's1', 'a1'), fri(2, 's2', 'a2')],
      ),
      [
        { family: 'account_share', campaign: 'c', account: 'a1', dual: 2 },
        { family: 'sender_daily_limit', sender: 's2', date: FRI, dual: 2 },
      ],
      4,
      10,
    ],
    [
      'follow_up_balance per account',
      build({ steps, sticky: 'account' }, relay, [fri(4)], TWO_DAYS, overSat('acc')),
      [sat, { family: 'follow_up_balance', campaign: 'c', segment: null, step: 1, account: 'acc', date: SAT, dual: -1 }],
      4,
      10,
    ],
    [
      'follow_up_balance over all accounts',
      build({ steps, sticky: 'none' }, relay, [fri(4)], TWO_DAYS, overSat('acc')),
      [sat, { family: 'follow_up_balance', campaign: 'c', step: 1, date: SAT, dual: -1 }],
      4,
      10,
    ],
  ];

  it.each(cases)('%s', (_, parts, duals, proven, unproven) => {
    expect(boundsOf(parts, certificate([entry('served.priority1', duals)]))).toEqual([proven / 1e6]);
    expect(boundsOf(parts, certificate([entry('served.priority1', [])]))).toEqual([unproven / 1e6]);
  });

  it('follow-ups count with their share, on every row they load', () => {
    // 10 starts on Friday, 8.5 follow-ups on Saturday: 1.85 sends per contact, 9 credits: at most 4.
    const parts = build(
      {
        steps: [
          { day: 0, share10k: 10_000 },
          { day: 1, share10k: 8500 },
        ],
      },
      simple({ remaining: 9 }),
      [fri(4)],
      TWO_DAYS,
    );
    const credits: Dual = { family: 'credit_balance', account: 'acc', date: FRI, dual: 100 };
    expect(boundsOf(parts, certificate([entry('served.priority1', [credits])], 185))).toEqual([4 / 1e6]);
  });

  it('a price that misses a start leaves the bound of that start', () => {
    // Friday has a price, Saturday has none: all contacts may start on Saturday.
    const parts = build({}, simple({}, { dailyLimit: 2 }), [fri(2), ['c', null, 'acc', 's1', SAT, 2]], TWO_DAYS);
    const friday: Dual = { family: 'sender_daily_limit', sender: 's1', date: FRI, dual: 1 };
    expect(boundsOf(parts, certificate([entry('served.priority1', [friday])]))).toEqual([12 / 1e6]);
    expect(boundsOf(parts, certificate([entry('served.priority1', [friday, { ...friday, date: SAT }])]))).toEqual([4 / 1e6]);
  });

  it('senders and days without capacity need no price', () => {
    const parts = build(
      {},
      [accountCapacity('acc', [senderCapacity('s1', { dailyLimit: 0 }), senderCapacity('s2', { status: 'paused' })])],
      [],
    );
    expect(boundsOf(parts, certificate([entry('served.priority1', [])]))).toEqual([0]);
    const passed = build(
      { steps, sticky: 'account' },
      [accountCapacity('acc', [senderCapacity('s1', { weekdays: ['fri'] }), senderCapacity('s2', { weekdays: ['sat'], dailyLimit: 0 })])],
      [],
      TWO_DAYS,
    );
    // Follow-ups must leave from s2, which cannot send: only the price of the balance keeps the starts from counting.
    const balance: Dual = { family: 'follow_up_balance', campaign: 'c', step: 1, account: 'acc', date: SAT, dual: -1 };
    expect(boundsOf(passed, certificate([entry('served.priority1', [balance])]))).toEqual([0]);
  });
});
