/** What the checker has proven decides the words a plan uses about itself. */

import { describe, expect, it } from 'vitest';
import type { ObjectiveLevel } from '../../src/model/plan.ts';
import { statusOf } from '../../src/plan/proof.ts';

const level = (objective: string, value: number, bound: number | null): ObjectiveLevel => ({
  objective,
  sense: objective.startsWith('served') ? 'max' : 'min',
  value,
  bound,
  gap: null,
  unit: 'contacts',
});

describe('status', () => {
  it.each([
    ['every bound equals its value', [level('shortfall.priority1', 0, 0), level('served.priority1', 5, 5)], 'optimal'],
    ['levels without proof do not count', [level('served.priority1', 5, 5), level('pacing.days', 9, null)], 'optimal'],
    ['SV-08 one bound is open', [level('served.priority1', 5, 5), level('served.priority2', 5, 6)], 'feasible'],
    ['no bound', [level('served.priority1', 5, null)], 'feasible'],
    ['SV-39 a shortfall that a bound proves', [level('shortfall.priority1', 3, 3), level('served.priority1', 5, 5)], 'infeasible'],
    [
      'SV-39 a shortfall nobody has proven is not called infeasible',
      [level('shortfall.priority1', 3, 0), level('served.priority1', 5, 5)],
      'feasible',
    ],
  ] as const)('%s', (_, levels, status) => {
    expect(statusOf(levels)).toBe(status);
  });
});
