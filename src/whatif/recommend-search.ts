/**
 * The search for the cheapest change set that is enough. The master proposes the cheapest set nothing known rules out; it
 * is judged by a plan of its own; a set that fails teaches the master why (a cut from the duals of its proof). The first
 * proposal that is enough is the cheapest one, because all cheaper ones have been ruled out.
 */

import { beyond, type Condition, type Cut, cutCondition, gainOf, holding, notHolding, otherThan } from './recommend-conditions.ts';
import { cheapestChoice, firstInOrder, type SolveMaster } from './recommend-master.ts';
import { type Choice, costOf, largestChoice, rankOf, type Space } from './recommend-space.ts';

/** What is proven about a choice, whatever its plan looks like. */
export interface Ceiling {
  /** No plan of the choice, nor of one that nowhere gives more, serves more contacts; null = nothing was proven. */
  readonly contacts: number | null;
  readonly cut: Cut | null;
  /** Campaigns of which not all contacts can be served, each part with what it asks for: what a target of everybody needs. */
  readonly parts: readonly { readonly contacts: number; readonly cut: Cut }[];
}

/** What the plan of a choice reaches. */
export interface Reached {
  /** Contacts that count for the target. */
  readonly contacts: number;
  /** Paid overage, in 1e-9 of the currency. */
  readonly overage: bigint;
}

/** What the search asks for; both are pure functions of the choice. */
export interface Judge {
  readonly ceiling: (choice: Choice) => Promise<Ceiling>;
  readonly plan: (choice: Choice) => Promise<Reached>;
}

/** A choice whose plan is enough. */
export interface Candidate {
  readonly choice: Choice;
  readonly contacts: number;
  /** Subscriptions and top-ups in the horizon and paid overage. */
  readonly total: bigint;
}

/** Answer of one search. */
export interface Answer {
  /** Cheapest choice that is enough; null = none was found. */
  readonly best: Candidate | null;
  /** No choice that is enough costs less; null = none is enough. */
  readonly floor: bigint | null;
  /** Cheaper choices whose plan is not enough although no proof rules out that a better plan of them is. */
  readonly undecided: readonly { readonly choice: Choice; readonly contacts: number; readonly ceiling: number | null }[];
  /** Why it ended: `time` leaves `floor` below the cost of `best`. */
  readonly ended: 'proven' | 'over-budget' | 'time';
}

/** Counts of what was looked at. */
export interface Effort {
  readonly judged: number;
  readonly cuts: number;
  readonly masters: number;
}

/** What an answer must keep to. */
export interface Limits {
  readonly without?: readonly Choice[];
  readonly within?: Choice | null;
  readonly budget?: bigint | null;
}

/** One search after another over the same choices: what one learns the next ones know. */
export interface Search {
  /**
   * Cheapest choice that serves at least `need` contacts. `without`: choices that must not be part of the answer as a whole;
   * `within`: one that must be; `budget`: most money.
   */
  readonly cheapest: (need: number, options?: Limits) => Promise<Answer>;
  /** Contacts the plan of the largest choice serves. */
  readonly reachOfLargest: () => Promise<number>;
  readonly effort: () => Effort;
}

interface Known {
  readonly choice: Choice;
  readonly cost: bigint;
  readonly ceiling: Ceiling;
  readonly reached: Reached | null;
}

const serves = ({ reached }: Known, need: number): boolean => reached !== null && reached.contacts >= need;

/** Whether a choice is nowhere below another one's changed levels. */
const holds = (space: Space, choice: Choice, part: Choice): boolean =>
  part.every((level, d) => {
    if (level === 0) return true;
    const own = space[d]?.levels[choice[d] as number];
    return own?.size.every((amount, i) => amount >= (space[d]?.levels[level]?.size[i] as number)) ?? false;
  });

/** Makes a search. `everybody`: contacts that count; `isOver`: no time is left. */
export function createSearch(space: Space, judge: Judge, everybody: number, solve: SolveMaster, isOver: () => boolean): Search {
  const known = new Map<string, Known>();
  let masters = 0;

  async function look(choice: Choice, need: number): Promise<Known> {
    const key = choice.join();
    const before = known.get(key);
    const ceiling = before?.ceiling ?? (await judge.ceiling(choice));
    const isHopeless = ceiling.contacts !== null && ceiling.contacts < need;
    const reached = before?.reached ?? (isHopeless ? null : await judge.plan(choice));
    const found = { choice, cost: costOf(space, choice), ceiling, reached };
    known.set(key, found);
    return found;
  }

  /** What the known choices teach about choices that serve `need` contacts. */
  function conditions(need: number, { without = [], within = null }: Limits): readonly Condition[] {
    const lessons = [...known.values()].flatMap(({ choice, ceiling, reached }) => {
      if (ceiling.contacts !== null && ceiling.contacts < need) {
        const whole = ceiling.cut === null ? [] : [{ cut: ceiling.cut, contacts: need }];
        const cuts = need === everybody && ceiling.parts.length > 0 ? ceiling.parts : whole;
        const learnt = cuts.flatMap(({ cut, contacts }) => cutCondition(space, cut, contacts) ?? []);
        // Mostly a cut rules the choice itself out, and everything below it.
        const isOut = cuts.some(({ cut, contacts }) => cut.base + gainOf(cut, choice) < contacts - 1);
        return isOut ? learnt : [...learnt, beyond(space, choice)];
      }
      return reached === null ? [] : [otherThan(space, choice)];
    });
    return [...lessons, ...without.map((choice) => notHolding(space, choice)), ...(within === null ? [] : holding(space, within))];
  }

  function bestKnown(need: number, { without = [], within = null }: Limits): Candidate | null {
    let best: Candidate | null = null;
    for (const { choice, cost, reached } of known.values()) {
      if (reached === null || reached.contacts < need || without.some((part) => holds(space, choice, part))) continue;
      if (within !== null && !holds(space, choice, within)) continue;
      const candidate = { choice, contacts: reached.contacts, total: cost + reached.overage };
      if (best === null || isBefore(candidate, best)) best = candidate;
    }
    return best;
  }

  const isBefore = (a: Candidate, b: Candidate): boolean =>
    a.total !== b.total ? a.total < b.total : rankOf(space, a.choice) < rankOf(space, b.choice);

  /** What the largest choice of all cannot serve, none can. */
  async function lookAtLargest(): Promise<void> {
    const choice = largestChoice(space);
    if (known.has(choice.join())) return;
    known.set(choice.join(), { choice, cost: costOf(space, choice), ceiling: await judge.ceiling(choice), reached: null });
  }

  /** Looks whether a choice that costs as little comes before the best one found. */
  async function settleTies(cost: bigint, need: number, limits: Limits): Promise<void> {
    for (;;) {
      const best = bestKnown(need, limits);
      masters++;
      const tied = isOver() ? null : firstInOrder(space, conditions(need, limits), cost, solve);
      if (tied === null || (best !== null && rankOf(space, tied) >= rankOf(space, best.choice))) return;
      await look(tied, need);
    }
  }

  function answer(need: number, best: Candidate | null, floor: bigint | null, ended: Answer['ended']): Answer {
    const undecided = [...known.values()].flatMap(({ choice, cost, ceiling, reached }) => {
      const isOpen = reached !== null && reached.contacts < need && (ceiling.contacts === null || ceiling.contacts >= need);
      const isCheaper = best === null || cost < best.total;
      return isOpen && isCheaper ? [{ choice, contacts: reached.contacts, ceiling: ceiling.contacts }] : [];
    });
    return { best, floor, undecided, ended };
  }

  return {
    cheapest: async (need, limits = {}) => {
      const { budget = null } = limits;
      let floor: bigint | null = null;
      // Until something is enough, a cheap proposal teaches as much as the cheapest.
      for (let isRough = true; ; ) {
        const best = bestKnown(need, limits);
        const isLast = isOver();
        masters++;
        const proposed = cheapestChoice(space, conditions(need, limits), solve, isRough && !isLast);
        if (proposed.kind === 'impossible') return answer(need, best, best?.total ?? null, 'proven');
        if (proposed.kind === 'none') {
          if (!isRough || isLast) return answer(need, best, floor, 'time');
          isRough = false;
          continue;
        }
        floor = proposed.floor ?? floor;
        if (proposed.floor !== null) {
          if (best !== null && proposed.floor >= best.total) {
            if (proposed.floor === best.total) await settleTies(proposed.floor, need, limits);
            return answer(need, bestKnown(need, limits), best.total, 'proven');
          }
          if (budget !== null && proposed.floor > budget) return answer(need, best, floor, best === null ? 'over-budget' : 'proven');
        }
        if (isLast) return answer(need, best, floor, 'time');
        const found = await look(proposed.choice, need);
        if (serves(found, need)) {
          isRough = false;
        } else if (known.size < 3) await lookAtLargest();
      }
    },
    reachOfLargest: async () => (await look(largestChoice(space), 0)).reached?.contacts ?? 0,
    effort: () => ({
      judged: known.size,
      cuts: [...known.values()].filter(({ ceiling }) => ceiling.cut !== null).length,
      masters,
    }),
  };
}
