import { describe, expect, it } from 'vitest';
import type { ObjectiveLevel, Plan } from '../../src/model/plan.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, TODAY, workspace } from '../helpers/builders.ts';
import { makePlan } from './make-plan.ts';

const FILES = workspace([campaign('a', 10, { serveAtLeast: 5 }), campaign('b', 10, { priority: 2, valueMicro: 120_000 })]);
const CAPACITY = snapshot([accountCapacity('acc', [senderCapacity('s1')])]);
const PLAN = makePlan({
  workspace: FILES,
  snapshot: CAPACITY,
  starts: [
    ['a', null, 'acc', 's1', TODAY, 3],
    ['b', null, 'acc', 's1', TODAY, 7],
  ],
});
const [SHORT, FIRST, SECOND] = PLAN.outcome.levels as [ObjectiveLevel, ObjectiveLevel, ObjectiveLevel];
const PACING: ObjectiveLevel = { objective: 'pacing.days', sense: 'min', value: 3, bound: null, gap: null, unit: 'contact-days' };
const BALANCE: ObjectiveLevel = { ...PACING, objective: 'balance', unit: 'share' };

const withOutcome = (outcome: Partial<Plan['outcome']>): Plan => ({ ...PLAN, outcome: { ...PLAN.outcome, ...outcome } });
const messages = (levels: readonly ObjectiveLevel[]) =>
  verifyPlan({ workspace: FILES, plan: withOutcome({ levels }) }).findings.map((f) => f.message);

describe('levels of a plan (SV-16)', () => {
  it('are shortfall, then served by priority, each with its exact value', () => {
    expect(PLAN.outcome.levels).toEqual([
      { objective: 'shortfall.priority1', sense: 'min', value: 2, bound: null, gap: null, unit: 'contacts' },
      { objective: 'served.priority1', sense: 'max', value: 3, bound: null, gap: null, unit: 'contacts' },
      { objective: 'served.priority2', sense: 'max', value: 0.84, bound: null, gap: null, unit: 'value' },
    ]);
    expect(messages(PLAN.outcome.levels)).toEqual([]);
    expect(messages([SHORT, FIRST, SECOND, PACING, BALANCE])).toEqual([]);
  });

  it.each<[string, readonly ObjectiveLevel[], string]>([
    ['another value', [SHORT, FIRST, { ...SECOND, value: 0.840001 }], 'level served.priority2: value is 0.840001, the rows give 0.84'],
    ['another sense', [SHORT, { ...FIRST, sense: 'min' }, SECOND], 'level served.priority1: sense is min, expected max'],
    ['another unit', [SHORT, FIRST, { ...SECOND, unit: 'contacts' }], 'level served.priority2: unit is "contacts", expected "value"'],
    ['a gap without bound', [{ ...SHORT, gap: 0 }, FIRST, SECOND], 'level shortfall.priority1: gap is 0 without a bound, expected null'],
    ['a level missing', [SHORT, FIRST], 'level served.priority2: missing as level 3 of the plan'],
    [
      'the last ones in another order',
      [SHORT, FIRST, SECOND, BALANCE, PACING],
      'level pacing.days: not expected here; after the proven levels come only churn, pacing.days, pacing.even, balance, each once, in this order',
    ],
    [
      'a level twice',
      [SHORT, FIRST, SECOND, PACING, PACING],
      'level pacing.days: not expected here; after the proven levels come only churn, pacing.days, pacing.even, balance, each once, in this order',
    ],
    [
      'a bound that is never proven',
      [SHORT, FIRST, SECOND, { ...PACING, bound: 3, gap: 0 }],
      'level pacing.days: bound is 3 and gap 0, expected null: this level is not proven',
    ],
    [
      'a value that is no number',
      [SHORT, FIRST, SECOND, { ...PACING, value: Number.NaN }],
      'level pacing.days: value is NaN, expected a number',
    ],
  ])('are rejected with %s', (_, levels, message) => {
    expect(messages(levels)).toEqual([message]);
  });

  it('are rejected with a level nobody knows', () => {
    expect(messages([SHORT, FIRST, SECOND, { ...PACING, objective: 'served.priority9' }])).toEqual([
      'level served.priority9: not expected here; after the proven levels come only churn, pacing.days, pacing.even, balance, each once, in this order',
    ]);
  });

  it('carry the gap that value and bound give', () => {
    const certificate = { scale: 1, levels: [{ objective: 'served.priority1', kept: {}, duals: [] }] };
    const gapOf = (gap: number | null) =>
      verifyPlan({
        workspace: FILES,
        plan: withOutcome({ levels: [SHORT, { ...FIRST, bound: 10, gap }, SECOND], certificate }),
      }).findings.map((f) => f.message);
    expect(gapOf(0.7)).toEqual([]);
    expect(gapOf(0.7 + 1e-15)).toEqual([]);
    for (const gap of [0, 1, null]) expect(gapOf(gap)).toEqual([`level served.priority1: gap is ${gap}, value 3 and bound 10 give 0.7`]);
  });

  it('are given back as recomputed, without what is not proven', () => {
    const lie = [{ ...SHORT, value: 0, bound: 0, gap: 0 }, FIRST, SECOND, { ...PACING, bound: 1, gap: 0 }];
    expect(verifyPlan({ workspace: FILES, plan: withOutcome({ levels: lie }) }).levels).toEqual([SHORT, FIRST, SECOND, PACING]);
  });
});

describe('status', () => {
  it.each(['optimal', 'infeasible', 'noSolution'] as const)('is not %s for a plan without proof', (status) => {
    expect(verifyPlan({ workspace: FILES, plan: withOutcome({ status }) }).findings.map((f) => f.message)).toEqual([
      `plan: status is ${status}, the levels and their proven bounds give feasible`,
    ]);
  });
});
