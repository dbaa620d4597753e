/** Specification of `sendplan diff`. */

import { Option } from 'commander';
import type { CommandSpec } from './command.ts';

/** Options of `diff` alone. */
export interface DiffOptions {
  readonly live?: true;
  readonly exitCode?: true;
}

/** `sendplan diff`. */
export const diffSpec: CommandSpec = {
  name: 'diff',
  summary: 'say what moved between two plans, and why',
  description:
    'Compares two plan files: campaigns, accounts, sender-days, cost and proof, with the reason for every campaign that changed as far as the plans show it. With --live the second plan is made now: from the plan files and on the capacity there is, continuing the given plan.',
  arguments: [{ syntax: '<plans...>', description: 'two plan files written by sendplan plan -o; one with --live' }],
  options: () => [
    new Option('--live', 'compare with a plan made now on the capacity there is'),
    new Option('--exit-code', 'exit with 1 when anything moved'),
  ],
  uses: ['capacity', 'solver'],
  formats: ['pretty', 'json', 'markdown', 'csv'],
  examples: [
    ['sendplan diff yesterday.json today.json', 'what moved, and why'],
    ['sendplan diff main.json branch.json --format markdown', 'the same for a pull request comment'],
    ['sendplan diff plan.json --live --exit-code', 'exit 1 when a plan made now would be another'],
  ],
  load: () => import('./diff.run.ts'),
};
