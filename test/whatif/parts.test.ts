/** Parts of a plan that share nothing. */

import { expect, it } from 'vitest';
import { buildProblem } from '../../src/problem/build.ts';
import { partsOf } from '../../src/whatif/parts.ts';
import { accountCapacity, campaign, EVERYONE, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';

const account = (id: string, parent: string | null, domain: string | null = null) =>
  accountCapacity(id, [senderCapacity(`${id}-s`, { dailyLimit: 5, domain })], { parent });
const CAPACITY = snapshot([
  account('alone', null),
  account('left', 'pool'),
  account('right', 'pool'),
  account('mail', null, 'd.example'),
  account('post', null, 'd.example'),
  accountCapacity('pool', []),
]);

const partsFrom = (from: Readonly<Record<string, readonly string[]>>) => {
  const campaigns = Object.entries(from).map(([id, accounts]) => campaign(id, 1, { from: { ...EVERYONE, accounts } }));
  const problem = buildProblem(workspace(campaigns, { domains: [{ id: 'd.example', dailyLimit: 9 }] }), CAPACITY);
  return partsOf(problem).map((part) => ({
    campaigns: part.campaigns.map((c) => problem.campaigns[c]?.id),
    accounts: [...part.accounts].map((a) => problem.accounts[a]?.id).sort(),
    domains: [...part.domains].map((d) => problem.domains[d]?.id),
  }));
};

it('campaigns that share a pool or a domain are one part; others are parts of their own', () => {
  expect(partsFrom({ c1: ['left'], c2: ['alone'], c3: ['mail'], c4: ['right'], c5: ['post'] })).toEqual([
    { campaigns: ['c1', 'c4'], accounts: ['left', 'pool', 'right'], domains: [] },
    { campaigns: ['c2'], accounts: ['alone'], domains: [] },
    { campaigns: ['c3', 'c5'], accounts: ['mail', 'post'], domains: ['d.example'] },
  ]);
});

it('a later campaign joins parts that were apart', () => {
  const parts = partsFrom({ c1: ['left'], c2: ['alone'], c3: ['mail'], c4: ['alone', 'post', 'right'] });
  expect(parts.map(({ campaigns }) => campaigns)).toEqual([['c1', 'c2', 'c3', 'c4']]);
});

it('a campaign that may leave from nowhere is a part of its own', () => {
  const parts = partsFrom({ c1: ['pool'], c2: ['pool'], c3: ['alone'] });
  expect(parts.map(({ campaigns, accounts }) => [campaigns, accounts])).toEqual([
    [['c1'], []],
    [['c2'], []],
    [['c3'], ['alone']],
  ]);
});
