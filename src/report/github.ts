/** Findings as GitHub workflow commands: annotations at the lines that cause them. Source: docs.github.com, "Workflow commands". */

import type { Finding, Severity } from '../model/finding.ts';
import { type CheckReport, countsText } from './check-report.ts';
import { escapeTerminal, visibleText } from './escape-terminal.ts';
import { count } from './words.ts';

/** A step shows ten annotations of a level; what is beyond them vanishes without a word. */
const MOST = 10;
const LEVELS: readonly (readonly [Severity, string])[] = [
  ['error', 'error'],
  ['warning', 'warning'],
];

// The escapes of actions/toolkit, packages/core/src/command.ts; a line feed is the only control that may stand for itself.
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
/** Shown text: no control, no legacy command, line breaks as such. */
const shown = (text: string): string => text.split('\n').map(escapeTerminal).join('\n');
const fileText = (file: string): string =>
  file
    .split(/(\r|\n)/)
    .map((part, i) => (i % 2 === 0 ? visibleText(part).replaceAll('##[', '##\\x5b') : part))
    .join('');

function annotation(level: string, finding: Finding): string {
  const { file, line, column, endLine, endColumn } = finding;
  const isOneLine = line !== null && endLine === line;
  const properties: readonly (readonly [string, string | number | null])[] = [
    ['file', file === null ? null : fileText(file)],
    ['line', line],
    ['endLine', endLine],
    // Columns are read only where the range is within one line; the last one is part of it.
    ['col', isOneLine ? column : null],
    ['endColumn', isOneLine && endColumn !== null ? Math.max(column ?? 1, endColumn - 1) : null],
    ['title', `${finding.title} (${finding.kind})`],
  ];
  const written = properties.filter(([, value]) => value !== null).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${level} ${written.join(',')}::${data(shown(messageOf(finding)))}\n`;
}

const messageOf = ({ message, help }: Finding): string => (help === '' ? message : `${message}\n${help}`);

/**
 * At most ten annotations a level, the most significant first; the last one says how many more there are. Notes are only
 * counted. Ends with a line that is no command.
 */
export function githubAnnotations(report: CheckReport): string {
  const lines = LEVELS.flatMap(([severity, level]) => {
    const all = report.findings.filter((f) => f.severity === severity);
    const own = all.length <= MOST ? all : all.slice(0, MOST - 1);
    const hidden = all.length - own.length;
    const rest = `::${level} title=${count(hidden)} more ${severity}s::Only ten are shown here. The job summary and the other reports list them all.\n`;
    return [...own.map((finding) => annotation(level, finding)), ...(hidden > 0 ? [rest] : [])];
  });
  const failure =
    report.failure === null
      ? []
      : [`::error title=${property(`sendplan ${report.command}: no answer`)}::${data(shown(report.failure.message))}\n`];
  return [...failure, ...lines, `sendplan ${report.command}: ${countsText(report)}\n`].join('');
}
