/** What must stay or scale when a workspace is changed in a known way, on both exact engines for networks. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SenderCapacity } from '../../src/model/capacity.ts';
import type { Plan } from '../../src/model/plan.ts';
import { loadEngine } from '../../src/solver/run.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { loadEngines, provenPlan, type TestedEngine } from '../helpers/engines.ts';
import { objective } from '../helpers/metamorphic.ts';
import { planValues } from '../helpers/plan-values.ts';
import type { Small } from '../helpers/small-workspaces.ts';

/** Several plans per sample on a busy machine. */
const TIMEOUT = { timeout: 120_000 };
let engines: Readonly<Record<string, TestedEngine>>;
beforeAll(async () => {
  engines = Object.fromEntries((await loadEngines()).map((e) => [e.name, e]));
});

/** Contacts, limits and credits in units of `k`; worths in units of `scale`. */
interface Transport {
  readonly make: (k: number, scale: number) => Small;
  /** The same with other senders. */
  readonly withSenders: (change: (senders: readonly SenderCapacity[]) => readonly SenderCapacity[]) => Small;
}

const transport: fc.Arbitrary<Transport> = fc
  .record({
    contacts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
    limits: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 4 }),
    credits: fc.integer({ min: 0, max: 120 }),
    values: fc.array(fc.constantFrom(1, 2, 5), { minLength: 4, maxLength: 4 }),
  })
  .map(({ contacts, limits, credits, values }) => {
    const build = (k: number, scale: number, change: (senders: readonly SenderCapacity[]) => readonly SenderCapacity[]): Small => ({
      workspace: workspace(
        contacts.map((n, i) => campaign(`c${i}`, n * k, { priority: 1 + (i % 2), valueMicro: (values[i] as number) * scale })),
        { end: '2026-11-22' },
      ),
      snapshot: snapshot([
        accountCapacity('a', change(limits.map((n, i) => senderCapacity(`s${i}`, { dailyLimit: n * k }))), { remaining: credits * k }),
      ]),
    });
    return { make: (k, scale) => build(k, scale, (s) => s), withSenders: (change) => build(1, 1000, change) };
  });

const rounded = (values: readonly number[]) => values.map((v) => Math.round(v * 1e6) / 1e6 + 0);
const amountOf = (s: SenderCapacity): number => (s.dailyLimit.value.kind === 'limited' ? s.dailyLimit.value.amount : 0);

describe.each(['highs', 'flow'])('metamorphic on %s', (name) => {
  const plan = (small: Small): Plan => provenPlan(small, engines[name] as TestedEngine) as Plan;

  it('SV-34 all counts times k: objective times k; divided again: the first objective', TIMEOUT, () => {
    fc.assert(
      fc.property(transport, fc.integer({ min: 2, max: 9 }), ({ make }, k) => {
        const [one, many] = [objective(plan(make(1, 1000))), objective(plan(make(k, 1000)))];
        expect(rounded(many)).toEqual(rounded(one.map((v) => v * k)));
        expect(rounded(many.map((v) => v / k))).toEqual(rounded(one));
      }),
      { numRuns: 200, seed: 34 },
    );
  });

  it('SV-35 senders split in two, or put together into one, with the same total: same objective', TIMEOUT, () => {
    fc.assert(
      fc.property(transport, fc.array(fc.nat(12), { minLength: 4, maxLength: 4 }), ({ withSenders }, cuts) => {
        const now = objective(plan(withSenders((s) => s)));
        const split = withSenders((senders) =>
          senders.flatMap((s, i) => {
            const first = Math.min(amountOf(s), cuts[i] as number);
            return [senderCapacity(s.id, { dailyLimit: first }), senderCapacity(`${s.id}b`, { dailyLimit: amountOf(s) - first })];
          }),
        );
        expect(objective(plan(split))).toEqual(now);
        const together = withSenders((senders) => [senderCapacity('all', { dailyLimit: senders.reduce((n, s) => n + amountOf(s), 0) })]);
        expect(objective(plan(together))).toEqual(now);
      }),
      { numRuns: 200, seed: 35 },
    );
  });

  it('SV-35 a sender without capacity, added or taken away, changes nothing', TIMEOUT, () => {
    fc.assert(
      fc.property(transport, fc.constantFrom('a', 's0b', 'z'), ({ withSenders }, id) => {
        const now = plan(withSenders((s) => s));
        const more = plan(withSenders((s) => [...s, senderCapacity(id, { dailyLimit: 0 })]));
        expect([...more.starts]).toEqual([...now.starts]);
        const fewer = plan(withSenders((s) => (s.some((x) => amountOf(x) > 0) ? s.filter((x) => amountOf(x) > 0) : s)));
        expect([...fewer.starts]).toEqual([...now.starts]);
      }),
      { numRuns: 200, seed: 36 },
    );
  });

  it('SV-36 scaling all values up or down keeps the allocation', TIMEOUT, () => {
    fc.assert(
      fc.property(transport, fc.constantFrom(1, 10, 500, 2_000, 1_000_000), ({ make }, scale) => {
        expect([...plan(make(1, scale)).starts]).toEqual([...plan(make(1, 1000)).starts]);
      }),
      { numRuns: 200, seed: 37 },
    );
  });
});

describe('engines', () => {
  it('SV-05 SV-32 agree on every proven level of 500 transport instances', TIMEOUT, async () => {
    const [highs, jslp] = [await loadEngine('highs'), await loadEngine('jslp')];
    fc.assert(
      fc.property(transport, ({ make }) => {
        const { workspace: w, snapshot: s } = make(1, 1000);
        expect(objective(planValues(w, s, jslp))).toEqual(objective(planValues(w, s, highs)));
      }),
      { numRuns: 500, seed: 5 },
    );
  });
});
