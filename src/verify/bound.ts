/**
 * The proof of the bounds, in exact integers.
 *
 * For every level p, dual prices y >= 0 (free for follow-up balances) and multipliers λ_q >= 0 of the earlier levels bound
 * what any plan can reach that keeps the earlier levels (weak duality). With g = f for a level to maximise and -f otherwise:
 *
 *   UB = Σ y_i b_i - Σ λ_q G_q + Σ_demands N max(0, max rc of its starts) + Σ_demands,steps N max(0, max rc of its follow-ups)
 *      + Σ_pools overage max(0, rc) + Σ_campaigns,accounts N max(0, rc of new contacts) + Σ_campaigns serveAtLeast max(0, rc of shortfall)
 *
 * where rc of a column = its weight in g_p + Σ λ_q its weight in g_q - Σ y_i a_i. Leaving out the binary families only
 * raises UB. A start on a sender and day without any capacity cannot be planned and is left out.
 */

import type { Certificate } from '../model/plan.ts';
import type { Overage } from '../model/workspace.ts';
import { commonDivisor, floorDivide, larger, ONE } from './amounts.ts';
import type { Audience } from './audience.ts';
import { type Attempt, visitColumns, type Weights } from './columns.ts';
import type { Exact } from './exact.ts';
import { type Groups, readGroups } from './groups.ts';
import { type Level, priceOf } from './levels.ts';
import type { Books } from './limits.ts';
import { priceAt, readPrices } from './prices.ts';

/** What is proven about a level: the bound in the level's integer unit, or why there is none. */
export type Proof = { readonly bound: bigint } | { readonly bound: null; readonly why: string };

const goal = (level: Level): bigint => (level.sense === 'max' ? level.value : -level.value);

type Entry = Certificate['levels'][number];

/** What all numbers of an entry have in common: without it most of them are small. 1 when one of them is not usable anyway. */
function divisorOf({ kept, duals }: Entry, scale: number): number {
  let divisor = scale;
  const reduce = (value: number): void => {
    let [a, b] = [divisor, Number.isSafeInteger(value) ? Math.abs(value) : 1];
    while (b !== 0) [a, b] = [b, a % b];
    divisor = a;
  };
  Object.values(kept).forEach(reduce);
  for (const { dual } of duals) {
    if (divisor === 1) break;
    reduce(dual);
  }
  return divisor;
}

/** Multipliers per level: scale for the level itself, λ for earlier ones. */
function multipliers(entry: Entry, p: number, scale: number, divisor: number, levels: readonly Level[]): readonly bigint[] | string {
  const result = levels.map((_, q) => (q === p ? BigInt(scale / divisor) : 0n));
  for (const [objective, lambda] of Object.entries(entry.kept)) {
    const q = levels.findIndex((level) => level.objective === objective);
    if (q < 0 || q >= p) return `${JSON.stringify(objective)} in \`kept\` is not an earlier level`;
    if (!Number.isSafeInteger(lambda) || lambda < 0) return `the multiplier ${lambda} of ${objective} is not a non-negative integer`;
    result[q] = BigInt(lambda / divisor);
  }
  return result;
}

function weightsOf(multiplier: readonly bigint[], p: number, levels: readonly Level[], audience: Audience): Weights {
  const weight = (group: Level['group'], subject: number | string): bigint =>
    multiplier[levels.findIndex((level) => level.group === group && level.subject === subject)] ?? 0n;
  return {
    start: audience.campaigns.map(({ campaign }) => weight('served', campaign.priority) * BigInt(campaign.valueMicro)),
    shortfall: audience.campaigns.map(({ campaign }) => -weight('shortfall', campaign.priority)),
    overage: audience.accounts.map(({ overage }) => (overage === null ? 0n : -weight('overage', overage.currency) * priceOf(overage))),
    kept: levels.reduce((sum, level, q) => (q === p ? sum : sum + (multiplier[q] as bigint) * goal(level)), 0n),
  };
}

function attempt(certificate: Certificate, p: number, levels: readonly Level[], groups: Groups, books: Books): Attempt | string {
  const level = levels[p] as Level;
  const entries = certificate.levels.filter((entry) => entry.objective === level.objective);
  const [entry] = entries;
  if (entry === undefined || entries.length > 1) return `the certificate has ${entries.length} entries for it, expected 1`;
  const { scale } = certificate;
  if (!Number.isSafeInteger(scale) || scale <= 0) return `the scale ${scale} is not a positive integer`;
  const divisor = divisorOf(entry, scale);
  const multiplier = multipliers(entry, p, scale, divisor, levels);
  if (typeof multiplier === 'string') return multiplier;
  const prices = readPrices(entry.duals, divisor, books, groups);
  if (typeof prices === 'string') return prices;
  return {
    level,
    scale: BigInt(scale / divisor),
    weights: weightsOf(multiplier, p, levels, books.audience),
    prices,
    bestStart: books.audience.demands.map(() => 0),
    bestFollowUp: books.audience.demands.map(({ campaign }) => campaign.steps.map(() => 0)),
  };
}

/** Σ bound of a variable × max(0, its reduced cost) over all variables, times 10000. */
function columnsTotal({ weights, prices, bestStart, bestFollowUp }: Attempt, { audience, supply }: Books): bigint {
  const one = BigInt(ONE);
  let total = 0n;
  for (const { index, segment } of audience.demands) {
    const best = [bestStart[index] as Exact, ...(bestFollowUp[index] as readonly Exact[])];
    for (const cost of best) if (cost > 0) total += BigInt(segment.contacts) * BigInt(cost);
  }
  supply.pools.forEach((pool, p) => {
    const price = BigInt(priceAt(prices, 'pool', 0, p));
    total += BigInt(pool.overage) * larger(0n, (weights.overage[pool.account] as bigint) + price) * one;
  });
  for (const { index: c, campaign, demands } of audience.campaigns) {
    const contacts = demands.reduce((sum, d) => sum + BigInt(d.segment.contacts), 0n);
    // Without a price of its own, newly placed contacts cannot gain anything.
    prices.tables.newContacts.get(c)?.forEach((price, a) => {
      const slots = BigInt(campaign.newContacts10k) * BigInt(priceAt(prices, 'contactLimit', 0, a));
      total += contacts * larger(0n, BigInt(price || 0) * one - slots);
    });
    const shortfall = (weights.shortfall[c] as bigint) + BigInt(priceAt(prices, 'serve', 0, c));
    total += BigInt(campaign.serveAtLeast) * larger(0n, shortfall) * one;
  }
  return total;
}

/** Steps in which the value of a level can change: the greatest common divisor of the weights that occur. */
function granularity(level: Level, isServable: Uint8Array, { audience, supply }: Books): bigint {
  if (level.group === 'shortfall') return 1n;
  if (level.group === 'served') {
    const servable = audience.demands.filter((d) => isServable[d.index] && d.segment.contacts > 0 && d.campaign.priority === level.subject);
    return commonDivisor(servable.map((d) => BigInt(d.campaign.valueMicro)));
  }
  const paid = supply.pools.flatMap((pool) => (pool.overage > 0 ? [audience.accounts[pool.account]?.overage as Overage] : []));
  return commonDivisor(paid.filter((overage) => overage.currency === level.subject).map(priceOf));
}

/** What the certificate proves about each level. */
export function proveBounds(certificate: Certificate | null, levels: readonly Level[], books: Books): readonly Proof[] {
  if (certificate === null) return levels.map(() => ({ bound: null, why: 'the plan has no certificate' }));
  const groups = readGroups(certificate.groups ?? [], books);
  const tries = levels.map((_, p) => (typeof groups === 'string' ? groups : attempt(certificate, p, levels, groups, books)));
  const attempts = tries.filter((at) => typeof at !== 'string');
  const isServable = typeof groups === 'string' || attempts.length === 0 ? new Uint8Array() : visitColumns(attempts, groups, books);
  return tries.map((at): Proof => {
    books.tally.count('bound');
    if (typeof at === 'string') return { bound: null, why: at };
    const step = granularity(at.level, isServable, books);
    const one = BigInt(ONE);
    const total = BigInt(at.prices.rightHandSide) - at.weights.kept * one + columnsTotal(at, books);
    const best = floorDivide(total, one * at.scale * step) * step;
    // What is minimised is never below 0, whatever the prices say.
    return { bound: at.level.sense === 'max' ? best : larger(0n, -best) };
  });
}
