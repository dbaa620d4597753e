import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors.ts';
import type { AccountCapacity, AccountReading, SenderReading } from '../../src/model/capacity.ts';
import { limited, type Observed, UNLIMITED, unknown } from '../../src/model/limit.ts';
import type { Account, DeclaredSender, Workspace } from '../../src/model/workspace.ts';
import { mergeSnapshot } from '../../src/snapshot/merge.ts';
import { declaredAccount, NOW, TODAY, workspace } from '../helpers/builders.ts';

const api = <T>(value: T, source: Observed<T>['source'] = 'api'): Observed<T> => ({ value, observedAt: NOW, source });

const reading = (account: string, over: Partial<AccountReading> = {}): AccountReading => ({
  account,
  provider: 'declared',
  isDiscovered: false,
  observedAt: NOW,
  findings: [],
  ...over,
});

const sender = (id: string, over: Partial<DeclaredSender> = {}): DeclaredSender => ({
  id,
  dailyLimit: null,
  sentToday: null,
  weeklyLimit: null,
  sentLast6Days: null,
  warmUp: null,
  weekdays: null,
  except: [],
  domain: null,
  tags: [],
  status: null,
  ...over,
});

const puffle: Account['connection'] = { provider: 'puffle', apiKeyEnv: 'PUFFLE_API_KEY', campaigns: [] };
const sendgrid = (over: Partial<Extract<Account['connection'], { provider: 'sendgrid' }>> = {}): Account['connection'] => ({
  provider: 'sendgrid',
  apiKeyEnv: 'SENDGRID_API_KEY',
  region: 'global',
  target: { kind: 'own' },
  discoverSubusers: false,
  ...over,
});

const options = { observedAt: NOW, excludedProviders: [], stale: null };
const withAccounts = (accounts: readonly Account[], over: Partial<Workspace> = {}): Workspace => workspace([], { accounts, ...over });

/** The one account of a plan with one account and one reading. */
function merged(account: Account, told: Partial<AccountReading> = {}, over: Partial<Workspace> = {}): AccountCapacity {
  const own = reading(account.id, { provider: account.connection.provider, ...told });
  return mergeSnapshot(withAccounts([account], over), [own], options).accounts[0] as AccountCapacity;
}

const findingsOf = (account: Account, told: Partial<AccountReading> = {}, over: Partial<Workspace> = {}) =>
  mergeSnapshot(withAccounts([account], over), [reading(account.id, { provider: account.connection.provider, ...told })], options).findings;
const kinds = (account: Account, told: Partial<AccountReading> = {}) => findingsOf(account, told).map((f) => f.kind);

function refusal(work: () => unknown): ProviderError {
  try {
    work();
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error('expected a ProviderError');
}

const ACTIVE: Partial<DeclaredSender> = { status: 'active', sentToday: 0, dailyLimit: 30 };

describe('credits', () => {
  const told = {
    credits: { remaining: api(limited(7)), allowance: api(limited(90)), resets: api({ next: '2026-12-01', every: 'month' as const }) },
  };

  it('are what the provider says', () => {
    const { credits } = merged(declaredAccount('a', { connection: sendgrid() }), {
      ...told,
      credits: { ...told.credits, used: api(83), overageUsed: api(0) },
    });
    expect(credits.remaining).toEqual(api(limited(7)));
    expect(credits.allowance).toEqual(api(limited(90)));
    expect(credits.resets.value).toEqual({ next: '2026-12-01', every: 'month' });
    expect(credits.used).toEqual(api(83));
  });
  it('are what people wrote, number by number', () => {
    const { credits } = merged(declaredAccount('a', { credits: { remaining: 41_000, allowance: null, resets: null } }), told);
    expect(credits.remaining).toEqual({ value: limited(41_000), observedAt: NOW, source: 'declared' });
    expect(credits.allowance.source).toBe('api');
    expect(merged(declaredAccount('a', { credits: { remaining: 'unlimited', allowance: null, resets: null } })).credits).toMatchObject({
      remaining: { value: UNLIMITED, source: 'declared' },
      allowance: { value: UNLIMITED, source: 'derived' },
    });
  });
  it('are unknown when nobody tells, with what would fill them, and never 0 or unlimited', () => {
    const { credits } = merged(declaredAccount('sg-main', { connection: sendgrid() }));
    expect(credits.remaining.value).toEqual(
      unknown('sendgrid does not tell it: declare accounts[sg-main].credits.remaining, or accounts[sg-main].credits: unlimited'),
    );
    expect(credits.allowance.value).toEqual(unknown('sendgrid does not tell it: declare accounts[sg-main].credits.allowance'));
    expect(credits.resets).toMatchObject({ value: null, source: 'assumed' });
  });
  it('keep the provider’s own reason for being unknown', () => {
    const why = api(unknown('the plan has no e-mail credits'));
    expect(merged(declaredAccount('a', { connection: sendgrid() }), { credits: { remaining: why } }).credits.remaining).toEqual(why);
  });
  it('are unlimited for puffle, which has no pool', () => {
    expect(merged(declaredAccount('a', { connection: puffle })).credits).toMatchObject({
      remaining: { value: UNLIMITED, source: 'derived' },
      allowance: { value: UNLIMITED, source: 'derived' },
    });
  });
});

describe('resets', () => {
  const resets = (next: string, anchorDay?: number) => ({
    next,
    every: 'month' as const,
    ...(anchorDay === undefined ? {} : { anchorDay }),
  });
  const live = (rule: ReturnType<typeof resets> | null) => ({ credits: { remaining: api(limited(7)), resets: api(rule) } });
  const own = (next: string, remaining: number | null = null, anchorDay?: number): Account =>
    declaredAccount('a', { connection: sendgrid(), credits: { remaining, allowance: 100, resets: resets(next, anchorDay) } });

  it('PV-07 a reset the provider puts before today is refused', () => {
    const error = refusal(() => merged(declaredAccount('a', { connection: sendgrid() }), live(resets('2026-11-19'))));
    expect(error.code).toBe('provider_value');
    expect(error).toMatchObject({ provider: 'sendgrid', account: 'a' });
    expect(error.message).toContain('2026-11-19');
    expect(error.message).toContain(TODAY);
  });
  it('PV-07 a reset today is today’s', () => {
    expect(merged(declaredAccount('a', { connection: sendgrid() }), live(resets(TODAY))).credits.resets.value?.next).toBe(TODAY);
  });
  it('PV-07 today is the account’s, not the plan’s', () => {
    const rule = live(resets('2026-11-19'));
    const account = declaredAccount('a', { connection: sendgrid(), timeZone: 'Pacific/Pago_Pago' });
    expect(merged(account, rule)).toMatchObject({ today: '2026-11-19', credits: { resets: { value: { next: '2026-11-19' } } } });
    expect(refusal(() => merged({ ...account, timeZone: 'UTC' }, rule, { timeZone: 'Pacific/Pago_Pago' })).code).toBe('provider_value');
  });
  it('null from the provider means never, without a finding', () => {
    const account = declaredAccount('a', { connection: sendgrid(), senders: [sender('s', ACTIVE)] });
    expect(merged(account, live(null)).credits.resets).toEqual(api(null));
    expect(kinds(account, live(null))).toEqual([]);
  });
  it('nobody tells: one pool, with a finding when the credits are limited', () => {
    const account = declaredAccount('a', { connection: sendgrid(), senders: [sender('s', ACTIVE)] });
    expect(kinds(account, { credits: { remaining: api(limited(7)) } })).toEqual(['capacity.reset-unknown']);
    expect(kinds(account, { credits: { remaining: api(UNLIMITED) } })).toEqual([]);
  });
  it('what people wrote wins and keeps its anchor day', () => {
    const { credits } = merged(own('2027-02-28', 5, 31), live(resets('2026-12-01')));
    expect(credits.resets).toEqual({ value: { next: '2027-02-28', every: 'month', anchorDay: 31 }, observedAt: NOW, source: 'declared' });
  });
  it('the provider’s anchor day stays when both name the same date', () => {
    expect(merged(own('2027-02-28'), live(resets('2027-02-28', 31))).credits.resets.value).toEqual(resets('2027-02-28', 31));
    expect(merged(own('2027-03-31'), live(resets('2027-02-28', 31))).credits.resets.value).toEqual(resets('2027-03-31'));
  });
  it('a declared date that has passed goes on from there when the credits are live', () => {
    const { resets: rule } = merged(own('2026-08-31'), live(null)).credits;
    expect(rule).toMatchObject({ value: { next: '2026-11-30', every: 'month', anchorDay: 31 }, source: 'derived' });
    expect(merged(own(TODAY), live(null)).credits.resets.value?.next).toBe('2026-12-20');
  });
  it('a declared date that has passed makes declared credits stale', () => {
    const error = refusal(() => merged(own('2026-11-19', 500)));
    expect(error.code).toBe('snapshot_stale');
    expect(error.message).toContain('credits.resets.next is 2026-11-19');
    expect(merged(own(TODAY, 500)).credits.resets.value?.next).toBe(TODAY);
  });
});

describe('senders', () => {
  const live = (id: string, over: Partial<SenderReading> = {}): SenderReading => ({ id, ...over });
  const only = (account: Account, senders: readonly SenderReading[] = [], over: Partial<Workspace> = {}) =>
    merged(account, { senders }, over).senders[0];

  it('merge by id; live ones that are not listed are added; order is canonical', () => {
    const account = declaredAccount('a', { connection: puffle, senders: [sender('z'), sender('b', { dailyLimit: 9 })] });
    const { senders } = merged(account, {
      senders: [live('b', { dailyLimit: api(limited(30)) }), live('c', { dailyLimit: api(limited(40)) })],
    });
    expect(senders.map((s) => [s.id, s.dailyLimit.value, s.dailyLimit.source])).toEqual([
      ['b', limited(9), 'declared'],
      ['c', limited(40), 'api'],
      ['z', unknown('not declared: declare accounts[a].senders[z].dailyLimit or senderDefaults.dailyLimit, or write unlimited'), 'assumed'],
    ]);
  });
  it('ids that look the same after NFC are the same', () => {
    const account = declaredAccount('a', { connection: puffle, senders: [sender('caf\u00e9@x.example', { dailyLimit: 9 })] });
    expect(merged(account, { senders: [live('cafe\u0301@x.example', { sentToday: api(4) })] }).senders).toHaveLength(1);
  });
  it('declared, then told, then senderDefaults, then assumed by the connector, then the documented default', () => {
    const value = (own: number | null, told: Observed<number> | undefined, defaults: number | undefined) =>
      only(
        declaredAccount('a', {
          connection: puffle,
          senders: [sender('s', { sentToday: own })],
          senderDefaults: defaults === undefined ? {} : { sentToday: defaults },
        }),
        [live('s', told === undefined ? {} : { sentToday: told })],
      )?.sentToday;
    expect(value(1, api(2), 3)).toMatchObject({ value: 1, source: 'declared' });
    expect(value(null, api(2), 3)).toMatchObject({ value: 2, source: 'api' });
    expect(value(null, api(2, 'derived'), 3)).toMatchObject({ value: 2, source: 'derived' });
    expect(value(null, api(2, 'assumed'), 3)).toMatchObject({ value: 3, source: 'declared' });
    expect(value(null, api(2, 'assumed'), undefined)).toMatchObject({ value: 2, source: 'assumed' });
    expect(value(null, undefined, 3)).toMatchObject({ value: 3, source: 'declared' });
    expect(value(null, undefined, undefined)).toMatchObject({ value: 0, source: 'assumed' });
  });
  it('a limit the provider leaves open is filled by senderDefaults, else keeps its reason', () => {
    const open = live('s', { dailyLimit: api(unknown('not told for this sender')) });
    expect(only(declaredAccount('a', { connection: puffle, senderDefaults: { dailyLimit: 25 } }), [open])?.dailyLimit).toMatchObject({
      value: limited(25),
    });
    expect(only(declaredAccount('a', { connection: puffle }), [open])?.dailyLimit.value).toEqual(unknown('not told for this sender'));
  });
  it('documented defaults: active, unlimited week, no history, all weekdays', () => {
    const s = only(declaredAccount('a', { senders: [sender('s')] }));
    expect(s?.status).toMatchObject({ value: 'active', source: 'assumed' });
    expect(s?.weeklyLimit).toMatchObject({ value: UNLIMITED, source: 'assumed' });
    expect(s?.sentLast6Days).toMatchObject({ value: [0, 0, 0, 0, 0, 0], source: 'assumed' });
    expect(s).toMatchObject({ weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], except: [], warmUp: null, domain: null });
  });
  it('calendar, warm-up and domain come from the sender, else from senderDefaults', () => {
    const warmUp = { kind: 'add', start: TODAY, from: 5, add: 5, to: 40 } as const;
    const account = declaredAccount('a', {
      connection: puffle,
      senders: [sender('own', { weekdays: ['mon'], except: ['2026-12-24'], domain: 'own.example' })],
      senderDefaults: { weekdays: ['tue'], except: ['2026-12-25'], domain: 'd.example', warmUp },
    });
    const { senders } = merged(account, { senders: [live('told')] });
    expect(senders[0]).toMatchObject({ id: 'own', weekdays: ['mon'], except: ['2026-12-24'], domain: 'own.example', warmUp });
    expect(senders[1]).toMatchObject({ id: 'told', weekdays: ['tue'], except: ['2026-12-25'], domain: 'd.example', warmUp });
  });
  it('an address under a limited domain belongs to it', () => {
    const domains = [{ id: 'brand.example', dailyLimit: 100 }];
    const account = declaredAccount('a', { connection: puffle });
    const { senders } = merged(
      account,
      { senders: [live('x@brand.example'), live('y@sub.brand.example'), live('brand.example')] },
      { domains },
    );
    expect(senders.map((s) => s.domain)).toEqual([null, 'brand.example', null]);
  });
  it('carry their own tags and their account’s, sorted', () => {
    const account = declaredAccount('a', { tags: ['us', 'b'], senders: [sender('s', { tags: ['us', 'a'] })] });
    expect(only(account)?.tags).toEqual(['a', 'b', 'us']);
  });
  it('one sender in two accounts is refused, because it would be planned on twice', () => {
    const accounts = [declaredAccount('a', { connection: puffle }), declaredAccount('b', { connection: puffle })];
    const told = ['a', 'b'].map((id) => reading(id, { provider: 'puffle', senders: [live('same@x.example')] }));
    const error = refusal(() => mergeSnapshot(withAccounts(accounts), told, options));
    expect(error.code).toBe('provider_value');
    expect(error.message).toContain('Sender same@x.example belongs to account a and to account b');
  });
});

describe('accounts', () => {
  it('limits nobody tells are unlimited, and say so', () => {
    const account = merged(declaredAccount('a'));
    expect(account.dailyLimit).toMatchObject({ value: UNLIMITED, source: 'assumed' });
    expect(account.contacts).toMatchObject({ limit: { value: UNLIMITED, source: 'assumed' }, used: { value: 0, source: 'assumed' } });
  });
  it('a contact limit without a count of contacts is unknown', () => {
    const account = merged(declaredAccount('a', { contacts: { limit: 500, used: null } }));
    expect(account.contacts.limit.value).toEqual(
      unknown('the contact limit is 500, but nobody tells how many contacts are stored: declare accounts[a].contacts.used'),
    );
    expect(merged(declaredAccount('a', { contacts: { limit: 500, used: 20 } })).contacts).toMatchObject({
      limit: { value: limited(500) },
      used: { value: 20 },
    });
  });
  it('zone: the account’s, then the reading’s, then the plan’s', () => {
    const told = { timeZone: api('America/Los_Angeles') };
    expect(merged(declaredAccount('a', { timeZone: 'Asia/Tokyo' }), told).timeZone).toMatchObject({
      value: 'Asia/Tokyo',
      source: 'declared',
    });
    expect(merged(declaredAccount('a'), told).timeZone).toEqual(api('America/Los_Angeles'));
    expect(merged(declaredAccount('a')).timeZone).toMatchObject({ value: 'UTC', source: 'assumed' });
  });
  it('today is the local day in the account’s zone at the instant of the snapshot', () => {
    const at = (observedAt: string, timeZone: string) =>
      mergeSnapshot(withAccounts([declaredAccount('a', { timeZone })]), [], { ...options, observedAt }).accounts[0]?.today;
    expect(at('2026-11-20T07:59:59Z', 'America/Los_Angeles')).toBe('2026-11-19');
    expect(at('2026-11-20T08:00:00Z', 'America/Los_Angeles')).toBe('2026-11-20');
  });
  it('today of a saved snapshot is today, and declared numbers may have expired since', () => {
    const account = declaredAccount('a', { connection: { provider: 'declared', expires: '2026-12-01' } });
    const at = (now: string) => mergeSnapshot(withAccounts([account]), [], { ...options, now }).accounts[0]?.today;
    expect(at('2026-12-01T10:00:00Z')).toBe('2026-12-01');
    const error = refusal(() => at('2026-12-02T10:00:00Z'));
    expect(error.code).toBe('snapshot_stale');
    expect(error.message).toContain('until 2026-12-01, and today is 2026-12-02');
  });
  it('a provider account without a reading is an error that says what to do', () => {
    const error = refusal(() =>
      mergeSnapshot(withAccounts([declaredAccount('a', { connection: puffle }), declaredAccount('b')]), [], options),
    );
    expect(error).toMatchObject({ code: 'snapshot_stale', account: 'a', provider: 'puffle' });
    expect(error.message).toContain('no reading of a (puffle)');
    expect(error.message).toContain('sendplan usage --save');
    const other = reading('a', { provider: 'sendgrid' });
    expect(refusal(() => mergeSnapshot(withAccounts([declaredAccount('a', { connection: puffle })]), [other], options)).code).toBe(
      'snapshot_stale',
    );
  });
  it('readings of accounts that are no longer in the plan files are left out', () => {
    expect(mergeSnapshot(withAccounts([declaredAccount('a')]), [reading('gone')], options).accounts.map((a) => a.account)).toEqual(['a']);
  });
});

describe('discovered accounts', () => {
  const parent = (discoverSubusers = true): Account =>
    declaredAccount('sg', { connection: sendgrid({ discoverSubusers }), tags: ['us'], timeZone: 'Asia/Tokyo' });
  const found = (name: string): AccountReading =>
    reading(`sg/${name}`, {
      provider: 'sendgrid',
      isDiscovered: true,
      parent: 'sg',
      credits: { remaining: api(limited(3)), resets: api(null) },
    });
  const readings = [reading('sg', { provider: 'sendgrid' }), found('one'), found('two')];

  it('are added under their parent, with its zone and tags', () => {
    const { accounts } = mergeSnapshot(withAccounts([parent()]), readings, options);
    expect(accounts.map((a) => a.account)).toEqual(['sg', 'sg/one', 'sg/two']);
    expect(accounts[1]).toMatchObject({
      parent: 'sg',
      isDiscovered: true,
      provider: 'sendgrid',
      tags: ['us'],
      senders: [],
      overage: null,
      timeZone: { value: 'Asia/Tokyo' },
    });
    expect(accounts[1]?.credits.remaining.value).toEqual(limited(3));
  });
  it('are not added when the plan files read the same subuser already', () => {
    const own = declaredAccount('mine', { connection: sendgrid({ target: { kind: 'subuser', subuser: 'one' } }), parent: 'sg' });
    const { accounts } = mergeSnapshot(withAccounts([own, parent()]), [...readings, reading('mine', { provider: 'sendgrid' })], options);
    expect(accounts.map((a) => a.account)).toEqual(['mine', 'sg', 'sg/two']);
  });
  it('are not added when the parent no longer asks for them or is gone', () => {
    expect(mergeSnapshot(withAccounts([parent(false)]), readings, options).accounts).toHaveLength(1);
    expect(mergeSnapshot(withAccounts([]), readings, options).accounts).toHaveLength(0);
  });
  it('need no senders, nor does their parent', () => {
    expect(mergeSnapshot(withAccounts([parent()]), readings, options).findings.map((f) => f.kind)).not.toContain('capacity.no-senders');
  });
});

describe('excluded providers', () => {
  const accounts = [
    declaredAccount('pool', { connection: sendgrid() }),
    declaredAccount('child', { parent: 'pool', senders: [sender('s')] }),
    declaredAccount('other', { senders: [sender('t')] }),
  ];
  it('PV-22 are named in the snapshot and left out with everything that draws from their pool', () => {
    const snapshot = mergeSnapshot(withAccounts(accounts), [], { ...options, excludedProviders: ['sendgrid'] });
    expect(snapshot.excludedProviders).toEqual(['sendgrid']);
    expect(snapshot.accounts.map((a) => a.account)).toEqual(['other']);
    const excluded = snapshot.findings.filter((f) => f.kind === 'provider.excluded');
    expect(excluded.map((f) => f.subject)).toEqual([
      { kind: 'provider', id: 'sendgrid' },
      { kind: 'account', id: 'child' },
    ]);
    expect(excluded[1]?.message).toContain('draws from the credits of pool');
  });
});

describe('findings', () => {
  const position = { file: 'a.yaml', line: 3, column: 5, endLine: 3, endColumn: 9 };

  it('capacity.assumed is one finding per account and names what was assumed', () => {
    const account = declaredAccount('a', {
      senders: [sender('s', { dailyLimit: 5 }), sender('t', { dailyLimit: 5, status: 'active', weeklyLimit: 9 })],
    });
    const [found, ...rest] = findingsOf(account, {}, { positions: { 'account:a': position } });
    expect(rest).toEqual([]);
    expect(found).toMatchObject({ kind: 'capacity.assumed', severity: 'info', file: 'a.yaml', line: 3 });
    expect(found?.data).toEqual({ dailyLimit: [], sentToday: ['s', 't'], sentLast6Days: ['t'] });
    expect(found?.message).toBe(
      'Account a: nobody tells sentToday of 2 senders; sentLast6Days of sender t. The documented defaults were used.',
    );
  });
  it('capacity.over-limit for a sender, for contacts and for credits', () => {
    const account = declaredAccount('a', { senders: [sender('s', { ...ACTIVE, sentToday: 31 })], contacts: { limit: 5, used: 6 } });
    const found = findingsOf(account, { credits: { overageUsed: api(12) } }, { positions: { 'sender:s': position } });
    expect(found.map((f) => [f.kind, f.subject?.kind, f.file])).toEqual([
      ['capacity.over-limit', 'account', null],
      ['capacity.over-limit', 'account', null],
      ['capacity.over-limit', 'sender', 'a.yaml'],
    ]);
    expect(new Set(found.map((f) => f.id)).size).toBe(3);
    expect(found[2]?.message).toBe('Sender s has sent 31 today; its daily limit is 30.');
  });
  it('capacity.no-senders and capacity.sender-inactive', () => {
    expect(kinds(declaredAccount('a'))).toEqual(['capacity.no-senders']);
    expect(kinds(declaredAccount('a', { senders: [sender('s', { ...ACTIVE, status: 'paused' })] }))).toEqual(['capacity.sender-inactive']);
  });
  it('findings of the readings come along, each once', () => {
    const account = declaredAccount('a', { senders: [sender('s', { ...ACTIVE, sentToday: 31 })] });
    const [own] = findingsOf(account);
    expect(findingsOf(account, { findings: own === undefined ? [] : [own] })).toHaveLength(1);
  });
  it('PV-18 a stale snapshot says so', () => {
    const stale = { ageMs: 3 * 3_600_000, source: '2026-11-20T06:30:00Z' };
    const snapshot = mergeSnapshot(withAccounts([]), [], { ...options, stale });
    expect(snapshot.stale).toEqual(stale);
    expect(snapshot.findings).toHaveLength(1);
    expect(snapshot.findings[0]).toMatchObject({
      kind: 'snapshot.stale',
      message: 'The capacity is 180 min old (observed 2026-11-20T06:30:00Z).',
    });
  });
});

it('senders that say the same share what they say', () => {
  const same = { ...ACTIVE, tags: ['us'] };
  const senders = [sender('s', same), sender('t', same), sender('u', { ...same, dailyLimit: 40, tags: [] })];
  const [s, t, u] = merged(declaredAccount('a', { senders, tags: ['eu'] })).senders;
  expect(t).toEqual({ ...s, id: 't' });
  for (const key of ['status', 'dailyLimit', 'sentToday', 'weeklyLimit', 'sentLast6Days', 'tags'] as const) expect(t?.[key]).toBe(s?.[key]);
  expect([s?.dailyLimit.value, u?.dailyLimit.value]).toEqual([
    { kind: 'limited', amount: 30 },
    { kind: 'limited', amount: 40 },
  ]);
  expect([s?.tags, u?.tags]).toEqual([['eu', 'us'], ['eu']]);
});
