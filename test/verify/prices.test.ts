import { describe, expect, it } from 'vitest';
import type { RowKey } from '../../src/model/plan.ts';
import type { Workspace } from '../../src/model/workspace.ts';
import { accountCapacity, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { certificate, claim, type Dual, entry, FRI, messages, one, SAT } from './bound-kit.ts';
import type { PlanParts } from './make-plan.ts';

describe('dual values of rows the model does not have', () => {
  const files: Workspace = workspace(
    [
      one('a', 10, { perDay: { maxStarts: 5, maxSends: null }, segments: [{ id: 'eu', contacts: 10, from: null }] }),
      one('b', 10, { maxShare10k: 5000, sticky: 'account', steps: [0, 1].map((day) => ({ day, share10k: 10_000 })) }),
      one('d', 10, { sticky: 'none', steps: [0, 1].map((day) => ({ day, share10k: 10_000 })) }),
    ],
    { domains: [{ id: 'd', dailyLimit: 5 }] },
  );
  const parts: PlanParts = {
    workspace: files,
    snapshot: snapshot([
      accountCapacity('acc', [senderCapacity('s1', { dailyLimit: 5 }), senderCapacity('s2')], { remaining: 5 }),
      accountCapacity('free', []),
    ]),
  };
  const why = (dual: Dual) => messages(parts, claim(parts, certificate([entry('served.priority1', [dual])]), [30], 'feasible'))[0];

  it.each<[string, RowKey]>([
    ['unknown sender', { family: 'sender_daily_limit', sender: 's9', date: FRI }],
    ['no sender', { family: 'sender_daily_limit', date: FRI }],
    ['sender of another account', { family: 'sender_daily_limit', account: 'free', sender: 's1', date: FRI }],
    ['sender of an unknown account', { family: 'sender_daily_limit', account: 'x', sender: 's1', date: FRI }],
    ['sender without limit', { family: 'sender_daily_limit', sender: 's2', date: FRI }],
    ['day outside the horizon', { family: 'sender_daily_limit', sender: 's1', date: '2026-11-27' }],
    ['no day', { family: 'sender_daily_limit', sender: 's1' }],
    ['day that is none', { family: 'sender_daily_limit', sender: 's1', date: 'soon' }],
    ['sender without weekly limit', { family: 'sender_weekly_limit', sender: 's1', date: FRI }],
    ['unknown domain', { family: 'domain_daily_limit', domain: 'x', date: FRI }],
    ['no domain', { family: 'domain_daily_limit', date: FRI }],
    ['account without daily limit', { family: 'account_daily_limit', account: 'acc', date: FRI }],
    ['no account', { family: 'account_daily_limit', date: FRI }],
    ['account without credits', { family: 'credit_balance', account: 'free', date: FRI }],
    ['second day of a cycle', { family: 'credit_balance', account: 'acc', date: SAT }],
    ['account without contact limit', { family: 'contact_limit', account: 'acc' }],
    ['contacts of an account without limit', { family: 'new_contacts', campaign: 'a', account: 'acc' }],
    ['contacts of no account', { family: 'new_contacts', campaign: 'a' }],
    ['unknown campaign', { family: 'demand', campaign: 'x', segment: null }],
    ['no campaign', { family: 'demand' }],
    ['unknown segment', { family: 'demand', campaign: 'a', segment: null }],
    ['campaign without serve.atLeast', { family: 'serve_at_least', campaign: 'a' }],
    ['campaign without share', { family: 'account_share', campaign: 'a', account: 'acc' }],
    ['share of no account', { family: 'account_share', campaign: 'b' }],
    ['campaign without limit of sends', { family: 'campaign_daily_limit', campaign: 'a', measure: 'sends', date: FRI }],
    ['campaign without limit of starts', { family: 'campaign_daily_limit', campaign: 'b', measure: 'starts', date: FRI }],
    ['no measure', { family: 'campaign_daily_limit', campaign: 'a', date: FRI }],
    ['limit of a campaign on no day', { family: 'campaign_daily_limit', campaign: 'a', measure: 'starts' }],
    [
      'follow-ups of a campaign that sticks to the sender',
      { family: 'follow_up_balance', campaign: 'a', segment: 'eu', step: 1, date: FRI },
    ],
    ['follow-ups of no segment', { family: 'follow_up_balance', campaign: 'b', segment: 'eu', step: 1, account: 'acc', date: FRI }],
    ['follow-ups of step 0', { family: 'follow_up_balance', campaign: 'b', step: 0, account: 'acc', date: FRI }],
    ['follow-ups of a step that is none', { family: 'follow_up_balance', campaign: 'b', step: 2, account: 'acc', date: FRI }],
    ['follow-ups of no step', { family: 'follow_up_balance', campaign: 'b', account: 'acc', date: FRI }],
    ['follow-ups without the account they belong to', { family: 'follow_up_balance', campaign: 'b', step: 1, date: FRI }],
    [
      'follow-ups with an account they do not belong to',
      { family: 'follow_up_balance', campaign: 'd', step: 1, account: 'acc', date: FRI },
    ],
    ['a family without rows', { family: 'one_account', campaign: 'a' }],
  ])('prove nothing: %s', (_, key) => {
    expect(why({ ...key, dual: 1 })).toBe(`level served.priority1: bound 30 is not proven: the model has no row ${JSON.stringify(key)}`);
  });

  it('prove nothing when they are negative, fractions or given twice', () => {
    const key: RowKey = { family: 'sender_daily_limit', sender: 's1', date: FRI };
    const text = JSON.stringify(key);
    const none = 'level served.priority1: bound 30 is not proven: ';
    expect(why({ ...key, dual: -1 })).toBe(`${none}the dual value -1 of row ${text} is negative`);
    expect(why({ ...key, dual: 0.5 })).toBe(`${none}the dual value 0.5 of row ${text} is not an integer`);
    const twice = certificate([
      entry(
        'served.priority1',
        [key, { ...key, account: 'acc' }].map((row) => ({ ...row, dual: 1 })),
      ),
    ]);
    expect(messages(parts, claim(parts, twice, [30], 'feasible'))[0]).toBe(
      `${none}row {"family":"sender_daily_limit","sender":"s1","date":"2026-11-20","account":"acc"} has two dual values`,
    );
  });
});
