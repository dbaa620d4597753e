/**
 * Downgrades that lose nothing: the search of the cheapest set that is enough, turned round. It begins with every tier as low
 * as it goes and looks for the cheapest tiers to keep so that every planned contact is still served.
 */

import type { LocalDate, ResetFrequency } from '../model/calendar.ts';
import type { AccountCapacity } from '../model/capacity.ts';
import type { Change, Tier } from '../model/catalog.ts';
import { moneyText, nanoOf } from '../model/money.ts';
import type { Downgrade, Recommendation } from '../model/recommendation.ts';
import type { Campaign } from '../model/workspace.ts';
import type { Applied } from './apply.ts';
import { cycleAt, directionOf, tierChange } from './billing.ts';
import { type Contract, inCurrency, totals } from './ledger.ts';
import { createJudge, type MakePlan, type Prove } from './recommend-judge.ts';
import type { SolveMaster } from './recommend-master.ts';
import { type Offer, type OfferedLevel, type OfferInput, offerOf } from './recommend-options.ts';
import { createSearch } from './recommend-search.ts';
import { type Outcome, outcomeOf, segmentKey } from './recommend-told.ts';

/** What downgrades are looked for with. */
export interface DowngradeInput extends Omit<OfferInput, 'fixed' | 'unchanged' | 'allowed'> {
  /** Steps of the change set the downgrades come on top of, and what its plan reaches. */
  readonly steps: readonly Change[];
  readonly applied: Applied;
  readonly outcome: Outcome;
  readonly makePlan: MakePlan;
  readonly prove: Prove;
  readonly solve: SolveMaster;
  readonly isOver: () => boolean;
}

/** One lower tier of an account. */
interface Lower {
  readonly tier: Tier;
  /** Day the change is made on, and the first day it holds. */
  readonly on: LocalDate;
  readonly holdsFrom: LocalDate;
}

/** Cycles in a year, for comparing what cycles of different lengths save. */
const PER_YEAR: Readonly<Record<ResetFrequency, bigint>> = { day: 365n, week: 52n, month: 12n };

/** Whether it is known what the lower tier leaves: a number the price list is silent about must not be taken for enough. */
function isKnown(own: Tier, tier: Tier, { contacts, credits }: AccountCapacity): boolean {
  if (tier.credits === null && tier.contacts === null) return false;
  if (tier.credits === null ? own.credits !== null : credits.allowance.value.kind !== 'limited' || own.credits === null) return false;
  return tier.contacts === null ? own.contacts === null : tier.contacts >= contacts.used.value;
}

/** Lower tiers of an account that hold from its next cycle on and are large enough for the contacts it has, cheapest first. */
function lowerTiers(
  { entry, resets, tiers }: Contract,
  account: AccountCapacity,
  { start, end }: DowngradeInput['period'],
): readonly Lower[] {
  const own = tiers[0]?.tier as Tier;
  const { next } = cycleAt(resets, start);
  if (next > end) return [];
  return entry.tiers
    .filter((tier) => nanoOf(tier.price) < nanoOf(own.price) && directionOf(own, tier) === 'down' && isKnown(own, tier, account))
    .flatMap((tier): readonly Lower[] => {
      // A change that waits for a reset must be made before it.
      const on = entry.change.down === 'next-cycle' ? start : next;
      const effect = tierChange(entry, own, tier, on, resets);
      return effect === null || effect.holdsFrom > end ? [] : [{ tier, on, holdsFrom: effect.holdsFrom }];
    })
    .sort((a, b) => Number(nanoOf(a.tier.price) - nanoOf(b.tier.price)));
}

interface DowngradeOffer {
  readonly contract: Contract;
  readonly lower: readonly Lower[];
  readonly offer: Offer;
}

function offersOf(input: DowngradeInput): readonly DowngradeOffer[] {
  const { applied, steps, period, base, purse } = input;
  const changed = new Set(steps.flatMap((step) => (step.kind === 'tier' ? [step.account] : [])));
  return applied.accounts.contracts.flatMap((contract): readonly DowngradeOffer[] => {
    const { account, entry, tiers } = contract;
    const capacity = base.snapshot.accounts.find((a) => a.account === account);
    const lower = changed.has(account) || capacity === undefined ? [] : lowerTiers(contract, capacity, period);
    if (lower.length === 0) return [];
    const about = { kind: 'tier', subject: account, from: null, count: 1 } as const;
    const drafts = lower.map(({ tier, on }) => ({
      steps: [{ kind: 'tier', account, tier: tier.id, on }] as const,
      about: { ...about, to: tier.id, on },
      notes: [],
    }));
    const offer = offerOf(`${account} tier`, [...drafts, null], { ...input, fixed: steps, unchanged: applied, allowed: [] });
    const yearly = (tier: Tier): bigint => {
      const price = totals([{ amount: nanoOf(tier.price) * PER_YEAR[entry.cycle], currency: entry.currency }]);
      return purse.currency === null ? 0n : (inCurrency(price, purse.currency, base.workspace.catalog) ?? 0n);
    };
    const own = tiers[0]?.tier as Tier;
    const least = yearly(lower[0]?.tier as Tier);
    const levels = offer.levels.map((level, l): OfferedLevel => ({ ...level, cost: yearly(lower[l]?.tier ?? own) - least }));
    return [{ contract, lower, offer: { ...offer, levels: levels as unknown as Offer['levels'], isCount: false } }];
  });
}

/** Largest saving that loses no planned contact and pays no further overage. Throws: what the plans throw. */
export async function findDowngrades(input: DowngradeInput): Promise<Recommendation['downgrades']> {
  const { outcome, base, steps, measure, makePlan, prove, purse, solve, isOver } = input;
  const candidates = offersOf(input);
  const none = { accounts: [], saving: [], isProven: true };
  if (candidates.length === 0) return none;
  const offers = candidates.map(({ offer }) => offer);
  const need = [...outcome.bySegment.values()].reduce((sum, served) => sum + served, 0);
  const outcomes = new Map<string, Outcome>();
  const judge = createJudge({
    base,
    fixed: steps,
    offers,
    target: { kind: 'all' },
    measure,
    makePlan,
    prove,
    firstPlan: null,
    demand: (campaign) => asPlanned(campaign, outcome),
    read: (plan, choice) => {
      const found = outcomeOf(plan, purse.overage(plan));
      outcomes.set(choice.join(), found);
      const contacts = [...found.bySegment.values()].reduce((sum, served) => sum + served, 0);
      // Sends bought one by one would eat what the lower tier saves.
      return { contacts: found.overage > outcome.overage ? Math.min(contacts, need - 1) : contacts, overage: 0n };
    },
  });
  const { best, ended, undecided } = await createSearch(offers, judge, need, solve, isOver).cheapest(need);
  const isProven = ended === 'proven' && undecided.length === 0;
  if (best === null) return { ...none, isProven };
  const after = outcomes.get(best.choice.join());
  const accounts = candidates.flatMap(({ contract, lower }, c): readonly Downgrade[] => {
    const to = lower[best.choice[c] as number];
    return to === undefined ? [] : [told(contract, to, after?.credits ?? [])];
  });
  return { accounts, saving: savingOf(accounts), isProven };
}

/** A campaign that asks for exactly what was planned. */
function asPlanned(campaign: Campaign, { bySegment }: Outcome): Campaign {
  const planned = (segment: string | null): number => bySegment.get(segmentKey(campaign.id, segment)) ?? 0;
  return { ...campaign, serveAtLeast: 0, segments: campaign.segments.map((s) => ({ ...s, contacts: planned(s.id) })) };
}

function told({ account, entry, tiers }: Contract, { tier, holdsFrom }: Lower, credits: Outcome['credits']): Downgrade {
  const own = tiers[0]?.tier as Tier;
  return {
    account,
    from: own.id,
    to: tier.id,
    holdsFrom,
    saving: moneyText(nanoOf(own.price) - nanoOf(tier.price)),
    currency: entry.currency,
    cycle: entry.cycle,
    headroom: credits
      .filter((row) => row.account === account && row.to >= holdsFrom)
      .map(({ from, to, left }) => ({ from, to, credits: left })),
  };
}

function savingOf(accounts: readonly Downgrade[]): Recommendation['downgrades']['saving'] {
  const sums = new Map<string, { readonly cycle: ResetFrequency; readonly currency: string; readonly amount: bigint }>();
  for (const { cycle, currency, saving } of accounts) {
    const key = `${cycle} ${currency}`;
    sums.set(key, { cycle, currency, amount: (sums.get(key)?.amount ?? 0n) + nanoOf(saving) });
  }
  return [...sums.values()].map(({ cycle, currency, amount }) => ({ cycle, currency, amount: moneyText(amount) }));
}
