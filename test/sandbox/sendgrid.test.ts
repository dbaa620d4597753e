import { describe, expect, it } from 'vitest';
import { AT, bearer, call, sandbox } from './sandbox.ts';

const errors = (message: string) => ({ errors: [{ field: null, message }] });

describe('sendgrid v3 in the sandbox', () => {
  it('answers the credit balance with all documented fields, rate headers and its own clock', async () => {
    const { baseUrls, credentials } = await sandbox();
    const answer = await call(`${baseUrls.sendgrid}/v3/user/credits`, bearer(credentials.sendgrid));
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      remain: 78_400,
      total: 300_000,
      overage: 0,
      used: 221_600,
      last_reset: '2026-11-01',
      next_reset: '2026-12-01',
      reset_frequency: 'monthly',
    });
    expect(answer.headers.get('date')).toBe('Fri, 20 Nov 2026 14:30:00 GMT');
    expect(answer.headers.get('x-ratelimit-limit')).toBe('600');
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('599');
    expect(answer.headers.get('x-ratelimit-reset')).toBe(String(Date.parse(AT) / 1000 + 60));
  });

  it('answers on behalf of a subuser and of a customer account', async () => {
    const { baseUrls, credentials } = await sandbox();
    const onBehalfOf = (name: string) =>
      call(`${baseUrls.sendgrid}/v3/user/credits`, bearer(credentials.sendgrid, { 'on-behalf-of': name }));
    expect((await onBehalfOf('northwind-eu')).json).toMatchObject({ remain: 58_200, total: 100_000, next_reset: '2026-12-01' });
    const customer = (await onBehalfOf('account-id sg2a9f')).json;
    expect(customer.remain + customer.used).toBe(customer.total);
    expect((await onBehalfOf('missing-one')).json).toEqual(errors('access forbidden'));
    expect((await onBehalfOf('account-id missing-one')).status).toBe(403);
  });

  it('answers the credits of each kind of subuser', async () => {
    const { baseUrls, credentials } = await sandbox();
    const credits = async (name: string) =>
      (await call(`${baseUrls.sendgrid}/v3/subusers/${encodeURIComponent(name)}/credits`, bearer(credentials.sendgrid))).json;
    expect(await credits('northwind-promo')).toEqual({
      type: 'recurring',
      reset_frequency: 'monthly',
      remain: 21_500,
      total: 40_000,
      used: 18_500,
    });
    expect(await credits('northwind-wholesale')).toEqual({
      type: 'unlimited',
      reset_frequency: null,
      remain: null,
      total: null,
      used: null,
    });
    expect(await credits('missing-sub')).toEqual(errors('No user found'));
    const other = await credits('someone@brand.example');
    expect(other).toMatchObject({ type: 'recurring', reset_frequency: 'monthly', remain: other.total - other.used });
    expect(await credits('someone@brand.example')).toEqual(other);
    expect(await credits('else@brand.example')).not.toEqual(other);
  });

  it('lists subusers page by page, filtered, with the region only when asked for', async () => {
    const { baseUrls, credentials } = await sandbox();
    const list = async (query: string) => await call(`${baseUrls.sendgrid}/v3/subusers?${query}`, bearer(credentials.sendgrid));
    const names = async (query: string) => (await list(query)).json.map((row: { username: string }) => row.username);
    expect((await list('limit=1')).json).toEqual([
      { disabled: false, email: 'northwind-eu@northwind.example', id: 7001, username: 'northwind-eu' },
    ]);
    expect(await names('limit=2&offset=2')).toEqual(['northwind-wholesale']);
    expect(await names('offset=3')).toEqual([]);
    expect(await names('region=eu')).toEqual(['northwind-eu']);
    expect(await names('username=promo')).toEqual(['northwind-promo']);
    expect((await list('include_region=true&region=global')).json.map((row: { region: string }) => row.region)).toEqual([
      'global',
      'global',
    ]);
    for (const wrong of ['limit=abc', 'offset=-1', 'region=mars']) expect((await list(wrong)).status).toBe(400);
  });

  it('tells which scopes the key has', async () => {
    const { baseUrls, credentials } = await sandbox();
    const answer = await call(`${baseUrls.sendgrid}/v3/scopes`, bearer(credentials.sendgrid));
    expect(answer.json).toEqual({ scopes: ['user.credits.read', 'subusers.read', 'subusers.credits.read'] });
  });

  it('refuses a missing and a wrong key, unknown paths and everything that is not a read', async () => {
    const { baseUrls, credentials } = await sandbox();
    const url = `${baseUrls.sendgrid}/v3/user/credits`;
    const missing = await call(url);
    expect([missing.status, missing.json]).toEqual([401, errors('authorization required')]);
    const wrong = await call(url, bearer('SG.another'));
    expect(wrong.status).toBe(401);
    expect(wrong.json.errors[0].message).toBe('The provided authorization grant is invalid, expired, or revoked');
    const unknown = await call(`${baseUrls.sendgrid}/v3/user/credit`, bearer(credentials.sendgrid));
    expect([unknown.status, unknown.json]).toEqual([404, { errors: [{ message: 'not found', field: 'null' }] }]);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await call(url, { method, ...bearer(credentials.sendgrid) });
      expect([answer.status, answer.headers.get('allow'), answer.json]).toEqual([405, 'GET', errors('method not allowed')]);
    }
  });
});
