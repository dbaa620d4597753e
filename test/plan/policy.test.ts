import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import { measurementOf } from '../../src/model/judgement.ts';
import type { CapacityUse, Plan } from '../../src/model/plan.ts';
import type { Policy, Workspace } from '../../src/model/workspace.ts';
import { judgedRules, judgePolicy } from '../../src/plan/policy.ts';
import { siftIgnored } from '../../src/plan/policy-ignore.ts';
import { loadHighs } from '../../src/solver/highs.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { accountCapacity, campaign, NOW, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { planValues } from '../helpers/plan-values.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await loadHighs();
});

const place = (line: number) => ({ file: 'p.sendplan.yaml', line, column: 1, endLine: line, endColumn: 9 });
const POSITIONS = {
  'campaign:autumn': place(3),
  'account:relay': place(7),
  'policy:minHeadroom': place(20),
  'policy:maxUtilisation': place(21),
  'policy:overage': place(22),
  'policy:maxSnapshotAge': place(23),
  'policy:serve.all': place(24),
  'policy:ignore.headroom.low/relay': place(30),
};

/** One account with 100 credits before 24 November and 50 a cycle later, one sender with 40 a day; 150 contacts wanted until the 26th. */
function situation(policy: Partial<Policy>, over: { atLeast?: number; overage?: number; sentToday?: number } = {}) {
  const { atLeast = 0, overage = 0, sentToday = 0 } = over;
  const sender = senderCapacity('news@brand.example', { dailyLimit: 40, sentToday });
  const account = accountCapacity('relay', [sender], {
    remaining: 100,
    allowance: 50,
    resets: { next: '2026-11-24', every: 'month' },
    overage: overage === 0 ? null : { max: overage, pricePer1000: '1.25', currency: 'USD' },
  });
  const base = workspace([campaign('autumn', 150, { serveAtLeast: atLeast })], { positions: POSITIONS });
  const space: Workspace = { ...base, policy: { ...base.policy, ...policy } };
  return { workspace: space, plan: planValues(space, snapshot([account]), engine) as Plan, now: NOW };
}

const judged = (policy: Partial<Policy>, over: Parameters<typeof situation>[1] = {}) => judgePolicy(situation(policy, over));
const lines = (findings: readonly Finding[]) => findings.map((f) => `${f.severity} ${f.line ?? '-'} ${f.kind} ${f.message}`);

describe('policy', () => {
  it('that asks for nothing, or for what holds, says nothing', () => {
    expect(judged({})).toEqual([]);
    expect(judged({ serve: { all: 10_000, priority1: 10_000 }, minHeadroom10k: 0, maxUtilisation10k: 10_000 })).toEqual([]);
  });

  it('minHeadroom: measured, bound, what would do; at the line of the policy', () => {
    const findings = judged({ minHeadroom10k: 1000 });
    expect(lines(findings)).toEqual([
      'error 20 headroom.low account relay: 0 of 100 credits left at its reset on 24 Nov; policy.minHeadroom asks for 10%: 10. 10 sends fewer, or 12 credits more would do',
      'error 20 headroom.low account relay: 0 of 50 credits left on 26 Nov, the last day of the plan; policy.minHeadroom asks for 10%: 5. 5 sends fewer, or 6 credits more would do',
    ]);
    expect(findings.map((f) => f.subject)).toEqual([
      { kind: 'account', id: 'relay' },
      { kind: 'account', id: 'relay' },
    ]);
    expect(new Set(findings.map((f) => f.id)).size).toBe(2);
  });

  it('maxUtilisation: worst day, sends made before the plan count', () => {
    expect(lines(judged({ maxUtilisation10k: 9000 }, { sentToday: 10 }))).toEqual([
      'error 21 utilisation.high sender news@brand.example: 100% on 20 Nov: 40 of 40 sends, and on 2 more days; policy.maxUtilisation allows at most 90%: 36. 4 sends fewer that day, or a daily limit of 45 would do',
    ]);
  });

  it('serve: share, contacts and what holds them back', () => {
    const short = situation({ serve: { all: 10_000 } });
    const plan = { ...short.plan, campaigns: shorten(short.plan, 30) };
    expect(lines(judgePolicy({ ...short, plan }))).toEqual([
      'error 24 serve.low all campaigns: 80%: 120 of 150 contacts served; policy.serve asks for 100%: 150. What is missing: 30 more contacts, held back by credits of relay before 24 Nov (30)',
    ]);
    const started = plan.campaigns.map((row) => ({ ...row, alreadyStarted: 150 }));
    expect(judgePolicy({ ...short, workspace: withServe(short.workspace, 9000), plan: { ...plan, campaigns: started } })).toEqual([]);
  });

  it('serve.atLeast is judged from the rows, not from what the plan says about itself', () => {
    const short = situation({}, { atLeast: 140 });
    const plan = { ...short.plan, campaigns: shorten(short.plan, 30), findings: [] };
    expect(lines(judgePolicy({ ...short, plan }))).toEqual([
      'error 3 demand.serve-at-least autumn: 120 contacts served, serve.atLeast asks for 140. What is missing: 20 more contacts, held back by credits of relay before 24 Nov (30)',
    ]);
  });

  it('overage: forbidden, allowed, or up to a cost', () => {
    const paid = [{ account: 'relay', sends: 2000, amount: '2.50', currency: 'USD' }];
    const bought = (policy: Partial<Policy>) => {
      const { plan, ...rest } = situation(policy);
      return lines(judgePolicy({ ...rest, plan: { ...plan, cost: { overage: paid } } }));
    };
    expect(bought({})).toEqual([
      'error 7 overage.forbidden account relay: 2,000 sends of paid overage (2.50 USD); policy.overage forbids it',
    ]);
    expect(bought({ overage: { kind: 'allow' } })).toEqual([]);
    expect(bought({ overage: { kind: 'maxCost', maxCost: '2.5' } })).toEqual([]);
    expect(bought({ overage: { kind: 'maxCost', maxCost: '2.499999' } })).toEqual([
      'error 22 overage.cost overage costs 2.50 USD; policy.overage allows at most 2.499999 USD',
    ]);
  });

  it('maxSnapshotAge: an error over the bound; without one a warning after a day; never for declared numbers', () => {
    const live = situation({});
    const accounts = live.plan.snapshot.accounts.map((a) => ({ ...a, provider: 'sendgrid' }));
    const plan = { ...live.plan, snapshot: { ...live.plan.snapshot, accounts } };
    const at = (now: string, maxSnapshotAge: number | null, of: Plan = plan) => {
      const space = { ...live.workspace, policy: { ...live.workspace.policy, maxSnapshotAge } };
      return lines(judgePolicy({ workspace: space, plan: of, now }));
    };
    expect(at('2026-11-20T15:30:00Z', 6 * 3_600_000)).toEqual([]);
    expect(at('2026-11-20T15:30:01Z', 6 * 3_600_000)).toEqual([
      'error 23 snapshot.stale the capacity is 6 h 1 min old (observed 2026-11-20T09:30:00Z); policy.maxSnapshotAge allows at most 6 h',
    ]);
    expect(at('2026-11-21T09:30:00Z', null)).toEqual([]);
    expect(at('2026-11-21T09:30:01Z', null)).toEqual([
      'warning 23 snapshot.stale the capacity is 24 h 1 min old (observed 2026-11-20T09:30:00Z); expected at most 24 h',
    ]);
    expect(at('2026-11-21T09:30:01Z', 60_000, live.plan)).toEqual([]);
    expect(at('2026-11-24T00:00:00Z', null, live.plan)).toEqual([
      'warning 7 snapshot.reset-passed account relay: its credits were reset on 24 Nov, after they were read',
    ]);
    expect(at('2026-11-23T23:59:59Z', null, live.plan)).toEqual([]);
  });

  it('every finding of a bound carries measured value, bound and remedy', () => {
    const all = judged({ minHeadroom10k: 500, maxUtilisation10k: 100, serve: { all: 10_000 } }, { atLeast: 150 });
    expect(all.length).toBeGreaterThan(2);
    for (const f of all) expect(measurementOf(f), f.id).toMatchObject({ excess: expect.any(Number) });
  });

  it('lists what is judged', () => {
    const { workspace: space } = situation({ minHeadroom10k: 1, serve: { all: 1 } });
    expect(judgedRules(space).map((r) => `${r.kind} ${r.id} ${r.position?.line}`)).toEqual([
      'campaign autumn 3',
      'policy serve.all 24',
      'policy overage 22',
      'policy minHeadroom 20',
    ]);
  });

  it('what would do really does: headroom over random limits', () => {
    const amounts = fc.record({
      limit: fc.integer({ min: 1, max: 1e9 }),
      planned10k: fc.nat(1e13),
      share: fc.integer({ min: 1, max: 9999 }),
    });
    const base = situation({});
    const check = (use: Partial<CapacityUse>, policy: Partial<Policy>) =>
      judgePolicy({
        ...base,
        workspace: { ...base.workspace, policy: { ...base.workspace.policy, ...policy } },
        plan: { ...base.plan, capacity: [{ ...(base.plan.capacity as readonly CapacityUse[])[0]!, ...use }] },
      });
    fc.assert(
      fc.property(amounts, ({ limit, planned10k, share }) => {
        const planned = Math.min(planned10k, limit * 10_000) / 10_000;
        const row = (at: number, p: number): Partial<CapacityUse> => ({
          resource: 'credit_balance',
          account: 'relay',
          limit: at,
          planned: p,
          headroom: Math.max(0, Math.round((at - p) * 10_000) / 10_000),
        });
        const [found] = check(row(limit, planned), { minHeadroom10k: share });
        const isLow = BigInt(Math.round((limit - planned) * 10_000)) < (BigInt(limit) * BigInt(share) * 10_000n + 9999n) / 10_000n;
        expect(found !== undefined).toBe(isLow);
        if (found === undefined) return;
        const [fewer = 0, more = 0] = [...(measurementOf(found)?.remedy ?? '').matchAll(/\d[\d,]*(?= )/g)].map((m) =>
          Number(m[0].replaceAll(',', '')),
        );
        expect(check(row(limit + more, planned), { minHeadroom10k: share })).toEqual([]);
        if (fewer <= planned) expect(check(row(limit, planned - fewer), { minHeadroom10k: share })).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

const shorten = (plan: Plan, missing: number) =>
  plan.campaigns.map((row) => ({
    ...row,
    served: row.served - missing,
    shortfall: {
      contacts: missing,
      reasons: [
        {
          resource: 'credit_balance' as const,
          account: 'relay',
          sender: null,
          domain: null,
          from: null,
          to: null,
          missing,
          text: 'credits of relay before 24 Nov',
        },
      ],
    },
  }));
const withServe = (space: Workspace, all: number): Workspace => ({ ...space, policy: { ...space.policy, serve: { all } } });

describe('policy.ignore', () => {
  const entry = (over: Partial<Policy['ignore'][number]>) => ({
    finding: 'headroom.low',
    subject: null,
    reason: 'known',
    until: null,
    ...over,
  });
  const sift = (entries: Policy['ignore'], options: { today?: string; isAllowed?: boolean } = {}) => {
    const input = situation({ minHeadroom10k: 1000, ignore: entries });
    const { today = '2026-11-20', isAllowed = true } = options;
    const { findings, ignored } = siftIgnored(judgePolicy(input), { ...input, today, isAllowed });
    return {
      kinds: findings.map((f) => `${f.kind} ${f.message}`.slice(0, 70)),
      ignored: ignored.map((i) => `${i.finding.kind}: ${i.reason}`),
    };
  };

  it('hides by kind, or by kind and subject', () => {
    expect(sift([entry({})])).toEqual({ kinds: [], ignored: ['headroom.low: known', 'headroom.low: known'] });
    expect(sift([entry({ subject: 'relay' })]).kinds).toEqual([]);
    expect(sift([entry({ subject: 'news@brand.example' })]).kinds).toEqual([
      expect.stringMatching(/^headroom.low/),
      expect.stringMatching(/^headroom.low/),
      'ignore.unused policy.ignore of headroom.low for news@brand.example hid',
    ]);
  });

  it('until its last day', () => {
    expect(sift([entry({ until: '2026-11-20' })]).ignored.length).toBe(2);
    const late = sift([entry({ until: '2026-11-19', subject: 'relay' })]);
    expect(late.ignored).toEqual([]);
    expect(late.kinds[2]).toBe('ignore.expired policy.ignore of headroom.low for relay ended on 2026-1');
  });

  it('without reason, unused, of something that does not exist, of what cannot be ignored', () => {
    expect(sift([entry({ reason: ' ' })])).toMatchObject({ ignored: [{}, {}], kinds: [expect.stringMatching(/^ignore.reasonless/)] });
    expect(sift([entry({}), entry({ finding: 'demand.no-day' })]).kinds).toEqual([
      'ignore.unused policy.ignore of demand.no-day hides nothing: there is n',
    ]);
    expect(sift([entry({}), entry({ subject: 'nobody' })]).kinds).toEqual([
      'config.unknown-reference policy.ignore names nobody, which does not ex',
    ]);
    expect(sift([entry({}), entry({ finding: 'plan.limit-exceeded' })]).kinds).toEqual([
      'ignore.unused policy.ignore of plan.limit-exceeded has no effect: find',
    ]);
  });

  it('--no-ignore: nothing is hidden', () => {
    expect(sift([entry({})], { isAllowed: false })).toEqual({
      kinds: [expect.stringMatching(/^headroom.low/), expect.stringMatching(/^headroom.low/)],
      ignored: [],
    });
  });

  it('a campaign stands for its segments', () => {
    const input = situation({ ignore: [entry({ finding: 'demand.shortfall', subject: 'autumn' })] });
    const short = (id: string): Finding => ({
      ...judgePolicy(situation({ minHeadroom10k: 1000 }))[0]!,
      kind: 'demand.shortfall',
      subject: { kind: 'segment', id },
    });
    const { findings, ignored } = siftIgnored([short('autumn/eu'), short('autumnal/eu')], {
      ...input,
      today: '2026-11-20',
      isAllowed: true,
    });
    expect([findings.length, ignored.length]).toEqual([1, 1]);
  });
});
