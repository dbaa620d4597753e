/** From a command line to an exit code. */

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { parseInstant } from '../model/calendar.ts';
import { EXIT, errorText, exitCodeOf, failureDocument } from './failure.ts';
import type { CommonOptions } from './options.ts';
import { openOutput, style } from './output.ts';
import { chooseFormat, parseCommandLine } from './program.ts';
import type { Runtime } from './runtime.ts';

/** Runs one command line and returns its exit code. Prints everything, errors included; throws nothing. */
export async function main(argv: readonly string[], runtime: Runtime): Promise<number> {
  let options: CommonOptions = optionsOfBrokenLine(argv);
  try {
    if (argv[0] === 'complete' && argv[1] === '--') {
      const { complete } = await import('./complete.ts');
      complete(argv.slice(2));
      return EXIT.done;
    }
    if (argv[0] === 'help' && argv[1] === 'findings') {
      const { findingsHelp } = await import('../report/findings-list.ts');
      await runtime.stdout.write(findingsHelp(style(runtime, runtime.stdout, false, undefined)));
      return EXIT.done;
    }
    const request = parseCommandLine(argv, Math.min(runtime.stdout.columns ?? 100, 100));
    if (request.kind === 'text') {
      await runtime.stdout.write(request.text);
      return EXIT.done;
    }
    options = request.options;
    const format = chooseFormat(request.spec, options);
    const here = await atTime(await inDirectory(runtime, options), options);
    const output = openOutput(options, format, here);
    const { run } = await request.spec.load();
    return await run({ arguments: request.arguments, options, runtime: here, output });
  } catch (error) {
    const exitCode = exitCodeOf(error, runtime.signal);
    await report(error, exitCode, options, runtime);
    return exitCode;
  }
}

async function report(error: unknown, exitCode: number, options: CommonOptions, runtime: Runtime): Promise<void> {
  const look = style(runtime, runtime.stderr, false, options.color);
  await runtime.stderr.write(await errorText(error, exitCode, look, runtime, options.verbose === true));
  if (options.json || options.format === 'json') await runtime.stdout.write(failureDocument(error, exitCode));
}

async function inDirectory(runtime: Runtime, options: CommonOptions): Promise<Runtime> {
  if (options.directory === undefined) return runtime;
  const cwd = resolve(runtime.cwd, options.directory);
  const found = await stat(cwd).catch(() => null);
  if (!found?.isDirectory()) throw new UsageError(`-C ${options.directory}: no such folder`);
  return { ...runtime, cwd };
}

async function atTime(runtime: Runtime, { now, snapshot }: CommonOptions): Promise<Runtime> {
  if (now === undefined) return runtime;
  const ms = now === 'snapshot' ? await timeOfSnapshot(snapshot, runtime) : now;
  return { ...runtime, now: () => ms };
}

/** Kept capacity can be judged as of the time it was read, however long ago that was. */
async function timeOfSnapshot(path: string | undefined, { cwd }: Runtime): Promise<number> {
  if (path === undefined)
    throw new UsageError('--now snapshot takes the time of saved capacity as the present. Give --snapshot <file> as well.');
  const [{ readTextFile }, { parseSnapshot }] = await Promise.all([import('./read.ts'), import('../snapshot/file.ts')]);
  return parseInstant(parseSnapshot(await readTextFile(path, cwd), path).observedAt) as number;
}

/** What can be told of a line that may not parse: whether a program is waiting for JSON, and the colour. */
function optionsOfBrokenLine(argv: readonly string[]): CommonOptions {
  const isJson = argv.some((arg, i) => arg === '--json' || arg === '--format=json' || (arg === 'json' && argv[i - 1] === '--format'));
  return isJson ? { json: true } : {};
}
