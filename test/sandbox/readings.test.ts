/** The connectors read the sandbox through the real client: its wire formats are the ones they expect. */

import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProviderError } from '../../src/errors.ts';
import type { AccountReading } from '../../src/model/capacity.ts';
import type { Account, Connection } from '../../src/model/workspace.ts';
import { createHttp } from '../../src/providers/http.ts';
import { PROVIDERS } from '../../src/providers/registry.ts';
import type { SandboxScenario } from '../../src/sandbox/company.ts';
import { MAILBOXES } from '../../src/sandbox/mailboxes.ts';
import type { SandboxProvider } from '../../src/sandbox/server.ts';
import { takeReadings } from '../../src/snapshot/take.ts';
import { declaredAccount, workspace } from '../helpers/builders.ts';
import { AT, sandbox } from './sandbox.ts';

const account = (id: string, connection: Connection, over: Partial<Account> = {}): Account => declaredAccount(id, { connection, ...over });

const sendgrid = (target: Extract<Connection, { provider: 'sendgrid' }>['target'], discoverSubusers = false): Connection => ({
  provider: 'sendgrid',
  apiKeyEnv: 'SENDGRID_API_KEY',
  region: 'global',
  target,
  discoverSubusers,
});
const reseller = (user: string, format: 'json' | 'xml'): Connection => ({
  provider: 'sendgrid-reseller',
  apiKeyEnv: 'SENDGRID_RESELLER_API_KEY',
  userEnv: null,
  user,
  format,
});
const activecampaign = (api: Extract<Connection, { provider: 'activecampaign' }>['api'], name = 'northwind'): Connection => ({
  provider: 'activecampaign',
  apiKeyEnv: 'ACTIVECAMPAIGN_API_KEY',
  api,
  account: name,
});
const puffle = (campaigns = Object.keys(MAILBOXES)): Connection => ({ provider: 'puffle', apiKeyEnv: 'PUFFLE_API_KEY', campaigns });

/** Readings of the accounts from a fresh sandbox; waits are not waited. */
async function read(
  accounts: readonly Account[],
  scenario: SandboxScenario = 'default',
  wrongKey = false,
): Promise<readonly AccountReading[]> {
  const running = await sandbox(scenario);
  let elapsed = 0;
  const http = await createHttp({
    now: () => Date.parse(AT),
    clock: () => elapsed,
    sleep: async (ms) => {
      elapsed += ms;
    },
    random: () => 0.5,
    signal: new AbortController().signal,
    baseUrls: running.baseUrls,
  });
  onTestFinished(() => http.close());
  return takeReadings(workspace([], { timeZone: 'America/New_York', accounts }), {
    providers: PROVIDERS,
    http,
    now: AT,
    clock: () => 0,
    credential: (provider) => (wrongKey ? 'another-key' : running.credentials[provider as SandboxProvider]),
    trustZeros: false,
    strict: false,
    excludeProviders: [],
  });
}

const remaining = (readings: readonly AccountReading[]) => readings.map((r) => [r.account, r.credits?.remaining?.value]);
const refusal = (connection: Connection, scenario?: SandboxScenario, wrongKey?: boolean): Promise<ProviderError> =>
  read([account('a', connection)], scenario, wrongKey).then(
    () => Promise.reject(new Error('was read')),
    (error: ProviderError) => error,
  );

describe('connectors on the sandbox', () => {
  it('read every kind of SendGrid account', async () => {
    const readings = await read([
      account('own', sendgrid({ kind: 'own' })),
      account('eu', sendgrid({ kind: 'onBehalfOfSubuser', subuser: 'northwind-eu' })),
      account('promo', sendgrid({ kind: 'subuser', subuser: 'northwind-promo' })),
      account('wholesale', sendgrid({ kind: 'subuser', subuser: 'northwind-wholesale' })),
    ]);
    expect(remaining(readings)).toEqual([
      ['own', { kind: 'limited', amount: 78_400 }],
      ['eu', { kind: 'limited', amount: 58_200 }],
      ['promo', { kind: 'limited', amount: 21_500 }],
      ['wholesale', { kind: 'unlimited' }],
    ]);
    expect(readings[0]?.credits?.resets?.value).toEqual({ next: '2026-12-01', every: 'month' });
    expect(readings.flatMap((r) => r.findings)).toEqual([]);
  });

  it('discover the subusers', async () => {
    const readings = await read([account('own', sendgrid({ kind: 'own' }, true))]);
    expect(readings.map((r) => r.account)).toEqual(['own', 'own/northwind-eu', 'own/northwind-promo', 'own/northwind-wholesale']);
  });

  it('read a reseller customer in both formats alike', async () => {
    const [json, xml] = await read([
      account('a', reseller('outlet@northwind.example', 'json')),
      account('b', reseller('outlet@northwind.example', 'xml')),
    ]);
    expect(json?.credits?.remaining?.value).toEqual({ kind: 'limited', amount: 26_200 });
    expect(json?.credits?.resets?.value).toEqual({ next: '2026-12-09', every: 'month' });
    expect(xml?.credits).toEqual(json?.credits);
  });

  it('read ActiveCampaign through all four interfaces', async () => {
    const readings = await read(
      (['v3', 'v1', 'reseller', 'agency'] as const).map((api) => account(api, activecampaign(api), { tier: 'plus' })),
    );
    expect(readings.map((r) => r.contacts?.limit?.value)).toEqual(new Array(4).fill({ kind: 'limited', amount: 25_000 }));
    expect(readings.map((r) => r.credits?.allowance?.value)).toEqual(new Array(4).fill({ kind: 'limited', amount: 250_000 }));
    expect(readings.map((r) => r.credits?.remaining?.value.kind)).toEqual(['unknown', 'unknown', 'limited', 'limited']);
    expect(readings[2]?.credits?.remaining?.value).toEqual({ kind: 'limited', amount: 61_000 });
  });

  it('read the mailboxes of Puffle with their counts', async () => {
    const [reading] = await read([account('outreach', puffle())]);
    expect(reading?.senders).toHaveLength(24);
    const anna = reading?.senders?.find((s) => s.id === 'anna@northwind-partners.example');
    expect(anna?.dailyLimit?.value).toEqual({ kind: 'limited', amount: 50 });
    expect(anna?.weeklyLimit?.value).toEqual({ kind: 'limited', amount: 300 });
    expect(anna?.sentToday?.value).toBeGreaterThan(0);
    expect(reading?.senders?.filter((s) => s.status?.value !== 'active').map((s) => s.id)).toEqual(['hugo@northwind-partners.example']);
    expect(reading?.findings).toEqual([]);
  });

  it('answer names of other people with numbers that add up', async () => {
    const names = ['brand', 'other', 'shop-eu', 'news.brand', 'x', 'agency-7', 'customer 12', 'ünïcode'];
    const readings = await read([
      ...names.map((name) => account(`subuser ${name}`, sendgrid({ kind: 'subuser', subuser: name }))),
      ...names.map((name) => account(`customer ${name}`, reseller(name, 'xml'))),
      ...['brand', 'other', 'shop-eu'].map((name) => account(`ac ${name}`, activecampaign('reseller', name))),
      account('mailboxes', puffle(['aaaa1111-1111-4111-8111-111111111111'])),
    ]);
    expect(readings).toHaveLength(2 * names.length + 4);
    expect(readings.flatMap((r) => r.findings).filter((f) => f.kind !== 'provider.legacy')).toEqual([]);
  });

  it.each([
    ['sendgrid subuser', sendgrid({ kind: 'subuser', subuser: 'missing-one' }), 'provider_not_found'],
    ['sendgrid on behalf of', sendgrid({ kind: 'onBehalfOfSubuser', subuser: 'missing-one' }), 'provider_permission'],
    ['reseller, JSON', reseller('missing-one', 'json'), 'provider_not_found'],
    ['reseller, XML', reseller('missing-one', 'xml'), 'provider_not_found'],
    ['activecampaign reseller', activecampaign('reseller', 'missing-one'), 'provider_not_found'],
    ['puffle', puffle(['00000000-0000-0000-0000-000000000000']), 'provider_not_found'],
  ] as const)('understand what the provider says about a name it does not know: %s', async (_, connection, code) => {
    expect((await refusal(connection)).code).toBe(code);
  });

  it.each([
    ['sendgrid', sendgrid({ kind: 'own' })],
    ['reseller, JSON', reseller('outlet@northwind.example', 'json')],
    ['reseller, XML', reseller('outlet@northwind.example', 'xml')],
    ['activecampaign v3', activecampaign('v3')],
    ['activecampaign v1', activecampaign('v1')],
    ['activecampaign reseller', activecampaign('reseller')],
    ['activecampaign agency', activecampaign('agency')],
    ['puffle', puffle()],
  ] as const)('understand that the key is wrong: %s', async (_, connection) => {
    expect((await refusal(connection, 'default', true)).code).toBe('provider_auth');
  });

  it('see nothing left when everything is exhausted', async () => {
    const readings = await read(
      [
        account('own', sendgrid({ kind: 'own' })),
        account('promo', sendgrid({ kind: 'subuser', subuser: 'northwind-promo' })),
        account('outlet', reseller('outlet@northwind.example', 'xml')),
        account('ac', activecampaign('reseller')),
      ],
      'exhausted',
    );
    expect(readings.map((r) => r.credits?.remaining?.value)).toEqual(new Array(4).fill({ kind: 'limited', amount: 0 }));
  });

  it('do not believe zeros that hide a failure', async () => {
    const [reading] = await read([account('outreach', puffle())], 'swallowed-zero');
    expect(reading?.findings.map((f) => f.kind)).toEqual(['provider.suspect-zero']);
    expect(reading?.senders?.find((s) => s.id === 'anna@northwind-partners.example')?.sentToday?.value).toBe(50);
  });

  it('wait and come back when they are too fast', async () => {
    const readings = await read(
      [
        account('own', sendgrid({ kind: 'own' })),
        account('eu', sendgrid({ kind: 'onBehalfOfSubuser', subuser: 'northwind-eu' })),
        account('outlet', reseller('outlet@northwind.example', 'xml')),
        account('ac', activecampaign('v3')),
        account('outreach', puffle()),
      ],
      'rate-limited',
    );
    expect(readings.map((r) => r.account)).toEqual(['own', 'eu', 'outlet', 'ac', 'outreach']);
  });

  it('PV-17 say which provider is down and why', async () => {
    const error = await refusal(puffle(), 'down');
    expect([error.code, error.provider, error.account]).toEqual(['provider_unavailable', 'puffle', 'a']);
    expect(error.message).toContain('503');
  });
});
