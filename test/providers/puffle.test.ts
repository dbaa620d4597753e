import { describe, expect, it } from 'vitest';
import type { AccountReading } from '../../src/model/capacity.ts';
import type { DeclaredSender } from '../../src/model/workspace.ts';
import {
  type Exchange,
  type Fixture,
  failureOf,
  fixture,
  readScripted,
  type ScriptedOptions,
  withBody,
} from '../helpers/scripted-provider.ts';

const older = fixture('puffle/older');
const newer = fixture('puffle/newer');
const two = fixture('puffle/two-campaigns');
const one = async (f: Fixture, options: ScriptedOptions = {}): Promise<AccountReading> =>
  (await readScripted(f, options)).readings[0] as AccountReading;

type Rows = { accounts: Record<string, unknown>[] };
type Senders = { senders: Record<string, unknown>[] };
/** Fields of every usage row (exchange 0, 2, …) and of every senders row (1, 3, …) changed. */
const usage = (f: Fixture, over: object, index = 0): Fixture =>
  withBody(f, index, (b: Rows) => ({ ...b, accounts: b.accounts.map((a) => ({ ...a, ...over })) }));
const senders = (f: Fixture, over: object, index = 1): Fixture =>
  withBody(f, index, (b: Senders) => ({ ...b, senders: b.senders.map((a) => ({ ...a, ...over })) }));

const listed = (id: string, over: Partial<DeclaredSender> = {}): DeclaredSender => ({
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

describe('account-usage joined with senders', () => {
  it('reads the published example: all of the week that is not today lies on yesterday', async () => {
    const { senders: read, credits, findings } = await one(older);
    expect(read).toEqual([
      {
        id: 's@example.com',
        status: expect.objectContaining({ value: 'active', source: 'api' }),
        dailyLimit: expect.objectContaining({ value: { kind: 'limited', amount: 50 }, source: 'api' }),
        sentToday: expect.objectContaining({ value: 12, source: 'api' }),
        weeklyLimit: expect.objectContaining({ value: { kind: 'limited', amount: 100 }, source: 'api' }),
        sentLast6Days: expect.objectContaining({ value: [0, 0, 0, 0, 0, 130], source: 'derived' }),
      },
    ]);
    expect(read?.[0]?.sentLast6Days?.note).toContain('142 in 7 days');
    expect(credits).toBeUndefined();
    expect(findings).toEqual([]);
  });

  it('PV-09 always names the day, in the zone of the account', async () => {
    const { requests } = await readScripted(older, { account: { timeZone: 'Pacific/Kiritimati' }, credential: 'pk_live_1234' });
    expect(requests).toEqual([
      {
        method: 'GET',
        origin: 'https://app.puffle.ai',
        path: ['api', 'campaigns', '11111111-1111-4111-8111-111111111111', 'account-usage'],
        query: [['date', '2026-11-20']],
        headers: { authorization: 'Bearer pk_live_1234' },
        account: 'acc',
      },
      {
        method: 'GET',
        origin: 'https://app.puffle.ai',
        path: ['api', 'campaigns', '11111111-1111-4111-8111-111111111111', 'senders'],
        headers: { authorization: 'Bearer pk_live_1234' },
        account: 'acc',
      },
    ]);
    const late = await readScripted(older, { account: { timeZone: 'Pacific/Kiritimati' }, now: '2026-11-20T10:00:00Z' });
    expect(late.requests[0]?.query).toEqual([['date', '2026-11-21']]);
    const west = await readScripted(older, { account: { timeZone: 'America/Los_Angeles' }, now: '2026-11-20T07:59:59Z' });
    expect(west.requests[0]?.query).toEqual([['date', '2026-11-19']]);
  });

  it('PV-10 refuses when a listed sender is missing, by name', async () => {
    const error = await failureOf(readScripted(older, { account: { senders: [listed('s@example.com'), listed('lost@example.com')] } }));
    expect(error.code).toBe('provider_not_found');
    expect(error.message).toContain('lost@example.com');
    expect(error.message).not.toContain('does not list s@example.com');
  });

  it('PV-11 an unlisted sender is ignored with a warning when senders are listed, and is capacity when none is', async () => {
    const only = await one(newer, { account: { senders: [listed('S@example.com')] } });
    expect(only.senders?.map((s) => s.id)).toEqual(['S@example.com']);
    expect(only.findings).toMatchObject([{ kind: 'provider.unknown-sender', severity: 'warning', data: { senders: ['t@example.com'] } }]);
    expect((await one(newer)).senders?.map((s) => s.id)).toEqual(['s@example.com', 't@example.com']);
  });

  it('PV-11 a sender of the campaign without a usage row belongs to somebody else', async () => {
    const foreign = withBody(newer, 0, (b: Rows) => ({ accounts: b.accounts.slice(0, 1) }));
    const reading = await one(foreign);
    expect(reading.senders?.map((s) => s.id)).toEqual(['s@example.com']);
    expect(reading.findings).toMatchObject([{ kind: 'provider.unknown-sender', data: { senders: ['t@example.com'] } }]);
  });

  it('PV-12 the larger of the two counts is used', async () => {
    const { senders: read } = await one(newer);
    expect(read?.map((s) => s.sentToday?.value)).toEqual([12, 9]);
    expect(read?.[1]?.sentToday?.note).toContain('sent_today 4, today_sent 9');
  });

  it('PV-13 more sent than allowed is passed on as it is', async () => {
    const { senders: read } = await one(usage(older, { sent_today: 60 }));
    expect(read?.[0]).toMatchObject({ dailyLimit: { value: { amount: 50 } }, sentToday: { value: 60 } });
  });

  it.each<[string, Fixture]>([
    ['missing', senders(usage(older, { daily_limit: undefined }), { daily_limit: undefined })],
    ['null', senders(usage(older, { daily_limit: null }), { daily_limit: null })],
    ['exactly 30', senders(usage(older, { daily_limit: 30 }), { daily_limit: 30 })],
  ])('PV-14 a daily limit that is %s is the documented 30, marked as assumed', async (_title, f) => {
    const { senders: read } = await one(f);
    expect(read?.[0]?.dailyLimit).toMatchObject({
      value: { kind: 'limited', amount: 30 },
      source: 'assumed',
      note: expect.stringContaining('30'),
    });
  });

  it.each(['paused', 'connection_error'])('PV-15 status %s is passed on with its reason', async (status) => {
    const { senders: read } = await one(usage(older, { status }));
    expect(read?.[0]?.status).toMatchObject({ value: status, source: 'api', note: `Puffle reports the status "${status}".` });
    const other = await one(senders(older, { status }));
    expect(other.senders?.[0]?.status?.value).toBe(status);
  });

  it('PV-16 one sender with two limits is refused, across campaigns and across pages', async () => {
    for (const f of [
      usage(two, { daily_limit: 45 }, 2),
      senders(older, { daily_limit: 49 }),
      senders(two, { weekly_message_limit: 99 }, 3),
    ]) {
      const error = await failureOf(readScripted(f));
      expect(error.code).toBe('provider_value');
      expect(error.message).toMatch(/s@example\.com has the (daily|weekly) limits \d+ and \d+/);
    }
    const twice = withBody(older, 0, (b: Rows) => ({ accounts: [...b.accounts, { ...b.accounts[0], account_id: 'other' }] }));
    expect((await failureOf(readScripted(twice))).message).toContain('belongs to the accounts');
  });

  it('joins several campaigns by account id, whatever the case of the address', async () => {
    const { senders: read } = await one(two);
    expect(read?.map((s) => [s.id, s.sentToday?.value, s.dailyLimit?.value, s.weeklyLimit?.value])).toEqual([
      ['s@example.com', 7, { kind: 'limited', amount: 50 }, { kind: 'limited', amount: 100 }],
      ['t@example.com', 1, { kind: 'limited', amount: 40 }, { kind: 'limited', amount: 100 }],
    ]);
  });

  it('leaves LinkedIn senders out', async () => {
    const mixed = withBody(newer, 1, (b: Senders) => ({
      senders: [b.senders[0], { ...b.senders[1], type: 'linkedin', email_address: null }],
    }));
    expect((await one(mixed)).senders?.map((s) => s.id)).toEqual(['s@example.com']);
  });

  it('a weekly limit nobody tells is the documented default, or unknown', async () => {
    const free = await one(senders(older, { weekly_message_limit: null }));
    expect(free.senders?.[0]?.weeklyLimit).toMatchObject({ value: { amount: 100 }, source: 'assumed' });
    const premium = await one(senders(older, { weekly_message_limit: null, is_premium: true }));
    expect(premium.senders?.[0]?.weeklyLimit).toMatchObject({ value: { amount: 150 }, source: 'assumed' });
    const silent = await one(senders(older, { weekly_message_limit: null, is_premium: undefined }));
    expect(silent.senders?.[0]?.weeklyLimit?.value.kind).toBe('unknown');
    const absent = await one(withBody(older, 1, () => ({ senders: [] })));
    expect(absent.senders?.[0]?.weeklyLimit?.value.kind).toBe('unknown');
    expect(absent.senders?.[0]?.sentLast6Days).toBeUndefined();
  });

  it('a campaign without senders has none', async () => {
    expect((await one(fixture('puffle/empty'))).senders).toEqual([]);
  });
});

describe('PV-12 zeros that may hide a failure', () => {
  const swallowed = usage(usage(newer, { status: 'active' }), { sent_today: 0 });
  const history = usage(older, { sent_today: 0 });

  it('0 while the other count is above 0: planned as a spent day, named in one finding', async () => {
    const { senders: read, findings } = await one(swallowed);
    expect(read?.map((s) => s.sentToday)).toMatchObject([
      { value: 50, source: 'assumed' },
      { value: 30, source: 'assumed' },
    ]);
    expect(read?.[0]?.sentToday?.note).toContain('--trust-zeros');
    expect(findings).toMatchObject([{ kind: 'provider.suspect-zero', data: { senders: ['s@example.com', 't@example.com'] } }]);
  });

  it('all 0 while the week has sends: the same', async () => {
    const { senders: read, findings } = await one(history);
    expect(read?.[0]?.sentToday).toMatchObject({ value: 50, source: 'assumed' });
    expect(read?.[0]?.sentLast6Days?.value).toEqual([0, 0, 0, 0, 0, 142]);
    expect(findings.map((f) => f.kind)).toEqual(['provider.suspect-zero']);
  });

  it('spends the day by the limit of the plan file, when there is one', async () => {
    const own = await one(history, { account: { senders: [listed('s@example.com', { dailyLimit: 80 })] } });
    expect(own.senders?.[0]?.sentToday?.value).toBe(80);
    const told = await one(history, { account: { senderDefaults: { dailyLimit: 70 } } });
    expect(told.senders?.[0]?.sentToday?.value).toBe(50);
    const assumed = await one(senders(usage(history, { daily_limit: null }), { daily_limit: null }), {
      account: { senderDefaults: { dailyLimit: 70 } },
    });
    expect(assumed.senders?.[0]?.sentToday?.value).toBe(70);
  });

  it('--trust-zeros takes the larger count and still says so', async () => {
    const { senders: read, findings } = await one(swallowed, { trustZeros: true });
    expect(read?.map((s) => [s.sentToday?.value, s.sentToday?.source])).toEqual([
      [12, 'api'],
      [9, 'api'],
    ]);
    expect(findings.map((f) => f.kind)).toEqual(['provider.suspect-zero']);
    expect((await one(history, { trustZeros: true })).senders?.[0]?.sentToday?.value).toBe(0);
  });

  it('--strict refuses', async () => {
    const error = await failureOf(readScripted(swallowed, { strict: true }));
    expect(error.code).toBe('provider_suspect');
    expect(error.message).toContain('s@example.com');
  });

  it('one count above 0 in another campaign settles it', async () => {
    const { findings, senders: read } = await one(two);
    expect(findings).toEqual([]);
    expect(read?.[0]?.sentToday?.value).toBe(7);
  });

  it('the own count of Puffle says 0 as well: the day has just begun, nothing is suspected', async () => {
    const { findings, senders: read } = await one(senders(history, { today_sent: 0 }));
    expect(findings).toEqual([]);
    expect(read?.[0]?.sentToday).toMatchObject({ value: 0, source: 'api' });
    expect((await one(senders(history, { today_sent: null }))).findings).toHaveLength(1);
  });

  it('no history and no counts is an honest 0; a paused sender is not suspected', async () => {
    expect((await one(senders(history, { weekly_messages_sent: 0 }))).findings).toEqual([]);
    expect((await one(usage(history, { status: 'paused' }))).findings).toEqual([]);
  });
});

describe('campaign ids and refusals', () => {
  it.each(['..', 'not-a-uuid', '', '11111111-1111-0111-8111-111111111111', '11111111-1111-4111-8111-111111111111/../x'])(
    'HT-28 a campaign id %j that is no UUID causes no request',
    async (id) => {
      let sent = 0;
      const send = async () => {
        sent += 1;
        throw new Error('sent');
      };
      const campaigns = ['22222222-2222-4222-8222-222222222222', id];
      const error = await failureOf(readScripted(older, { connection: { campaigns } as never, send }));
      expect(error.code).toBe('provider_rejected');
      expect(sent).toBe(0);
    },
  );

  it('HT-28 the nil and max UUID are ids; the same id twice is read once', async () => {
    const nil = '00000000-0000-0000-0000-000000000000';
    const exchanges = fixture('puffle/empty').exchanges.map((e) => ({
      ...e,
      request: e.request.replace(/campaigns\/[^/]+/, `campaigns/${nil}`),
    }));
    const { requests } = await readScripted(older, { connection: { campaigns: [nil, nil] } as never, exchanges });
    expect(requests).toHaveLength(2);
  });

  it.each<[number, unknown, string]>([
    [401, { error: 'unauthorized' }, 'provider_auth'],
    [403, { message: 'no' }, 'provider_permission'],
    [404, null, 'provider_not_found'],
    [400, 'text', 'provider_rejected'],
    [204, null, 'provider_protocol'],
  ])('HTTP %d is understood', async (status, json, code) => {
    const exchanges = [{ ...(older.exchanges[0] as Exchange), status, json }];
    expect((await failureOf(readScripted(older, { exchanges }))).code).toBe(code);
  });
});
