import { describe, expect, it } from 'vitest';
import type { ProviderId } from '../../src/model/workspace.ts';
import type { ProviderRequest } from '../../src/providers/provider.ts';
import { PROVIDERS } from '../../src/providers/registry.ts';
import { always, answer, type Behaviour, type Heard, type HostileServer, startHostileServer } from '../helpers/hostile-server.ts';
import { closing, kit } from '../helpers/http-kit.ts';
import { expectNoCanary, seenOf } from '../helpers/provider-suite.ts';
import {
  accountOf,
  answerOf,
  CANARY,
  contextFor,
  type Exchange,
  type Fixture,
  failureOf,
  fixture,
  fixturesOf,
  readScripted,
} from '../helpers/scripted-provider.ts';

/** Plays a fixture's exchanges over HTTP, by method, path and query. */
function playing(f: Fixture): Behaviour {
  return (socket, heard) => {
    const url = new URL(heard.path, 'http://127.0.0.1');
    const name = `${heard.method} /${url.pathname.slice(1).split('/').map(decodeURIComponent).join('/')}`;
    const isAsked = (e: Exchange): boolean =>
      e.request === name && Object.entries(e.query ?? {}).every(([k, v]) => url.searchParams.get(k) === v);
    const found = f.exchanges.find(isAsked);
    if (found === undefined) socket.write(answer(404, '{}'));
    else if (found.xml === undefined) socket.write(answer(found.status, JSON.stringify(found.json ?? null)));
    else socket.write(answer(found.status, found.xml, { 'content-type': 'application/xml' }));
  };
}

/** Reads a fixture's account with the real client against a hostile server. */
async function readOver(
  f: Fixture,
  behaviour: Behaviour,
  credential = CANARY,
): Promise<{ readonly server: HostileServer; readonly read: () => ReturnType<typeof readScripted> }> {
  const server = await startHostileServer(behaviour);
  const provider = PROVIDERS[f.connection.provider];
  const client = await kit(server.origin, { provider, limits: { firstByteMs: 300, callMs: 600, attempts: 1 } });
  closing(client.http);
  closing(server);
  const account = accountOf(f);
  const context = contextFor(f, account, client.http.forProvider(provider), { credential });
  return { server, read: async () => ({ requests: [], readings: await provider.read(account, context) }) };
}

const online = (Object.keys(PROVIDERS) as ProviderId[]).filter((id) => id !== 'declared');
const MAIN: Readonly<Record<string, string>> = { sendgrid: 'own', 'sendgrid-reseller': 'json', activecampaign: 'v3', puffle: 'older' };
const mainOf = (id: ProviderId): Fixture => fixture(`${id}/${MAIN[id]}`);

describe('over HTTP', () => {
  it.each(online.flatMap(fixturesOf).map((f) => [f.name, f] as const))('%s reads the same', async (_name, f) => {
    const { read, server } = await readOver(f, playing(f));
    const { readings } = await read();
    expect(readings).toEqual((await readScripted(f)).readings);
    for (const heard of server.heard) expect(heard.headers['user-agent']).toBe('sendplan');
  });

  it.each(online)('%s: 429 is a rate limit, 5xx is unavailable, silence is a time-out, a web page is no answer', async (id) => {
    const f = mainOf(id);
    const cases: readonly [Behaviour, string][] = [
      [always(429, '{}'), 'provider_rate_limited'],
      [always(503, '{}'), 'provider_unavailable'],
      [() => {}, 'provider_timeout'],
      [always(200, '<html>Log in</html>', { 'content-type': 'text/html' }), 'provider_protocol'],
      [always(200, ''), 'provider_protocol'],
      [always(200, '[]'), 'provider_protocol'],
      [always(200, '"ok"'), 'provider_protocol'],
      [always(200, 'null'), 'provider_protocol'],
      [
        (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"remain":5'),
        'provider_truncated',
      ],
    ];
    for (const [behaviour, code] of cases) {
      const { read, server } = await readOver(f, behaviour);
      const error = await failureOf(read());
      expect(error.code).toBe(code);
      expect(error.provider).toBe(id);
      expectNoCanary(seenOf(error));
      expect(server.heard).toHaveLength(1);
    }
  });

  it.each(online)('RT-06 %s: a refused key names its variable, not its value nor its length', async (id) => {
    const echo = JSON.stringify({ errors: [{ message: `bad key ${CANARY}` }], message: `bad key ${CANARY}`, error: CANARY });
    const { read } = await readOver(mainOf(id), always(401, echo));
    const error = await failureOf(read());
    expect(error.code).toBe('provider_auth');
    const { connection } = mainOf(id);
    expect(error.message).toContain('apiKeyEnv' in connection ? connection.apiKeyEnv : '');
    expect(error.message).not.toContain(String(CANARY.length));
    expectNoCanary(seenOf(error));
  });

  it('RT-05 after a 403 nothing more is sent to SendGrid, not by the list of subusers and not by another account', async () => {
    const f = fixture('sendgrid/discover');
    const forbidden = JSON.stringify({ errors: [{ field: null, message: 'access forbidden' }] });
    const { read, server } = await readOver(f, (socket, heard, n) =>
      n === 0 ? playing(f)(socket, heard, n) : socket.write(answer(403, forbidden)),
    );
    expect((await failureOf(read())).code).toBe('provider_permission');
    expect(server.heard.map((h) => h.path.split('?')[0])).toEqual(['/v3/user/credits', '/v3/subusers']);
    const again = await failureOf(read());
    expect(again.code).toBe('provider_permission');
    expect(server.heard).toHaveLength(2);
  });

  it('HT-27 the server sees a subuser name as one percent-encoded segment, never /v3/credits', async () => {
    for (const subuser of ['a/b', 'a%2fb', 'a?b', 'a#b', '..%2f', '..', '.', '', '%2e%2e']) {
      const f = fixture('sendgrid/subuser-unlimited');
      const named = { ...f, connection: { ...f.connection, target: { kind: 'subuser', subuser } } } as Fixture;
      const { read, server } = await readOver(named, always(200, JSON.stringify(f.exchanges[0]?.json)));
      await read().catch(() => null);
      const expected = ['..', '.', ''].includes(subuser) ? [] : [`/v3/subusers/${encodeURIComponent(subuser)}/credits`];
      expect(server.heard.map((h) => h.path)).toEqual(expected);
    }
  });

  it('the key travels where the provider wants it, and nowhere in a path', async () => {
    const key = 'pk_live_0123456789';
    const where = async (name: string): Promise<Heard[]> => {
      const f = fixture(name);
      const { read, server } = await readOver(f, playing(f), key);
      await read();
      return [...server.heard];
    };
    expect((await where('sendgrid/own'))[0]?.headers['authorization']).toBe(`Bearer ${key}`);
    expect((await where('activecampaign/v3'))[0]?.headers['api-token']).toBe(key);
    expect((await where('activecampaign/agency-list'))[0]?.headers['api-key']).toBe(key);
    expect((await where('puffle/older')).map((h) => h.headers['authorization'])).toEqual([`Bearer ${key}`, `Bearer ${key}`]);
    const [form] = await where('sendgrid-reseller/json');
    expect(form?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(form?.body))).toEqual({
      api_user: 'apikey',
      api_key: key,
      task: 'overview',
      user: 'eexampexample@example.com',
    });
    expect(form?.path).not.toContain(key);
  });

  it('the agency host is not published: without a base URL nothing is sent and the message says how to give it', async () => {
    const f = fixture('activecampaign/agency-list');
    const provider = PROVIDERS.activecampaign;
    const client = await kit('http://127.0.0.1:1', { provider, baseUrls: {} });
    closing(client.http);
    const account = accountOf(f);
    const error = await failureOf(provider.read(account, contextFor(f, account, client.http.forProvider(provider))));
    expect(error.code).toBe('provider_rejected');
    expect(error.message).toContain('--base-url activecampaign=URL');
  });
});

describe('a stand-in answer', () => {
  it('is what the client gives', async () => {
    const f = mainOf('sendgrid');
    const { server } = await readOver(f, playing(f));
    const provider = PROVIDERS.sendgrid;
    const client = await kit(server.origin, { provider });
    closing(client.http);
    const request: ProviderRequest = { method: 'GET', origin: 'https://api.sendgrid.com', path: ['v3', 'user', 'credits'], account: 'acc' };
    const real = await client.http.forProvider(provider).send(request);
    const { headers: _headers, ...rest } = answerOf(f.exchanges[0] as Exchange);
    expect(real).toMatchObject(rest);
  });
});
