/** Specification of `sendplan usage`. */

import { Option } from 'commander';
import type { CommandSpec } from './command.ts';
import { FILES } from './files.ts';

/** Options of `usage` alone. */
export interface UsageOptions {
  readonly save?: string;
}

/** `sendplan usage`. */
export const usageSpec: CommandSpec = {
  name: 'usage',
  summary: 'show what every account and sender can still send',
  description:
    'Reads every account and shows per account and sender: used, left, allowance, next reset, today, headroom, run-out date, and where each number comes from. A number nobody gave is shown as ?, never as 0.',
  arguments: [FILES],
  options: () => [new Option('--save <snapshot.json>', 'save what the providers said, for --snapshot')],
  uses: ['capacity'],
  formats: ['pretty', 'json', 'csv'],
  examples: [
    ['sendplan usage plans/accounts.sendplan.yaml', 'live capacity of every account'],
    ['sendplan usage plans/ --save snapshot.json', 'shows it and keeps it for later planning'],
    ['sendplan usage plans/example --sandbox', 'a try without keys'],
  ],
  load: () => import('./usage.run.ts'),
};
