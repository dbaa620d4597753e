/** What must stay, grow or scale when a workspace is changed in a known way. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/model/capacity.ts';
import { limited } from '../../src/model/limit.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Workspace } from '../../src/model/workspace.ts';
import { loadEngine } from '../../src/solver/run.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { planValues } from '../helpers/plan-values.ts';
import { smallWorkspaces } from '../helpers/small-workspaces.ts';

const RUNS = { numRuns: 200 };
let highs: Engine;
beforeAll(async () => {
  highs = await loadEngine('highs');
});

/** Objective levels 1 and 2 as a list in which smaller is better. */
const objective = (plan: Plan): number[] =>
  plan.outcome.levels.filter((l) => /^(shortfall|served)\./.test(l.objective)).map((l) => (l.sense === 'max' ? 0 - l.value : l.value));

const compare = (a: readonly number[], b: readonly number[]): number => {
  for (const [i, v] of a.entries()) if (v !== b[i]) return v - (b[i] as number);
  return 0;
};

const withDailyLimits = (s: Snapshot, change: (amount: number) => number): Snapshot => ({
  ...s,
  accounts: s.accounts.map((a) => ({
    ...a,
    senders: a.senders.map((sender) => ({
      ...sender,
      dailyLimit: {
        ...sender.dailyLimit,
        value:
          sender.dailyLimit.value.kind === 'limited'
            ? limited(Math.max(0, change(sender.dailyLimit.value.amount)))
            : sender.dailyLimit.value,
      },
    })),
  })),
});

describe('metamorphic', () => {
  it('SV-33 more capacity never worsens, less never betters the objective', () => {
    fc.assert(
      fc.property(smallWorkspaces, fc.integer({ min: 1, max: 3 }), ({ workspace: w, snapshot: s }, by) => {
        const now = objective(planValues(w, s, highs));
        expect(
          compare(
            objective(
              planValues(
                w,
                withDailyLimits(s, (n) => n + by),
                highs,
              ),
            ),
            now,
          ),
        ).toBeLessThanOrEqual(0);
        expect(
          compare(
            objective(
              planValues(
                w,
                withDailyLimits(s, (n) => n - by),
                highs,
              ),
            ),
            now,
          ),
        ).toBeGreaterThanOrEqual(0);
      }),
      { ...RUNS, seed: 33 },
    );
  });

  const transport = fc
    .record({
      contacts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
      limits: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 4 }),
      credits: fc.integer({ min: 0, max: 120 }),
      values: fc.array(fc.constantFrom(1, 2, 5), { minLength: 4, maxLength: 4 }),
    })
    .map(({ contacts, limits, credits, values }) => (k: number, scale = 1): { w: Workspace; s: Snapshot } => ({
      w: workspace(
        contacts.map((n, i) => campaign(`c${i}`, n * k, { priority: 1 + (i % 2), valueMicro: (values[i] as number) * 1000 * scale })),
        { end: '2026-11-22' },
      ),
      s: snapshot([
        accountCapacity(
          'a',
          limits.map((n, i) => senderCapacity(`s${i}`, { dailyLimit: n * k })),
          { remaining: credits * k },
        ),
      ]),
    }));

  it('SV-34 all counts times k: objective times k', () => {
    fc.assert(
      fc.property(transport, fc.integer({ min: 2, max: 9 }), (make, k) => {
        const [one, many] = [make(1), make(k)];
        const expected = objective(planValues(one.w, one.s, highs)).map((v) => Math.round(v * k * 1e6) / 1e6);
        expect(objective(planValues(many.w, many.s, highs)).map((v) => Math.round(v * 1e6) / 1e6)).toEqual(expected);
      }),
      { ...RUNS, seed: 34 },
    );
  });

  it('SV-35 a sender split in two with the same total: same objective; a sender without capacity changes nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 200 }), (a, b, contacts) => {
        const w = workspace([campaign('c', contacts)]);
        const whole = planValues(w, snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: a + b })])]), highs);
        const split = planValues(
          w,
          snapshot([accountCapacity('a', [senderCapacity('s1', { dailyLimit: a }), senderCapacity('s2', { dailyLimit: b })])]),
          highs,
        );
        expect(objective(split)).toEqual(objective(whole));
        const withEmpty = planValues(
          w,
          snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: a + b }), senderCapacity('t', { dailyLimit: 0 })])]),
          highs,
        );
        expect(withEmpty.starts).toEqual(whole.starts);
      }),
      { ...RUNS, seed: 35 },
    );
  });

  it('SV-36 scaling all values keeps the allocation', () => {
    fc.assert(
      fc.property(transport, fc.constantFrom(2, 10, 1000), (make, scale) => {
        const [one, many] = [make(1), make(1, scale)];
        expect(planValues(many.w, many.s, highs).starts).toEqual(planValues(one.w, one.s, highs).starts);
      }),
      { ...RUNS, seed: 36 },
    );
  });

  it('SV-37 cutting the limits down to what the plan used keeps the objective', () => {
    fc.assert(
      fc.property(transport, (make) => {
        const { w, s } = make(1);
        const plan = planValues(w, s, highs);
        const used = plan.starts.reduce((n, r) => n + r.contacts, 0);
        const cut: Snapshot = {
          ...s,
          accounts: s.accounts.map((a) => ({
            ...a,
            credits: { ...a.credits, remaining: { ...a.credits.remaining, value: limited(used) } },
          })),
        };
        expect(objective(planValues(w, cut, highs))).toEqual(objective(plan));
      }),
      { ...RUNS, seed: 37 },
    );
  });

  it('SV-31 50 repeats give one plan', () => {
    const { w, s } = (fc.sample(transport, { seed: 31, numRuns: 1 })[0] as (k: number) => { w: Workspace; s: Snapshot })(3);
    const first = JSON.stringify(planValues(w, s, highs));
    for (let i = 0; i < 50; i++) expect(JSON.stringify(planValues(w, s, highs))).toBe(first);
  });

  it('SV-05 SV-32 both engines agree on every proven level of 500 transport instances', async () => {
    const jslp = await loadEngine('jslp');
    fc.assert(
      fc.property(transport, (make) => {
        const { w, s } = make(1);
        expect(objective(planValues(w, s, jslp))).toEqual(objective(planValues(w, s, highs)));
      }),
      { numRuns: 500, seed: 5 },
    );
  });
});
