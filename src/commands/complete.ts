/** Answers a shell that asks how a line may go on. Reads the specifications only; no command is loaded. */

import type { RootCommand } from '@bomb.sh/tab';
import tab from '@bomb.sh/tab/commander';
import { completionSpec } from './completion.spec.ts';
import { buildProgram, COMMANDS } from './program.ts';

/** `ShellCompDirectiveDefault`: the shell completes file names when nothing else fits. */
const FILE_NAMES = 0;

/** Prints the completions of a line on standard output. `words`: the line so far without the program's name; the last one is being typed. */
export function complete(words: readonly string[]): void {
  // The library brings a completion command of its own.
  const commands = COMMANDS.filter((spec) => spec !== completionSpec).map((spec) => ({ ...spec, description: spec.summary }));
  const program = buildProgram({ width: 80, onText: () => undefined, onCommand: () => undefined }, commands);
  const root: RootCommand = tab(program, { completionCommandName: completionSpec.name });
  // The library always forbids file names; most of our arguments are files.
  Object.defineProperty(root, 'directive', { get: () => FILE_NAMES, set: () => undefined });
  root.parse([...words]);
}
