/** plan.json as text, piece by piece: one line per key of large objects, one per row of lists of objects. */

import { printableJson } from '../model/json-text.ts';
import type { Plan } from '../model/plan.ts';
import type { Rows } from '../model/rows.ts';
import { type Column, holdsText, isNumberOf, isTextOf, TABLES, unknownKeys } from './file-columns.ts';
import { isObject } from './file-problems.ts';
import { planSchema } from './file-schema.ts';

type Row = Readonly<Record<string, unknown>>;

const TABLE = Symbol('long table');

/** A long table that stands where its rows are written. */
interface Table {
  readonly [TABLE]: readonly Column[];
  readonly rows: Rows<Row>;
}

const isTable = (value: unknown): value is Table => isObject(value) && TABLE in value;

/**
 * Length from which text is handed on. Texts of this size die young; from 128 KiB on V8 keeps each until the next full
 * collection. Units: UTF-16 units.
 */
const PIECE = 32 * 1024;

/**
 * The plan as text, in pieces that never end inside a row: keys in the documented order, final newline; the same plan gives
 * the same bytes. Throws: Error when the value is no plan (our bug), for rows only once they are reached.
 */
export function* planPieces(plan: Plan): Generator<string> {
  let piece = '';
  for (const text of layout(ordered(plan), '')) {
    piece += text;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n`;
}

/** The plan with its keys in the schema's order, those a later version added after the known ones, and its long tables marked. */
function ordered(plan: Plan): object {
  const { certificate } = plan.outcome;
  const withoutRows = certificate && { ...certificate, levels: certificate.levels.map((level) => ({ ...level, duals: [] })) };
  const none = { starts: [], followUps: [], capacity: [] };
  // Parsing puts the keys into the schema's order.
  const frame = planSchema('keep').parse({ ...plan, ...none, outcome: { ...plan.outcome, certificate: withoutRows } });
  const table = (columns: readonly Column[], rows: Rows<object>): Table => ({ [TABLE]: columns, rows: rows as Rows<Row> });
  const proof = frame.outcome.certificate;
  const levels = proof?.levels.map((level, i) => ({ ...level, duals: table(TABLES.duals, certificate?.levels[i]?.duals ?? []) }));
  return {
    ...frame,
    outcome: { ...frame.outcome, certificate: proof && { ...proof, levels } },
    starts: table(TABLES.starts, plan.starts),
    followUps: table(TABLES.followUps, plan.followUps),
    capacity: table(TABLES.capacity, plan.capacity),
  };
}

/** JSON with one line per key of large objects and one per row of lists of objects; everything else on one line. */
function* layout(value: unknown, indent: string): Generator<string> {
  const inner = `${indent}  `;
  if (!hasRows(value)) yield printableJson(oneLine(value));
  else if (isTable(value)) {
    yield* tableLines(value, inner);
    yield `\n${indent}]`;
  } else {
    const isList = Array.isArray(value);
    let before = isList ? '[\n' : '{\n';
    for (const [key, part] of isList ? value.entries() : definedEntries(value as object)) {
      yield `${before}${inner}${isList ? '' : `${printableJson(JSON.stringify(key))}: `}`;
      yield* layout(part, inner);
      before = ',\n';
    }
    yield `\n${indent}${isList ? ']' : '}'}`;
  }
}

const definedEntries = (value: object) => Object.entries(value).filter(([, part]) => part !== undefined);

/** Whether a list of objects is somewhere inside. */
function hasRows(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (isTable(value)) return value.rows.length > 0;
  return Array.isArray(value) ? value.some(isObject) : Object.values(value).some(hasRows);
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  // A table that is not written row by row has no rows.
  if (isTable(value)) return '[]';
  const entries = definedEntries(value).map(([key, part]) => `${JSON.stringify(key)}: ${oneLine(part)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** The rows of a table with the bracket before the first one. */
function* tableLines({ rows, [TABLE]: columns }: Table, indent: string): Generator<string> {
  const textOf = rowText(columns);
  let lines = '[\n';
  let isFirst = true;
  for (const row of rows) {
    lines += `${isFirst ? '' : ',\n'}${indent}${textOf(row)}`;
    isFirst = false;
    if (lines.length < PIECE) continue;
    yield lines;
    lines = '';
  }
  yield lines;
}

/** Writes rows of a table on one line each. Texts that come again are not worked out again. */
function rowText(columns: readonly Column[]): (row: Row) => string {
  const cells = columns.map((column, c) => cellText(column, c === 0 ? '' : ', '));
  return (row) => {
    let text = '';
    let keys = 0;
    for (let c = 0; c < columns.length; c++) {
      const value = row[(columns[c] as Column).name];
      if (value !== undefined) keys++;
      text += (cells[c] as (value: unknown) => string)(value);
    }
    if (keys !== Object.keys(row).length) {
      for (const [key, value] of Object.entries(unknownKeys(columns, row) ?? {}))
        text += printableJson(`, ${JSON.stringify(key)}: ${oneLine(value)}`);
    }
    return `{ ${text} }`;
  };
}

/** One cell with its key. Throws: Error when the value does not fit the column. */
function cellText(column: Column, before: string): (value: unknown) => string {
  const key = `${before}"${column.name}": `;
  const known = new Map<unknown, string>();
  if (column.isNullable) known.set(null, `${key}null`);
  if (column.isOptional) known.set(undefined, '');
  if (column.kind === 'flag') for (const flag of [true, false]) known.set(flag, `${key}${flag}`);
  const isText = holdsText(column);
  return (value) => {
    if (typeof value === 'number' && isNumberOf(column, value)) return `${key}${value}`;
    const before = known.get(value);
    if (before !== undefined) return before;
    if (!isText || typeof value !== 'string' || !isTextOf(column, value))
      throw new TypeError(`a row of the plan has a wrong ${column.name}`);
    const text = `${key}${printableJson(JSON.stringify(value))}`;
    known.set(value, text);
    return text;
  };
}
