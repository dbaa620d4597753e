import { describe, expect, it } from 'vitest';
import { finding } from '../../src/model/finding.ts';
import { prettyPlan } from '../../src/report/pretty-plan.ts';
import type { ReportStyle } from '../../src/report/style.ts';
import { textWidth } from '../../src/report/table.ts';
import { campaignRow, capacityRow, HAND_MADE_SENDS, handMadePlan } from '../helpers/hand-made-plan.ts';

const TERMINAL: ReportStyle = { width: 100, color: false, unicode: true };
const golden = (name: string) => `../fixtures/golden/${name}.txt`;
const firstLine = (text: string) => text.split('\n')[0];

describe('pretty plan', () => {
  it('on a terminal of 100 columns', async () => {
    await expect(prettyPlan(handMadePlan(), HAND_MADE_SENDS, TERMINAL)).toMatchFileSnapshot(golden('plan'));
  });

  it('in colour', async () => {
    await expect(prettyPlan(handMadePlan(), HAND_MADE_SENDS, { ...TERMINAL, color: true })).toMatchFileSnapshot(golden('plan-color'));
  });

  it('in ASCII, apart from what people wrote', async () => {
    const text = prettyPlan(handMadePlan(), HAND_MADE_SENDS, { ...TERMINAL, unicode: false });
    await expect(text).toMatchFileSnapshot(golden('plan-ascii'));
  });

  it('in 60 columns: names give way, numbers never', async () => {
    const text = prettyPlan(handMadePlan(), HAND_MADE_SENDS, { ...TERMINAL, width: 60 });
    await expect(text).toMatchFileSnapshot(golden('plan-narrow'));
  });

  it('fits into 100 columns, line by line', () => {
    for (const line of prettyPlan(handMadePlan(), HAND_MADE_SENDS, TERMINAL).split('\n'))
      expect(textWidth(line), line).toBeLessThanOrEqual(100);
  });

  it('says the same with and without colour', () => {
    const colored = prettyPlan(handMadePlan(), HAND_MADE_SENDS, { ...TERMINAL, color: true });
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(prettyPlan(handMadePlan(), HAND_MADE_SENDS, TERMINAL));
  });

  it('contacts started by an earlier plan have a column when there are any', () => {
    const campaigns = [
      campaignRow('a', 10, { alreadyStarted: 23_000 }),
      campaignRow('b', 0, { alreadyStarted: 5, firstDay: null, lastDay: null }),
    ];
    const lines = prettyPlan(handMadePlan({ campaigns }), null, TERMINAL).split('\n');
    expect(lines.find((line) => line.includes('campaign '))).toMatch(/campaign +before +contacts/);
    expect(lines.find((line) => line.startsWith('     1  a'))).toMatch(/a +23,000 +10 +10/);
    expect(lines.find((line) => line.startsWith('     1  b'))).toMatch(/b +5 +0 +0 .*done$/);
  });

  it('a pipe gets every row and whole names', () => {
    const campaigns = Array.from({ length: 200 }, (_, i) =>
      campaignRow(`campaign-with-a-rather-long-name-that-nobody-wants-to-see-cut-${i}`, 10),
    );
    const plan = handMadePlan({ campaigns });
    const piped = prettyPlan(plan, null, { ...TERMINAL, width: null });
    for (const { campaign } of campaigns) expect(piped).toContain(campaign);
    const onScreen = prettyPlan(plan, null, TERMINAL);
    expect(onScreen).toContain('and 140 more campaigns; plan.json has all');
  });
});

describe('verdict', () => {
  it('fits, is short, or is unknown', () => {
    const fits = handMadePlan({ campaigns: [campaignRow('a', 1200), campaignRow('b', 1)], findings: [] });
    expect(firstLine(prettyPlan(fits, null, TERMINAL))).toBe('✓ everything fits: all 1,201 contacts are served');
    expect(firstLine(prettyPlan(handMadePlan(), null, TERMINAL))).toBe('✗ short by 4,000 contacts: 36,120 of 40,120 served');
    const none = handMadePlan({ campaigns: [], findings: [] });
    expect(firstLine(prettyPlan(none, null, TERMINAL))).toBe('nothing to plan: no campaign has contacts');
    const { outcome } = handMadePlan();
    const unsolved = handMadePlan({ outcome: { ...outcome, status: 'noSolution' } });
    expect(firstLine(prettyPlan(unsolved, null, TERMINAL))).toBe('? unknown: no plan was found in the time given');
  });

  it('a gap is said, and never called optimal', () => {
    const { outcome } = handMadePlan();
    const level = { objective: 'served.priority1', sense: 'max', value: 98, bound: 100, gap: 2 / 98, unit: 'contacts' } as const;
    const gap = handMadePlan({ outcome: { ...outcome, status: 'feasible', levels: [level] } });
    expect(prettyPlan(gap, null, TERMINAL)).toContain('at most 2.0% from optimal');
    const open = handMadePlan({ outcome: { ...outcome, status: 'feasible', levels: [{ ...level, bound: null, gap: null }] } });
    const text = prettyPlan(open, null, TERMINAL);
    expect(text).toContain('not proven optimal');
    expect(text).not.toMatch(/optimal, proven/);
  });

  it('a broken promise and an unknown number stand right beneath it', () => {
    const findings = [
      finding('demand.serve-at-least', 'black-friday: 36,000 contacts served, serve.atLeast asks for 38,000'),
      finding('capacity.assumed-zero', 'daily limit of sdr2@brand.example counted as 0'),
    ];
    const lines = prettyPlan(handMadePlan({ findings }), null, TERMINAL).split('\n');
    expect(lines[1]).toBe('  black-friday: 36,000 contacts served, serve.atLeast asks for 38,000');
    expect(lines[2]).toBe('  1 unknown number counted as 0: it may fit when known');
  });
});

describe('capacity and cost', () => {
  it('paid overage is said in money, and the pool is over', () => {
    const plan = handMadePlan({
      capacity: [
        capacityRow({ resource: 'credit_balance', account: 'sg-main', to: '2026-11-30', limit: 1000, planned: 1500, overage: 500 }),
      ],
      cost: { overage: [{ account: 'sg-main', sends: 500, amount: '0.55', currency: 'USD' }] },
    });
    const text = prettyPlan(plan, null, TERMINAL);
    expect(text).toContain('sg-main: 500 sends above the allowance, 0.55 USD');
    expect(text).toMatch(/1,000 +1,500 +0 +150% {2}██████ {2}over by 500/);
  });

  it('a year of days is drawn in columns of weeks', () => {
    const plan = handMadePlan({ horizon: { start: '2026-11-20', end: '2027-11-19', timeZone: 'UTC' } });
    const text = prettyPlan(plan, HAND_MADE_SENDS, TERMINAL);
    expect(text).toContain('a column is 7 days');
    for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(100);
  });
});

describe('hostile names', () => {
  it('OU-01: no control, no direction mark, no build-log command gets through', () => {
    const name = '\u001b[2J\u001b]0;x\u0007 \u009b31m \u202e\u200b\u2028 \r\n::error::pwn ##[set-output name=a]b';
    const plan = handMadePlan({
      campaigns: [campaignRow(name, 10, { served: 5, shortfall: { contacts: 5, reasons: [{ ...reason(name), missing: 5 }] } })],
      capacity: [
        capacityRow({
          resource: 'sender_daily_limit',
          account: name,
          sender: name,
          planned: 1000,
          isBinding: true,
          shadowPrice: 1,
          shadowPriceObjective: 'served.priority1',
        }),
      ],
      findings: [finding('capacity.reset-unknown', name, { subject: { kind: 'account', id: name } })],
    });
    const sends = HAND_MADE_SENDS.map((row) => ({ ...row, campaign: name, account: name }));
    const text = prettyPlan(plan, sends, TERMINAL);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/u);
    expect(text).toContain('\\x1b[2J');
    for (const line of text.split('\n')) {
      expect(line.trimStart()).not.toMatch(/^::/);
      expect(line).not.toContain('##[');
    }
  });
});

const reason = (text: string) => ({ resource: 'window' as const, account: text, sender: null, domain: null, from: null, to: null, text });
