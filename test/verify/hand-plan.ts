/** A plan written out by hand, every number of it, with the files and the capacity it was made from. */

import type { CampaignResult, CapacityUse, Plan, ShortfallReason } from '../../src/model/plan.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { accountCapacity, campaign, NOW, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';
import type { ListedPlan } from '../helpers/listed-plan.ts';
import { digestOf } from './make-plan.ts';

/**
 * Written out by hand. Two campaigns over 20 to 26 November 2026 (a Friday to a Thursday):
 *
 * - `news` wants 100 contacts in segment `eu` and 50 in `us`, with a follow-up 3 days later that reaches 0.85 of them;
 * - `sale` wants 40 contacts, worth 0.5 each, and is served in full.
 *
 * 60 of eu leave from s1 on Friday (51 follow-ups on Monday), 20 of us from s2 (17 on Monday), 40 of sale from s2 on Saturday:
 * 111 + 37 + 40 = 188 sends against 180 credits and 20 paid sends at 1.10 per 1000.
 */
export const WORKSPACE = workspace(
  [
    campaign('news', 0, {
      segments: [
        { id: 'eu', contacts: 100, from: null },
        { id: 'us', contacts: 50, from: null },
      ],
      steps: [
        { day: 0, share10k: 10_000 },
        { day: 3, share10k: 8500 },
      ],
    }),
    campaign('sale', 40, { priority: 2, valueMicro: 500_000 }),
  ],
  { inputs: [{ path: 'plans/all.sendplan.yaml', sha256: 'a'.repeat(64) }] },
);
export const SNAPSHOT = snapshot([
  accountCapacity(
    'acc',
    [senderCapacity('s1', { dailyLimit: 60 }), senderCapacity('s2', { dailyLimit: 50, weeklyLimit: 77, domain: 'd' })],
    {
      remaining: 180,
      overage: { max: 20, pricePer1000: '1.10', currency: 'USD' },
      dailyLimit: 100,
      contacts: { limit: 500, used: 300 },
    },
  ),
  accountCapacity('spare', [senderCapacity('s3')]),
]);
export const EMPTY = {
  account: null,
  sender: null,
  domain: null,
  campaign: null,
  overage: 0,
  isBinding: false,
  shadowPrice: null,
  shadowPriceObjective: null,
};
export const onDay = (sender: string, date: string, limit: number, planned: number): CapacityUse => ({
  ...EMPTY,
  resource: 'sender_daily_limit',
  account: 'acc',
  sender,
  from: date,
  to: date,
  limit,
  planned,
  headroom: limit - planned,
  isBinding: limit === planned,
});
export const accountDay = (date: string, planned: number): CapacityUse => ({
  ...EMPTY,
  resource: 'account_daily_limit',
  account: 'acc',
  from: date,
  to: date,
  limit: 100,
  planned,
  headroom: 100 - planned,
});
export const missing = (n: number): ShortfallReason => ({
  resource: 'sender_daily_limit',
  account: 'acc',
  sender: null,
  domain: null,
  from: '2026-11-20',
  to: '2026-11-23',
  missing: n,
  text: 'sender limits of account acc',
});
export const PLAN: ListedPlan = {
  formatVersion: '1.0',
  tool: { name: 'sendplan', version: '0.1.0' },
  inputs: WORKSPACE.inputs,
  previous: null,
  snapshot: { observedAt: NOW, sha256: digestOf(SNAPSHOT.accounts), excludedProviders: [], stale: null, accounts: SNAPSHOT.accounts },
  horizon: { start: '2026-11-20', end: '2026-11-26', timeZone: 'UTC' },
  outcome: {
    status: 'feasible',
    isComplete: false,
    levels: [
      { objective: 'served.priority1', sense: 'max', value: 80, bound: null, gap: null, unit: 'contacts' },
      { objective: 'served.priority2', sense: 'max', value: 20, bound: null, gap: null, unit: 'value' },
      { objective: 'overage.USD', sense: 'min', value: 0.0088, bound: null, gap: null, unit: 'USD' },
      { objective: 'pacing.days', sense: 'min', value: 40, bound: null, gap: null, unit: 'contact-days' },
    ],
    solver: { name: 'hand', version: '1' },
    certificate: null,
  },
  campaigns: [
    {
      campaign: 'news',
      segment: 'eu',
      priority: 1,
      contacts: 100,
      alreadyStarted: 0,
      served: 60,
      sends: 111,
      firstDay: '2026-11-20',
      lastDay: '2026-11-23',
      shortfall: { contacts: 40, reasons: [missing(30), missing(10)] },
    },
    {
      campaign: 'news',
      segment: 'us',
      priority: 1,
      contacts: 50,
      alreadyStarted: 0,
      served: 20,
      sends: 37,
      firstDay: '2026-11-20',
      lastDay: '2026-11-23',
      shortfall: { contacts: 30, reasons: [missing(30)] },
    },
    {
      campaign: 'sale',
      segment: null,
      priority: 2,
      contacts: 40,
      alreadyStarted: 0,
      served: 40,
      sends: 40,
      firstDay: '2026-11-21',
      lastDay: '2026-11-21',
      shortfall: null,
    },
  ],
  starts: [
    { campaign: 'news', segment: 'eu', account: 'acc', sender: 's1', date: '2026-11-20', contacts: 60 },
    { campaign: 'news', segment: 'us', account: 'acc', sender: 's2', date: '2026-11-20', contacts: 20 },
    { campaign: 'sale', segment: null, account: 'acc', sender: 's2', date: '2026-11-21', contacts: 40 },
  ],
  followUps: [],
  capacity: [
    {
      ...EMPTY,
      resource: 'credit_balance',
      account: 'acc',
      from: '2026-11-20',
      to: '2026-11-26',
      limit: 180,
      planned: 188,
      headroom: 0,
      overage: 8,
      isBinding: true,
    },
    {
      ...EMPTY,
      resource: 'credit_balance',
      account: 'spare',
      from: '2026-11-20',
      to: '2026-11-26',
      limit: null,
      planned: 0,
      headroom: null,
    },
    { ...EMPTY, resource: 'contact_limit', account: 'acc', from: '2026-11-20', to: '2026-11-26', limit: 200, planned: 120, headroom: 80 },
    accountDay('2026-11-20', 80),
    accountDay('2026-11-21', 40),
    accountDay('2026-11-23', 68),
    onDay('s1', '2026-11-20', 60, 60),
    onDay('s1', '2026-11-23', 60, 51),
    onDay('s2', '2026-11-20', 50, 20),
    onDay('s2', '2026-11-21', 50, 40),
    onDay('s2', '2026-11-23', 50, 17),
    {
      ...onDay('s2', '2026-11-20', 77, 77),
      resource: 'sender_weekly_limit',
      to: '2026-11-26',
      shadowPrice: 1,
      shadowPriceObjective: 'served.priority1',
    },
    { ...onDay('s2', '2026-11-17', 77, 77), resource: 'sender_weekly_limit', to: '2026-11-23' },
    { ...onDay('s2', '2026-11-14', 77, 20), resource: 'sender_weekly_limit', to: '2026-11-20' },
  ],
  cost: { overage: [{ account: 'acc', sends: 8, amount: '0.0088', currency: 'USD' }] },
  findings: [],
};

export const check = (plan: Plan, workspaceNow = WORKSPACE) => verifyPlan({ workspace: workspaceNow, plan });
export const messages = (plan: Plan, workspaceNow = WORKSPACE) => check(plan, workspaceNow).findings.map((f) => f.message);
export const result = (index: number, change: Partial<CampaignResult>): Plan => ({
  ...PLAN,
  campaigns: PLAN.campaigns.map((r, i) => (i === index ? { ...r, ...change } : r)),
});
export const use = (index: number, change: Partial<CapacityUse>): Plan => ({
  ...PLAN,
  capacity: PLAN.capacity.map((r, i) => (i === index ? { ...r, ...change } : r)),
});
