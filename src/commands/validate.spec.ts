/** Specification of `sendplan validate`. */

import type { FailOn } from '../report/check-report.ts';
import { REPORTERS } from '../report/reporters.ts';
import { failOnOption } from './check.spec.ts';
import type { CommandSpec } from './command.ts';
import { FILES } from './files.ts';

/** Options of `validate` alone. */
export interface ValidateOptions {
  readonly failOn?: FailOn;
}

/** `sendplan validate`. */
export const validateSpec: CommandSpec = {
  name: 'validate',
  summary: 'check plan files: syntax, keys, references, dates',
  description:
    'Checks plan files without asking any provider: syntax, unknown keys, references, dates, contradictions. Every error is reported at once, with its place.',
  arguments: [FILES],
  options: () => [failOnOption()],
  uses: ['report'],
  formats: REPORTERS,
  examples: [
    ['sendplan validate plans/', 'checks every plan file in the folder'],
    ['sendplan validate plans/ --format concise', 'one line per finding, for editors'],
    ['sendplan validate plans/ --report gitlab=quality.json', 'also writes a Code Quality report'],
  ],
  load: () => import('./validate.run.ts'),
};
