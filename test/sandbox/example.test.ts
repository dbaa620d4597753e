/** The example's files name exactly what the sandbox's company has. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { northwind } from '../../src/sandbox/company.ts';
import { startSandbox } from '../../src/sandbox/server.ts';
import { AT } from './sandbox.ts';

const FILES = ['accounts', 'campaigns', 'scenarios'] as const;
const text = (name: string) => readFileSync(new URL(`../../plans/example/${name}.sendplan.yaml`, import.meta.url), 'utf8');

interface ExampleAccount {
  readonly id: string;
  readonly provider: string;
  readonly subuser?: string;
  readonly onBehalfOf?: { readonly subuser: string };
  readonly user?: string;
  readonly account?: string;
  readonly campaigns?: readonly string[];
  readonly senders: readonly { readonly id: string; readonly domain?: string; readonly dailyLimit?: number }[];
}

const accounts: readonly ExampleAccount[] = parse(text('accounts')).accounts;
const company = northwind(AT, 'default');

describe('the example and the sandbox company', () => {
  it('every file starts with the editor lines', () => {
    for (const name of FILES) {
      expect(text(name).split('\n').slice(0, 2)).toEqual([
        '# yaml-language-server: $schema=../sendplan.schema.json',
        '# $schema: ../sendplan.schema.json',
      ]);
    }
  });

  it('name the same subusers', () => {
    const named = accounts.filter((a) => a.provider === 'sendgrid').flatMap((a) => a.subuser ?? a.onBehalfOf?.subuser ?? []);
    expect(named.sort()).toEqual(company.subusers.map((subuser) => subuser.name).sort());
  });

  it('name the same reseller customer and ActiveCampaign account', () => {
    expect(accounts.filter((a) => a.provider === 'sendgrid-reseller').map((a) => a.user)).toEqual(['outlet@northwind.example']);
    expect(company.customer('outlet@northwind.example')).toMatchObject({
      total: 60_000,
      used: 33_800,
      start: '2026-11-09',
      reset: '2026-12-09',
    });
    expect(accounts.filter((a) => a.provider === 'activecampaign').map((a) => a.account)).toEqual([company.activeCampaign[0].name]);
  });

  it('name the same Puffle campaigns and mailboxes, and leave the daily limits to the provider', () => {
    const outreach = accounts.find((a) => a.provider === 'puffle');
    expect([...(outreach?.campaigns ?? [])].sort()).toEqual(Object.keys(company.mailboxes).sort());
    const mailboxes = Object.values(company.mailboxes).flat();
    expect(mailboxes).toHaveLength(24);
    expect((outreach?.senders ?? []).map((s) => s.id).sort()).toEqual(mailboxes.map((mailbox) => mailbox.email).sort());
    for (const sender of outreach?.senders ?? []) {
      expect(sender.domain).toBe(sender.id.split('@')[1]);
      expect(sender.dailyLimit).toBeUndefined();
    }
  });

  it('the sandbox plays every provider the example uses', async () => {
    const running = await startSandbox({ port: 0, scenario: 'default', now: AT });
    await running.close();
    const used = [...new Set(accounts.map((a) => a.provider))].filter((provider) => provider !== 'declared');
    expect(used.sort()).toEqual(Object.keys(running.baseUrls).sort());
  });
});
