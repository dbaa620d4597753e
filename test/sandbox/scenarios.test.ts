import { describe, expect, it } from 'vitest';
import { cycleAround, northwind, SANDBOX_SCENARIOS } from '../../src/sandbox/company.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { AT, bearer, call, sandbox } from './sandbox.ts';

const PARTNERS = '3f6c1d52-8a0e-4c1b-9b57-0d2f5e7a9c11';

describe('scenarios of the sandbox', () => {
  it('has exactly the published ones', () => {
    expect(Object.keys(SANDBOX_SCENARIOS)).toEqual(['default', 'exhausted', 'swallowed-zero', 'rate-limited', 'down']);
  });

  it('exhausted: nothing is left anywhere', async () => {
    const { baseUrls, credentials } = await sandbox('exhausted');
    const sendgrid = bearer(credentials.sendgrid);
    expect((await call(`${baseUrls.sendgrid}/v3/user/credits`, sendgrid)).json).toMatchObject({ remain: 0, used: 300_000, total: 300_000 });
    expect((await call(`${baseUrls.sendgrid}/v3/subusers/anyone/credits`, sendgrid)).json.remain).toBe(0);
    const { accounts } = (
      await call(`${baseUrls.puffle}/api/campaigns/${PARTNERS}/account-usage?date=2026-11-20`, bearer(credentials.puffle))
    ).json;
    const active = accounts.filter((row: { status: string }) => row.status === 'active');
    expect(active).toHaveLength(15);
    for (const row of active) expect(row.sent_today).toBe(row.daily_limit);
    const settings = await call(`${baseUrls.activecampaign}/api/3/settings/account`, {
      headers: { 'api-token': credentials.activecampaign },
    });
    expect(settings.json).toMatchObject({ subscriber_limit: 25_000, subscriber_total: 25_000 });
    expect(northwind(AT, 'exhausted').activeCampaign.map((account) => [account.credits, account.emailsSent])).toEqual([
      [null, 250_000],
      [0, 57_500],
    ]);
  });

  it('swallowed-zero: every mailbox has sent_today 0, the weekly totals tell otherwise', async () => {
    const { baseUrls, credentials } = await sandbox('swallowed-zero');
    const base = `${baseUrls.puffle}/api/campaigns/${PARTNERS}`;
    const { accounts } = (await call(`${base}/account-usage?date=2026-11-20`, bearer(credentials.puffle))).json;
    expect(accounts.map((row: { sent_today: number }) => row.sent_today)).toEqual(new Array(16).fill(0));
    const { senders } = (await call(`${base}/senders`, bearer(credentials.puffle))).json;
    expect(senders.filter((row: { weekly_messages_sent: number }) => row.weekly_messages_sent > 0)).toHaveLength(15);
  });

  it('rate-limited: the first good request of each account is refused once, with the headers of its provider', async () => {
    const { baseUrls, credentials } = await sandbox('rate-limited');
    const url = `${baseUrls.sendgrid}/v3/user/credits`;
    expect((await call(url, bearer('SG.another'))).status).toBe(401);
    const first = await call(url, bearer(credentials.sendgrid));
    expect([first.status, first.headers.get('retry-after'), first.headers.get('x-ratelimit-remaining')]).toEqual([429, '1', '0']);
    expect(first.json).toEqual({ errors: [{ field: null, message: 'too many requests' }] });
    expect((await call(url, bearer(credentials.sendgrid))).status).toBe(200);
    expect((await call(url, bearer(credentials.sendgrid, { 'on-behalf-of': 'northwind-eu' }))).status).toBe(429);
    expect((await call(url, bearer(credentials.sendgrid, { 'on-behalf-of': 'northwind-eu' }))).status).toBe(200);
    const settings = () =>
      call(`${baseUrls.activecampaign}/api/3/settings/account`, { headers: { 'api-token': credentials.activecampaign } });
    const limited = await settings();
    expect([limited.status, limited.headers.get('retry-after'), limited.headers.get('ratelimit-remaining')]).toEqual([429, '1', '0']);
    expect((await settings()).status).toBe(200);
    const usage = () => call(`${baseUrls.puffle}/api/campaigns/${PARTNERS}/account-usage`, bearer(credentials.puffle));
    expect([(await usage()).status, (await usage()).status]).toEqual([429, 200]);
    expect((await call(`${baseUrls.puffle}/api/campaigns/${PARTNERS}/senders`, bearer(credentials.puffle))).status).toBe(200);
  });

  it('down: one provider answers 503, the others answer', async () => {
    const { baseUrls, credentials } = await sandbox('down');
    expect((await call(`${baseUrls.puffle}/api/senders`, bearer(credentials.puffle))).status).toBe(503);
    expect((await call(`${baseUrls.sendgrid}/v3/user/credits`, bearer(credentials.sendgrid))).status).toBe(200);
  });
});

describe('the sandbox server', () => {
  it('closes at once although a client holds its connection open', async () => {
    const running = await startSandbox({ port: 0, scenario: 'default', now: AT });
    await call(`${running.baseUrls.puffle}/api/senders`);
    const started = performance.now();
    await running.close();
    expect(performance.now() - started).toBeLessThan(500);
    await expect(fetch(running.origin)).rejects.toThrow();
  });

  it('says which port it could not have', async () => {
    const running = await sandbox();
    const port = Number(new URL(running.origin).port);
    await expect(startSandbox({ port, scenario: 'default', now: AT })).rejects.toThrow(
      `sandbox: port ${port} on 127.0.0.1 cannot be used (EADDRINUSE); try another --port`,
    );
  });

  it('answers 404 outside its providers, 400 for a broken path and 413 for a large body', async () => {
    const { origin, baseUrls } = await sandbox();
    expect((await call(`${origin}/constructor`)).status).toBe(404);
    expect((await call(origin)).json.error).toContain('/sendgrid, /sendgrid-reseller, /activecampaign, /puffle');
    expect((await call(`${baseUrls.sendgrid}/v3/%E0%A4%A`)).status).toBe(400);
    const large = await call(`${baseUrls['sendgrid-reseller']}/apiv2/reseller.account.json`, { method: 'POST', body: 'x'.repeat(70_000) });
    expect(large.status).toBe(413);
  });

  it.each([
    ['2026-11-20', 1, '2026-11-01', '2026-12-01'],
    ['2026-11-20', 28, '2026-10-28', '2026-11-28'],
    ['2026-12-01', 1, '2026-12-01', '2027-01-01'],
    ['2027-01-03', 9, '2026-12-09', '2027-01-09'],
  ])('on %s a cycle of day %i began on %s and ends before %s', (today, day, start, reset) => {
    expect(cycleAround(today, day)).toEqual({ start, reset });
  });
});
