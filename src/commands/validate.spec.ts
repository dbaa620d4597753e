/** Specification of `sendplan validate`. */

import type { CommandSpec } from './command.ts';
import { FILES } from './files.ts';

/** `sendplan validate`. */
export const validateSpec: CommandSpec = {
  name: 'validate',
  summary: 'check plan files: syntax, keys, references, dates',
  description:
    'Checks plan files without asking any provider: syntax, unknown keys, references, dates, contradictions. Every error is reported at once, with its place.',
  arguments: [FILES],
  options: () => [],
  uses: [],
  formats: ['pretty', 'concise', 'json'],
  examples: [
    ['sendplan validate plans/', 'checks every plan file in the folder'],
    ['sendplan validate plans/ --format concise', 'one line per finding, for editors'],
  ],
  load: () => import('./validate.run.ts'),
};
