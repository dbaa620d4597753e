/** Puts what the independent checker has proven into the plan: bounds, gaps and the status that follows from them. */

import { finding } from '../model/finding.ts';
import type { ObjectiveLevel, Plan, Verification } from '../model/plan.ts';

/** Levels that decide `optimal`: shortfall, served, overage. */
export const isProvenLevel = (level: Pick<ObjectiveLevel, 'objective'>): boolean => /^(shortfall|served|overage)\./.test(level.objective);

/** Status from proven bounds. */
export function statusOf(levels: readonly ObjectiveLevel[]): Plan['outcome']['status'] {
  const proven = levels.filter(isProvenLevel);
  // A positive lower bound on the shortfall proves that serve.atLeast cannot be met by any plan.
  if (proven.some((l) => l.objective.startsWith('shortfall.') && l.bound !== null && l.bound > 0)) return 'infeasible';
  return proven.every((l) => l.bound !== null && l.bound === l.value) ? 'optimal' : 'feasible';
}

/** The plan with bounds, gaps, status, and a finding for every level that is not proven optimal. */
export function withProof(plan: Plan, verification: Verification): Plan {
  const levels = plan.outcome.levels.map((level) => {
    const bound = isProvenLevel(level) ? (verification.levels.find((l) => l.objective === level.objective)?.bound ?? null) : null;
    return { ...level, bound, gap: bound === null ? null : Math.abs(bound - level.value) / Math.max(1, Math.abs(bound)) };
  });
  const open = levels.filter((l) => isProvenLevel(l) && l.gap !== 0);
  const gaps = open.map((l) =>
    finding(
      'solver.gap',
      l.bound === null ? `${l.objective}: no bound was proven` : `${l.objective}: ${l.value} found, at most ${l.bound} possible`,
      {
        subject: { kind: 'plan', id: 'plan' },
        discriminator: l.objective,
        data: { value: l.value, bound: l.bound, gap: l.gap },
      },
    ),
  );
  return { ...plan, outcome: { ...plan.outcome, levels, status: statusOf(levels) }, findings: [...plan.findings, ...gaps] };
}
