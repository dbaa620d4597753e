/** Prices against planning the whole again: the gain is the difference of two plans inside the range, and the range ends where it says. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { WEEKDAYS } from '../../src/model/calendar.ts';
import type { Snapshot } from '../../src/model/capacity.ts';
import type { PriceSentence } from '../../src/model/explanation.ts';
import type { Workspace } from '../../src/model/workspace.ts';
import { assemblePlan } from '../../src/plan/assemble.ts';
import { bindingLimits } from '../../src/plan/explain.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { loadEngine, runEngine } from '../../src/solver/run.ts';
import type { Engine } from '../../src/solver/solver.ts';
import type { Lever } from '../../src/whatif/levers.ts';
import { growsEvenly } from '../../src/whatif/levers-even.ts';
import { type PricedLever, pricedLevers } from '../../src/whatif/priced-levers.ts';
import { priceOf, type Resolved } from '../../src/whatif/prices.ts';
import type { Situation } from '../../src/whatif/situation.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, TODAY, workspace } from '../helpers/builders.ts';
import { MEDIUM_SIZES, networkWorkspaces, TINY_SIZES } from '../helpers/network-workspaces.ts';
import { provenOptimum } from '../helpers/proven-optimum.ts';
import { smallWorkspaces } from '../helpers/small-workspaces.ts';

const OPTIONS = { engine: 'auto', timeLimitMs: 600_000, clock: () => 0, onLevel: () => undefined, onSolution: () => undefined } as const;

let highs: Engine;
beforeAll(async () => {
  highs = await loadEngine('highs');
});

async function resolve({ workspace: files, snapshot: capacity }: Situation): Promise<Resolved> {
  const { levels, isNetwork, served } = provenOptimum(buildProblem(files, capacity), highs);
  return { levels: levels.map((level) => ({ ...level, bound: level.value })), isNetwork, served };
}

/** First level that n units of a lever make better in the whole plan, and by how much. */
async function gainOf(situation: Situation, lever: Lever, before: Resolved, n: number): Promise<readonly [string | null, number]> {
  const after = await resolve(lever.more(situation, n));
  for (const [q, { name, sense, value }] of before.levels.entries()) {
    const now = after.levels.find((level) => level.name === name)?.value ?? after.levels[q]?.value ?? 0;
    const gain = Math.round((sense === 'max' ? now - value : value - now) * 1e9) / 1e9;
    if (gain !== 0) return [name, gain];
  }
  return [null, 0];
}

const near = (value: number): number => Math.round(value * 1e9) / 1e9;

/** Checks one price with plans of the whole situation. `isSampled`: not every unit of a long range. */
async function expectTrue(situation: Situation, { lever }: PricedLever, price: PriceSentence): Promise<void> {
  const before = await resolve(situation);
  const at = (n: number) => gainOf(situation, lever, before, n);
  const { verdict, objective, gain, upTo, next } = price;
  if (verdict === 'unknown') throw new Error(`${price.text}: small plans are solved exactly`);
  if (verdict === 'nothing') {
    for (const n of [1, 2, Math.min(lever.most, 7)]) expect((await at(n))[1], price.text).toBeLessThanOrEqual(0);
    return;
  }
  if (verdict === 'together') {
    expect(await at(upTo)).toEqual([objective, gain]);
    expect((await at(upTo - 1))[1], price.text).toBeLessThanOrEqual(0);
    return;
  }
  const units = upTo <= 6 ? Array.from({ length: upTo }, (_, i) => i + 1) : [1, 2, Math.floor(upTo / 2), upTo - 1, upTo];
  for (const n of units) expect([price.text, n, ...(await at(n))]).toEqual([price.text, n, objective, near(gain * n)]);
  if (next === null) {
    // Nobody looked further, or something more important changes.
    if (![lever.most, lever.affordable].includes(upTo)) expect((await at(upTo + 1))[0], price.text).not.toBe(objective);
    return;
  }
  expect([price.text, ...(await at(upTo + 1))]).toEqual([price.text, objective, near(gain * upTo + next)]);
  expect(next).not.toBe(gain);
  // Where every unit adds the same capacity, what they bring falls: an overdrawn limit that is made good late breaks that.
  if (before.isNetwork && lever.isEven && growsEvenly(situation, lever.more, upTo + 1)) expect(next).toBeLessThan(gain);
}

/** Levers of a workspace, a few of them, their prices. */
async function pricesOf(files: Workspace, capacity: Snapshot, most: number) {
  // Pacing does not change what is served, and takes most of the time.
  const campaigns = files.campaigns.map((c) => ({ ...c, pacing: 'asap' as const }));
  const situation: Situation = { workspace: { ...files, campaigns }, snapshot: capacity };
  const problem = buildProblem(situation.workspace, capacity);
  const solution = await runEngine(problem, OPTIONS);
  const plan = assemblePlan({ ...situation, problem, solution, tool: { name: 'sendplan', version: '0.0.0' }, previous: null });
  const subject = { kind: 'plan' } as const;
  const { levers } = pricedLevers({ situation, problem, plan, subject, binding: bindingLimits(plan, subject), isWanted: () => false });
  const step = Math.max(1, Math.ceil(levers.length / most));
  const chosen = levers.filter((_, i) => i % step === 0);
  return {
    situation,
    prices: await Promise.all(chosen.map(async (priced) => ({ priced, price: await priceOf(priced.lever, priced.levels, resolve) }))),
  };
}

describe('500 workspaces', () => {
  it.each([
    ['tiny networks', networkWorkspaces(TINY_SIZES), 200, 3],
    ['networks', networkWorkspaces(MEDIUM_SIZES), 100, 2],
    ['every family', smallWorkspaces, 200, 2],
  ] as const)(
    '%s',
    async (_, workspaces, numRuns, most) => {
      const seen = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(workspaces, async ({ workspace: files, snapshot: capacity }) => {
          const { situation, prices } = await pricesOf(files, capacity, most);
          for (const { priced, price } of prices) {
            await expectTrue(situation, priced, price);
            const key = `${price.verdict} ${price.lever.kind}`;
            seen.set(key, (seen.get(key) ?? 0) + 1);
          }
        }),
        { numRuns, seed: 5003, endOnFailure: true },
      );
    },
    600_000,
  );
});

describe('by hand', () => {
  const only = { kind: 'account', id: 'a' } as const;
  /** Prices of one campaign with `end` as the last day of its window, by kind of lever. */
  async function byKind(
    files: Workspace,
    capacity: Snapshot,
    slack = 0,
    isNetwork?: true,
  ): Promise<Readonly<Record<string, PriceSentence>>> {
    const situation: Situation = { workspace: files, snapshot: capacity };
    const problem = buildProblem(files, capacity);
    const solution = await runEngine(problem, OPTIONS);
    const plan = assemblePlan({ ...situation, problem, solution, tool: { name: 'sendplan', version: '0.0.0' }, previous: null });
    const subject = { kind: 'plan' } as const;
    const { levers } = pricedLevers({ situation, problem, plan, subject, binding: bindingLimits(plan, only), isWanted: () => false });
    const again = async (changed: Situation): Promise<Resolved> => {
      const resolved = await resolve(changed);
      return {
        ...resolved,
        isNetwork: isNetwork ?? resolved.isNetwork,
        levels: resolved.levels.map((level) => ({ ...level, bound: level.value + slack })),
      };
    };
    const prices = await Promise.all(levers.map(({ lever, levels }) => priceOf(lever, levels, again)));
    return Object.fromEntries(prices.map((price) => [price.lever.kind, price]));
  }
  /** Result of `c`, which wants 900. */
  const served = (contacts: number) => ({
    ...{ campaign: 'c', segment: null, priority: 1, contacts: 900, alreadyStarted: 0, served: contacts, sends: contacts },
    ...{ firstDay: null, lastDay: null },
  });
  const until = (end: string) => ({ start: null, end, weekdays: WEEKDAYS });
  const oneSender = (over: Parameters<typeof senderCapacity>[1], account: Parameters<typeof accountCapacity>[2] = {}) =>
    snapshot([accountCapacity('a', [senderCapacity('s', over)], account)]);

  it('credits: 1 each, until the daily limit is full', async () => {
    const files = workspace([campaign('c', 300, { window: until('2026-11-24') })]);
    const prices = await byKind(files, oneSender({ dailyLimit: 40 }, { remaining: 150 }));
    expect(prices['credits']).toMatchObject({
      verdict: 'each',
      objective: 'served.priority1',
      unit: 'contacts',
      gain: 1,
      upTo: 50,
      next: 0,
    });
    expect(prices['credits']?.text).toBe('each further credit of a serves 1 more contact of c, up to 50; the next one adds nothing');
    expect([prices['sender']?.verdict, prices['window']?.verdict]).toEqual(['nothing', 'nothing']);
  });

  it('a long range is found without planning every unit of it', async () => {
    const files = workspace([campaign('c', 400_000, { window: until('2026-11-24') })]);
    const prices = await byKind(files, oneSender({ dailyLimit: 40_000 }, { remaining: 150_001 }));
    expect(prices['credits']).toMatchObject({ gain: 1, upTo: 49_999, next: 0 });
  });

  it('a day of earlier warm-up: 2 + 4 + 6 becomes 4 + 6 + 8, then 6 + 8 + 10, then 8 + 10 + 10', async () => {
    const warmUp = { kind: 'add', start: TODAY, from: 2, add: 2, to: null } as const;
    const files = workspace([campaign('c', 100, { window: until('2026-11-22') })]);
    const prices = await byKind(files, oneSender({ dailyLimit: 10, warmUp }));
    expect(prices['warmUp']).toMatchObject({ verdict: 'each', gain: 6, upTo: 2, next: 4 });
    expect(prices['warmUp']?.text).toBe(
      'each further day of earlier warm-up of s serves 6 more contacts of c, up to 2; the next one adds 4',
    );
    // The day after the window: 8 on the ramp, then 10.
    expect(prices['window']).toMatchObject({ verdict: 'each', gain: 8, upTo: 1, next: 10 });
  });

  it('a sender more: what it can carry, then what is left', async () => {
    const files = workspace([campaign('c', 100, { window: until('2026-11-22') })]);
    const two = snapshot([
      accountCapacity('a', [senderCapacity('s0', { dailyLimit: 10, sentToday: 0 }), senderCapacity('s1', { dailyLimit: 10 })]),
    ]);
    const prices = await byKind(files, two);
    expect(prices['sender']).toMatchObject({ verdict: 'each', gain: 30, upTo: 1, next: 10 });
    expect(prices['sender']?.text).toBe('one further sender like s0 serves 30 more contacts of c; a second one adds 10');
    expect(prices['senderLimit']).toMatchObject({ gain: 6, upTo: 6, next: 4 });
  });

  it('sequences take several credits a contact: they help together', async () => {
    const steps = [0, 1].map((day) => ({ day, share10k: 10_000 }));
    const files = workspace([campaign('c', 5, { steps })]);
    const even = await byKind(files, oneSender({ dailyLimit: 10 }, { remaining: 4 }));
    expect(even['credits']).toMatchObject({ verdict: 'together', gain: 1, upTo: 2 });
    expect(even['credits']?.text).toBe('2 further credits of a together serve 1 more contact of c; fewer bring nothing');
    const odd = await byKind(files, oneSender({ dailyLimit: 10 }, { remaining: 5 }));
    expect(odd['credits']).toMatchObject({ verdict: 'each', gain: 1, upTo: 1, next: 0 });
  });

  it('all or nothing comes in one jump, also from an engine that calls the plan a network', async () => {
    const files = workspace([campaign('c', 50, { allOrNothing: true })]);
    const prices = await byKind(files, oneSender({ dailyLimit: 10 }, { remaining: 20 }), 0, true);
    expect(prices['credits']).toMatchObject({ verdict: 'together', gain: 50, upTo: 30 });
  });

  it('an overdrawn limit is made good first', async () => {
    const files = workspace([campaign('c', 50)]);
    const prices = await byKind(files, oneSender({ dailyLimit: 10 }, { remaining: 3, reserve: { perDay: 0, untilReset: 8 } }));
    expect(prices['credits']).toMatchObject({ verdict: 'together', gain: 1, upTo: 6 });
  });

  it('where nothing is short, credits save overage', async () => {
    const overage = { max: 100, pricePer1000: '2', currency: 'USD' };
    const prices = await byKind(workspace([campaign('c', 30)]), oneSender({ dailyLimit: 10 }, { remaining: 10, overage }));
    expect(prices['credits']).toMatchObject({ objective: 'overage.USD', unit: 'USD', gain: 0.002, upTo: 20, next: 0 });
    expect(prices['credits']?.text).toBe('each further credit of a saves 0.002 USD of overage, up to 20; the next one adds nothing');
  });

  it('plans that are not proven optimal: a price between bounds where more than rounding may lose is won, else none', async () => {
    const files = workspace([campaign('c', 300, { window: until('2026-11-24') })]);
    const prices = await byKind(files, oneSender({ dailyLimit: 40 }, { remaining: 150 }), 4);
    // 150 are missing: a tenth of them in credits.
    expect(prices['credits']).toMatchObject({ verdict: 'about', gain: 15, between: [11, 19], upTo: 15, next: null });
    expect(prices['credits']?.text).toBe(
      '15 further credits of a: the plan made with them serves 15 more contacts of priority 1; for certain between 11 and 19',
    );
    expect([prices['sender']?.verdict, prices['senderLimit']?.verdict]).toEqual(['unknown', 'unknown']);
    const loose = await byKind(files, oneSender({ dailyLimit: 40 }, { remaining: 150 }), 100);
    expect(new Set(Object.values(loose).map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
  });

  it('what is wanted comes first where there are too many for all', () => {
    const files = workspace([campaign('c', 900, { window: until('2026-11-24') })]);
    const senders = Array.from({ length: 30 }, (_, i) => senderCapacity(`s${10 + i}`, { dailyLimit: i + 1 }));
    const situation: Situation = { workspace: files, snapshot: snapshot([accountCapacity('a', senders)]) };
    const problem = buildProblem(files, situation.snapshot);
    const plan = { campaigns: [{ ...served(150), shortfall: null }], cost: { overage: [] } };
    const question = { situation, problem, plan, subject: { kind: 'plan' }, binding: [] } as const;
    const first = pricedLevers({ ...question, isWanted: () => false });
    const wanted = pricedLevers({ ...question, isWanted: ({ ids }) => ids.includes('s39') });
    expect([first.levers.length, first.leftOut]).toEqual([24, 37]);
    expect(first.levers.some(({ lever }) => lever.lever.id === 's39')).toBe(false);
    expect(wanted.levers.slice(0, 2).map(({ lever }) => `${lever.lever.kind} ${lever.lever.id}`)).toEqual([
      'sender s39',
      'senderLimit s39',
    ]);
    expect(wanted.leftOut).toBe(37);
  });

  it('nothing short and nothing paid: nothing is priced', async () => {
    expect(await byKind(workspace([campaign('c', 5)]), oneSender({ dailyLimit: 10 }))).toEqual({});
  });
});
