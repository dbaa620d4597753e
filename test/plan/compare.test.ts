/** What moved between two plans, and the causes both of them show. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import type { AccountCapacity } from '../../src/model/capacity.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { PlanDiff } from '../../src/model/plan-diff.ts';
import type { Campaign } from '../../src/model/workspace.ts';
import { comparePlans } from '../../src/plan/compare.ts';
import { loadEngine } from '../../src/solver/run.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { capacityRow, handMadePlan } from '../helpers/hand-made-plan.ts';
import type { ListedPlan } from '../helpers/listed-plan.ts';
import { planValues } from '../helpers/plan-values.ts';

let highs: Engine;
beforeAll(async () => {
  highs = await loadEngine('highs');
});

const RESETS = { next: '2026-12-01', every: 'month' } as const;
const account = (
  over: Omit<NonNullable<Parameters<typeof accountCapacity>[2]>, 'senders'> & { limit?: number; senders?: readonly string[] } = {},
): AccountCapacity => {
  const { limit = 50, senders = ['s'], ...rest } = over;
  return accountCapacity(
    'a',
    senders.map((id) => senderCapacity(id, { dailyLimit: limit })),
    { remaining: 200, resets: RESETS, ...rest },
  );
};
const planOf = (campaigns: readonly Campaign[], accounts: readonly AccountCapacity[] = [account()]): ListedPlan =>
  planValues(workspace(campaigns), snapshot(accounts), highs);
const causesOf = (diff: PlanDiff, name: string) =>
  diff.campaigns.find((c) => c.campaign === name)?.causes.map((c) => `${c.kind}: ${c.text}`);

describe('what moved', () => {
  it('nothing, against itself', () => {
    const diff = comparePlans(handMadePlan(), handMadePlan());
    expect(diff).toMatchObject({
      isSame: true,
      campaigns: [],
      accounts: [],
      cost: [],
      levels: [],
      senderDays: { more: 0, fewer: 0, largest: [] },
    });
  });

  it('campaigns, accounts, sender-days, cost and status, each with both values', () => {
    const before = handMadePlan();
    const after = handMadePlan({
      outcome: { ...before.outcome, status: 'feasible', levels: before.outcome.levels.map((l) => ({ ...l, bound: 37_000, gap: 0.027 })) },
      campaigns: before.campaigns.map((row) => (row.segment === 'eu' ? { ...row, served: 35_000, sends: 35_000 } : row)),
      starts: before.starts.map((row) => (row.date === '2026-11-24' ? { ...row, contacts: 7000 } : row)),
      capacity: before.capacity.map((row) =>
        row.resource === 'credit_balance' && row.to === '2026-11-30'
          ? { ...row, planned: 35_000, headroom: 1000 }
          : row.from === '2026-11-24'
            ? { ...row, planned: 7000, headroom: 1000 }
            : row,
      ),
      cost: { overage: [{ account: 'sg-main', sends: 10, amount: '0.01', currency: 'USD' }] },
    });
    const diff = comparePlans(before, after);
    expect(diff.isSame).toBe(false);
    expect(diff.served).toEqual({ before: 36_120, after: 35_120 });
    expect(diff.status).toEqual({ before: 'optimal', after: 'feasible' });
    expect(diff.levels.map((l) => l.objective)).toEqual(['served.priority1', 'served.priority2', 'pacing.days']);
    expect(diff.campaigns).toMatchObject([
      { campaign: 'black-friday', segment: 'eu', served: { before: 36_000, after: 35_000 }, moved: 0 },
    ]);
    expect(diff.accounts).toEqual([
      {
        account: 'sg-main',
        resource: 'credit_balance',
        from: '2026-11-20',
        to: '2026-11-30',
        used: { before: 36_000, after: 35_000 },
        headroom: { before: 0, after: 1000 },
        overage: { before: 0, after: 0 },
      },
    ]);
    expect(diff.senderDays).toEqual({
      more: 0,
      fewer: 1,
      largest: [{ account: 'sg-main', sender: 'news@brand.example', date: '2026-11-24', before: 8000, after: 7000 }],
    });
    expect(diff.cost).toEqual([
      { account: 'sg-main', currency: 'USD', sends: { before: 0, after: 10 }, amount: { before: '0.00', after: '0.01' } },
    ]);
  });

  it('a better proof alone moves nothing, but is told', () => {
    const before = handMadePlan();
    const levels = before.outcome.levels.map((l) => ({ ...l, gap: null, bound: null }));
    const diff = comparePlans({ ...before, outcome: { ...before.outcome, levels } }, before);
    expect([diff.isSame, diff.levels.length]).toEqual([true, 2]);
  });

  it('contacts that change day or sender are counted once', () => {
    const before = handMadePlan();
    const starts = before.starts.map((row) => (row.date === '2026-11-28' ? { ...row, date: '2026-11-29' } : row));
    const diff = comparePlans(before, { ...before, starts });
    expect(diff.campaigns.map((c) => [c.campaign, c.moved])).toEqual([['black-friday', 4000]]);
  });

  it('follow-ups that change alone are a change of their campaign', () => {
    const before = handMadePlan();
    const followUps = before.followUps.map((row) => ({ ...row, contacts: row.contacts - 1 }));
    expect(comparePlans(before, { ...before, followUps }).campaigns.map((c) => c.campaign)).toEqual(['outreach']);
  });

  it('days that are over are not compared; contacts an earlier plan has started count as served', () => {
    const before = handMadePlan();
    const [first, outreach] = before.campaigns;
    const after = handMadePlan({
      horizon: { ...before.horizon, start: '2026-11-26' },
      campaigns: [{ ...first!, contacts: 24_000, alreadyStarted: 16_000, served: 20_000 }, outreach!],
      starts: before.starts.filter((row) => row.date >= '2026-11-26'),
      capacity: before.capacity.filter((row) => row.to >= '2026-11-26'),
    });
    const diff = comparePlans(before, after);
    expect(diff.firstDay).toBe('2026-11-26');
    expect([diff.served, diff.contacts]).toEqual([
      { before: 36_120, after: 36_120 },
      { before: 40_120, after: 40_120 },
    ]);
    expect([diff.campaigns, diff.senderDays.more + diff.senderDays.fewer]).toEqual([[], 0]);
  });

  it('billing cycles of plans made on different days are the same cycles; another cycle is none of them', () => {
    const before = handMadePlan();
    const shift = (from: string, to: string) => [
      capacityRow({ resource: 'credit_balance', account: 'sg-main', from, to, limit: 36_000, planned: 30_000 }),
    ];
    const cycle = { ...before, capacity: shift('2026-11-20', '2026-11-30') };
    expect(comparePlans(cycle, { ...before, capacity: shift('2026-11-24', '2026-11-30') }).accounts).toEqual([]);
    expect(comparePlans(cycle, { ...before, capacity: shift('2026-12-01', '2026-12-31') }).accounts).toMatchObject([
      { from: '2026-11-20', used: { before: 30_000, after: null } },
      { from: '2026-12-01', used: { before: null, after: 30_000 } },
    ]);
  });

  it('rows out of order are refused: nothing could be paired', () => {
    const before = handMadePlan();
    const starts = [...before.starts].reverse();
    expect(() => comparePlans(before, { ...before, starts })).toThrow(ConfigError);
    expect(() => comparePlans(before, { ...before, starts })).toThrow(/^The second plan file was changed/);
  });

  it('turned round it says the opposite', () => {
    const rows = fc.uniqueArray(
      fc.record({ sender: fc.constantFrom('s1', 's2'), day: fc.integer({ min: 20, max: 24 }), contacts: fc.integer({ min: 1, max: 9 }) }),
      {
        selector: (r) => `${r.sender} ${r.day}`,
      },
    );
    const made = (list: readonly { sender: string; day: number; contacts: number }[]): Plan => {
      const sorted = [...list].sort((a, b) => (a.sender === b.sender ? a.day - b.day : a.sender < b.sender ? -1 : 1));
      const served = sorted.reduce((n, r) => n + r.contacts, 0);
      const base = handMadePlan();
      return {
        ...base,
        campaigns: [{ ...base.campaigns[1]!, served, contacts: 200, alreadyStarted: 0 }],
        starts: sorted.map((r) => ({
          campaign: 'outreach',
          segment: null,
          account: 'outreach',
          sender: r.sender,
          date: `2026-11-${r.day}`,
          contacts: r.contacts,
        })),
        followUps: [],
        capacity: sorted.map((r) =>
          capacityRow({
            resource: 'sender_daily_limit',
            account: 'outreach',
            sender: r.sender,
            from: `2026-11-${r.day}`,
            limit: 50,
            planned: r.contacts,
          }),
        ),
      };
    };
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        const [there, back] = [comparePlans(made(a), made(b)), comparePlans(made(b), made(a))];
        expect(there.served).toEqual({ before: back.served.after, after: back.served.before });
        expect([there.senderDays.more, there.senderDays.fewer]).toEqual([back.senderDays.fewer, back.senderDays.more]);
        expect(there.campaigns.map((c) => c.moved)).toEqual(back.campaigns.map((c) => c.moved));
        expect(there.senderDays.largest.map((d) => d.after - d.before).reduce((x, y) => x + y, 0)).toBe(
          there.served.after - there.served.before,
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('why', () => {
  it('contacts, where everything is served', () => {
    expect(causesOf(comparePlans(planOf([campaign('c', 100)]), planOf([campaign('c', 120)])), 'c')).toEqual([
      'contacts: contacts: 100 → 120',
    ]);
  });

  it('less and more credits, with what that leaves unserved', () => {
    const [rich, poor] = [planOf([campaign('c', 180)]), planOf([campaign('c', 180)], [account({ remaining: 150 })])];
    expect(causesOf(comparePlans(rich, poor), 'c')).toEqual([
      'capacity: credits of a: 200 → 150',
      'limit: now short by credits of a until 26 Nov (30)',
    ]);
    expect(causesOf(comparePlans(poor, rich), 'c')).toEqual([
      'capacity: credits of a: 150 → 200',
      'limit: no longer short by credits of a until 26 Nov (30)',
    ]);
  });

  it('a change that is not used up explains nothing', () => {
    const [more, less] = [
      planOf([campaign('c', 400)], [account({ remaining: 9000 })]),
      planOf([campaign('c', 400)], [account({ remaining: 8000 })]),
    ];
    const starts = less.starts.map((row, i) => (i === 0 ? { ...row, contacts: row.contacts - 1 } : row));
    const [row] = less.campaigns;
    const other = { ...less, starts, campaigns: [{ ...row!, served: row!.served - 1 }] };
    expect(causesOf(comparePlans(more, other), 'c')).toEqual(['solver: neither plan is proven optimal']);
  });

  it('limits of senders; of many at once in one sentence', () => {
    const of = (limit: number, senders: readonly string[]) => planOf([campaign('c', 800)], [account({ remaining: 9000, limit, senders })]);
    expect(causesOf(comparePlans(of(50, ['s']), of(40, ['s'])), 'c')?.[0]).toBe('capacity: daily limit of sender s: 50 → 40');
    expect(causesOf(comparePlans(of(20, ['r', 's', 't']), of(10, ['r', 's', 't'])), 'c')?.[0]).toBe(
      'capacity: 3 senders of a have a lower daily limit',
    );
    expect(causesOf(comparePlans(of(20, ['r', 's', 't']), of(20, ['r', 's'])), 'c')?.[0]).toBe('capacity: sender t is no longer there');
    expect(causesOf(comparePlans(of(20, ['r']), of(20, ['r', 's', 't'])), 'c')?.[0]).toBe('capacity: 2 senders of a are new');
  });

  it('an account that is gone, and one that is new', () => {
    const both = planOf([campaign('c', 500)], [account(), { ...accountCapacity('b', [senderCapacity('t', { dailyLimit: 20 })]) }]);
    const one = planOf([campaign('c', 500)]);
    expect(causesOf(comparePlans(both, one), 'c')?.[0]).toBe('capacity: account b is no longer there');
    expect(causesOf(comparePlans(one, both), 'c')?.[0]).toBe('capacity: account b is new');
  });

  it('credits of a pool above', () => {
    const tree = (remaining: number) => [
      accountCapacity('pool', [], { remaining, resets: RESETS }),
      accountCapacity('child', [senderCapacity('s', { dailyLimit: 50 })], { parent: 'pool' }),
    ];
    expect(causesOf(comparePlans(planOf([campaign('c', 300)], tree(250)), planOf([campaign('c', 300)], tree(100))), 'c')?.[0]).toBe(
      'capacity: credits of pool: 250 → 100',
    );
  });

  it('a campaign served before it that takes more, and one that leaves', () => {
    const low = campaign('low', 200, { priority: 2 });
    const [alone, both] = [planOf([low]), planOf([low, campaign('high', 60)])];
    const diff = comparePlans(alone, both);
    expect(causesOf(diff, 'low')).toEqual([
      'rival: high (priority 1) starts 60 more through a',
      'limit: now short by credits of a until 26 Nov (60)',
    ]);
    expect(causesOf(diff, 'high')).toEqual(['campaign: high is new']);
    const back = comparePlans(both, alone);
    expect(causesOf(back, 'low')?.[0]).toBe('rival: high (priority 1) starts 60 fewer through a');
    expect(causesOf(back, 'high')).toEqual(['campaign: high is no longer planned']);
  });

  it('a campaign of a lower priority never does', () => {
    const high = campaign('high', 400);
    const diff = comparePlans(planOf([high]), planOf([high, campaign('low', 60, { priority: 2 })], [account({ remaining: 190 })]));
    expect(causesOf(diff, 'high')?.some((text) => text.startsWith('rival'))).toBe(false);
  });

  it('priority and horizon', () => {
    const a = planOf([campaign('c', 100), campaign('d', 150)]);
    const b = planOf([campaign('c', 100, { priority: 3 }), campaign('d', 150)]);
    expect(causesOf(comparePlans(a, b), 'c')?.[0]).toBe('priority: priority: 1 → 3');
    const short = planValues(workspace([campaign('c', 200)], { end: '2026-11-21' }), snapshot([account()]), highs);
    expect(causesOf(comparePlans(planOf([campaign('c', 200)]), short), 'c')?.[0]).toBe(
      'horizon: last day of the plan: 2026-11-26 → 2026-11-21',
    );
  });

  it('a limit on other days', () => {
    const window = (end: string) => ({ window: { start: null, end, weekdays: EVERY_DAY } });
    const of = (end: string) => planOf([campaign('c', 400, window(end))], [account({ remaining: 9000 })]);
    expect(causesOf(comparePlans(of('2026-11-25'), of('2026-11-22')), 'c')?.[0]).toBe(
      'limit: short by daily limit of sender s 20–22 Nov: 100 → 250; the days were 20–25 Nov',
    );
  });

  it('plan files, another engine, a missing proof, or nothing at all', () => {
    const before = handMadePlan();
    const starts = before.starts.map((row) => (row.date === '2026-11-28' ? { ...row, date: '2026-11-29' } : row));
    const why = (over: Partial<Plan>) => causesOf(comparePlans(before, { ...before, starts, ...over }), 'black-friday')?.[0];
    expect(why({ inputs: [{ path: 'plans/q4.sendplan.yaml', sha256: 'b'.repeat(64) }] })).toMatch(
      /^files: no cause in the plans themselves; the plan files changed \(plans\/q4\.sendplan\.yaml\)/,
    );
    expect(why({ outcome: { ...before.outcome, solver: { name: 'flow', version: '1' } } })).toBe(
      'solver: another engine: highs 1.15.1 → flow 1',
    );
    expect(why({ outcome: { ...before.outcome, levels: before.outcome.levels.map((l) => ({ ...l, gap: null })) } })).toBe(
      'solver: the second plan is not proven optimal',
    );
    expect(why({})).toBe('none: no cause is visible in the two plans');
  });

  it('credits that the first plan itself has used are no change', () => {
    const then = planOf([campaign('c', 180)]);
    const later = account({ remaining: 150, today: '2026-11-21' });
    const now = planValues(
      { ...workspace([campaign('c', 130)]), horizon: { start: '2026-11-21', end: '2026-11-26' } },
      { ...snapshot([later]), observedAt: '2026-11-21T09:30:00Z' },
      highs,
    );
    const spent = { ...now, campaigns: now.campaigns.map((row) => ({ ...row, alreadyStarted: 50 })) };
    expect(
      comparePlans(then, spent)
        .campaigns.flatMap((c) => c.causes)
        .filter((c) => c.kind === 'capacity'),
    ).toEqual([]);
    const less = planValues(
      { ...workspace([campaign('c', 130)]), horizon: { start: '2026-11-21', end: '2026-11-26' } },
      { ...snapshot([{ ...later, credits: account({ remaining: 100 }).credits }]), observedAt: '2026-11-21T09:30:00Z' },
      highs,
    );
    const shorter = { ...less, campaigns: less.campaigns.map((row) => ({ ...row, alreadyStarted: 50 })) };
    expect(causesOf(comparePlans(then, shorter), 'c')?.slice(0, 2)).toEqual([
      'horizon: first day of the plan: 2026-11-20 → 2026-11-21',
      'capacity: credits of a: 200 → 100, of which the first plan sends 50 before 21 Nov',
    ]);
  });
});

const EVERY_DAY = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
