/** What-ifs that add capacity never serve less of any priority before a lower one changed, those that take some away never more. */

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../src/model/calendar.ts';
import type { AccountCapacity } from '../../src/model/capacity.ts';
import type { CatalogEntry, Change, ChangeRule } from '../../src/model/catalog.ts';
import { applyChanges } from '../../src/whatif/apply.ts';
import { TODAY } from '../helpers/builders.ts';
import { loadEngines, provenPlan, type TestedEngine } from '../helpers/engines.ts';
import { compare, objective } from '../helpers/metamorphic.ts';
import { networkWorkspaces, TINY_SIZES } from '../helpers/network-workspaces.ts';
import { type Small, smallWorkspaces } from '../helpers/small-workspaces.ts';

const TIMEOUT = { timeout: 120_000 };
let engines: Readonly<Record<string, TestedEngine>>;
beforeAll(async () => {
  engines = Object.fromEntries((await loadEngines()).map((e) => [e.name, e]));
});

interface Draw {
  readonly account: AccountCapacity;
  readonly n: number;
  readonly on: string;
  readonly sender: string | null;
}

const MORE: Readonly<Record<string, (draw: Draw) => readonly Change[]>> = {
  'credits on a day': ({ account, n, on }) => [{ kind: 'credits', account: account.account, amount: { kind: 'add', by: n }, on }],
  'a top-up that lapses': ({ account, on }) => [{ kind: 'topUp', account: account.account, topUp: `lapses ${account.account}`, on }],
  'a top-up that is kept': ({ account, on }) => [{ kind: 'topUp', account: account.account, topUp: `keeps ${account.account}`, on }],
  'an upgrade': ({ account, on }) => [{ kind: 'tier', account: account.account, tier: `high ${account.account}`, on }],
  'two of them': ({ account, n, on }) => [
    { kind: 'topUp', account: account.account, topUp: `keeps ${account.account}`, on },
    { kind: 'credits', account: account.account, amount: { kind: 'add', by: n }, on: addDays(on, 1) },
  ],
  'another sender': ({ account, n, sender }) =>
    sender === null ? [] : [{ kind: 'addSenders', account: account.account, count: n, like: sender, warmUp: null }],
  'a sender without limits': ({ sender }) =>
    sender === null ? [] : [{ kind: 'sender', sender, dailyLimit: 'unlimited', weeklyLimit: 'unlimited', weekdays: null }],
};

const LESS: Readonly<Record<string, (draw: Draw) => readonly Change[]>> = {
  'fewer credits': ({ account, n, on }) => [{ kind: 'credits', account: account.account, amount: { kind: 'add', by: -n }, on }],
  'a downgrade': ({ account, on }) => [{ kind: 'tier', account: account.account, tier: `low ${account.account}`, on }],
  'a sender less': ({ sender }) => (sender === null ? [] : [{ kind: 'removeSenders', senders: [sender] }]),
  'a sender that may send nothing': ({ sender }) =>
    sender === null ? [] : [{ kind: 'sender', sender, dailyLimit: 0, weeklyLimit: null, weekdays: null }],
  'an account less': ({ account }) => [{ kind: 'removeAccount', account: account.account }],
};

/** Price lists that fit: each account pays for the allowance it has. */
function priced({ workspace, snapshot }: Small, rule: ChangeRule): Small {
  const catalog = snapshot.accounts.map(({ account, credits: { allowance, resets } }): CatalogEntry => {
    const own = allowance.value.kind === 'limited' ? allowance.value.amount : null;
    const tier = (id: string, price: string, more: number) => ({
      id: `${id} ${account}`,
      credits: own === null ? null : Math.max(0, own + more),
      contacts: null,
      price,
    });
    const topUp = (id: string, expires: 'reset' | 'never') => ({ id: `${id} ${account}`, credits: 2, price: '1.00', expires });
    return {
      ...{ id: account, currency: 'USD', cycle: resets.value?.every ?? 'month', change: { up: rule, down: rule }, rates: {} },
      tiers: [tier('high', '9.00', 4), tier('low', '1.00', -2), tier('own', '5.00', 0)],
      topUps: [topUp('keeps', 'never'), topUp('lapses', 'reset')],
    };
  });
  const accounts = snapshot.accounts.map((a) => ({ ...a, tier: `own ${a.account}` }));
  return { workspace: { ...workspace, catalog }, snapshot: { ...snapshot, accounts } };
}

const rules = fc.constantFrom<ChangeRule>('immediate-prorated', 'immediate-full', 'next-cycle');

describe.each([
  ['highs', smallWorkspaces, 20],
  ['flow', networkWorkspaces(TINY_SIZES), 40],
] as const)('%s', (name, workspaces, numRuns) => {
  const judge = (changesOf: (draw: Draw) => readonly Change[], sign: 1 | -1) =>
    fc.property(workspaces, rules, fc.nat(), fc.integer({ min: 1, max: 3 }), fc.nat({ max: 3 }), (small, rule, pick, n, day) => {
      const before = priced(small, rule);
      const { accounts } = before.snapshot;
      const account = accounts[pick % accounts.length] as AccountCapacity;
      const resets = account.credits.resets.value;
      const last = before.workspace.horizon.end ?? TODAY;
      const on = [addDays(TODAY, day), last].sort()[0] as string;
      const changes = changesOf({ account, n, on, sender: account.senders[pick % Math.max(1, account.senders.length)]?.id ?? null });
      // Without a day of the bill a tier cannot change.
      if (changes.some((c) => (c.kind === 'tier' && resets === null) || ('on' in c && c.on !== null && c.on > last))) return;
      const engine = engines[name] as TestedEngine;
      const now = provenPlan(before, engine);
      const after = provenPlan(applyChanges(before.workspace, before.snapshot, changes), engine);
      if (now === null || after === null) return;
      expect(sign * compare(objective(after), objective(now))).toBeLessThanOrEqual(0);
    });

  it.each(Object.entries(MORE))('%s never serves less', TIMEOUT, (_, changes) => {
    fc.assert(judge(changes, 1), { numRuns, seed: 510 });
  });
  it.each(Object.entries(LESS))('%s never serves more', TIMEOUT, (_, changes) => {
    fc.assert(judge(changes, -1), { numRuns, seed: 511 });
  });
});
