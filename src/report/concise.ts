/** Findings one per line, for editors and grep: `file:line:col: severity kind message`. */

import type { Finding } from '../model/finding.ts';
import { escapeTerminal } from './escape-terminal.ts';

/** `file:line:col`, as far as known, already escaped; empty when the finding has no place. */
export function place(finding: Finding): string {
  if (finding.file === null) return '';
  const parts = [finding.file, finding.line, finding.column].filter((part) => part !== null);
  return escapeTerminal(parts.join(':'));
}

/** One line per finding; findings without a place begin with `-`. */
export const concise = (findings: readonly Finding[]): string =>
  findings.map((f) => `${place(f) || '-'}: ${f.severity} ${f.kind} ${escapeTerminal(f.message)}\n`).join('');
