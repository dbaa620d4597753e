/** The options every command shares, defined once. */

import { Option } from 'commander';
import type { ProviderId } from '../model/workspace.ts';
import { REPORTERS } from '../report/reporters.ts';
import { EXCLUDABLE, parseBaseUrl, parseDuration, parseNow, parseProvider, parseReport, parseSeconds, type ReportFile } from './values.ts';

/** Output formats over all commands. */
export const FORMATS = [...REPORTERS, 'csv'] as const;
/** One output format. */
export type Format = (typeof FORMATS)[number];

/** Formats read by programs: never coloured; stdout holds exactly one document. */
export const isMachineFormat = (format: Format): boolean => format !== 'pretty' && format !== 'concise';

/** `output` and `general` have an effect everywhere; the others where a command says so. */
export type OptionGroup = 'capacity' | 'solver' | 'previous' | 'report';

/** Engine choice. */
export type SolverChoice = 'auto' | 'highs' | 'jslp';

/** Values of the common options after parsing; undefined = not given. */
export interface CommonOptions {
  readonly directory?: string;
  readonly format?: Format;
  readonly json?: true;
  readonly out?: string;
  readonly color?: 'auto' | 'always' | 'never';
  /** false with `--no-input`. */
  readonly input?: boolean;
  readonly quiet?: true;
  readonly verbose?: true;
  /** Units: ms since 1970; `snapshot`: when the capacity of `--snapshot` was read. */
  readonly now?: number | 'snapshot';
  readonly sandbox?: true;
  readonly snapshot?: string;
  /** Units: ms. */
  readonly allowStale?: number;
  readonly excludeProvider?: readonly string[];
  readonly baseUrl?: Readonly<Partial<Record<ProviderId, string>>>;
  readonly trustZeros?: true;
  readonly strict?: true;
  readonly solver?: SolverChoice;
  /** Units: ms. */
  readonly timeLimit?: number;
  readonly previous?: string;
  readonly report?: readonly ReportFile[];
  /** false with `--no-ci-detect`. */
  readonly ciDetect?: boolean;
}

const general = (): Option[] => [
  new Option('-C, --directory <dir>', 'work in this directory'),
  new Option('--format <format>', 'form of the result').choices(FORMATS),
  new Option('--json', 'same as --format json'),
  new Option('-o, --out <file>', 'write the result to a file (- = standard output)'),
  new Option('--color <when>', 'colours: auto, always or never').choices(['auto', 'always', 'never']),
  new Option('--no-input', 'never ask a question'),
  new Option('-q, --quiet', 'no progress and no hints on standard error'),
  new Option('-v, --verbose', 'say more on standard error'),
  new Option('--now <instant>', 'take this as the present, e.g. 2026-11-20T09:30:00Z; snapshot: the time of --snapshot').argParser(
    parseNow,
  ),
];

const GROUPS: Readonly<Record<OptionGroup, () => Option[]>> = {
  capacity: () => [
    new Option('--snapshot <file>', 'use saved capacity instead of asking the providers'),
    new Option('--allow-stale <duration>', 'accept saved capacity up to this age, e.g. 6h').argParser(parseDuration),
    new Option('--sandbox', 'ask the built-in provider sandbox, no key and no Internet needed'),
    new Option('--exclude-provider <provider>', 'leave a provider out (repeatable)').choices(EXCLUDABLE).argParser(parseProvider),
    new Option('--base-url <provider=url>', 'redirect a provider (repeatable; also SENDPLAN_BASE_URL_<PROVIDER>)').argParser(parseBaseUrl),
    new Option('--trust-zeros', 'believe a provider whose numbers are all zero'),
    new Option('--strict', 'treat doubtful numbers of a provider as errors'),
  ],
  solver: () => [
    new Option('--solver <engine>', 'solver engine: auto, highs or jslp').choices(['auto', 'highs', 'jslp']),
    new Option('--time-limit <seconds>', 'longest time for solving (default: 30, more for over 750,000 sender-days)').argParser(
      parseSeconds,
    ),
  ],
  previous: () => [new Option('--previous <plan.json>', 'earlier plan: what it started counts, what it promised is kept')],
  report: () => [
    new Option('--report <kind=path>', `also write a report (repeatable): ${REPORTERS.join(', ')}`).argParser(parseReport),
    new Option('--no-ci-detect', 'no annotations and no job summary of its own accord on GitHub'),
  ],
};

/**
 * All common options. Those of groups without effect on a command are accepted there too, hidden from its help, so that
 * one set of flags can be given to every command of a script.
 */
export function commonOptions(uses: readonly OptionGroup[]): readonly Option[] {
  const grouped = (Object.keys(GROUPS) as OptionGroup[]).flatMap((group) =>
    GROUPS[group]().map((option) => (uses.includes(group) ? option : option.hideHelp())),
  );
  return [...grouped, ...general()];
}
