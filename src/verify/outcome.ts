/** Checks what a plan says about itself: its levels, their bounds and gaps, and the status that follows from them. */

import type { ObjectiveLevel, Plan } from '../model/plan.ts';
import { decimalText, saysNumber, toNumber } from './amounts.ts';
import type { Proof } from './bound.ts';
import { type Level, UNPROVEN_LEVELS } from './levels.ts';
import { type Tally, THE_PLAN } from './tally.ts';

/** Distance of a value from the best possible, as a part of the best possible; 0 = the value cannot be bettered. */
const gapOf = (value: number, bound: number): number => Math.abs(bound - value) / Math.max(1, Math.abs(bound));

/** Same number up to the last digits of a double; 0 only equals 0. */
const isSameGap = (a: number, b: number): boolean => (a === 0) === (b === 0) && Math.abs(a - b) <= 1e-12 * Math.max(1, b);

/** Whether a written bound promises more than what is proven. */
function isTooGood(written: number, level: Level, proven: bigint): boolean {
  if (saysNumber(written, proven, level.digits)) return false;
  const bound = toNumber(proven, level.digits);
  return level.sense === 'max' ? !(written > bound) : !(written < bound);
}

type Fail = (objective: string, message: string, key: string) => void;

function checkBound(written: ObjectiveLevel, level: Level, proof: Proof, fail: Fail): void {
  const { objective, value, bound, gap } = written;
  if (bound === null) {
    if (gap !== null) fail(objective, `gap is ${gap} without a bound, expected null`, 'gap');
    return;
  }
  if (proof.bound === null) fail(objective, `bound ${bound} is not proven: ${proof.why}`, 'bound');
  else if (isTooGood(bound, level, proof.bound))
    fail(objective, `bound is ${bound}, the certificate proves no better than ${decimalText(proof.bound, level.digits)}`, 'bound');
  if (level.sense === 'max' ? bound < value : bound > value)
    fail(objective, `value ${value} is better than its own bound ${bound}`, 'contradiction');
  const expected = gapOf(value, bound);
  if (gap === null || !isSameGap(gap, expected))
    fail(objective, `gap is ${gap}, value ${value} and bound ${bound} give ${expected}`, 'gap');
}

function checkLevel(written: ObjectiveLevel, level: Level, proof: Proof, fail: Fail): void {
  const { objective } = level;
  if (written.sense !== level.sense) fail(objective, `sense is ${written.sense}, expected ${level.sense}`, 'sense');
  if (written.unit !== level.unit)
    fail(objective, `unit is ${JSON.stringify(written.unit)}, expected ${JSON.stringify(level.unit)}`, 'unit');
  if (!saysNumber(written.value, level.value, level.digits))
    fail(objective, `value is ${written.value}, the rows give ${decimalText(level.value, level.digits)}`, 'value');
  checkBound(written, level, proof, fail);
}

function checkUnproven(rest: readonly ObjectiveLevel[], fail: Fail): void {
  let place = -1;
  for (const { objective, value, bound, gap } of rest) {
    const next = UNPROVEN_LEVELS.indexOf(objective as (typeof UNPROVEN_LEVELS)[number]);
    if (next <= place)
      fail(
        objective,
        `not expected here; after the proven levels come only ${UNPROVEN_LEVELS.join(', ')}, each once, in this order`,
        'place',
      );
    place = Math.max(place, next);
    if (bound !== null || gap !== null)
      fail(objective, `bound is ${bound} and gap ${gap}, expected null: this level is not proven`, 'bound');
    if (!Number.isFinite(value)) fail(objective, `value is ${value}, expected a number`, 'value');
  }
}

/** Whether a level's value is proven to be the best. */
const isProven = (level: Level, proof: Proof | undefined): boolean => proof?.bound === level.value;

function expectedStatus(plan: Plan, levels: readonly Level[], proofs: readonly Proof[]): Plan['outcome']['status'] {
  const written = plan.outcome.levels;
  if (levels.some((level, i) => level.group === 'shortfall' && (written[i]?.bound ?? 0) > 0)) return 'infeasible';
  const isOptimal = levels.every((level, i) => isProven(level, proofs[i]) && written[i]?.bound === written[i]?.value);
  return isOptimal ? 'optimal' : 'feasible';
}

/** Checks the outcome of a plan against recomputed levels and proofs. */
export function checkOutcome(plan: Plan, levels: readonly Level[], proofs: readonly Proof[], tally: Tally): void {
  const written = plan.outcome.levels;
  const fail: Fail = (objective, message, key) =>
    tally.fail('plan.inconsistent', 'level', THE_PLAN, `level ${objective}: ${message}`, `${objective}/${key}`);
  levels.forEach((level, i) => {
    tally.count('level');
    const own = written[i];
    if (own === undefined || own.objective !== level.objective) fail(level.objective, `missing as level ${i + 1} of the plan`, 'place');
    else checkLevel(own, level, proofs[i] as Proof, fail);
  });
  checkUnproven(written.slice(levels.length), fail);

  tally.count('outcome.status');
  const status = expectedStatus(plan, levels, proofs);
  if (plan.outcome.status === status) return;
  const message = `plan: status is ${plan.outcome.status}, the levels and their proven bounds give ${status}`;
  tally.fail('plan.inconsistent', 'outcome.status', THE_PLAN, message);
}

/** The plan's levels with recomputed values and proven bounds; levels without proof as they are written. */
export function provenLevels(plan: Plan, levels: readonly Level[], proofs: readonly Proof[]): readonly ObjectiveLevel[] {
  const byName = new Map(levels.map((level, i) => [level.objective, { level, proof: proofs[i] as Proof }]));
  return plan.outcome.levels.map((written): ObjectiveLevel => {
    const found = byName.get(written.objective);
    if (found === undefined) return { ...written, bound: null, gap: null };
    const { level, proof } = found;
    const value = toNumber(level.value, level.digits);
    const bound = proof.bound === null ? null : toNumber(proof.bound, level.digits);
    const { objective, sense, unit } = level;
    return { objective, sense, value, bound, gap: bound === null ? null : gapOf(value, bound), unit };
  });
}

/** Whether every level of the first three groups is proven to be as good as any plan can be. */
export const isEveryLevelProven = (levels: readonly Level[], proofs: readonly Proof[]): boolean =>
  levels.every((level, i) => isProven(level, proofs[i]));
