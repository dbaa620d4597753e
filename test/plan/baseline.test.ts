import { describe, expect, it } from 'vitest';
import { finding } from '../../src/model/finding.ts';
import { againstBaseline } from '../../src/plan/baseline.ts';

const short = (missing: number) =>
  finding('demand.shortfall', 'short', { subject: { kind: 'campaign', id: 'autumn' }, data: { contacts: 100, served: 100 - missing } });
const low = (excess: number) => finding('headroom.low', 'low', { subject: { kind: 'account', id: 'relay' }, data: { excess } });

describe('findings against a baseline', () => {
  it.each([
    ['the same', short(10), short(10), 'known'],
    ['less', short(9), short(10), 'known'],
    ['more', short(11), short(10), 'worse'],
    ['farther beyond a bound', low(11), low(10), 'worse'],
    ['graver', { ...low(1), severity: 'error' as const }, { ...low(1), severity: 'warning' as const }, 'worse'],
    ['milder', { ...low(1), severity: 'info' as const }, low(1), 'known'],
    ['another kind', low(1), short(1), 'worse'],
    ['a plan that does not hold', finding('plan.limit-exceeded', 'x'), finding('plan.limit-exceeded', 'x'), 'worse'],
  ] as const)('%s', (_, now, before, expected) => {
    const { worse, known } = againstBaseline([now], [before]);
    expect([worse.length, known.length]).toEqual(expected === 'worse' ? [1, 0] : [0, 1]);
  });

  it('what was there and is gone says nothing', () => {
    expect(againstBaseline([], [short(10)])).toEqual({ worse: [], known: [] });
  });
});
