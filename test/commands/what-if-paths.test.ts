/** `--set` and `--grid`: which changes a path and a value become, and what is refused with which suggestion. */

import { describe, expect, it } from 'vitest';
import { type Names, parseGrid, parseSetting, splitSetting } from '../../src/commands/what-if-paths.ts';
import { UsageError } from '../../src/errors.ts';

const NAMES: Names = {
  accounts: ['sg-main', 'sg.main', 'sg', 'both'],
  campaigns: ['black-friday', 'both'],
  senders: ['anna@brand.example'],
};
const changes = (text: string) => parseSetting('--set', ...splitSetting('--set', text), NAMES).changes;

describe('settings', () => {
  it.each<[string, unknown]>([
    ['accounts.sg-main.tier=pro', { kind: 'tier', account: 'sg-main', tier: 'pro', on: null }],
    ['sg-main.tier=pro@2026-11-23', { kind: 'tier', account: 'sg-main', tier: 'pro', on: '2026-11-23' }],
    ['sg-main.topUp=plus-50k@2026-11-23', { kind: 'topUp', account: 'sg-main', topUp: 'plus-50k', on: '2026-11-23' }],
    ['accounts.sg-main.credits.remaining=+50000', { kind: 'credits', account: 'sg-main', amount: { kind: 'add', by: 50_000 }, on: null }],
    ['sg-main.credits=-10%', { kind: 'credits', account: 'sg-main', amount: { kind: 'scale', byMicro: -100_000 }, on: null }],
    ['sg-main.credits=0', { kind: 'credits', account: 'sg-main', amount: { kind: 'set', to: 0 }, on: null }],
    ['sg-main.senders=+10', { kind: 'addSenders', account: 'sg-main', count: 10, like: null, warmUp: null }],
    [
      'campaigns.black-friday.contacts=+2.5%',
      { kind: 'contacts', campaign: 'black-friday', segment: null, amount: { kind: 'scale', byMicro: 25_000 } },
    ],
    [
      'black-friday.segments.eu.contacts=60000',
      { kind: 'contacts', campaign: 'black-friday', segment: 'eu', amount: { kind: 'set', to: 60_000 } },
    ],
    ['black-friday.window.end=2026-11-30', { kind: 'window', campaign: 'black-friday', start: null, end: '2026-11-30', weekdays: null }],
    ['black-friday.from=any', { kind: 'move', campaign: 'black-friday' }],
    ['black-friday.priority=2', { kind: 'priority', campaign: 'black-friday', priority: 2 }],
    [
      'anna@brand.example.dailyLimit=unlimited',
      { kind: 'sender', sender: 'anna@brand.example', dailyLimit: 'unlimited', weeklyLimit: null, weekdays: null },
    ],
    // The longest id that fits: ids may hold points.
    ['sg.main.tier=pro', { kind: 'tier', account: 'sg.main', tier: 'pro', on: null }],
    ['sg.tier=pro', { kind: 'tier', account: 'sg', tier: 'pro', on: null }],
    // One id of two kinds: only one of them has such a setting.
    ['both.priority=1', { kind: 'priority', campaign: 'both', priority: 1 }],
  ])('%s', (text, change) => {
    expect(changes(text)).toEqual([change]);
  });

  it('nothing more is nothing changed', () => {
    expect(['sg-main.senders=+0', 'sg-main.topUp=none', 'black-friday.from=own'].map(changes)).toEqual([[], [], []]);
  });

  it.each([
    ['sg-main', 'expected path=value'],
    ['=5', 'expected path=value'],
    ['sg-main.tier=', 'expected path=value'],
    ['sg-mian.tier=pro', 'there is no account, campaign or sender sg-mian. Did you mean sg-main?'],
    ['campaigns.black-fridy.contacts=5', 'there is no campaign black-fridy. Did you mean black-friday?'],
    ['sg-main.teir=pro', 'accounts.sg-main has no setting teir. Did you mean tier?'],
    ['sg-main=pro', 'accounts.sg-main has no setting (none is named). It has tier, topUp, credits.remaining, credits, senders.'],
    ['sg-main.constructor=5', 'accounts.sg-main has no setting constructor.'],
    ['sg-main.credits=5k', 'expected a whole number, or a change such as +5000 or -10%'],
    ['sg-main.credits=+1.5', 'expected a whole number, or a change'],
    ['sg-main.senders=-5', 'expected a number of senders to add, such as +10'],
    ['black-friday.window.end=2026-02-30', 'expected a calendar date written YYYY-MM-DD'],
    ['black-friday.from=sg-main', 'expected any (every account), or own (as it is written)'],
    ['black-friday.priority=0', 'expected a priority from 1'],
    ['anna@brand.example.dailyLimit=+5', 'expected a whole number of sends, or the word unlimited'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => changes(text)).toThrow(UsageError);
    expect(() => changes(text)).toThrow(message);
  });
});

describe('grids', () => {
  it('every combination, the last path changing fastest', () => {
    const cells = parseGrid(['sg-main.tier=a,b', 'sg-main.senders=+0, +10,+20'], NAMES);
    expect(cells.map((cell) => cell.map((s) => s.value).join(' '))).toEqual(['a +0', 'a +10', 'a +20', 'b +0', 'b +10', 'b +20']);
    expect(parseGrid([], NAMES)).toEqual([]);
  });
  it('too many are refused', () => {
    const values = Array.from({ length: 40 }, (_, i) => i).join(',');
    expect(() => parseGrid([`sg.credits=${values}`, `black-friday.contacts=${values}`], NAMES)).toThrow(
      '--grid: 1600 combinations are more than 1000',
    );
  });
});
