/** Recommendations against trying every change set. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { MODEL_ROOMS } from '../../src/commands/capacity-rooms.ts';
import { firstCeiling } from '../../src/commands/ceiling-line.ts';
import type { AccountCapacity } from '../../src/model/capacity.ts';
import type { Change, Tier } from '../../src/model/catalog.ts';
import { moneyText, nanoOf } from '../../src/model/money.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Allowable, Recommendation, RecommendedSet, Target } from '../../src/model/recommendation.ts';
import { loadEngine } from '../../src/solver/run.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { applyChanges } from '../../src/whatif/apply.ts';
import { cycleAt } from '../../src/whatif/billing.ts';
import type { Contract } from '../../src/whatif/ledger.ts';
import { recommend } from '../../src/whatif/recommend.ts';
import type { Offer } from '../../src/whatif/recommend-options.ts';
import { type Choice, covers, stepsOf } from '../../src/whatif/recommend-space.ts';
import { askedOf } from '../../src/whatif/recommend-target.ts';
import { segmentKey } from '../../src/whatif/recommend-told.ts';
import { expectClosedWaterfalls } from '../helpers/closed-waterfalls.ts';
import { loadEngines, provenPlan, type TestedEngine } from '../helpers/engines.ts';
import { compare, objective } from '../helpers/metamorphic.ts';
import { offeredSets, pricedWorkspaces, type Tried, targets, tryAll } from '../helpers/priced-workspaces.ts';
import type { Small } from '../helpers/small-workspaces.ts';

/** Up to this many sets are tried one by one. */
const MOST_SETS = 64;
const NUM_RUNS = Number(process.env['RECOMMEND_RUNS'] ?? 80);
const TIMEOUT = { timeout: 60_000 + NUM_RUNS * 3_000 };

let engines: readonly TestedEngine[];
let highs: Engine;
beforeAll(async () => {
  engines = await loadEngines();
  highs = await loadEngine('highs');
});

/** Plans by the network engine where it can, else by branch and bound: both exact. */
function planOf(small: Small): Plan {
  const [exact, flow] = engines as [TestedEngine, TestedEngine];
  return provenPlan(small, flow) ?? (provenPlan(small, exact) as Plan);
}

const recommended = (
  small: Small,
  plan: Plan,
  target: Target,
  allowed: readonly Allowable[],
  more: { readonly budget?: bigint; readonly wantsFrontier?: boolean } = {},
): Promise<Recommendation> =>
  recommend({
    base: small,
    plan,
    target,
    allowed,
    budget: more.budget ?? null,
    wantsFrontier: more.wantsFrontier ?? false,
    measure: MODEL_ROOMS,
    makePlan: async (situation) => planOf(situation),
    prove: async (situation) => firstCeiling(situation, highs, 60_000) ?? planOf(situation).outcome,
    solve: (program, isRough) => highs.mip(program, { timeMs: 60_000, start: null, isRough }),
    isOver: () => false,
    onProgress: () => undefined,
  });

const ALLOWED: fc.Arbitrary<readonly Allowable[]> = fc.constantFrom<(readonly Allowable[])[]>(
  ['tier', 'top-up'],
  ['tier', 'top-up', 'senders'],
  ['tier', 'senders', 'move'],
  ['top-up', 'move'],
);

/** A target that some of the sets reach: the asked number is what one of them serves. */
function within(target: Target, tried: readonly Tried[], pick: number, contacts: number): Target {
  const reached = (tried[pick % tried.length] as Tried).reached;
  if (target.kind === 'shortfall') return { kind: 'shortfall', most: contacts - reached };
  return target.kind === 'priority' && contacts > 0 ? { ...target, share10k: Math.floor((reached * 10_000) / contacts) } : target;
}

const least = (sets: readonly Tried[]): bigint => sets.reduce((low, { total }) => (total < low ? total : low), (sets[0] as Tried).total);

/** The choice a told set stands for. */
const choiceOf = (offers: readonly Offer[], set: RecommendedSet): Choice =>
  offers.map(({ levels }) => {
    const told = set.steps.map((step) => JSON.stringify(step));
    return Math.max(
      0,
      levels.findIndex((level) => level.told !== null && told.includes(JSON.stringify(level.told))),
    );
  });

const holds = (offers: readonly Offer[], choice: Choice, part: Choice): boolean =>
  part.every((level, d) => {
    const [own, other] = [offers[d]?.levels[choice[d] as number], offers[d]?.levels[level]];
    return level === 0 || (own !== undefined && other !== undefined && covers(own, other));
  });

function expectRunnersUp({ best, runnersUp }: Recommendation, enough: readonly Tried[], offers: readonly Offer[]): void {
  const listed = [choiceOf(offers, best as RecommendedSet)];
  const isEmpty = listed[0]?.every((level) => level === 0);
  for (let n = 0; n < 2; n++) {
    const left = isEmpty ? [] : enough.filter(({ choice }) => !listed.some((part) => holds(offers, choice, part)));
    expect(runnersUp[n]?.cost.total).toBe(left.length === 0 ? undefined : moneyText(least(left)));
    if (runnersUp[n] !== undefined) listed.push(choiceOf(offers, runnersUp[n] as RecommendedSet));
  }
}

function expectFrontier({ frontier }: Recommendation, tried: readonly Tried[]): void {
  const points = (frontier ?? []).map(({ cost, reached }) => ({ total: nanoOf(cost.total), reached }));
  points.slice(1).forEach((point, i) => {
    expect(point.total > (points[i] as typeof point).total).toBe(true);
    expect(point.reached).toBeGreaterThan((points[i] as typeof point).reached);
  });
  for (const { total, reached } of tried) {
    const affordable = points.filter((point) => point.total <= total);
    expect(Math.max(...affordable.map((point) => point.reached))).toBeGreaterThanOrEqual(reached);
  }
  expect(points.every((point) => tried.some(({ total, reached }) => total === point.total && reached === point.reached))).toBe(true);
}

describe('equals trying every set', () => {
  it(
    'cost, changes and target; the next cheapest; the frontier; the most that is possible; the waterfalls before and after close',
    TIMEOUT,
    async () => {
      const seen: Record<string, number> = {};
      await fc.assert(
        fc.asyncProperty(pricedWorkspaces, targets, ALLOWED, fc.nat(), fc.boolean(), async (small, wanted, allowed, pick, isWithin) => {
          const plan = planOf(small);
          const sets = offeredSets(small, plan, allowed, MOST_SETS);
          fc.pre(sets !== null);
          const tried = tryAll(sets, wanted, planOf);
          const target = isWithin ? within(wanted, tried, pick, askedOf(wanted, small.workspace).contacts) : wanted;
          const { need } = askedOf(target, small.workspace);
          const enough = tried.filter(({ reached }) => reached >= need);
          const answer = await recommended(small, plan, target, allowed, { wantsFrontier: true });
          seen[answer.status] = (seen[answer.status] ?? 0) + 1;
          seen['sets'] = (seen['sets'] ?? 0) + tried.length;
          seen['judged'] = (seen['judged'] ?? 0) + answer.proof.judged;
          expectFrontier(answer, tried);
          expectClosedWaterfalls(small, plan);
          const chosen = choiceOf(sets.offers, answer.best ?? (answer.most as NonNullable<typeof answer.most>).set);
          const { plan: after } = tried.find(({ choice }) => choice.join() === chosen.join()) as Tried;
          expectClosedWaterfalls(applyChanges(sets.base.workspace, sets.base.snapshot, stepsOf(sets.offers, chosen)), after);
          if (enough.length === 0) {
            expect(answer.status).toBe('unreachable');
            expect(answer.best).toBeNull();
            expect(answer.most?.set.reached).toBe(Math.max(...tried.map(({ reached }) => reached)));
            return;
          }
          const total = least(enough);
          const changes = Math.min(...enough.filter((set) => set.total === total).map((set) => set.changes));
          expect(answer.best?.cost.total).toBe(moneyText(total));
          expect(answer.best?.reached).toBeGreaterThanOrEqual(need);
          expect(answer.best?.steps).toHaveLength(changes);
          expect(nanoOf(answer.proof.floor ?? '')).toBe(total);
          expect(answer.proof.isProven).toBe(true);
          expectRunnersUp(answer, enough, sets.offers);
        }),
        { numRuns: NUM_RUNS, seed: 511, endOnFailure: true },
      );
      expect(seen['found']).toBeGreaterThan(NUM_RUNS / 10);
    },
  );
});

/** Everything an account's tier can go down to from its next cycle on. */
function lowerSteps(contract: Contract, account: AccountCapacity, start: string, end: string): readonly (Change | null)[] {
  const { entry, resets } = contract;
  const own = contract.tiers[0]?.tier as Tier;
  const { next } = cycleAt(resets, start);
  if (next > end || account.credits.allowance.value.kind !== 'limited') return [null];
  const on = entry.change.down === 'next-cycle' ? start : next;
  const lower = entry.tiers.filter((t) => nanoOf(t.price) < nanoOf(own.price) && (t.contacts ?? Infinity) >= account.contacts.used.value);
  return [null, ...lower.map((t): Change => ({ kind: 'tier', account: account.account, tier: t.id, on }))];
}

const YEARLY = { day: 365n, week: 52n, month: 12n };

describe('downgrades', () => {
  it('save the most of all that lose no contact, and no level of the plan gets worse', TIMEOUT, async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(pricedWorkspaces, async (small) => {
        const plan = planOf(small);
        const { downgrades } = await recommended(small, plan, { kind: 'shortfall', most: 1_000 }, []);
        const { start, end } = plan.horizon;
        const base: Small = { ...small, workspace: { ...small.workspace, horizon: { start, end } } };
        const { accounts } = applyChanges(base.workspace, base.snapshot, []);
        const capacityOf = (id: string) => small.snapshot.accounts.find((a) => a.account === id) as AccountCapacity;
        const options = accounts.contracts.map((contract) => lowerSteps(contract, capacityOf(contract.account), start, end));
        const served = (plan: Plan) => plan.campaigns.reduce((sum, row) => sum + row.served, 0);
        const demand = new Map(plan.campaigns.map((row) => [segmentKey(row.campaign, row.segment), row.served]));
        const paid = (plan: Plan) => plan.cost.overage.reduce((sum, { amount }) => sum + nanoOf(amount), 0n);
        const savingOf = (account: string, tier: string): bigint => {
          const { entry, tiers } = accounts.contracts.find((c) => c.account === account) as Contract;
          const to = entry.tiers.find((t) => t.id === tier) as Tier;
          return (nanoOf(tiers[0]?.tier.price ?? '0') - nanoOf(to.price)) * YEARLY[entry.cycle];
        };
        const saved = (steps: readonly Change[]) =>
          steps.reduce((sum, s) => sum + (s.kind === 'tier' ? savingOf(s.account, s.tier) : 0n), 0n);
        const all = options.reduce<Change[][]>(
          (sets, steps) => sets.flatMap((set) => steps.map((s) => (s === null ? set : [...set, s]))),
          [[]],
        );
        let most = 0n;
        for (const steps of all) {
          const { workspace, snapshot } = applyChanges(base.workspace, base.snapshot, steps);
          const campaigns = workspace.campaigns.map((c) => ({
            ...c,
            serveAtLeast: 0,
            segments: c.segments.map((s) => ({ ...s, contacts: demand.get(segmentKey(c.id, s.id)) ?? 0 })),
          }));
          const again = planOf({ workspace: { ...workspace, campaigns }, snapshot });
          if (served(again) === served(plan) && paid(again) <= paid(plan) && saved(steps) > most) most = saved(steps);
        }
        const chosen = downgrades.accounts.map(
          ({ account, to }) => all.flat().find((s) => s.kind === 'tier' && s.account === account && s.tier === to) as Change,
        );
        expect(saved(chosen)).toBe(most);
        if (chosen.length === 0) return;
        found++;
        const after = planOf(applyChanges(base.workspace, base.snapshot, chosen));
        expect(compare(objective(after), objective(plan))).toBeLessThanOrEqual(0);
      }),
      { numRuns: NUM_RUNS, seed: 512, endOnFailure: true },
    );
    expect(found).toBeGreaterThan(NUM_RUNS / 20);
  });
});
