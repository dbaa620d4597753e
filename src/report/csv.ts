/** CSV tables for spreadsheets. Cells that a spreadsheet would run as a formula get a leading apostrophe. */

import papa from 'papaparse';
import type { DailySends, Start } from '../model/plan.ts';

/**
 * What a spreadsheet may take for a formula: = + - @ (also full width) at the start or after an embedded line break, blanks
 * before them included, and tab or CR at the start. A leading apostrophe is marked as well, so that taking one away always
 * gives the text back. Source: OWASP, CSV injection.
 */
const FORMULA = /^'|^[\t\r]|(?:^|[\r\n])[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

/** A table with a header line; numbers stay numbers. Lines end with LF. */
export function csv(columns: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const table = { fields: [...columns], data: rows.map((row) => [...row]) };
  const text = papa.unparse(table, { newline: '\n', escapeFormulae: FORMULA });
  // Without rows the library ends the header's line itself.
  return rows.length === 0 ? text : `${text}\n`;
}

/** starts.csv: contacts that receive their first step from one sender on one day. */
export const startsCsv = (starts: readonly Start[]): string =>
  csv(
    ['campaign', 'segment', 'account', 'sender', 'date', 'contacts'],
    starts.map((row) => [row.campaign, row.segment, row.account, row.sender, row.date, row.contacts]),
  );

/** sends.csv: expected sends day by day; `step` counts from 1. */
export const sendsCsv = (sends: readonly DailySends[]): string =>
  csv(
    ['date', 'campaign', 'segment', 'step', 'account', 'sender', 'contacts', 'sends'],
    sends.map((row) => [row.date, row.campaign, row.segment, row.step + 1, row.account, row.sender, row.contacts, row.sends]),
  );
