/**
 * Ways to falsify a plan. Each is a real violation whenever it applies: applied to a plan the checker accepts, the result
 * must be rejected. `apply` returns null where a plan has nothing to falsify in that way.
 */

import { FRAME, SNAPSHOT } from './tamper-frame.ts';
import type { Tampering } from './tamper-kit.ts';
import { OUTCOME } from './tamper-outcome.ts';
import { FOLLOW_UPS, STARTS } from './tamper-rows.ts';
import { CAPACITY, MONEY, RESULTS } from './tamper-totals.ts';

export type { Tampering } from './tamper-kit.ts';

/** Every way to falsify a plan. */
export const TAMPERINGS: readonly Tampering[] = [
  ...STARTS,
  ...FOLLOW_UPS,
  ...RESULTS,
  ...CAPACITY,
  ...MONEY,
  ...SNAPSHOT,
  ...OUTCOME,
  ...FRAME,
];
