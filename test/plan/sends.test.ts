import { describe, expect, it } from 'vitest';
import { dailySends } from '../../src/plan/sends.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';

const STEPS = [
  { day: 0, share10k: 10_000 },
  { day: 2, share10k: 8500 },
];
const capacity = snapshot([accountCapacity('relay', [senderCapacity('a'), senderCapacity('b')])]);
const start = (sender: string, date: string, contacts: number) => ({
  campaign: 'autumn',
  segment: null,
  account: 'relay',
  sender,
  date,
  contacts,
});

describe('day-by-day sends', () => {
  it('every step on its day, shares in exact decimals, several starts of one day in one row', () => {
    const problem = buildProblem(
      workspace([campaign('autumn', 100, { steps: STEPS, window: { start: null, end: null, weekdays: ['fri', 'mon', 'tue'] } })]),
      capacity,
    );
    // Friday 20 November + 2 is a Sunday: shifted to Monday 23; Monday + 2 is a Wednesday: shifted beyond the horizon.
    const rows = [...dailySends(problem, { starts: [start('a', '2026-11-20', 33), start('b', '2026-11-20', 7)], followUps: [] })];
    expect(rows.map((row) => [row.date, row.step, row.sender, row.contacts, row.sends])).toEqual([
      ['2026-11-20', 0, 'a', 33, 33],
      ['2026-11-20', 0, 'b', 7, 7],
      ['2026-11-23', 1, 'a', 33, 28.05],
      ['2026-11-23', 1, 'b', 7, 5.95],
    ]);
  });

  it('follow-ups that do not stick come from their own rows', () => {
    const problem = buildProblem(workspace([campaign('autumn', 100, { steps: STEPS, sticky: 'account' })]), capacity);
    const followUps = [{ ...start('b', '2026-11-22', 30), step: 1 }];
    const rows = [...dailySends(problem, { starts: [start('a', '2026-11-20', 30)], followUps })];
    expect(rows.map((row) => [row.date, row.step, row.sender, row.contacts, row.sends])).toEqual([
      ['2026-11-20', 0, 'a', 30, 30],
      ['2026-11-22', 1, 'b', 30, 25.5],
    ]);
  });

  it('the same step of two starts on one day is one row', () => {
    const shifted = campaign('autumn', 100, { steps: STEPS, window: { start: null, end: null, weekdays: ['fri', 'sat', 'tue'] } });
    const problem = buildProblem(workspace([shifted]), capacity);
    const rows = [...dailySends(problem, { starts: [start('a', '2026-11-20', 10), start('a', '2026-11-21', 20)], followUps: [] })];
    expect(rows.filter((row) => row.step === 1)).toEqual([
      { date: '2026-11-24', campaign: 'autumn', segment: null, step: 1, account: 'relay', sender: 'a', contacts: 30, sends: 25.5 },
    ]);
  });
});
