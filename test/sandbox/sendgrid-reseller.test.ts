import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { call, sandbox } from './sandbox.ts';

const overview = (running: Sandbox, format: 'json' | 'xml', over: Record<string, string> = {}) =>
  call(`${running.baseUrls['sendgrid-reseller']}/apiv2/reseller.account.${format}`, {
    method: 'POST',
    body: new URLSearchParams({
      api_user: 'apikey',
      api_key: running.credentials['sendgrid-reseller'],
      task: 'overview',
      user: 'outlet@northwind.example',
      ...over,
    }),
  });

describe('sendgrid web api v2 in the sandbox', () => {
  it('answers the overview in JSON: texts, and one number among them', async () => {
    const answer = await overview(await sandbox(), 'json');
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      reputation: '97',
      requests: '33800',
      package: 'Silver Package',
      credits_allowed: '60000',
      credits_used: '33800',
      credits_remain: 26_200,
      credits_overage: '0',
      billing_start_date: '2026-11-09',
      billing_end_date: '2026-12-08',
      billing_process_date: '2026-12-09',
    });
  });

  it('answers the overview in XML with the declaration of the time', async () => {
    const answer = await overview(await sandbox(), 'xml');
    expect(answer.headers.get('content-type')).toContain('application/xml');
    expect(answer.text).toMatch(/^<\?xml version="1.0" encoding="ISO-8859-1"\?><result><overview><reputation>97<\/reputation>/);
    expect(answer.text).toContain('<credits_remain>26200</credits_remain>');
    expect(answer.text).toContain('<billing_process_date>2026-12-09</billing_process_date></overview></result>');
  });

  it('answers customers it does not know with numbers fixed by their names', async () => {
    const running = await sandbox();
    const first = (await overview(running, 'json', { user: 'a@customer.example' })).json;
    expect(Number(first.credits_used) + first.credits_remain).toBe(Number(first.credits_allowed));
    expect((await overview(running, 'json', { user: 'a@customer.example' })).json).toEqual(first);
    expect((await overview(running, 'json', { user: 'b@customer.example' })).json).not.toEqual(first);
  });

  it.each([
    [{ api_key: 'SG.another' }, 'Bad username / password'],
    [{ api_user: '' }, 'api_user and api_key are required'],
    [{ task: 'delete' }, 'task must be overview'],
    [{ user: '' }, 'user is required'],
    [{ user: 'missing-customer' }, 'user does not exist'],
  ])('refuses %j with message error', async (over: Record<string, string>, message) => {
    const running = await sandbox();
    const refused = await overview(running, 'json', over);
    expect([refused.status, refused.json]).toEqual([200, { message: 'error', errors: [message] }]);
    expect((await overview(running, 'xml', over)).text).toContain(
      `<result><message>error</message><errors><error>${message}</error></errors></result>`,
    );
  });

  it('serves nothing but this one POST', async () => {
    const running = await sandbox();
    const base = running.baseUrls['sendgrid-reseller'];
    expect((await call(`${base}/apiv2/reseller.account.json`)).status).toBe(405);
    expect((await call(`${base}/apiv2/reseller.account.xml`, { method: 'DELETE' })).text).toContain('<error>method not allowed</error>');
    expect((await call(`${base}/apiv2/reseller.manage.json`, { method: 'POST' })).status).toBe(404);
  });
});
