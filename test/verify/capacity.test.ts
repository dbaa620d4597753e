import { describe, expect, it } from 'vitest';
import type { CapacityUse, Plan } from '../../src/model/plan.ts';
import { accountCapacity, campaign, senderCapacity, workspace } from '../helpers/builders.ts';
import { EMPTY, messages, onDay, PLAN, use, WORKSPACE } from './hand-plan.ts';
import { digestOf } from './make-plan.ts';

describe('capacity rows', () => {
  it.each<[string, Plan, readonly string[]]>([
    ['limit', use(0, { limit: 181 }), ['account acc: limit of credit_balance from 2026-11-20 is 181, recomputed 180']],
    [
      'limit called unlimited',
      use(0, { limit: null, headroom: null }),
      [
        'account acc: limit of credit_balance from 2026-11-20 is null, recomputed 180',
        'account acc: headroom of credit_balance from 2026-11-20 is null, recomputed 0',
      ],
    ],
    ['planned', use(6, { planned: 59 }), ['sender s1: planned of sender_daily_limit from 2026-11-20 is 59, recomputed 60']],
    ['headroom', use(7, { headroom: 10 }), ['sender s1: headroom of sender_daily_limit from 2026-11-23 is 10, recomputed 9']],
    ['overage', use(0, { overage: 0 }), ['account acc: overage of credit_balance from 2026-11-20 is 0, recomputed 8']],
    ['to', use(2, { to: '2026-11-25' }), ['account acc: to of contact_limit from 2026-11-20 is "2026-11-25", recomputed 2026-11-26']],
    [
      'isBinding',
      use(8, { isBinding: true }),
      ['sender s2: isBinding of sender_daily_limit from 2026-11-20 is true, recomputed false: headroom 30 leaves room for more'],
    ],
    [
      'isBinding without limit',
      use(1, { isBinding: true }),
      ['account spare: isBinding of credit_balance from 2026-11-20 is true, recomputed false: no limit leaves room for more'],
    ],
    [
      'an unlimited limit given a number',
      use(1, { limit: 5 }),
      ['account spare: limit of credit_balance from 2026-11-20 is 5, recomputed null'],
    ],
    [
      'shadow price',
      use(9, { shadowPriceObjective: 'served.priority9' }),
      ['sender s2: capacity row sender_daily_limit from 2026-11-21: shadowPriceObjective "served.priority9" is not a level of the plan'],
    ],
  ])('is rejected for %s of a capacity row', (_, plan, expected) => {
    expect(messages(plan)).toEqual(expected);
  });

  it.each<[string, Partial<CapacityUse>, string]>([
    ['unknown sender', { sender: 's9' }, 'there is no such sender in the snapshot'],
    ['sender of another account', { account: 'spare' }, 'there is no such sender in the snapshot'],
    ['day outside the horizon', { from: '2026-11-27' }, 'the day is not in the horizon'],
    ['date that is none', { from: '2026-02-30' }, '`from` is not a date'],
    [
      'week that does not touch the horizon',
      { resource: 'sender_weekly_limit', from: '2026-11-13' },
      'the 7 days do not touch the horizon',
    ],
    ['family without capacity', { resource: 'one_account' }, 'this family has no capacity rows'],
    ['campaign', { campaign: 'news' }, 'capacity belongs to senders, domains and accounts, not to a campaign'],
  ])('is rejected for a capacity row with %s', (_, change, message) => {
    // Row 13 is a week nobody has to list.
    const row = { ...(PLAN.capacity[13] as CapacityUse), resource: 'sender_daily_limit' as const, ...change };
    const plan = { ...PLAN, capacity: [...PLAN.capacity.slice(0, 13), row] };
    expect(messages(plan)).toEqual([`sender ${row.sender}: capacity row ${row.resource} from ${row.from}: ${message}`]);
  });

  it.each<[string, Partial<CapacityUse>, string]>([
    [
      'unknown account',
      { account: 'nope' },
      'account nope: capacity row credit_balance from 2026-11-20: there is no such account in the snapshot',
    ],
    ['no account', { account: null }, 'account : capacity row credit_balance from 2026-11-20: there is no such account in the snapshot'],
    [
      'day outside the horizon',
      { from: '2026-11-19' },
      'account spare: capacity row credit_balance from 2026-11-19: the day is not in the horizon',
    ],
    [
      'unlimited credits from another day',
      { from: '2026-11-21' },
      'account spare: capacity row credit_balance from 2026-11-21: its credits are unlimited in that cycle: no row is expected',
    ],
    [
      'credits from another day',
      { account: 'acc', from: '2026-11-21' },
      'account acc: capacity row credit_balance from 2026-11-21: its billing cycle begins in the horizon on 2026-11-20',
    ],
    [
      'slots from another day',
      { resource: 'contact_limit', from: '2026-11-21' },
      'account spare: capacity row contact_limit from 2026-11-21: contact slots are counted from the first day of the horizon',
    ],
    [
      'unknown domain',
      { resource: 'domain_daily_limit', domain: 'd' },
      'domain d: capacity row domain_daily_limit from 2026-11-20: there is no such domain in the plan files',
    ],
  ])('is rejected for an account or domain row with %s', (_, change, message) => {
    expect(messages(use(1, change))).toEqual([message]);
  });

  it('is rejected for rows that name nobody', () => {
    const [, , slots] = PLAN.capacity as [CapacityUse, CapacityUse, CapacityUse];
    const nobody = { ...slots, account: null };
    const rows = (['sender_daily_limit', 'domain_daily_limit'] as const).map((resource) => ({ ...nobody, resource }));
    expect(messages({ ...PLAN, capacity: [...PLAN.capacity, ...rows] })).toEqual([
      'account : capacity row sender_daily_limit from 2026-11-20: there is no such sender in the snapshot',
      'account : capacity row domain_daily_limit from 2026-11-20: there is no such domain in the plan files',
    ]);
  });

  it('lists domains when they have a limit', () => {
    const files = { ...WORKSPACE, domains: [{ id: 'd', dailyLimit: 50 }] };
    const row = { ...onDay('s2', '2026-11-20', 50, 20), resource: 'domain_daily_limit' as const, account: null, sender: null, domain: 'd' };
    expect(messages({ ...PLAN, capacity: [...PLAN.capacity, row] }, files)).toEqual([]);
    expect(messages({ ...PLAN, capacity: [...PLAN.capacity, { ...row, planned: 19 }] }, files)).toEqual([
      'domain d: planned of domain_daily_limit from 2026-11-20 is 19, recomputed 20',
    ]);
    expect(messages({ ...PLAN, capacity: [...PLAN.capacity, { ...row, from: '2026-12-20' }] }, files)).toEqual([
      'domain d: capacity row domain_daily_limit from 2026-12-20: the day is not in the horizon',
    ]);
  });

  it('lists every resource with a limit that is used, once', () => {
    const [first] = PLAN.capacity as [CapacityUse];
    expect(messages({ ...PLAN, capacity: [...PLAN.capacity, first] })).toEqual([
      'account acc: capacity row credit_balance from 2026-11-20: the row is listed twice',
    ]);
    expect(messages({ ...PLAN, capacity: [] }).map((m) => m.replace(/^plan: no capacity row for (.*), expected.*$/, '$1'))).toEqual([
      'credit_balance of account acc from 2026-11-20',
      'contact_limit of account acc',
      'account_daily_limit of account acc on 2026-11-20',
      'account_daily_limit of account acc on 2026-11-21',
      'account_daily_limit of account acc on 2026-11-23',
      'sender_daily_limit of sender s1 on 2026-11-20',
      'sender_daily_limit of sender s1 on 2026-11-23',
      'sender_daily_limit of sender s2 on 2026-11-20',
      'sender_daily_limit of sender s2 on 2026-11-21',
      'sender_daily_limit of sender s2 on 2026-11-23',
    ]);
  });
});

describe('capacity rows of single days and cycles', () => {
  it('of an account know their billing cycle', () => {
    const account = accountCapacity('acc', [senderCapacity('s1')], {
      remaining: 5,
      allowance: 9,
      resets: { next: '2026-11-23', every: 'month' },
    });
    const files = workspace([campaign('c', 5)]);
    const rows = ([from, to, limit, planned]: readonly [string, string, number, number]): CapacityUse => ({
      ...EMPTY,
      resource: 'credit_balance',
      account: 'acc',
      from,
      to,
      limit,
      planned,
      headroom: limit - planned,
    });
    const plan: Plan = {
      ...PLAN,
      inputs: [],
      snapshot: { ...PLAN.snapshot, accounts: [account], sha256: digestOf([account]) },
      outcome: {
        ...PLAN.outcome,
        isComplete: true,
        levels: [{ objective: 'served.priority1', sense: 'max', value: 5, bound: null, gap: null, unit: 'contacts' }],
      },
      campaigns: [
        {
          campaign: 'c',
          segment: null,
          priority: 1,
          contacts: 5,
          alreadyStarted: 0,
          served: 5,
          sends: 5,
          firstDay: '2026-11-24',
          lastDay: '2026-11-24',
          shortfall: null,
        },
      ],
      starts: [{ campaign: 'c', segment: null, account: 'acc', sender: 's1', date: '2026-11-24', contacts: 5 }],
      capacity: [rows(['2026-11-20', '2026-11-22', 5, 0]), rows(['2026-11-23', '2026-11-26', 9, 5])],
      cost: { overage: [] },
    };
    expect(messages(plan, files)).toEqual([]);
  });
});
