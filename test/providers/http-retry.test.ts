/** Retries, waits and the switches that stop further calls, against a server that counts. */

import { describe, expect, it } from 'vitest';
import type { ProviderId } from '../../src/model/workspace.ts';
import { createHttp } from '../../src/providers/http.ts';
import { always, answer, inTurn, startHostileServer } from '../helpers/hostile-server.ts';
import { against, closing, errorOf, kit, read, realSleep, stubProvider } from '../helpers/http-kit.ts';

const CREDITS = '{"remain":5}';
const fail = (status: number, headers: Readonly<Record<string, string>> = {}) => answer(status, '{"errors":[{"message":"no"}]}', headers);
const ok = answer(200, CREDITS);

describe('faults are tried again', () => {
  it('RT-01 503, 503, 200 is a success after 3 requests with jittered gaps', async () => {
    for (const random of [0, 0.5, 0.999]) {
      const { send, server, waits } = await against(inTurn(fail(503), fail(503), ok), { random: () => random });
      expect((await send()).status).toBe(200);
      expect(server.heard).toHaveLength(3);
      expect(waits).toEqual([200 * random, 400 * random]);
    }
  });

  it('RT-02 503 without end is given up after 3 requests', async () => {
    const { send, server } = await against(always(503, '{"errors":[{"message":"internal server error"}]}'));
    const error = await errorOf(send());
    expect(error.code).toBe('provider_unavailable');
    expect(error.message).toContain('answered HTTP 503');
    expect(error.message).toContain('internal server error');
    expect(error.message).toContain('3 attempts');
    expect(error.provider).toBe('puffle');
    expect(error.account).toBe('acc');
    expect(server.heard).toHaveLength(3);
  });

  it('RT-03 50 accounts on a dead provider cost few requests and open the circuit', async () => {
    const { send, server } = await against(always(503, '{}'));
    const errors = await Promise.all(Array.from({ length: 50 }, (_, i) => errorOf(send({ account: `acc-${i}` }))));
    expect(errors.every((e) => e.code === 'provider_unavailable')).toBe(true);
    expect(server.heard.length).toBeLessThanOrEqual(8);
    const untried = errors.filter((e) => e.message.includes('not tried'));
    expect(untried.length).toBeGreaterThanOrEqual(40);
    expect(new Set(untried.map((e) => e.cause)).size).toBe(1);
  });
  it('RT-03 without the circuit the retry budget alone bounds the requests', async () => {
    const { send, server } = await against(always(503, '{}'), { limits: { circuitFailures: 1000 } });
    await Promise.all(Array.from({ length: 50 }, (_, i) => errorOf(send({ account: `acc-${i}` }))));
    expect(server.heard).toHaveLength(50 + 10);
  });
  it('RT-03 one success closes the row of failures', async () => {
    const { send, server } = await against(inTurn(fail(503), fail(503), ok, fail(503), fail(503), ok));
    await send();
    await send();
    expect(server.heard).toHaveLength(6);
  });

  it.each([400, 401, 403, 404, 406, 410, 422, 451])('RT-04 %i is one request and an answer', async (status) => {
    const { send, server } = await against(always(status, '{"errors":[]}'));
    const answered = await send();
    expect(answered.status).toBe(status);
    expect(answered.body).toEqual({ kind: 'json', value: { errors: [] } });
    expect(server.heard).toHaveLength(1);
  });

  it('RT-05 after a 403 of SendGrid nothing more goes to SendGrid, under either interface', async () => {
    const server = closing(await startHostileServer(always(403, '{"errors":[{"message":"access forbidden"}]}')));
    const origins = { sendgrid: server.origin, 'sendgrid-reseller': server.origin, puffle: server.origin };
    const client = await kit(server.origin, { provider: stubProvider('sendgrid'), baseUrls: origins });
    closing(client.http);
    expect((await client.send({ account: 'first' })).status).toBe(403);
    const second = await errorOf(client.send({ account: 'second' }));
    expect(second.code).toBe('provider_permission');
    expect(second.message).toContain('account "second": not tried');
    expect(second.message).toContain('account "first"');
    const reseller = client.http.forProvider(stubProvider('sendgrid-reseller'));
    expect((await errorOf(reseller.send(read()))).code).toBe('provider_permission');
    expect(server.heard).toHaveLength(1);
    const other = client.http.forProvider(stubProvider('puffle'));
    expect((await other.send(read())).status).toBe(403);
    expect((await other.send(read())).status).toBe(403);
    expect(server.heard).toHaveLength(3);
  });
  it('RT-05 calls that were waiting for their turn are not sent either', async () => {
    const { send, server } = await against(
      (socket) => {
        setTimeout(() => socket.write(fail(403)), 20);
      },
      { provider: stubProvider('sendgrid') },
    );
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => send({ account: `acc-${i}` })));
    expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(2);
    expect(server.heard).toHaveLength(2);
  });
});

describe('throttling', () => {
  it('RT-07 Retry-After: 2 is waited for, spread by at most the throttled base', async () => {
    for (const random of [0, 0.999]) {
      const { send, server, waits } = await against(inTurn(fail(429, { 'retry-after': '2' }), ok), { random: () => random });
      expect((await send()).status).toBe(200);
      expect(server.heard).toHaveLength(2);
      expect(waits).toEqual([2000 + 1000 * random]);
    }
  });
  it('RT-07 on the real clock the second request comes no earlier than asked', async () => {
    const { send, server } = await against(inTurn(fail(429, { 'retry-after': '1' }), ok), { isRealTime: true, random: () => 0 });
    await send();
    const [first, second] = server.heard;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(995);
  });

  it('RT-08 Retry-After: 999999999 ends the call at once and says when to come back', async () => {
    const { send, server } = await against(always(429, '{}', { 'retry-after': '999999999' }), { isRealTime: true });
    const startedAt = performance.now();
    const error = await errorOf(send());
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(error.code).toBe('provider_rate_limited');
    expect(error.message).toMatch(/come back after 20\d\d-\d\d-\d\dT/);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server.heard).toHaveLength(1);
    expect((await errorOf(send({ account: 'acc' }))).message).toContain('not tried');
    expect(server.heard).toHaveLength(1);
  });
  it('RT-08 a number beyond any calendar does not break the message', async () => {
    const { send, server } = await against(always(429, '{}', { 'retry-after': '9'.repeat(400) }));
    const error = await errorOf(send());
    expect(error.code).toBe('provider_rate_limited');
    expect(error.message).toContain('wait for years');
    expect(server.heard).toHaveLength(1);
  });

  it.each(['-5', '1e9', '0x10', '1.5', 'soon', '', '5, 10', 'Fri, 20 Nov 2020 09:30:00 GMT', 'Friday, 20-Nov-26 09:31:00 GMT', '٥'])(
    'RT-09 Retry-After: %j is no hint: own backoff of at least the base',
    async (hint) => {
      const encoded = Buffer.from(hint, 'utf8').toString('latin1');
      const { send, waits } = await against(inTurn(fail(429, { 'retry-after': encoded === '' ? ' ' : encoded }), ok));
      expect((await send()).status).toBe(200);
      expect(waits).toEqual([1500]);
    },
  );

  it('RT-10 an HTTP date is measured from the Date of the answer, not from our clock', async () => {
    const headers = { date: 'Fri, 20 Nov 2026 10:30:00 GMT', 'retry-after': 'Fri, 20 Nov 2026 10:30:03 GMT' };
    const { send, waits } = await against(inTurn(fail(429, headers), ok));
    expect((await send()).status).toBe(200);
    expect(waits).toEqual([3500]);
  });

  it('RT-11 X-RateLimit-Reset as epoch seconds is waited for plus a second', async () => {
    const reset = String(Date.parse('2026-11-20T09:30:04Z') / 1000);
    const { send, waits } = await against(inTurn(fail(429, { 'x-ratelimit-reset': reset }), ok), { random: () => 0 });
    await send();
    expect(waits).toEqual([5000]);
  });
  it('RT-11 X-RateLimit-Reset as seconds to go likewise', async () => {
    const { send, waits } = await against(inTurn(fail(429, { 'x-ratelimit-reset': '7' }), ok), { random: () => 0 });
    await send();
    expect(waits).toEqual([8000]);
  });
  it('RT-11 a reset far away is clamped to the cap, which ends this run', async () => {
    const reset = String(Date.parse('2026-11-20T19:30:00Z') / 1000);
    const { send, server, waits } = await against(always(429, '{}', { 'x-ratelimit-reset': reset }));
    const error = await errorOf(send());
    expect(error.code).toBe('provider_rate_limited');
    expect(error.message).toContain('more than is left of the 60 s of this run');
    expect(server.heard).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it('RT-12 two keys of one ActiveCampaign account share 5 requests a second', async () => {
    const rate = { requests: 5, perMs: 1000, scope: 'account', mark: 'D' } as const;
    const { send, server } = await against(always(200, CREDITS), { provider: stubProvider('activecampaign', { rate }), isRealTime: true });
    await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        send({ account: `key-${i % 2}`, rateKey: 'brand', headers: { 'api-token': `secret-${i % 2}` } }),
      ),
    );
    const times = server.heard.map((h) => h.at);
    const busiest = Math.max(...times.map((from) => times.filter((t) => t >= from && t < from + 1000).length));
    expect(times).toHaveLength(12);
    expect(busiest).toBeLessThanOrEqual(5);
  });
  it('RT-12 different ActiveCampaign accounts do not wait for each other', async () => {
    const rate = { requests: 5, perMs: 1000, scope: 'account', mark: 'D' } as const;
    const { send, server } = await against(always(200, CREDITS), { provider: stubProvider('activecampaign', { rate }), isRealTime: true });
    await Promise.all(Array.from({ length: 10 }, (_, i) => send({ account: `key-${i}`, rateKey: `brand-${i}` })));
    expect((server.heard.at(-1)?.at ?? 0) - (server.heard[0]?.at ?? 0)).toBeLessThan(1200);
  });

  it('RT-13 the first 503 of ActiveCampaign is waited out like throttling, later ones are faults', async () => {
    const { send, waits } = await against(inTurn(fail(503), fail(503), ok), { provider: stubProvider('activecampaign') });
    expect((await send()).status).toBe(200);
    expect(waits).toEqual([1500, 200]);
  });

  it('a throttled account makes the other calls of its rate group wait as well', async () => {
    const { send, waits, server } = await against(inTurn(fail(429, { 'retry-after': '4' }), ok), { random: () => 0 });
    await send({ account: 'a', rateKey: 'same' });
    expect(waits).toEqual([4000]);
    await send({ account: 'b', rateKey: 'same' });
    expect(server.heard).toHaveLength(3);
  });
});

describe('requests with a body', () => {
  it('RT-14 a POST that is not a listed read is sent once', async () => {
    const { send, server } = await against(always(503, '{}'));
    expect((await errorOf(send({ method: 'POST', path: ['v1', 'credits'], form: { a: 'b' } }))).code).toBe('provider_unavailable');
    expect(server.heard).toHaveLength(1);
  });
  it('RT-14 a POST that is a listed read is tried again', async () => {
    const { send, server } = await against(inTurn(fail(503), ok));
    const path = ['apiv2', 'reseller.account.json'];
    expect((await send({ method: 'POST', path, form: { task: 'overview' } })).status).toBe(200);
    expect(server.heard).toHaveLength(2);
    expect(server.heard[1]?.body).toBe('task=overview');
  });
});

describe('several providers at once', () => {
  it('RT-20 two slow providers take as long as one, with at most 4 connections', async () => {
    const slow = () => startHostileServer((socket) => void setTimeout(() => socket.write(ok), 400));
    const [a, b] = [await slow(), await slow()];
    const http = await createHttp({
      now: () => 0,
      clock: () => performance.now(),
      sleep: realSleep,
      random: () => 0,
      signal: new AbortController().signal,
      baseUrls: { puffle: a.origin, activecampaign: b.origin },
    });
    closing(http);
    closing(a);
    closing(b);
    const readAll = (id: ProviderId) =>
      Array.from({ length: 4 }, (_, i) => http.forProvider(stubProvider(id)).send(read({ account: `${i}` })));
    const startedAt = performance.now();
    await Promise.all([...readAll('puffle'), ...readAll('activecampaign')]);
    const took = performance.now() - startedAt;
    expect(took).toBeGreaterThanOrEqual(790);
    expect(took).toBeLessThan(1400);
    expect(a.mostOpen() + b.mostOpen()).toBeLessThanOrEqual(4);
  });

  it('RT-21 the deadline of the run in the middle of a backoff stops at once', async () => {
    const { send, server } = await against(always(503, '{}'), { isRealTime: true, limits: { runMs: 200, baseMs: 60_000, capMs: 60_000 } });
    const startedAt = performance.now();
    const error = await errorOf(send());
    expect(error.code).toBe('provider_timeout');
    expect(error.message).toContain('for all provider calls of a run are over');
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(server.heard).toHaveLength(1);
    expect((await errorOf(send())).code).toBe('provider_timeout');
    expect(server.heard).toHaveLength(1);
  });
});
