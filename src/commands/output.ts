/** Where a command's text goes: the result to standard output or a file, everything else to standard error. */

import type { ReportStyle } from '../report/style.ts';
import { decideColor, decideUnicode } from '../report/style.ts';
import type { CommonOptions, Format } from './options.ts';
import { isMachineFormat } from './options.ts';
import type { Runtime, TextStream } from './runtime.ts';

/** Output of one run. */
export interface Output {
  readonly format: Format;
  /** Look of the result. */
  readonly style: ReportStyle;
  /** Look of what goes to standard error. */
  readonly errorStyle: ReportStyle;
  /** Prints the result, or writes it to the file of `--out`. Once per run. Throws: UsageError when the file cannot be written. */
  readonly result: (text: string) => Promise<void>;
  /** Prints to standard output whatever `--out` says. */
  readonly print: (text: string) => Promise<void>;
  /** Progress and hints on standard error: one line. Silent with `--quiet`, and for machine formats unless `--verbose`. */
  readonly say: (line: string) => Promise<void>;
}

/** Output as the options and the streams want it. */
export function openOutput(options: CommonOptions, format: Format, runtime: Runtime): Output {
  const isMachine = isMachineFormat(format);
  const toFile = options.out !== undefined && options.out !== '-';
  const isQuiet = options.quiet === true || (isMachine && options.verbose !== true);
  return {
    format,
    style: style(runtime, toFile ? FILE : runtime.stdout, isMachine, options.color),
    errorStyle: style(runtime, runtime.stderr, false, options.color),
    print: runtime.stdout.write,
    result: async (text) => {
      if (!toFile) return runtime.stdout.write(text);
      const { writeFileAtomically } = await import('./write.ts');
      await writeFileAtomically(options.out as string, text, runtime);
    },
    say: async (line) => {
      if (!isQuiet) await runtime.stderr.write(`${line}\n`);
    },
  };
}

const FILE: Pick<TextStream, 'isTerminal' | 'columns'> = { isTerminal: false, columns: null };

/** Look of text on a stream. */
export function style(
  runtime: Runtime,
  stream: Pick<TextStream, 'isTerminal' | 'columns'>,
  isMachine: boolean,
  flag: CommonOptions['color'],
): ReportStyle {
  const term = runtime.env('TERM');
  return {
    width: stream.isTerminal ? (stream.columns ?? 80) : null,
    color: decideColor({
      flag,
      isMachineFormat: isMachine,
      isTerminal: stream.isTerminal,
      noColor: runtime.env('NO_COLOR'),
      forceColor: runtime.env('FORCE_COLOR'),
      term,
    }),
    unicode: decideUnicode({ term, locale: runtime.env('LC_ALL') || runtime.env('LC_CTYPE') || runtime.env('LANG') }),
  };
}
