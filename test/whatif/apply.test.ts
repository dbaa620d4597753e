/** Changes on copies: what each leaves in workspace, snapshot and ledger, and that plans on the copies keep to the days on which credits come. */

import { describe, expect, it } from 'vitest';
import { planLine } from '../../src/commands/plan-line.ts';
import { ConfigError } from '../../src/errors.ts';
import type { AccountCapacity, Snapshot } from '../../src/model/capacity.ts';
import type { CatalogEntry, Change, ChangeRule } from '../../src/model/catalog.ts';
import { moneyText } from '../../src/model/money.ts';
import type { Workspace } from '../../src/model/workspace.ts';
import { snapshotDigest } from '../../src/plan/assemble.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { applyChanges } from '../../src/whatif/apply.ts';
import { effectText } from '../../src/whatif/effect-words.ts';
import { ledgerOf } from '../../src/whatif/ledger.ts';
import { accountCapacity, campaign, EVERYONE, senderCapacity, snapshot, TODAY, workspace } from '../helpers/builders.ts';

const list = (up: ChangeRule = 'immediate-prorated', down: ChangeRule = 'next-cycle'): CatalogEntry => ({
  id: 'list',
  currency: 'USD',
  cycle: 'month',
  change: { up, down },
  tiers: [
    { id: 'large', credits: 3000, contacts: 500, price: '90.00' },
    { id: 'small', credits: 300, contacts: 100, price: '30.00' },
  ],
  topUps: [
    { id: 'keeps', credits: 80, price: '8.00', expires: 'never' },
    { id: 'lapses', credits: 80, price: '5.00', expires: 'reset' },
  ],
  rates: {},
});

/** 100 credits until 1 December, 300 from then on, tier small. */
const account = (over: Parameters<typeof accountCapacity>[2] = {}, id = 'a') =>
  accountCapacity(id, [senderCapacity(`s@${id}.example`)], {
    remaining: 100,
    allowance: 300,
    resets: { next: '2026-12-01', every: 'month' },
    tier: 'small',
    ...over,
  });

const world = (over: Partial<Workspace> = {}, end: string | null = '2026-12-10') =>
  workspace([campaign('c', 10_000)], { catalog: [list()], end, ...over });
const only = ({ accounts }: Snapshot, id = 'a') => accounts.find((a) => a.account === id) as AccountCapacity;

async function plan(w: Workspace, s: Snapshot) {
  const { plan: made } = await planLine({
    workspace: w,
    snapshot: s,
    previous: null,
    solver: 'auto',
    timeLimitMs: 60_000,
    signal: new AbortController().signal,
    clock: () => 0,
    onProgress: () => undefined,
    onFallback: () => undefined,
  });
  const starts = [...made.starts];
  return {
    served: made.campaigns.reduce((n, c) => n + c.served, 0),
    until: (day: string) => starts.filter((s) => s.date < day).reduce((n, s) => n + s.contacts, 0),
    made,
  };
}

/** Most that can be served in a window of days, by plans that pass the independent check. */
async function most(
  changes: readonly Change[],
  window: readonly [string, string],
  over: Parameters<typeof account>[0] = {},
): Promise<number> {
  const w = world({}, '2027-01-31');
  const applied = applyChanges(w, snapshot([account(over)]), changes);
  const campaigns = applied.workspace.campaigns.map((c) => ({ ...c, window: { ...c.window, start: window[0], end: window[1] } }));
  return (await plan({ ...applied.workspace, campaigns }, applied.snapshot)).served;
}

const tier = (to: string, on: string | null = null): Change => ({ kind: 'tier', account: 'a', tier: to, on });
const topUp = (id: string, on: string | null = null): Change => ({ kind: 'topUp', account: 'a', topUp: id, on });
const credits = (amount: Extract<Change, { kind: 'credits' }>['amount'], on: string | null = null): Change => ({
  kind: 'credits',
  account: 'a',
  amount,
  on,
});
const add = (by: number) => ({ kind: 'add', by }) as const;

it('no changes: the very same values', () => {
  const [w, s] = [world(), snapshot([account()])];
  const applied = applyChanges(w, s, []);
  expect(applied.workspace).toBe(w);
  expect(applied.snapshot).toBe(s);
  expect(applied.pools).toEqual([]);
});

it('changes that change nothing: the very same plan', async () => {
  const [w, s] = [world({}, '2026-11-26'), snapshot([account()])];
  const nothing: readonly Change[] = [credits(add(0)), tier('small'), { kind: 'priority', campaign: 'c', priority: 1 }];
  const applied = applyChanges(w, s, nothing);
  expect((await plan(applied.workspace, applied.snapshot)).made).toEqual((await plan(w, s)).made);
});

describe('when credits can be used', () => {
  it('an upgrade inside a cycle: nothing of it before its day', async () => {
    // (3000 − 300) × 8/30 = 720 from 23 November on.
    const applied = applyChanges(world({}, '2026-11-26'), snapshot([account()]), [tier('large', '2026-11-23')]);
    const { served, until } = await plan(applied.workspace, applied.snapshot);
    expect(served).toBe(820);
    expect(until('2026-11-23')).toBe(100);
    expect(applied.pools).toEqual(['a [before 2026-11-23]']);
  });

  it('a plan that sends them before is refused by the check', async () => {
    const w = world({}, '2026-11-26');
    const late = applyChanges(w, snapshot([account()]), [tier('large', '2026-11-23')]);
    // All of them from the first day on: 820 leave on the 20th.
    const { made } = await plan(w, snapshot([account({ remaining: 820, allowance: 3000, tier: 'large' })]));
    const { accounts } = late.snapshot;
    const moved = { ...made, snapshot: { ...made.snapshot, accounts, sha256: snapshotDigest(accounts) } };
    const { isValid, findings } = verifyPlan({ workspace: late.workspace, plan: moved });
    expect(isValid).toBe(false);
    expect(findings.map((f) => f.message).join('\n')).toMatch(/a \[before 2026-11-23\].*820.*100/);
  });

  it.each<[string, readonly Change[], readonly [string, string], number]>([
    ['nothing changed', [], ['2026-11-20', '2026-11-30'], 100],
    ['both cycles', [], ['2026-11-20', '2026-12-10'], 400],
    // 2700 × 11/30 = 990 at once.
    ['an upgrade on the first day', [tier('large')], ['2026-11-20', '2026-11-30'], 1090],
    ['and the cycle after it', [tier('large')], ['2026-12-01', '2026-12-10'], 3000],
    ['an upgrade inside the second cycle: 2700 × 22/31 = 1916.1…', [tier('large', '2026-12-10')], ['2026-12-01', '2026-12-31'], 2216],
    ['and nothing of it before', [tier('large', '2026-12-10')], ['2026-12-01', '2026-12-09'], 300],
    ['an upgrade on the reset', [tier('large', '2026-12-01')], ['2026-11-20', '2026-12-31'], 3100],
    ['a top-up', [topUp('lapses')], ['2026-11-20', '2026-11-30'], 180],
    ['that expires', [topUp('lapses')], ['2026-12-01', '2026-12-31'], 300],
    ['one that does not', [topUp('keeps')], ['2026-12-01', '2026-12-31'], 380],
    ['is not used twice', [topUp('keeps')], ['2026-11-20', '2026-12-31'], 480],
    ['a top-up inside the second cycle expires with it', [topUp('lapses', '2026-12-15')], ['2027-01-01', '2027-01-31'], 300],
    ['two top-ups on two days', [topUp('lapses', '2026-11-22'), topUp('keeps', '2026-11-25')], ['2026-11-20', '2026-11-23'], 180],
    ['and all of them', [topUp('lapses', '2026-11-22'), topUp('keeps', '2026-11-25')], ['2026-11-20', '2026-11-30'], 260],
    ['fewer credits', [credits(add(-30))], ['2026-11-20', '2026-11-30'], 70],
    ['never below none', [credits(add(-500))], ['2026-11-20', '2026-11-30'], 0],
    ['a number', [credits({ kind: 'set', to: 250 })], ['2026-11-20', '2026-11-30'], 250],
    ['a share: 100 + 50%', [credits({ kind: 'scale', byMicro: 500_000 })], ['2026-11-20', '2026-11-30'], 150],
    [
      'in their order: 250, then +10%',
      [credits({ kind: 'set', to: 250 }), credits({ kind: 'scale', byMicro: 100_000 })],
      ['2026-11-20', '2026-11-30'],
      275,
    ],
    ['more in a later cycle only', [credits(add(40), '2026-12-01')], ['2026-12-01', '2026-12-31'], 340],
    ['and not in the one after it', [credits(add(40), '2026-12-01')], ['2027-01-01', '2027-01-31'], 300],
  ])('%s', async (_, changes, window, served) => {
    expect(await most(changes, window)).toBe(served);
  });

  it('a reserve is kept as before', async () => {
    const reserve = { perDay: 2, untilReset: 10 };
    // 100 − 10 − 2 × 11 days = 68; with 80 more 148; kept over the reset: 300 − 2 × 31 = 238, together 68 + 80 + 238.
    expect(await most([], ['2026-11-20', '2026-11-30'], { reserve })).toBe(68);
    expect(await most([topUp('lapses')], ['2026-11-20', '2026-11-30'], { reserve })).toBe(148);
    expect(await most([topUp('keeps')], ['2026-11-20', '2026-12-31'], { reserve })).toBe(386);
    // Before 25 November: 100 − 10 − 2 × 5 days.
    expect(await most([topUp('lapses', '2026-11-25')], ['2026-11-20', '2026-11-24'], { reserve })).toBe(80);
  });

  it('a downgrade on its reset, and one in the second cycle', async () => {
    expect(await most([tier('large'), tier('small', '2026-11-23')], ['2026-12-01', '2026-12-31'])).toBe(300);
    expect(await most([tier('large'), tier('small', '2026-12-15')], ['2026-12-01', '2026-12-31'])).toBe(3000);
    expect(await most([tier('large'), tier('small', '2026-12-15')], ['2027-01-01', '2027-01-31'])).toBe(300);
  });

  it('senders of accounts below draw from the changed pool as well', async () => {
    const child = accountCapacity('b', [senderCapacity('s@b.example')], { parent: 'a' });
    const applied = applyChanges(world({}, '2026-11-26'), snapshot([account(), child]), [topUp('lapses', '2026-11-24')]);
    const { served, until } = await plan(applied.workspace, applied.snapshot);
    expect([served, until('2026-11-24')]).toEqual([180, 100]);
  });
});

describe('money', () => {
  const bill = (changes: readonly Change[], over: Partial<Workspace> = {}) => {
    const { accounts } = applyChanges(world(over), snapshot([account()]), changes);
    const ledger = ledgerOf(accounts, '2026-11-20', '2026-12-19');
    return [
      ...ledger.charges.map((c) => `${c.date} ${c.kind} ${moneyText(c.amount)}`),
      ...ledger.afterwards.map((p) => `then ${moneyText(p.amount)}`),
      ...ledger.unpriced.map((u) => u.why),
    ];
  };

  it('is charged on its days', () => {
    expect(bill([])).toEqual(['2026-12-01 cycle 30.00', 'then 30.00']);
    // 60.00 × 8/30 on 23 November.
    expect(bill([tier('large', '2026-11-23')])).toEqual(['2026-11-23 change 16.00', '2026-12-01 cycle 90.00', 'then 90.00']);
    expect(bill([tier('large', '2026-11-23')], { catalog: [list('next-cycle')] })).toEqual(['2026-12-01 cycle 90.00', 'then 90.00']);
    expect(bill([topUp('lapses'), topUp('keeps', '2026-12-02')])).toEqual([
      '2026-11-20 topUp 5.00',
      '2026-12-01 cycle 30.00',
      '2026-12-02 topUp 8.00',
      'then 30.00',
    ]);
    expect(bill([{ kind: 'removeAccount', account: 'a' }])).toEqual([]);
  });

  it('what is not known is said', () => {
    const accounts = [
      account({ tier: null }, 'none'),
      account({ tier: 'vip' }, 'other'),
      account({ resets: null }, 'endless'),
      account({ resets: { next: '2026-11-21', every: 'day' } }, 'daily'),
    ];
    expect(applyChanges(world(), snapshot(accounts), []).accounts).toMatchObject({
      contracts: [],
      unpriced: [
        { account: 'daily', why: 'account daily is priced per month, but its credits reset every day: the day of the bill is not known' },
        { account: 'endless', why: 'nobody tells when account endless is billed: declare its credits.resets' },
        { account: 'none', why: 'the plan files name no tier of account none' },
        { account: 'other', why: 'tier vip of account other is in no price list' },
      ],
    });
  });
});

describe('a campaign that may leave from every account', () => {
  const from = { ...EVERYONE, accounts: ['a'], except: { ...EVERYONE.except, senders: ['x@a.example'] } };
  const segments = [
    { id: 'eu', contacts: 5, from: { ...EVERYONE, tags: ['eu'] } },
    { id: 'rest', contacts: 5, from: null },
  ];
  const files = { ...world(), campaigns: [{ ...campaign('c', 10), from, segments }, campaign('other', 1, { from })] };
  const move: Change = { kind: 'move', campaign: 'c' };

  it('only what is excluded stays excluded, and what is lifted is said', () => {
    const { workspace: moved, effects } = applyChanges(files, snapshot([account()]), [move]);
    const [own, other] = moved.campaigns;
    expect(own?.from).toEqual({ ...EVERYONE, except: from.except });
    expect(own?.segments.map((segment) => segment.from)).toEqual([EVERYONE, null]);
    expect(other?.from).toEqual(from);
    expect(effects.map(effectText)).toEqual(['c: lifted: accounts a; segment eu: tags eu', 'c: capacity that nobody knows counts as 0']);
  });

  it('that it may already is said', () => {
    const { effects } = applyChanges(files, snapshot([account()]), [move, move]);
    expect(effects.map(effectText).at(-1)).toBe('c: it may leave from every account already');
  });
});

describe('what does not fit is an error', () => {
  it.each<[string, readonly Change[], RegExp]>([
    ['account', [{ kind: 'tier', account: 'x', tier: 'large', on: null }], /There is no account x. Known: a\./],
    ['tier', [tier('huge')], /Account a cannot change to the tier huge: its price list list has large, small\./],
    ['top-up', [topUp('more')], /cannot buy the top-up more: there are keeps, lapses\./],
    ['campaign', [{ kind: 'priority', campaign: 'x', priority: 1 }], /There is no campaign x. Known: c\./],
    ['campaign to move', [{ kind: 'move', campaign: 'x' }], /There is no campaign x. Known: c\./],
    ['segment', [{ kind: 'contacts', campaign: 'c', segment: 'eu', amount: add(1) }], /Campaign c has no segment eu: it has no segments\./],
    ['sender', [{ kind: 'removeSenders', senders: ['x@a.example'] }], /There is no sender x@a.example/],
    ['a day before', [tier('large', '2026-11-19')], /is on 2026-11-19; expected a day from 2026-11-20 to 2026-12-10/],
    ['a day after', [topUp('keeps', '2026-12-11')], /is on 2026-12-11; expected a day/],
    ['tiers out of order', [tier('large', '2026-12-05'), tier('small', '2026-11-25')], /before it has large \(from 2026-12-05\)/],
    ['a number of credits on a later day', [credits({ kind: 'set', to: 5 }, '2026-11-25')], /depend on what is sent before/],
    [
      'a window that ends before it starts',
      [{ kind: 'window', campaign: 'c', start: '2026-11-30', end: '2026-11-25', weekdays: null }],
      /would end on 2026-11-25, before its start/,
    ],
    [
      'a window beyond the horizon',
      [{ kind: 'window', campaign: 'c', start: null, end: '2026-12-24', weekdays: null }],
      /beyond the horizon's end 2026-12-10/,
    ],
  ])('%s', (_, changes, message) => {
    expect(() => applyChanges(world(), snapshot([account()]), changes)).toThrow(ConfigError);
    expect(() => applyChanges(world(), snapshot([account()]), changes)).toThrow(message);
  });

  it('a tier without a price', () => {
    expect(() => applyChanges(world(), snapshot([account({ tier: null })]), [tier('large')])).toThrow(
      /the plan files name no tier of account a\. Write tier/,
    );
  });
});

describe('contact slots', () => {
  const slots = (changes: readonly Change[], start: string) => {
    const w = world({ campaigns: [campaign('c', 10, { window: { start, end: null, weekdays: ['mon'] } })] });
    const { snapshot: s, effects } = applyChanges(w, snapshot([account({ contacts: { limit: 100, used: 90 } })]), changes);
    return [only(s).contacts.limit.value, effects.flatMap((e) => (e.kind === 'note' ? e.text : []))];
  };
  it('more of them count when they hold before contacts are placed', () => {
    expect(slots([tier('large', '2026-11-23')], '2026-11-23')).toEqual([{ kind: 'limited', amount: 500 }, []]);
    expect(slots([tier('large', '2026-11-23')], '2026-11-22')).toEqual([
      { kind: 'limited', amount: 100 },
      ['its 500 contact slots hold from 2026-11-23, after the first contacts may be placed (2026-11-22): they are not counted'],
    ]);
  });
});

describe('campaigns', () => {
  const segments = [
    { id: 'de', contacts: 100, from: null },
    { id: 'fr', contacts: 50, from: null },
    { id: 'it', contacts: 50, from: null },
  ];
  const sizes = (change: Omit<Extract<Change, { kind: 'contacts' }>, 'kind' | 'campaign'>) => {
    const w = world({ campaigns: [campaign('c', 0, { segments, serveAtLeast: 180, serveAtLeastShare10k: 9000 })] });
    const [c] = applyChanges(w, snapshot([account()]), [{ kind: 'contacts', campaign: 'c', ...change }]).workspace.campaigns;
    return [c?.segments.map((s) => s.contacts), c?.serveAtLeast];
  };
  it('are resized in proportion, whole contacts, the promised share of them', () => {
    expect(sizes({ segment: null, amount: { kind: 'scale', byMicro: 250_000 } })).toEqual([[125, 63, 62], 225]);
    expect(sizes({ segment: null, amount: add(3) })).toEqual([[101, 51, 51], 183]);
    expect(sizes({ segment: 'fr', amount: add(-60) })).toEqual([[100, 0, 50], 135]);
    expect(sizes({ segment: null, amount: { kind: 'set', to: 0 } })).toEqual([[0, 0, 0], 0]);
  });
});

describe('senders and accounts', () => {
  it('new senders are like the one named, with the tags of their account, and fresh', () => {
    const a = account({ tags: ['us'] });
    const b = accountCapacity(
      'b',
      [senderCapacity('x@b.example', { tags: ['eu', 'vip'], dailyLimit: 20, sentToday: 7, domain: 'b.example', status: 'paused' })],
      { tags: ['eu'] },
    );
    const { snapshot: s, effects } = applyChanges(world(), snapshot([a, b]), [
      { kind: 'addSenders', account: 'a', count: 2, like: 'x@b.example', warmUp: null },
      { kind: 'addSenders', account: 'a', count: 1, like: 'x@b.example', warmUp: null },
    ]);
    const added = only(s).senders.filter((x) => x.id.startsWith('x@'));
    expect(added.map((x) => [x.id, x.tags, x.sentToday.value, x.status.value])).toEqual([
      ['x@b.example #1', ['us', 'vip'], 0, 'active'],
      ['x@b.example #2', ['us', 'vip'], 0, 'active'],
      ['x@b.example #3', ['us', 'vip'], 0, 'active'],
    ]);
    expect(effects.map((e) => (e.kind === 'note' ? e.text : ''))).toContain('new senders share the daily limit of the domain b.example');
  });

  it('what a removed account sent today still counts on a domain it shares', async () => {
    const one = accountCapacity('a', [senderCapacity('s@a.example', { domain: 'x.example', sentToday: 30 })]);
    const other = accountCapacity('b', [senderCapacity('s@b.example', { domain: 'x.example' })]);
    const w = world({ domains: [{ id: 'x.example', dailyLimit: 100 }] }, TODAY);
    const applied = applyChanges(w, snapshot([one, other]), [{ kind: 'removeAccount', account: 'a' }]);
    expect((await plan(applied.workspace, applied.snapshot)).served).toBe(70);
    expect(applied.pools).toEqual(['a [sent today]']);
  });

  it('an account takes those that draw from it along', () => {
    const child = accountCapacity('b', [senderCapacity('s@b.example')], { parent: 'a' });
    const other = accountCapacity('c', [senderCapacity('s@c.example')]);
    const w = world({ inFlight: [{ campaign: 'c', sender: 's@b.example', date: '2026-11-21', sends: 4 }] });
    const { snapshot: s, effects } = applyChanges(w, snapshot([account(), child, other]), [{ kind: 'removeAccount', account: 'a' }]);
    expect(s.accounts.map((a) => a.account)).toEqual(['c']);
    expect(effects).toEqual([
      { kind: 'note', subject: 'a', text: 'with it go b, which draw from its credits' },
      { kind: 'note', subject: 'a', text: '4 follow-ups already promised from its senders are not sent' },
    ]);
  });
});
