/** Specification of `sendplan plan`. */

import { Option } from 'commander';
import type { CommandSpec } from './command.ts';
import { FILES } from './files.ts';

/** Options of `plan` alone. */
export interface PlanOptions {
  readonly csv?: string;
  readonly parquet?: string;
  readonly exitCode?: true;
}

/** `sendplan plan`. */
export const planSpec: CommandSpec = {
  name: 'plan',
  summary: 'plan campaigns against the capacity there is',
  description:
    'Reads the capacity of every account, decides how many contacts of which campaign start through which sender on which day, checks the plan independently, and prints it. A plan that fails the check is never written.',
  arguments: [FILES],
  options: () => [
    new Option('--csv <dir>', 'also write starts.csv and sends.csv into this folder'),
    new Option('--parquet <dir>', 'also write starts.parquet and sends.parquet into this folder'),
    new Option('--exit-code', 'exit with 1 when the plan leaves contacts unserved that had to be served'),
  ],
  uses: ['capacity', 'solver', 'previous'],
  formats: ['pretty', 'json', 'csv'],
  examples: [
    ['sendplan plan plans/ -o plan.json', 'plans with live capacity, prints the plan and writes plan.json'],
    ['sendplan plan plans/ --snapshot snapshot.json --allow-stale 6h', 'plans with saved capacity, without network'],
    ['sendplan plan plans/example --sandbox', 'a try without keys'],
    ['sendplan plan plans/ --json | jq .campaigns', 'the plan file on standard output'],
  ],
  load: () => import('./plan.run.ts'),
};
