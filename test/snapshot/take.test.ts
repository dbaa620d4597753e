import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/errors.ts';
import type { AccountReading } from '../../src/model/capacity.ts';
import type { Account, ProviderId, Workspace } from '../../src/model/workspace.ts';
import { createHttp } from '../../src/providers/http.ts';
import type { Provider, ProviderContext } from '../../src/providers/provider.ts';
import { type AccountEvent, type TakeOptions, takeReadings } from '../../src/snapshot/take.ts';
import { declaredAccount, NOW, workspace } from '../helpers/builders.ts';
import { always, answer, type Behaviour, startHostileServer } from '../helpers/hostile-server.ts';
import { closing, errorOf, read, stubProvider } from '../helpers/http-kit.ts';

type Read = (account: Account, context: ProviderContext) => Promise<readonly AccountReading[]>;

const reading = (account: string, provider: string, over: Partial<AccountReading> = {}): AccountReading => ({
  account,
  provider,
  isDiscovered: false,
  observedAt: NOW,
  findings: [],
  ...over,
});

const account = (id: string, provider: ProviderId, over: Partial<Account> = {}): Account =>
  declaredAccount(id, {
    connection: (provider === 'puffle'
      ? { provider, apiKeyEnv: 'PUFFLE_API_KEY', campaigns: [] }
      : provider === 'sendgrid'
        ? { provider, apiKeyEnv: 'SENDGRID_API_KEY', region: 'global', target: { kind: 'own' }, discoverSubusers: false }
        : provider === 'activecampaign'
          ? { provider, apiKeyEnv: 'ACTIVECAMPAIGN_API_KEY', api: 'v3', account: id }
          : { provider: 'declared', expires: null }) as Account['connection'],
    ...over,
  });

const someReading: Read = async (a) => [reading(a.id, a.connection.provider)];

function providers(
  reads: Partial<Record<ProviderId, Read>>,
  over: Partial<Record<ProviderId, Partial<Provider>>> = {},
): Record<ProviderId, Provider> {
  const make = (id: ProviderId): Provider => ({ ...stubProvider(id), read: reads[id] ?? someReading, ...over[id] });
  return {
    declared: make('declared'),
    sendgrid: make('sendgrid'),
    'sendgrid-reseller': make('sendgrid-reseller'),
    activecampaign: make('activecampaign'),
    puffle: make('puffle'),
  };
}

async function options(over: Partial<TakeOptions> = {}, behaviour: Behaviour = always(200, '{}')): Promise<TakeOptions> {
  const server = await startHostileServer(behaviour);
  const http = await createHttp({
    now: () => Date.parse(NOW),
    clock: () => 0,
    sleep: async () => {},
    random: () => 0,
    signal: new AbortController().signal,
    baseUrls: { sendgrid: server.origin, puffle: server.origin, activecampaign: server.origin },
  });
  closing(http);
  closing(server);
  return {
    providers: providers({}),
    http,
    now: NOW,
    clock: () => 0,
    credential: () => 'a-long-enough-key',
    trustZeros: false,
    strict: false,
    excludeProviders: [],
    ...over,
  };
}

const withAccounts = (...accounts: readonly Account[]): Workspace => workspace([], { accounts });

/** Reads /v1/credits once and fails like a connector when the status is not 200. */
const viaHttp: Read = async (a, context) => {
  const answered = await context.http.send(read({ account: a.id }));
  if (answered.status !== 200)
    throw new ProviderError('provider_permission', `key may not read (${answered.status})`, {
      provider: a.connection.provider,
      account: a.id,
    });
  return someReading(a, context);
};

describe('taking readings', () => {
  it('asks every account, declared ones too, and answers in the order of the plan files', async () => {
    const slowFirst: Read = async (a) => {
      await new Promise((resolve) => setTimeout(resolve, a.id === 'a' ? 20 : 0));
      return [reading(a.id, 'puffle'), reading(`${a.id}/sub`, 'puffle', { isDiscovered: true, parent: a.id })];
    };
    const plan = withAccounts(account('a', 'puffle'), account('b', 'puffle'), account('c', 'declared'));
    const readings = await takeReadings(plan, await options({ providers: providers({ puffle: slowFirst }) }));
    expect(readings.map((r) => r.account)).toEqual(['a', 'a/sub', 'b', 'b/sub', 'c']);
  });

  it('tells a connector zone, local day and flags: account before provider before plan', async () => {
    const seen: Record<string, readonly unknown[]> = {};
    const note: Read = async (a, { timeZone, today, strict, trustZeros, now }) => {
      seen[a.id] = [timeZone, today, strict, trustZeros, now];
      return someReading(a, null as never);
    };
    const zoned = { defaultTimeZone: 'Asia/Tokyo' };
    const plan = {
      ...withAccounts(account('a', 'puffle', { timeZone: 'Pacific/Kiritimati' }), account('b', 'puffle'), account('c', 'declared')),
      timeZone: 'America/Los_Angeles',
    };
    const now = '2026-11-20T16:30:00Z';
    await takeReadings(
      plan,
      await options({ now, strict: true, providers: providers({ puffle: note, declared: note }, { puffle: zoned }) }),
    );
    expect(seen).toEqual({
      a: ['Pacific/Kiritimati', '2026-11-21', true, false, now],
      b: ['Asia/Tokyo', '2026-11-21', true, false, now],
      c: ['America/Los_Angeles', '2026-11-20', true, false, now],
    });
  });

  it('keeps the provider’s zone with a reading that names none', async () => {
    const zoned = providers({}, { puffle: { defaultTimeZone: 'Asia/Tokyo' } });
    const [first] = await takeReadings(withAccounts(account('a', 'puffle')), await options({ providers: zoned }));
    expect(first?.timeZone).toMatchObject({ value: 'Asia/Tokyo', source: 'assumed' });
  });

  it('leaves accounts of excluded providers alone', async () => {
    const never: Read = async () => {
      throw new Error('asked');
    };
    const readings = await takeReadings(
      withAccounts(account('a', 'puffle'), account('b', 'declared')),
      await options({ providers: providers({ puffle: never }), excludeProviders: ['puffle'] }),
    );
    expect(readings.map((r) => r.account)).toEqual(['b']);
  });

  it('reports progress of every account with its time', async () => {
    const events: AccountEvent[] = [];
    let clock = 0;
    const failing: Read = async (a) => {
      clock += 40;
      throw new ProviderError('provider_auth', 'no', { provider: 'sendgrid', account: a.id });
    };
    const take = takeReadings(
      withAccounts(account('a', 'declared'), account('b', 'sendgrid')),
      await options({ providers: providers({ sendgrid: failing }), clock: () => clock, onAccount: (event) => events.push(event) }),
    );
    await errorOf(take);
    expect(events.map((e) => `${e.kind} ${e.account} ${e.provider}`).sort()).toEqual([
      'done a declared',
      'failed b sendgrid',
      'started a declared',
      'started b sendgrid',
    ]);
    expect(events.find((e) => e.kind === 'failed')).toMatchObject({ ms: 40, error: { code: 'provider_auth' } });
  });

  it('lets our own bugs through as they are', async () => {
    const bug: Read = async () => {
      throw new TypeError('bug');
    };
    await expect(
      takeReadings(withAccounts(account('a', 'puffle')), await options({ providers: providers({ puffle: bug }) })),
    ).rejects.toThrow(TypeError);
  });
});

describe('failures', () => {
  it('PV-17 one of three providers down: one error names provider, account and cause of each failure', async () => {
    const down: Read = async (a) => {
      throw new ProviderError('provider_unavailable', `puffle account "${a.id}": answered HTTP 503`, { provider: 'puffle', account: a.id });
    };
    const plan = withAccounts(account('ac', 'activecampaign'), account('pf', 'puffle'), account('sg', 'sendgrid'));
    const error = await errorOf(takeReadings(plan, await options({ providers: providers({ puffle: down }) })));
    expect(error).toMatchObject({ code: 'provider_unavailable', provider: 'puffle', account: 'pf' });
    expect(error.message).toBe('puffle account "pf": answered HTTP 503');
    expect(error.failures).toHaveLength(1);
  });

  it('PV-17 all failures are collected, in the order of the plan files', async () => {
    const fail =
      (code: 'provider_auth' | 'provider_timeout', provider: ProviderId): Read =>
      async (a) => {
        throw new ProviderError(code, `${provider} account "${a.id}": ${code}`, { provider, account: a.id });
      };
    const reads = { puffle: fail('provider_timeout', 'puffle'), sendgrid: fail('provider_auth', 'sendgrid') };
    const plan = withAccounts(account('a', 'declared'), account('b', 'sendgrid'), account('c', 'puffle'));
    const error = await errorOf(takeReadings(plan, await options({ providers: providers(reads) })));
    expect(error).toMatchObject({ code: 'provider_auth', provider: null, account: null });
    expect(error.message).toBe(
      'Capacity of 2 of 3 accounts could not be read; nothing was planned.\n  sendgrid account "b": provider_auth\n  puffle account "c": provider_timeout',
    );
    expect(error.failures.map((f) => f.account)).toEqual(['b', 'c']);
  });

  it('RT-03 accounts that were not tried share one line', async () => {
    const accounts = Array.from({ length: 50 }, (_, i) => account(`acc-${String(i).padStart(2, '0')}`, 'puffle'));
    const error = await errorOf(
      takeReadings(withAccounts(...accounts), await options({ providers: providers({ puffle: viaHttp }) }, always(503, '{}'))),
    );
    expect(error.failures).toHaveLength(50);
    const lines = error.message.split('\n').filter((line) => line.includes('not tried'));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.match(/puffle/g)).toHaveLength(1);
    expect(lines[0]).toContain('"acc-49"');
    expect(error.message.split('\n').length).toBeLessThan(12);
  });

  it('RT-05 a 403 of SendGrid keeps the other accounts from being tried', async () => {
    const plan = withAccounts(account('a', 'sendgrid'), account('b', 'sendgrid'), account('c', 'sendgrid'), account('d', 'sendgrid'));
    const behaviour: Behaviour = (socket) => void setTimeout(() => socket.write(answer(403, '{"errors":[]}')), 10);
    const error = await errorOf(takeReadings(plan, await options({ providers: providers({ sendgrid: viaHttp }) }, behaviour)));
    expect(error.code).toBe('provider_permission');
    expect(error.message).toContain('sendgrid: after the failure of account "a", 2 more accounts were not tried');
  });

  it('a thousand causes do not make a thousand lines', async () => {
    const failing: Read = async (a) => {
      throw new ProviderError('provider_auth', `no ${a.id}`, { provider: 'puffle', account: a.id });
    };
    const accounts = Array.from({ length: 1000 }, (_, i) => account(`acc-${i}`, 'puffle'));
    const error = await errorOf(takeReadings(withAccounts(...accounts), await options({ providers: providers({ puffle: failing }) })));
    expect(error.message.split('\n')).toHaveLength(52);
    expect(error.message).toContain('and 950 more');
    expect(error.failures).toHaveLength(1000);
  });

  it('an interruption is one error of its own', async () => {
    const stopped: Read = async (a) => {
      throw new ProviderError('interrupted', 'interrupted', { provider: 'puffle', account: a.id });
    };
    const error = await errorOf(
      takeReadings(
        withAccounts(account('a', 'puffle'), account('b', 'puffle')),
        await options({ providers: providers({ puffle: stopped }) }),
      ),
    );
    expect(error.code).toBe('interrupted');
    expect(error.message.split('\n')).toHaveLength(1);
  });
});

describe('credentials', () => {
  const asking: Read = async (a, context) => {
    const key = context.credential('PUFFLE_API_KEY');
    return [reading(a.id, key)];
  };
  const take = async (value: string | undefined) => {
    const asked: string[] = [];
    const given = await options({
      providers: providers({ puffle: asking }),
      credential: (provider, name) => {
        asked.push(`${provider} ${name}`);
        return value;
      },
    });
    return { readings: takeReadings(withAccounts(account('a', 'puffle')), given), asked, http: given.http };
  };

  it.each([undefined, ''])('a variable that is %j is named, and is an authentication error', async (value) => {
    const error = await errorOf((await take(value)).readings);
    expect(error.code).toBe('provider_auth');
    expect(error.message).toContain('the environment variable PUFFLE_API_KEY is not set');
    expect(error.account).toBe('a');
  });
  it('CI-12 a secret of fewer than 6 characters is refused without showing it', async () => {
    const error = await errorOf((await take('x9q!z')).readings);
    expect(error.message).toContain('PUFFLE_API_KEY is shorter than 6 characters');
    expect(error.message).not.toContain('x9q!z');
  });
  it('CI-05 only the named variable is asked for, and its value is redacted from then on', async () => {
    const { readings, asked, http } = await take('secret-value-1');
    expect((await readings)[0]?.provider).toBe('secret-value-1');
    expect(asked).toEqual(['puffle PUFFLE_API_KEY']);
    expect(http.redactor.redact('got secret-value-1')).toBe('got [redacted]');
  });
});

describe('clocks', () => {
  const countsDays = (sentToday: boolean) => {
    const { capabilities } = stubProvider('puffle');
    return providers({ puffle: viaHttp }, { puffle: { capabilities: { ...capabilities, gives: { ...capabilities.gives, sentToday } } } });
  };
  const take = async (date: string, sentToday: boolean) =>
    takeReadings(withAccounts(account('a', 'puffle')), await options({ providers: countsDays(sentToday) }, always(200, '{}', { date })));

  it('PV-24 up to 5 minutes are nothing', async () => {
    expect((await take('Fri, 20 Nov 2026 09:35:00 GMT', true))[0]?.findings).toEqual([]);
  });
  it('PV-24 more than 5 minutes are a warning', async () => {
    const [first] = await take('Fri, 20 Nov 2026 09:20:00 GMT', true);
    expect(first?.findings).toHaveLength(1);
    expect(first?.findings[0]).toMatchObject({
      kind: 'provider.clock-skew',
      subject: { kind: 'account', id: 'a' },
      data: { minutes: -10 },
    });
    expect(first?.findings[0]?.message).toContain('10 min behind ours');
  });
  it('PV-24 more than an hour is refused where days are counted, a warning elsewhere', async () => {
    const date = 'Fri, 20 Nov 2026 10:31:00 GMT';
    const error = await errorOf(take(date, true));
    expect(error.code).toBe('provider_value');
    expect(error.message).toContain('61 min ahead of ours');
    expect((await take(date, false))[0]?.findings[0]?.kind).toBe('provider.clock-skew');
  });
});
