import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountCapacity } from '../../src/model/capacity.ts';
import type { Plan, Start } from '../../src/model/plan.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { PLAN, WORKSPACE } from './hand-plan.ts';
import { digestOf } from './make-plan.ts';

/** Paths to every number and text in a value. */
function leaves(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (value === null || typeof value !== 'object') return [path];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, item]) => leaves(item, [...path, key]));
}

function replace(value: unknown, [key, ...rest]: readonly (string | number)[], change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item, i) => (i === key ? replace(item, rest, change) : item));
  const record = value as Record<string, unknown>;
  return { ...record, [key]: replace(record[key], rest, change) };
}

const CERTIFIED: Plan = {
  ...PLAN,
  outcome: {
    ...PLAN.outcome,
    certificate: {
      scale: 10,
      levels: [
        {
          objective: 'overage.USD',
          kept: { 'served.priority1': 3 },
          duals: [
            { family: 'sender_daily_limit', account: 'acc', sender: 's1', date: '2026-11-20', dual: 4 },
            { family: 'credit_balance', account: 'acc', date: '2026-11-20', dual: 4 },
          ],
        },
      ],
    },
  },
};
const PATHS = leaves(CERTIFIED);
const NUMBERS = [0, -1, 0.5, 1e308, -1e308, 2 ** 53, 2 ** 53 - 1, 5e-324];
const TEXTS = [
  '',
  '__proto__',
  'constructor',
  '2026-02-30',
  '0000-00-00',
  '9999-12-31',
  '-0001-01-01',
  'limited',
  'unknown',
  'sun',
  '\u0000',
  '💥',
];

describe('a hostile plan', () => {
  it('never makes the checker throw, whatever its values are', () => {
    const change = fc.tuple(
      fc.constantFrom(...PATHS),
      fc.constantFrom(...NUMBERS, ...fc.sample(fc.integer(), 3)),
      fc.constantFrom(...TEXTS),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean(), (changes, fixDigest) => {
        let plan = CERTIFIED;
        for (const [path, number, text] of changes)
          plan = replace(plan, path, (old) => (typeof old === 'number' ? number : typeof old === 'string' ? text : old)) as Plan;
        if (fixDigest) plan = { ...plan, snapshot: { ...plan.snapshot, sha256: digestOf(plan.snapshot.accounts) } };
        const { findings, isValid } = verifyPlan({ workspace: WORKSPACE, plan });
        expect(isValid).toBe(findings.length === 0);
        expect(new Set(findings.map((f) => f.id)).size).toBe(findings.length);
      }),
      { numRuns: 1500 },
    );
  });

  it('is told off at most 1,000 times, the last time with how much more there is', () => {
    const starts = Array.from({ length: 3000 }, () => ({
      campaign: 'x',
      segment: null,
      account: 'x',
      sender: 'x',
      date: 'x',
      contacts: -1,
    }));
    const { findings, checked } = verifyPlan({ workspace: WORKSPACE, plan: { ...PLAN, starts } });
    expect(findings).toHaveLength(1000);
    expect(findings.at(-1)?.message).toMatch(/^plan: 5\d{3} more findings of the check are not listed$/);
    expect(checked['start']).toBe(3000);
  });

  it('keeps findings with the same rule and subject apart', () => {
    const starts = [PLAN.starts[0], PLAN.starts[0], PLAN.starts[0]].map((s) => s as Start);
    const ids = verifyPlan({ workspace: WORKSPACE, plan: { ...PLAN, starts } }).findings.map((f) => f.id);
    expect(ids.slice(0, 2)).toEqual([
      'plan.inconsistent/campaign:news/start/s1/2026-11-20',
      'plan.inconsistent/campaign:news/start/s1/2026-11-20#2',
    ]);
  });
});

describe('a snapshot inside a plan', () => {
  const messages = (accounts: readonly AccountCapacity[]) => {
    const files = workspace([campaign('c', 1)]);
    const snap = snapshot([accountCapacity('acc', [senderCapacity('s1')])]);
    const plan: Plan = { ...PLAN, snapshot: { ...PLAN.snapshot, ...snap, accounts, sha256: digestOf(accounts) } };
    return verifyPlan({ workspace: files, plan })
      .findings.filter((f) => f.data['rule'] === 'snapshot.value')
      .map((f) => f.message);
  };
  const account = (over: object = {}, sender: object = {}) =>
    ({ ...accountCapacity('acc', [{ ...senderCapacity('s1'), ...sender }]), ...over }) as AccountCapacity;
  const value = (v: unknown) => ({ value: v, observedAt: 'x', source: 'api' });
  const warmUp = { kind: 'factor', start: '2026-11-20', from: 5, factor: 1.4, to: 10 };

  it.each<[AccountCapacity, string]>([
    [account({ today: 'now' }), 'account acc: today in the snapshot is "now", expected a local date YYYY-MM-DD'],
    [
      account({ reserve: { perDay: -1, untilReset: 0 } }),
      'account acc: reserve.perDay in the snapshot is -1, expected a non-negative integer',
    ],
    [
      account({ reserve: { perDay: 0, untilReset: 0.5 } }),
      'account acc: reserve.untilReset in the snapshot is 0.5, expected a non-negative integer',
    ],
    [
      account({ dailyLimit: value({ kind: 'limited', amount: -5 }) }),
      'account acc: dailyLimit in the snapshot is {"kind":"limited","amount":-5}, expected a non-negative integer',
    ],
    [
      account({ overage: { max: 1e20, pricePer1000: '1', currency: 'USD' } }),
      'account acc: overage.max in the snapshot is 100000000000000000000, expected a non-negative integer',
    ],
    [
      account({ overage: { max: 1, pricePer1000: '1.1234567', currency: 'USD' } }),
      'account acc: overage.pricePer1000 in the snapshot is "1.1234567", expected a decimal with at most 6 digits after the point',
    ],
    [
      account({ contacts: { limit: value({ kind: 'unlimited' }), used: value(-1) } }),
      'account acc: contacts.used in the snapshot is -1, expected a non-negative integer',
    ],
    [account({}, { sentToday: value(-3) }), 'sender s1: sentToday in the snapshot is -3, expected a non-negative integer'],
    [
      account({}, { sentLast6Days: value([1, 2]) }),
      'sender s1: sentLast6Days in the snapshot is [1,2], expected six non-negative integers',
    ],
    [account({}, { except: ['someday'] }), 'sender s1: except in the snapshot is ["someday"], expected local dates'],
    [
      account({}, { warmUp: { ...warmUp, start: 'soon' } }),
      'sender s1: warmUp.start in the snapshot is "soon", expected a local date YYYY-MM-DD',
    ],
    [account({}, { warmUp: { ...warmUp, to: -1 } }), 'sender s1: warmUp.to in the snapshot is -1, expected a non-negative integer'],
    [account({}, { warmUp: { ...warmUp, from: 0.1 } }), 'sender s1: warmUp.from in the snapshot is 0.1, expected a non-negative integer'],
    [
      account({}, { warmUp: { ...warmUp, factor: 1.00001 } }),
      'sender s1: warmUp.factor in the snapshot is 1.00001, expected a decimal with at most 4 digits',
    ],
    [
      account({}, { warmUp: { ...warmUp, kind: 'add', add: -1 } }),
      'sender s1: warmUp.add in the snapshot is -1, expected a non-negative integer',
    ],
    [
      account({}, { warmUp: { kind: 'schedule', start: '2026-11-20', schedule: [], to: null } }),
      'sender s1: warmUp.schedule in the snapshot is [], expected non-negative integers',
    ],
  ])('is rejected: %#', (changed, message) => {
    expect(messages([changed])).toEqual([message]);
  });

  it('is accepted with every kind of warm-up', () => {
    const kinds = [warmUp, { ...warmUp, kind: 'add', add: 5 }, { kind: 'schedule', start: '2026-11-20', schedule: [1, 2], to: null }];
    for (const kind of kinds) expect(messages([account({}, { warmUp: kind })])).toEqual([]);
  });

  it('is rejected with a reset on a day that is none', () => {
    const { credits } = account();
    expect(messages([account({ credits: { ...credits, resets: value({ next: '2026-13-01', every: 'month' }) } })])).toEqual([
      'account acc: credits.resets.next in the snapshot is "2026-13-01", expected a local date YYYY-MM-DD',
    ]);
  });

  it('names accounts in order and everyone once', () => {
    const b = accountCapacity('b', [senderCapacity('s1')]);
    expect(messages([b, account()])).toEqual([
      'account acc: place in the snapshot is "acc", expected an id after "b": ids are unique and in canonical order',
      'sender s1: id in the snapshot is "s1", expected an id used once',
    ]);
    expect(messages([account(), accountCapacity('b', [])])).toEqual([]);
  });
});
