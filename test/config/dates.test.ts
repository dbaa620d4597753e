/** Days of the plan and of accounts in their zones, at a given instant. */

import { describe, expect, test } from 'vitest';
import { line, loadText } from './plan-text.ts';

const A = 'version: 1\naccounts: [{ id: a, provider: declared }]\n';

describe('horizon', () => {
  test.each([
    ['UTC', '2026-11-20T03:00:00Z', '2026-11-20'],
    ['America/New_York', '2026-11-20T03:00:00Z', '2026-11-19'],
    ['America/New_York', '2026-11-20T05:00:00Z', '2026-11-20'],
    ['Pacific/Kiritimati', '2026-11-20T10:00:00Z', '2026-11-21'],
    ['Asia/Kathmandu', '2026-11-20T18:15:00Z', '2026-11-21'],
  ])('without a start it starts today in %s at %s', async (zone, now, today) => {
    const { workspace } = await loadText(`${A}timeZone: ${zone}\n`, now);
    expect(workspace?.horizon).toEqual({ start: today, end: null });
  });

  test('a start of today is fine, yesterday is not, and today depends on the zone', async () => {
    const text = (zone: string) => `${A}timeZone: ${zone}\nhorizon: { start: 2026-11-19 }\n`;
    expect((await loadText(text('America/New_York'), '2026-11-20T03:00:00Z')).findings).toEqual([]);
    expect((await loadText(text('UTC'), '2026-11-20T03:00:00Z')).findings.map((f) => f.kind)).toEqual(['config.date-outside']);
  });

  test('an end before today says so', async () => {
    const { findings } = await loadText(`${A}horizon: { end: 2026-11-19 }\n`);
    expect(findings.map(line)).toEqual([
      '3:17 config.contradiction horizon.end is 2026-11-19, before its start 2026-11-20 (today). Expected an end on or after the start.',
    ]);
  });

  test('400 days are allowed, 401 are not', async () => {
    expect((await loadText(`${A}horizon: { end: 2027-12-24 }\n`)).findings).toEqual([]);
    expect((await loadText(`${A}horizon: { end: 2027-12-25 }\n`)).findings.map((f) => f.kind)).toEqual(['config.date-outside']);
  });

  test('without an end, a window may not reach more than 400 days ahead', async () => {
    const campaign = (end: string) => `version: 1\ncampaigns: [{ id: c, contacts: 5, window: { end: ${end} } }]\n`;
    expect((await loadText(campaign('2027-12-24'))).findings).toEqual([]);
    expect((await loadText(campaign('2027-12-25'))).findings.map((f) => f.kind)).toEqual(['config.date-outside']);
  });

  test('an unusable end is one error, not one for each campaign', async () => {
    const { findings } = await loadText(
      'version: 1\nhorizon: { end: soon }\ncampaigns: [{ id: c, contacts: 5 }, { id: d, contacts: 5 }]\n',
    );
    expect(findings.map(line)).toEqual(['2:17 config.invalid-value horizon.end is "soon"; expected a calendar date written YYYY-MM-DD.']);
  });
});

describe('resets', () => {
  const reset = (next: string, zone: string, plan = 'UTC') =>
    `version: 1\ntimeZone: ${plan}\naccounts: [{ id: a, provider: declared, ${zone} credits: { remaining: 1, resets: { next: ${next}, every: month } } }]\n`;

  test('a reset of today is the new cycle; one of yesterday means old numbers', async () => {
    expect((await loadText(reset('2026-11-20', ''))).findings).toEqual([]);
    expect((await loadText(reset('2026-11-19', ''))).findings.map((f) => f.message)).toEqual([
      expect.stringContaining('the numbers are from before a reset'),
    ]);
  });

  test('the zone of the account decides, then that of the plan', async () => {
    const now = '2026-11-20T03:00:00Z';
    expect((await loadText(reset('2026-11-19', 'timeZone: America/Los_Angeles,'), now)).findings).toEqual([]);
    expect((await loadText(reset('2026-11-19', '', 'America/Los_Angeles'), now)).findings).toEqual([]);
    expect((await loadText(reset('2026-11-19', 'timeZone: UTC,', 'America/Los_Angeles'), now)).findings.map((f) => f.kind)).toEqual([
      'config.date-outside',
    ]);
    expect(
      (await loadText(reset('2026-11-20', 'timeZone: Pacific/Kiritimati,'), '2026-11-20T12:00:00Z')).findings.map((f) => f.kind),
    ).toEqual(['config.date-outside']);
  });

  test('an anchor day is kept where a short month hides it', async () => {
    const text = (next: string, anchor: number) =>
      `version: 1\naccounts: [{ id: a, provider: declared, credits: { resets: { next: ${next}, every: month, anchorDay: ${anchor} } } }]\n`;
    expect((await loadText(text('2027-02-28', 31))).workspace?.accounts[0]?.credits.resets).toEqual({
      next: '2027-02-28',
      every: 'month',
      anchorDay: 31,
    });
    for (const [next, anchor] of [
      ['2027-02-27', 31],
      ['2027-02-28', 15],
      ['2026-12-31', 30],
    ] as const)
      expect((await loadText(text(next, anchor))).findings.map((f) => f.kind)).toEqual(['config.contradiction']);
  });
});

describe('dates that only warn', () => {
  test('several promised sends in the past are one finding', async () => {
    const { workspace, findings } = await loadText(
      'version: 1\naccounts: [{ id: a, provider: declared, senders: [{ id: s }] }]\nhorizon: { end: 2026-12-19 }\ncampaigns: [{ id: c, contacts: 5 }]\ninFlight:\n  - { campaign: c, sender: s, date: 2026-11-20, sends: 1 }\n  - { campaign: c, sender: s, date: 2026-11-18, sends: 5 }\n  - { campaign: c, sender: s, date: 2026-11-19, sends: 7 }\n',
    );
    expect(findings.map(line)).toEqual([
      '7:37 in-flight.past 12 sends are in flight in 2 entries, before today (2026-11-20); they are ignored.',
    ]);
    expect(workspace?.inFlight.map((f) => f.date)).toEqual(['2026-11-18', '2026-11-19', '2026-11-20']);
  });

  test('declared numbers hold on their last day', async () => {
    expect((await loadText('version: 1\naccounts: [{ id: a, provider: declared, expires: 2026-11-20 }]\n')).findings).toEqual([]);
    const { findings } = await loadText('version: 1\naccounts: [{ id: a, provider: declared, expires: 2026-11-19 }]\n');
    expect(findings.map((f) => [f.kind, f.severity, f.subject])).toEqual([['snapshot.stale', 'warning', { kind: 'account', id: 'a' }]]);
  });

  test('more than 200 errors or warnings are cut, each with a word about it', async () => {
    const domains = Array.from({ length: 300 }, (_, i) => `  - { id: d${i}.example, dailyLimit: 5 }\n`).join('');
    const warned = await loadText(`${A}domains:\n${domains}`);
    expect(warned.workspace).not.toBeNull();
    expect([warned.findings.length, warned.findings.at(-1)?.kind, warned.findings.at(-1)?.severity]).toEqual([
      201,
      'config.limit',
      'warning',
    ]);
    const failed = await loadText(`${A}domains:\n${domains.replaceAll('dailyLimit: 5', 'dailyLimit: x')}`);
    expect(failed.findings.length).toBe(201);
    expect(failed.findings.every((f) => f.severity === 'error')).toBe(true);
  });
});
