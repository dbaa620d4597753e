/** A plan whose tables are plain lists, for tests that look rows up or change them. */

import type { CapacityUse, Certificate, FollowUp, Outcome, Plan, RowKey, Start } from '../../src/model/plan.ts';

type ListedCertificate = Omit<Certificate, 'levels'> & {
  readonly levels: readonly (Omit<Certificate['levels'][number], 'duals'> & {
    readonly duals: readonly (RowKey & { readonly dual: number })[];
  })[];
};

export interface ListedPlan extends Plan {
  readonly starts: readonly Start[];
  readonly followUps: readonly FollowUp[];
  readonly capacity: readonly CapacityUse[];
  readonly outcome: Omit<Outcome, 'certificate'> & { readonly certificate: ListedCertificate | null };
}

/** The same plan with its tables as lists. */
export function listed(plan: Plan): ListedPlan {
  const { certificate } = plan.outcome;
  const lists = certificate && { ...certificate, levels: certificate.levels.map((level) => ({ ...level, duals: [...level.duals] })) };
  return {
    ...plan,
    starts: [...plan.starts],
    followUps: [...plan.followUps],
    capacity: [...plan.capacity],
    outcome: { ...plan.outcome, certificate: lists },
  };
}
