/** Specification of `sendplan explain`. */

import { Option } from 'commander';
import type { CommandSpec } from './command.ts';

/** Options of `explain` alone. */
export interface ExplainOptions {
  readonly prices?: true;
}

/** `sendplan explain`. */
export const explainSpec: CommandSpec = {
  name: 'explain',
  summary: 'say why a campaign is short, what binds an account, and what more would bring',
  description:
    'Explains a saved plan: how the nominal limits of senders become the sends of a campaign, an account or a sender, line by line; what every shortfall comes from and what would lift it; which limits bind. With --prices it plans again with one more of everything and says what that brings, and up to where. Reads the plan files named in the plan; without them, or when they have changed, it says what the plan alone knows.',
  arguments: [
    { syntax: '<plan.json>', description: 'plan file written by sendplan plan -o' },
    {
      syntax: '[subject]',
      description: 'id of a campaign, account or sender; campaign:<id>, account:<id> or sender:<id> where one id is several',
    },
  ],
  options: () => [new Option('--prices', 'also say what one more credit, sender, warm-up day or day of window would bring')],
  uses: ['solver'],
  formats: ['pretty', 'json', 'markdown'],
  examples: [
    ['sendplan explain plan.json', 'every short campaign and every limit that binds'],
    ['sendplan explain plan.json black-friday', 'from the limits of its senders to its sends, and what keeps the rest back'],
    ['sendplan explain plan.json black-friday --prices', 'what one more of each resource would bring it, and up to how many'],
    ['sendplan explain plan.json account:sg-main --format markdown', 'an account, for a ticket or a pull request'],
  ],
  load: () => import('./explain.run.ts'),
};
