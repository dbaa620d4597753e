/** What a scenario changes: contacts, money, campaigns, and what it makes worse. */

import type { CatalogEntry } from '../model/catalog.ts';
import { moneyText, nanoOf, roundedShare } from '../model/money.ts';
import type { CampaignShift, Comparison, Money, Outcome, PriorityResult } from '../model/simulation.ts';
import { dayText, grouped } from '../model/words.ts';
import type { Campaign } from '../model/workspace.ts';
import { inCurrency, totals } from './ledger.ts';
import { moneys } from './outcome.ts';

/** Prices and worths that comparisons need. `currency` null: amounts cannot be added up. */
export interface Rates {
  readonly catalog: readonly CatalogEntry[];
  readonly currency: string | null;
  readonly campaigns: readonly Campaign[];
}

const amounts = (rows: readonly Money[], sign = 1n) => rows.map(({ currency, amount }) => ({ currency, amount: sign * nanoOf(amount) }));

/** The one currency all costs can be told in: the only one, or the first all others have a rate to; null when there is none. */
export function commonCurrency(outcomes: readonly Outcome[], catalog: readonly CatalogEntry[]): string | null {
  const all = totals(outcomes.flatMap((o) => amounts([...o.overage, ...o.subscription, ...o.afterwards])));
  const paid = new Map([...all].filter(([, amount]) => amount !== 0n));
  return [...paid.keys()].find((currency) => inCurrency(paid, currency, catalog) !== null) ?? null;
}

/** Compares a scenario with the baseline. */
export function compareOutcomes(before: Outcome, after: Outcome, rates: Rates): Comparison {
  const cost = totals([
    ...amounts([...after.overage, ...after.subscription]),
    ...amounts([...before.overage, ...before.subscription], -1n),
  ]);
  const total = rates.currency === null ? null : inCurrency(cost, rates.currency, rates.catalog);
  const served = after.served - before.served;
  const inTotal = (amount: bigint | null): Money | null =>
    amount === null || rates.currency === null ? null : { currency: rates.currency, amount: moneyText(amount) };
  const worth = worthOf(before, after, rates.campaigns);
  // Four digits: a contact more often costs less than a cent.
  const perContact = served > 0 && total !== null && total > 0n ? roundedShare(total, 1n, BigInt(served), 100_000n) : null;
  return {
    served,
    priorities: prioritiesOf(before, after),
    cost: moneys(cost),
    total: inTotal(total),
    afterwards: afterwardsOf(before, after),
    perContact: inTotal(perContact),
    netGain: worth === null || total === null ? null : inTotal(worth - total),
    campaigns: shiftsOf(before, after),
    worse: worseThan(before, after),
  };
}

const servedOf = (rows: readonly PriorityResult[], priority: number): number => rows.find((r) => r.priority === priority)?.served ?? 0;

function prioritiesOf(before: Outcome, after: Outcome): Comparison['priorities'] {
  const all = [...new Set([...before.priorities, ...after.priorities].map(({ priority }) => priority))].sort((a, b) => a - b);
  return all.map((priority) => ({ priority, served: servedOf(after.priorities, priority) - servedOf(before.priorities, priority) }));
}

function afterwardsOf(before: Outcome, after: Outcome): Outcome['afterwards'] {
  const cycles = [...new Set([...before.afterwards, ...after.afterwards].map(({ cycle }) => cycle))].sort();
  return cycles.flatMap((cycle) => {
    const own = ({ afterwards }: Outcome) => afterwards.filter((p) => p.cycle === cycle);
    return moneys(totals([...amounts(own(after)), ...amounts(own(before), -1n)])).map((money) => ({ ...money, cycle }));
  });
}

/** Worth of the contacts served more, in 1e-9; null when every campaign has the default value, which is no price. */
function worthOf(before: Outcome, after: Outcome, campaigns: readonly Campaign[]): bigint | null {
  if (campaigns.every(({ valueMicro }) => valueMicro === 1_000_000)) return null;
  const values = new Map(campaigns.map(({ id, valueMicro }) => [id, BigInt(valueMicro) * 1000n]));
  const worth = ({ campaigns: rows }: Outcome) =>
    rows.reduce((sum, row) => sum + BigInt(row.served) * (values.get(row.campaign) ?? 0n), 0n);
  return worth(after) - worth(before);
}

function shiftsOf(before: Outcome, after: Outcome): readonly CampaignShift[] {
  const key = ({ campaign, segment }: { readonly campaign: string; readonly segment: string | null }) =>
    JSON.stringify([campaign, segment]);
  const [old, now] = [new Map(before.campaigns.map((c) => [key(c), c])), new Map(after.campaigns.map((c) => [key(c), c]))];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((k): CampaignShift | readonly CampaignShift[] => {
    const [a, b] = [old.get(k) ?? null, now.get(k) ?? null];
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    const { campaign, segment } = (b ?? a) as Outcome['campaigns'][number];
    return { campaign, segment, before: a, after: b };
  });
}

const nameOf = ({ campaign, segment }: CampaignShift): string => (segment === null ? campaign : `${campaign}/${segment}`);

function worseThan(before: Outcome, after: Outcome): readonly string[] {
  const campaigns = shiftsOf(before, after).flatMap((shift): readonly string[] => {
    const [a, b] = [shift.before, shift.after];
    if (a === null || b === null) return [];
    const fewer = a.served - b.served;
    if (fewer > 0)
      return [`${nameOf(shift)}: ${grouped(fewer)} fewer contacts served (${grouped(b.served)} instead of ${grouped(a.served)})`];
    const isLater = a.lastDay !== null && b.lastDay !== null && b.lastDay > a.lastDay && b.served === a.served;
    return isLater ? [`${nameOf(shift)}: last send on ${dayText(b.lastDay as string)} instead of ${dayText(a.lastDay as string)}`] : [];
  });
  const promise = after.status === 'infeasible' && before.status !== 'infeasible' ? ['a serve.atLeast that was met is missed'] : [];
  const overage = [...totals([...amounts(after.overage), ...amounts(before.overage, -1n)])].flatMap(([currency, amount]) =>
    amount > 0n ? [`overage costs ${moneyText(amount)} ${currency} more`] : [],
  );
  return [...promise, ...campaigns, ...overage];
}

/** Order of grid cells, the best first: net gain; without it contacts served more, priority by priority; then the lower cost, then their own order. */
export function byGain(a: Comparison, b: Comparison): number {
  if (a.netGain !== null && b.netGain !== null) {
    const gain = nanoOf(b.netGain.amount) - nanoOf(a.netGain.amount);
    if (gain !== 0n) return gain > 0n ? 1 : -1;
  } else {
    for (const { priority, served } of a.priorities) {
      const other = b.priorities.find((p) => p.priority === priority)?.served ?? 0;
      if (served !== other) return other - served;
    }
  }
  const dearer = a.total === null || b.total === null ? 0n : nanoOf(a.total.amount) - nanoOf(b.total.amount);
  return dearer === 0n ? 0 : dearer > 0n ? 1 : -1;
}
