import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { bearer, call, sandbox } from './sandbox.ts';

const PRESS = '7b1e4a90-52d3-4f6e-8c2a-91d0c4b3e822';
const OTHER = 'aaaa1111-1111-4111-8111-111111111111';

const read = (running: Sandbox, path: string) => call(`${running.baseUrls.puffle}/api/${path}`, bearer(running.credentials.puffle));

interface UsageRow {
  readonly account_id: string;
  readonly email: string;
  readonly daily_limit: number;
  readonly sent_today: number;
  readonly status: string;
}
const usage = async (running: Sandbox, campaign: string, date?: string): Promise<readonly UsageRow[]> =>
  (await read(running, `campaigns/${campaign}/account-usage${date === undefined ? '' : `?date=${date}`}`)).json.accounts;

describe('puffle in the sandbox', () => {
  it('answers account usage of a day, the same every time', async () => {
    const running = await sandbox();
    const rows = await usage(running, PRESS, '2026-11-20');
    expect(rows).toHaveLength(8);
    expect(Object.keys(rows[0] ?? {})).toEqual(['account_id', 'email', 'daily_limit', 'sent_today', 'status']);
    expect(rows[0]).toMatchObject({ email: 'quinn@northwind-press.example', daily_limit: 35, status: 'active' });
    for (const row of rows) {
      expect(row.account_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(row.sent_today).toBeGreaterThan(0);
      expect(row.sent_today).toBeLessThan(row.daily_limit);
    }
    expect(await usage(running, PRESS, '2026-11-20')).toEqual(rows);
  });

  it('falls back to today in UTC without a word when the date is missing or malformed', async () => {
    const running = await sandbox();
    const today = await usage(running, PRESS, '2026-11-20');
    expect(await usage(running, PRESS)).toEqual(today);
    expect(await usage(running, PRESS, '2026-11-31')).toEqual(today);
    expect(await usage(running, PRESS, 'yesterday')).toEqual(today);
    expect(await usage(running, PRESS, '2026-11-19')).not.toEqual(today);
    expect((await usage(running, PRESS, '2026-11-30')).map((row) => row.sent_today)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('answers senders with weekly totals that contain today', async () => {
    const running = await sandbox();
    const { json } = await read(running, `campaigns/${PRESS}/senders`);
    const today = await usage(running, PRESS, '2026-11-20');
    expect(json.senders).toHaveLength(8);
    expect(json.senders[0]).toMatchObject({
      account_id: today[0]?.account_id,
      email_address: 'quinn@northwind-press.example',
      weekly_message_limit: 210,
      daily_limit: 35,
      today_sent: today[0]?.sent_today,
      campaign_messages_sent: null,
    });
    for (const sender of json.senders) {
      expect(sender.weekly_messages_sent).toBeGreaterThan(sender.today_sent);
      expect(sender.weekly_messages_sent).toBeLessThan(sender.weekly_message_limit);
    }
  });

  it('lists every sender, the paused one too', async () => {
    const { accounts } = (await read(await sandbox(), 'senders')).json;
    expect(accounts).toHaveLength(24);
    expect(
      accounts.filter((row: { status: string }) => row.status !== 'active').map((row: { email_address: string }) => row.email_address),
    ).toEqual(['hugo@northwind-partners.example']);
  });

  it('answers campaigns it does not know: with the addresses given to it, else with its own', async () => {
    const own = await usage(await sandbox(), OTHER);
    expect(own.length).toBeGreaterThanOrEqual(3);
    expect(own[0]?.email).toBe('sender1@aaaa1111.example');
    const given = await usage(await sandbox('default', { senders: { [OTHER]: ['sdr1@brand.example', 'sdr2@brand.example'] } }), OTHER);
    expect(given.map((row) => row.email)).toEqual(['sdr1@brand.example', 'sdr2@brand.example']);
  });

  it('refuses a wrong key, unknown campaigns and paths, and writes', async () => {
    const running = await sandbox();
    const url = `${running.baseUrls.puffle}/api/campaigns/${PRESS}/senders`;
    const wrong = await call(url, bearer('pk_another'));
    expect([wrong.status, wrong.json]).toEqual([401, { error: 'unauthorized' }]);
    expect((await call(url)).status).toBe(401);
    expect((await read(running, 'campaigns/00000000-0000-0000-0000-000000000000/senders')).json).toEqual({ error: 'campaign not found' });
    expect((await read(running, 'campaigns/not-a-uuid/account-usage')).status).toBe(404);
    expect((await read(running, `campaigns/${PRESS}/prospects`)).json).toEqual({ error: 'not found' });
    expect((await call(url, { method: 'DELETE', ...bearer(running.credentials.puffle) })).status).toBe(405);
  });
});
