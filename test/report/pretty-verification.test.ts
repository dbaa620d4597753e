import { describe, expect, it } from 'vitest';
import { finding } from '../../src/model/finding.ts';
import type { Verification } from '../../src/model/plan.ts';
import { prettyVerification } from '../../src/report/pretty-verification.ts';
import { handMadePlan } from '../helpers/hand-made-plan.ts';

const STYLE = { width: 100, color: false, unicode: true };
const plan = handMadePlan();
const good: Verification = {
  isValid: true,
  isOptimal: true,
  levels: plan.outcome.levels,
  findings: [],
  checked: { demand: 2, sender_daily_limit: 60, credit_balance: 3, nothing_of_this: 0 },
};

describe('verification for people', () => {
  it('every limit holds', async () => {
    await expect(prettyVerification(plan, good, STYLE)).toMatchFileSnapshot('../fixtures/golden/verification.txt');
  });

  it('a limit does not hold: said first, then what', () => {
    const findings = [finding('plan.limit-exceeded', 'sender news@brand.example on 2026-11-24: 8,001 sends, at most 8,000')];
    const text = prettyVerification(plan, { ...good, isValid: false, isOptimal: false, findings }, STYLE);
    expect(text.split('\n')[0]).toBe('✗ the plan does not hold: 1 violation');
    expect(text).toContain('8,001 sends, at most 8,000');
  });

  it('without proof nothing is called optimal', () => {
    const levels = plan.outcome.levels.map((level) => ({ ...level, bound: null, gap: null }));
    const text = prettyVerification(plan, { ...good, isOptimal: false, levels }, STYLE);
    expect(text).toContain('not proven optimal');
    expect(text).not.toMatch(/optimal, proven|(?<!proven) optimal$/m);
  });
});
