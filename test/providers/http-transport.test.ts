/** What a provider, or something that poses as one, can do to a connection. */

import { createGzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HTTP_LIMITS } from '../../src/providers/http.ts';
import { runAttempt, type Transport } from '../../src/providers/http-attempt.ts';
import { TRANSPORT_FAULTS } from '../../src/providers/http-faults.ts';
import { always, answer, type Behaviour, failingLookup, inTurn, startHostileServer, testAuthority } from '../helpers/hostile-server.ts';
import { against, closing, errorOf, kit, stubProvider } from '../helpers/http-kit.ts';

const CREDITS = '{"remain":5}';
const QUICK = { connectMs: 1000, firstByteMs: 250, callMs: 600 };

/** Writes a piece every few ms until the socket is gone. */
const drip =
  (head: string, piece: string, everyMs: number): Behaviour =>
  (socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write(piece), everyMs);
    socket.on('close', () => clearInterval(timer));
  };

describe('deadlines', () => {
  const cases: Readonly<Record<string, Behaviour>> = {
    'HT-01 a server that accepts and never answers': () => {},
    'HT-02 one header byte per 60 ms': drip('HTTP/1.1 200 OK\r\nx-a: ', 'a', 60),
    'HT-03 one body byte per 100 ms without end': drip('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n', ' ', 100),
  };
  it.each(Object.entries(cases))('%s ends at the total deadline of the call', async (_title, behaviour) => {
    const { send, server, http } = await against(behaviour, { isRealTime: true, limits: { ...QUICK, baseMs: 1 } });
    const startedAt = performance.now();
    const error = await errorOf(send());
    const took = performance.now() - startedAt;
    expect(error.code).toBe('provider_timeout');
    expect(took).toBeGreaterThan(500);
    expect(took).toBeLessThan(1600);
    await http.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.openNow()).toBe(0);
  });

  it('HT-29 an aborted run stops a hanging call within a second as interrupted', async () => {
    const control = new AbortController();
    const { send, http, server } = await against(() => {}, { isRealTime: true, signal: control.signal });
    const pending = errorOf(send());
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedAt = performance.now();
    control.abort();
    expect((await pending).code).toBe('interrupted');
    await http.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(server.openNow()).toBe(0);
    expect((await errorOf(send())).code).toBe('interrupted');
  });
});

describe('bodies that are not what they say', () => {
  const raw =
    (text: string, after: (socket: Parameters<Behaviour>[0]) => void = (socket) => socket.end()): Behaviour =>
    (socket) => {
      socket.write(text, () => after(socket));
    };

  it('HT-04 fewer bytes than Content-Length says are a cut answer', async () => {
    const { send } = await against(raw('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"remain":'));
    expect((await errorOf(send())).code).toBe('provider_truncated');
  });

  it('HT-05 complete JSON in a chunked body without its last chunk is a cut answer', async () => {
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nc\r\n${CREDITS}\r\n`;
    const { send } = await against(raw(head, (socket) => setTimeout(() => socket.resetAndDestroy(), 20)));
    expect((await errorOf(send())).code).toBe('provider_truncated');
  });

  it.each([
    ['12', '5'],
    ['5', '12'],
    // undici 7 joins the digits: these two make the right 12.
    ['1', '2'],
  ])('HT-06 Content-Length %s and %s in one answer are refused', async (first, second) => {
    const { send } = await against(
      raw(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${first}\r\ncontent-length: ${second}\r\n\r\n${CREDITS}`),
    );
    expect(['provider_protocol', 'provider_truncated']).toContain((await errorOf(send())).code);
  });

  it('HT-07 a login page is refused after one request, with a short excerpt', async () => {
    const page = `<html><title>Sign in</title>${'<p>please sign in</p>\n'.repeat(500)}</html>`;
    const { send, server } = await against(always(200, page, { 'content-type': 'text/html; charset=utf-8' }));
    const error = await errorOf(send());
    expect(error.code).toBe('provider_protocol');
    expect(error.message).toContain('Sign in');
    const quoted = /expected JSON: (.*) \(GET /.exec(error.message)?.[1] ?? '';
    expect([...quoted]).toHaveLength(200);
    expect(server.heard).toHaveLength(1);
  });

  it('HT-08 JSON under text/plain is refused', async () => {
    const { send } = await against(always(200, CREDITS, { 'content-type': 'text/plain' }));
    const error = await errorOf(send());
    expect(error.code).toBe('provider_protocol');
    expect(error.message).toContain('content type "text/plain"; expected JSON');
  });

  it.each([
    ['an empty body', 200, ''],
    ['204', 204, ''],
    ['null', 200, 'null'],
    ['a bare text', 200, '"ok"'],
    ['a bare number', 200, '7'],
  ])('HT-09 %s is refused', async (_title, status, body) => {
    const headers: Record<string, string> = status === 204 ? { 'content-length': '', 'content-type': '' } : {};
    const { send } = await against(always(status, body, headers));
    expect((await errorOf(send())).code).toBe('provider_protocol');
  });
  it('HT-09 a list is left to the connector, because lists are documented answers too', async () => {
    const { send } = await against(always(200, '[]'));
    expect((await send()).body).toEqual({ kind: 'json', value: [] });
  });

  it('HT-10 a UTF-8 byte order mark is accepted; UTF-16 and its charset are not', async () => {
    const bom = await against(always(200, Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(CREDITS)])));
    expect((await bom.send()).body).toEqual({ kind: 'json', value: { remain: 5 } });
    for (const [bytes, type] of [
      [Buffer.from(`\ufeff${CREDITS}`, 'utf16le'), 'application/json'],
      [Buffer.from(CREDITS, 'utf16le'), 'application/json'],
      [Buffer.from(CREDITS), 'application/json; charset=utf-16'],
    ] as const) {
      const { send } = await against(always(200, bytes, { 'content-type': type }));
      expect((await errorOf(send())).code).toBe('provider_protocol');
    }
  });

  it('HT-11 bytes that are no UTF-8 are refused, without replacement characters in the message', async () => {
    const bytes = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('"}')]);
    const { send } = await against(always(200, bytes));
    const error = await errorOf(send());
    expect(error.code).toBe('provider_encoding');
    expect(error.message).not.toContain('\ufffd');
  });

  it('HT-12 a gzip bomb is refused unopened', async () => {
    const bomb = await gzipOfZeros(200);
    expect(bomb.length).toBeLessThan(300_000);
    const { send } = await against(always(200, bomb, { 'content-encoding': 'gzip' }));
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();
    expect((await errorOf(send())).code).toBe('provider_protocol');
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024);
  });

  it('HT-13 a gzip of a gzip of a gzip is refused unopened', async () => {
    const bomb = gzipSync(gzipSync(await gzipOfZeros(200)));
    expect(bomb.length).toBeLessThan(2000);
    const { send } = await against(always(200, bomb, { 'content-encoding': 'gzip, gzip, gzip' }));
    expect((await errorOf(send())).code).toBe('provider_protocol');
  });

  it.each(['gzip', 'br', 'deflate', 'GZIP', 'identity, gzip', 'x-unknown'])('HT-14 content encoding %s is refused', async (encoding) => {
    const { send, server } = await against(always(200, CREDITS, { 'content-encoding': encoding }));
    const error = await errorOf(send());
    expect(error.code).toBe('provider_protocol');
    expect(error.message).toContain(`content encoding "${encoding.toLowerCase()}"`);
    expect(server.heard[0]?.headers['accept-encoding']).toBe('identity');
  });
  it('HT-14 content encoding identity is accepted', async () => {
    const { send } = await against(always(200, CREDITS, { 'content-encoding': 'identity' }));
    expect((await send()).status).toBe(200);
  });

  it.each([
    ['no', { 'content-length': '', connection: 'close' }],
    ['the correct', {}],
    ['a too small (but still too large)', { 'content-length': String(2 * 1024 * 1024) }],
    ['a too large', { 'content-length': String(9 * 1024 * 1024) }],
  ])('HT-15 3 MiB with %s Content-Length is refused', async (_title, headers) => {
    const { send, server } = await against(always(200, `{"a":"${'x'.repeat(3 * 1024 * 1024)}"}`, headers));
    const error = await errorOf(send());
    expect(error.code).toBe('provider_too_large');
    expect(error.message).toContain('more than 1024 KiB');
    expect(server.heard).toHaveLength(1);
  });
  it('HT-15 a far too small Content-Length gives no value either', async () => {
    const { send } = await against(always(200, `{"a":"${'x'.repeat(3 * 1024 * 1024)}"}`, { 'content-length': '100' }));
    expect(['provider_protocol', 'provider_truncated']).toContain((await errorOf(send())).code);
  });
  it('HT-15 reading stops one chunk after the cap', async () => {
    let given = 0;
    const transport: Transport = async () => ({
      status: 200,
      headers: [['content-type', 'application/json']],
      body: (async function* () {
        for (;;) {
          given += 65_536;
          yield new Uint8Array(65_536);
        }
      })(),
      discard: () => {},
    });
    const outcome = await attemptWith(transport);
    expect(outcome).toMatchObject({ kind: 'fault', fault: { code: 'provider_too_large' } });
    expect(given).toBe(1024 * 1024 + 65_536);
  });

  it('HT-16 20 kB of headers are refused', async () => {
    const { send } = await against(always(200, CREDITS, { 'x-filler': 'x'.repeat(20_000) }));
    expect((await errorOf(send())).code).toBe('provider_too_large');
  });

  it('HT-17 200 000 nested lists are refused by their depth', async () => {
    const { send } = await against(always(200, '['.repeat(200_000) + ']'.repeat(200_000)));
    const error = await errorOf(send());
    expect(error.code).toBe('provider_too_large');
    expect(error.message).toContain('more than 32 nested levels');
  });

  it('HT-18 a key that stands twice is refused', async () => {
    const { send } = await against(always(200, '{"remain":5,"remain":999999}'));
    const error = await errorOf(send());
    expect(error.code).toBe('provider_protocol');
    expect(error.message).toContain('key "remain" stands twice');
  });

  it('HT-19 __proto__ and constructor do not reach any prototype', async () => {
    for (const body of ['{"__proto__":{"remain":9}}', '{"constructor":{"prototype":{"x":1}}}']) {
      const { send } = await against(always(200, body));
      const answered = await send();
      expect(JSON.stringify(answered.body.kind === 'json' ? answered.body.value : null)).toBe(body);
    }
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(({} as Record<string, unknown>)['remain']).toBeUndefined();
  });
});

describe('redirects', () => {
  const CANARY = 'canary-7f3a91c2d4';
  const secrets = {
    headers: { authorization: `Bearer ${CANARY}`, 'api-token': CANARY, 'api-key': CANARY, 'on-behalf-of': CANARY },
    form: { api_user: 'apikey', api_key: CANARY },
  };

  it.each([301, 302, 303, 307, 308])('HT-20 HT-23 %i to another server is not followed, and no secret gets out', async (status) => {
    const second = closing(await startHostileServer(always(200, CREDITS)));
    const location = `${second.origin}/login?key=${CANARY}`;
    const { send, server } = await against(always(status, '', { location }));
    const error = await errorOf(send({ method: 'POST', ...secrets }));
    expect(error.code).toBe('provider_protocol');
    expect(error.message).toContain(second.origin);
    expect(error.message).not.toContain('/login');
    expect(JSON.stringify([error.message, error.stack, String(error.cause)])).not.toContain(CANARY);
    expect(second.connections()).toBe(0);
    expect(server.heard).toHaveLength(1);
    expect(server.heard[0]?.path).not.toContain(CANARY);
  });

  it('HT-21 a redirect to the same origin is not followed either', async () => {
    const { send, server } = await against(always(302, '', { location: '/elsewhere' }));
    const error = await errorOf(send());
    expect(error.code).toBe('provider_protocol');
    expect(error.message).toContain('the same origin');
    expect(server.heard).toHaveLength(1);
  });

  it('HT-20 a scheme-relative target is named by its real origin', async () => {
    const { send } = await against(always(302, '', { location: '//evil.example/x' }));
    expect((await errorOf(send())).message).toContain('http://evil.example,');
  });

  it('HT-22 https to http is not followed', async () => {
    const plain = closing(await startHostileServer(always(200, CREDITS)));
    const { send } = await against(always(302, '', { location: plain.origin }), { tls: 'good', connection: { ca: testAuthority() } });
    expect((await errorOf(send())).code).toBe('provider_protocol');
    expect(plain.connections()).toBe(0);
  });
});

describe('TLS', () => {
  it('accepts a certificate of a trusted authority for the right host', async () => {
    const { send } = await against(always(200, CREDITS), { tls: 'good', connection: { ca: testAuthority() } });
    expect((await send()).status).toBe(200);
  });

  it.each([
    ['self-signed', 'self-signed'],
    ['expired', 'expired'],
    ['wrong-host', 'belongs to another host'],
  ])('HT-24 %s: refused without a retry', async (tls, words) => {
    const { send, server, waits } = await against(always(200, CREDITS), { tls, connection: { ca: testAuthority() } });
    const error = await errorOf(send({ headers: { authorization: 'Bearer canary-key' } }));
    expect(error.code).toBe('provider_tls');
    expect(error.message).toContain(words);
    expect(server.connections()).toBe(1);
    expect(server.heard).toHaveLength(0);
    expect(waits).toEqual([]);
  });

  it('HT-24 nothing is sent over https while NODE_TLS_REJECT_UNAUTHORIZED=0', async () => {
    const { send, server } = await against(always(200, CREDITS), { tls: 'self-signed', tlsRejectUnauthorized: '0' });
    const error = await errorOf(send());
    expect(error.code).toBe('provider_tls');
    expect(error.message).toContain('NODE_TLS_REJECT_UNAUTHORIZED=0');
    expect(server.connections()).toBe(0);
  });
});

describe('connections that fail', () => {
  const attempts = (code: string): number => (TRANSPORT_FAULTS[code]?.isTransient === true ? 3 : 1);

  it.each(['ENOTFOUND', 'EAI_AGAIN'])('HT-25 %s while looking the name up', async (code) => {
    const client = await kit('https://api.example.test', { connection: { lookup: failingLookup(code) } });
    closing(client.http);
    const error = await errorOf(client.send());
    expect(error.code).toBe('provider_dns');
    expect(client.waits).toHaveLength(attempts(code) - 1);
  });

  it('HT-25 ECONNREFUSED', async () => {
    const server = await startHostileServer(() => {});
    await server.close();
    const client = await kit(server.origin);
    closing(client.http);
    expect((await errorOf(client.send())).code).toBe('provider_refused');
    expect(client.waits).toHaveLength(attempts('ECONNREFUSED') - 1);
  });

  it('HT-25 ECONNRESET', async () => {
    const { send, server } = await against((socket) => socket.resetAndDestroy());
    expect((await errorOf(send())).code).toBe('provider_reset');
    expect(server.heard).toHaveLength(attempts('ECONNRESET'));
  });

  it.each(Object.entries(TRANSPORT_FAULTS))('HT-25 %s is classified as the table says', async (code, row) => {
    const failing: Transport = async () => {
      throw Object.assign(new Error('boom'), { code });
    };
    const outcome = await attemptWith(failing);
    expect(outcome).toMatchObject({ kind: 'fault', fault: { code: row.code, isTransient: row.isTransient } });
  });
  it('HT-25 EPIPE is a reset that is tried again, an unlisted code is not', async () => {
    expect(TRANSPORT_FAULTS['EPIPE']).toMatchObject({ code: 'provider_reset', isTransient: true });
    const outcome = await attemptWith(async () => {
      throw new Error('surprise');
    });
    expect(outcome).toMatchObject({ kind: 'fault', fault: { code: 'provider_protocol', isTransient: false } });
  });

  it.each([
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'provider_tls'],
    ['CERT_REVOKED', 'provider_tls'],
    ['HPE_INVALID_CONSTANT', 'provider_protocol'],
  ])('HT-25 %s, which the table does not list, is judged by its name', async (code, expected) => {
    const outcome = await attemptWith(async () => {
      throw new Error('wrapped', { cause: Object.assign(new Error('inner'), { code }) });
    });
    expect(outcome).toMatchObject({ kind: 'fault', fault: { code: expected, isTransient: false } });
  });
  it('https to a server that speaks http only is a TLS fault', async () => {
    const plain = closing(await startHostileServer(() => {}, { greeting: 'HTTP/1.1 400 Bad Request\r\n\r\n' }));
    const client = await kit(plain.origin.replace('http:', 'https:'));
    closing(client.http);
    const error = await errorOf(client.send());
    expect(error.code).toBe('provider_tls');
  });

  it('HT-31 a server that closes idle connections costs nothing', async () => {
    const { send } = await against((socket) => {
      socket.write(answer(200, CREDITS), () => setTimeout(() => socket.end(), 5));
    });
    expect((await send()).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await send()).status).toBe(200);
  });
  it('HT-31 a connection that dies under the second call is opened again', async () => {
    const { send, server } = await against((socket, _request, n) => {
      if (n === 1) socket.destroy();
      else socket.write(answer(200, CREDITS));
    });
    expect((await send()).status).toBe(200);
    expect((await send()).status).toBe(200);
    expect(server.heard).toHaveLength(3);
  });
});

describe('paths and headers', () => {
  it.each(['..', '.', '', 'a\nb', 'a\u0000b', '\ud800'])('HT-27 the segment %j is refused, nothing is sent', async (name) => {
    const { send, server } = await against(always(200, CREDITS));
    const error = await errorOf(send({ path: ['v3', 'subusers', name, 'credits'] }));
    expect(error.code).toBe('provider_value');
    expect(server.connections()).toBe(0);
  });
  it.each([
    ['a/b', 'a%2Fb'],
    ['a%2fb', 'a%252fb'],
    ['a?b', 'a%3Fb'],
    ['a#b', 'a%23b'],
    ['..%2f', '..%252f'],
    ['%2e%2e', '%252e%252e'],
    ['a\\b', 'a%5Cb'],
    ['ü@x.example', '%C3%BC%40x.example'],
    ['...', '...'],
  ])('HT-27 the segment %j arrives as one', async (name, encoded) => {
    const { send, server } = await against(always(200, CREDITS));
    await send({ path: ['v3', 'subusers', name, 'credits'] });
    expect(server.heard[0]?.path).toBe(`/v3/subusers/${encoded}/credits`);
  });
  it.each(['a\r\nx: y', 'a\u0000', 'Ω'])('HT-26 the header value %j is refused, nothing is sent', async (value) => {
    const { send, server } = await against(always(200, CREDITS));
    const error = await errorOf(send({ headers: { 'on-behalf-of': value } }));
    expect(error.code).toBe('provider_value');
    expect(error.message).toContain('on-behalf-of');
    expect(server.connections()).toBe(0);
  });
  it('a provider that echoes the key does not get it into a message', async () => {
    const key = 'SG.k+y/with=odd"chars';
    const echo = JSON.stringify({ sent: key, base64: Buffer.from(`apikey:${key}`).toString('base64') });
    const { send } = await against(inTurn(answer(503, echo)), { provider: stubProvider('puffle') });
    const error = await errorOf(send({ headers: { authorization: `Bearer ${key}` } }));
    expect(error.code).toBe('provider_unavailable');
    expect(error.message).toContain('[redacted]');
    expect(error.message).not.toContain('with=odd');
  });
});

const attemptWith = (transport: Transport) =>
  runAttempt(
    { url: new URL('https://api.example.com/'), method: 'GET', headers: {}, body: null },
    {
      transport,
      firstByteMs: HTTP_LIMITS.firstByteMs,
      totalMs: HTTP_LIMITS.callMs,
      callMs: HTTP_LIMITS.callMs,
      bodyBytes: HTTP_LIMITS.bodyBytes,
      accept: 'json',
      signal: new AbortController().signal,
      now: () => 0,
      redact: (text) => text,
    },
  );

/** gzip of so many MiB of zeros, made in pieces. */
async function gzipOfZeros(mebibytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: 9 });
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => gzip.on('end', resolve));
  const piece = Buffer.alloc(1024 * 1024);
  for (let i = 0; i < mebibytes; i++) if (!gzip.write(piece)) await new Promise((resolve) => gzip.once('drain', resolve));
  gzip.end();
  await ended;
  return Buffer.concat(chunks);
}
