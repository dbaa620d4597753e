/** Certificates by hand: what they prove about a hand-made plan, and plans that claim it. */

import { expect } from 'vitest';
import type { Certificate, Plan, RowKey } from '../../src/model/plan.ts';
import type { Campaign } from '../../src/model/workspace.ts';
import { verifyPlan } from '../../src/verify/verify.ts';
import { campaign, TODAY } from '../helpers/builders.ts';
import { makePlan, type PlanParts } from './make-plan.ts';

export type Dual = RowKey & { readonly dual: number };
export type Entry = Certificate['levels'][number];

export const FRI = TODAY;
export const SAT = '2026-11-21';
export const TWO_DAYS = { end: SAT };
export const ONE_DAY = { end: FRI };

export const entry = (objective: string, duals: readonly Dual[], kept: Entry['kept'] = {}): Entry => ({ objective, kept, duals });
export const certificate = (levels: readonly Entry[], scale = 1): Certificate => ({ scale, levels });

/** Bounds of the proven levels that a certificate gives. */
export function boundsOf(parts: PlanParts, proof: Certificate | null): readonly (number | null)[] {
  const plan = makePlan({ ...parts, outcome: { certificate: proof } });
  const { levels, findings } = verifyPlan({ workspace: parts.workspace, plan });
  expect(findings).toEqual([]);
  return levels.map((level) => level.bound);
}

/** The plan with these bounds claimed, and the status people would read. */
export function claim(
  parts: PlanParts,
  proof: Certificate | null,
  bounds: readonly (number | null)[],
  status: Plan['outcome']['status'],
): Plan {
  const plan = makePlan(parts);
  const levels = plan.outcome.levels.map((level, i) => {
    const bound = bounds[i] ?? null;
    return { ...level, bound, gap: bound === null ? null : Math.abs(bound - level.value) / Math.max(1, Math.abs(bound)) };
  });
  return { ...plan, outcome: { ...plan.outcome, levels, status, certificate: proof } };
}
export const verify = (parts: PlanParts, plan: Plan) => verifyPlan({ workspace: parts.workspace, plan });
export const messages = (parts: PlanParts, plan: Plan) => verify(parts, plan).findings.map((f) => f.message);

/** Values of 1/1000000 per contact, so that a dual value of 1 is the worth of one contact. */
export const one = (id: string, contacts: number, over: Partial<Campaign> = {}) => campaign(id, contacts, { valueMicro: 1, ...over });
