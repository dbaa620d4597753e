/** Sender classes: which senders may be taken together, with the counter-examples for taking more of them. */

import { describe, expect, it } from 'vitest';
import type { SenderCapacity } from '../../src/model/capacity.ts';
import type { Campaign } from '../../src/model/workspace.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { type FirstDay, mergeClasses, senderClasses, similarSenders } from '../../src/problem/classes.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, TODAY, workspace } from '../helpers/builders.ts';

const STEPS = [
  { day: 0, share10k: 10_000 },
  { day: 2, share10k: 10_000 },
];

const problemOf = (senders: readonly SenderCapacity[], campaigns: readonly Campaign[]) =>
  buildProblem(workspace(campaigns, { end: '2026-11-29' }), snapshot([accountCapacity('a', senders)]));

const classesOf = (senders: readonly SenderCapacity[], over: Partial<Campaign> = {}) =>
  senderClasses(problemOf(senders, [campaign('c', 50, over)])).map((members) => [...members]);

describe('sender classes', () => {
  it('one step under daily limits: any limits, one class', () => {
    const senders = [10, 20, 33].map((n, i) => senderCapacity(`s${i}`, { dailyLimit: n, sentToday: i }));
    expect(classesOf(senders)).toEqual([[0, 1, 2]]);
    const ramp = senderCapacity('s3', { dailyLimit: 10, warmUp: { kind: 'add', start: TODAY, from: 1, add: 2, to: 9 } });
    expect(classesOf([...senders, ramp])).toEqual([[0, 1, 2, 3]]);
  });

  it('sequences: limits in proportion share a class, ramps of another shape do not; what was sent today does not count', () => {
    const ramp = (from: number) => ({ kind: 'add', start: TODAY, from, add: from, to: 9 * from }) as const;
    const senders = [
      senderCapacity('s0', { dailyLimit: 10 }),
      senderCapacity('s1', { dailyLimit: 30, sentToday: 7 }),
      senderCapacity('s2', { dailyLimit: 100, warmUp: ramp(1) }),
      senderCapacity('s3', { dailyLimit: 100, warmUp: ramp(2) }),
      senderCapacity('s4', { dailyLimit: 6, warmUp: ramp(1) }),
    ];
    expect(classesOf(senders, { steps: STEPS })).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('sequences: what was sent today tells senders apart as finely as asked for', () => {
    const sent = [0, 0, 2, 4, 20].map((n, i) => senderCapacity(`s${i}`, { dailyLimit: i === 4 ? 60 : 12, sentToday: n }));
    const problem = problemOf(sent, [campaign('c', 50, { steps: STEPS })]);
    const by = (firstDay: FirstDay) => senderClasses(problem, firstDay).map((members) => [...members]);
    expect(by(0)).toEqual([[0, 1, 2, 3, 4]]);
    // 12, 12, 10 and 8 of 12 and 40 of 60 are left: full or not, in sixths, exactly.
    expect(by(1)).toEqual([
      [0, 1],
      [2, 3, 4],
    ]);
    expect(by(6)).toEqual([[0, 1], [2], [3, 4]]);
    expect(by('exactly')).toEqual([[0, 1], [2], [3, 4]]);
    expect(similarSenders(problem).map((members) => [...members])).toEqual([[0, 1, 2, 3, 4]]);
  });

  it('sequences: what is left under daily, of account, domain, calendar and campaigns tells senders apart', () => {
    const senders = [
      senderCapacity('s0', { dailyLimit: 10 }),
      senderCapacity('s1', { dailyLimit: 10, weekdays: ['mon', 'fri'] }),
      senderCapacity('s2', { dailyLimit: 10, tags: ['eu'] }),
      senderCapacity('s3', { dailyLimit: 10 }),
      senderCapacity('s4'),
    ];
    const eu = campaign('eu', 5, { from: { ...campaign('x', 1).from, tags: ['eu'] } });
    const problem = problemOf(senders, [campaign('c', 5, { steps: STEPS }), eu]);
    expect(senderClasses(problem).map((members) => [...members])).toEqual([[0, 3], [1], [2], [4]]);
  });

  it('weekly limits: 2 senders and 3 days on which their sum can do what they cannot are told apart', () => {
    // Sums per day (10, 20, 20) and per week 30 accept 10 and then 20 contacts; the senders carry 10 each.
    const none = { kind: 'schedule', start: TODAY, schedule: [0, 10], to: null } as const;
    const senders = [
      senderCapacity('s0', { dailyLimit: 10, weeklyLimit: 20, warmUp: none }),
      senderCapacity('s1', { dailyLimit: 10, weeklyLimit: 10 }),
    ];
    expect(classesOf(senders)).toEqual([[0], [1]]);
    const twice = [1, 2].map((n) => senderCapacity(`s${n}`, { dailyLimit: 10 * n, weeklyLimit: 20 * n, sentToday: n }));
    expect(classesOf(twice)).toEqual([[0, 1]]);
    const history = [0, 5].map((n) => senderCapacity(`s${n}`, { dailyLimit: 10, weeklyLimit: 20, sentLast6Days: [0, 0, 0, 0, 0, n] }));
    expect(classesOf(history)).toEqual([[0], [1]]);
  });

  it('a class is one sender with the summed limits', () => {
    const senders = [10, 20, 30].map((n, i) => senderCapacity(`s${i}`, { dailyLimit: n, weekdays: i === 2 ? ['mon'] : ['mon', 'fri'] }));
    const problem = problemOf(senders, [campaign('c', 5)]);
    const classes = senderClasses(problem);
    expect(classes.map((members) => [...members])).toEqual([[0, 1], [2]]);
    const merged = mergeClasses(problem, classes);
    expect(merged.senders.map((s) => [s.members, s.dailyLimit?.[0], s.dailyLimit?.[3]])).toEqual([
      [['s0', 's1'], 30, 30],
      [['s2'], 0, 30],
    ]);
    expect([...(merged.demands[0]?.senders ?? [])]).toEqual([0, 1]);
  });
});
