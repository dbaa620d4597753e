/** A plan written by hand: nothing in it depends on a solver, so reports made from it stay the same. */

import { finding } from '../../src/model/finding.ts';
import type { CampaignResult, CapacityUse, DailySends, Start } from '../../src/model/plan.ts';
import { accountCapacity, NOW, senderCapacity } from './builders.ts';
import type { ListedPlan } from './listed-plan.ts';

const DIGEST = 'a'.repeat(64);

/** One row of capacity use; what is not given is quiet. */
export function capacityRow(over: Partial<CapacityUse> & Pick<CapacityUse, 'resource'>): CapacityUse {
  const { limit = 1000, planned = 0, from = '2026-11-20', to = from } = over;
  return {
    account: null,
    sender: null,
    domain: null,
    campaign: null,
    from,
    to,
    limit,
    planned,
    headroom: limit === null ? null : limit - planned,
    overage: 0,
    isBinding: false,
    shadowPrice: 0,
    shadowPriceObjective: null,
    ...over,
  };
}

/** One campaign row; served completely unless `shortfall` is given. */
export function campaignRow(campaign: string, contacts: number, over: Partial<CampaignResult> = {}): CampaignResult {
  return {
    campaign,
    segment: null,
    priority: 1,
    contacts,
    alreadyStarted: 0,
    served: contacts,
    sends: contacts,
    firstDay: '2026-11-24',
    lastDay: '2026-11-28',
    shortfall: null,
    ...over,
  };
}

const BLACK_FRIDAY_SHORT: CampaignResult['shortfall'] = {
  contacts: 4000,
  reasons: [
    {
      resource: 'sender_daily_limit',
      account: 'sg-main',
      sender: 'news@brand.example',
      domain: null,
      from: '2026-11-24',
      to: '2026-11-28',
      missing: 2600,
      text: 'daily limit of sender news@brand.example 24–28 Nov',
    },
    {
      resource: 'credit_balance',
      account: 'sg-main',
      sender: null,
      domain: null,
      from: '2026-11-20',
      to: '2026-11-30',
      missing: 1400,
      text: 'credits of sg-main before 1 Dec',
    },
  ],
};

const start = (campaign: string, segment: string | null, date: string, contacts: number): Start => ({
  campaign,
  segment,
  account: 'sg-main',
  sender: 'news@brand.example',
  date,
  contacts,
});

/** Two campaigns over 30 days, one short; two accounts, one of them full. */
export function handMadePlan(over: Partial<ListedPlan> = {}): ListedPlan {
  return {
    formatVersion: '1.0',
    tool: { name: 'sendplan', version: '0.1.0' },
    inputs: [{ path: 'plans/q4.sendplan.yaml', sha256: DIGEST }],
    previous: null,
    snapshot: {
      observedAt: NOW,
      sha256: DIGEST,
      excludedProviders: [],
      stale: null,
      accounts: [
        accountCapacity('outreach', [
          senderCapacity('sdr1@brand.example', { dailyLimit: 50 }),
          senderCapacity('sdr2@brand.example', { dailyLimit: 50 }),
        ]),
        accountCapacity('sg-main', [senderCapacity('news@brand.example', { dailyLimit: 8000 })], {
          provider: 'sendgrid',
          remaining: 41_000,
          allowance: 100_000,
          resets: { next: '2026-12-01', every: 'month' },
        }),
      ],
    },
    horizon: { start: '2026-11-20', end: '2026-12-19', timeZone: 'America/New_York' },
    outcome: {
      status: 'optimal',
      isComplete: false,
      levels: [
        { objective: 'served.priority1', sense: 'max', value: 36_000, bound: 36_000, gap: 0, unit: 'contacts' },
        { objective: 'served.priority2', sense: 'max', value: 120, bound: 120, gap: 0, unit: 'contacts' },
        { objective: 'pacing.days', sense: 'min', value: 512, bound: null, gap: null, unit: 'contact-days' },
      ],
      solver: { name: 'highs', version: '1.15.1' },
      certificate: {
        scale: 1000,
        levels: [
          {
            objective: 'served.priority1',
            kept: {},
            duals: [{ family: 'credit_balance', account: 'sg-main', date: '2026-11-20', dual: 1000 }],
          },
        ],
      },
    },
    campaigns: [
      campaignRow('black-friday', 40_000, { segment: 'eu', served: 36_000, sends: 36_000, shortfall: BLACK_FRIDAY_SHORT }),
      campaignRow('outreach', 120, { priority: 2, sends: 276, firstDay: '2026-11-20', lastDay: '2026-12-11' }),
    ],
    starts: [
      start('black-friday', 'eu', '2026-11-24', 8000),
      start('black-friday', 'eu', '2026-11-25', 8000),
      start('black-friday', 'eu', '2026-11-26', 8000),
      start('black-friday', 'eu', '2026-11-27', 8000),
      start('black-friday', 'eu', '2026-11-28', 4000),
    ],
    followUps: [
      { campaign: 'outreach', segment: null, step: 1, account: 'outreach', sender: 'sdr1@brand.example', date: '2026-11-25', contacts: 40 },
    ],
    capacity: [
      capacityRow({ resource: 'credit_balance', account: 'outreach', to: '2026-12-19', limit: null, planned: 276 }),
      capacityRow({
        resource: 'credit_balance',
        account: 'sg-main',
        to: '2026-11-30',
        limit: 36_000,
        planned: 36_000,
        isBinding: true,
        shadowPrice: 1,
        shadowPriceObjective: 'served.priority1',
      }),
      capacityRow({ resource: 'credit_balance', account: 'sg-main', from: '2026-12-01', to: '2026-12-19', limit: 100_000 }),
      capacityRow({ resource: 'sender_daily_limit', account: 'outreach', sender: 'sdr1@brand.example', limit: 50, planned: 47.5 }),
      ...['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'].map((from) =>
        capacityRow({
          resource: 'sender_daily_limit',
          account: 'sg-main',
          sender: 'news@brand.example',
          from,
          limit: 8000,
          planned: 8000,
          isBinding: true,
          shadowPrice: 0.5,
          shadowPriceObjective: 'served.priority1',
        }),
      ),
      capacityRow({
        resource: 'sender_daily_limit',
        account: 'sg-main',
        sender: 'news@brand.example',
        from: '2026-11-28',
        limit: 8000,
        planned: 4000,
      }),
    ],
    cost: { overage: [{ account: 'sg-main', sends: 0, amount: '0.00', currency: 'USD' }] },
    findings: [
      finding('demand.shortfall', 'black-friday/eu: 4,000 of 40,000 contacts cannot be served', {
        subject: { kind: 'segment', id: 'black-friday/eu' },
      }),
      finding('capacity.reset-unknown', 'Nobody tells when the credits of outreach reset.', {
        subject: { kind: 'account', id: 'outreach' },
      }),
    ],
    ...over,
  };
}

const send = (campaign: string, segment: string | null, account: string, date: string, step: number, sends: number): DailySends => ({
  date,
  campaign,
  segment,
  step,
  account,
  sender: account === 'outreach' ? 'sdr1@brand.example' : 'news@brand.example',
  contacts: Math.ceil(sends),
  sends,
});

/** Day-by-day sends of the hand-made plan. */
export const HAND_MADE_SENDS: readonly DailySends[] = [
  send('outreach', null, 'outreach', '2026-11-20', 0, 40),
  send('black-friday', 'eu', 'sg-main', '2026-11-24', 0, 8000),
  send('black-friday', 'eu', 'sg-main', '2026-11-25', 0, 8000),
  send('outreach', null, 'outreach', '2026-11-25', 1, 34),
  send('black-friday', 'eu', 'sg-main', '2026-11-26', 0, 8000),
  send('black-friday', 'eu', 'sg-main', '2026-11-27', 0, 8000),
  send('black-friday', 'eu', 'sg-main', '2026-11-28', 0, 4000),
  send('outreach', null, 'outreach', '2026-12-11', 2, 22.4),
];
