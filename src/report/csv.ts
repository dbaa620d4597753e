/** CSV tables for spreadsheets. Cells that a spreadsheet would run as a formula get a leading apostrophe. */

import papa from 'papaparse';
import type { DailySends, Start } from '../model/plan.ts';
import { SENDS_TABLE, STARTS_TABLE, type TableColumn } from './plan-tables.ts';

/**
 * What a spreadsheet may take for a formula: = + - @ (also full width) at the start or after an embedded line break, blanks
 * before them included, and tab or CR at the start. A leading apostrophe is marked as well, so that taking one away always
 * gives the text back. Source: OWASP, CSV injection.
 */
const FORMULA = /^'|^[\t\r]|(?:^|[\r\n])[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

/** A table with a header line; numbers stay numbers. Lines end with LF. */
export function csv(columns: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return lines([columns, ...rows]);
}

const lines = (rows: readonly (readonly (string | number | null)[])[]): string =>
  `${papa.unparse(rows as (string | number | null)[][], { newline: '\n', escapeFormulae: FORMULA })}\n`;

/** Rows turned into text at a time. */
const BATCH = 4096;

/** A table in pieces of whole lines, the header first. */
function* csvPieces<T>(columns: readonly TableColumn<T>[], rows: Iterable<T>): Generator<string> {
  yield csv(
    columns.map((column) => column.name),
    [],
  );
  let batch: (string | number | null)[][] = [];
  for (const row of rows) {
    batch.push(columns.map((column) => column.cellOf(row)));
    if (batch.length < BATCH) continue;
    yield lines(batch);
    batch = [];
  }
  if (batch.length > 0) yield lines(batch);
}

/** starts.csv. */
export const startsCsv = (starts: Iterable<Start>): Iterable<string> => csvPieces(STARTS_TABLE, starts);

/** sends.csv. */
export const sendsCsv = (sends: Iterable<DailySends>): Iterable<string> => csvPieces(SENDS_TABLE, sends);
