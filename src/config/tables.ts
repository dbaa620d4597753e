/** Tables beside plan files: which are named, whether they may be read, and how many contacts they hold. */

import type { Readable } from 'node:stream';
import type { Bag } from './bag.ts';
import { delimiterOf } from './csv.ts';
import { MAX_AUDIENCE_ROWS, MAX_ROW_CHARACTERS } from './limits.ts';
import type { WrittenSender } from './schema/sender.ts';
import type { Sections, Written } from './sections.ts';
import { readSenders } from './senders-file.ts';
import type { Path } from './source.ts';

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

/** Data rows of a CSV stream, header row not counted; or why they cannot be counted. Never any content. */
export async function countRows(stream: Readable): Promise<{ readonly rows: number } | { readonly why: string }> {
  const { default: Papa } = await import('papaparse');
  return new Promise((done) => {
    let rows = -1;
    let last = 0;
    let why: string | null = null;
    Papa.parse<string[]>(stream, {
      delimiter: delimiterOf,
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
