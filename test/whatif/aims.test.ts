/** Which prices stand beside which changes. */

import { describe, expect, it } from 'vitest';
import type { CatalogEntry, Change } from '../../src/model/catalog.ts';
import { aimedAt } from '../../src/whatif/aims.ts';
import { accountLevers, senderLevers } from '../../src/whatif/levers.ts';
import { campaignLevers } from '../../src/whatif/levers-campaign.ts';
import { accountCapacity, campaign, observed, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';

const senders = ['a1', 'a2'].map((id) => senderCapacity(id, { dailyLimit: 10, weeklyLimit: 50 }));
const resets = { next: '2026-12-01', every: 'month' } as const;
const ACCOUNT = { ...accountCapacity('a', senders, { remaining: 100, contacts: { limit: 10, used: 0 } }), tier: 'small' };
const OTHER = accountCapacity('b', [senderCapacity('b1', { dailyLimit: 10 })], { remaining: 100 });
const CREDITS = { ...ACCOUNT.credits, allowance: ACCOUNT.credits.remaining, resets: observed(resets) };
const CAPACITY = snapshot([{ ...ACCOUNT, credits: CREDITS }, OTHER]);
const LIST: CatalogEntry = {
  ...{ id: 'list', currency: 'USD', cycle: 'month', topUps: [], rates: {} },
  change: { up: 'immediate-full', down: 'next-cycle' },
  tiers: [
    { id: 'small', credits: 100, contacts: 10, price: '10.00' },
    { id: 'large', credits: 200, contacts: 10, price: '20.00' },
    { id: 'wide', credits: 100, contacts: 20, price: '30.00' },
    { id: 'tiny', credits: 50, contacts: 5, price: '5.00' },
  ],
};
const CAMPAIGN = campaign('c', 10);
const LEVERS = [
  ...CAPACITY.accounts.flatMap((account) => accountLevers(account, '2026-12-31')),
  ...senderLevers('a', senders),
  ...senderLevers('b', OTHER.senders),
  ...campaignLevers(CAMPAIGN, '2026-12-31'),
];

const aims = (change: Change, change_: CatalogEntry['change'] = LIST.change): readonly string[] => {
  const situation = { workspace: { ...workspace([CAMPAIGN]), catalog: [{ ...LIST, change: change_ }] }, snapshot: CAPACITY };
  return LEVERS.filter(aimedAt([change], situation)).map(({ lever: { kind, id } }) => `${kind} ${id}`);
};

const account = 'a';
const sender = { kind: 'sender', sender: 'a2', dailyLimit: null, weeklyLimit: null, weekdays: null } as const;
const window = { kind: 'window', campaign: 'c', start: null, end: null, weekdays: null } as const;
const added = { kind: 'addSenders', account, count: 2, like: null, warmUp: null } as const;

describe('a change is read against the price of', () => {
  it.each<readonly [string, Change, readonly string[]]>([
    ['a larger tier: credits now and later', { kind: 'tier', account, tier: 'large', on: null }, ['credits a', 'allowance a']],
    ['a tier with more slots', { kind: 'tier', account, tier: 'wide', on: null }, ['contactLimit a']],
    ['a smaller tier: nothing', { kind: 'tier', account, tier: 'tiny', on: null }, []],
    ['a top-up now', { kind: 'topUp', account, topUp: 'plus', on: '2026-11-30' }, ['credits a']],
    ['a top-up after the reset', { kind: 'topUp', account, topUp: 'plus', on: '2026-12-01' }, ['allowance a']],
    ['more credits', { kind: 'credits', account, amount: { kind: 'add', by: 5 }, on: null }, ['credits a']],
    ['fewer credits: nothing', { kind: 'credits', account, amount: { kind: 'scale', byMicro: -100_000 }, on: null }, []],
    ['senders like the strongest', added, ['sender a1']],
    ['senders like one of another account: nothing', { ...added, like: 'b1' }, []],
    ['another daily limit: that of all that are alike', { ...sender, dailyLimit: 20 }, ['senderLimit a1']],
    ['another weekly limit', { ...sender, weeklyLimit: 80 }, ['weeklyLimit a1']],
    ['a later end', { ...window, end: '2026-12-05' }, ['window c']],
    ['an earlier start: nothing', { ...window, start: '2026-11-21' }, []],
    ['a larger list: nothing', { kind: 'contacts', campaign: 'c', segment: null, amount: { kind: 'add', by: 5 } }, []],
  ])('%s', (_, change, expected) => {
    expect(aims(change)).toEqual(expected);
  });

  it('an account without active senders, which an earlier change of the scenario gave some: nothing, and no error', () => {
    const situation = { workspace: workspace([CAMPAIGN]), snapshot: snapshot([accountCapacity('a', [])]) };
    expect(LEVERS.filter(aimedAt([added], situation))).toEqual([]);
  });

  it('a tier from the next cycle on: the allowance alone', () => {
    const nextCycle = { up: 'next-cycle', down: 'next-cycle' } as const;
    expect(aims({ kind: 'tier', account, tier: 'large', on: null }, nextCycle)).toEqual(['allowance a']);
  });
});
