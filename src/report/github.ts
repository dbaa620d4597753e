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

/** The escapes of a command's message, and nothing else: for values that must arrive as they are. Source: actions/toolkit, packages/core/src/command.ts. */
export const commandData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => commandData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
/** Shown text: no control but the line feed, no legacy command. */
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
  return `::${level} ${written.join(',')}::${commandData(shown(messageOf(finding)))}\n`;
}

const messageOf = ({ message, help }: Finding): string => (help === '' ? message : `${message}\n${help}`);

/** One workflow command as a line, its texts escaped: obeyed by the runner on either stream. */
export function workflowCommand(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(shown(value))}`);
  return `::${name}${list.length === 0 ? '' : ` ${list.join(',')}`}::${commandData(shown(message))}\n`;
}

/** At most ten annotations a level, the most significant first; the last one says how many more there are. Notes have none. */
export function annotations(report: CheckReport): string {
  const lines = LEVELS.flatMap(([severity, level]) => {
    const all = report.findings.filter((f) => f.severity === severity);
    const own = all.length <= MOST ? all : all.slice(0, MOST - 1);
    const hidden = all.length - own.length;
    const title = `${count(hidden)} more ${severity}s`;
    const rest = workflowCommand(level, { title }, 'Only ten are shown here. The job summary and the other reports list them all.');
    return [...own.map((finding) => annotation(level, finding)), ...(hidden > 0 ? [rest] : [])];
  });
  const { failure, command } = report;
  return [
    ...(failure === null ? [] : [workflowCommand('error', { title: `sendplan ${command}: no answer` }, failure.message)]),
    ...lines,
  ].join('');
}

/** The annotations and the counts, which also those see who read the log. */
export const githubReport = (report: CheckReport): string => `${annotations(report)}sendplan ${report.command}: ${countsText(report)}\n`;
