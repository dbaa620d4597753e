/** Falsified totals: campaign results, capacity rows and cost. */

import { addDays } from '../../src/model/calendar.ts';
import type { CampaignResult, CapacityUse } from '../../src/model/plan.ts';
import { changeAt, changeFirst, type Tampering, withCapacity, withOutcome } from './tamper-kit.ts';

const resultTampering = (
  name: string,
  fits: (row: CampaignResult) => boolean,
  change: (row: CampaignResult) => CampaignResult,
): Tampering => ({
  name,
  apply: (plan) => {
    const campaigns = changeFirst(plan.campaigns, fits, change);
    return campaigns && { ...plan, campaigns };
  },
});
const capacityTampering = (name: string, fits: (row: CapacityUse) => boolean, change: (row: CapacityUse) => CapacityUse): Tampering => ({
  name,
  apply: (plan) => withCapacity(plan, changeFirst(plan.capacity, fits, change)),
});
export const RESULTS: readonly Tampering[] = [
  resultTampering(
    'one more contact served',
    () => true,
    (r) => ({ ...r, served: r.served + 1 }),
  ),
  resultTampering(
    'one more contact wanted',
    () => true,
    (r) => ({ ...r, contacts: r.contacts + 1 }),
  ),
  resultTampering(
    'one more send in total',
    () => true,
    (r) => ({ ...r, sends: r.sends + 1 }),
  ),
  resultTampering(
    'another priority',
    () => true,
    (r) => ({ ...r, priority: r.priority + 1 }),
  ),
  resultTampering(
    'first day a day early',
    (r) => r.firstDay !== null,
    (r) => ({ ...r, firstDay: addDays(r.firstDay as string, -1) }),
  ),
  resultTampering(
    'last day a day late',
    (r) => r.lastDay !== null,
    (r) => ({ ...r, lastDay: addDays(r.lastDay as string, 1) }),
  ),
  resultTampering(
    'shortfall hidden',
    (r) => r.shortfall !== null,
    (r) => ({ ...r, shortfall: null }),
  ),
  resultTampering(
    'shortfall one contact smaller',
    (r) => r.shortfall !== null,
    (r) => ({
      ...r,
      shortfall: r.shortfall && { ...r.shortfall, contacts: r.shortfall.contacts - 1 },
    }),
  ),
  resultTampering(
    'one more contact missing for a reason',
    (r) => (r.shortfall?.reasons.length ?? 0) > 0,
    (r) => ({
      ...r,
      shortfall: r.shortfall && {
        ...r.shortfall,
        reasons: changeAt(r.shortfall.reasons, 0, (reason) => ({ ...reason, missing: reason.missing + 1 })),
      },
    }),
  ),
  resultTampering(
    'shortfall where there is none',
    (r) => r.shortfall === null,
    (r) => ({ ...r, shortfall: { contacts: 1, reasons: [] } }),
  ),
  {
    name: 'campaign result left out',
    apply: (plan) => (plan.campaigns.length > 0 ? { ...plan, campaigns: plan.campaigns.slice(1) } : null),
  },
  { name: 'isComplete flipped', apply: (plan) => withOutcome(plan, { isComplete: !plan.outcome.isComplete }) },
];

export const CAPACITY: readonly Tampering[] = [
  capacityTampering(
    'limit one higher',
    (r) => r.limit !== null,
    (r) => ({ ...r, limit: (r.limit as number) + 1 }),
  ),
  capacityTampering(
    'limit called unlimited',
    (r) => r.limit !== null,
    (r) => ({ ...r, limit: null, headroom: null }),
  ),
  capacityTampering(
    'use hidden',
    (r) => r.planned > 0,
    (r) => ({ ...r, planned: 0 }),
  ),
  capacityTampering(
    'headroom one higher',
    (r) => r.headroom !== null,
    (r) => ({ ...r, headroom: (r.headroom as number) + 1 }),
  ),
  capacityTampering(
    'range one day longer',
    () => true,
    (r) => ({ ...r, to: addDays(r.to, 1) }),
  ),
  capacityTampering(
    'overage hidden',
    (r) => r.overage > 0,
    (r) => ({ ...r, overage: 0 }),
  ),
  capacityTampering(
    'overage where there is none',
    (r) => r.overage === 0,
    (r) => ({ ...r, overage: 1 }),
  ),
  capacityTampering(
    'unlimited resource called binding',
    (r) => r.limit === null,
    (r) => ({ ...r, isBinding: true }),
  ),
  capacityTampering(
    'shadow price of a level that is none',
    () => true,
    (r) => ({ ...r, shadowPrice: 1, shadowPriceObjective: 'served.nobody' }),
  ),
  {
    name: 'capacity row listed twice',
    apply: ({ capacity, ...plan }) => (capacity[0] ? { ...plan, capacity: [capacity[0], ...capacity] } : null),
  },
  {
    name: 'used sender day left out',
    apply: (plan) => {
      const index = plan.capacity.findIndex((r) => r.resource === 'sender_daily_limit' && r.planned > 0 && r.limit !== null);
      return index < 0 ? null : { ...plan, capacity: plan.capacity.filter((_, i) => i !== index) };
    },
  },
];

export const MONEY: readonly Tampering[] = [
  {
    name: 'overage ten times as dear',
    apply: (plan) => {
      const overage = changeFirst(
        plan.cost.overage,
        () => true,
        (row) => ({ ...row, amount: `1${row.amount}` }),
      );
      return overage && { ...plan, cost: { overage } };
    },
  },
  {
    name: 'one more paid send',
    apply: (plan) => {
      const overage = changeFirst(
        plan.cost.overage,
        () => true,
        (row) => ({ ...row, sends: row.sends + 1 }),
      );
      return overage && { ...plan, cost: { overage } };
    },
  },
  {
    name: 'cost of overage left out',
    apply: (plan) => (plan.cost.overage.some((row) => row.sends > 0) ? { ...plan, cost: { overage: [] } } : null),
  },
  {
    name: 'overage in another currency',
    apply: (plan) => {
      const overage = changeFirst(
        plan.cost.overage,
        () => true,
        (row) => ({ ...row, currency: `${row.currency}?` }),
      );
      return overage && { ...plan, cost: { overage } };
    },
  },
];
