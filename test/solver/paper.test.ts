/** Three small workspaces worked out on paper: totals, days, reasons. */

import { beforeAll, describe, expect, it } from 'vitest';
import { loadEngine } from '../../src/solver/run.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { planValues } from '../helpers/plan-values.ts';

describe.each(['highs', 'jslp'] as const)('by hand with %s', (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await loadEngine(name);
  });

  it('single pool with a reset inside the horizon', () => {
    // 20–26 Nov; 100 credits left, reset on the 24th brings 150; sender 60 a day.
    // Cycle 1: 4 days × 60 = 240 sends possible, 100 credits. Cycle 2: 3 days × 60 = 180, 150 credits. Served 250 of 400.
    const plan = planValues(
      workspace([campaign('news', 400)]),
      snapshot([
        accountCapacity('a', [senderCapacity('s', { dailyLimit: 60 })], {
          remaining: 100,
          allowance: 150,
          resets: { next: '2026-11-24', every: 'month' },
        }),
      ]),
      engine,
    );
    expect(plan.campaigns[0]).toMatchObject({ served: 250, sends: 250, firstDay: '2026-11-20', lastDay: '2026-11-26' });
    const before = plan.starts.filter((s) => s.date < '2026-11-24').reduce((n, s) => n + s.contacts, 0);
    expect(before).toBe(100);
    const reasons = plan.campaigns[0]?.shortfall?.reasons ?? [];
    expect(reasons.reduce((n, r) => n + r.missing, 0)).toBe(150);
    // With credits lifted the sender carries 7 × 60 = 420 ≥ 400: credits alone explain it.
    expect(reasons.map((r) => r.resource)).toEqual(['credit_balance']);
    expect(plan.outcome.levels[0]).toMatchObject({ objective: 'served.priority1', value: 250 });
  });

  it('two senders, a two-step sequence and a weekend shift', () => {
    // Horizon Fri 20 – Mon 30 Nov. Both senders Mon–Fri, 10 a day. Step 2 one day later: a Friday start is followed up on Monday.
    // Starts allowed Fri 20 and Mon 23 (window). Fri starts: load Fri + Mon. Mon starts: load Mon + Tue.
    // Per sender: Fri ≤ 10, Mon: fri + mon ≤ 10, Tue ≤ 10 → fri + mon ≤ 10. Two senders: 20 of 50.
    const senders = ['s1', 's2'].map((id) => senderCapacity(id, { dailyLimit: 10, weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'] }));
    const plan = planValues(
      workspace(
        [
          campaign('outreach', 50, {
            window: { start: '2026-11-20', end: '2026-11-23', weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] },
            steps: [
              { day: 0, share10k: 10_000 },
              { day: 1, share10k: 10_000 },
            ],
          }),
        ],
        { end: '2026-11-30' },
      ),
      snapshot([accountCapacity('a', senders)]),
      engine,
    );
    expect(plan.campaigns[0]).toMatchObject({ served: 20, sends: 40, shortfall: { contacts: 30 } });
    // asap: everything starts on Friday, the follow-up falls on Monday.
    expect(plan.campaigns[0]).toMatchObject({ firstDay: '2026-11-20', lastDay: '2026-11-23' });
    expect(plan.starts).toEqual([
      { campaign: 'outreach', segment: null, account: 'a', sender: 's1', date: '2026-11-20', contacts: 10 },
      { campaign: 'outreach', segment: null, account: 'a', sender: 's2', date: '2026-11-20', contacts: 10 },
    ]);
  });

  it('subusers under one parent', () => {
    // Parent pool 100; sub1 has 80 of its own, sub2 is unlimited. 70 wanted from sub1, 90 from sub2: together 100.
    // Priority 1 on sub2's campaign: 90, then 10 for the other.
    const plan = planValues(
      workspace([
        campaign('first', 90, {
          priority: 1,
          from: { accounts: ['sub2'], providers: [], senders: [], tags: [], except: { senders: [], accounts: [], tags: [] } },
        }),
        campaign('second', 70, {
          priority: 2,
          from: { accounts: ['sub1'], providers: [], senders: [], tags: [], except: { senders: [], accounts: [], tags: [] } },
        }),
      ]),
      snapshot([
        accountCapacity('parent', [], { remaining: 100 }),
        accountCapacity('sub1', [senderCapacity('s1')], { remaining: 80, parent: 'parent' }),
        accountCapacity('sub2', [senderCapacity('s2')], { parent: 'parent' }),
      ]),
      engine,
    );
    expect(plan.campaigns.map((c) => [c.campaign, c.served])).toEqual([
      ['first', 90],
      ['second', 10],
    ]);
    expect(plan.capacity.filter((c) => c.resource === 'credit_balance').map((c) => [c.account, c.limit, c.planned])).toEqual([
      ['parent', 100, 100],
      ['sub1', 80, 10],
      ['sub2', null, 90],
    ]);
    expect(plan.campaigns[1]?.shortfall?.reasons[0]).toMatchObject({ resource: 'credit_balance', account: 'parent', missing: 60 });
  });
});
