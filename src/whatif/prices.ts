/**
 * Prices with the range in which they hold, found by planning again with more of a resource.
 *
 * What n units more bring is concave in n where capacity grows evenly and the plan is a flow or a linear program: then
 * the price of the first unit holds up to some n and never again after it (parametric programming: Dantzig, Thapa, Linear
 * Programming 1, 1997, section 6). Elsewhere the units are looked at one by one as far as that is affordable.
 */

import type { PriceSentence } from '../model/explanation.ts';
import type { Lever } from './levers.ts';
import { growsEvenly } from './levers-even.ts';
import { priceText } from './price-words.ts';
import type { Situation } from './situation.ts';

/** One level of a plan made again. Units: those of the level, as people see them. */
export interface ResolvedLevel {
  readonly name: string;
  readonly sense: 'max' | 'min';
  readonly value: number;
  /** Best that is possible with the levels before it kept; null = not proven. A level that reaches it is exact. */
  readonly bound: number | null;
}

/** What planning again gives: its proven levels, most important first, and contacts served by campaign. */
export interface Resolved {
  readonly levels: readonly ResolvedLevel[];
  /** Solved as a network: whole numbers lose nothing against fractions, whatever the capacities. */
  readonly isNetwork: boolean;
  readonly served: ReadonlyMap<string, number>;
}

/** Plans again. */
export type Resolve = (situation: Situation) => Promise<Resolved>;

/** A level that can still get better, in a situation with only what matters up to it. `missing`: most it can still gain. */
export interface OpenLevel {
  readonly name: string;
  readonly unit: string;
  readonly situation: Situation;
  readonly missing: number;
}

/** Rules that take contacts in batches: their gains come in jumps, also where every relaxation is a network. */
const hasBatches = ({ workspace }: Situation): boolean =>
  workspace.campaigns.some((campaign) => campaign.minStarts > 1 || campaign.oneAccount || campaign.allOrNothing);

const isExact = ({ value, bound }: ResolvedLevel): boolean => value === bound;

/** Units looked at one by one where steps need not shrink. */
const MOST_STEPS = 8;
/** Levels are sums of values with six, prices with nine digits. */
const DIGITS = 1e9;

const rounded = (value: number): number => Math.round(value * DIGITS) / DIGITS;

/**
 * Level of one situation under a lever: units more → how much better it is than without; null where it is not known, ±Infinity
 * where a more important level got better or worse (a longer horizon holds back more daily reserve).
 */
interface Curve {
  readonly level: string;
  readonly at: (n: number) => Promise<number | null>;
  /** Where plans are not exact: what n units bring from one plan to the other, and what the proofs say about it. Null when even that is not known. */
  readonly aboutAt: (n: number) => Promise<{ readonly gain: number; readonly between: readonly [number, number] } | null>;
  /** Whether what n units bring rises ever more slowly up to there, for certain. */
  readonly isConcaveTo: (n: number) => Promise<boolean>;
  /** The only campaign of the level that got more contacts with n units, or null. */
  readonly campaignAt: (n: number) => Promise<string | null>;
}

/** Gains of a lever on a level. Every number of units is planned once. */
function curveOf({ name, situation }: OpenLevel, { more, isEven }: Lever, resolve: Resolve): Curve {
  const made = new Map<number, Promise<Resolved>>();
  const plan = (n: number): Promise<Resolved> => {
    const known = made.get(n) ?? resolve(n === 0 ? situation : more(situation, n));
    made.set(n, known);
    return known;
  };
  return {
    level: name,
    at: async (n) => {
      const [before, after] = [await plan(0), await plan(n)];
      for (const [q, level] of before.levels.entries()) {
        const now = after.levels[q];
        if (now === undefined || now.name !== level.name || !isExact(level) || !isExact(now)) return null;
        const gain = rounded(level.sense === 'max' ? now.value - level.value : level.value - now.value);
        if (level.name === name) return gain;
        if (gain !== 0) return gain * Number.POSITIVE_INFINITY;
      }
      return null;
    },
    aboutAt: async (n) => {
      const [before, after] = [await plan(0), await plan(n)];
      for (const [q, level] of before.levels.entries()) {
        const now = after.levels[q];
        if (now === undefined || now.name !== level.name) return null;
        if (level.name !== name) {
          if (isExact(level) && isExact(now) && level.value === now.value) continue;
          return null;
        }
        if (level.bound === null || now.bound === null) return null;
        const better = (to: number, from: number) => rounded(level.sense === 'max' ? to - from : from - to);
        return { gain: better(now.value, level.value), between: [better(now.value, level.bound), better(now.bound, level.value)] };
      }
      return null;
    },
    isConcaveTo: async (n) => isEven && !hasBatches(situation) && (await plan(0)).isNetwork && growsEvenly(situation, more, n),
    campaignAt: async (n) => {
      const [before, after] = [await plan(0), await plan(n)];
      const priority = /priority(\d+)$/.exec(name)?.[1];
      const own = situation.workspace.campaigns.filter((campaign) => String(campaign.priority) === priority);
      const changed = own.filter(({ id }) => after.served.get(id) !== before.served.get(id));
      const [only] = changed;
      return changed.length === 1 && only !== undefined && (after.served.get(only.id) ?? 0) > (before.served.get(only.id) ?? 0)
        ? only.id
        : null;
    },
  };
}

const NOTHING = { between: null, objective: null, unit: null, gain: 0, upTo: 0, next: null, campaign: null } as const;

/** Price of a lever at the first level it helps. */
export async function priceOf(lever: Lever, levels: readonly OpenLevel[], resolve: Resolve): Promise<PriceSentence> {
  const sentence = (verdict: PriceSentence['verdict'], over: Partial<PriceSentence> = {}): PriceSentence => {
    const bare = { ...NOTHING, lever: lever.lever, verdict, what: lever.many, ...over };
    return { ...bare, text: priceText(bare, lever) };
  };
  const curves = levels.map((open) => ({ open, curve: curveOf(open, lever, resolve), of: { objective: open.name, unit: open.unit } }));
  for (const { open, curve, of } of curves) {
    const first = await curve.at(1);
    if (first === null) return sentence(...(await about(curve, open, lever, of)));
    if (first <= 0) continue;
    const range = await lastUnit(curve, first, open, lever);
    if (range === null) return sentence('unknown', of);
    const after = range.isEnd ? await curve.at(range.upTo + 1) : null;
    const next = after === null || !Number.isFinite(after) ? null : rounded(after - first * range.upTo);
    return sentence('each', { ...of, gain: first, upTo: range.upTo, next, campaign: await curve.campaignAt(1) });
  }
  let looked = lever.most;
  let best: Partial<PriceSentence> | null = null;
  for (const { curve, of } of curves) {
    const help = await firstHelp(curve, lever);
    if (help === null) return sentence('unknown', of);
    looked = Math.min(looked, help.units);
    // Of several levels the one that fewer units help; with as many, the most important one.
    if (help.gain <= 0 || help.units >= (best?.upTo ?? Number.POSITIVE_INFINITY)) continue;
    best = { ...of, gain: help.gain, upTo: help.units, campaign: await curve.campaignAt(help.units) };
  }
  return best === null ? sentence('nothing', { upTo: looked }) : sentence('together', best);
}

/** A price between two bounds: of as many units as it takes for the plan found with them to be better than any without. */
async function about(
  curve: Curve,
  { missing }: OpenLevel,
  { tries }: Lever,
  of: Partial<PriceSentence>,
): Promise<readonly [PriceSentence['verdict'], Partial<PriceSentence>]> {
  for (const units of tries.length > 0 ? tries : [Math.ceil(missing / 10), Math.ceil(missing)]) {
    const found = await curve.aboutAt(units);
    if (found === null) break;
    if (found.between[0] > 0) return ['about', { ...of, ...found, upTo: units }];
  }
  return ['unknown', of];
}

/** Units that were found, and whether it was looked beyond them; null when it cannot be known. */
type Range = { readonly upTo: number; readonly isEnd: boolean } | null;

/** Last n at which n units bring n times what the first one does. */
async function lastUnit(curve: Curve, first: number, { missing }: OpenLevel, lever: Lever): Promise<Range> {
  const holds = async (n: number): Promise<boolean | null> => {
    const gain = await curve.at(n);
    return gain === null ? null : gain === rounded(first * n);
  };
  // No more than what is missing can be gained, so the range ends before that.
  const beyond = Math.floor(missing / first) + 1;
  const isConcave = await curve.isConcaveTo(Math.min(lever.most, beyond));
  const most = isConcave ? lever.most : lever.affordable;
  let low = 1;
  for (let n = 2; !isConcave && n <= Math.min(most, lever.isEven ? MOST_STEPS : most); n++) {
    const isHeld = await holds(n);
    if (isHeld === null) return null;
    if (!isHeld) return { upTo: n - 1, isEnd: true };
    low = n;
  }
  if (!lever.isEven || low >= most) return { upTo: low, isEnd: false };
  let high = Math.min(most + 1, beyond);
  while (high - low > 1) {
    const gain = await curve.at(high - 1);
    if (gain === null) return null;
    if (gain === rounded(first * (high - 1))) {
      low = high - 1;
      break;
    }
    // Prices that hold up to n bring n times the first one, which is at most what high - 1 units bring.
    high = Math.min(high - 1, Math.max(low, Math.floor(gain / first + 1 / DIGITS)) + 1);
    const middle = Math.floor((low + high) / 2);
    if (middle <= low) continue;
    const isHeld = await holds(middle);
    if (isHeld === null) return null;
    if (isHeld) low = middle;
    else high = middle;
  }
  return { upTo: low, isEnd: low < most };
}

/** Fewest units that bring anything, and what; gain 0 when not even the most do. */
async function firstHelp(
  curve: Curve,
  { most, affordable, isEven }: Lever,
): Promise<{ readonly units: number; readonly gain: number } | null> {
  if (!isEven) {
    for (let units = 2; units <= most; units++) {
      const gain = await curve.at(units);
      if (gain === null) return null;
      if (gain > 0) return helped(units, gain);
    }
    return { units: most, gain: 0 };
  }
  let [low, high] = [1, Math.min(affordable, FAR)];
  if (await curve.isConcaveTo(high)) return { units: most, gain: 0 };
  let gain = await curve.at(high);
  if (gain === null) return null;
  if (gain <= 0) return { units: high, gain: 0 };
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const found = await curve.at(middle);
    if (found === null) return null;
    if (found > 0) [high, gain] = [middle, found];
    else low = middle;
  }
  return helped(high, gain);
}

/** What helps a more important level is found there. */
const helped = (units: number, gain: number) => ({ units, gain: Number.isFinite(gain) ? gain : 0 });

/** How far is looked for units that help only together. */
const FAR = 1_000;
