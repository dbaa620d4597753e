/** Small random workspaces whose accounts have price lists, and the cheapest sets found by trying all of them. */

import fc from 'fast-check';
import { MODEL_ROOMS } from '../../src/commands/capacity-rooms.ts';
import { addDays } from '../../src/model/calendar.ts';
import type { AccountCapacity } from '../../src/model/capacity.ts';
import type { CatalogEntry } from '../../src/model/catalog.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Allowable, Target } from '../../src/model/recommendation.ts';
import { applyChanges } from '../../src/whatif/apply.ts';
import { purseOf } from '../../src/whatif/recommend-money.ts';
import { type Offer, offersOf } from '../../src/whatif/recommend-options.ts';
import { type Choice, changeCount, stepsOf } from '../../src/whatif/recommend-space.ts';
import { reachedBy } from '../../src/whatif/recommend-target.ts';
import { accountCapacity, campaign, EVERYONE, limit, observed, senderCapacity, snapshot, TODAY, workspace } from './builders.ts';
import { networkWorkspaces, TINY_SIZES } from './network-workspaces.ts';
import { type Small, smallWorkspaces } from './small-workspaces.ts';

type Draw = fc.GeneratorValue;
const unbiased = (min: number, max: number) => fc.noBias(fc.integer({ min, max }));
const int = (g: Draw, min: number, max: number) => g(unbiased, min, max);
const chance = (g: Draw, percent: number) => int(g, 1, 100) <= percent;
const oneOf = <const T>(g: Draw, ...values: readonly T[]): T => values[int(g, 0, values.length - 1)] as T;

/** A price list around what the account has now. Prices are often equal, so that ties occur. */
function listOf(g: Draw, id: string, cycle: CatalogEntry['cycle'], credits: number, contacts: number | null): CatalogEntry {
  const up = oneOf(g, 'immediate-prorated', 'immediate-full', 'next-cycle');
  const slots = (more: number) => (contacts === null ? null : contacts + more);
  const tiers = [
    { id: `${id}-1`, credits, contacts: slots(0), price: '10.00' },
    { id: `${id}-2`, credits: credits + int(g, 0, 3), contacts: slots(int(g, 0, 2)), price: oneOf(g, '12.00', '15.50', '20.00') },
    { id: `${id}-3`, credits: credits + int(g, 2, 6), contacts: slots(int(g, 0, 4)), price: oneOf(g, '20.00', '31.00', '40.00') },
    { id: `${id}-0`, credits: Math.max(0, credits - int(g, 0, 3)), contacts: slots(0), price: oneOf(g, '4.00', '6.00') },
  ];
  const topUps = chance(g, 45)
    ? [{ id: `${id}-plus`, credits: int(g, 2, 5), price: oneOf(g, '3.00', '5.00', '7.25'), expires: oneOf(g, 'reset', 'never') }]
    : [];
  const senders = chance(g, 10) ? { senders: { price: oneOf(g, '2.00', '4.00'), warmUp: null } } : {};
  return {
    id,
    currency: 'USD',
    cycle,
    change: { up, down: oneOf(g, 'immediate-prorated', 'next-cycle') },
    tiers: tiers.slice(0, chance(g, 30) ? 4 : chance(g, 60) ? 2 : 3),
    topUps,
    rates: { EUR: '0.5' },
    ...senders,
  };
}

/** Gives most accounts a tier. */
function priced(g: Draw, { workspace, snapshot }: Small): Small {
  const catalog: CatalogEntry[] = [];
  const accounts = snapshot.accounts.map((account): AccountCapacity => {
    const { remaining, resets } = account.credits;
    if (chance(g, 30) || remaining.value.kind !== 'limited') return account;
    const rule = resets.value ?? { next: oneOf(g, '2026-11-22', '2026-11-23', '2026-12-10'), every: oneOf(g, 'week', 'month') };
    const slots = account.contacts.limit.value.kind === 'limited' ? account.contacts.limit.value.amount : null;
    const id = `list-${account.account}`;
    const entry = listOf(g, id, rule.every, int(g, 0, 4), slots);
    catalog.push(entry);
    const own = entry.tiers[0] as CatalogEntry['tiers'][number];
    const allowance = chance(g, 80) ? limit(own.credits) : account.credits.allowance;
    return { ...account, tier: own.id, credits: { ...account.credits, allowance, resets: observed(rule) } };
  });
  // Without a price list nobody says what another currency is worth.
  const paid = accounts.map((a) => (catalog.length > 0 || a.overage === null ? a : { ...a, overage: { ...a.overage, currency: 'USD' } }));
  return { workspace: { ...workspace, catalog }, snapshot: { ...snapshot, accounts: paid } };
}

/** Workspaces in which credits and contact slots are what is short. */
const creditBound: fc.Arbitrary<Small> = fc.gen().map((g) => {
  const days = int(g, 3, 6);
  const accounts = Array.from({ length: int(g, 1, 3) }, (_, a) => {
    const senders = Array.from({ length: int(g, 1, 2) }, (_, s) =>
      senderCapacity(`s${a}${s}`, {
        dailyLimit: chance(g, 75) ? null : int(g, 2, 4),
        weeklyLimit: chance(g, 15) ? int(g, 2, 6) : null,
        sentToday: chance(g, 15) ? 1 : 0,
        tags: chance(g, 50) ? ['eu'] : [],
      }),
    );
    return accountCapacity(`a${a}`, senders, {
      remaining: int(g, 0, 4),
      resets: { next: addDays(TODAY, int(g, 1, days + 1)), every: oneOf(g, 'week', 'month', 'month') },
      contacts: chance(g, 20) ? { limit: int(g, 2, 5), used: int(g, 0, 1) } : { limit: null, used: 0 },
      overage: chance(g, 25)
        ? { max: int(g, 1, 3), pricePer1000: oneOf(g, '1100', '2000'), currency: oneOf(g, 'USD', 'USD', 'EUR') }
        : null,
      reserve: chance(g, 15) ? { perDay: 0, untilReset: int(g, 0, 2) } : { perDay: 0, untilReset: 0 },
    });
  });
  const campaigns = Array.from({ length: int(g, 1, 3) }, (_, c) =>
    campaign(`c${c}`, int(g, 1, 6), {
      priority: int(g, 1, 2),
      valueMicro: oneOf(g, 1_000_000, 1_000_000, 500_000),
      steps: chance(g, 20)
        ? [
            { day: 0, share10k: 10_000 },
            { day: 1, share10k: oneOf(g, 10_000, 5_000) },
          ]
        : [{ day: 0, share10k: 10_000 }],
      from: chance(g, 40)
        ? { ...EVERYONE, accounts: [`a${int(g, 0, accounts.length - 1)}`] }
        : chance(g, 15)
          ? { ...EVERYONE, tags: ['eu'] }
          : EVERYONE,
      serveAtLeast: chance(g, 20) ? 1 : 0,
      maxShare10k: chance(g, 10) ? 6_000 : 10_000,
    }),
  );
  const inputs = [{ path: 'priced.sendplan.yaml', sha256: 'a'.repeat(64) }];
  return { workspace: workspace(campaigns, { end: addDays(TODAY, days - 1), inputs }), snapshot: snapshot(accounts) };
});

/** Workspaces of a few campaigns, accounts and days, most with price lists. */
export const pricedWorkspaces: fc.Arbitrary<Small> = fc.gen().map((g) =>
  priced(
    g,
    g(() => (chance(g, 70) ? creditBound : chance(g, 50) ? smallWorkspaces : networkWorkspaces(TINY_SIZES))),
  ),
);

/** Targets that are often neither met nor out of reach. */
export const targets: fc.Arbitrary<Target> = fc.oneof(
  { arbitrary: fc.constant<Target>({ kind: 'all' }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant('priority' as const),
      priority: fc.constantFrom(1, 2),
      share10k: fc.constantFrom(10_000, 8_000, 5_000),
    }),
    weight: 1,
  },
  { arbitrary: fc.record({ kind: fc.constant('shortfall' as const), most: fc.integer({ min: 0, max: 4 }) }), weight: 2 },
);

/** One change set with its plan. */
export interface Tried {
  readonly choice: Choice;
  readonly total: bigint;
  readonly reached: number;
  readonly changes: number;
  readonly plan: Plan;
}

/** Everything that can be bought, as `recommend` offers it; null when there are more than `most` sets. */
export function offeredSets(small: Small, plan: Plan, allowed: readonly Allowable[], most: number) {
  const days = { start: plan.horizon.start, end: plan.horizon.end };
  const base: Small = { ...small, workspace: { ...small.workspace, horizon: days } };
  const unchanged = applyChanges(base.workspace, base.snapshot, []);
  const purse = purseOf(base, unchanged.accounts, days);
  const { offers } = offersOf({ base, fixed: [], unchanged, period: days, purse, measure: MODEL_ROOMS, allowed });
  const count = offers.reduce((product, { levels }) => product * levels.length, 1);
  return count > most ? null : { base, unchanged, purse, offers };
}

/** All change sets of offers. */
export function* choicesOf(offers: readonly Offer[]): Generator<Choice> {
  const [first, ...rest] = offers;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const other of choicesOf(rest)) for (const level of first.levels.keys()) yield [level, ...other];
}

/** Plans every set. The money is that of the whole set, not the sum of its parts. */
export function tryAll(
  { base, unchanged, purse, offers }: NonNullable<ReturnType<typeof offeredSets>>,
  target: Target,
  makePlan: (small: Small) => Plan,
): readonly Tried[] {
  const known = purse.inHorizon(unchanged.accounts);
  return [...choicesOf(offers)].map((choice) => {
    const steps = stepsOf(offers, choice);
    const applied = applyChanges(base.workspace, base.snapshot, steps);
    const plan = makePlan(applied);
    const total = purse.inHorizon(applied.accounts) - known + purse.overage(plan);
    return { choice, total, reached: reachedBy(target, plan), changes: changeCount(offers, choice), plan };
  });
}
