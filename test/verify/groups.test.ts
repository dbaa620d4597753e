import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SenderGroup } from '../../src/model/plan.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { accountCapacity, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import { boundsOf, certificate, claim, type Dual, entry, FRI, messages, ONE_DAY, one, SAT, TWO_DAYS } from './bound-kit.ts';
import { makePlan, type PlanParts } from './make-plan.ts';

const LEVEL = 'served.priority1';
const group = (id: string, senders: readonly string[], account = 'acc'): SenderGroup => ({ id, account, senders });
const proof = (groups: readonly SenderGroup[], duals: readonly Dual[]) => ({ ...certificate([entry(LEVEL, duals)]), groups });
const daily = (id: string, date = FRI, dual = 1): Dual => ({ family: 'sender_daily_limit', group: id, date, dual });

describe('a dual value on a group', () => {
  // Four senders with 1, 2, 3 and 4 sends on each of two days; 100 contacts.
  const names = ['s1', 's2', 's3', 's4'];
  const parts: PlanParts = {
    workspace: workspace([one('c', 100)], TWO_DAYS),
    snapshot: snapshot([
      accountCapacity(
        'acc',
        names.map((name, i) => senderCapacity(name, { dailyLimit: i + 1, weeklyLimit: 100 })),
      ),
    ]),
  };
  const all = group('all', names);

  it('stands on the row of each of its senders', () => {
    expect(boundsOf(parts, proof([all], [daily('all'), daily('all', SAT)]))).toEqual([20 / 1e6]);
    expect(boundsOf(parts, proof([group('some', ['s1', 's2', 's3'])], [daily('some'), daily('some', SAT)]))).toEqual([112 / 1e6]);
  });

  it('adds to what its senders have from other groups and rows of their own', () => {
    // s4 has no dual value on Saturday but its own.
    const own: Dual = { family: 'sender_daily_limit', sender: 's4', date: SAT, dual: 1 };
    const some = group('some', ['s1', 's2', 's3']);
    expect(boundsOf(parts, proof([all, some], [daily('all'), daily('some', SAT), own]))).toEqual([20 / 1e6]);
    // Everyone pays 1 on Friday twice over: only the better of the two counts, the other costs 10.
    expect(boundsOf(parts, proof([all, { ...all, id: 'again' }], [daily('all'), daily('again'), daily('all', SAT)]))).toEqual([30 / 1e6]);
  });

  it('of 7 days counts on each of these days', () => {
    const weeks: Dual = { family: 'sender_weekly_limit', group: 'all', account: 'acc', date: FRI, dual: 1 };
    expect(boundsOf(parts, proof([all], [weeks]))).toEqual([400 / 1e6]);
    const tight = { ...parts, snapshot: snapshot([accountCapacity('acc', [senderCapacity('s1', { weeklyLimit: 7 })])]) };
    expect(boundsOf(tight, proof([group('all', ['s1'])], [weeks]))).toEqual([7 / 1e6]);
  });

  it('proves exactly what the same dual values on every sender prove', () => {
    const date = fc.constantFrom(FRI, SAT);
    const dual = fc.oneof(fc.nat(3), fc.integer({ min: 2 ** 51, max: 2 ** 51 + 3 }));
    const groups = fc.array(fc.subarray(names), { minLength: 1, maxLength: 3 });
    const rows = fc.uniqueArray(fc.tuple(fc.nat(2), date, dual), { maxLength: 5, selector: ([g, day]) => `${g} ${day}` });
    fc.assert(
      fc.property(groups, rows, fc.constantFrom(1, 2 ** 51), (members, given, scale) => {
        const listed = members.map((senders, g) => group(`g${g}`, senders));
        const used = given.filter(([g]) => g < members.length);
        const byGroup = {
          ...proof(
            listed,
            used.map(([g, day, price]) => daily(`g${g}`, day, price)),
          ),
          scale,
        };
        const sums = new Map<string, Dual>();
        for (const [g, day, price] of used)
          for (const sender of members[g] ?? []) {
            const before = sums.get(`${sender} ${day}`)?.dual ?? 0;
            sums.set(`${sender} ${day}`, { family: 'sender_daily_limit', sender, date: day, dual: before + price });
          }
        // Sums beyond 2^53 cannot be written as one dual value.
        fc.pre([...sums.values()].every((row) => Number.isSafeInteger(row.dual)));
        expect(boundsOf(parts, byGroup)).toEqual(boundsOf(parts, { ...proof([], [...sums.values()]), scale }));
      }),
      { numRuns: 300 },
    );
  });
});

describe('groups that prove nothing', () => {
  const parts: PlanParts = {
    workspace: workspace([one('a', 10)], ONE_DAY),
    snapshot: snapshot([
      accountCapacity('acc', [senderCapacity('s1', { dailyLimit: 5 }), senderCapacity('s2')]),
      accountCapacity('other', [senderCapacity('s3', { dailyLimit: 5 })]),
    ]),
  };
  const why = (groups: readonly SenderGroup[], duals: readonly Dual[] = []) =>
    messages(parts, claim(parts, proof(groups, duals), [30], 'feasible'))[0]?.replace(`level ${LEVEL}: bound 30 is not proven: `, '');
  const good = group('g', ['s1']);

  it.each<[string, readonly SenderGroup[], string]>([
    ['unknown sender', [group('g', ['s9'])], 'group "g" names sender "s9", which is not in the snapshot'],
    ['sender of another account', [group('g', ['s3'])], 'group "g" is of account "acc", its sender "s3" of other'],
    ['account that is none', [group('g', ['s1'], 'x')], 'group "g" is of account "x", its sender "s1" of acc'],
    ['sender named twice', [group('g', ['s1', 's1'])], 'group "g" names sender "s1" twice'],
    ['id used twice', [good, group('g', ['s2'])], 'the certificate has two groups "g"'],
  ])('%s', (_, groups, message) => {
    expect(why(groups)).toBe(message);
  });

  it.each<[string, Omit<Dual, 'dual'>]>([
    ['unknown group', { family: 'sender_daily_limit', group: 'x', date: FRI }],
    ['group and sender', { family: 'sender_daily_limit', group: 'g', sender: 's1', date: FRI }],
    ['group of another account', { family: 'sender_daily_limit', group: 'g', account: 'other', date: FRI }],
    ['group on a day outside the horizon', { family: 'sender_daily_limit', group: 'g', date: SAT }],
    ['group with a sender that has no such row', { family: 'sender_daily_limit', group: 'mixed', date: FRI }],
    ['group without weekly limits', { family: 'sender_weekly_limit', group: 'g', date: FRI }],
    ['group on a row that is not of senders', { family: 'demand', group: 'g', campaign: 'a', segment: null }],
  ])('%s', (_, key) => {
    const groups = [good, group('mixed', ['s1', 's2'])];
    expect(why(groups, [{ ...key, dual: 1 }])).toBe(`the model has no row ${JSON.stringify(key)}`);
  });

  it('dual value given twice', () => {
    expect(why([good], [daily('g'), { ...daily('g'), account: 'acc' }])).toBe(
      'row {"family":"sender_daily_limit","group":"g","date":"2026-11-20","account":"acc"} has two dual values',
    );
  });
});

describe('senders that are looked at together', () => {
  // Tags nobody asks for make every sender one of a kind without changing what it may do.
  const names = ['s1', 's2', 's3', 's4', 's5', 's6'];
  const senders = fc.array(
    fc.record({
      dailyLimit: fc.constantFrom(0, 2, 3),
      weekdays: fc.constantFrom(['fri', 'sat', 'sun'] as const, ['fri', 'sun'] as const),
      domain: fc.constantFrom('d', null),
      status: fc.constantFrom('active', 'active', 'active', 'paused'),
    }),
    { minLength: 6, maxLength: 6 },
  );
  const steps = [
    { day: 0, share10k: 10_000 },
    { day: 1, share10k: 8500 },
  ];
  const row = fc.record({
    of: fc.constantFrom('sender', 'group', 'domain', 'balance'),
    name: fc.constantFrom(...names),
    date: fc.constantFrom(FRI, SAT, '2026-11-22'),
    dual: fc.integer({ min: 1, max: 4 }),
  });

  it('prove the same one by one', () => {
    let proven = 0;
    fc.assert(
      fc.property(
        senders,
        fc.uniqueArray(row, { maxLength: 8, selector: (r) => `${r.of} ${/sender/.test(r.of) ? r.name : ''} ${r.date}` }),
        fc.constantFrom('sender', 'account', 'none'),
        fc.constantFrom('shift', 'forbid'),
        (limits, rows, sticky, onNonSendingDay) => {
          const capacities = names.map((name, i) => senderCapacity(name, limits[i] ?? {}));
          const files = workspace(
            [
              one('c', 20, {
                steps,
                sticky,
                onNonSendingDay,
                from: { ...one('x', 1).from, except: { accounts: [], senders: ['s2'], tags: [] } },
              }),
              one('d', 5),
            ],
            { end: '2026-11-22', domains: [{ id: 'd', dailyLimit: 5 }] },
          );
          const bounds = (tagged: boolean) => {
            const parts: PlanParts = {
              workspace: files,
              snapshot: snapshot([
                accountCapacity(
                  'acc',
                  capacities.map((s) => ({ ...s, tags: tagged ? [s.id] : [] })),
                ),
              ]),
            };
            const duals = rows.flatMap(({ of, name, date, dual }): Dual[] => {
              if (of === 'sender') return [{ family: 'sender_daily_limit', sender: name, date, dual }];
              if (of === 'group') return [daily('half', date, dual)];
              if (of === 'domain') return [{ family: 'domain_daily_limit', domain: 'd', date, dual }];
              const account = sticky === 'account' ? { account: 'acc' } : {};
              return sticky === 'sender' ? [] : [{ family: 'follow_up_balance', campaign: 'c', step: 1, date, dual: -dual, ...account }];
            });
            const plan = makePlan({
              ...parts,
              outcome: { certificate: { ...proof([group('half', names.slice(0, 3))], duals), scale: 3 } },
            });
            return verifyPlan({ workspace: files, plan }).levels.map((level) => level.bound);
          };
          const together = bounds(false);
          expect(together).toEqual(bounds(true));
          if (together[0] !== null) proven++;
        },
      ),
      { numRuns: 300 },
    );
    expect(proven).toBeGreaterThan(250);
  });
});
