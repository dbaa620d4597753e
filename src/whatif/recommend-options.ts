/** What is offered: tiers, top-ups, senders and moves of a workspace as dimensions of the search. */

import type { LocalDate } from '../model/calendar.ts';
import type { AccountCapacity } from '../model/capacity.ts';
import type { Change, Tier } from '../model/catalog.ts';
import { moneyText } from '../model/money.ts';
import type { Allowable, RecommendedStep } from '../model/recommendation.ts';
import { dayText, grouped } from '../model/words.ts';
import type { Workspace } from '../model/workspace.ts';
import { type Applied, applyChanges } from './apply.ts';
import type { Effect } from './apply-accounts.ts';
import { restrictionsOf } from './apply-move.ts';
import { directionOf, resetsWithin } from './billing.ts';
import type { Contract } from './ledger.ts';
import { type Gains, gainsOf, type Measure, sizesOf, timesOver } from './recommend-gains.ts';
import type { Period, Purse } from './recommend-money.ts';
import type { Dimension, Level } from './recommend-space.ts';
import type { Situation } from './situation.ts';

/** Most of one top-up, and most senders of one account, that are offered. */
export const MOST_OF_ONE = 20;
/** Resets a change is offered on, besides the first day. */
const MOST_RESETS = 4;

/** A level with what it adds and how it is told; null = nothing is changed. */
export interface OfferedLevel extends Level {
  readonly gains: Gains;
  readonly told: RecommendedStep | null;
}

/** A dimension of the search with its levels in full. */
export interface Offer extends Dimension {
  readonly levels: readonly [OfferedLevel, ...OfferedLevel[]];
}

/** What offers are made from. `base`: the situation in which nothing is changed. */
export interface OfferInput {
  readonly base: Situation;
  /** Steps that are taken in any case. */
  readonly fixed: readonly Change[];
  /** `base` with them. */
  readonly unchanged: Applied;
  readonly period: Period;
  readonly purse: Purse;
  readonly measure: Measure;
  readonly allowed: readonly Allowable[];
}

/** A level before its price and gains are known. */
interface Draft {
  readonly steps: readonly Change[];
  readonly about: Pick<RecommendedStep, 'kind' | 'subject' | 'from' | 'to' | 'count' | 'on'>;
  readonly notes: readonly string[];
}

/** What a change does, one sentence each. */
function effectNotes(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((e) => {
    if (e.kind === 'note') return [e.text];
    if (e.kind === 'topUp') return [e.until === null ? 'its credits do not expire' : `its credits can be used until ${dayText(e.until)}`];
    const { holdsFrom, credits, cycle } = e.effect;
    if (holdsFrom > e.on) return [`holds from the next reset on ${dayText(holdsFrom)}`];
    if (credits === null || credits === 0 || holdsFrom === cycle.from) return [];
    return [`${grouped(Math.abs(credits))} credits ${credits > 0 ? 'more' : 'fewer'} until the reset on ${dayText(cycle.next)}`];
  });
}

/** Day a change is made on: in an account whose day is further ahead, that day. */
const madeOn = ([first]: readonly Effect[]): LocalDate | null => (first === undefined || first.kind === 'note' ? null : first.on);

/** Sender that new ones resemble when nobody says; null = there is none. */
export function likeOf({ workspace, snapshot }: Situation): (account: string) => string | null {
  return (id) => {
    const account = snapshot.accounts.find((a) => a.account === id);
    const hasActive = account?.senders.some((s) => s.status.value === 'active') ?? false;
    if (!hasActive) return null;
    const trial = applyChanges(workspace, snapshot, [{ kind: 'addSenders', account: id, count: 1, like: null, warmUp: null }]);
    const known = new Set(account?.senders.map((s) => s.id));
    const added = trial.snapshot.accounts.find((a) => a.account === id)?.senders.find((s) => !known.has(s.id));
    return added?.id.replace(/ #\d+$/, '') ?? null;
  };
}

/** Prices and measures the drafts of one dimension, the first of which is where the search begins. */
export function offerOf(id: string, drafts: readonly (Draft | null)[], input: OfferInput): Offer {
  const { base, fixed, unchanged, purse, measure } = input;
  const like = likeOf(base);
  const known = purse.inHorizon(unchanged.accounts);
  const withSteps = (steps: readonly Change[]): Applied =>
    steps.length === 0 ? unchanged : applyChanges(base.workspace, base.snapshot, [...fixed, ...steps]);
  const first = withSteps(drafts[0]?.steps ?? []);
  const levels = drafts.map((draft): Omit<OfferedLevel, 'size'> => {
    const steps = draft?.steps ?? [];
    const applied = withSteps(steps);
    const cost = purse.inHorizon(applied.accounts) - known;
    const gains = gainsOf(
      first,
      applied,
      measure,
      like,
      steps.flatMap((step) => (step.kind === 'move' ? [step.campaign] : [])),
    );
    if (draft === null) return { steps, cost, gains, told: null };
    const before = purse.afterwards(unchanged.accounts, draft.about.subject);
    const after = purse.afterwards(applied.accounts, draft.about.subject);
    const effects = applied.effects.filter((e) => (e.kind === 'note' ? e.subject : e.account) === draft.about.subject);
    const more = before === null || after === null ? 0n : after.amount - before.amount;
    const told = {
      ...draft.about,
      on: madeOn(effects) ?? draft.about.on,
      cost: moneyText(cost),
      afterwards: more === 0n ? null : moneyText(more),
      cycle: more === 0n ? null : (after?.cycle ?? null),
      notes: [...draft.notes, ...effectNotes(effects)],
    };
    return { steps, cost, gains, told };
  });
  const sizes = sizesOf(levels.map(({ gains }) => gains));
  const [begin, ...others] = levels.map((level, l): OfferedLevel => ({ ...level, size: sizes[l] as readonly number[] }));
  const each = begin === undefined ? [] : levels.map((level, l) => level.cost === BigInt(l) * (levels[1]?.cost ?? 0n));
  const isCount = drafts.every((draft, l) => (draft?.about.count ?? 0) === l) && drafts.length > 2 && each.every(Boolean);
  return { id, levels: [begin as OfferedLevel, ...others], isCount };
}

/** An offer of one, two, … of the same, worked out from one of them. */
function countOffer(id: string, one: Draft, most: number, input: OfferInput): Offer {
  const { levels } = offerOf(id, [null, one], input);
  const [none, single] = levels;
  if (single === undefined || single.told === null) return { id, levels, isCount: false };
  const { told } = single;
  const of = (n: number): OfferedLevel => ({
    steps: Array.from({ length: n }, () => one.steps).flat(),
    cost: single.cost * BigInt(n),
    gains: timesOver(single.gains, n),
    size: single.size.map((amount) => amount * n),
    told: { ...told, count: n, cost: moneyText(single.cost * BigInt(n)) },
  });
  return { id, levels: [none, ...Array.from({ length: most }, (_, n) => of(n + 1))], isCount: true };
}

/** Further capacity of any kind. */
const hasGain = ({ gains: { pools, slots, senders, moved, isOther } }: OfferedLevel): boolean =>
  isOther || senders.length > 0 || moved.length > 0 || [...pools.map((p) => p.credits), ...slots.map((s) => s.contacts)].some((n) => n > 0);

/** An offer without levels that bring nothing; null when none is left. */
function useful({ id, levels: [first, ...others], isCount }: Offer): Offer | null {
  const kept = others.filter(hasGain);
  return kept.length === 0 ? null : { id, levels: [first, ...kept], isCount: isCount && kept.length === others.length };
}

/** Days changes are offered on: the first, and the next resets. Between two of them credits would only come later. */
const daysOf = ({ resets }: Contract, { start, end }: Period): readonly LocalDate[] => [
  start,
  ...resetsWithin(resets, start, end)
    .filter((day) => day > start)
    .slice(0, MOST_RESETS),
];

function tierDrafts(contract: Contract, period: Period): readonly Draft[] {
  const { account, entry, tiers } = contract;
  const own = tiers[0]?.tier as Tier;
  const all = daysOf(contract, period);
  return entry.tiers.flatMap((tier) => {
    const direction = directionOf(own, tier);
    if (direction === null) return [];
    const days = entry.change[direction] === 'next-cycle' ? [period.start] : all;
    const about = { kind: 'tier', subject: account, from: own.id, to: tier.id, count: 1 } as const;
    return days.map((on): Draft => ({ steps: [{ kind: 'tier', account, tier: tier.id, on }], about: { ...about, on }, notes: [] }));
  });
}

function topUpOffers(contract: Contract, sends: number, input: OfferInput): readonly Offer[] {
  const { account, entry } = contract;
  return entry.topUps.flatMap((topUp) =>
    daysOf(contract, input.period).map((on) => {
      const about = { kind: 'top-up', subject: account, from: null, to: topUp.id, count: 1, on } as const;
      const most = Math.min(MOST_OF_ONE, Math.ceil(sends / Math.max(1, topUp.credits)));
      const one: Draft = { steps: [{ kind: 'topUp', account, topUp: topUp.id, on }], about, notes: [] };
      return countOffer(`${account} top-up ${topUp.id} ${on}`, one, most, input);
    }),
  );
}

function senderDrafts({ account, entry }: Contract, like: string, start: LocalDate): readonly Draft[] {
  const about = { kind: 'senders', subject: account, from: like, to: null, on: start } as const;
  return Array.from({ length: MOST_OF_ONE }, (_, n): Draft => {
    const warmUp = entry.senders?.warmUp ?? null;
    return { steps: [{ kind: 'addSenders', account, count: n + 1, like, warmUp }], about: { ...about, count: n + 1 }, notes: [] };
  });
}

const sendsOf = ({ campaigns }: Workspace): number =>
  campaigns.reduce((sum, { segments, steps }) => sum + steps.length * segments.reduce((n, { contacts }) => n + contacts, 0), 0);

/** Everything that may be changed, in canonical order, and what could not be offered and why. */
export function offersOf(input: OfferInput): { readonly offers: readonly Offer[]; readonly notes: readonly string[] } {
  const { base, unchanged, period, allowed } = input;
  const { contracts, unpriced } = unchanged.accounts;
  const sends = sendsOf(base.workspace);
  const like = likeOf(base);
  const made = (id: string, drafts: readonly Draft[]): readonly Offer[] =>
    drafts.length === 0 ? [] : [offerOf(id, [null, ...drafts], input)];
  const offers = contracts.flatMap((contract): readonly Offer[] => {
    const { account, entry } = contract;
    const model = allowed.includes('senders') && entry.senders !== undefined ? like(account) : null;
    return [
      ...(allowed.includes('tier') ? made(`${account} tier`, tierDrafts(contract, period)) : []),
      ...(allowed.includes('top-up') && sends > 0 ? topUpOffers(contract, sends, input) : []),
      ...(model === null ? [] : made(`${account} senders`, senderDrafts(contract, model, period.start))),
    ];
  });
  const moves = allowed.includes('move') ? base.workspace.campaigns.flatMap((campaign) => made(...moveDraft(campaign))) : [];
  const notes = [
    ...(allowed.some((kind) => kind !== 'move') ? unpriced.map(({ why }) => `No price: ${why}.`) : []),
    ...(allowed.includes('senders')
      ? withoutSenderPrice(
          contracts.filter(({ entry }) => entry.senders === undefined),
          base,
        )
      : []),
  ];
  return { offers: [...offers, ...moves].flatMap((offer) => useful(offer) ?? []), notes };
}

function moveDraft(campaign: Workspace['campaigns'][number]): readonly [string, readonly Draft[]] {
  const lifted = restrictionsOf(campaign);
  if (lifted.length === 0) return [campaign.id, []];
  const about = { kind: 'move', subject: campaign.id, from: null, to: null, count: 1, on: null } as const;
  const notes = [`may leave from every account; lifted: ${lifted.join('; ')}`];
  return [`${campaign.id} move`, [{ steps: [{ kind: 'move', campaign: campaign.id }], about, notes }]];
}

function withoutSenderPrice(contracts: readonly Contract[], { snapshot }: Situation): readonly string[] {
  const has = (id: string): boolean => (snapshot.accounts.find((a: AccountCapacity) => a.account === id)?.senders.length ?? 0) > 0;
  const lists = [...new Set(contracts.filter(({ account }) => has(account)).map(({ entry }) => entry.id))];
  return lists.map((id) => `Senders of price list ${id} are not offered: it names no price for them (senders: { price: 4.00 }).`);
}
