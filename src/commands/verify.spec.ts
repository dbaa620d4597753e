/** Specification of `sendplan verify`. */

import type { CommandSpec } from './command.ts';

/** `sendplan verify`. */
export const verifySpec: CommandSpec = {
  name: 'verify',
  summary: 'check a plan file: every limit and the proof of its bounds',
  description:
    'Checks a plan file with code that shares nothing with the planner: every limit, every total and, in exact arithmetic, the proof of how good the plan is. Reads the plan files named in it.',
  arguments: [{ syntax: '<plan.json>', description: 'plan file written by sendplan plan -o' }],
  options: () => [],
  uses: [],
  formats: ['pretty', 'json'],
  examples: [['sendplan verify plan.json', 'says whether every limit holds, and how far the plan can be from the best one']],
  load: () => import('./verify.run.ts'),
};
