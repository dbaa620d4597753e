/** Specification of `sendplan completion`. */

import type { CommandSpec } from './command.ts';

/** Shells with a completion script. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** `sendplan completion`. */
export const completionSpec: CommandSpec = {
  name: 'completion',
  summary: 'print a completion script for a shell',
  description: 'Prints the script that completes commands, flags and their values. sendplan must be on the PATH.',
  arguments: [{ syntax: '<shell>', description: 'shell the script is for', choices: SHELLS }],
  options: () => [],
  uses: [],
  formats: ['pretty'],
  examples: [
    ['source <(sendplan completion bash)', 'completion in this bash'],
    ['sendplan completion fish > ~/.config/fish/completions/sendplan.fish', 'completion in every fish'],
  ],
  load: () => import('./completion.run.ts'),
};
