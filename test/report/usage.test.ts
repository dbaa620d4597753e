import { describe, expect, it } from 'vitest';
import { finding } from '../../src/model/finding.ts';
import { limited, UNLIMITED, unknown } from '../../src/model/limit.ts';
import { usageCsv } from '../../src/report/csv-usage.ts';
import { age, prettyUsage } from '../../src/report/pretty-usage.ts';
import { accountFigures, senderFigures } from '../../src/report/usage-figures.ts';
import { accountCapacity, observed, senderCapacity, snapshot } from '../helpers/builders.ts';

const STYLE = { width: 100, color: false, unicode: true };
const RESETS = { next: '2026-12-01', every: 'month' } as const;
const credits = (over: Partial<ReturnType<typeof accountCapacity>['credits']>) => {
  const account = accountCapacity('a', [], { remaining: 1000, allowance: 3000, resets: RESETS });
  return { ...account, credits: { ...account.credits, ...over } };
};

describe('figures of an account', () => {
  it('used comes from the provider, else from allowance and rest, else it is unknown', () => {
    expect(accountFigures(credits({ used: observed(1900, 'api') })).used).toBe(1900);
    expect(accountFigures(credits({})).used).toBe(2000);
    expect(accountFigures(credits({ remaining: observed(limited(5000)) })).used).toBeNull();
    expect(accountFigures(credits({ remaining: observed(unknown('not declared')) })).used).toBeNull();
  });

  it('runs out on the day the pace of this cycle leads to, unless the reset comes first', () => {
    // 2000 used in 20 days: 100 a day, 1000 left on 20 November.
    expect(accountFigures(credits({})).runOut).toEqual({ kind: 'date', date: '2026-11-30' });
    expect(accountFigures(credits({ used: observed(1900) })).runOut).toEqual({ kind: 'date', date: '2026-11-30' });
    expect(accountFigures(credits({ used: observed(1500) })).runOut).toEqual({ kind: 'lasts' });
    expect(accountFigures(credits({ used: observed(0) })).runOut).toEqual({ kind: 'lasts' });
    expect(accountFigures(credits({ remaining: observed(limited(0)) })).runOut).toEqual({ kind: 'date', date: '2026-11-20' });
    expect(accountFigures(credits({ remaining: observed(UNLIMITED) })).runOut).toEqual({ kind: 'lasts' });
    expect(accountFigures(credits({ resets: observed(null) })).runOut).toEqual({ kind: 'unknown' });
    expect(accountFigures(credits({ remaining: observed(unknown('?')) })).runOut).toEqual({ kind: 'unknown' });
  });

  it('headroom is what the reserve leaves', () => {
    const account = { ...credits({}), reserve: { perDay: 20, untilReset: 300 } };
    // 1000 − 300 − 20 on each of the 11 days 20 to 30 November.
    expect(accountFigures(account).headroom).toEqual(limited(480));
    expect(accountFigures({ ...account, reserve: { perDay: 0, untilReset: 5000 } }).headroom).toEqual(limited(0));
    expect(accountFigures(account).daysToReset).toBe(11);
  });

  it('names every source once', () => {
    expect(accountFigures(credits({})).sources).toBe('declared');
    expect(accountFigures(credits({ remaining: observed(limited(1), 'api') })).sources).toBe('api+declared');
    expect(accountFigures(credits({ remaining: observed(unknown('?'), 'assumed') })).sources).toBe('unknown+declared');
  });
});

describe('figures of a sender', () => {
  it('left today and left this week, never below 0', () => {
    const sender = senderCapacity('s', { dailyLimit: 50, weeklyLimit: 100, sentToday: 60, sentLast6Days: [10, 0, 0, 0, 0, 5] });
    const figures = senderFigures(sender, limited(50));
    expect(figures.left).toEqual(limited(0));
    expect(figures.weekLeft).toEqual(limited(25));
    expect(senderFigures(senderCapacity('s'), UNLIMITED).left).toEqual(UNLIMITED);
    expect(senderFigures(senderCapacity('s'), unknown('?')).left).toEqual(unknown('?'));
  });
});

const small = snapshot(
  [
    accountCapacity('main', [senderCapacity('news@brand.example', { dailyLimit: 8000, sentToday: 150 })], {
      provider: 'sendgrid',
      remaining: 41_000,
      allowance: 100_000,
      resets: RESETS,
      contacts: { limit: 50_000, used: 42_000 },
    }),
    accountCapacity('promo', [], { provider: 'sendgrid', parent: 'main', remaining: 0, allowance: 5000, resets: RESETS }),
    {
      ...accountCapacity('outreach', [senderCapacity('sdr1@brand.example', { status: 'paused', weeklyLimit: 200 })]),
      credits: credits({
        remaining: observed(unknown('declare credits.remaining')),
        allowance: observed(unknown('declare credits.allowance')),
      }).credits,
    },
  ],
  { findings: [finding('capacity.no-senders', 'Account promo has no senders.', { subject: { kind: 'account', id: 'promo' } })] },
);
const limits = new Map([
  ['news@brand.example', limited(8000)],
  ['sdr1@brand.example', limited(0)],
]);

describe('usage report', () => {
  it('for people', async () => {
    await expect(prettyUsage(small, limits, STYLE)).toMatchFileSnapshot('../fixtures/golden/usage.txt');
  });

  it('as CSV: unknown is ?, unlimited is a word, neither is 0', async () => {
    const text = usageCsv(small, limits);
    await expect(text).toMatchFileSnapshot('../fixtures/golden/usage.csv');
  });

  it('an unknown number is a question mark with a reason, never 0', () => {
    const text = prettyUsage(small, limits, STYLE);
    expect(text).toMatch(/outreach +\? +\? +\? +\? /);
    expect(text).toContain('• credits of outreach: declare credits.remaining');
  });

  it('stale capacity and left-out providers are said at the top', () => {
    const old = { ...small, stale: { ageMs: 5 * 3_600_000, source: 'snapshot.json' }, excludedProviders: ['puffle'] };
    const lines = prettyUsage(old, limits, STYLE).split('\n');
    expect(lines.slice(1, 3)).toEqual(['saved 5 hours ago in snapshot.json', 'left out: puffle']);
    expect([age(90_000), age(3 * 86_400_000)]).toEqual(['2 minutes', '3 days']);
  });

  it('a terminal shows 60 senders and says how many more there are; a pipe gets all', () => {
    const senders = Array.from({ length: 100 }, (_, i) =>
      senderCapacity(`mailbox${String(i).padStart(3, '0')}@brand.example`, { dailyLimit: 30 }),
    );
    const many = snapshot([accountCapacity('outreach', senders)]);
    expect(prettyUsage(many, new Map(), STYLE)).toContain('and 40 more senders; --json and --format csv have all');
    expect(prettyUsage(many, new Map(), { ...STYLE, width: null })).toContain('mailbox099@brand.example');
  });
});
