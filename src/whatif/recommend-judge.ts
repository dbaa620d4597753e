/** Judges change sets by plans: what the plan of a set reaches, and what is proven about every plan of it. */

import type { Change } from '../model/catalog.ts';
import type { Plan } from '../model/plan.ts';
import type { Target } from '../model/recommendation.ts';
import type { Campaign } from '../model/workspace.ts';
import { applyChanges } from './apply.ts';
import type { Cut } from './recommend-conditions.ts';
import { cutOf } from './recommend-cut.ts';
import type { AccountRoom, Measure, SenderRoom } from './recommend-gains.ts';
import type { Offer } from './recommend-options.ts';
import type { Ceiling, Judge, Reached } from './recommend-search.ts';
import { type Choice, firstChoice, stepsOf } from './recommend-space.ts';
import { COUNTED_LEVEL, contactsOf, counts, onlyCounted } from './recommend-target.ts';
import type { Situation } from './situation.ts';

/** Makes the verified plan of a situation. */
export type MakePlan = (situation: Situation) => Promise<Plan>;

/** Proves what the first level of a situation can reach at most: its bound and the certificate of it. */
export type Prove = (situation: Situation) => Promise<Pick<Plan['outcome'], 'levels' | 'certificate'>>;

/** What judging needs. */
export interface JudgeInput {
  /** Nothing is changed. */
  readonly base: Situation;
  /** Steps that are taken in any case. */
  readonly fixed: readonly Change[];
  readonly offers: readonly Offer[];
  readonly target: Target;
  readonly measure: Measure;
  readonly makePlan: MakePlan;
  readonly prove: Prove;
  /** Plan of the first choice, when it is made already. */
  readonly firstPlan: Plan | null;
  /** Reads off a plan what it reaches; its result for the same choice is asked for once. */
  readonly read: (plan: Plan, choice: Choice) => Reached;
  /** Contacts asked of each campaign instead of those of the plan files. */
  readonly demand?: (campaign: Campaign) => Campaign;
}

/** Pools of a snapshot that are no accounts of another one → the account whose sends draw from them first. */
function ownersOf(before: Situation, after: Situation): (pool: string) => string | null {
  const known = new Set(before.snapshot.accounts.map((a) => a.account));
  const byId = new Map(after.snapshot.accounts.map((a) => [a.account, a]));
  const owners = new Map<string, string>();
  for (const id of known)
    for (let at = byId.get(id)?.parent ?? null; at !== null && !known.has(at); at = byId.get(at)?.parent ?? null) owners.set(at, id);
  return (pool) => owners.get(pool) ?? null;
}

/** What some campaigns ask for and can reach at most. */
interface Part {
  readonly asked: number;
  readonly bound: number | null;
  readonly cut: Cut | null;
}

/** The parts together: what they can reach, and a cut for all of them. */
function ceilingOf(parts: readonly Part[], singles: readonly Part[], everybody: number): Ceiling {
  const short = [...parts, ...singles].flatMap(({ asked, bound, cut }) =>
    bound !== null && cut !== null && bound < asked ? [{ contacts: asked, cut }] : [],
  );
  if (parts.some(({ bound }) => bound === null)) return { contacts: null, cut: null, parts: short };
  const contacts = Math.min(
    everybody,
    parts.reduce((sum, { bound }) => sum + (bound ?? 0), 0),
  );
  // A part that is served completely asks for nothing more, and cannot give more either.
  const open = parts.filter(({ asked, bound }) => (bound ?? 0) < asked);
  const served = parts.reduce((sum, { asked, bound }) => sum + ((bound ?? 0) < asked ? 0 : asked), 0);
  const cuts = open.flatMap(({ cut }) => cut ?? []);
  const [one, ...others] = cuts;
  if (one === undefined || cuts.length < open.length) return { contacts, cut: null, parts: short };
  const gains = one.gains.map((levels, d) => levels.map((gain, l) => others.reduce((sum, cut) => sum + (cut.gains[d]?.[l] ?? 0), gain)));
  return { contacts, cut: { base: cuts.reduce((sum, { base }) => sum + base, served), gains }, parts: short };
}

/** Makes a judge. Throws: what the plans throw. */
export function createJudge({
  base,
  fixed,
  offers,
  target,
  measure,
  makePlan,
  prove,
  firstPlan,
  read,
  demand = (c) => c,
}: JudgeInput): Judge {
  const situationOf = (choice: Choice): Situation => {
    const { workspace, snapshot } = applyChanges(base.workspace, base.snapshot, [...fixed, ...stepsOf(offers, choice)]);
    return { workspace: { ...workspace, campaigns: workspace.campaigns.map(demand) }, snapshot };
  };
  const first = situationOf(firstChoice(offers));
  const gains = offers.map(({ levels }) => levels.map((level) => level.gains));
  const models = [...new Set(gains.flat(2).flatMap(({ senders }) => senders.flatMap(({ like }) => like ?? [])))];
  const named = new Set(
    first.workspace.campaigns.flatMap(({ from, segments }) =>
      [from, ...segments.map((s) => s.from)].flatMap((selection) => selection?.except.senders ?? []),
    ),
  );
  const contacts = new Map(first.workspace.campaigns.map((c) => [c.id, counts(target, c) ? contactsOf(c) : 0]));
  const contactsIn = (ids: readonly string[]): number => ids.reduce((sum, id) => sum + (contacts.get(id) ?? 0), 0);
  let rooms: { readonly accounts: ReadonlyMap<string, AccountRoom>; readonly models: ReadonlyMap<string, SenderRoom> } | null = null;

  /** What some campaigns alone can reach at a choice. */
  async function partOf(
    ids: readonly string[],
    situation: Situation,
    judged: ReadonlyMap<string, AccountRoom>,
    choice: Choice,
  ): Promise<Part> {
    const only = new Set(ids);
    const { levels, certificate } = await prove({ ...situation, workspace: onlyCounted(target, situation.workspace, only) });
    const bound = levels.find((level) => level.objective === COUNTED_LEVEL)?.bound ?? null;
    const asked = contactsIn(ids);
    if (bound === null || certificate === null) return { asked, bound, cut: null };
    rooms ??= { accounts: measure.accounts(first, null), models: measure.senders(first, models) };
    const cut = cutOf({
      certificate,
      bound,
      first: rooms.accounts,
      judged,
      ownerOf: ownersOf(first, situation),
      models: rooms.models,
      isNamed: (sender) => named.has(sender),
      gains,
      choice,
      contactsOf: (campaign) => (only.has(campaign) ? (contacts.get(campaign) ?? 0) : 0),
    });
    return { asked, bound, cut };
  }

  return {
    ceiling: async (choice) => {
      const situation = situationOf(choice);
      const judged = measure.accounts(situation, null);
      const parts: Part[] = [];
      const groups = measure.parts(situation).filter((ids) => contactsIn(ids) > 0);
      for (const ids of groups) parts.push(await partOf(ids, situation, judged, choice));
      const singles: Part[] = [];
      // Once, what every campaign lacks by itself: it is often most of what there is to know.
      if (choice.every((level) => level === 0))
        for (const id of groups.flatMap((ids) => (ids.length > 1 ? ids : []))) singles.push(await partOf([id], situation, judged, choice));
      return ceilingOf(parts, singles, contactsIn([...contacts.keys()]));
    },
    plan: async (choice) => {
      const isFirst = choice.every((level) => level === 0);
      return read(isFirst && firstPlan !== null ? firstPlan : await makePlan(situationOf(choice)), choice);
    },
  };
}
