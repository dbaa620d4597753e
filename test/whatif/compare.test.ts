/** Comparisons of outcomes: contacts, money in one or several currencies, what is worse, and the order of grid cells. */

import { describe, expect, it } from 'vitest';
import type { CatalogEntry } from '../../src/model/catalog.ts';
import type { Outcome } from '../../src/model/simulation.ts';
import { byGain, commonCurrency, compareOutcomes } from '../../src/whatif/compare.ts';
import { campaign } from '../helpers/builders.ts';

const row = (id: string, served: number, over: Partial<Outcome['campaigns'][number]> = {}): Outcome['campaigns'][number] => ({
  campaign: id,
  segment: null,
  priority: 1,
  contacts: 100,
  served,
  firstDay: '2026-11-24',
  lastDay: '2026-11-28',
  ...over,
});

function outcome(campaigns: Outcome['campaigns'], over: Partial<Outcome> = {}): Outcome {
  const numbers = [...new Set(campaigns.map((c) => c.priority))].sort();
  const sum = (key: 'contacts' | 'served', rows = campaigns) => rows.reduce((n, c) => n + c[key], 0);
  return {
    status: 'optimal',
    levels: [],
    horizon: { start: '2026-11-20', end: '2026-12-19' },
    contacts: sum('contacts'),
    served: sum('served'),
    priorities: numbers.map((priority) => {
      const own = campaigns.filter((c) => c.priority === priority);
      return { priority, contacts: sum('contacts', own), served: sum('served', own) };
    }),
    campaigns,
    firstDay: '2026-11-24',
    lastDay: '2026-11-28',
    overage: [],
    subscription: [],
    afterwards: [],
    credits: [],
    worth: [],
    ...over,
  };
}

const usd = (amount: string) => ({ currency: 'USD', amount });
const eur = (amount: string) => ({ currency: 'EUR', amount });
const list = (currency: string, rates: CatalogEntry['rates'] = {}): CatalogEntry => ({
  id: currency,
  currency,
  cycle: 'month',
  change: { up: 'next-cycle', down: 'next-cycle' },
  tiers: [],
  topUps: [],
  rates,
});
const rates = (over: Partial<Parameters<typeof compareOutcomes>[2]> = {}) => ({
  catalog: [list('USD')],
  currency: 'USD',
  campaigns: [campaign('a', 100)],
  ...over,
});

describe('money', () => {
  const before = outcome([row('a', 40)], { subscription: [usd('30.00')], afterwards: [{ ...usd('30.00'), cycle: 'month' }] });
  const after = outcome([row('a', 100)], {
    subscription: [usd('46.00')],
    overage: [usd('1.10')],
    afterwards: [{ ...usd('90.00'), cycle: 'month' }],
  });

  it('what is paid more, and for each contact more', () => {
    const c = compareOutcomes(before, after, rates());
    expect(c.total).toEqual(usd('17.10'));
    expect(c.afterwards).toEqual([{ ...usd('60.00'), cycle: 'month' }]);
    // 17.10 / 60 = 0.285.
    expect(c.perContact).toEqual(usd('0.285'));
    expect(c.netGain).toBeNull();
    expect(c.worse).toEqual(['overage costs 1.10 USD more']);
  });

  it('net gain: the worth of the contacts less what is paid, where campaigns say what one is worth', () => {
    // 60 × 0.50 − 17.10.
    expect(compareOutcomes(before, after, rates({ campaigns: [campaign('a', 100, { valueMicro: 500_000 })] })).netGain).toEqual(
      usd('12.90'),
    );
  });

  it('two currencies are added up with a rate alone', () => {
    const mixed = outcome([row('a', 100)], { subscription: [eur('10.00'), usd('30.00')] });
    expect(commonCurrency([before, mixed], [list('USD'), list('EUR')])).toBeNull();
    const converted = [list('USD'), list('EUR', { USD: '1.08' })];
    expect(commonCurrency([before, mixed], converted)).toBe('USD');
    expect(compareOutcomes(before, mixed, rates({ catalog: converted })).total).toEqual(usd('10.80'));
    const none = compareOutcomes(before, mixed, rates({ currency: null }));
    expect([none.cost, none.total, none.perContact]).toEqual([[eur('10.00'), usd('0.00')], null, null]);
  });

  it('nothing paid at all has no currency', () => {
    expect(commonCurrency([outcome([row('a', 1)])], [])).toBeNull();
  });
});

describe('what changes', () => {
  it('names campaigns that changed, and what is worse about them', () => {
    const before = outcome([row('a', 40), row('b', 30, { segment: 'eu', priority: 2 }), row('c', 100), row('d', 100)]);
    const after = outcome(
      [row('a', 60), row('b', 10, { segment: 'eu', priority: 2 }), row('c', 100, { lastDay: '2026-12-01' }), row('d', 100)],
      { status: 'infeasible' },
    );
    const c = compareOutcomes(before, after, rates());
    expect(c.served).toBe(0);
    expect(c.priorities).toEqual([
      { priority: 1, served: 20 },
      { priority: 2, served: -20 },
    ]);
    expect(c.campaigns.map((s) => s.campaign)).toEqual(['a', 'b', 'c']);
    expect(c.worse).toEqual([
      'a serve.atLeast that was met is missed',
      'b/eu: 20 fewer contacts served (10 instead of 30)',
      'c: last send on 1 Dec instead of 28 Nov',
    ]);
  });
});

describe('the order of a grid', () => {
  const before = outcome([row('a', 40), row('b', 40, { priority: 2 })], { subscription: [usd('10.00')] });
  const cell = (a: number, b: number, cost: string, valueMicro = 1_000_000) =>
    compareOutcomes(
      before,
      outcome([row('a', a), row('b', b, { priority: 2 })], { subscription: [usd(cost)] }),
      rates({ campaigns: [campaign('a', 100, { valueMicro }), campaign('b', 100, { valueMicro })] }),
    );
  const order = (cells: readonly ReturnType<typeof cell>[]) => [...cells].sort(byGain).map((c) => cells.indexOf(c));

  it('without worth: the higher priority first, then the lower cost', () => {
    expect(order([cell(40, 90, '10.00'), cell(41, 40, '99.00'), cell(41, 40, '98.00'), cell(41, 41, '99.00')])).toEqual([3, 2, 1, 0]);
  });
  it('with worth: net gain', () => {
    // 50 × 0.10 − 0 = 5.00; 1 × 0.10 − 89 = −88.90; 0.
    expect(order([cell(41, 40, '99.00', 100_000), cell(40, 90, '10.00', 100_000), cell(40, 40, '10.00', 100_000)])).toEqual([1, 2, 0]);
  });
});
