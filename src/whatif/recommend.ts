/**
 * The cheapest set of upgrades, top-ups, senders and moves that reaches a target, over all accounts at once, with its proof,
 * the next cheapest ones, what the next money would bring, and the tiers that can go down.
 */

import { moneyText } from '../model/money.ts';
import type { Plan } from '../model/plan.ts';
import type { Allowable, Recommendation, RecommendedSet, Target } from '../model/recommendation.ts';
import { applyChanges } from './apply.ts';
import { findDowngrades } from './recommend-downgrades.ts';
import type { Measure } from './recommend-gains.ts';
import { createJudge, type MakePlan, type Prove } from './recommend-judge.ts';
import type { SolveMaster } from './recommend-master.ts';
import { purseOf } from './recommend-money.ts';
import { MOST_OF_ONE, type Offer, offersOf } from './recommend-options.ts';
import { type Answer, type Candidate, createSearch, type Search } from './recommend-search.ts';
import { type Choice, firstChoice, stepsOf } from './recommend-space.ts';
import { askedOf, reachedBy } from './recommend-target.ts';
import { type Outcome, outcomeOf, toldSet } from './recommend-told.ts';
import type { Situation } from './situation.ts';

/** What a recommendation is made from. */
export interface RecommendInput {
  /** As the plan files and the providers say. */
  readonly base: Situation;
  /** Plan of `base`. */
  readonly plan: Plan;
  readonly target: Target;
  readonly allowed: readonly Allowable[];
  /** Most money, in 1e-9; null = no limit. */
  readonly budget: bigint | null;
  readonly wantsFrontier: boolean;
  readonly measure: Measure;
  readonly makePlan: MakePlan;
  readonly prove: Prove;
  readonly solve: SolveMaster;
  readonly isOver: () => boolean;
  readonly onProgress: (progress: Progress) => void;
}

/** What is being looked for, and what is known so far. */
export interface Progress {
  readonly phase: 'cheapest' | 'next' | 'downgrades';
  readonly plans: number;
  readonly proofs: number;
}

/** Next cheapest sets that are told besides the best one. */
const RUNNERS_UP = 2;

/** A search with the outcomes of its plans. */
interface Hunt {
  readonly offers: readonly Offer[];
  readonly search: Search;
  readonly outcomes: Map<string, Outcome>;
  readonly tell: (found: Pick<Candidate, 'choice' | 'contacts'>) => RecommendedSet;
}

/** Makes a recommendation. Throws: ConfigError for prices that cannot be added up, and what the plans throw. */
export async function recommend(input: RecommendInput): Promise<Recommendation> {
  const { base, plan, target, allowed, budget, wantsFrontier, onProgress } = input;
  // Every set is planned over the same days.
  const days = { start: plan.horizon.start, end: plan.horizon.end };
  const pinned: Situation = { ...base, workspace: { ...base.workspace, horizon: days } };
  const unchanged = applyChanges(pinned.workspace, pinned.snapshot, []);
  const purse = purseOf(pinned, unchanged.accounts, days);
  const offered = { base: pinned, fixed: [], unchanged, period: days, purse, measure: input.measure, allowed };
  const { offers, notes } = offersOf(offered);
  const asked = askedOf(target, pinned.workspace);
  const done = { plans: 0, proofs: 0 };
  const counted =
    <T>(phase: Progress['phase'], what: keyof typeof done, make: (situation: Situation) => Promise<T>) =>
    async (situation: Situation): Promise<T> => {
      const made = await make(situation);
      done[what]++;
      onProgress({ phase, ...done });
      return made;
    };
  const hunt = createHunt(target, 'cheapest');

  function createHunt(about: Target, phase: Progress['phase']): Hunt {
    const outcomes = new Map<string, Outcome>();
    const judge = createJudge({
      base: pinned,
      fixed: [],
      offers,
      target: about,
      measure: input.measure,
      makePlan: counted(phase, 'plans', input.makePlan),
      prove: counted(phase, 'proofs', input.prove),
      firstPlan: plan,
      read: (made, choice) => {
        const overage = purse.overage(made);
        outcomes.set(choice.join(), outcomeOf(made, overage));
        return { contacts: reachedBy(about, made), overage };
      },
    });
    const search = createSearch(offers, judge, askedOf(about, pinned.workspace).contacts, input.solve, input.isOver);
    const tell: Hunt['tell'] = ({ choice, contacts }) => toldSet(offers, choice, outcomes.get(choice.join()) as Outcome, contacts);
    return { offers, search, outcomes, tell };
  }

  const nothing = firstChoice(offers);
  const overage = purse.overage(plan);
  const baseline = toldSet(offers, nothing, outcomeOf(plan, overage), reachedBy(target, plan));
  const answer = await hunt.search.cheapest(asked.need, { budget });
  const { best } = answer;
  const isWithin = best !== null && (budget === null || best.total <= budget);
  const chosen = isWithin ? best : null;
  const proof = proofOf(answer, hunt, offers);
  const result = {
    target,
    asked,
    horizon: days,
    currency: purse.currency,
    allowed,
    budget: budget === null ? null : moneyText(budget),
    status: statusOf(answer, chosen),
    baseline,
    best: best === null ? null : hunt.tell(best),
    notes: [...notes, ...limitNotes(best, offers)],
  } as const;

  const most = chosen === null && result.status !== 'stopped' ? await mostOf(hunt, asked.need, budget) : null;
  const runnersUp = chosen === null ? [] : await runnersUpOf(hunt, chosen, asked.need);
  const next = chosen === null ? null : await nextOf(target.kind === 'priority' ? createHunt({ kind: 'all' }, 'next') : hunt, chosen, hunt);
  const after = chosen ?? { choice: nothing };
  const downgrades = await findDowngrades({
    base: pinned,
    period: days,
    purse,
    measure: input.measure,
    steps: stepsOf(offers, after.choice),
    applied: applyChanges(pinned.workspace, pinned.snapshot, stepsOf(offers, after.choice)),
    outcome: chosen === null ? outcomeOf(plan, overage) : (hunt.outcomes.get(chosen.choice.join()) as Outcome),
    makePlan: counted('downgrades', 'plans', input.makePlan),
    prove: counted('downgrades', 'proofs', input.prove),
    solve: input.solve,
    isOver: input.isOver,
  });
  const frontier = wantsFrontier ? await frontierOf(hunt, budget) : null;
  return {
    ...result,
    proof: { ...proof, judged: hunt.search.effort().judged },
    runnersUp,
    next,
    most,
    downgrades,
    frontier: frontier?.points ?? null,
    isFrontierComplete: frontier?.isComplete ?? true,
  };
}

function statusOf({ best, ended }: Answer, chosen: Candidate | null): Recommendation['status'] {
  if (chosen !== null) return chosen.choice.every((level) => level === 0) ? 'met' : 'found';
  if (best !== null || ended === 'over-budget') return 'over-budget';
  return ended === 'time' ? 'stopped' : 'unreachable';
}

function proofOf({ floor, undecided, ended }: Answer, { search }: Hunt, offers: readonly Offer[]): Recommendation['proof'] {
  const sets = offers.reduce((product, { levels }) => product * BigInt(levels.length), 1n);
  return {
    floor: floor === null ? null : moneyText(floor),
    isProven: ended !== 'time',
    judged: search.effort().judged,
    sets: sets.toString(),
    undecided: undecided.length,
  };
}

/** What is said when the largest number of something was chosen: more of it was not offered. */
const limitNotes = (best: Candidate | null, offers: readonly Offer[]): readonly string[] => {
  const atMost = offers.filter(({ levels }, d) => {
    const told = best === null ? null : levels[best.choice[d] as number]?.told;
    return told != null && told.count >= MOST_OF_ONE;
  });
  return atMost.length === 0 ? [] : [`More than ${MOST_OF_ONE} of one top-up, or new senders of one account, are not offered.`];
};

/** Next cheapest sets that do not hold a cheaper one as a whole. */
async function runnersUpOf({ search, tell }: Hunt, best: Candidate, need: number): Promise<readonly RecommendedSet[]> {
  const found: RecommendedSet[] = [];
  const without: Choice[] = [best.choice];
  // Whatever is added to nothing holds nothing: there is no set beside it.
  if (best.choice.every((level) => level === 0)) return [];
  while (found.length < RUNNERS_UP) {
    const { best: other, ended } = await search.cheapest(need, { without });
    if (other === null || ended === 'time') break;
    found.push(tell(other));
    without.push(other.choice);
  }
  return found;
}

/** Cheapest set on top of the best one that serves more contacts of any campaign. */
async function nextOf({ search, tell }: Hunt, best: Candidate, { outcomes }: Hunt): Promise<Recommendation['next']> {
  const own = outcomes.get(best.choice.join()) as Outcome;
  const before = own.served.reduce((sum, { served }) => sum + served, 0);
  if (own.shortfall === 0) return null;
  const { best: further, ended } = await search.cheapest(before + 1, { within: best.choice });
  if (further === null || ended === 'time') return null;
  const contacts = further.contacts - before;
  const money = further.total - best.total;
  return {
    set: tell(further),
    contacts,
    money: moneyText(money),
    contactsPerMoney: money <= 0n ? null : Math.round((contacts / Number(money)) * 1e9 * 100) / 100,
  };
}

/** The most that is possible within the budget, and the cheapest set for it: found by halving what is asked for. */
async function mostOf({ search, outcomes, tell }: Hunt, need: number, budget: bigint | null): Promise<Recommendation['most']> {
  let most: Candidate | null = null;
  // Without a budget it is mostly what the largest choice serves.
  const guess = budget === null ? Math.min(need - 1, await search.reachOfLargest()) : 0;
  for (let [least, top] = [0, need - 1]; least <= top; ) {
    const asked = most === null && least === 0 && top >= guess ? guess : least + Math.floor((top - least) / 2);
    const { best, ended } = await search.cheapest(asked, { budget });
    const isWithin = best !== null && (budget === null || best.total <= budget);
    if (isWithin && best.contacts > (most?.contacts ?? -1)) most = best;
    if (ended === 'time') break;
    if (isWithin) least = best.contacts + 1;
    else top = asked - 1;
  }
  return most === null ? null : { set: tell(most), binding: outcomes.get(most.choice.join())?.reasons ?? [] };
}

/** Cheapest ways to serve more and more contacts, each step more than the one before. */
async function frontierOf(
  { search, tell }: Hunt,
  budget: bigint | null,
): Promise<{ readonly points: readonly RecommendedSet[]; readonly isComplete: boolean }> {
  const points: Candidate[] = [];
  for (let need = 0; ; ) {
    const { best, ended } = await search.cheapest(need, { budget });
    if (best === null || (budget !== null && best.total > budget)) return { points: points.map(tell), isComplete: ended !== 'time' };
    if (ended === 'time') return { points: points.map(tell), isComplete: false };
    // More contacts for the same money: the step before was not the most it buys.
    if (points.at(-1)?.total === best.total) points.pop();
    points.push(best);
    need = best.contacts + 1;
  }
}
