/** What a failed run prints, and its exit code. */

import { ConfigError, ProviderError, SolverError, UsageError } from '../errors.ts';
import type { Finding } from '../model/finding.ts';
import { escapeTerminalLines } from '../report/escape-terminal.ts';
import { type ErrorDetails, errorDocument } from '../report/json.ts';
import { paint, type ReportStyle } from '../report/style.ts';
import type { Runtime } from './runtime.ts';
import { TOOL } from './tool.ts';

/** Exit codes; the whole table is in the README. */
export const EXIT = { done: 0, no: 1, usage: 2, data: 3, solver: 4, bug: 70 } as const;

/** Reason to give to the abort signal for SIGINT and SIGTERM. */
export const interruption = (signal: 'SIGINT' | 'SIGTERM'): ProviderError =>
  Object.assign(new ProviderError('interrupted', `interrupted by ${signal}`), { exitCode: signal === 'SIGINT' ? 130 : 143 });

/** Exit code for anything a command throws. An interruption wins over whatever it made fail. */
export function exitCodeOf(error: unknown, signal: AbortSignal): number {
  if (signal.aborted) return (signal.reason as { exitCode?: number }).exitCode ?? 130;
  if (error instanceof UsageError || error instanceof ConfigError) return EXIT.usage;
  if (error instanceof ProviderError) return EXIT.data;
  if (error instanceof SolverError) return EXIT.solver;
  return EXIT.bug;
}

/** Findings an error carries. */
export const findingsOf = (error: unknown): readonly Finding[] =>
  error instanceof ConfigError || error instanceof ProviderError ? error.findings : [];

/** The error as data for the JSON document. */
export function errorDetails(error: unknown, exitCode: number): ErrorDetails {
  if (exitCode === 130 || exitCode === 143) return { code: 'interrupted', message: 'interrupted before the end' };
  if (error instanceof ProviderError) {
    const { code, message, provider, account } = error;
    const failures = error.failures.map((failure) => errorDetails(failure, exitCode));
    return { code, message, provider, account, ...(failures.length > 0 ? { failures } : {}) };
  }
  if (error instanceof SolverError) return { code: error.code, message: error.message };
  if (error instanceof ConfigError) return { code: 'config', message: `${error.findings.length} findings in the plan files` };
  if (error instanceof UsageError) return { code: 'usage', message: error.message };
  return { code: 'internal', message: bugMessage(error) };
}

/** Text for standard error. */
export async function errorText(
  error: unknown,
  exitCode: number,
  style: ReportStyle,
  runtime: Runtime,
  isVerbose: boolean,
): Promise<string> {
  const word = paint(style, 'bad', 'error');
  if (exitCode === 130 || exitCode === 143) return `${word}: interrupted, nothing half-written\n`;
  const findings = findingsOf(error);
  let text = '';
  if (findings.length > 0) {
    const { prettyFindings } = await import('../report/pretty-findings.ts');
    const { readSources } = await import('./sources.ts');
    text = prettyFindings(findings, style, await readSources(findings, runtime));
  }
  // Findings that say it all are not repeated.
  if (text !== '' && findings.every((f) => messageOf(error).includes(f.message))) return text;
  const separator = text === '' ? '' : '\n';
  const lines = `${word}: ${escapeTerminalLines(messageOf(error))}\n`;
  const stack = exitCode === EXIT.bug && isVerbose && error instanceof Error ? `${escapeTerminalLines(error.stack ?? '')}\n` : '';
  return `${text}${separator}${lines}${stack}`;
}

const messageOf = (error: unknown): string =>
  [UsageError, ConfigError, ProviderError, SolverError].some((kind) => error instanceof kind)
    ? (error as Error).message
    : bugMessage(error);

function bugMessage(error: unknown): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return [
    `sendplan failed in a way it should not: ${what}`,
    `This is a bug in sendplan ${TOOL.version}. Please report it with the command line, the version and the text printed with -v.`,
    'Leave out keys and addresses: a plan file with made-up names that shows the same failure is best.',
  ].join('\n');
}

/** The JSON document for a failed run. */
export const failureDocument = (error: unknown, exitCode: number): string =>
  errorDocument(TOOL, exitCode, errorDetails(error, exitCode), findingsOf(error));
