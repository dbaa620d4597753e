import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../src/model/workspace.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, TODAY, workspace } from '../helpers/builders.ts';
import { brokenRules, messagesOf, type PlanParts, type StartTuple } from './make-plan.ts';

const FRI = TODAY;
const SAT = '2026-11-21';
const SUN = '2026-11-22';
const two = [
  { day: 0, share10k: 10_000 },
  { day: 1, share10k: 8500 },
];
const start = (contacts: number, date = FRI, sender = 's1', account = 'acc', name = 'c', segment: string | null = null): StartTuple => [
  name,
  segment,
  account,
  sender,
  date,
  contacts,
];
const plan = (
  starts: readonly StartTuple[],
  over: { campaign?: Partial<Campaign>; campaigns?: Campaign[]; workspace?: object; accounts?: Parameters<typeof snapshot>[0] } = {},
): PlanParts => ({
  workspace: workspace(over.campaigns ?? [campaign('c', 1000, over.campaign)], over.workspace),
  snapshot: snapshot(over.accounts ?? [accountCapacity('acc', [senderCapacity('s1'), senderCapacity('s2')])]),
  starts,
});

describe('every family holds at its limit and breaks one above (SV-40)', () => {
  it('demand', () => {
    expect(brokenRules(plan([start(600), start(400, SAT)]))).toEqual([]);
    const above = plan([start(600), start(401, SAT)]);
    expect(brokenRules(above)).toContain('demand');
    expect(messagesOf(above)).toContain('campaign c: 1001 contacts planned in the horizon, allowed 1000 (demand)');
  });

  it('demand of a segment', () => {
    const segments = [
      { id: 'eu', contacts: 10, from: null },
      { id: 'us', contacts: 20, from: null },
    ];
    expect(brokenRules(plan([start(10, FRI, 's1', 'acc', 'c', 'eu')], { campaign: { segments } }))).toEqual([]);
    const above = plan([start(11, FRI, 's1', 'acc', 'c', 'eu')], { campaign: { segments } });
    expect(messagesOf(above)).toContain('segment c/eu: 11 contacts planned in the horizon, allowed 10 (demand)');
  });

  it('sender_daily_limit, follow-ups included', () => {
    const accounts = [accountCapacity('acc', [senderCapacity('s1', { dailyLimit: 54 })])];
    // 40 × 0.85 = 34 follow-ups on Saturday beside 20 starts.
    expect(brokenRules(plan([start(40), start(20, SAT)], { accounts, campaign: { steps: two } }))).toEqual([]);
    const above = plan([start(40), start(21, SAT)], { accounts, campaign: { steps: two } });
    expect(brokenRules(above)).toEqual(['sender_daily_limit']);
    expect(messagesOf(above)).toEqual(['sender s1: 55 sends planned on 2026-11-21, allowed 54 (sender_daily_limit)']);
  });

  it('sender_weekly_limit over any 7 days, history included', () => {
    const accounts = [
      accountCapacity('acc', [senderCapacity('s1', { weeklyLimit: 100, sentToday: 5, sentLast6Days: [50, 0, 0, 0, 0, 40] })]),
    ];
    // The 7 days up to today hold 95 already; Saturday's 7 days no longer hold the oldest 50.
    expect(brokenRules(plan([start(5), start(50, SAT)], { accounts }))).toEqual([]);
    expect(messagesOf(plan([start(6)], { accounts }))).toEqual([
      'sender s1: 6 sends planned in the 7 days from 2026-11-14, allowed 5 (sender_weekly_limit)',
    ]);
    expect(brokenRules(plan([start(5), start(51, SAT)], { accounts }))).toEqual(['sender_weekly_limit']);
  });

  it('domain_daily_limit over the senders of the domain', () => {
    const senders = ['s1', 's2'].map((id) => senderCapacity(id, { domain: 'brand.example', sentToday: 5 }));
    const over = { accounts: [accountCapacity('acc', senders)], workspace: { domains: [{ id: 'brand.example', dailyLimit: 100 }] } };
    expect(brokenRules(plan([start(40), start(50, FRI, 's2')], over))).toEqual([]);
    expect(messagesOf(plan([start(41), start(50, FRI, 's2')], over))).toEqual([
      'domain brand.example: 91 sends planned on 2026-11-20, allowed 90 (domain_daily_limit)',
    ]);
    expect(brokenRules(plan([start(50, SAT), start(50, SAT, 's2')], over))).toEqual([]);
  });

  it('sender_daily_limit takes the limit of the domain as well', () => {
    const accounts = [accountCapacity('acc', [senderCapacity('s1', { domain: 'd', dailyLimit: 50 })])];
    const over = { accounts, workspace: { domains: [{ id: 'd', dailyLimit: 30 }] } };
    expect(brokenRules(plan([start(31)], over))).toEqual(['sender_daily_limit', 'domain_daily_limit']);
  });

  it('account_daily_limit over its own senders only', () => {
    const accounts = [
      accountCapacity('acc', [senderCapacity('s1'), senderCapacity('s2', { sentToday: 10 })], { dailyLimit: 100 }),
      accountCapacity('child', [senderCapacity('s3')], { parent: 'acc' }),
    ];
    expect(brokenRules(plan([start(50), start(40, FRI, 's2'), start(99, FRI, 's3', 'child')], { accounts }))).toEqual([]);
    expect(messagesOf(plan([start(50), start(41, FRI, 's2')], { accounts }))).toEqual([
      'account acc: 91 sends planned on 2026-11-20, allowed 90 (account_daily_limit)',
    ]);
  });

  it('credit_balance', () => {
    const accounts = [accountCapacity('acc', [senderCapacity('s1')], { remaining: 37 })];
    expect(brokenRules(plan([start(20)], { accounts, campaign: { steps: two } }))).toEqual([]);
    expect(messagesOf(plan([start(21)], { accounts, campaign: { steps: two } }))).toEqual([
      'account acc: 38.85 credits planned from 2026-11-20 to 2026-11-26, allowed 37 (credit_balance)',
    ]);
  });

  it('credit_balance with the overage people allow, at its price', () => {
    const overage = { max: 10, pricePer1000: '1.10', currency: 'USD' };
    const accounts = [accountCapacity('acc', [senderCapacity('s1')], { remaining: 37, overage })];
    expect(brokenRules(plan([start(47)], { accounts }))).toEqual([]);
    expect(brokenRules(plan([start(48)], { accounts }))).toEqual(['credit_balance']);
  });

  it('credit_balance of everything above the account', () => {
    const accounts = [
      accountCapacity('pool', [senderCapacity('s0')], { remaining: 100 }),
      accountCapacity('sub', [senderCapacity('s1')], { parent: 'pool' }),
      accountCapacity('subsub', [senderCapacity('s2')], { parent: 'sub', remaining: 60 }),
    ];
    const rows = (n: number) => [start(10, FRI, 's0', 'pool'), start(30, FRI, 's1', 'sub'), start(n, FRI, 's2', 'subsub')];
    expect(brokenRules(plan(rows(60), { accounts }))).toEqual([]);
    expect(messagesOf(plan(rows(61), { accounts }))).toEqual([
      'account pool: 101 credits planned from 2026-11-20 to 2026-11-26, allowed 100 (credit_balance)',
      'account subsub: 61 credits planned from 2026-11-20 to 2026-11-26, allowed 60 (credit_balance)',
    ]);
  });

  it('contact_limit counts only contacts that are new to the account, times newContacts', () => {
    const accounts = [accountCapacity('acc', [senderCapacity('s1')], { contacts: { limit: 50, used: 42 } })];
    const over = { accounts, campaign: { resident: { acc: 30 }, newContacts10k: 5000 } };
    expect(brokenRules(plan([start(46)], over))).toEqual([]);
    expect(messagesOf(plan([start(47)], over))).toEqual([
      'account acc: 8.5 new contacts planned in the horizon, allowed 8 (contact_limit)',
    ]);
    const full = [accountCapacity('acc', [senderCapacity('s1')], { contacts: { limit: 50, used: 60 } })];
    expect(brokenRules(plan([start(30)], { ...over, accounts: full }))).toEqual([]);
    expect(brokenRules(plan([start(31)], { ...over, accounts: full }))).toEqual(['contact_limit']);
  });

  it('campaign_daily_limit of starts, over all segments', () => {
    const segments = ['eu', 'us'].map((id) => ({ id, contacts: 100, from: null }));
    const rows = (n: number) => [start(60, FRI, 's1', 'acc', 'c', 'eu'), start(n, FRI, 's2', 'acc', 'c', 'us')];
    const over = { campaign: { segments, perDay: { maxStarts: 100, maxSends: null } } };
    expect(brokenRules(plan(rows(40), over))).toEqual([]);
    expect(messagesOf(plan(rows(41), over))).toEqual([
      'campaign c: 101 contacts planned to start on 2026-11-20, allowed 100 (campaign_daily_limit)',
    ]);
  });

  it('campaign_daily_limit of sends, in-flight sends included', () => {
    const inFlight = [
      { campaign: 'c', sender: 's2', date: SAT, sends: 6 },
      { campaign: 'other', sender: 's2', date: SAT, sends: 90 },
      { campaign: 'c', sender: 'gone', date: SAT, sends: 90 },
    ];
    const over = { campaign: { steps: two, perDay: { maxStarts: null, maxSends: 100 } }, workspace: { inFlight } };
    expect(brokenRules(plan([start(40), start(60, SAT)], over))).toEqual([]);
    expect(brokenRules(plan([start(40), start(61, SAT)], over))).toEqual(['campaign_daily_limit']);
  });

  it('account_share', () => {
    const accounts = ['a1', 'a2'].map((id) => accountCapacity(id, [senderCapacity(`${id}-s`)]));
    const rows = (n: number) => [start(n, FRI, 'a1-s', 'a1'), start(40, FRI, 'a2-s', 'a2')];
    expect(brokenRules(plan(rows(60), { accounts, campaign: { maxShare10k: 6000 } }))).toEqual([]);
    expect(messagesOf(plan(rows(61), { accounts, campaign: { maxShare10k: 6000 } }))).toEqual([
      'campaign c: 61 contacts planned through account a1, allowed 60.6 (account_share)',
    ]);
  });

  it('serve_at_least is an objective, not a limit: a plan below it is judged by its level', () => {
    expect(brokenRules(plan([start(10)], { campaign: { serveAtLeast: 500 } }))).toEqual([]);
  });

  it('sender_min_batch', () => {
    expect(brokenRules(plan([start(50)], { campaign: { minStarts: 50 } }))).toEqual([]);
    expect(messagesOf(plan([start(49)], { campaign: { minStarts: 50 } }))).toEqual([
      'campaign c: 49 contacts start from s1 on 2026-11-20, allowed are none or at least 50 (sender_min_batch)',
    ]);
  });

  it('one_account', () => {
    const accounts = ['a1', 'a2'].map((id) => accountCapacity(id, [senderCapacity(`${id}-s`)]));
    const rows = [start(60, FRI, 'a1-s', 'a1'), start(40, FRI, 'a2-s', 'a2')];
    expect(brokenRules(plan(rows.slice(0, 1), { accounts, campaign: { oneAccount: true } }))).toEqual([]);
    expect(messagesOf(plan(rows, { accounts, campaign: { oneAccount: true } }))).toEqual([
      'campaign c: 2 accounts planned for the campaign, allowed 1 (one_account)',
    ]);
  });

  it('all_or_nothing', () => {
    expect(brokenRules(plan([start(1000)], { campaign: { allOrNothing: true } }))).toEqual([]);
    expect(brokenRules(plan([], { campaign: { allOrNothing: true } }))).toEqual([]);
    expect(messagesOf(plan([start(999)], { campaign: { allOrNothing: true } }))).toEqual([
      'campaign c: 999 of 1000 contacts planned, allowed are all or none (all_or_nothing)',
    ]);
  });
});

describe('sums past 2^53', () => {
  it('are exact (SV-03)', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const campaigns = ['c', 'd'].map((id) => campaign(id, most));
    const rows = (last: number) => [start(most, FRI, 's1', 'acc', 'c'), start(last, SUN, 's1', 'acc', 'd')];
    const accounts = [
      accountCapacity('acc', [senderCapacity('s1')], { remaining: most, overage: { max: most, pricePer1000: '0', currency: 'USD' } }),
    ];
    expect(brokenRules(plan(rows(most), { accounts, campaigns }))).toEqual([]);
    const tight = [
      accountCapacity('acc', [senderCapacity('s1')], { remaining: most, overage: { max: most - 1, pricePer1000: '0', currency: 'USD' } }),
    ];
    expect(brokenRules(plan(rows(most), { accounts: tight, campaigns }))).toEqual(['credit_balance']);
    expect(brokenRules(plan(rows(most - 1), { accounts: tight, campaigns }))).toEqual([]);
  });
});
