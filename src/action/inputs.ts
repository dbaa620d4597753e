/** The inputs of the action. Their descriptions and defaults stand in `action.yml`. */

import { UsageError } from '../errors.ts';
import type { Environment } from './world.ts';

const COMMANDS = ['check', 'plan', 'validate'] as const;
const COMMENTS = ['off', 'changes', 'always'] as const;
const SEVERITIES = ['error', 'warning', 'never'] as const;

/** What the step asks for. */
export interface Inputs {
  readonly command: (typeof COMMANDS)[number];
  readonly files: readonly string[];
  /** null = the command's own default. */
  readonly failOn: (typeof SEVERITIES)[number] | null;
  readonly comment: (typeof COMMENTS)[number];
  readonly snapshot: string | null;
  /** Further options of the command, each argument by itself: no shell reads them. */
  readonly args: readonly string[];
  /** Relative to the workspace. */
  readonly workingDirectory: string;
  /** Empty = none. */
  readonly token: string;
}

/** Variable in which the runner hands over an input: upper case, hyphens stay. Source: actions/toolkit, packages/core getInput. */
export const inputVariable = (name: string): string => `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;

/** Reads the inputs. Throws: UsageError that names every input that is wrong. */
export function readInputs(env: Environment): Inputs {
  const problems: string[] = [];
  const text = (name: string): string => (env[inputVariable(name)] ?? '').trim();
  const lines = (name: string): readonly string[] =>
    text(name)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  function choice<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
    const given = text(name);
    const found = given === '' ? otherwise : allowed.find((value) => value === given);
    if (found === undefined) problems.push(`${name} is ${JSON.stringify(given)}; expected ${allowed.join(', ')}.`);
    return found ?? otherwise;
  }
  const inputs: Inputs = {
    command: choice('command', COMMANDS, 'check'),
    files: lines('files'),
    failOn: text('fail-on') === '' ? null : choice('fail-on', SEVERITIES, 'error'),
    comment: choice('comment', COMMENTS, 'off'),
    snapshot: text('snapshot') || null,
    args: lines('args'),
    workingDirectory: text('working-directory') || '.',
    token: text('token'),
  };
  if (inputs.files.length === 0) problems.push('files is empty; expected plan files or folders, one a line.');
  if (inputs.command === 'plan' && inputs.failOn !== null) problems.push('fail-on belongs to check and validate: a plan judges nothing.');
  if (inputs.command === 'validate' && inputs.snapshot !== null)
    problems.push('snapshot belongs to check and plan: validate reads no capacity.');
  if (inputs.command === 'plan' && inputs.comment !== 'off')
    problems.push('comment belongs to check and validate: a plan makes no report.');
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return inputs;
}
