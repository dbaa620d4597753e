/** Specification of `sendplan simulate`. */

import { Option } from 'commander';
import type { CommandSpec } from './command.ts';
import { FILES } from './files.ts';

/** Options of `simulate` alone. */
export interface SimulateOptions {
  readonly scenario?: readonly string[];
  readonly set?: readonly string[];
  readonly grid?: readonly string[];
  readonly prices?: true;
}

const add = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** `sendplan simulate`. */
export const simulateSpec: CommandSpec = {
  name: 'simulate',
  summary: 'what an upgrade, a top-up or another sender would bring, and cost',
  description:
    'Plans the files as they are and once more for every scenario, all on one reading of the capacity, and shows the plans side by side: contacts served, money, credits left, and what a scenario makes worse. Every plan is checked independently. Without options all scenarios of the files are planned.',
  arguments: [FILES],
  options: () => [
    new Option('--scenario <id>', 'plan this scenario of the files (repeatable)').argParser(add),
    new Option('--set <path=value>', 'plan with this setting (repeatable; all of them together are one scenario)').argParser(add),
    new Option('--grid <path=v1,v2,...>', 'plan every combination of these values (repeatable), the best first').argParser(add),
    new Option(
      '--prices',
      'also say what one more credit, sender, warm-up day or day of window would bring in the plan as it is, and up to where',
    ),
  ],
  uses: ['capacity', 'solver', 'previous'],
  formats: ['pretty', 'json', 'markdown', 'csv'],
  examples: [
    ['sendplan simulate plans/', 'every scenario of the files beside the plan as it is'],
    ['sendplan simulate plans/ --scenario upgrade-main --format markdown', 'one scenario, for a pull request or a mail'],
    ['sendplan simulate plans/ --scenario top-up-main --prices', 'with the number of credits from which on more of them bring nothing'],
    ['sendplan simulate plans/ --set sg-main.credits.remaining=+50000', '50,000 credits more'],
    ['sendplan simulate plans/ --set sg-main.tier=pro-300k@2026-11-23', 'another tier from a day on'],
    ['sendplan simulate plans/ --grid sg-main.tier=pro-100k,pro-300k --grid outreach.senders=+0,+10', 'four combinations, the best first'],
  ],
  load: () => import('./simulate.run.ts'),
};
