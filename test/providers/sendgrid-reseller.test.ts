import { describe, expect, it } from 'vitest';
import type { AccountReading } from '../../src/model/capacity.ts';
import { type Exchange, failureOf, fixture, readScripted, type ScriptedOptions, withBody } from '../helpers/scripted-provider.ts';

const json = fixture('sendgrid-reseller/json');
const xml = fixture('sendgrid-reseller/xml');
const running = fixture('sendgrid-reseller/running');
const withFields = (fields: Readonly<Record<string, unknown>>, base = running) =>
  withBody(base, 0, (body: object) => ({ ...body, ...fields }));
const reading = async (f = json, options: ScriptedOptions = {}): Promise<AccountReading> =>
  (await readScripted(f, options)).readings[0] as AccountReading;
const xmlOf = (text: string, status = 200): ScriptedOptions => ({
  exchanges: [{ request: 'POST /apiv2/reseller.account.xml', status, xml: text }],
});

describe('reseller.account overview', () => {
  it('PV-01 PV-03 reads the published example: texts and a number, overdrawn, never negative', async () => {
    expect((await reading()).credits).toMatchObject({
      remaining: { value: { kind: 'limited', amount: 0 }, source: 'api' },
      allowance: { value: { kind: 'limited', amount: 50_000 } },
      used: { value: 100_000 },
      overageUsed: { value: 50_000 },
      resets: { value: { next: '2010-09-30', every: 'month' }, source: 'derived' },
    });
  });

  it('reads the same from XML', async () => {
    const { timeZone: _zone, ...fromXml } = await reading(xml);
    const { timeZone: _other, ...fromJson } = await reading(json);
    expect(fromXml).toEqual(fromJson);
  });

  it('posts a form with the literal user apikey, or with the user of a variable', async () => {
    const { requests } = await readScripted(json, { credential: 'SG.secret-secret' });
    expect(requests).toEqual([
      {
        method: 'POST',
        origin: 'https://api.sendgrid.com',
        path: ['apiv2', 'reseller.account.json'],
        accept: 'json',
        form: { api_user: 'apikey', api_key: 'SG.secret-secret', task: 'overview', user: 'eexampexample@example.com' },
        account: 'acc',
      },
    ]);
    const named = await readScripted(json, { connection: { userEnv: 'SENDGRID_USER' } as never, credential: 'reseller-name' });
    expect(named.requests[0]?.form).toMatchObject({ api_user: 'reseller-name' });
  });

  it('suggests the newer interface', async () => {
    const { findings } = await reading();
    expect(findings).toMatchObject([{ kind: 'provider.legacy', severity: 'info' }]);
    expect(findings[0]?.message).toContain('GET /v3/user/credits');
  });

  it('keeps the billing day that February hides', async () => {
    expect((await reading(running)).credits).toMatchObject({
      remaining: { value: { amount: 30_000 } },
      resets: { value: { next: '2027-02-28', every: 'month', anchorDay: 31 } },
    });
  });

  it('does not make a month of a cycle that is none', async () => {
    const odd = await reading(withFields({ billing_start_date: '2026-12-31' }));
    expect(odd.credits?.resets).toBeUndefined();
    expect(odd.findings.map((f) => f.kind)).toEqual(['provider.legacy', 'capacity.reset-unknown']);
  });

  it.each(['5e4', '0x10', ' 50000', '50,000', '+5', '٥', '', null, true, [], {}])(
    'PV-01 refuses credits_used %j with its field path',
    async (value) => {
      const error = await failureOf(readScripted(withFields({ credits_used: value })));
      expect(['provider_value', 'provider_protocol']).toContain(error.code);
      expect(error.message).toContain('field "credits_used"');
    },
  );

  it('PV-04 numbers that do not add up are a warning; --strict refuses', async () => {
    const odd = await reading(withFields({ credits_remain: 31_000 }));
    expect(odd.credits?.remaining).toMatchObject({ value: { amount: 30_000 }, source: 'derived' });
    expect(odd.findings.map((f) => f.kind)).toContain('capacity.inconsistent');
    expect((await failureOf(readScripted(withFields({ credits_remain: 31_000 }), { strict: true }))).code).toBe('provider_value');
  });

  it.each([
    ['the end before the start', { billing_end_date: '2027-01-30' }, 'billing_end_date 2027-01-30 is before billing_start_date 2027-01-31'],
    ['30 February', { billing_end_date: '2027-02-30' }, 'field "billing_end_date" is "2027-02-30"'],
    ['a date that is not ISO', { billing_start_date: '2027-1-31' }, 'field "billing_start_date" is "2027-1-31"'],
    [
      'a reset in the past',
      { billing_start_date: '2027-01-05', billing_end_date: '2027-02-04', billing_process_date: '2027-02-05' },
      'is in the past',
    ],
    ['a reset before the start', { billing_process_date: '2027-01-31' }, 'is not after'],
  ])('PV-08 refuses %s', async (_title, fields, text) => {
    const error = await failureOf(readScripted(withFields(fields)));
    expect(error.code).toBe('provider_value');
    expect(error.message).toContain(text);
  });

  it('trims padded XML values and refuses doubled ones', async () => {
    const text = (xml.exchanges[0] as Exchange).xml as string;
    const padded = await reading(xml, xmlOf(text.replace('>50000</credits_allowed>', '>\n  50000 </credits_allowed>')));
    expect(padded.credits?.allowance?.value).toEqual({ kind: 'limited', amount: 50_000 });
    const doubled = await failureOf(readScripted(xml, xmlOf(text.replace('</overview>', '<credits_remain>9</credits_remain></overview>'))));
    expect(doubled).toMatchObject({ code: 'provider_protocol' });
    expect(doubled.message).toContain('result.overview.credits_remain');
  });

  it.each([
    ['a truncated document', '<result><overview><credits_allowed>5'],
    ['a document type', '<!DOCTYPE r [<!ENTITY x "5">]><result><overview>&x;</overview></result>'],
    ['a reserved name', '<result><__proto__><credits_remain>9</credits_remain></__proto__></result>'],
    ['deep nesting', `${'<a>'.repeat(50)}${'</a>'.repeat(50)}`],
    ['plain text', 'hello'],
  ])('refuses %s', async (_title, text) => {
    expect((await failureOf(readScripted(xml, xmlOf(text)))).code).toBe('provider_protocol');
    expect(({} as Record<string, unknown>)['credits_remain']).toBeUndefined();
  });
});

describe('refusals are told by the body', () => {
  const refused = (errors: readonly string[], status = 200): ScriptedOptions => ({
    exchanges: [{ request: 'POST /apiv2/reseller.account.json', status, json: { message: 'error', errors } }],
  });

  it.each([
    ['Bad username / password', 200, 'provider_auth'],
    ['Permission denied, wrong credentials', 401, 'provider_auth'],
    ['access denied', 200, 'provider_permission'],
    ['user does not exist', 200, 'provider_not_found'],
    ['something else', 400, 'provider_rejected'],
  ])('%s (status %d) is %s', async (words, status, code) => {
    const error = await failureOf(readScripted(json, refused([words], status)));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });

  it('one XML error is a list of one, and its entities are read', async () => {
    const one = '<result><message>error</message><errors><error>user &lt;x&gt; does not exist</error></errors></result>';
    const error = await failureOf(readScripted(xml, xmlOf(one)));
    expect(error.code).toBe('provider_not_found');
    expect(error.message).toContain('user <x> does not exist');
    const two = '<result><message>error</message><errors><error>a</error><error>b</error></errors></result>';
    expect((await failureOf(readScripted(xml, xmlOf(two)))).message).toContain('"a; b"');
  });
});
