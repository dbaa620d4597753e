/**
 * Fills the totals of a hand-made plan from its rows, so that a test about one limit need not spell out the rest. What
 * the totals must be is tested with plans written out in full (totals.test.ts).
 */

import { createHash } from 'node:crypto';
import { formatLocalDate } from '../../src/model/calendar.ts';
import type { Snapshot } from '../../src/model/capacity.ts';
import { compareNullable, compareText } from '../../src/model/order.ts';
import type { CapacityUse, FollowUp, ObjectiveLevel, Plan, Start } from '../../src/model/plan.ts';
import type { Workspace } from '../../src/model/workspace.ts';
import { decimalText, toNumber } from '../../src/verify/amounts.ts';
import { readAudience } from '../../src/verify/audience.ts';
import { type Exact, sumAt } from '../../src/verify/exact.ts';
import { dayIndex, readLedger } from '../../src/verify/ledger.ts';
import { priceOf, recomputeLevels } from '../../src/verify/levels.ts';
import { readSupply } from '../../src/verify/supply.ts';
import { createTally } from '../../src/verify/tally.ts';
import { overageByAccount } from '../../src/verify/totals.ts';
import { readUsage } from '../../src/verify/usage.ts';
import { verifyPlan } from '../../src/verify/verify.ts';

export const digestOf = (accounts: unknown): string => createHash('sha256').update(JSON.stringify(accounts)).digest('hex');

/** `[campaign, segment, account, sender, date, contacts]` */
export type StartTuple = readonly [string, string | null, string, string, string, number];

export const startRow = ([campaign, segment, account, sender, date, contacts]: StartTuple): Start => ({
  campaign,
  segment,
  account,
  sender,
  date,
  contacts,
});

const NO_SUBJECT = { account: null, sender: null, domain: null, campaign: null };

export interface PlanParts {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
  readonly starts?: readonly StartTuple[];
  readonly followUps?: readonly FollowUp[];
  readonly over?: Partial<Plan>;
  readonly outcome?: Partial<Plan['outcome']>;
}

/** A plan whose totals agree with its rows, without bounds. */
export function makePlan({ workspace, snapshot, starts = [], followUps = [], over = {}, outcome = {} }: PlanParts): Plan {
  const tally = createTally();
  const audience = readAudience(workspace, snapshot.accounts, tally);
  const supply = readSupply(workspace, audience);
  const date = (day: number) => formatLocalDate(audience.days.first + day);
  const horizon = { start: date(0), end: date(audience.days.count - 1), timeZone: workspace.timeZone };
  const bare: Plan = {
    formatVersion: '1.0',
    tool: { name: 'sendplan', version: '0.0.0' },
    inputs: workspace.inputs,
    previous: null,
    snapshot: {
      observedAt: snapshot.observedAt,
      sha256: digestOf(snapshot.accounts),
      excludedProviders: [],
      stale: null,
      accounts: snapshot.accounts,
    },
    horizon,
    outcome: { status: 'feasible', isComplete: false, levels: [], solver: { name: 'hand', version: '1' }, certificate: null },
    campaigns: [],
    starts: starts.map(startRow),
    followUps,
    capacity: [],
    cost: { overage: [] },
    findings: [],
  };
  const ledger = readLedger(bare, audience, tally);
  const usage = readUsage(audience, supply, ledger);
  const books = { audience, supply, ledger, usage, tally };

  const row = (
    use: Partial<CapacityUse> & Pick<CapacityUse, 'resource' | 'from' | 'to'>,
    limit: number,
    planned: Exact,
    overage = 0n,
  ): CapacityUse => {
    const isLimited = limit !== Number.POSITIVE_INFINITY;
    const headroom = isLimited ? Math.max(0, Number(BigInt(limit) * 10_000n - BigInt(planned))) / 10_000 : null;
    const amounts = { limit: isLimited ? limit : null, planned: toNumber(planned, 4), headroom, overage: Number(overage) };
    return { ...NO_SUBJECT, ...amounts, isBinding: headroom === 0, shadowPrice: null, shadowPriceObjective: null, ...use };
  };
  const capacity: CapacityUse[] = [];
  supply.pools.forEach((pool, p) => {
    const account = snapshot.accounts[pool.account]?.account as string;
    const use = usage.pools[p];
    capacity.push(
      row(
        { resource: 'credit_balance', account, from: date(pool.firstDay), to: date(pool.lastDay) },
        pool.credits,
        use?.planned ?? 0,
        use?.overage ?? 0n,
      ),
    );
  });
  snapshot.accounts.forEach(({ account }, a) => {
    const free = supply.contactSlots[a] as number;
    if (free !== Number.POSITIVE_INFINITY)
      capacity.push(
        row({ resource: 'contact_limit', account, from: horizon.start, to: horizon.end }, free, usage.contactSlots[a] as Exact),
      );
    supply.accountDaily[a]?.forEach((limit, day) => {
      capacity.push(
        row(
          { resource: 'account_daily_limit', account, from: date(day), to: date(day) },
          limit,
          sumAt(usage.accountLoad, dayIndex(audience, a, day)),
        ),
      );
    });
  });
  for (const { index, accountId: account, capacity: own } of audience.senders) {
    supply.senderDaily[index]?.forEach((limit, day) => {
      const load = sumAt(ledger.senderLoad, dayIndex(audience, index, day));
      const use = { resource: 'sender_daily_limit', account, sender: own.id, from: date(day), to: date(day) } as const;
      if (load > 0) capacity.push(row(use, limit, load));
    });
  }

  const overage = overageByAccount(books);
  const levels = recomputeLevels(books, new Set()).map(
    ({ objective, sense, unit, value, digits }): ObjectiveLevel => ({
      objective,
      sense,
      value: toNumber(value, digits),
      bound: null,
      gap: null,
      unit,
    }),
  );
  return {
    ...bare,
    capacity,
    outcome: {
      ...bare.outcome,
      status: levels.length === 0 ? 'optimal' : 'feasible',
      isComplete: audience.demands.every((d) => sumAt(ledger.served, d.index) === d.segment.contacts),
      levels,
      ...outcome,
    },
    campaigns: [...audience.demands]
      .sort((a, b) => compareText(a.campaign.id, b.campaign.id) || compareNullable(a.segment.id, b.segment.id))
      .map(({ index, campaign, segment }) => {
        const served = Number(sumAt(ledger.served, index));
        const dayOf = (days: Int32Array) => audience.dates[days[index] as number] ?? null;
        const missing = segment.contacts - served;
        const reason = {
          resource: 'window',
          account: null,
          sender: null,
          domain: null,
          from: null,
          to: null,
          missing,
          text: 'by hand',
        } as const;
        return {
          campaign: campaign.id,
          segment: segment.id,
          priority: campaign.priority,
          contacts: segment.contacts,
          alreadyStarted: 0,
          served,
          sends: toNumber(sumAt(ledger.sends, index), 4),
          firstDay: dayOf(ledger.firstDay),
          lastDay: dayOf(ledger.lastDay),
          shortfall: missing > 0 ? { contacts: missing, reasons: [reason] } : null,
        };
      }),
    cost: {
      overage: snapshot.accounts.flatMap((account, a) =>
        account.overage === null
          ? []
          : [
              {
                account: account.account,
                sends: Number(overage[a]),
                amount: decimalText((overage[a] as bigint) * priceOf(account.overage), 9),
                currency: account.overage.currency,
              },
            ],
      ),
    },
    ...over,
  };
}

/** Verifies a hand-made plan and returns the rules it breaks, each once, in order. */
export function brokenRules(parts: PlanParts): readonly string[] {
  const { findings } = verifyPlan({ workspace: parts.workspace, plan: makePlan(parts) });
  return [...new Set(findings.map((f) => String(f.data['rule'])))];
}

/** Messages of the findings of a hand-made plan. */
export const messagesOf = (parts: PlanParts): readonly string[] =>
  verifyPlan({ workspace: parts.workspace, plan: makePlan(parts) }).findings.map((f) => f.message);
