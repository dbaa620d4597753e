/** Cycles and money: dated cases worked out by hand, the arithmetic beside each. */

import { describe, expect, it } from 'vitest';
import type { CatalogEntry, ChangeRule, Tier } from '../../src/model/catalog.ts';
import { moneyText } from '../../src/model/money.ts';
import type { ResetRule } from '../../src/model/workspace.ts';
import { cycleAt, directionOf, resetsWithin, tierChange } from '../../src/whatif/billing.ts';
import { type Contract, inCurrency, ledgerOf, totals } from '../../src/whatif/ledger.ts';

const month = (next: string, anchorDay?: number): ResetRule => ({
  next,
  every: 'month',
  ...(anchorDay === undefined ? {} : { anchorDay }),
});
const week = (next: string): ResetRule => ({ next, every: 'week' });
const day = (next: string): ResetRule => ({ next, every: 'day' });
const tier = (id: string, price: string, credits: number | null = null, contacts: number | null = null): Tier => ({
  id,
  price,
  credits,
  contacts,
});

const catalog = (up: ChangeRule, down: ChangeRule, over: Partial<CatalogEntry> = {}): CatalogEntry => ({
  id: 'list',
  currency: 'USD',
  cycle: 'month',
  change: { up, down },
  tiers: [],
  topUps: [],
  rates: {},
  ...over,
});

describe('the cycle a day lies in', () => {
  it.each<[string, ResetRule, string, string, string, number]>([
    // 18 Oct – 17 Nov: 14 days of October and 17 of November.
    ['18th to 18th over a long month', month('2026-11-18'), '2026-10-27', '2026-10-18', '2026-11-18', 31],
    ['18th to 18th over a short month', month('2026-12-18'), '2026-11-27', '2026-11-18', '2026-12-18', 30],
    ['the day before the reset', month('2026-12-01'), '2026-11-30', '2026-11-01', '2026-12-01', 30],
    ['the day of the reset begins the next cycle', month('2026-12-01'), '2026-12-01', '2026-12-01', '2027-01-01', 31],
    ['over the end of the year', month('2027-01-15'), '2026-12-31', '2026-12-15', '2027-01-15', 31],
    ['a cycle after several resets', month('2026-12-01'), '2027-02-15', '2027-02-01', '2027-03-01', 28],
    // Anchored on the 31st: 31 January, then 28 February, then 31 March.
    ['anchor 31 in February', month('2027-02-28', 31), '2027-02-10', '2027-01-31', '2027-02-28', 28],
    ['anchor 31 on 31 January itself', month('2027-01-31'), '2027-01-31', '2027-01-31', '2027-02-28', 28],
    ['anchor 31 from the end of February', month('2027-01-31'), '2027-02-28', '2027-02-28', '2027-03-31', 31],
    ['anchor 31 in a leap year', month('2028-01-31'), '2028-02-10', '2028-01-31', '2028-02-29', 29],
    ['anchor 31 after 29 February', month('2028-01-31'), '2028-03-01', '2028-02-29', '2028-03-31', 31],
    ['anchor 30, hidden by February', month('2027-02-28', 30), '2027-03-01', '2027-02-28', '2027-03-30', 30],
    ['anchor 31 in April', month('2027-03-31'), '2027-04-30', '2027-04-30', '2027-05-31', 31],
    ['a week', week('2026-11-23'), '2026-11-20', '2026-11-16', '2026-11-23', 7],
    ['a week, on its first day', week('2026-11-23'), '2026-11-16', '2026-11-16', '2026-11-23', 7],
    ['a later week', week('2026-11-23'), '2026-12-08', '2026-12-07', '2026-12-14', 7],
    ['a day', day('2026-11-21'), '2026-11-20', '2026-11-20', '2026-11-21', 1],
    ['a later day', day('2026-11-21'), '2026-12-24', '2026-12-24', '2026-12-25', 1],
  ])('%s', (_, rule, on, from, next, days) => {
    expect(cycleAt(rule, on)).toEqual({ from, next, days });
  });

  it('resets within a range, both ends included', () => {
    expect(resetsWithin(month('2027-01-31'), '2027-01-31', '2027-04-30')).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30']);
    expect(resetsWithin(week('2026-11-23'), '2026-11-24', '2026-12-06')).toEqual(['2026-11-30']);
    expect(resetsWithin(month('2026-12-01'), '2026-11-20', '2026-11-30')).toEqual([]);
  });
});

const FREE = tier('free', '0.00', 0);
const SMALL = tier('small', '30.00', 30_000);
const LARGE = tier('large', '90.00', 100_000);

interface Case {
  readonly name: string;
  readonly rule: ChangeRule;
  readonly resets: ResetRule;
  readonly from: Tier;
  readonly to: Tier;
  readonly on: string;
  readonly charge: string;
  readonly credits: number | null;
  readonly holdsFrom: string;
  readonly daysLeft: number;
}

const CASES: readonly Case[] = [
  // 27–31 Oct are 5 days, 1–17 Nov 17: 22 of 31. 30.00 × 22/31 = 21.2903…; 30,000 × 22/31 = 21,290.3…
  {
    name: '30.00 a month from the 27th to the 18th is 30 × 22/31',
    rule: 'immediate-prorated',
    resets: month('2026-11-18'),
    from: FREE,
    to: SMALL,
    on: '2026-10-27',
    charge: '21.29',
    credits: 21_290,
    holdsFrom: '2026-10-27',
    daysLeft: 22,
  },
  // 23–30 Nov: 8 of 30. (90 − 30) × 8/30 = 16.00; 70,000 × 8/30 = 18,666.6…, rounded down.
  {
    name: 'the difference of two prices',
    rule: 'immediate-prorated',
    resets: month('2026-12-01'),
    from: SMALL,
    to: LARGE,
    on: '2026-11-23',
    charge: '16.00',
    credits: 18_666,
    holdsFrom: '2026-11-23',
    daysLeft: 8,
  },
  // 30 Nov: 1 of 30. 60 × 1/30 = 2.00; 70,000/30 = 2,333.3…
  {
    name: 'the last day of a cycle',
    rule: 'immediate-prorated',
    resets: month('2026-12-01'),
    from: SMALL,
    to: LARGE,
    on: '2026-11-30',
    charge: '2.00',
    credits: 2_333,
    holdsFrom: '2026-11-30',
    daysLeft: 1,
  },
  // 1 Dec begins a cycle: it is billed at 90.00, nothing besides; the whole 70,000 more.
  {
    name: 'an upgrade on the day of the reset',
    rule: 'immediate-prorated',
    resets: month('2026-12-01'),
    from: SMALL,
    to: LARGE,
    on: '2026-12-01',
    charge: '0.00',
    credits: 70_000,
    holdsFrom: '2026-12-01',
    daysLeft: 31,
  },
  // 31 Jan begins the cycle 31 Jan – 27 Feb of 28 days.
  {
    name: 'an upgrade on 31 January with an anchor of 31',
    rule: 'immediate-prorated',
    resets: month('2027-01-31'),
    from: SMALL,
    to: LARGE,
    on: '2027-01-31',
    charge: '0.00',
    credits: 70_000,
    holdsFrom: '2027-01-31',
    daysLeft: 28,
  },
  // 1–27 Feb: 27 of 28. 60 × 27/28 = 57.857…; 70,000 × 27/28 = 67,500.
  {
    name: 'the day after it',
    rule: 'immediate-prorated',
    resets: month('2027-01-31'),
    from: SMALL,
    to: LARGE,
    on: '2027-02-01',
    charge: '57.86',
    credits: 67_500,
    holdsFrom: '2027-02-01',
    daysLeft: 27,
  },
  // 1–28 Feb 2028: 28 of 29. 60 × 28/29 = 57.931…; 70,000 × 28/29 = 67,586.2…
  {
    name: 'the same in a leap year',
    rule: 'immediate-prorated',
    resets: month('2028-01-31'),
    from: SMALL,
    to: LARGE,
    on: '2028-02-01',
    charge: '57.93',
    credits: 67_586,
    holdsFrom: '2028-02-01',
    daysLeft: 28,
  },
  // 28 Feb – 30 Mar: 31 of 31 on its first day, billed as a cycle.
  {
    name: 'on 28 February with an anchor of 31, a reset',
    rule: 'immediate-prorated',
    resets: month('2027-01-31'),
    from: SMALL,
    to: LARGE,
    on: '2027-02-28',
    charge: '0.00',
    credits: 70_000,
    holdsFrom: '2027-02-28',
    daysLeft: 31,
  },
  // 30 Mar: 1 of 31. 60/31 = 1.935…; 70,000/31 = 2,258.06…
  {
    name: 'on 30 March, the day before the anchor comes back',
    rule: 'immediate-prorated',
    resets: month('2027-01-31'),
    from: SMALL,
    to: LARGE,
    on: '2027-03-30',
    charge: '1.94',
    credits: 2_258,
    holdsFrom: '2027-03-30',
    daysLeft: 1,
  },
  // 31 Dec – 14 Jan: 1 + 14 = 15 of 31. 60 × 15/31 = 29.032…; 70,000 × 15/31 = 33,870.9…
  {
    name: 'over the end of the year',
    rule: 'immediate-prorated',
    resets: month('2027-01-15'),
    from: SMALL,
    to: LARGE,
    on: '2026-12-31',
    charge: '29.03',
    credits: 33_870,
    holdsFrom: '2026-12-31',
    daysLeft: 15,
  },
  // 20–22 Nov: 3 of 7. 60 × 3/7 = 25.714…; 70,000 × 3/7 = 30,000.
  {
    name: 'a weekly cycle',
    rule: 'immediate-prorated',
    resets: week('2026-11-23'),
    from: SMALL,
    to: LARGE,
    on: '2026-11-20',
    charge: '25.71',
    credits: 30_000,
    holdsFrom: '2026-11-20',
    daysLeft: 3,
  },
  // A daily cycle has one day: every day is the day of a reset.
  {
    name: 'a daily cycle',
    rule: 'immediate-prorated',
    resets: day('2026-11-21'),
    from: SMALL,
    to: LARGE,
    on: '2026-11-25',
    charge: '0.00',
    credits: 70_000,
    holdsFrom: '2026-11-25',
    daysLeft: 1,
  },
  // 1.00 × 1/30 = 0.0333… is 3 cents; 10 × 1/30 credits are none.
  {
    name: 'small amounts',
    rule: 'immediate-prorated',
    resets: month('2026-12-01'),
    from: FREE,
    to: tier('mini', '1.00', 10),
    on: '2026-11-30',
    charge: '0.03',
    credits: 0,
    holdsFrom: '2026-11-30',
    daysLeft: 1,
  },
  // 0.15 × 1/30 = 0.005, a half: away from zero.
  {
    name: 'half a cent',
    rule: 'immediate-prorated',
    resets: month('2026-12-01'),
    from: FREE,
    to: tier('mini', '0.15', 30),
    on: '2026-11-30',
    charge: '0.01',
    credits: 1,
    holdsFrom: '2026-11-30',
    daysLeft: 1,
  },
  // The whole difference, whatever the day: 60.00 and 70,000.
  {
    name: 'immediate-full in the middle of a cycle',
    rule: 'immediate-full',
    resets: month('2026-12-01'),
    from: SMALL,
    to: LARGE,
    on: '2026-11-23',
    charge: '60.00',
    credits: 70_000,
    holdsFrom: '2026-11-23',
    daysLeft: 8,
  },
  {
    name: 'immediate-full on the last day',
    rule: 'immediate-full',
    resets: month('2026-12-01'),
    from: SMALL,
    to: LARGE,
    on: '2026-11-30',
    charge: '60.00',
    credits: 70_000,
    holdsFrom: '2026-11-30',
    daysLeft: 1,
  },
  {
    name: 'immediate-full on the day of the reset',
    rule: 'immediate-full',
    resets: month('2026-12-01'),
    from: SMALL,
    to: LARGE,
    on: '2026-12-01',
    charge: '0.00',
    credits: 70_000,
    holdsFrom: '2026-12-01',
    daysLeft: 31,
  },
  {
    name: 'next-cycle changes nothing before the reset',
    rule: 'next-cycle',
    resets: month('2026-12-01'),
    from: SMALL,
    to: LARGE,
    on: '2026-11-23',
    charge: '0.00',
    credits: 0,
    holdsFrom: '2026-12-01',
    daysLeft: 8,
  },
  {
    name: 'next-cycle on the day of the reset is too late for it',
    rule: 'next-cycle',
    resets: month('2026-12-01'),
    from: SMALL,
    to: LARGE,
    on: '2026-12-01',
    charge: '0.00',
    credits: 0,
    holdsFrom: '2027-01-01',
    daysLeft: 31,
  },
  {
    name: 'next-cycle down on 31 January, anchor 31',
    rule: 'next-cycle',
    resets: month('2027-01-31'),
    from: LARGE,
    to: SMALL,
    on: '2027-01-31',
    charge: '0.00',
    credits: 0,
    holdsFrom: '2027-02-28',
    daysLeft: 28,
  },
  // Down, 23 Nov: −60 × 8/30 = −16.00 is paid back; −70,000 × 8/30 = −18,666.6…: 18,667 credits are taken off.
  {
    name: 'a downgrade that is pro-rated',
    rule: 'immediate-prorated',
    resets: month('2026-12-01'),
    from: LARGE,
    to: SMALL,
    on: '2026-11-23',
    charge: '-16.00',
    credits: -18_667,
    holdsFrom: '2026-11-23',
    daysLeft: 8,
  },
  // In full: all 70,000 credits, and no money back.
  {
    name: 'a downgrade in full pays nothing back',
    rule: 'immediate-full',
    resets: month('2026-12-01'),
    from: LARGE,
    to: SMALL,
    on: '2026-11-23',
    charge: '0.00',
    credits: -70_000,
    holdsFrom: '2026-11-23',
    daysLeft: 8,
  },
  {
    name: 'tiers without credits change the price only',
    rule: 'immediate-prorated',
    resets: month('2026-12-01'),
    from: tier('a', '30.00'),
    to: tier('b', '60.00'),
    on: '2026-11-16',
    charge: '15.00',
    credits: null,
    holdsFrom: '2026-11-16',
    daysLeft: 15,
  },
];

describe('a change of tier', () => {
  it.each(CASES)('$name', ({ rule, resets, from, to, on, charge, credits, holdsFrom, daysLeft }) => {
    const effect = tierChange(catalog(rule, rule), from, to, on, resets);
    expect(
      effect && { charge: moneyText(effect.charge), credits: effect.credits, holdsFrom: effect.holdsFrom, daysLeft: effect.daysLeft },
    ).toEqual({
      charge,
      credits,
      holdsFrom,
      daysLeft,
    });
  });

  it('up and down follow their own rules; the price decides, then credits, then contacts', () => {
    const entry = catalog('immediate-full', 'next-cycle');
    expect(tierChange(entry, SMALL, LARGE, '2026-11-23', month('2026-12-01'))?.rule).toBe('immediate-full');
    expect(tierChange(entry, LARGE, SMALL, '2026-11-23', month('2026-12-01'))?.rule).toBe('next-cycle');
    expect(directionOf(tier('a', '10.00', 500), tier('b', '12.00', 100))).toBe('up');
    expect(directionOf(tier('a', '10.00', 500), tier('b', '10.00', 100))).toBe('down');
    expect(directionOf(tier('a', '10.00', 500, 10), tier('b', '10.00', 500, 20))).toBe('up');
    expect(tierChange(entry, SMALL, SMALL, '2026-11-23', month('2026-12-01'))).toBeNull();
  });

  it('money is rounded to the smallest coin of its currency', () => {
    // 1,000 × 8/30 = 266.66…: 266.67 dollars, 267 yen.
    const to = tier('big', '1000');
    const charge = (currency: string) =>
      moneyText(
        tierChange(catalog('immediate-prorated', 'next-cycle', { currency }), FREE, to, '2026-11-23', month('2026-12-01'))?.charge ?? 0n,
      );
    expect([charge('USD'), charge('JPY')]).toEqual(['266.67', '267.00']);
  });
});

describe('the ledger', () => {
  const entry = catalog('immediate-prorated', 'next-cycle');
  const contract = (resets: ResetRule, tiers: Contract['tiers']): Contract => ({
    account: 'a',
    entry,
    resets,
    tiers,
    newSenders: 0,
  });
  const read = (c: Contract, start: string, end: string) => {
    const ledger = ledgerOf({ contracts: [c], charges: [], unpriced: [] }, start, end);
    return [
      ledger.charges.map((x) => `${x.date} ${moneyText(x.amount)}`),
      ledger.afterwards.map((x) => `${x.tier} ${moneyText(x.amount)}`),
    ];
  };

  it.each<[string, Contract, string, string, string[], string]>([
    [
      'one reset inside the horizon',
      contract(month('2026-12-01'), [{ from: null, tier: SMALL }]),
      '2026-11-20',
      '2026-12-19',
      ['2026-12-01 30.00'],
      'small 30.00',
    ],
    ['none inside', contract(month('2026-12-01'), [{ from: null, tier: SMALL }]), '2026-11-20', '2026-11-30', [], 'small 30.00'],
    [
      'the reset is the first day',
      contract(month('2026-12-01'), [{ from: null, tier: SMALL }]),
      '2026-12-01',
      '2026-12-31',
      ['2026-12-01 30.00'],
      'small 30.00',
    ],
    [
      'the reset is the last day',
      contract(month('2026-12-01'), [{ from: null, tier: SMALL }]),
      '2026-11-20',
      '2026-12-01',
      ['2026-12-01 30.00'],
      'small 30.00',
    ],
    // Larger from 23 Nov: the bill of 1 Dec is at the new price.
    [
      'an upgrade before the reset',
      contract(month('2026-12-01'), [
        { from: null, tier: SMALL },
        { from: '2026-11-23', tier: LARGE },
      ]),
      '2026-11-20',
      '2026-12-19',
      ['2026-12-01 90.00'],
      'large 90.00',
    ],
    [
      'an upgrade on the day of the reset',
      contract(month('2026-12-01'), [
        { from: null, tier: SMALL },
        { from: '2026-12-01', tier: LARGE },
      ]),
      '2026-11-20',
      '2026-12-19',
      ['2026-12-01 90.00'],
      'large 90.00',
    ],
    [
      'a downgrade that holds after the horizon only',
      contract(month('2026-12-01'), [
        { from: null, tier: LARGE },
        { from: '2027-01-01', tier: SMALL },
      ]),
      '2026-11-20',
      '2026-12-19',
      ['2026-12-01 90.00'],
      'small 30.00',
    ],
    [
      'a change in the second cycle after the horizon is not in the next bill',
      contract(month('2026-12-01'), [
        { from: null, tier: LARGE },
        { from: '2027-02-01', tier: SMALL },
      ]),
      '2026-11-20',
      '2026-12-19',
      ['2026-12-01 90.00'],
      'large 90.00',
    ],
    [
      'weeks',
      contract(week('2026-11-23'), [{ from: null, tier: SMALL }]),
      '2026-11-20',
      '2026-12-06',
      ['2026-11-23 30.00', '2026-11-30 30.00'],
      'small 30.00',
    ],
    [
      'month ends of an anchor of 31',
      contract(month('2027-01-31'), [{ from: null, tier: SMALL }]),
      '2027-01-30',
      '2027-04-01',
      ['2027-01-31 30.00', '2027-02-28 30.00', '2027-03-31 30.00'],
      'small 30.00',
    ],
  ])('%s', (_, c, start, end, charges, afterwards) => {
    expect(read(c, start, end)).toEqual([charges, [afterwards]]);
  });

  it.each<[string, ResetRule, string, string, string[], string]>([
    // Three at 4.00: the running cycle and the one of 1 Dec, each in full; then 30.00 + 12.00 a month.
    ['one reset inside', month('2026-12-01'), '2026-11-20', '2026-12-19', ['2026-11-20 12.00', '2026-12-01 12.00'], 'small 42.00'],
    // The cycle that begins on the first day is not paid twice.
    ['a reset on the first day', month('2026-12-01'), '2026-12-01', '2026-12-31', ['2026-12-01 12.00'], 'small 42.00'],
    ['a reset on the last day', month('2026-12-01'), '2026-11-20', '2026-12-01', ['2026-11-20 12.00', '2026-12-01 12.00'], 'small 42.00'],
    ['weeks', week('2026-11-23'), '2026-11-20', '2026-11-30', ['2026-11-20 12.00', '2026-11-23 12.00', '2026-11-30 12.00'], 'small 42.00'],
  ])('added senders: %s', (_, resets, start, end, charges, afterwards) => {
    const senders = { price: '4.00', warmUp: null };
    const own = { ...contract(resets, [{ from: null, tier: SMALL }]), entry: { ...entry, senders }, newSenders: 3 };
    const ledger = ledgerOf({ contracts: [own], charges: [], unpriced: [] }, start, end);
    const paid = ledger.charges.filter((x) => x.kind === 'senders').map((x) => `${x.date} ${moneyText(x.amount)}`);
    expect([paid, ledger.afterwards.map((x) => `${x.tier} ${moneyText(x.amount)}`)]).toEqual([charges, [afterwards]]);
  });

  it('currencies are never mixed without a rate', () => {
    const sums = totals([
      { amount: 10_000_000_000n, currency: 'USD' },
      { amount: 5_000_000_000n, currency: 'EUR' },
      { amount: 2_500_000_000n, currency: 'USD' },
    ]);
    expect([...sums]).toEqual([
      ['EUR', 5_000_000_000n],
      ['USD', 12_500_000_000n],
    ]);
    expect(inCurrency(sums, 'USD', [catalog('next-cycle', 'next-cycle')])).toBeNull();
    // 5.00 EUR × 1.08 = 5.40 USD.
    expect(inCurrency(sums, 'USD', [catalog('next-cycle', 'next-cycle', { currency: 'EUR', rates: { USD: '1.08' } })])).toBe(
      17_900_000_000n,
    );
  });
});
