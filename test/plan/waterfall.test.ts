/** Waterfalls close exactly and end at the plan, and what they take off has the right cause. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/model/capacity.ts';
import type { Waterfall, WaterfallCause } from '../../src/model/explanation.ts';
import type { Workspace } from '../../src/model/workspace.ts';
import { dailySends } from '../../src/plan/sends.ts';
import { accountWaterfall, campaignWaterfall, type PlannedSends } from '../../src/plan/waterfall.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { loadEngine } from '../../src/solver/run.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, TODAY, workspace } from '../helpers/builders.ts';
import { expectClosedWaterfalls } from '../helpers/closed-waterfalls.ts';
import { MEDIUM_SIZES, networkWorkspaces } from '../helpers/network-workspaces.ts';
import { planValues } from '../helpers/plan-values.ts';
import { sequenceWorkspaces } from '../helpers/sequence-workspaces.ts';
import { smallWorkspaces } from '../helpers/small-workspaces.ts';

let highs: Engine;
beforeAll(async () => {
  highs = await loadEngine('highs');
});

function planned(files: Workspace, capacity: Snapshot): PlannedSends {
  const problem = buildProblem(files, capacity);
  const plan = planValues(files, capacity, highs);
  return { workspace: files, snapshot: capacity, problem, sends: dailySends(problem, plan), campaigns: plan.campaigns };
}

describe('every waterfall closes, and its last line is the plan', () => {
  it.each([
    ['every family', smallWorkspaces, 200],
    ['networks', networkWorkspaces(MEDIUM_SIZES), 40],
    ['sequences', sequenceWorkspaces, 80],
  ] as const)(
    '%s',
    (_, workspaces, numRuns) => {
      const seen = new Set<WaterfallCause>();
      fc.assert(
        fc.property(workspaces, ({ workspace: files, snapshot: capacity }) => {
          for (const { cause } of expectClosedWaterfalls({ workspace: files, snapshot: capacity }, planValues(files, capacity, highs)))
            seen.add(cause);
        }),
        { numRuns, seed: 5001 },
      );
      // Nothing is proven by causes that never occur.
      expect(seen.size).toBeGreaterThan(8);
    },
    300_000,
  );
});

/** Lines that take something: cause → sends. */
const taken = (fall: Waterfall | null): Readonly<Record<string, number>> =>
  Object.fromEntries((fall?.lines ?? []).filter((line) => line.sends !== 0).map((line) => [line.cause, line.sends]));

describe('by hand', () => {
  // Friday 20 to Thursday 26 November: 7 days, 5 of them working days.
  const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;

  it('one sender, every cause of its own', () => {
    const sender = senderCapacity('s', {
      dailyLimit: 10,
      weekdays,
      warmUp: { kind: 'add', start: TODAY, from: 4, add: 2, to: null },
      sentToday: 1,
      weeklyLimit: 30,
    });
    const files = workspace([campaign('c', 100)], { inFlight: [{ campaign: 'c', sender: 's', date: '2026-11-23', sends: 3 }] });
    const capacity = snapshot([accountCapacity('a', [sender], { remaining: 26, reserve: { perDay: 0, untilReset: 2 } })]);
    const fall = accountWaterfall(planned(files, capacity), 'a');
    // 70 − 20 (2 days of 10) = 50; ramp 4 6 8 10 10 takes 6 + 4 + 2 = 12 → 38; sent today 1 → 37; week 30 − 1 → 29; credits 26, reserve → 24; due 3 → 21.
    expect(taken(fall)).toEqual({
      nominal: 70,
      weekdays: -20,
      warmUp: -12,
      sentToday: -1,
      weeklyLimit: -8,
      credits: -3,
      reserve: -2,
      followUpsDue: -3,
    });
    expect(fall?.planned).toBe(21);
  });

  it('campaigns beside each other: window, other campaigns, what is not needed', () => {
    const files = workspace([
      campaign('first', 25, { window: { start: null, end: '2026-11-21', weekdays: ['sat', 'fri'] } }),
      campaign('second', 12, { priority: 2, window: { start: '2026-11-21', end: '2026-11-22', weekdays: ['sat', 'sun'] } }),
    ]);
    const values = planned(files, snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 20 })])]));
    expect(taken(campaignWaterfall(values, 'first'))).toEqual({ nominal: 140, window: -100, others: -12 + 0, unused: -3 });
    expect(campaignWaterfall(values, 'first')?.lines.find((line) => line.cause === 'others')?.text).toBe('other campaigns: second');
    expect(campaignWaterfall(values, 'first')?.planned).toBe(25);
    const second = campaignWaterfall(values, 'second');
    expect(second?.planned).toBe(12);
    expect(second?.lines.find((line) => line.cause === 'unused')?.text).toBe('not needed: all 12 contacts are served');
  });

  it('parts of sends: a follow-up to 85 of 100 is 0.85 sends for every contact', () => {
    const files = workspace([
      campaign('seq', 3, {
        steps: [
          { day: 0, share10k: 10_000 },
          { day: 1, share10k: 8_500 },
        ],
        window: { start: null, end: TODAY, weekdays: ['fri'] },
      }),
    ]);
    const shifting = {
      ...files,
      campaigns: files.campaigns.map((c) => ({ ...c, window: { ...c.window, weekdays: ['fri', 'sat'] as const } })),
    };
    const values = planned(shifting, snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 10 })])]));
    const fall = campaignWaterfall(values, 'seq');
    expect(fall?.planned).toBe(5.55);
    expect(taken(fall)).toEqual({ nominal: 70, window: -50, unused: -14.45 });
  });

  it('a sender without a daily limit counts with what credits leave; without any limit with what it sends', () => {
    const files = workspace([campaign('c', 100)]);
    const bounded = accountWaterfall(
      planned(files, snapshot([accountCapacity('a', [senderCapacity('s')], { remaining: 40, reserve: { perDay: 1, untilReset: 0 } })])),
      'a',
    );
    expect(taken(bounded)).toEqual({ nominal: 40, reserve: -7 });
    expect(bounded?.lines[0]?.text).toMatch(/without a daily limit, counted with what other limits leave/);
    const open = accountWaterfall(planned(files, snapshot([accountCapacity('a', [senderCapacity('s')])])), 'a');
    expect(taken(open)).toEqual({ nominal: 100 });
  });

  it('accounts that share a pool: what the others take is said', () => {
    const accounts = [
      accountCapacity('one', [senderCapacity('s1', { dailyLimit: 20 })], { parent: 'pool' }),
      accountCapacity('two', [senderCapacity('s2', { dailyLimit: 20 })], { parent: 'pool' }),
      accountCapacity('pool', [], { remaining: 100 }),
    ];
    const only = (account: string) => ({
      accounts: [account],
      providers: [],
      senders: [],
      tags: [],
      except: { senders: [], accounts: [], tags: [] },
    });
    const files = workspace([campaign('c1', 70, { from: only('one') }), campaign('c2', 90, { priority: 2, from: only('two') })]);
    const values = planned(files, snapshot(accounts));
    expect(taken(accountWaterfall(values, 'two'))).toEqual({ nominal: 140, credits: -40, others: -70 });
    expect(taken(accountWaterfall(values, 'pool'))).toEqual({});
  });

  it('credits of some days only, as what-ifs have them, are credits: they are not missing from the nominal limits', () => {
    const account = accountCapacity('a', [senderCapacity('s', { dailyLimit: 20 })]);
    const windows = [{ from: '2026-11-22', to: '2026-11-26', credits: { kind: 'limited', amount: 30 } as const }];
    const capacity = snapshot([{ ...account, credits: { ...account.credits, windows } }]);
    // 2 days of 20 before, 30 in the 5 days after them.
    expect(taken(accountWaterfall(planned(workspace([campaign('c', 100)]), capacity), 'a'))).toEqual({ nominal: 140, credits: -70 });
  });

  it('limits beyond counting give no waterfall, never a wrong one', () => {
    const files = workspace([campaign('c', 100)]);
    const values = planned(files, snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 1_000_000_000_000 })])]));
    expect(accountWaterfall(values, 'a')).toBeNull();
  });
});
