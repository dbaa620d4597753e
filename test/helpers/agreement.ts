/** Random workspaces solved by every engine that accepts them: whether the plans agree, level by level. */

import fc from 'fast-check';
import type { ObjectiveLevel, Plan } from '../../src/model/plan.ts';
import { isProvenLevel } from '../../src/plan/proof.ts';
import { provenPlan, type TestedEngine } from './engines.ts';
import { bestByExhaustion } from './exhaustive.ts';
import { MEDIUM_SIZES, networkWorkspaces, TINY_DECISIONS, TINY_SIZES } from './network-workspaces.ts';
import { sequenceWorkspaces } from './sequence-workspaces.ts';
import { type Small, smallWorkspaces } from './small-workspaces.ts';

/** > 0: `a` is better than `b` on this level. */
const ahead = (level: ObjectiveLevel, a: number, b: number): number => (level.sense === 'max' ? a - b : b - a);

/**
 * What contradicts the lexicographic optimum; null when nothing does. A level's bound holds for plans that keep the
 * levels before it, so it must admit the optimum as long as those are equal; a value behind the optimum is allowed only
 * where `mustReach` is false and the bound says that more may be possible.
 */
export function disagreement(exact: Plan, plan: Plan, mustReach: boolean): string | null {
  const levels = plan.outcome.levels.filter(isProvenLevel);
  const best = exact.outcome.levels.filter(isProvenLevel);
  if (JSON.stringify(levels.map((l) => l.objective)) !== JSON.stringify(best.map((l) => l.objective)))
    return `levels ${levels.map((l) => l.objective)}, expected ${best.map((l) => l.objective)}`;
  for (const [i, level] of levels.entries()) {
    const optimum = (best[i] as ObjectiveLevel).value;
    const { objective, value, bound } = level;
    if (bound !== null && ahead(level, optimum, bound) > 0) return `${objective}: bound ${bound} excludes the optimum ${optimum}`;
    const lead = ahead(level, value, optimum);
    if (lead > 0) return `${objective}: ${value} is better than the optimum ${optimum}`;
    if (lead < 0) return mustReach || bound === value ? `${objective}: ${value}, optimum ${optimum}, bound ${bound}` : null;
  }
  return null;
}

/** Kinds of workspaces with their part of the whole, in twentieths. `isTiny`: small enough for exhaustive search. */
const KINDS: readonly { readonly name: string; readonly part: number; readonly of: fc.Arbitrary<Small>; readonly isTiny: boolean }[] = [
  { name: 'all families', part: 10, of: smallWorkspaces, isTiny: true },
  { name: 'networks with decisions', part: 2, of: networkWorkspaces(TINY_DECISIONS), isTiny: true },
  { name: 'networks', part: 3, of: networkWorkspaces(TINY_SIZES), isTiny: true },
  { name: 'larger networks', part: 2, of: networkWorkspaces(MEDIUM_SIZES), isTiny: false },
  { name: 'sequences', part: 3, of: sequenceWorkspaces, isTiny: false },
];

/** What one engine did on one kind of workspaces. `ms`: CPU time. */
export interface Tally {
  readonly kind: string;
  readonly engine: string;
  accepted: number;
  /** Plans with every level proven. */
  proven: number;
  /** Ended by their own time limit: held to what they prove, not to the optimum. */
  stopped: number;
  ms: number;
  readonly differences: string[];
}

const isStopped = (plan: Plan): boolean => plan.findings.some((f) => f.kind === 'solver.time-limit');

/** Solves `count` random workspaces, kind by kind. The first engine is the reference, itself held against exhaustive search where that is possible. */
export function* agreement(engines: readonly TestedEngine[], count: number, seed: number): Generator<readonly Tally[]> {
  for (const { name, part, of, isTiny } of KINDS) {
    const tallies = [...engines.map((e) => e.name), ...(isTiny ? ['exhaustive search'] : [])].map(
      (engine): Tally => ({ kind: name, engine, accepted: 0, proven: 0, stopped: 0, ms: 0, differences: [] }),
    );
    const samples = fc.sample(of, { numRuns: Math.ceil((count * part) / 20), seed });
    for (const [n, small] of samples.entries()) {
      let exact: Plan | null = null;
      for (const [i, engine] of engines.entries()) {
        const tally = tallies[i] as Tally;
        const begin = process.cpuUsage();
        try {
          const plan = provenPlan(small, engine);
          if (plan === null) continue;
          tally.accepted++;
          if (plan.outcome.levels.every((l) => !isProvenLevel(l) || l.bound === l.value)) tally.proven++;
          if (isStopped(plan)) tally.stopped++;
          if (i === 0) exact = plan;
          const wrong = exact && disagreement(exact, plan, engine.isExact && !isStopped(plan));
          if (wrong !== null) tally.differences.push(`sample ${n}: ${wrong}`);
        } catch (error) {
          tally.differences.push(`sample ${n}: ${error instanceof Error ? error.message : error}`);
        } finally {
          const { user, system } = process.cpuUsage(begin);
          tally.ms += (user + system) / 1000;
        }
      }
      if (isTiny && exact !== null) searchAll(small, exact, n, tallies[engines.length] as Tally);
    }
    yield tallies;
  }
}

/** The reference against every possible plan; costs in more than one currency are not ordered there and left out. */
function searchAll({ workspace, snapshot }: Small, exact: Plan, sample: number, tally: Tally): void {
  const begin = process.cpuUsage();
  const best = bestByExhaustion(workspace, snapshot);
  for (const level of exact.outcome.levels.filter(isProvenLevel)) {
    const value = best[level.objective];
    if (value === undefined || (level.objective.startsWith('overage.') && level.objective !== 'overage.USD')) break;
    if (value !== level.value) tally.differences.push(`sample ${sample}: ${level.objective}: ${value}, reference ${level.value}`);
  }
  const { user, system } = process.cpuUsage(begin);
  tally.ms += (user + system) / 1000;
  tally.accepted++;
  tally.proven++;
}
