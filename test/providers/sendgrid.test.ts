import { describe, expect, it } from 'vitest';
import type { AccountReading } from '../../src/model/capacity.ts';
import { SUBUSERS_PER_PAGE } from '../../src/providers/sendgrid/subusers.ts';
import { type Exchange, failureOf, fixture, readScripted, type ScriptedOptions, withBody } from '../helpers/scripted-provider.ts';

const own = fixture('sendgrid/own');
const one = async (name: string, options: ScriptedOptions = {}): Promise<AccountReading> =>
  (await readScripted(fixture(name), options)).readings[0] as AccountReading;
const withOwn = (fields: Readonly<Record<string, unknown>>) => withBody(own, 0, (body: object) => ({ ...body, ...fields }));
const withSubuser = (fields: Readonly<Record<string, unknown>>) =>
  withBody(fixture('sendgrid/subuser-recurring'), 0, (body: object) => ({ ...body, ...fields }));

describe('GET /v3/user/credits', () => {
  it('reads the published example', async () => {
    expect((await one('sendgrid/documented')).credits).toMatchObject({
      remaining: { value: { kind: 'limited', amount: 200 }, source: 'api' },
      allowance: { value: { kind: 'limited', amount: 200 }, source: 'api' },
      used: { value: 0 },
      overageUsed: { value: 0 },
      resets: { value: { next: '2013-02-01', every: 'month' }, source: 'api' },
    });
  });

  it('says in which zone a bare date is read, and that nobody told it', async () => {
    expect((await one('sendgrid/own')).timeZone).toMatchObject({
      value: 'America/Los_Angeles',
      source: 'assumed',
      note: expect.stringContaining('without a zone'),
    });
    expect((await one('sendgrid/daily')).timeZone).toMatchObject({ value: 'UTC', source: 'assumed' });
    const written = await one('sendgrid/daily', { account: { timeZone: 'Europe/Berlin' } });
    expect(written.timeZone).toMatchObject({ value: 'Europe/Berlin', source: 'declared' });
  });

  it('has the header on-behalf-of for subusers and customer accounts, and the EU origin', async () => {
    const subuser = await readScripted(fixture('sendgrid/on-behalf-of-subuser'));
    expect(subuser.requests).toMatchObject([{ origin: 'https://api.sendgrid.com', headers: { 'on-behalf-of': 'shop' } }]);
    const account = await readScripted(fixture('sendgrid/on-behalf-of-account'));
    expect(account.requests).toMatchObject([{ origin: 'https://api.eu.sendgrid.com', headers: { 'on-behalf-of': 'account-id sg2a2bcd' } }]);
    expect((await readScripted(own)).requests[0]?.headers).not.toHaveProperty('on-behalf-of');
  });

  it.each(['shop\r\nx: 1', 'sh\u0000op', 'läden', '', ' shop'])(
    'sends nothing when the name %j cannot stand in a header',
    async (subuser) => {
      let sent = 0;
      const error = await failureOf(
        readScripted(own, {
          connection: { target: { kind: 'onBehalfOfSubuser', subuser } } as never,
          send: async () => {
            sent += 1;
            throw new Error('sent');
          },
        }),
      );
      expect(error.code).toBe('provider_rejected');
      expect(sent).toBe(0);
    },
  );

  it('overdrawn credits are 0 remaining, never negative', async () => {
    const reading = await one('sendgrid/exhausted');
    expect(reading.credits).toMatchObject({ remaining: { value: { amount: 0 } }, overageUsed: { value: 5000 } });
    expect(reading.findings).toEqual([]);
  });

  it('PV-04 numbers that do not add up are a warning with the numbers, the smaller capacity is used, --strict refuses', async () => {
    const [reading] = (await readScripted(withOwn({ remain: 42_000 }))).readings;
    expect(reading?.credits?.remaining).toMatchObject({ value: { kind: 'limited', amount: 41_000 }, source: 'derived' });
    expect(reading?.findings).toMatchObject([
      {
        kind: 'capacity.inconsistent',
        severity: 'warning',
        data: { total: 100_000, used: 59_000, remaining: 42_000, overage: 0, planned: 41_000 },
      },
    ]);
    expect(reading?.findings[0]?.message).toContain('total 100000, used 59000, remaining 42000, overage 0');
    const smaller = (await readScripted(withOwn({ remain: 40_000 }))).readings[0];
    expect(smaller?.credits?.remaining).toMatchObject({ value: { amount: 40_000 }, source: 'api' });
    const error = await failureOf(readScripted(withOwn({ remain: 42_000 }), { strict: true }));
    expect(error).toMatchObject({ code: 'provider_value', provider: 'sendgrid', account: 'acc' });
    expect(error.message).toContain('--strict');
  });

  it.each([
    ['remain', -1],
    ['remain', 0.5],
    ['used', 1e308],
    ['total', 2e12],
  ])('PV-02 refuses %s %d', async (field, value) => {
    const error = await failureOf(readScripted(withOwn({ [field]: value })));
    expect(error.code).toBe('provider_value');
    expect(error.message).toContain(`field "${field}"`);
  });

  it('PV-02 takes -0 as 0', async () => {
    const [reading] = (await readScripted(withOwn({ remain: -0, used: 100_000 }))).readings;
    // toEqual tells -0 from 0.
    expect(reading?.credits?.remaining?.value).toEqual({ kind: 'limited', amount: 0 });
  });

  it('PV-06 a missing remain is refused, never 0', async () => {
    const error = await failureOf(readScripted(withOwn({ remain: undefined })));
    expect(error.code).toBe('provider_protocol');
    expect(error.message).toContain('field "remain" is missing');
  });

  it('PV-07 next_reset before last_reset, unparsable, or in the past is refused', async () => {
    const codes = await Promise.all(
      [
        { next_reset: '2026-10-01' },
        { next_reset: '2026-11-01' },
        { next_reset: 'soon' },
        { last_reset: '2026-10-01', next_reset: '2026-11-01' },
      ].map(async (fields) => (await failureOf(readScripted(withOwn(fields)))).code),
    );
    expect(codes).toEqual(['provider_value', 'provider_value', 'provider_value', 'provider_value']);
    const past = await failureOf(readScripted(withOwn({ last_reset: '2026-10-20', next_reset: '2026-11-19' })));
    expect(past.message).toContain('next_reset 2026-11-19 is in the past; today is 2026-11-20 in America/Los_Angeles');
  });

  it('PV-07 judges the past in the zone of the account: still the 30th in California', async () => {
    const eve = withOwn({ last_reset: '2026-11-01', next_reset: '2026-11-30' });
    const [reading] = (await readScripted(eve, { now: '2026-12-01T06:00:00Z' })).readings;
    expect(reading?.credits?.resets?.value).toEqual({ next: '2026-11-30', every: 'month' });
    expect((await failureOf(readScripted(eve, { now: '2026-12-01T09:00:00Z' }))).code).toBe('provider_value');
  });

  it('keeps the billing day that a short month hides', async () => {
    const [reading] = (await readScripted(withOwn({ last_reset: '2027-01-31', next_reset: '2027-02-28' }), { now: '2027-02-01T12:00:00Z' }))
      .readings;
    expect(reading?.credits?.resets?.value).toEqual({ next: '2027-02-28', every: 'month', anchorDay: 31 });
  });

  it('refuses a frequency that is not documented', async () => {
    const error = await failureOf(readScripted(withOwn({ reset_frequency: 'yearly' })));
    expect(error.code).toBe('provider_protocol');
    expect(error.message).toContain('field "reset_frequency"');
  });

  it('HTTP 401 "Maximum credits exceeded" means 0 credits, not a wrong key', async () => {
    const gone: Exchange = {
      request: 'GET /v3/user/credits',
      status: 401,
      json: { errors: [{ message: 'Maximum credits exceeded', field: null, help: null }] },
    };
    const [reading] = (await readScripted(own, { exchanges: [gone] })).readings;
    expect(reading?.credits).toEqual({ remaining: expect.objectContaining({ value: { kind: 'limited', amount: 0 }, source: 'derived' }) });
    expect(reading?.findings).toMatchObject([{ kind: 'capacity.over-limit', subject: { kind: 'account', id: 'acc' } }]);
  });
});

describe('GET /v3/subusers/{name}/credits', () => {
  it('PV-05 unlimited stays unlimited', async () => {
    expect((await one('sendgrid/subuser-unlimited')).credits).toMatchObject({
      remaining: { value: { kind: 'unlimited' } },
      allowance: { value: { kind: 'unlimited' } },
      resets: { value: null, source: 'api' },
    });
  });

  it('PV-05 recurring credits have an allowance but no date: none is invented', async () => {
    const { credits } = await one('sendgrid/subuser-recurring');
    expect(credits).toMatchObject({
      remaining: { value: { amount: 99 } },
      allowance: { value: { amount: 100 }, source: 'api' },
      used: { value: 1 },
    });
    expect(credits?.resets).toBeUndefined();
    expect(credits?.allowance?.note).toContain('declare credits.resets');
  });

  it('PV-05 nonrecurring credits never come back', async () => {
    const { credits } = await one('sendgrid/subuser-nonrecurring');
    expect(credits).toMatchObject({ remaining: { value: { amount: 250 } }, resets: { value: null, source: 'api' } });
    expect(credits?.allowance).toBeUndefined();
    expect(credits?.used).toBeUndefined();
  });

  it.each([
    ['recurring with remain null', { remain: null }, 'remain'],
    ['recurring without total', { total: undefined }, 'total'],
    ['unlimited with a number', { type: 'unlimited', reset_frequency: null, remain: 5, total: null, used: null }, 'remain'],
    ['nonrecurring with a total', { type: 'nonrecurring', reset_frequency: null, remain: 5, total: 5, used: null }, 'total'],
    ['an unknown type', { type: 'sometimes' }, 'type'],
    ['an unknown frequency', { reset_frequency: 'yearly' }, 'reset_frequency'],
    ['a missing type', { type: undefined }, 'type'],
  ])('PV-05 refuses %s', async (_title, fields, field) => {
    const error = await failureOf(readScripted(withSubuser(fields)));
    expect(error.code).toBe('provider_protocol');
    expect(error.message).toContain(`field "${field}"`);
  });

  it('HT-27 asks for a name as exactly one path segment', async () => {
    for (const subuser of ['a/b', 'a%2fb', 'a?b', 'a#b', '..%2f', 'me@brand.example']) {
      const { requests } = await readScripted(fixture('sendgrid/subuser-unlimited'), {
        connection: { target: { kind: 'subuser', subuser } } as never,
        exchanges: [
          { ...(fixture('sendgrid/subuser-unlimited').exchanges[0] as Exchange), request: `GET /v3/subusers/${subuser}/credits` },
        ],
      });
      expect(requests.map((r) => r.path)).toEqual([['v3', 'subusers', subuser, 'credits']]);
    }
  });

  it.each(['..', '.', ''])('HT-27 sends nothing for the name %j', async (subuser) => {
    const send = async () => {
      throw new Error('sent');
    };
    const error = await failureOf(readScripted(own, { connection: { target: { kind: 'subuser', subuser } } as never, send }));
    expect(error.code).toBe('provider_rejected');
  });

  it('an unknown subuser is 400 "No user found"', async () => {
    const none: Exchange = {
      request: 'GET /v3/subusers/some_one/credits',
      status: 400,
      json: { errors: [{ field: null, message: 'No user found' }] },
    };
    const error = await failureOf(readScripted(fixture('sendgrid/subuser-recurring'), { exchanges: [none] }));
    expect(error.code).toBe('provider_not_found');
    expect(error.message).toContain('subuser "some_one"');
    expect(error.message).toContain('region (now global)');
  });
});

describe('subusers found under an account', () => {
  it('are accounts of their own, each read in its region; disabled ones are not asked for', async () => {
    const { readings, requests } = await readScripted(fixture('sendgrid/discover'));
    expect(readings.map((r) => [r.account, r.parent, r.isDiscovered, r.credits?.remaining?.value])).toEqual([
      ['acc', undefined, false, { kind: 'limited', amount: 41_000 }],
      ['acc/shop', 'acc', true, { kind: 'limited', amount: 99 }],
      ['acc/europe', 'acc', true, { kind: 'unlimited' }],
      ['acc/old', 'acc', true, { kind: 'limited', amount: 0 }],
      ['acc/a/b@example.com', 'acc', true, { kind: 'limited', amount: 250 }],
    ]);
    expect(requests.map((r) => `${r.origin} ${r.path.at(-2)}`)).toEqual([
      'https://api.sendgrid.com user',
      'https://api.sendgrid.com v3',
      'https://api.sendgrid.com shop',
      'https://api.eu.sendgrid.com europe',
      'https://api.sendgrid.com a/b@example.com',
    ]);
    expect(readings[3]?.findings).toMatchObject([{ kind: 'capacity.account-inactive', subject: { id: 'acc/old' } }]);
  });

  it('keeps the zone written for the account', async () => {
    const { readings } = await readScripted(fixture('sendgrid/discover'), { account: { timeZone: 'Europe/Berlin' } });
    expect(new Set(readings.map((r) => r.timeZone?.value))).toEqual(new Set(['Europe/Berlin']));
  });

  const user = (i: number) => ({ username: `u${i}`, disabled: true, id: 1, email: 'x@example.com', region: 'global' });
  const page = (from: number, count: number, offset: number): Exchange => ({
    request: 'GET /v3/subusers',
    query: { offset: String(offset) },
    status: 200,
    json: Array.from({ length: count }, (_, i) => user(from + i)),
  });
  const listing = (...pages: readonly Exchange[]) =>
    readScripted(fixture('sendgrid/discover'), { exchanges: [own.exchanges[0] as Exchange, ...pages] });

  it('are read page by page until a short page', async () => {
    const n = SUBUSERS_PER_PAGE;
    const { readings, requests } = await listing(page(0, n, 0), page(n, n, n), page(2 * n, 3, 2 * n));
    expect(readings).toHaveLength(1 + 2 * n + 3);
    expect(requests.slice(1).map((r) => r.query)).toEqual(
      [0, n, 2 * n].map((offset) => [
        ['limit', String(n)],
        ['offset', String(offset)],
        ['include_region', 'true'],
      ]),
    );
  });

  it('RT-15 a list that repeats its page for ever is stopped', async () => {
    const error = await failureOf(listing({ ...page(0, SUBUSERS_PER_PAGE, 0), query: {} }));
    expect(error.code).toBe('provider_pagination');
    expect(error.message).toContain('repeats the same rows on page 2');
  });

  it('RT-18 the same name twice: alike counts once, different is refused by name', async () => {
    const twice = { ...page(0, 2, 0), json: [user(1), user(1)] };
    expect((await listing(twice)).readings).toHaveLength(2);
    const error = await failureOf(listing({ ...twice, json: [user(1), { ...user(1), disabled: false }] }));
    expect(error.code).toBe('provider_pagination');
    expect(error.message).toContain('"u1" twice');
  });

  it('a subuser that cannot be read fails the reading with its name', async () => {
    const f = fixture('sendgrid/discover');
    const exchanges = f.exchanges.map((e) =>
      e.request.includes('/shop/') ? { ...e, status: 403, json: { errors: [{ message: 'access forbidden', field: null }] } } : e,
    );
    const error = await failureOf(readScripted(f, { exchanges }));
    expect(error).toMatchObject({ code: 'provider_permission', account: 'acc/shop' });
    expect(error.message).toContain('subusers.credits.read');
  });
});
