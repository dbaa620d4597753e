import { describe, expect, it } from 'vitest';
import { formatLocalDate } from '../../src/model/calendar.ts';
import { UNLIMITED, unknown } from '../../src/model/limit.ts';
import type { Workspace } from '../../src/model/workspace.ts';
import { readAudience } from '../../src/verify/audience.ts';
import { readSupply } from '../../src/verify/supply.ts';
import { createTally } from '../../src/verify/tally.ts';
import { accountCapacity, campaign, observed, senderCapacity, snapshot, TODAY, workspace } from '../helpers/builders.ts';

const NONE = Number.POSITIVE_INFINITY;

function supplyOf(accounts: readonly ReturnType<typeof accountCapacity>[], over: Parameters<typeof workspace>[1] = {}) {
  const ws: Workspace = workspace([campaign('c', 100, { perDay: { maxStarts: null, maxSends: 50 } })], over);
  const audience = readAudience(ws, snapshot(accounts).accounts, createTally());
  return readSupply(ws, audience);
}
const one = (over: Parameters<typeof senderCapacity>[1], account: Parameters<typeof accountCapacity>[2] = {}) => [
  accountCapacity('acc', [senderCapacity('s1', over)], account),
];
const inFlight = (sends: number, date: string, sender = 's1', name = 'c') => ({ campaign: name, sender, date, sends });

describe('effective daily limit', () => {
  const daily = (over: Parameters<typeof senderCapacity>[1], ws: Parameters<typeof workspace>[1] = {}, account = {}) => [
    ...(supplyOf(one(over, account), ws).senderDaily[0] as Float64Array),
  ];

  it('takes off what was sent today, on that day only', () => {
    expect(daily({ dailyLimit: 30, sentToday: 12 })).toEqual([18, 30, 30, 30, 30, 30, 30]);
    expect(daily({ dailyLimit: 30, sentToday: 40 }).slice(0, 2)).toEqual([0, 30]);
  });

  it('is 0 on days without sending and unlimited without any limit', () => {
    expect(daily({ weekdays: ['mon', 'tue'] })).toEqual([0, 0, 0, NONE, NONE, 0, 0]);
  });

  it('is 0 where the limit is unknown', () => {
    expect([
      ...(supplyOf([accountCapacity('acc', [{ ...senderCapacity('s1'), dailyLimit: observed(unknown('not told')) }])])
        .senderDaily[0] as Float64Array),
    ]).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('is the tightest of own limit, ramp and domain', () => {
    const warmUp = { kind: 'add', start: TODAY, from: 5, add: 5, to: null } as const;
    const domains = [{ id: 'd', dailyLimit: 18 }];
    expect(daily({ dailyLimit: 22, warmUp, domain: 'd' }, { domains })).toEqual([5, 10, 15, 18, 18, 18, 18]);
    expect(daily({ dailyLimit: 22, warmUp, domain: 'elsewhere' }, { domains })).toEqual([5, 10, 15, 20, 22, 22, 22]);
  });

  it('takes off in-flight sends of days that are not over', () => {
    const flights = [inFlight(7, '2026-11-22'), inFlight(9, '2026-11-19'), inFlight(3, '2026-11-22', 'gone'), inFlight(4, '2027-01-01')];
    expect(daily({ dailyLimit: 30 }, { inFlight: flights })).toEqual([30, 30, 23, 30, 30, 30, 30]);
    // A zone ahead: there the 20th is over, so is what was promised for it.
    expect(daily({ dailyLimit: 30, sentToday: 5 }, { inFlight: [inFlight(9, TODAY)] }, { today: '2026-11-21' })).toEqual([
      0, 25, 30, 30, 30, 30, 30,
    ]);
  });
});

describe('weekly limit', () => {
  const weekly = (over: Parameters<typeof senderCapacity>[1], ws: Parameters<typeof workspace>[1] = {}) =>
    supplyOf(one(over), { end: '2026-11-22', ...ws }).senderWeekly[0] ?? null;

  it('leaves history in exactly the ranges that hold its day', () => {
    // Ranges begin 14 to 22 November; history of the 14th is only in the first.
    expect([...(weekly({ weeklyLimit: 100, sentLast6Days: [10, 0, 0, 0, 0, 20], sentToday: 5 }) ?? [])]).toEqual([
      65, 75, 75, 75, 75, 75, 95, 100, 100,
    ]);
  });

  it('leaves in-flight sends in, also those after the horizon that a range reaches', () => {
    const flights = [inFlight(8, '2026-11-24'), inFlight(50, '2026-11-29')];
    expect([...(weekly({ weeklyLimit: 100 }, { inFlight: flights }) ?? [])]).toEqual([100, 100, 100, 100, 92, 92, 92, 92, 92]);
  });

  it('is never below 0 and none when unlimited', () => {
    expect([...(weekly({ weeklyLimit: 3, sentToday: 5 }) ?? [])].slice(0, 8)).toEqual([0, 0, 0, 0, 0, 0, 0, 3]);
    expect(weekly({})).toBeNull();
  });
});

describe('limits of domains, accounts and campaigns per day', () => {
  it('take off what all their senders sent and promised', () => {
    const senders = [
      senderCapacity('s1', { sentToday: 5, domain: 'd' }),
      senderCapacity('s2', { sentToday: 7, domain: 'd', status: 'paused' }),
    ];
    const supply = supplyOf([accountCapacity('acc', senders, { dailyLimit: 60 })], {
      domains: [{ id: 'd', dailyLimit: 40 }],
      inFlight: [inFlight(4, '2026-11-21'), inFlight(60, '2026-11-22', 's2', 'other')],
      end: '2026-11-23',
    });
    expect([...(supply.domainDaily.get('d') as Float64Array)]).toEqual([28, 36, 0, 40]);
    expect([...(supply.accountDaily[0] as Float64Array)]).toEqual([48, 56, 0, 60]);
    expect([...(supply.campaignSends[0] as Float64Array)]).toEqual([50, 46, 50, 50]);
    expect(supplyOf(one({})).accountDaily).toEqual([null]);
  });
});

describe('credit pools', () => {
  const pools = (account: Parameters<typeof accountCapacity>[2], ws: Parameters<typeof workspace>[1] = {}) =>
    supplyOf(one({}, account), ws).pools.map(({ firstDay, lastDay, credits, overage }) => [firstDay, lastDay, credits, overage]);
  const day = (i: number) => formatLocalDate(Date.UTC(2026, 10, 20) / 86_400_000 + i);

  it('are one for the whole horizon when credits never reset', () => {
    expect(pools({ remaining: 100, reserve: { perDay: 5, untilReset: 10 } })).toEqual([[0, 6, 55, 0]]);
    expect(pools({})).toEqual([]);
  });

  it('end the day before each reset and keep the reserve of whole cycles', () => {
    const resets = { next: '2026-11-23', every: 'week' } as const;
    const account = { remaining: 100, allowance: 70, resets, reserve: { perDay: 5, untilReset: 10 } };
    expect(pools(account, { end: '2026-12-01' })).toEqual([
      [0, 2, 75, 0],
      [3, 9, 35, 0],
      [10, 11, 35, 0],
    ]);
    expect(pools({ ...account, resets: { next: '2026-11-21', every: 'day' } }, { end: '2026-11-22' })).toEqual([
      [0, 0, 85, 0],
      [1, 1, 65, 0],
      [2, 2, 65, 0],
    ]);
  });

  it('keep the anchor day over short months: 31 January, 28 February, 31 March', () => {
    const resets = { next: '2027-01-31', every: 'month' } as const;
    const result = pools(
      { remaining: 1, allowance: 2, resets, today: '2027-01-30' },
      { horizon: { start: '2027-01-30', end: '2027-04-01' } },
    );
    // 30 Jan | 31 Jan to 27 Feb | 28 Feb to 30 Mar | 31 Mar to 29 Apr
    expect(result.map(([from, to]) => [from, to])).toEqual([
      [0, 0],
      [1, 28],
      [29, 59],
      [60, 61],
    ]);
    const hidden = { next: '2027-02-28', every: 'month', anchorDay: 31 } as const;
    expect(
      pools({ remaining: 1, allowance: 2, resets: hidden }, { horizon: { start: '2027-02-27', end: '2027-04-01' } }).map(([from]) => from),
    ).toEqual([0, 1, 32]);
  });

  it('have no first cycle when the reset is not after the horizon start', () => {
    expect(pools({ remaining: 1, allowance: 9, resets: { next: TODAY, every: 'month' } })).toEqual([[0, 6, 9, 0]]);
  });

  it('skip cycles without limit, and count an unknown number as 0', () => {
    const resets = { next: '2026-11-23', every: 'month' } as const;
    expect(pools({ remaining: 100, allowance: null, resets })).toEqual([[0, 2, 100, 0]]);
    const account = accountCapacity('acc', [senderCapacity('s1')], { remaining: 5 });
    const blind = { ...account, credits: { ...account.credits, remaining: observed(unknown('not told')) } };
    expect(supplyOf([blind]).pools.map((p) => p.credits)).toEqual([0]);
    expect(UNLIMITED.kind).toBe('unlimited');
  });

  it('pay the reserve out of the overage when the credits do not cover it', () => {
    const overage = { max: 50, pricePer1000: '1', currency: 'USD' };
    expect(pools({ remaining: 100, overage })).toEqual([[0, 6, 100, 50]]);
    expect(pools({ remaining: 100, reserve: { perDay: 0, untilReset: 120 }, overage })).toEqual([[0, 6, 0, 30]]);
    expect(pools({ remaining: 100, reserve: { perDay: 0, untilReset: 200 }, overage })).toEqual([[0, 6, 0, 0]]);
  });

  it('take off in-flight sends of the account and of everything below it, in their cycle, to its end', () => {
    const resets = { next: '2026-11-23', every: 'month' } as const;
    const accounts = [
      accountCapacity('pool', [], { remaining: 100, allowance: 200, resets }),
      accountCapacity('sub', [senderCapacity('s1')], { parent: 'pool', remaining: 50 }),
    ];
    const flights = [inFlight(7, day(1)), inFlight(20, day(20)), inFlight(1, day(60))];
    expect(supplyOf(accounts, { inFlight: flights }).pools.map((p) => p.credits)).toEqual([93, 180, 22]);
  });

  it('walk a loop of parents once', () => {
    const accounts = [
      accountCapacity('a', [senderCapacity('s1')], { parent: 'b', remaining: 10 }),
      accountCapacity('b', [], { parent: 'a', remaining: 20 }),
      accountCapacity('c', [], { parent: 'nowhere' }),
    ];
    expect(supplyOf(accounts).lines).toEqual([[0, 1], [1, 0], [2]]);
  });
});
