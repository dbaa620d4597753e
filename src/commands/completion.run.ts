/** `sendplan completion`: prints the completion script of a shell. The script calls `sendplan complete -- …`, see `complete.ts`. */

import { script } from '@bomb.sh/tab';
import type { Run } from './command.ts';
import { EXIT } from './failure.ts';
import { TOOL } from './tool.ts';

/** Exit 0. */
export const run: Run<object> = async ({ arguments: [shell] }) => {
  // The library prints the script itself.
  script(shell as string, TOOL.name, TOOL.name);
  return EXIT.done;
};
