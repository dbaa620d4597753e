/** Specification of `sendplan check`. */

import { Option } from 'commander';
import type { FailOn, Show } from '../report/check-report.ts';
import { REPORTERS } from '../report/reporters.ts';
import type { CommandSpec } from './command.ts';

/** Options of `check` alone. */
export interface CheckOptions {
  readonly failOn?: FailOn;
  readonly baseline?: string;
  /** false with `--no-ignore`. */
  readonly ignore?: boolean;
  readonly live?: true;
  readonly save?: string;
  readonly show?: NonNullable<Show>;
}

/** `--fail-on`, for the commands that report findings. */
export const failOnOption = (): Option =>
  new Option('--fail-on <severity>', 'severity from which findings fail the run (default: error)').choices(['error', 'warning', 'never']);

/** `sendplan check`. */
export const checkSpec: CommandSpec = {
  name: 'check',
  summary: 'judge a plan by its policy: findings and an exit code',
  description:
    'Judges plan files or a saved plan by serve.atLeast and the policy section. Plan files are planned first, on live or saved capacity. A saved plan is verified again; its inputs, the age of its capacity and passed resets are judged as well.',
  arguments: [{ syntax: '<files...>', description: 'plan files and folders, or one plan.json' }],
  options: () => [
    failOnOption(),
    new Option('--baseline <plan.json>', 'count only what is worse than in this plan'),
    new Option('--no-ignore', 'policy.ignore hides nothing'),
    new Option('--live', 'compare a saved plan with the capacity there is now'),
    new Option('--show <what>', 'in Markdown: changes = findings that count alone, all = every detail unfolded').choices([
      'changes',
      'all',
    ]),
    new Option('--save <plan.json>', 'keep the plan that was made of plan files, as plan -o does'),
  ],
  uses: ['capacity', 'solver', 'previous', 'report'],
  formats: REPORTERS,
  examples: [
    ['sendplan check plans/ --snapshot snapshot.json', 'plans on saved capacity and judges the plan, without network and keys'],
    ['sendplan check plans/ --snapshot snapshot.json --now snapshot', 'judges it as of the time the capacity was read, however long ago'],
    ['sendplan check plan.json --baseline main.json', 'judges a saved plan, only what got worse counts'],
    ['sendplan check plan.json --live', 'says whether it still fits the capacity there is'],
    ['sendplan check plans/ --format github --report sarif=out.sarif', 'annotations in a pull request, and a file for code scanning'],
  ],
  load: () => import('./check.run.ts'),
};
