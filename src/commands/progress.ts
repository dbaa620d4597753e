/** Progress lines on standard error. */

import { count } from '../report/words.ts';
import type { LevelProgress } from '../solver/solver.ts';

/** `solved 2 of 5, served.priority1: 120,000 in 340 ms`. */
export function levelLine({ level, index, of, value, ms }: LevelProgress): string {
  const result = value === null ? '' : `: ${count(value)}`;
  return `solved ${index + 1} of ${of}, ${level}${result} in ${Math.round(ms)} ms`;
}
