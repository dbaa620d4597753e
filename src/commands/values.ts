/** Parsers of option values. A refusal says what was given and what is expected. */

import { InvalidArgumentError } from 'commander';
import { parseInstant } from '../model/calendar.ts';
import type { ProviderId } from '../model/workspace.ts';
import { REPORTERS, type ReporterName } from '../report/reporters.ts';

const PROVIDER_IDS: readonly ProviderId[] = ['sendgrid', 'sendgrid-reseller', 'activecampaign', 'puffle'];
/** Providers `--exclude-provider` knows. */
export const EXCLUDABLE: readonly string[] = [...PROVIDER_IDS, 'declared'];
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds since 1970 of `--now`, or the word `snapshot`. Throws: InvalidArgumentError. */
export function parseNow(text: string): number | 'snapshot' {
  const ms = text === 'snapshot' ? text : parseInstant(text);
  if (ms === null) throw new InvalidArgumentError('Expected an instant with zone, e.g. 2026-11-20T09:30:00Z, or the word snapshot.');
  return ms;
}

/** Milliseconds of a duration such as `90s`, `15m`, `6h`, `2d`. Throws: InvalidArgumentError. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  if (!match) throw new InvalidArgumentError('Expected a duration such as 90s, 15m, 6h or 2d.');
  return Number(match[1]) * (UNITS[match[2] as string] as number);
}

/** Milliseconds of `--time-limit`, given in seconds (decimals allowed, at most one day). Throws: InvalidArgumentError. */
export function parseSeconds(text: string): number {
  const seconds = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds > 0 && seconds <= 86_400)) throw new InvalidArgumentError('Expected seconds above 0 and up to 86400.');
  return Math.round(seconds * 1000);
}

/** Whole number of a port. Throws: InvalidArgumentError. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('Expected a port from 0 to 65535 (0 = any free one).');
  return port;
}

/** Adds one provider to those to leave out. Throws: InvalidArgumentError. */
export function parseProvider(text: string, before: readonly string[] = []): readonly string[] {
  if (!EXCLUDABLE.includes(text)) throw new InvalidArgumentError(`Expected one of ${EXCLUDABLE.join(', ')}.`);
  return before.includes(text) ? before : [...before, text];
}

/** Adds one `provider=URL` to those already given; the URL itself is judged by the provider client. Throws: InvalidArgumentError. */
export function parseBaseUrl(
  text: string,
  before: Readonly<Partial<Record<ProviderId, string>>> = {},
): Readonly<Partial<Record<ProviderId, string>>> {
  const at = text.indexOf('=');
  const provider = PROVIDER_IDS.find((id) => id === text.slice(0, at));
  if (at < 0 || provider === undefined) {
    throw new InvalidArgumentError(`Expected provider=URL with one of ${PROVIDER_IDS.join(', ')}.`);
  }
  return { ...before, [provider]: text.slice(at + 1) };
}

/** Variable that redirects a provider. */
export const baseUrlVariable = (provider: ProviderId): string => `SENDPLAN_BASE_URL_${provider.toUpperCase().replaceAll('-', '_')}`;

/** Provider redirections from `SENDPLAN_BASE_URL_<PROVIDER>`. */
export function baseUrlsFromEnvironment(env: (name: string) => string | undefined): Readonly<Partial<Record<ProviderId, string>>> {
  const set = PROVIDER_IDS.map((provider) => [provider, env(baseUrlVariable(provider))] as const);
  return Object.fromEntries(set.filter(([, url]) => url !== undefined && url !== ''));
}

/** A report that is written to a file beside the result. */
export interface ReportFile {
  readonly kind: ReporterName;
  readonly path: string;
}

/** Adds one `kind=path` to those already given. Throws: InvalidArgumentError. */
export function parseReport(text: string, before: readonly ReportFile[] = []): readonly ReportFile[] {
  const at = text.indexOf('=');
  const kind = REPORTERS.find((name) => name === text.slice(0, at));
  const path = text.slice(at + 1);
  if (at < 0 || kind === undefined || path === '')
    throw new InvalidArgumentError(`Expected kind=path with one of ${REPORTERS.join(', ')}.`);
  if (path === '-') throw new InvalidArgumentError('Only the result goes to standard output: choose its form with --format.');
  if (before.some((report) => report.path === path)) throw new InvalidArgumentError(`Two reports cannot share the file ${path}.`);
  return [...before, { kind, path }];
}
