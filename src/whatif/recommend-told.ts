/** What a plan of a change set says, kept small: the search makes many plans. */

import type { LocalDate } from '../model/calendar.ts';
import { moneyText } from '../model/money.ts';
import type { Plan } from '../model/plan.ts';
import type { RecommendedSet, RecommendedStep, ServedPriority } from '../model/recommendation.ts';
import type { OfferedLevel } from './recommend-options.ts';
import { type Choice, levelsOf, type Space } from './recommend-space.ts';

/** Result of one plan. */
export interface Outcome {
  readonly served: readonly ServedPriority[];
  readonly shortfall: number;
  /** Paid overage, in 1e-9. */
  readonly overage: bigint;
  /** Served contacts by campaign and segment. */
  readonly bySegment: ReadonlyMap<string, number>;
  /** Why contacts stay unserved, one sentence each. */
  readonly reasons: readonly string[];
  /** Credits left over. */
  readonly credits: readonly { readonly account: string; readonly from: LocalDate; readonly to: LocalDate; readonly left: number | null }[];
}

/** Name of a segment in `bySegment`. */
export const segmentKey = (campaign: string, segment: string | null): string => JSON.stringify([campaign, segment]);

/** Reads a plan. `overage`: its cost in 1e-9 of the common currency. */
export function outcomeOf(plan: Plan, overage: bigint): Outcome {
  const priorities = [...new Set(plan.campaigns.map((row) => row.priority))].sort((a, b) => a - b);
  const sum = (rows: Plan['campaigns'], contactsOf: (row: Plan['campaigns'][number]) => number) =>
    rows.reduce((n, row) => n + contactsOf(row), 0);
  return {
    served: priorities.map((priority) => {
      const rows = plan.campaigns.filter((row) => row.priority === priority);
      return { priority, contacts: sum(rows, (row) => row.contacts), served: sum(rows, (row) => row.served) };
    }),
    shortfall: sum(plan.campaigns, (row) => row.contacts - row.served),
    overage,
    bySegment: new Map(plan.campaigns.map((row) => [segmentKey(row.campaign, row.segment), row.served])),
    reasons: plan.campaigns.flatMap(({ campaign, segment, shortfall }) => {
      const name = segment === null ? campaign : `${campaign}/${segment}`;
      return (shortfall?.reasons ?? []).map(({ text }) => `${name}: ${text}`);
    }),
    credits: [...plan.capacity].flatMap(({ resource, account, from, to, headroom }) =>
      resource === 'credit_balance' && account !== null ? [{ account, from, to, left: headroom }] : [],
    ),
  };
}

/** A choice and its plan's outcome as they are told. `reached`: contacts that count for the target. */
export function toldSet(
  space: Space & readonly { readonly levels: readonly OfferedLevel[] }[],
  choice: Choice,
  outcome: Outcome,
  reached: number,
): RecommendedSet {
  const levels = levelsOf(space, choice) as readonly OfferedLevel[];
  const changes = levels.reduce((sum, { cost }) => sum + cost, 0n);
  return {
    steps: levels.flatMap(({ told }): readonly RecommendedStep[] => (told === null ? [] : [told])),
    cost: { changes: moneyText(changes), overage: moneyText(outcome.overage), total: moneyText(changes + outcome.overage) },
    reached,
    served: outcome.served,
    shortfall: outcome.shortfall,
  };
}
