/** Specification of `sendplan schema`. */

import type { CommandSpec } from './command.ts';

/** Documents with a published JSON Schema. */
export const SCHEMA_KINDS = ['plan', 'plan-json', 'snapshot'] as const;

/** `sendplan schema`. */
export const schemaSpec: CommandSpec = {
  name: 'schema',
  summary: 'print a JSON Schema',
  description: 'Prints the JSON Schema (draft-07) of plan files (plan), of plan.json (plan-json) or of saved capacity (snapshot).',
  arguments: [{ syntax: '[kind]', description: 'which document (default: plan)', choices: SCHEMA_KINDS }],
  options: () => [],
  uses: [],
  formats: ['json'],
  examples: [
    ['sendplan schema -o plans/sendplan.schema.json', 'schema copy for editors'],
    ['sendplan schema plan-json', 'schema of the written plan'],
  ],
  load: () => import('./schema.run.ts'),
};
