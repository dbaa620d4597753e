/** Findings one per line, for editors and grep: `file:line:col: severity kind message`. */

import type { Finding } from '../model/finding.ts';
import { type CheckReport, countsText } from './check-report.ts';
import { escapeTerminal } from './escape-terminal.ts';

/** `file:line:col`, as far as known, already escaped; empty when the finding has no place. */
export function place(finding: Finding): string {
  if (finding.file === null) return '';
  const parts = [finding.file, finding.line, finding.column].filter((part) => part !== null);
  return escapeTerminal(parts.join(':'));
}

const lineOf = (f: Finding, severity: string): string => `${place(f) || '-'}: ${severity} ${f.kind} ${escapeTerminal(f.message)}\n`;

/** One line per finding; findings without a place begin with `-`. */
export const concise = (findings: readonly Finding[]): string => findings.map((f) => lineOf(f, f.severity)).join('');

/** Findings, then accepted ones as `ignored`, then one line with the counts. */
export const conciseReport = (report: CheckReport): string =>
  [
    concise(report.findings),
    ...report.ignored.map(({ finding }) => lineOf(finding, 'ignored')),
    `-: ${report.command} ${report.exitCode === 0 ? 'passed' : 'failed'}: ${countsText(report)}\n`,
  ].join('');
