import { describe, expect, it } from 'vitest';
import type { Certificate } from '../../src/model/plan.ts';
import { accountCapacity, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { boundsOf, certificate, claim, type Dual, type Entry, entry, FRI, messages, ONE_DAY, one, verify } from './bound-kit.ts';
import { makePlan, type PlanParts } from './make-plan.ts';

describe('levels one after the other', () => {
  const parts: PlanParts = {
    workspace: workspace([one('a', 10), one('b', 10, { priority: 2 })], ONE_DAY),
    snapshot: snapshot([accountCapacity('acc', [senderCapacity('s1', { dailyLimit: 12 })])]),
    starts: [
      ['a', null, 'acc', 's1', FRI, 10],
      ['b', null, 'acc', 's1', FRI, 2],
    ],
  };
  const cap: Dual = { family: 'sender_daily_limit', sender: 's1', date: FRI, dual: 1 };

  it('keep the earlier ones by a multiplier', () => {
    const first = entry('served.priority1', []);
    expect(boundsOf(parts, certificate([first, entry('served.priority2', [cap], { 'served.priority1': 1 })]))).toEqual([1e-5, 2e-6]);
    expect(boundsOf(parts, certificate([first, entry('served.priority2', [cap])]))).toEqual([1e-5, 1.2e-5]);
  });

  it.each<[string, Entry['kept'], string]>([
    ['an unknown level', { nothing: 1 }, '"nothing" in `kept` is not an earlier level'],
    ['itself', { 'served.priority2': 1 }, '"served.priority2" in `kept` is not an earlier level'],
    ['a negative multiplier', { 'served.priority1': -1 }, 'the multiplier -1 of served.priority1 is not a non-negative integer'],
    ['a fraction', { 'served.priority1': 0.5 }, 'the multiplier 0.5 of served.priority1 is not a non-negative integer'],
  ])('cannot keep %s', (_, kept, why) => {
    const proof = certificate([entry('served.priority1', []), entry('served.priority2', [cap], kept)]);
    expect(messages(parts, claim(parts, proof, [1e-5, 2e-6], 'feasible'))).toEqual([
      `level served.priority2: bound 0.000002 is not proven: ${why}`,
    ]);
  });

  it.each<[string, Certificate, string]>([
    ['no entry for the level', certificate([]), 'the certificate has 0 entries for it, expected 1'],
    [
      'two entries',
      certificate([entry('served.priority1', []), entry('served.priority1', [])]),
      'the certificate has 2 entries for it, expected 1',
    ],
    ['scale 0', certificate([entry('served.priority1', [])], 0), 'the scale 0 is not a positive integer'],
    ['a scale that is no integer', certificate([entry('served.priority1', [])], 1.5), 'the scale 1.5 is not a positive integer'],
  ])('have no bound with %s', (_, proof, why) => {
    expect(messages(parts, claim(parts, proof, [1e-5, null], 'feasible'))).toEqual([
      `level served.priority1: bound 0.00001 is not proven: ${why}`,
    ]);
  });

  it('prove a shortfall that nobody could avoid: infeasible', () => {
    const files = {
      workspace: workspace([one('c', 10, { serveAtLeast: 8 })], ONE_DAY),
      snapshot: snapshot([accountCapacity('acc', [senderCapacity('s1', { dailyLimit: 4 })])]),
    };
    const short: PlanParts = { ...files, starts: [['c', null, 'acc', 's1', FRI, 4]] };
    const serve: Dual = { family: 'serve_at_least', campaign: 'c', dual: 1 };
    const proof = certificate([entry('shortfall.priority1', [cap, serve]), entry('served.priority1', [cap])]);
    expect(boundsOf(short, proof)).toEqual([4, 4e-6]);
    expect(verify(short, claim(short, proof, [4, 4e-6], 'infeasible'))).toMatchObject({ isValid: true, isOptimal: true });
    expect(messages(short, claim(short, proof, [5, 4e-6], 'infeasible'))).toEqual([
      'level shortfall.priority1: bound is 5, the certificate proves no better than 4',
      'level shortfall.priority1: value 4 is better than its own bound 5',
    ]);
    expect(messages(short, claim(short, proof, [4, 4e-6], 'optimal'))).toEqual([
      'plan: status is optimal, the levels and their proven bounds give infeasible',
    ]);
    // Without a price the shortfall might be avoidable: 0 is all that is certain.
    expect(boundsOf(short, certificate([entry('shortfall.priority1', [{ ...cap, dual: 5 }])]))).toEqual([0, null]);
  });

  it('prove that paid sends are needed: 6 at 1.00 per 1000', () => {
    const overage = { max: 8, pricePer1000: '1', currency: 'USD' };
    const paid: PlanParts = {
      workspace: workspace([one('c', 10)]),
      snapshot: snapshot([
        accountCapacity('acc', [senderCapacity('s1')], { remaining: 4, overage }),
        accountCapacity('eur', [], { remaining: 4, overage: { ...overage, currency: 'EUR' } }),
        accountCapacity('unlimited', [], { overage: { ...overage, currency: 'GBP' } }),
        accountCapacity('none', [], { remaining: 1, overage: { ...overage, max: 0, currency: 'CHF' } }),
      ]),
      starts: [['c', null, 'acc', 's1', FRI, 10]],
    };
    const credits: Dual = { family: 'credit_balance', account: 'acc', date: FRI, dual: 1_000_000 };
    const proof = certificate([
      entry('served.priority1', []),
      entry('overage.EUR', []),
      entry('overage.USD', [credits], { 'served.priority1': 1_000_000 }),
    ]);
    expect(boundsOf(paid, proof)).toEqual([1e-5, 0, 0.006]);
    expect(verify(paid, claim(paid, proof, [1e-5, 0, 0.006], 'optimal'))).toMatchObject({ isValid: true, isOptimal: true });
    expect(boundsOf(paid, certificate([entry('overage.USD', [{ ...credits, dual: 700_000 }], { 'served.priority1': 1_000_000 })]))).toEqual(
      [null, null, 0.005],
    );
  });

  it('may list a currency in which nothing can be bought', () => {
    const overage = { max: 8, pricePer1000: '1', currency: 'USD' };
    const free: PlanParts = {
      workspace: workspace([], ONE_DAY),
      snapshot: snapshot([accountCapacity('acc', [senderCapacity('s1')], { overage })]),
    };
    const level = { objective: 'overage.USD', sense: 'min', value: 0, bound: null, gap: null, unit: 'USD' } as const;
    const plan = makePlan({ ...free, outcome: { levels: [level], status: 'feasible' } });
    expect(verify(free, plan)).toMatchObject({ isValid: true });
    expect(verify(free, makePlan(free))).toMatchObject({ isValid: true, isOptimal: true, levels: [] });
  });
});
