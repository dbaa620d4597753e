/** Tables beside plan files: senders (`senders: { file }`) and contacts to count (`audience: { file }`). CSV, read lazily. */

import type { Readable } from 'node:stream';
import type { Subject } from '../model/finding.ts';
import type { Bag } from './bag.ts';
import { reportIssues } from './issues.ts';
import { MAX_AUDIENCE_ROWS, MAX_ROW_CHARACTERS } from './limits.ts';
import { SenderSchema, type WrittenSender } from './schema/sender.ts';
import type { Sections, Written } from './sections.ts';
import type { Path, Source } from './source.ts';
import { didYouMean } from './suggest.ts';

/** How tables are reached; the file system stays in `load`. */
export interface TableAccess {
  readonly find: (folder: string, name: string) => Promise<{ readonly path: string; readonly bytes: number } | { readonly why: string }>;
  readonly read: (path: string, most: number) => Promise<string | null>;
  readonly stream: (path: string) => Readable;
  readonly shown: (path: string) => string;
  readonly most: number;
}

/** What the tables say. Keys: `<file>` of the plan file and the path of the item, see `tableKey`. */
export interface Tables {
  readonly senders: ReadonlyMap<string, readonly Written<WrittenSender>[]>;
  readonly contacts: ReadonlyMap<string, number>;
  /** Absolute paths of the tables that were read. */
  readonly paths: readonly string[];
}

/** Key of an item in `Tables`. */
export const tableKey = (item: Written<unknown>): string => JSON.stringify([item.source.file, ...item.path]);

const COLUMNS = ['id', 'dailyLimit', 'sentToday', 'weeklyLimit', 'weekdays', 'tags', 'domain', 'status'];
const NUMBERS = new Set(['dailyLimit', 'sentToday', 'weeklyLimit']);
const LISTS = new Set(['weekdays', 'tags']);

/** A cell as the sender schema expects it; an empty cell is not written. */
function cell(column: string, text: string): unknown {
  if (text === '') return undefined;
  if (LISTS.has(column)) return text.split(/\s+/);
  return NUMBERS.has(column) && /^(0|[1-9]\d*)$/.test(text) ? Number(text) : text;
}

/** Source of a table: a path begins with the number of the row's line. */
const tableSource = (file: string): Source => ({
  file,
  folder: '',
  text: '',
  value: undefined,
  problems: [],
  isLarge: false,
  locate: (path) => ({ file, line: Number(path[0] ?? 1), column: 1, endLine: Number(path[0] ?? 1), endColumn: 2 }),
  literal: () => null,
});

/** Senders of a CSV table. What is wrong is reported with the row's line. */
export async function readSenders(text: string, file: string, bag: Bag): Promise<readonly Written<WrittenSender>[]> {
  const { default: Papa } = await import('papaparse');
  const source = tableSource(file);
  const senders: Written<WrittenSender>[] = [];
  const clean = text.replace(/^\ufeff/, '');
  let columns: readonly string[] | null = null;
  let line = 1;
  let offset = 0;
  Papa.parse<string[]>(clean, {
    step: ({ data, errors, meta }, parser) => {
      const row = line;
      for (; offset < meta.cursor; offset++) if (clean[offset] === '\n') line++;
      if (errors.some((e) => e.type === 'Quotes')) {
        bag.at(
          source,
          [row],
          'config.syntax',
          `Row in line ${row} of ${file} has a quote that is not closed or stands inside a cell. Double quotes inside quoted cells.`,
        );
        return;
      }
      const cells = data.map((c) => c.trim());
      if (cells.every((c) => c === '')) return;
      if (columns === null) {
        columns = cells;
        for (const column of cells) {
          if (!COLUMNS.includes(column))
            bag.at(
              source,
              [row, column],
              'config.unknown-key',
              `Column ${column} of ${file} is not known.${didYouMean(column, COLUMNS) || ` Known columns: ${COLUMNS.join(', ')}.`}`,
            );
          else if (cells.indexOf(column) !== cells.lastIndexOf(column))
            bag.at(source, [row, column], 'config.duplicate-key', `Column ${column} of ${file} is there twice. Keep one of them.`);
        }
        if (!cells.includes('id')) {
          bag.at(
            source,
            [row, 'id'],
            'config.missing-key',
            `${file} has no column id; expected a header row with the columns ${COLUMNS.join(', ')}, id at least.`,
          );
          parser.abort();
        }
        return;
      }
      if (cells.length > columns.length) {
        bag.at(
          source,
          [row],
          'config.syntax',
          `Row in line ${row} of ${file} has ${cells.length} cells; expected ${columns.length} as in the header row.`,
        );
        return;
      }
      const raw = Object.fromEntries(
        columns.map((c, i) => [c, cell(c, cells[i] ?? '')]).filter(([c, v]) => v !== undefined && COLUMNS.includes(c as string)),
      );
      const result = SenderSchema.safeParse(raw);
      if (result.success) senders.push({ value: result.data, source, path: [row] });
      else {
        const id = typeof raw['id'] === 'string' ? raw['id'] : null;
        const subject: Subject | null = id === null ? null : { kind: 'sender', id };
        reportIssues(
          result.error,
          raw,
          source,
          [row],
          { name: id === null ? `line ${row} of ${file}` : `sender ${id} (line ${row})`, subject },
          bag,
          () => COLUMNS,
        );
      }
    },
  });
  return senders;
}

/** Data rows of a CSV stream, header row not counted; or why they cannot be counted. Never any content. */
export async function countRows(stream: Readable): Promise<{ readonly rows: number } | { readonly why: string }> {
  const { default: Papa } = await import('papaparse');
  return new Promise((done) => {
    let rows = -1;
    let last = 0;
    let why: string | null = null;
    Papa.parse<string[]>(stream, {
      step: ({ data, errors, meta }, parser) => {
        const length = meta.cursor - last;
        last = meta.cursor;
        if (data.every((c) => c.trim() === '')) return;
        rows++;
        if (errors.some((e) => e.type === 'Quotes')) why = `row ${rows} has a quote that is not closed`;
        else if (length > MAX_ROW_CHARACTERS) why = `row ${rows} has more than ${MAX_ROW_CHARACTERS} characters`;
        else if (rows > MAX_AUDIENCE_ROWS) why = `it has more than ${MAX_AUDIENCE_ROWS} rows`;
        if (why !== null) parser.abort();
      },
      complete: () => done(why !== null ? { why } : rows < 0 ? { why: 'it has no header row' } : { rows }),
      error: () => done({ why: 'it cannot be read' }),
    });
  });
}

/** Reads all tables the items name. */
export async function readTables(sections: Sections, bag: Bag, access: TableAccess): Promise<Tables> {
  const senders = new Map<string, readonly Written<WrittenSender>[]>();
  const contacts = new Map<string, number>();
  const paths = new Set<string>();
  const open = async (item: Written<{ readonly id: string }>, kind: 'account' | 'campaign', path: Path, name: string) => {
    const found = await access.find(item.source.folder, name);
    const refuse = (why: string) =>
      bag.at(item.source, [...item.path, ...path], 'config.file', `Table of ${kind} ${item.value.id} cannot be used: ${why}.`, {
        subject: { kind, id: item.value.id },
      });
    if ('why' in found) {
      refuse(found.why);
      return null;
    }
    return { ...found, refuse };
  };
  for (const account of sections.accounts) {
    const { senders: written } = account.value;
    if (!written || Array.isArray(written)) continue;
    const table = await open(account, 'account', ['senders', 'file'], written.file);
    if (!table) continue;
    const text = await access.read(table.path, access.most);
    if (text === null) table.refuse(`it has ${table.bytes} bytes, expected at most ${access.most}`);
    else {
      paths.add(table.path);
      senders.set(tableKey(account), await readSenders(text, access.shown(table.path), bag));
    }
  }
  for (const campaign of sections.campaigns) {
    const { audience } = campaign.value;
    if (!audience) continue;
    const table = await open(campaign, 'campaign', ['audience', 'file'], audience.file);
    if (!table) continue;
    const counted = await countRows(access.stream(table.path));
    if ('why' in counted) table.refuse(counted.why);
    else {
      paths.add(table.path);
      contacts.set(tableKey(campaign), counted.rows);
    }
  }
  return { senders, contacts, paths: [...paths] };
}
