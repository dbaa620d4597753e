/** The pure parts of the provider client. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HTTP_LIMITS } from '../../src/providers/http.ts';
import { decodeBody, parseContentType } from '../../src/providers/http-body.ts';
import { targetOf } from '../../src/providers/http-path.ts';
import { isListedRead } from '../../src/providers/http-request.ts';
import { backoff, createRetryBudget, hintedDelay, parseHttpDate, waitHint } from '../../src/providers/http-retry.ts';
import { startTimer } from '../../src/providers/http-timer.ts';
import { read, stubProvider } from '../helpers/http-kit.ts';

describe('backoff', () => {
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  it('stays within the jitter window of its attempt and under the cap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), unit, (attempt, random) => {
        const ms = backoff(attempt, false, random, HTTP_LIMITS);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(Math.min(5000, 200 * 2 ** (attempt - 1)));
      }),
    );
  });
  it('is never shorter than the base when throttled', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), unit, (attempt, random) => {
        const ms = backoff(attempt, true, random, HTTP_LIMITS);
        expect(ms).toBeGreaterThanOrEqual(1000);
        expect(ms).toBeLessThanOrEqual(5000);
      }),
    );
  });
  it('never undercuts what the provider asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), unit, (ms, random) => {
        expect(hintedDelay(ms, random, HTTP_LIMITS)).toBeGreaterThanOrEqual(ms);
        expect(hintedDelay(ms, random, HTTP_LIMITS)).toBeLessThanOrEqual(ms + 1000);
      }),
    );
  });
  it('pays 2 for a fault and 1 for throttling until the purse is empty', () => {
    const budget = createRetryBudget(5);
    expect([budget.pay(false), budget.pay(false), budget.pay(false), budget.pay(true), budget.pay(true)]).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });
});

describe('what headers say about waiting', () => {
  const NOW = Date.parse('2026-11-20T09:30:00Z');
  const hint = (headers: Record<string, string>) => waitHint(headers, NOW, HTTP_LIMITS);
  it('accepts whole seconds up to the cap and refuses more', () => {
    expect(hint({ 'retry-after': '0' })).toEqual({ kind: 'wait', ms: 0 });
    expect(hint({ 'retry-after': '60' })).toEqual({ kind: 'wait', ms: 60_000 });
    expect(hint({ 'retry-after': '61' })).toEqual({ kind: 'tooLong', ms: 61_000, untilMs: NOW + 61_000 });
  });
  it('never throws, never waits longer than the cap or a negative time, whatever the header', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (after, reset) => {
        const said = hint({ 'retry-after': after, 'x-ratelimit-reset': reset });
        if (said.kind === 'wait') {
          expect(said.ms).toBeGreaterThanOrEqual(0);
          expect(said.ms).toBeLessThanOrEqual(60_000);
        }
      }),
    );
  });
  it('prefers Retry-After over the reset header and ignores a reset in the past', () => {
    expect(hint({ 'retry-after': '3', 'x-ratelimit-reset': '50' })).toEqual({ kind: 'wait', ms: 3000 });
    expect(hint({ 'x-ratelimit-reset': '1392815263' })).toEqual({ kind: 'none' });
    expect(hint({ 'ratelimit-reset': '5' })).toEqual({ kind: 'wait', ms: 6000 });
  });
  it('reads HTTP dates in their one form only', () => {
    expect(parseHttpDate('Fri, 20 Nov 2026 09:30:00 GMT')).toBe(NOW);
    for (const text of [
      undefined,
      '',
      'Sat, 20 Nov 2026 09:30:00 GMT',
      'Fri, 31 Nov 2026 09:30:00 GMT',
      'Fri, 20 Nov 2026 09:30:60 GMT',
      '2026-11-20T09:30:00Z',
    ]) {
      expect(parseHttpDate(text)).toBeNull();
    }
  });
  it('TM-19 a timer beyond 2^31 - 1 ms is impossible', () => {
    expect(() => startTimer(2 ** 31, () => {})).toThrow(RangeError);
    expect(() => startTimer(Number.NaN, () => {})).toThrow(RangeError);
    startTimer(2 ** 31 - 1, () => {}).cancel();
  });
});

describe('bodies', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it('reads media type and charset', () => {
    expect(parseContentType('Application/JSON; Charset="UTF-8"')).toEqual({ media: 'application/json', charset: 'utf-8' });
    expect(parseContentType('application/problem+json')).toEqual({ media: 'application/problem+json', charset: null });
    expect(parseContentType('json')).toBeNull();
    expect(parseContentType(undefined)).toBeNull();
  });
  it('accepts JSON subtypes', () => {
    expect(decodeBody(bytes('{"a":1}'), 'application/vnd.api+json', 'json')).toEqual({ ok: true, body: { kind: 'json', value: { a: 1 } } });
  });
  it('takes XML where it was asked for, also under a JSON content type', () => {
    const xml = '<root><error>no</error></root>';
    expect(decodeBody(bytes(xml), 'text/xml', 'xml')).toEqual({ ok: true, body: { kind: 'xml', text: xml } });
    expect(decodeBody(bytes(xml), 'application/json', 'json-or-xml')).toEqual({ ok: true, body: { kind: 'xml', text: xml } });
    expect(decodeBody(bytes(xml), 'application/json', 'json')).toMatchObject({ ok: false, code: 'provider_protocol' });
    expect(decodeBody(bytes(xml), 'text/xml', 'json')).toMatchObject({ ok: false, code: 'provider_protocol' });
    expect(decodeBody(bytes('{}'), 'application/json', 'xml')).toMatchObject({ ok: false, code: 'provider_protocol' });
  });
  it('decodes XML by the charset it declares', () => {
    const xml = '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>';
    expect(decodeBody(Buffer.from(xml, 'latin1'), 'text/xml', 'xml')).toEqual({ ok: true, body: { kind: 'xml', text: xml } });
    expect(decodeBody(Buffer.from(xml.replace('ISO-8859-1', 'utf-16'), 'latin1'), 'text/xml', 'xml')).toMatchObject({
      code: 'provider_protocol',
    });
    expect(decodeBody(Buffer.from('<a>é</a>', 'latin1'), 'text/xml', 'xml')).toMatchObject({ code: 'provider_encoding' });
  });
  it('ends in a body or a coded refusal for any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom('application/json', 'text/xml', 'text/html', undefined),
        (data, type) => {
          const decoded = decodeBody(data, type, 'json-or-xml');
          expect(decoded.ok || decoded.code.startsWith('provider_')).toBe(true);
        },
      ),
    );
  });
});

describe('addresses', () => {
  it('HT-27 any name ends as exactly one segment or is refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (name) => {
        const target = targetOf(read({ path: ['v3', 'subusers', name, 'credits'] }), null);
        if (!target.ok) return;
        const parts = target.url.pathname.split('/');
        expect(parts).toHaveLength(5);
        expect(decodeURIComponent(parts[3] as string)).toBe(name);
        expect(target.url.origin).toBe('https://api.example.com');
        expect(target.url.hash + target.url.search).toBe('');
      }),
      { numRuns: 1000 },
    );
  });
  it('listed reads match by method and path, with placeholders', () => {
    const provider = stubProvider('sendgrid-reseller', {
      requests: ['POST /apiv2/reseller.account.{format}', 'GET https://api.sendgrid.com/v3/subusers/{name}/credits?x=1', 'POST /a.b'],
    });
    expect(isListedRead(provider, { method: 'POST', path: ['apiv2', 'reseller.account.json'] })).toBe(true);
    expect(isListedRead(provider, { method: 'GET', path: ['v3', 'subusers', 'x', 'credits'] })).toBe(true);
    expect(isListedRead(provider, { method: 'GET', path: ['apiv2', 'reseller.account.json'] })).toBe(false);
    expect(isListedRead(provider, { method: 'POST', path: ['apiv2', 'reseller.account.json', 'x'] })).toBe(false);
    expect(isListedRead(provider, { method: 'POST', path: ['aXb'] })).toBe(false);
  });
});
