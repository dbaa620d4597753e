import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText } from '../../src/model/order.ts';
import type { FollowUp } from '../../src/model/plan.ts';
import type { Campaign } from '../../src/model/workspace.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { accountCapacity, campaign, EVERYONE, senderCapacity, snapshot, TODAY, workspace } from '../helpers/builders.ts';
import { brokenRules, makePlan, messagesOf, type PlanParts, type StartTuple } from './make-plan.ts';

const FRI = TODAY;
const SAT = '2026-11-21';
const MON = '2026-11-23';
const steps = [
  { day: 0, share10k: 10_000 },
  { day: 1, share10k: 5000 },
];
const accounts = [
  accountCapacity('a1', [
    senderCapacity('s1', { tags: ['eu', 'young'] }),
    senderCapacity('s2', { tags: ['eu'], weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] }),
  ]),
  accountCapacity('a2', [senderCapacity('s3', { tags: ['us'] })], { provider: 'sendgrid' }),
];
const plan = (starts: readonly StartTuple[], over: Partial<Campaign> = {}, followUps: readonly FollowUp[] = [], ws = {}): PlanParts => ({
  workspace: workspace([campaign('c', 1000, over)], ws),
  snapshot: snapshot(accounts),
  starts,
  followUps,
});
const why = (parts: PlanParts) => messagesOf(parts).map((m) => m.replace(/^.*: /, ''));
const fri = (sender: string, account: string, contacts = 10): StartTuple => ['c', null, account, sender, FRI, contacts];

describe('a start is allowed', () => {
  it.each<[string, Partial<Campaign>, readonly string[]]>([
    ['for everyone', {}, ['s1', 's2', 's3']],
    ['in the accounts of `from`', { from: { ...EVERYONE, accounts: ['a2'] } }, ['s3']],
    ['at the providers of `from`', { from: { ...EVERYONE, providers: ['declared'] } }, ['s1', 's2']],
    ['from the senders of `from`', { from: { ...EVERYONE, senders: ['s1', 's3'] } }, ['s1', 's3']],
    ['with all tags of `from`', { from: { ...EVERYONE, tags: ['eu', 'young'] } }, ['s1']],
    ['without the excepted accounts', { from: { ...EVERYONE, except: { accounts: ['a1'], senders: [], tags: [] } } }, ['s3']],
    ['without the excepted senders', { from: { ...EVERYONE, except: { accounts: [], senders: ['s3'], tags: [] } } }, ['s1', 's2']],
    ['without the excepted tags', { from: { ...EVERYONE, except: { accounts: [], senders: [], tags: ['young', 'us'] } } }, ['s2']],
    [
      'where the segment narrows it',
      { segments: [{ id: null, contacts: 1000, from: { ...EVERYONE, accounts: ['a1'] } }], from: { ...EVERYONE, tags: ['eu'] } },
      ['s1', 's2'],
    ],
  ])('%s', (_, over, allowed) => {
    const owners = { s1: 'a1', s2: 'a1', s3: 'a2' } as const;
    for (const [sender, account] of Object.entries(owners)) {
      const expected = allowed.includes(sender) ? [] : ['not allowed: `from` of the campaign or its segment leaves this sender out'];
      expect(why(plan([fri(sender, account)], over)).map((m) => `not allowed: ${m}`)).toEqual(expected);
    }
  });

  it('where several selections name the same sender', () => {
    const names = (senders: readonly string[]) => ({ ...EVERYONE, senders });
    const files = workspace([
      campaign('c', 1000, { from: names(['s1', 's2']) }),
      campaign('d', 1000, { from: names(['s2', 's3']) }),
      campaign('e', 1000, { from: { ...EVERYONE, except: { accounts: [], senders: ['s2'], tags: [] } } }),
    ]);
    const from = (id: string, sender: string, account: string) =>
      messagesOf({ workspace: files, snapshot: snapshot(accounts), starts: [[id, null, account, sender, FRI, 10]] }).length === 0;
    expect(['c', 'd', 'e'].map((id) => [from(id, 's1', 'a1'), from(id, 's2', 'a1'), from(id, 's3', 'a2')])).toEqual([
      [true, true, false],
      [false, true, true],
      [true, false, true],
    ]);
  });

  it('only when everything it names exists', () => {
    const row = (over: Partial<Record<'campaign' | 'segment' | 'account' | 'sender' | 'date', string>>): StartTuple => [
      over.campaign ?? 'c',
      over.segment ?? null,
      over.account ?? 'a1',
      over.sender ?? 's1',
      over.date ?? FRI,
      10,
    ];
    expect(why(plan([row({ campaign: 'nope' })]))).toEqual(['there is no such campaign in the plan files']);
    expect(why(plan([row({ segment: 'eu' })]))).toEqual(['the campaign has no segment "eu"']);
    expect(why(plan([row({ sender: 'nope' })]))).toEqual(['there is no such sender in the snapshot']);
    expect(why(plan([row({ account: 'a2' })]))).toEqual(['the sender belongs to account a1, not to a2']);
    for (const date of ['2026-11-19', '2026-11-27', '2026-02-30', 'soon'])
      expect(why(plan([row({ date })]))).toEqual(['the date is not in the horizon']);
  });

  it('only with a positive whole number of contacts', () => {
    for (const contacts of [0, -1, 0.5, 2 ** 53, Number.NaN]) {
      expect(why(plan([fri('s1', 'a1', contacts)]))).toEqual(['contacts must be a positive integer']);
    }
  });

  it('only on a day of the sender and only when its follow-ups fit', () => {
    expect(why(plan([['c', null, 'a1', 's2', SAT, 10]]))).toEqual(['the sender does not send on that day']);
    expect(why(plan([['c', null, 'a1', 's1', '2026-11-26', 10]], { steps }))).toEqual([
      'a follow-up would fall after the horizon or followUps.until',
    ]);
  });
});

describe('rows', () => {
  it('are in canonical order without duplicates', () => {
    const late = 'the row is not after the one before it (campaign, segment, account, sender, date)';
    expect(why(plan([fri('s1', 'a1'), ['c', null, 'a1', 's1', SAT, 10], fri('s2', 'a1'), fri('s3', 'a2')]))).toEqual([]);
    expect(why(plan([fri('s2', 'a1'), fri('s1', 'a1')]))).toEqual([late]);
    expect(why(plan([fri('s1', 'a1'), fri('s1', 'a1')]))).toEqual([late]);
    expect(why(plan([fri('s3', 'a2'), fri('s1', 'a1')]))).toEqual([late]);
    expect(why(plan([['c', null, 'a1', 's1', SAT, 10], fri('s1', 'a1')]))).toEqual([late]);
  });

  it('are compared by code points, whatever their ids look like', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'B', 'ä', 'a0', 'a-', '\uffee', '💥', '10', '9'), { minLength: 2, maxLength: 4 });
    const isLate = (parts: PlanParts) => messagesOf(parts).filter((m) => m.includes('not after the one before it')).length;
    fc.assert(
      fc.property(ids, ids, ids, fc.nat(), fc.nat(), (campaigns, names, owners, first, second) => {
        const files = workspace([...campaigns].sort(compareText).map((id) => campaign(id, 1000)));
        const snap = snapshot(
          [...owners].sort(compareText).map((a) =>
            accountCapacity(
              a,
              names.map((n) => senderCapacity(`${n} of ${a}`)),
            ),
          ),
        );
        const rows = campaigns
          .flatMap((c) =>
            owners.flatMap((a) => names.flatMap((n) => [FRI, SAT].map((day): StartTuple => [c, null, a, `${n} of ${a}`, day, 1]))),
          )
          .sort((a, b) => compareText(a[0], b[0]) || compareText(a[2], b[2]) || compareText(a[3], b[3]) || compareText(a[4], b[4]));
        expect(isLate({ workspace: files, snapshot: snap, starts: rows })).toBe(0);
        const [i, j] = [first % rows.length, second % rows.length];
        const swapped = rows.map((row, at) => rows[at === i ? j : at === j ? i : at] ?? row);
        expect(isLate({ workspace: files, snapshot: snap, starts: swapped }) > 0).toBe(i !== j);
      }),
      { numRuns: 60 },
    );
  });

  it('that refer to nothing are in order as well', () => {
    const late = 'the row is not after the one before it (campaign, segment, account, sender, date)';
    const nobody = (sender: string, segment: string | null = null): StartTuple => ['c', segment, 'a1', sender, FRI, 10];
    const none = 'there is no such sender in the snapshot';
    expect(why(plan([fri('s1', 'a1'), nobody('s1x'), fri('s2', 'a1')]))).toEqual([none]);
    expect(why(plan([nobody('s9'), fri('s1', 'a1')]))).toEqual([none, late]);
    expect(why(plan([nobody('s9', 'eu'), nobody('s9', null)]))).toEqual(['the campaign has no segment "eu"', late, none]);
    const relay = (sender: string, step: number, date = SAT): FollowUp => ({
      campaign: 'c',
      segment: null,
      step,
      account: 'a1',
      sender,
      date,
      contacts: 10,
    });
    const orders = (...rows: readonly FollowUp[]) =>
      why(plan([], { steps, sticky: 'account' }, rows)).map((m) => (m.startsWith('the row is not') ? 'late' : m));
    expect(orders(relay('s9', 1), relay('s9', 2))).toEqual([none, none]);
    expect(orders(relay('s9', 2), relay('s9', 1))).toEqual([none, 'late', none]);
    expect(orders(relay('s9', 1), relay('s8', 1))).toEqual([none, 'late', none]);
    expect(orders(relay('s9', 1, SAT), relay('s9', 1, FRI))).toEqual([none, 'late', none]);
    expect(orders(relay('s9', 0.5), relay('s9', 0.25))).toEqual([none, 'late', none]);
  });

  it('of segments come null first, then by id', () => {
    const segments = ['a', 'b'].map((id) => ({ id, contacts: 100, from: null }));
    const row = (segment: string): StartTuple => ['c', segment, 'a1', 's1', FRI, 10];
    expect(brokenRules(plan([row('a'), row('b')], { segments }))).toEqual([]);
    expect(brokenRules(plan([row('b'), row('a')], { segments }))).toEqual(['start']);
  });
});

describe('follow-ups', () => {
  const followUp = (sender: string, account: string, date: string, contacts: number, step = 1): FollowUp => ({
    campaign: 'c',
    segment: null,
    step,
    account,
    sender,
    date,
    contacts,
  });

  it('of a campaign that sticks to the sender have no rows of their own', () => {
    expect(why(plan([fri('s1', 'a1')], { steps }, [followUp('s1', 'a1', SAT, 10)]))).toEqual([
      'the follow-ups of this campaign leave from the sender of the start',
    ]);
  });

  it('leave from any sender of the account with `sticky: account`', () => {
    const over = { steps, sticky: 'account' } as const;
    // s2 does not send on Saturday, but s1 of its account does.
    expect(why(plan([fri('s2', 'a1')], over, [followUp('s1', 'a1', SAT, 10)]))).toEqual([]);
    expect(messagesOf(plan([fri('s2', 'a1')], over, [followUp('s3', 'a2', SAT, 10)]))).toEqual([
      'campaign c: follow-up 1 of account a1 on 2026-11-21 is missing for 10 contacts, expected exactly those whose starts make it due',
      'campaign c: follow-up 1 of account a2 on 2026-11-21 is planned too often for 10 contacts, expected exactly those whose starts make it due',
    ]);
  });

  it('leave from any allowed sender with `sticky: none`', () => {
    const over = { steps, sticky: 'none' } as const;
    expect(why(plan([fri('s2', 'a1')], over, [followUp('s1', 'a1', SAT, 4), followUp('s3', 'a2', SAT, 6)]))).toEqual([]);
    expect(messagesOf(plan([fri('s2', 'a1')], over, [followUp('s1', 'a1', SAT, 4), followUp('s3', 'a2', SAT, 5)]))).toEqual([
      'campaign c: follow-up 1 on 2026-11-21 is missing for 1 contacts, expected exactly those whose starts make it due',
    ]);
    const europe = { ...over, from: { ...EVERYONE, tags: ['eu'] } };
    expect(why(plan([fri('s2', 'a1')], europe, [followUp('s3', 'a2', SAT, 10)]))).toEqual([
      '`from` of the campaign or its segment leaves this sender out',
    ]);
  });

  it('leave on the very day they are due, from a sender that sends then', () => {
    const over = { steps, sticky: 'account' } as const;
    expect(brokenRules(plan([fri('s2', 'a1')], over, [followUp('s2', 'a1', SAT, 10)]))).toEqual(['follow_up', 'sender_daily_limit']);
    expect(brokenRules(plan([fri('s2', 'a1')], over, [followUp('s2', 'a1', MON, 10)]))).toEqual(['follow_up_balance']);
    expect(brokenRules(plan([fri('s2', 'a1')], over, []))).toEqual(['follow_up_balance']);
  });

  it('are of a step from 1 on, of something that exists, in canonical order', () => {
    const over = { steps, sticky: 'none' } as const;
    for (const step of [0, 2, 1.5, -1])
      expect(brokenRules(plan([fri('s2', 'a1')], over, [followUp('s1', 'a1', SAT, 10, step)]))).toEqual(['follow_up', 'follow_up_balance']);
    expect(why(plan([fri('s2', 'a1')], over, [followUp('s9', 'a1', SAT, 10)]))[0]).toBe('there is no such sender in the snapshot');
    const rows = [followUp('s3', 'a2', SAT, 4), followUp('s1', 'a1', SAT, 6)];
    expect(why(plan([fri('s2', 'a1')], over, rows))).toEqual([
      'the row is not after the one before it (campaign, segment, step, account, sender, date)',
    ]);
    const sameSender = [followUp('s1', 'a1', SAT, 6), followUp('s1', 'a1', SAT, 4)];
    expect(brokenRules(plan([fri('s2', 'a1')], over, sameSender))).toEqual(['follow_up']);
    const twoSteps = { ...over, steps: [...steps, { day: 2, share10k: 5000 }] };
    const inOrder = [followUp('s3', 'a2', SAT, 10), followUp('s1', 'a1', '2026-11-22', 10, 2)];
    expect(why(plan([fri('s2', 'a1')], twoSteps, inOrder))).toEqual([]);
  });

  it('load their own sender', () => {
    const tight = [accountCapacity('a1', [senderCapacity('s1', { dailyLimit: 5 }), senderCapacity('s2')])];
    const parts = (contacts: number): PlanParts => ({
      ...plan([fri('s2', 'a1', contacts)], { steps, sticky: 'account' }, [followUp('s1', 'a1', SAT, contacts)]),
      snapshot: snapshot(tight),
    });
    expect(brokenRules(parts(10))).toEqual([]);
    expect(messagesOf(parts(11))).toEqual(['sender s1: 5.5 sends planned on 2026-11-21, allowed 5 (sender_daily_limit)']);
  });
});

describe('the horizon', () => {
  const open = (over: Partial<Campaign>) => plan([], over, [], { end: null });
  const endOf = (over: Partial<Campaign>) => makePlan(open(over)).horizon.end;

  it('ends with the last follow-up of a start inside a window when the plan files do not say', () => {
    expect(endOf({ window: { start: null, end: MON, weekdays: ['mon'] } })).toBe(MON);
    expect(endOf({ window: { start: null, end: MON, weekdays: ['mon', 'wed'] }, steps })).toBe('2026-11-25');
    expect(endOf({})).toBe(FRI);
    expect(brokenRules(open({ window: { start: null, end: MON, weekdays: ['mon', 'wed'] }, steps }))).toEqual([]);
  });

  it('ends where senders that may serve it send, not others', () => {
    // s2 of account a1 sends on workdays, s3 of a2 every day: a follow-up due on Saturday waits for Monday or leaves at once.
    const only = (sender: string) =>
      ({ window: { start: null, end: FRI, weekdays: ['fri', 'sat', 'mon'] }, steps, from: { ...EVERYONE, senders: [sender] } }) as const;
    expect(endOf(only('s2'))).toBe(MON);
    expect(endOf(only('s3'))).toBe(SAT);
    expect(endOf({ ...only('s2'), sticky: 'account' })).toBe(MON);
  });

  it('is that of the plan files, whatever the plan says', () => {
    const parts = plan([fri('s1', 'a1')]);
    const longer = { ...makePlan(parts), horizon: { start: FRI, end: '2026-12-31', timeZone: 'UTC' } };
    expect(verifyPlan({ workspace: parts.workspace, plan: longer }).findings.map((f) => f.message)).toEqual([
      'horizon: end is 2026-12-31 in the plan, the plan files give 2026-11-26',
    ]);
  });

  it('is at most 400 days long', () => {
    const long = (end: string) => brokenRules({ ...plan([]), workspace: workspace([campaign('c', 1)], { end }) });
    expect(long('2027-12-24')).toEqual([]);
    expect(long('2027-12-25')).toEqual(['horizon']);
    expect(brokenRules(open({ window: { start: null, end: '2030-01-01', weekdays: ['mon'] } }))).toEqual(['horizon']);
  });
});
