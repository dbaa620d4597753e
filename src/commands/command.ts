/** A command: its specification (cheap to load, enough for help and completion) and its lazily loaded run function. */

import type { Option } from 'commander';
import type { CommonOptions, Format, OptionGroup } from './options.ts';
import type { Output } from './output.ts';
import type { Runtime } from './runtime.ts';

/** What a run function gets. `arguments` are the positional ones, in order. */
export interface Invocation<Options = object> {
  readonly arguments: readonly string[];
  readonly options: CommonOptions & Options;
  readonly runtime: Runtime;
  readonly output: Output;
}

/** Does the work of a command and returns its exit code. Throws: the four errors of `errors.ts`. */
export type Run<Options> = (invocation: Invocation<Options>) => Promise<number>;

/** One positional argument. */
export interface ArgumentSpec {
  /** As in the help: `<files...>`, `[kind]`. */
  readonly syntax: string;
  readonly description: string;
  readonly choices?: readonly string[];
}

/** Everything about a command that help and completion need. */
export interface CommandSpec {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** First paragraph of the command's own help. */
  readonly description: string;
  readonly arguments: readonly ArgumentSpec[];
  /** Options of this command alone; a fresh list each time, because commander keeps state in them. */
  readonly options: () => readonly Option[];
  /** Groups of common options that have an effect here. The others are accepted and do nothing. */
  readonly uses: readonly OptionGroup[];
  /** Output formats, the default first. */
  readonly formats: readonly Format[];
  /** Command line → what it does. */
  readonly examples: readonly (readonly [commandLine: string, effect: string])[];
  // biome-ignore lint/suspicious/noExplicitAny: each command has option types of its own; commander fills them untyped
  readonly load: () => Promise<{ readonly run: Run<any> }>;
}
