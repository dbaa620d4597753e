/** Recommendations worked out by hand. */

import { beforeAll, describe, expect, it } from 'vitest';
import { MODEL_ROOMS } from '../../src/commands/capacity-rooms.ts';
import { firstCeiling } from '../../src/commands/ceiling-line.ts';
import { parseAllowed, parseMoney, parseTarget } from '../../src/commands/recommend-values.ts';
import type { CatalogEntry } from '../../src/model/catalog.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Recommendation, Target } from '../../src/model/recommendation.ts';
import { loadEngine } from '../../src/solver/run.ts';
import type { Engine } from '../../src/solver/solver.ts';
import { type RecommendInput, recommend } from '../../src/whatif/recommend.ts';
import { accountCapacity, campaign, EVERYONE, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { loadEngines, provenPlan, type TestedEngine } from '../helpers/engines.ts';
import type { Small } from '../helpers/small-workspaces.ts';

let exact: TestedEngine;
let highs: Engine;
beforeAll(async () => {
  [exact] = await loadEngines();
  highs = await loadEngine('highs');
});

const LIST: CatalogEntry = {
  id: 'mail',
  currency: 'USD',
  cycle: 'month',
  change: { up: 'immediate-full', down: 'next-cycle' },
  tiers: [
    { id: 'small', credits: 10, contacts: null, price: '10.00' },
    { id: 'large', credits: 30, contacts: null, price: '25.00' },
  ],
  topUps: [{ id: 'plus', credits: 5, price: '4.00', expires: 'reset' }],
  senders: { price: '2.00', warmUp: null },
  rates: {},
};

/** Two accounts of ten credits until 1 December; the campaign may use the first. */
function world(over: { readonly catalog?: readonly CatalogEntry[]; readonly dailyLimit?: number; readonly contacts?: number } = {}): Small {
  const { catalog = [LIST], dailyLimit, contacts = 20 } = over;
  const account = (id: string, tier: string | null) =>
    accountCapacity(id, [senderCapacity(`${id}-s`, { dailyLimit: dailyLimit ?? null })], {
      remaining: 10,
      allowance: 10,
      resets: { next: '2026-12-01', every: 'month' },
      tier,
    });
  return {
    workspace: workspace([campaign('c', contacts, { from: { ...EVERYONE, accounts: ['a'] } })], {
      catalog,
      inputs: [{ path: 'case.sendplan.yaml', sha256: 'a'.repeat(64) }],
    }),
    snapshot: snapshot([account('a', 'small'), account('b', null)]),
  };
}

const ask = (small: Small, target: Target, over: Partial<RecommendInput> = {}): Promise<Recommendation> =>
  recommend({
    base: small,
    plan: provenPlan(small, exact) as Plan,
    target,
    allowed: ['tier', 'top-up'],
    budget: null,
    wantsFrontier: false,
    measure: MODEL_ROOMS,
    makePlan: async (situation) => provenPlan(situation, exact) as Plan,
    prove: async (situation) => firstCeiling(situation, highs, 60_000) ?? (provenPlan(situation, exact) as Plan).outcome,
    solve: (program, isRough) => highs.mip(program, { timeMs: 60_000, start: null, isRough }),
    isOver: () => false,
    onProgress: () => undefined,
    ...over,
  });

const ALL: Target = { kind: 'all' };
const said = ({ best }: Recommendation) => [
  best?.cost.total,
  ...(best?.steps.map((s) => `${s.subject} ${s.to ?? s.kind} ${s.count}`) ?? []),
];

describe('worked out by hand', () => {
  it('20 contacts with 10 credits: two top-ups of 5 for 8.00, not the tier for 15.00', async () => {
    const answer = await ask(world(), ALL);
    expect([answer.status, ...said(answer)]).toEqual(['found', '8.00', 'a plus 2']);
    expect(answer.runnersUp.map(({ cost }) => cost.total)).toEqual(['15.00']);
  });

  it('30 contacts: four top-ups would be 16.00, the tier is 15.00', async () => {
    expect(said(await ask(world({ contacts: 30 }), ALL))).toEqual(['15.00', 'a large 1']);
  });

  it('already met: no change, no cost', async () => {
    const answer = await ask(world({ contacts: 10 }), ALL);
    expect([answer.status, ...said(answer)]).toEqual(['met', '0.00']);
  });

  it('a share and a shortfall ask for less', async () => {
    expect(said(await ask(world(), { kind: 'priority', priority: 1, share10k: 7_500 }))).toEqual(['4.00', 'a plus 1']);
    expect(said(await ask(world(), { kind: 'shortfall', most: 5 }))).toEqual(['4.00', 'a plus 1']);
  });

  it('over the budget: what the cheapest costs at least, and the most the budget buys', async () => {
    const answer = await ask(world(), ALL, { budget: 5_000_000_000n });
    expect([answer.status, answer.most?.set.reached, answer.most?.set.cost.total]).toEqual(['over-budget', 15, '4.00']);
  });

  it('out of reach: two sends a day for a week are 14, whatever is bought', async () => {
    const answer = await ask(world({ dailyLimit: 2 }), ALL);
    expect([answer.status, answer.most?.set.reached, answer.proof.isProven]).toEqual(['unreachable', 14, true]);
    expect(answer.most?.binding.join()).toContain('a-s');
  });

  it('senders: 14 sends from one, so a second one for one cycle, and credits for the rest', async () => {
    const answer = await ask(world({ dailyLimit: 2 }), ALL, { allowed: ['tier', 'top-up', 'senders'] });
    expect(said(answer)).toEqual(['10.00', 'a plus 2', 'a senders 1']);
    expect(answer.best?.steps.find((s) => s.kind === 'senders')?.afterwards).toBe('2.00');
  });

  it('a move costs nothing and says what is lifted', async () => {
    const answer = await ask(world(), ALL, { allowed: ['tier', 'top-up', 'move'] });
    expect(said(answer)).toEqual(['0.00', 'c move 1']);
    expect(answer.best?.steps[0]?.notes.join()).toContain('lifted: accounts a');
  });

  it('two currencies without a rate: no answer, never a sum', async () => {
    const other = { ...LIST, id: 'other', currency: 'EUR', tiers: [{ id: 'own', credits: 10, contacts: null, price: '3.00' }], topUps: [] };
    const small = world({ catalog: [LIST, other] });
    const [a, b] = small.snapshot.accounts;
    if (a === undefined || b === undefined) throw new Error('two accounts');
    const mixed = { ...small, snapshot: { ...small.snapshot, accounts: [a, { ...b, tier: 'own' }] } };
    await expect(ask(mixed, ALL)).rejects.toThrow('Prices are in EUR and USD');
    const rated = { ...mixed, workspace: { ...mixed.workspace, catalog: [LIST, { ...other, rates: { USD: '2' } }] } };
    expect(said(await ask(rated, ALL))).toEqual(['8.00', 'a plus 2']);
  });

  it('no time: says so, and proves nothing', async () => {
    const answer = await ask(world(), ALL, { isOver: () => true });
    expect([answer.status, answer.proof.isProven, answer.best]).toEqual(['stopped', false, null]);
  });
});

describe('option values', () => {
  it('targets', () => {
    expect(parseTarget('serve=all')).toEqual({ kind: 'all' });
    expect(parseTarget('serve.priority2=0.95')).toEqual({ kind: 'priority', priority: 2, share10k: 9_500 });
    expect(parseTarget('serve.priority1=1')).toEqual({ kind: 'priority', priority: 1, share10k: 10_000 });
    expect(parseTarget('shortfall <= 500')).toEqual({ kind: 'shortfall', most: 500 });
  });
  it.each(['serve', 'serve=most', 'serve.priority1=1.5', 'serve.priority1=0.12345', 'shortfall<500', 'shortfall<=-1'])(
    '%s is none',
    (text) => {
      expect(() => parseTarget(text)).toThrow('Expected serve=all');
    },
  );
  it('money and kinds', () => {
    expect(parseMoney('249.90')).toBe(249_900_000_000n);
    expect(() => parseMoney('-1')).toThrow('Expected an amount');
    expect(parseAllowed('move,tier')).toEqual(['tier', 'move']);
    expect(() => parseAllowed('upgrade')).toThrow('Expected some of');
  });
});
