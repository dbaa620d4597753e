import { describe, expect, it } from 'vitest';
import {
  baseUrlsFromEnvironment,
  parseBaseUrl,
  parseDuration,
  parseNow,
  parsePort,
  parseProvider,
  parseSeconds,
} from '../../src/commands/values.ts';

describe('values of options', () => {
  it('durations', () => {
    expect(['90s', '15m', '6h', '2d', '0s'].map(parseDuration)).toEqual([90_000, 900_000, 21_600_000, 172_800_000, 0]);
    for (const bad of ['6', 'h', '-1h', '1.5h', '6 h', '6H', '1h30m', '9999999d', ''])
      expect(() => parseDuration(bad), bad).toThrow(/Expected a duration/);
  });

  it('instants need a zone', () => {
    expect(parseNow('2026-11-20T09:30:00Z')).toBe(Date.UTC(2026, 10, 20, 9, 30));
    expect(parseNow('2026-11-20T10:30:00+01:00')).toBe(Date.UTC(2026, 10, 20, 9, 30));
    for (const bad of ['2026-11-20', '2026-11-20T09:30:00', '2026-02-30T00:00:00Z', '2026-11-20T23:59:60Z', 'now', ''])
      expect(() => parseNow(bad), bad).toThrow();
  });

  it('seconds become milliseconds', () => {
    expect(['30', '0.5', '0.001', '86400'].map(parseSeconds)).toEqual([30_000, 500, 1, 86_400_000]);
    for (const bad of ['0', '-1', '1e3', 'Infinity', '86401', '1s', '']) expect(() => parseSeconds(bad), bad).toThrow();
  });

  it('ports and providers', () => {
    expect([parsePort('0'), parsePort('65535')]).toEqual([0, 65_535]);
    for (const bad of ['65536', '-1', 'http', '8080x', '']) expect(() => parsePort(bad), bad).toThrow();
    expect(parseProvider('puffle', ['sendgrid', 'puffle'])).toEqual(['sendgrid', 'puffle']);
    expect(() => parseProvider('mailgun')).toThrow(/Expected one of sendgrid/);
  });

  it('redirections add up; the environment is read by name', () => {
    const one = parseBaseUrl('sendgrid=http://127.0.0.1:1/a=b');
    expect(parseBaseUrl('puffle=https://p.example', one)).toEqual({ sendgrid: 'http://127.0.0.1:1/a=b', puffle: 'https://p.example' });
    for (const bad of ['sendgrid', 'declared=https://x.example', '=https://x.example']) expect(() => parseBaseUrl(bad), bad).toThrow();
    const asked: string[] = [];
    const found = baseUrlsFromEnvironment((name) => {
      asked.push(name);
      return name === 'SENDPLAN_BASE_URL_SENDGRID_RESELLER' ? 'http://127.0.0.1:2' : '';
    });
    expect(found).toEqual({ 'sendgrid-reseller': 'http://127.0.0.1:2' });
    expect(asked).toEqual([
      'SENDPLAN_BASE_URL_SENDGRID',
      'SENDPLAN_BASE_URL_SENDGRID_RESELLER',
      'SENDPLAN_BASE_URL_ACTIVECAMPAIGN',
      'SENDPLAN_BASE_URL_PUFFLE',
    ]);
  });
});
