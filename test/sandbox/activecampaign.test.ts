import { describe, expect, it } from 'vitest';
import { call, sandbox } from './sandbox.ts';

const UNAUTHORIZED = 'You are not authorized to access this file';

describe('activecampaign v3 in the sandbox', () => {
  it('answers settings/account with credits null: the plan is not credit-based', async () => {
    const { baseUrls, credentials } = await sandbox();
    const answer = await call(`${baseUrls.activecampaign}/api/3/settings/account`, {
      headers: { 'Api-Token': credentials.activecampaign },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('private');
    expect(answer.headers.get('ratelimit-limit')).toBe('5');
    expect(answer.json).toMatchObject({
      account: 'northwind.activehosted.com',
      subscriber_limit: 25_000,
      subscriber_total: 18_240,
      trial: false,
      credits: null,
      status: 'nobody',
    });
  });

  it('answers 403 for a missing and for a wrong key, 404 elsewhere and 405 for writes', async () => {
    const { baseUrls, credentials } = await sandbox();
    const url = `${baseUrls.activecampaign}/api/3/settings/account`;
    const headers = { 'Api-Token': credentials.activecampaign };
    expect((await call(url)).status).toBe(403);
    expect((await call(url, { headers: { 'Api-Token': 'another' } })).status).toBe(403);
    expect((await call(`${baseUrls.activecampaign}/api/3/contacts`, { headers })).status).toBe(404);
    expect((await call(url, { method: 'PUT', headers })).status).toBe(405);
    expect((await call(`${baseUrls.activecampaign}/api/4/settings`, { headers })).status).toBe(404);
  });
});

describe('activecampaign v1 in the sandbox', () => {
  const v1 = async (path: string, query: Record<string, string>, init?: RequestInit) => {
    const { baseUrls, credentials } = await sandbox();
    return call(`${baseUrls.activecampaign}/${path}?${new URLSearchParams({ api_key: credentials.activecampaign, ...query })}`, init);
  };

  it('answers account_view in JSON with texts for numbers and without credits', async () => {
    const { json } = await v1('admin/api.php', { api_action: 'account_view', api_output: 'json' });
    expect(json).toMatchObject({ subscriber_limit: '25000', subscriber_total: '18240', result_code: 1, result_output: 'json' });
    expect(json).not.toHaveProperty('credits');
  });

  it('answers XML unless JSON is asked for', async () => {
    const { text } = await v1('admin/api.php', { api_action: 'account_view' });
    expect(text).toMatch(/^<\?xml version='1.0' encoding='utf-8'\?><account_view><account>northwind.activehosted.com<\/account>/);
    expect(text).toContain('<subscriber_limit>25000</subscriber_limit>');
    expect(text).toContain('<result_code>1</result_code>');
  });

  it('fails with HTTP 200: XML for a wrong key even when JSON was asked for, result_code 0 otherwise', async () => {
    const wrongKey = await v1('admin/api.php', { api_action: 'account_view', api_output: 'json', api_key: 'another' });
    expect(wrongKey.status).toBe(200);
    expect(wrongKey.text).toBe(`<?xml version='1.0' encoding='utf-8'?><root><error>${UNAUTHORIZED}</error></root>`);
    const otherAction = await v1('admin/api.php', { api_action: 'contact_delete', api_output: 'json' });
    expect([otherAction.status, otherAction.json]).toEqual([200, { result_code: 0, result_message: UNAUTHORIZED, result_output: 'json' }]);
    expect((await v1('admin/api.php', { api_action: 'contact_delete' })).text).toContain('<result_code>0</result_code>');
    const write = await v1('admin/api.php', { api_action: 'account_view', api_output: 'json' }, { method: 'POST' });
    expect(write.json.result_code).toBe(0);
  });

  it('lists the accounts of a reseller, searched and paged', async () => {
    const list = async (query: Record<string, string>) =>
      (await v1('api.php', { api_action: 'account_list', api_output: 'json', ...query })).json;
    const all = await list({});
    expect([all.count, all.total, all.result_code]).toEqual(['2', '2', 1]);
    expect(all.accounts[0]).toMatchObject({
      account: 'northwind.activehosted.com',
      planid: '1007',
      emails_sent: '189000',
      subscribers: '18240',
    });
    expect((await list({ page: '2' })).accounts).toEqual([]);
    expect((await list({ search: 'northwind-stores' })).accounts.map((row: { planid: string }) => row.planid)).toEqual(['1003']);
    const [other] = (await list({ search: 'brand.api-us1.com' })).accounts;
    expect(other.account).toBe('brand.activehosted.com');
    expect((await list({ search: 'brand' })).accounts).toEqual([other]);
    expect((await list({ search: 'missing-brand' })).accounts).toEqual([]);
    expect((await list({ page: '0' })).result_code).toBe(0);
  });

  it('lists the plan of an account; limit_mail 0 is the wire form of unlimited', async () => {
    const plans = async (account: string) => (await v1('api.php', { api_action: 'account_plans', api_output: 'json', account })).json;
    expect((await plans('northwind')).plans).toMatchObject([{ id: '1007', limit_mail: '250000', limit_sub: '25000' }]);
    expect((await plans('northwind-stores')).plans[0].limit_mail).toBe('0');
    expect((await plans('missing-brand')).result_code).toBe(0);
  });

  it('lists accounts and plans as XML too', async () => {
    expect((await v1('api.php', { api_action: 'account_list', search: 'northwind' })).text).toContain('<emails_sent>189000</emails_sent>');
    expect((await v1('api.php', { api_action: 'account_plans', account: 'northwind' })).text).toContain('<limit_mail>250000</limit_mail>');
  });
});

describe('activecampaign agency api in the sandbox', () => {
  it('answers usage and the entitlement for sends to the agency key', async () => {
    const { baseUrls, credentials } = await sandbox();
    const base = `${baseUrls.activecampaign}/api/v1/accounts`;
    const agency = { headers: { 'api-key': credentials.activecampaign } };
    const list = await call(`${base}/get_account_list`, agency);
    expect(list.json.accounts.map((row: { account: string }) => row.account)).toEqual([
      'northwind.activehosted.com',
      'northwind-stores.activehosted.com',
    ]);
    const plan = await call(`${base}/account/plan?account=northwind`, agency);
    expect(plan.json.products[0].entitlements[1]).toEqual({
      code: 'email-sends',
      limit: { included_units: 250_000, purchased_units: 0, period: 'month' },
    });
    expect((await call(`${base}/account/plan?account=missing-one`, agency)).status).toBe(404);
    expect((await call(`${base}/other`, agency)).status).toBe(404);
    expect((await call(`${base}/get_account_list`, { method: 'POST', ...agency })).status).toBe(405);
    const refused = await call(`${base}/get_account_list`);
    expect([refused.status, refused.json]).toEqual([401, { error: 'Unauthorized', message: 'Invalid credentials' }]);
  });
});
