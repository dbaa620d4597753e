import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { always, failingLookup } from '../helpers/hostile-server.ts';
import { against, closing, errorOf, kit } from '../helpers/http-kit.ts';

const CREDITS = '{"remain":5}';

describe('an ordinary read', () => {
  it('sends what was asked and answers status, headers, parsed body and clock skew', async () => {
    const { send, server } = await against(always(200, CREDITS, { date: 'Fri, 20 Nov 2026 09:36:00 GMT' }));
    const answer = await send({ query: [['date', '2026-11-20']], headers: { 'On-Behalf-Of': 'sub' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ kind: 'json', value: { remain: 5 } });
    expect(answer.clockSkewMinutes).toBe(6);
    expect(server.heard).toHaveLength(1);
    expect(server.heard[0]).toMatchObject({ method: 'GET', path: '/v1/credits?date=2026-11-20' });
    expect(server.heard[0]?.headers).toMatchObject({ 'on-behalf-of': 'sub', 'accept-encoding': 'identity', accept: 'application/json' });
  });

  it('sends a form as one', async () => {
    const { send, server } = await against(always(200, '<result/>', { 'content-type': 'text/xml' }));
    const answer = await send({ method: 'POST', accept: 'xml', form: { task: 'overview', user: 'a b&c' } });
    expect(answer.body).toEqual({ kind: 'xml', text: '<result/>' });
    expect(server.heard[0]?.body).toBe('task=overview&user=a+b%26c');
    expect(server.heard[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('gives a refusal whose body is a web page back with its status', async () => {
    const { send } = await against(always(404, '<h1>Not here</h1>', { 'content-type': 'text/html' }));
    const answer = await send();
    expect(answer).toMatchObject({ status: 404, body: { kind: 'json', value: null } });
  });

  it('keeps the path prefix of a base URL', async () => {
    const { server } = await against(always(200, CREDITS));
    const client = await kit(`${server.origin}/mounted/here/`);
    await client.send();
    await client.http.close();
    expect(server.heard[0]?.path).toBe('/mounted/here/v1/credits');
  });

  it('keeps connections for the next call', async () => {
    const { send, server } = await against(always(200, CREDITS));
    for (let i = 0; i < 9; i++) await send();
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  it('opens nothing before the first call', async () => {
    const client = await kit('http://127.0.0.1:9');
    await client.http.close();
    expect(client.waits).toEqual([]);
  });
});

describe('where a request may go', () => {
  const withBase = (url: string) => kit('http://127.0.0.1:9', { baseUrls: { puffle: url } });
  it.each([
    'http://mail.example.com',
    'ftp://127.0.0.1',
    'javascript:alert(1)',
    'https://user:pass@mail.example.com',
    'https://api.example.com/?a=b',
    'https://api.example.com/#x',
    'nonsense',
    'http://127.0.0.1.nip.example',
    'http://localhost.example.com',
    'http://[::]:80',
    'http://169.254.169.254',
  ])('refuses the base URL %s as wrong use', async (url) => {
    await expect(withBase(url)).rejects.toThrow(UsageError);
  });
  it.each(['https://mail.example.com', 'http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1', 'http://127.1', 'http://2130706433'])(
    'accepts the base URL %s',
    async (url) => {
      await (await withBase(url)).http.close();
    },
  );
  it.each(['http://api.example.com', 'https://api.example.com/x', 'https://api.example.com@evil.example', 'https://api.example.com/'])(
    'refuses the origin %s of a connector',
    async (origin) => {
      const client = await kit('http://127.0.0.1:9', { baseUrls: {} });
      const error = await errorOf(client.send({ origin }));
      expect(error.code).toBe('provider_value');
      expect(error.message).toContain('nothing was sent');
      await client.http.close();
    },
  );
  it('redirects the named provider only', async () => {
    const { server } = await against(always(200, CREDITS));
    const client = await kit(server.origin, {
      baseUrls: { activecampaign: server.origin },
      connection: { lookup: failingLookup('ENOTFOUND') },
    });
    closing(client.http);
    expect((await errorOf(client.send())).code).toBe('provider_dns');
    expect(server.connections()).toBe(0);
  });
});
