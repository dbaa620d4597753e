/** Figures of a plan with its bills. */

import { moneyText, nanoOf } from '../model/money.ts';
import { compareText } from '../model/order.ts';
import type { CapacityUse, Plan } from '../model/plan.ts';
import type { Money, Outcome, PriorityResult } from '../model/simulation.ts';
import { type Ledger, totals } from './ledger.ts';

/** Figures of a plan before its bills are known. */
export type Figures = Omit<Outcome, 'subscription' | 'afterwards'>;

/** Amounts by currency as texts. */
export const moneys = (sums: ReadonlyMap<string, bigint>): readonly Money[] =>
  [...sums].map(([currency, amount]) => ({ currency, amount: moneyText(amount) }));

/** Figures of a plan. `pools`: ids in its snapshot that are no accounts. */
export function figuresOf(plan: Plan, pools: readonly string[]): Figures {
  const { campaigns, outcome, horizon } = plan;
  const days = campaigns.flatMap(({ firstDay, lastDay }) => [firstDay ?? [], lastDay ?? []].flat()).sort();
  return {
    status: outcome.status,
    levels: outcome.levels,
    horizon: { start: horizon.start, end: horizon.end },
    contacts: campaigns.reduce((n, c) => n + c.contacts, 0),
    served: campaigns.reduce((n, c) => n + c.served, 0),
    priorities: prioritiesOf(plan),
    campaigns: campaigns.map(({ campaign, segment, priority, contacts, served, firstDay, lastDay }) => ({
      ...{ campaign, segment, priority, contacts, served, firstDay, lastDay },
    })),
    firstDay: days[0] ?? null,
    lastDay: days[days.length - 1] ?? null,
    overage: moneys(totals(plan.cost.overage.map(({ amount, currency }) => ({ amount: nanoOf(amount), currency })))),
    worth: worthOf(plan, pools),
    credits: [...plan.capacity].flatMap(({ resource, account, from, to, limit, headroom }) =>
      resource === 'credit_balance' && account !== null && !pools.includes(account) ? [{ account, from, to, limit, headroom }] : [],
    ),
  };
}

/** Figures with what is paid. */
export function withBills(figures: Figures, { charges, afterwards }: Ledger): Outcome {
  const cycles = [...new Set(afterwards.map(({ cycle }) => cycle))].sort(compareText);
  const each = (cycle: string) => moneys(totals(afterwards.filter((p) => p.cycle === cycle)));
  return {
    ...figures,
    subscription: moneys(totals(charges)),
    afterwards: cycles.flatMap((cycle) => each(cycle).map((money) => ({ ...money, cycle }))),
  };
}

/** Rows a what-if keeps: with tens of thousands of senders nobody reads more. */
const MOST_WORTH = 1_000;

function worthOf({ capacity }: Plan, pools: readonly string[]): Outcome['worth'] {
  const rows: CapacityUse[] = [];
  for (const use of capacity) {
    if (rows.length === MOST_WORTH) break;
    if (use.isBinding && (use.shadowPrice ?? 0) > 0 && !pools.includes(use.account ?? '')) rows.push(use);
  }
  return rows;
}

function prioritiesOf({ campaigns }: Plan): readonly PriorityResult[] {
  const numbers = [...new Set(campaigns.map((c) => c.priority))].sort((a, b) => a - b);
  return numbers.map((priority) => {
    const own = campaigns.filter((c) => c.priority === priority);
    return { priority, contacts: own.reduce((n, c) => n + c.contacts, 0), served: own.reduce((n, c) => n + c.served, 0) };
  });
}
