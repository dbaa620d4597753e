/** A difference between two plans written by hand, for tests of reports. */

import type { PlanDiff } from '../../src/model/plan-diff.ts';

const HORIZON = { start: '2026-11-20', end: '2026-12-19', timeZone: 'America/New_York' };

/** Two campaigns changed, one is new; credits, sender-days, cost and proof. */
export function handMadeDiff(over: Partial<PlanDiff> = {}): PlanDiff {
  return {
    isSame: false,
    firstDay: '2026-11-20',
    horizon: { before: HORIZON, after: { ...HORIZON, end: '2026-12-24' } },
    observedAt: { before: '2026-11-20T09:30:00Z', after: '2026-11-20T14:30:00Z' },
    files: ['plans/q4.sendplan.yaml'],
    contacts: { before: 120_000, after: 125_000 },
    served: { before: 116_000, after: 113_000 },
    status: { before: 'optimal', after: 'feasible' },
    levels: [
      { objective: 'served.priority1', unit: 'contacts', before: { value: 80_000, gap: 0 }, after: { value: 80_000, gap: 0.021 } },
      { objective: 'served.priority2', unit: 'contacts', before: { value: 36_000, gap: 0 }, after: { value: 33_000, gap: null } },
      { objective: 'overage.USD', unit: 'USD', before: null, after: { value: 11, gap: 0 } },
    ],
    campaigns: [
      {
        campaign: 'flash',
        segment: null,
        contacts: { before: null, after: 5000 },
        served: { before: null, after: 5000 },
        sends: { before: null, after: 5000 },
        firstDay: { before: null, after: '2026-11-24' },
        lastDay: { before: null, after: '2026-11-25' },
        moved: 0,
        causes: [{ kind: 'campaign', text: 'flash is new' }],
      },
      {
        campaign: 'black-friday',
        segment: 'eu',
        contacts: { before: 40_000, after: 40_000 },
        served: { before: 36_000, after: 28_000 },
        sends: { before: 36_000, after: 28_000 },
        firstDay: { before: '2026-11-24', after: '2026-11-24' },
        lastDay: { before: '2026-11-28', after: '2026-11-27' },
        moved: 1200,
        causes: [
          { kind: 'capacity', text: 'credits of sg-main: 41,000 → 38,000' },
          { kind: 'rival', text: 'flash (priority 1) starts 5,000 more through sg-main' },
          { kind: 'limit', text: 'short by credits of sg-main before 1 Dec: 4,000 → 12,000' },
        ],
      },
    ],
    accounts: [
      {
        account: 'sg-main',
        resource: 'credit_balance',
        from: '2026-11-20',
        to: '2026-11-30',
        used: { before: 36_000, after: 33_000 },
        headroom: { before: 5000, after: 0 },
        overage: { before: 0, after: 10_000 },
      },
      {
        account: 'outreach',
        resource: 'contact_limit',
        from: '2026-11-20',
        to: '2026-12-19',
        used: { before: 120.5, after: null },
        headroom: { before: 40, after: null },
        overage: { before: 0, after: null },
      },
    ],
    senderDays: {
      more: 2,
      fewer: 40,
      largest: [
        { account: 'sg-main', sender: 'news@brand.example', date: '2026-11-28', before: 4000, after: 0 },
        { account: 'outreach', sender: 'sdr1@brand.example', date: '2026-11-20', before: 40, after: 47.5 },
      ],
    },
    cost: [{ account: 'sg-main', currency: 'USD', sends: { before: 0, after: 10_000 }, amount: { before: '0.00', after: '11.00' } }],
    ...over,
  };
}

/** Nothing moved. */
export const sameDiff = (): PlanDiff =>
  handMadeDiff({
    isSame: true,
    horizon: { before: HORIZON, after: HORIZON },
    observedAt: { before: '2026-11-20T09:30:00Z', after: '2026-11-20T09:30:00Z' },
    files: [],
    served: { before: 116_000, after: 116_000 },
    status: { before: 'optimal', after: 'optimal' },
    levels: [],
    campaigns: [],
    accounts: [],
    senderDays: { more: 0, fewer: 0, largest: [] },
    cost: [],
  });
