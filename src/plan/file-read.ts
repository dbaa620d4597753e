/** Reads a plan file piece by piece: long tables go into columns row by row, the rest is checked as a whole. */

import { isAscii, isUtf8 } from 'node:buffer';
import type { Finding } from '../model/finding.ts';
import type { Plan } from '../model/plan.ts';
import type { Rows } from '../model/rows.ts';
import { parseStrictJson } from '../model/strict-json.ts';
import { type Column, TABLES, unknownKeys } from './file-columns.ts';
import { hasProto, inOrder, isObject, issueProblem, MOST_PROBLEMS, type Problem, planRefusal } from './file-problems.ts';
import { type Batch, DEEPEST, planScanner, type TablePlace } from './file-scan.ts';
import { MOST_ROWS, planSchema, rowSchema } from './file-schema.ts';
import { type Dictionary, MOST_TEXTS, newDictionary, type TableBuilder, tableBuilder } from './file-table.ts';

/** Reads one plan file. Both throw ConfigError for anything that is not a plan of format version 1. */
export interface PlanReader {
  /** Takes the next bytes (UTF-8, cut anywhere). */
  readonly push: (bytes: Uint8Array) => void;
  /** The plan, after the last byte. */
  readonly end: () => Plan;
}

type Row = Readonly<Record<string, unknown>>;
type AnyRows = Rows<never>;

/** A long table that is being read. Rows that do not fit are counted, not kept: the file is refused at its end. */
interface Reading {
  readonly place: TablePlace;
  readonly builder: TableBuilder;
  rows: number;
}

/** Makes a reader. `name` is the file's, for messages. */
export function planReader(name: string): PlanReader {
  const refuse = (kind: Finding['kind'], message: string, line: number | null = null): never => {
    throw planRefusal(name, [{ kind, path: null, message, line }]);
  };
  const dictionaryOf = sharedDictionaries();
  const onFull = () => refuse('config.limit', `more than ${MOST_TEXTS} different texts in one column`);
  const tables = new Map<string, Reading>();
  const readingOf = (place: TablePlace): Reading => {
    const reading = tables.get(place.path) ?? { place, builder: tableBuilder(TABLES[place.name], dictionaryOf, onFull), rows: 0 };
    tables.set(place.path, reading);
    return reading;
  };
  const wrong: Problem[] = [];
  /** Keys no column has: wrong in files of our own minor version only. */
  const unknown: Problem[] = [];

  const addRow = (reading: Reading, row: unknown, lineOf: () => number): number => {
    const { place, builder } = reading;
    const path = `${place.path}[${reading.rows++}]`;
    const columns = TABLES[place.name];
    const known = isObject(row) && !Array.isArray(row) ? builder.add(row as Row) : -1;
    if (known < 0) {
      if (wrong.length < MOST_PROBLEMS) wrong.push(...rowProblems(place, row, path, lineOf()));
      return 0;
    }
    const keys = Object.keys(row as Row).length;
    if (keys !== known) {
      const extra = unknownKeys(columns, row as Row) ?? {};
      if (hasProto(extra)) refuse('config.unknown-key', 'a key is called __proto__', lineOf());
      builder.addUnknown(extra);
      const names = Object.keys(extra).map((key) => JSON.stringify(key.slice(0, 100)));
      if (unknown.length < MOST_PROBLEMS)
        unknown.push({
          kind: 'config.unknown-key',
          path,
          message: `unknown ${names.length > 1 ? 'keys' : 'key'} ${names.join(', ')}`,
          line: lineOf(),
        });
    }
    return keys;
  };
  const addBatch = ({ place, json, keys, line, isWhole }: Batch) => {
    const reading = readingOf(place);
    const syntax = (problem: string) => refuse('config.syntax', `${problem}: ${place.path}`, line);
    if (!isUtf8(json)) syntax('not UTF-8 text');
    const text = `[${json.toString(isAscii(json) ? 'latin1' : 'utf8')}]`;
    const rows = listOf(text) ?? syntax('not valid JSON');
    if (rows.length === 0 && !isWhole) syntax('not valid JSON: a comma too many');
    if (reading.rows + rows.length > MOST_ROWS) refuse('config.limit', `${place.path}: more than ${MOST_ROWS} rows`, line);
    let found = 0;
    for (const [i, row] of rows.entries()) found += addRow(reading, row, () => line + linesBefore(json, i));
    // Fewer keys than were written: one stands twice, or rows have objects inside, or they did not fit.
    const strict = found === keys ? null : parseStrictJson(text, DEEPEST);
    if (strict?.ok === false) refuse('config.duplicate-key', strict.problem, line);
  };

  const scanner = planScanner({
    batch: addBatch,
    refuse: (kind, problem, line) => refuse(kind === 'syntax' ? 'config.syntax' : 'config.limit', problem, line),
  });
  const end = (): Plan => {
    const frame = scanner.end();
    if (!isUtf8(frame)) refuse('config.syntax', 'not UTF-8 text');
    const text = frame.toString('utf8');
    if (text.trim() === '') refuse('config.empty', 'the file is empty');
    const json = parseStrictJson(text, DEEPEST);
    if (!json.ok)
      return refuse(
        json.kind === 'duplicate' ? 'config.duplicate-key' : json.kind === 'depth' ? 'config.limit' : 'config.syntax',
        json.problem,
      );
    if (hasProto(json.value)) refuse('config.unknown-key', 'a key is called __proto__');
    const isOurs = minorVersion(json.value, refuse) === 0;
    const result = planSchema(isOurs ? 'refuse' : 'keep').safeParse(json.value);
    const problems = [...(result.error?.issues ?? []).map((issue) => issueProblem(issue)), ...wrong, ...(isOurs ? unknown : [])];
    if (problems.length > 0 || !result.success) throw planRefusal(name, inOrder(problems));
    return withTables(result.data, tables);
  };
  return { push: scanner.push, end };
}

/** Columns of one name and kind share their texts, whatever table they are in. */
function sharedDictionaries(): (column: Column) => Dictionary {
  const dictionaries = new Map<string, Dictionary>();
  return ({ name, kind }) => {
    const key = JSON.stringify([name, kind]);
    const dictionary = dictionaries.get(key) ?? newDictionary();
    dictionaries.set(key, dictionary);
    return dictionary;
  };
}

function listOf(text: string): readonly unknown[] | null {
  try {
    return JSON.parse(text) as readonly unknown[];
  } catch {
    // The engine's own message quotes the text.
    return null;
  }
}

/** The schema says in words what the columns have refused. */
function rowProblems({ name }: TablePlace, row: unknown, path: string, line: number): readonly Problem[] {
  const result = rowSchema(name).safeParse(row);
  if (result.success) throw new TypeError(`the columns of ${name} refuse what its schema accepts`);
  return result.error.issues.map((issue) => issueProblem(issue, path, line));
}

/** Line breaks before row `index` of a batch. */
function linesBefore(json: Buffer, index: number): number {
  const text = json.toString('latin1');
  let at = 0;
  for (let [commas, depth, isText] = [0, 0, false]; commas < index; at++) {
    const c = text[at] as string;
    if (c === '"') isText = !isText;
    else if (isText) at += Number(c === '\\');
    else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') depth--;
    else if (c === ',' && depth === 0) commas++;
  }
  const blanks = /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
  return text.slice(0, at + blanks).split('\n').length - 1;
}

function minorVersion(value: unknown, refuse: (kind: Finding['kind'], problem: string) => never): number {
  const version = isObject(value) ? (value as { formatVersion?: unknown }).formatVersion : undefined;
  const match = typeof version === 'string' ? /^(\d{1,4})\.(\d{1,4})$/.exec(version) : null;
  if (!match) return refuse('config.missing-key', 'no formatVersion such as "1.0": this is not a plan file of sendplan');
  if (match[1] !== '1')
    return refuse('config.invalid-value', `format version ${version}; this sendplan reads version 1. Use the sendplan that wrote it.`);
  return Number(match[2]);
}

/** The frame with its tables, which are empty lists there. */
function withTables(frame: Plan, tables: ReadonlyMap<string, Reading>): Plan {
  const { certificate } = frame.outcome;
  const rows = (path: string): AnyRows => (tables.get(path)?.builder.finish() ?? []) as unknown as AnyRows;
  const levels = certificate?.levels.map((level, i) => ({ ...level, duals: rows(`outcome.certificate.levels[${i}].duals`) }));
  return {
    ...frame,
    outcome: { ...frame.outcome, certificate: certificate && levels ? { ...certificate, levels } : null },
    starts: rows('starts'),
    followUps: rows('followUps'),
    capacity: rows('capacity'),
  };
}
