/** The command line as commander sees it: built from the specifications, parsed into one command to run. */

import { Argument, Command, CommanderError } from 'commander';
import { UsageError } from '../errors.ts';
import { checkSpec } from './check.spec.ts';
import type { CommandSpec } from './command.ts';
import { completionSpec } from './completion.spec.ts';
import { diffSpec } from './diff.spec.ts';
import { explainSpec } from './explain.spec.ts';
import { type CommonOptions, commonOptions, type Format } from './options.ts';
import { planSpec } from './plan.spec.ts';
import { recommendSpec } from './recommend.spec.ts';
import { sandboxSpec } from './sandbox.spec.ts';
import { schemaSpec } from './schema.spec.ts';
import { simulateSpec } from './simulate.spec.ts';
import { TOOL } from './tool.ts';
import { usageSpec } from './usage.spec.ts';
import { validateSpec } from './validate.spec.ts';
import { verifySpec } from './verify.spec.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  usageSpec,
  planSpec,
  simulateSpec,
  recommendSpec,
  checkSpec,
  validateSpec,
  diffSpec,
  explainSpec,
  verifySpec,
  schemaSpec,
  sandboxSpec,
  completionSpec,
];

/** What a command line asks for: a command to run, or a text (help, version) to print. */
export type Request =
  | { readonly kind: 'run'; readonly spec: CommandSpec; readonly arguments: readonly string[]; readonly options: CommonOptions }
  | { readonly kind: 'text'; readonly text: string };

/** Width of the help and what to do when a command was chosen. */
interface ProgramOptions {
  readonly width: number;
  readonly onText: (text: string) => void;
  readonly onCommand: (spec: CommandSpec, args: readonly string[], options: CommonOptions) => void;
}

const AFTER_HELP = `
Run sendplan <command> --help for its options and examples, sendplan help findings for every finding.

Exit codes: 0 done; 1 the answer is no; 2 wrong use or plan files that cannot be used; 3 live data
missing or stale; 4 no verified plan in the time given; 70 our bug; 130, 143 interrupted.

Environment: NO_COLOR, FORCE_COLOR; SENDPLAN_BASE_URL_<PROVIDER> redirects a provider; keys are read
from the variables the plan files name, and only for the providers asked. On GitHub (GITHUB_ACTIONS,
GITHUB_STEP_SUMMARY) check and validate add annotations and the job summary: --no-ci-detect stops it.
`;

/** Builds the commander program. Also what shell completion reads. */
export function buildProgram({ width, onText, onCommand }: ProgramOptions, commands: readonly CommandSpec[] = COMMANDS): Command {
  const program = new Command(TOOL.name)
    .description('Plans e-mail campaigns against the capacity you really have.')
    .version(TOOL.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .exitOverride()
    .configureOutput({ writeOut: onText, writeErr: () => undefined, getOutHelpWidth: () => width, getErrHelpWidth: () => width })
    .configureHelp({ helpWidth: width, showGlobalOptions: false })
    .addHelpText('after', AFTER_HELP);
  for (const option of commonOptions([])) program.addOption(option.helpGroup('Common options:'));
  for (const spec of commands) program.addCommand(buildCommand(spec, program, onCommand));
  return program;
}

function buildCommand(spec: CommandSpec, program: Command, onCommand: ProgramOptions['onCommand']): Command {
  const command = new Command(spec.name).copyInheritedSettings(program).summary(spec.summary).description(spec.description);
  for (const argument of spec.arguments) {
    const built = new Argument(argument.syntax, argument.description);
    command.addArgument(argument.choices ? built.choices(argument.choices) : built);
  }
  for (const option of spec.options()) command.addOption(option);
  for (const option of commonOptions(spec.uses)) command.addOption(option.helpGroup('Common options:'));
  const examples = spec.examples.map(([line, effect]) => `  ${line}\n      ${effect}`).join('\n');
  command.addHelpText('after', `\nResult formats: ${spec.formats.join(', ')}\n\nExamples:\n${examples}\n`);
  return command.action((..._: unknown[]) => onCommand(spec, command.args, command.optsWithGlobals() as CommonOptions));
}

/** Parses a command line (without node and script). Throws: UsageError with a suggestion where there is a near name. */
export function parseCommandLine(argv: readonly string[], width: number): Request {
  let text = '';
  let request: Request | null = null;
  const program = buildProgram({
    width,
    onText: (piece) => {
      text += piece;
    },
    onCommand: (spec, args, options) => {
      request = { kind: 'run', spec, arguments: args, options };
    },
  });
  if (argv.length === 0) throw new UsageError(`no command given\n\n${program.helpInformation().trimEnd()}`);
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new UsageError(refusal(error));
  }
  return request ?? { kind: 'text', text };
}

function refusal(error: CommanderError): string {
  // The value of an unknown flag is not repeated: it may be a key.
  const message = error.message.replace(/^error: /, '').replace(/'(--?[^'=\s]+)=[^']*'/, "'$1'");
  const isSecret = error.code === 'commander.unknownOption' && /key|secret|password|credential|token|auth/i.test(message);
  return isSecret ? `${message}\nNo flag takes a secret: put it into an environment variable and name that in the plan file.` : message;
}

/** Format of the result from `--format` and `--json`, or the command's own. Throws: UsageError. */
export function chooseFormat(spec: CommandSpec, options: CommonOptions): Format {
  if (options.json && options.format !== undefined && options.format !== 'json') {
    throw new UsageError(`--json and --format ${options.format} contradict each other. Give one of them.`);
  }
  const format = options.json ? 'json' : (options.format ?? (spec.formats[0] as Format));
  if (!spec.formats.includes(format)) {
    throw new UsageError(`${spec.name} has no format ${format}. It has: ${spec.formats.join(', ')}.`);
  }
  if (options.report !== undefined && !spec.uses.includes('report')) {
    throw new UsageError(`${spec.name} writes no reports of findings. Use --report with check or validate.`);
  }
  return format;
}
