import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors.ts';
import type { AccountReading } from '../../src/model/capacity.ts';
import { derivedAllowance, multipleOf, SEND_MULTIPLES } from '../../src/providers/activecampaign/tiers.ts';
import { type Exchange, failureOf, fixture, readScripted, type ScriptedOptions, withBody } from '../helpers/scripted-provider.ts';

const v3 = fixture('activecampaign/v3');
const v1 = fixture('activecampaign/v1');
const one = async (f = v3, options: ScriptedOptions = {}): Promise<AccountReading> =>
  (await readScripted(f, options)).readings[0] as AccountReading;
const withFields = (fields: Readonly<Record<string, unknown>>, f = v3, index = 0) =>
  withBody(f, index, (body: object) => ({ ...body, ...fields }));

describe('v3 settings/account', () => {
  it('PV-23 credits null is no 0: the allowance is derived from the tier, the remaining credits are unknown and say what fills them', async () => {
    const { credits, contacts } = await one();
    expect(credits?.allowance).toMatchObject({ value: { kind: 'limited', amount: 500_000 }, source: 'derived' });
    expect(credits?.allowance?.note).toContain('50000 × 10');
    expect(credits?.remaining?.value).toMatchObject({ kind: 'unknown' });
    expect(credits?.remaining?.note).toContain('declare credits.remaining');
    expect(credits?.used).toBeUndefined();
    expect(credits?.resets).toBeUndefined();
    expect(contacts).toMatchObject({ limit: { value: { amount: 50_000 } }, used: { value: 15_234 } });
  });

  it('without a tier the allowance is unknown as well', async () => {
    const { credits } = await one(v3, { account: { tier: null } });
    expect(credits?.allowance?.value).toMatchObject({ kind: 'unknown' });
    expect(credits?.remaining?.note).toContain('no `tier` is written');
  });

  it('credits of a credit-based plan are said by the provider', async () => {
    const { credits } = await one(fixture('activecampaign/v3-credits'));
    expect(credits?.remaining).toMatchObject({ value: { kind: 'limited', amount: 8000 }, source: 'api' });
    expect(credits?.allowance).toBeUndefined();
    expect((await one(withFields({ credits: 0 }))).credits?.remaining?.value).toEqual({ kind: 'limited', amount: 0 });
  });

  it('a trial may send 100 in total', async () => {
    expect((await one(withFields({ trial: true }))).credits?.allowance?.value).toEqual({ kind: 'limited', amount: 100 });
  });

  it.each(['maint', 'review', 'suspend'])('an account in status %s sends nothing', async (status) => {
    const reading = await one(withFields({ status }));
    expect(reading.credits?.remaining).toMatchObject({ value: { kind: 'limited', amount: 0 }, source: 'derived' });
    expect(reading.findings).toMatchObject([{ kind: 'capacity.account-inactive', data: { status } }]);
  });

  it.each(['credits', 'subscriber_limit', 'subscriber_total', 'trial', 'status'])('PV-25 refuses a renamed %s', async (field) => {
    const error = await failureOf(readScripted(withFields({ [field]: undefined, [`${field}2`]: 1 })));
    expect(error.code).toBe('provider_protocol');
    expect(error.message).toContain(`field "${field}"`);
  });

  it('403 stands for a missing key, a wrong key and a missing permission alike', async () => {
    const error = await failureOf(readScripted(v3, { exchanges: [{ request: 'GET /api/3/settings/account', status: 403 }] }));
    expect(error.code).toBe('provider_auth');
    expect(error.message).toContain('ACTIVECAMPAIGN_API_KEY');
    expect(error.message).toContain('group Admin');
  });

  it.each([
    ['brand', 'https://brand.api-us1.com'],
    ['Brand.API-us1.com', 'https://brand.api-us1.com'],
    ['brand.activehosted.com', 'https://brand.activehosted.com'],
  ])('asks %s at %s with the header Api-Token', async (account, origin) => {
    const { requests } = await readScripted(v3, { connection: { account } as never, credential: 'key-of-brand' });
    expect(requests).toEqual([
      {
        method: 'GET',
        origin,
        path: ['api', '3', 'settings', 'account'],
        headers: { 'Api-Token': 'key-of-brand' },
        rateKey: 'brand',
        account: 'acc',
      },
    ]);
  });

  it.each(['evil.example', 'brand.api-us1.com.evil.example', 'a.b.api-us1.com', 'brand@evil.example', '', '.api-us1.com', 'brand/x'])(
    'sends nothing to the host %j',
    async (account) => {
      const send = async () => {
        throw new Error('sent');
      };
      expect((await failureOf(readScripted(v3, { connection: { account } as never, send }))).code).toBe('provider_rejected');
    },
  );
});

describe('allowance from the contact limit', () => {
  it.each([
    ['starter', 10],
    ['Plus 10k', 10],
    ['pro-2500', 12],
    ['professional', 12],
    ['Professional Bundle', 15],
    ['plus-bundle', 12],
    ['enterprise_bundle', 20],
    ['Enterprise', 15],
    ['lite', 10],
  ])('%s is %d sends per contact', (tier, multiple) => {
    expect(multipleOf(tier)?.multiple).toBe(multiple);
  });

  it('does not guess from a part of a word', () => {
    expect(multipleOf('prosumer')).toBeNull();
    expect(multipleOf('essentials-100k')).toBeNull();
    expect(derivedAllowance({ tier: 'prosumer', contactLimit: 5, isTrial: false, isResold: false }).note).toContain(
      '"prosumer" is not one of starter',
    );
  });

  it('large resold accounts have 10 sends per contact whatever their tier', () => {
    const of = (contactLimit: number) => derivedAllowance({ tier: 'enterprise', contactLimit, isTrial: false, isResold: true }).limit;
    expect(of(299_999)).toEqual({ kind: 'limited', amount: 4_499_985 });
    expect(of(300_000)).toEqual({ kind: 'limited', amount: 3_000_000 });
  });

  it('lists each tier once', () => {
    expect(new Set(SEND_MULTIPLES.map((m) => m.tier)).size).toBe(SEND_MULTIPLES.length);
  });
});

describe('v1 account_view', () => {
  it('missing credits are no 0', async () => {
    const { credits, contacts } = await one(v1);
    expect(credits?.allowance).toMatchObject({ value: { amount: 600_000 }, source: 'derived' });
    expect(credits?.remaining?.value.kind).toBe('unknown');
    expect(contacts).toEqual({ limit: expect.objectContaining({ value: { kind: 'limited', amount: 50_000 } }) });
  });

  it('reads numbers given as texts', async () => {
    const reading = await one(fixture('activecampaign/v1-credits'));
    expect(reading.credits?.remaining?.value).toEqual({ kind: 'limited', amount: 8000 });
    expect(reading.contacts?.used?.value).toBe(15_234);
  });

  it('asks for JSON with the key in the query', async () => {
    const { requests } = await readScripted(v1, { credential: 'key-of-brand' });
    expect(requests).toEqual([
      {
        method: 'GET',
        origin: 'https://brand.api-us1.com',
        path: ['admin', 'api.php'],
        query: [
          ['api_action', 'account_view'],
          ['api_output', 'json'],
          ['api_key', 'key-of-brand'],
        ],
        accept: 'json-or-xml',
        rateKey: 'brand',
        account: 'acc',
      },
    ]);
  });

  const refusedWith = (exchange: Omit<Exchange, 'request'>): ScriptedOptions => ({
    exchanges: [{ request: 'GET /admin/api.php', ...exchange }],
  });
  it.each<[string, Omit<Exchange, 'request'>, string]>([
    [
      'HTTP 200 with result_code 0',
      { status: 200, json: { result_code: 0, result_message: 'You are not authorized to access this file', result_output: 'json' } },
      'provider_auth',
    ],
    [
      'XML although JSON was asked for',
      { status: 200, xml: "<?xml version='1.0' encoding='utf-8'?><root><error>You are not authorized to access this file</error></root>" },
      'provider_auth',
    ],
    [
      'XML with result_code 0',
      { status: 200, xml: '<root><result_code>0</result_code><result_message>Failed: Nothing is returned</result_message></root>' },
      'provider_rejected',
    ],
    ['succeeded 0', { status: 200, json: { succeeded: 0, message: 'No such account' } }, 'provider_not_found'],
    ['success false', { status: 200, json: { success: false, message: 'no' } }, 'provider_rejected'],
    ['XML success', { status: 200, xml: '<account_view><result_code>1</result_code></account_view>' }, 'provider_protocol'],
    ['no outcome at all', { status: 200, json: { subscriber_limit: '5', status: 'nobody' } }, 'provider_protocol'],
    ['a list', { status: 200, json: [] }, 'provider_protocol'],
    ['HTTP 403', { status: 403 }, 'provider_auth'],
    ['HTTP 404', { status: 404 }, 'provider_not_found'],
  ])('%s is refused', async (_title, exchange, code) => {
    expect((await failureOf(readScripted(v1, refusedWith(exchange)))).code).toBe(code);
  });
});

describe('v1 reseller', () => {
  const reseller = fixture('activecampaign/reseller');
  const [page1, page2, plans] = reseller.exchanges as [Exchange, Exchange, Exchange];
  type List = { accounts: Record<string, unknown>[]; total: string };

  it('remaining = limit_mail of the plan − emails_sent', async () => {
    const { credits, contacts, findings } = await one(reseller);
    expect(credits).toMatchObject({
      remaining: { value: { kind: 'limited', amount: 150_000 }, source: 'derived' },
      allowance: { value: { kind: 'limited', amount: 500_000 }, source: 'api' },
      used: { value: 350_000 },
      overageUsed: { value: 0 },
    });
    expect(credits?.remaining?.note).toContain('500000 − 350000');
    expect(contacts).toMatchObject({ limit: { value: { amount: 50_000 } }, used: { value: 42_000 } });
    expect(findings).toEqual([]);
  });

  it('more sent than allowed leaves 0, never less', async () => {
    const over = withBody(reseller, 0, (b: List) => ({ ...b, accounts: b.accounts.map((a) => ({ ...a, emails_sent: '500020' })) }));
    expect((await one(over)).credits).toMatchObject({ remaining: { value: { amount: 0 } }, overageUsed: { value: 20 } });
  });

  it('limit_mail 0 is unlimited sending', async () => {
    const { credits } = await one(fixture('activecampaign/reseller-unlimited'));
    expect(credits).toMatchObject({ remaining: { value: { kind: 'unlimited' } }, allowance: { value: { kind: 'unlimited' } } });
  });

  it('asks the reseller host, page by page, and never follows a link in an answer', async () => {
    const links = { next: 'https://evil.example/api.php?page=2', next_page_url: 'https://evil.example/' };
    const { requests } = await readScripted({
      ...reseller,
      exchanges: [{ ...page1, json: { ...(page1.json as object), ...links } }, page2, plans],
    });
    expect(
      requests.map((r) => [
        r.origin,
        r.path.join('/'),
        r.query?.find(([k]) => k === 'page')?.[1] ?? r.query?.find(([k]) => k === 'account')?.[1],
      ]),
    ).toEqual([
      ['https://www.activecampaign.com', 'api.php', '1'],
      ['https://www.activecampaign.com', 'api.php', '2'],
      ['https://www.activecampaign.com', 'api.php', 'brand.activehosted.com'],
    ]);
  });

  it('RT-16 an answer that points to another host causes no request there', async () => {
    const json = { ...(page1.json as object), next: 'https://evil.example/api.php' };
    const { requests } = await readScripted({ ...reseller, exchanges: [{ ...page1, json }, page2, plans] });
    expect(new Set(requests.map((r) => r.origin))).toEqual(new Set(['https://www.activecampaign.com']));
  });

  it('RT-15 a page that repeats itself, or alternates with another, is stopped', async () => {
    const self = await failureOf(readScripted({ ...reseller, exchanges: [{ ...page1, query: { api_action: 'account_list' } }, plans] }));
    expect(self.code).toBe('provider_pagination');
    let n = 0;
    const pages = [page1.json, { ...(page2.json as object), total: '3' }];
    const send = async () => ({
      status: 200,
      headers: {},
      clockSkewMinutes: null,
      body: { kind: 'json' as const, value: withTotal(pages[n++ % 2], '9') },
    });
    expect((await failureOf(readScripted(reseller, { send }))).code).toBe('provider_pagination');
    expect(n).toBeLessThanOrEqual(4);
  });

  it('RT-15 a list that grows for ever ends at the page cap', async () => {
    let n = 0;
    const send = async () => {
      n += 1;
      const accounts = [{ ...(page1.json as List).accounts[0], account: `a${n}.activehosted.com` }];
      return {
        status: 200,
        headers: {},
        clockSkewMinutes: null,
        body: { kind: 'json' as const, value: { accounts, total: '100000', result_code: 1 } },
      };
    };
    expect((await failureOf(readScripted(reseller, { send }))).code).toBe('provider_too_large');
    expect(n).toBe(200);
  });

  const withTotal = (body: unknown, total: string) => ({ ...(body as object), total });

  it('RT-17 total says 1,000 and 3 rows arrive: read once more, then refused', async () => {
    const empty = { ...page2, query: { page: '3' }, json: { accounts: [], count: '0', total: '1000', result_code: 1 } };
    const many = {
      ...reseller,
      exchanges: [{ ...page1, json: withTotal(page1.json, '1000') }, { ...page2, json: withTotal(page2.json, '1000') }, empty, plans],
    };
    const error = await failureOf(readScripted(many));
    expect(error.code).toBe('provider_pagination');
    expect(error.message).toContain('told 1000 rows and 3 arrived, also when it was read again');
  });

  it('RT-18 the same account on two pages: identical counts once, different numbers are refused by name', async () => {
    const row = (page1.json as List).accounts[1];
    const second = (over: object) => ({
      ...page2,
      json: { ...(page2.json as object), accounts: [{ ...row, ...over }, ...(page2.json as List).accounts] },
    });
    expect((await one({ ...reseller, exchanges: [page1, second({}), plans] })).credits?.used?.value).toBe(350_000);
    const error = await failureOf(readScripted({ ...reseller, exchanges: [page1, second({ emails_sent: '1' }), plans] }));
    expect(error.code).toBe('provider_pagination');
    expect(error.message).toContain('"brand.activehosted.com" twice with different numbers');
  });

  it('RT-19 a list that shrinks while it is read is read once more', async () => {
    const shrunk = { ...page2, json: { ...(page2.json as object), accounts: [], total: '2' } };
    const again = { ...page1, json: withTotal(page1.json, '2') };
    const moved = { ...reseller, exchanges: [page1, again, shrunk, plans] };
    const { readings, requests } = await readScripted(moved);
    expect(readings[0]?.credits?.used?.value).toBe(350_000);
    expect(requests).toHaveLength(4);
    let n = 0;
    const send = async () => {
      n += 1;
      const body =
        n % 2 === 1 ? { ...(page1.json as object), total: String(100 - n) } : { ...(page2.json as object), total: String(99 - n) };
      return { status: 200, headers: {}, clockSkewMinutes: null, body: { kind: 'json' as const, value: body } };
    };
    const error = await failureOf(readScripted(reseller, { send }));
    expect(error.code).toBe('provider_pagination');
    expect(n).toBe(4);
  });

  it('an account that is not in the list is not found; two that match are refused', async () => {
    const other = await failureOf(
      readScripted(reseller, { connection: { account: 'nobody' } as never, exchanges: [{ ...page1, query: { page: '1' } }, page2, plans] }),
    );
    expect(other.code).toBe('provider_not_found');
    const twin = withBody({ ...reseller, exchanges: [page1, page2, plans] }, 1, (b: List) => ({
      ...b,
      accounts: [{ ...b.accounts[0], account: 'brand.api-us1.com' }],
    }));
    const both = await failureOf(readScripted(twin));
    expect(both.message).toContain('"brand.activehosted.com" and "brand.api-us1.com"');
    expect((await one(twin, { connection: { account: 'brand.activehosted.com' } as never })).credits?.used?.value).toBe(350_000);
  });

  it.each([
    [{ expired: '1' }, 'expired'],
    [{ cancelled: true }, 'cancelled'],
    [{ reseller_status: 'inactive' }, 'inactive'],
  ])('an account that is %j sends nothing', async (over, word) => {
    const blocked = withBody(reseller, 0, (b: List) => ({ ...b, accounts: b.accounts.map((a) => ({ ...a, ...over })) }));
    const reading = await one(blocked);
    expect(reading.credits?.remaining?.value).toEqual({ kind: 'limited', amount: 0 });
    expect(reading.findings[0]?.message).toContain(word);
  });

  it('a plan id without plan is refused', async () => {
    const lost = withBody(reseller, 2, (b: { plans: object }) => ({ ...b, plans: {} }));
    expect((await failureOf(readScripted(lost))).message).toContain('the plan "77"');
  });

  it('PV-25 names a renamed field of a row', async () => {
    const renamed = withBody(reseller, 0, (b: List) => ({ ...b, accounts: b.accounts.map((a) => ({ ...a, emails_sent: undefined })) }));
    const error = await failureOf(readScripted(renamed));
    expect(error.code).toBe('provider_protocol');
    expect(error.message).toContain('accounts[0].emails_sent');
  });
});

describe('Agency API v2', () => {
  const list = fixture('activecampaign/agency-list');
  const keyed = fixture('activecampaign/agency-keyed');
  const withLimit = (limit: unknown) => ({
    ...keyed,
    exchanges: [
      keyed.exchanges[0] as Exchange,
      { ...(keyed.exchanges[1] as Exchange), json: { entitlements: [{ code: 'email-sends', limit }] } },
    ],
  });

  it('adds included and purchased units of email-sends', async () => {
    const { credits, contacts } = await one(list);
    expect(credits).toMatchObject({
      allowance: { value: { amount: 500_000 }, source: 'api' },
      remaining: { value: { amount: 150_000 }, source: 'derived' },
    });
    expect(contacts).toMatchObject({ limit: { value: { amount: 50_000 } }, used: { value: 42_000 } });
  });

  it('reads entitlements keyed by code with a plain number', async () => {
    const { credits, contacts } = await one(keyed);
    expect(credits?.remaining?.value).toEqual({ kind: 'limited', amount: 4000 });
    expect(contacts).toEqual({});
  });

  it.each([
    ['no entitlement', { entitlements: [] }, 'holds no entitlement "email-sends"'],
    ['an ambiguous 0', { entitlements: [{ code: 'email-sends', limit: 0 }] }, 'may mean none or unlimited'],
    ['two of them', { a: { 'email-sends': 5 }, b: { 'email-sends': 6 } }, 'holds 2 entitlements'],
    ['an unknown period', { 'email-sends': { limit: { included_units: 5, purchased_units: 0, period: 'year' } } }, 'per "year"'],
  ])('%s is unknown with what would fill it, never 0', async (_title, json, text) => {
    const { credits } = await one({ ...keyed, exchanges: [keyed.exchanges[0] as Exchange, { ...(keyed.exchanges[1] as Exchange), json }] });
    expect(credits?.allowance?.value.kind).toBe('unknown');
    expect(credits?.remaining?.value.kind).toBe('unknown');
    expect(credits?.remaining?.note).toContain(text);
    expect(credits?.remaining?.note).toContain('declare');
  });

  it.each([
    [{ included: 5, purchased_units: 0, period: null }, 'included_units'],
    [{ included_units: -5, purchased_units: 0, period: null }, 'included_units'],
    ['many', 'limit'],
    [null, 'limit'],
  ])('refuses the limit %j by field', async (limit, field) => {
    const error = await failureOf(readScripted(withLimit(limit)));
    expect(['provider_protocol', 'provider_value']).toContain(error.code);
    expect(error.message).toContain(field);
  });

  it('has the key in the header api-key and no origin of its own', async () => {
    const { requests } = await readScripted(list, { credential: 'agency-key' });
    expect(requests.map((r) => [r.origin, r.path.join('/'), r.headers])).toEqual([
      ['', 'api/v1/accounts/get_account_list', { 'api-key': 'agency-key' }],
      ['', 'api/v1/accounts/account/plan', { 'api-key': 'agency-key' }],
    ]);
  });

  it('says how to give the host when nobody gave one', async () => {
    const send = async () => {
      throw new ProviderError('provider_value', 'nothing was sent: "" is not an origin');
    };
    const error = await failureOf(readScripted(list, { send }));
    expect(error.code).toBe('provider_rejected');
    expect(error.message).toContain('--base-url activecampaign=URL');
  });

  it('the remaining credits are unknown when the list does not tell the sends', async () => {
    const silent = withBody(keyed, 0, () => ({ accounts: [{ account: 'brand' }] }));
    const { credits } = await one(silent);
    expect(credits?.remaining?.value.kind).toBe('unknown');
    expect(credits?.allowance?.value).toEqual({ kind: 'limited', amount: 5000 });
  });

  it.each([
    [401, { error: 'Unauthorized', message: 'Invalid credentials' }, 'provider_auth'],
    [403, { type: 'x', title: 'Forbidden', status: 403, detail: 'no portal' }, 'provider_permission'],
    [404, null, 'provider_not_found'],
    [422, { detail: 'bad' }, 'provider_rejected'],
  ])('HTTP %d is understood', async (status, json, code) => {
    const exchanges = [{ ...(list.exchanges[0] as Exchange), status, json }];
    expect((await failureOf(readScripted(list, { exchanges }))).code).toBe(code);
  });
});
