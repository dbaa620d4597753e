/** The argument and the choice of files that several commands share. */

import type { ArgumentSpec } from './command.ts';

/** Plan files and folders. */
export const FILES: ArgumentSpec = {
  syntax: '<files...>',
  description: 'plan files, or folders that are searched for *.sendplan.yaml',
};
