/** Tables beside plan files: which are named, whether they may be read, and how many contacts they hold. */

import type { Readable } from 'node:stream';
import type { Bag } from './bag.ts';
import { delimiterOf } from './csv.ts';
import { MAX_AUDIENCE_ROWS, MAX_ROW_CHARACTERS } from './limits.ts';
import type { WrittenSender } from './schema/sender.ts';
import type { Sections, Written } from './sections.ts';
import { readSenders } from './senders-file.ts';
import type { Path } from './source.ts';

/** How tables are reached; the file system stays in `load`. A `why` is a sentence without any content of the table. */
export interface TableAccess {
  readonly find: (folder: string, name: string) => Promise<{ readonly path: string; readonly name: string } | { readonly why: string }>;
  readonly read: (path: string) => Promise<{ readonly text: string } | { readonly why: string }>;
  readonly stream: (path: string) => Readable;
  /** Path as findings name it. */
  readonly shown: (path: string) => string;
}

/** What the tables say; keys from `tableKey`. */
export interface Tables {
  readonly senders: ReadonlyMap<string, readonly Written<WrittenSender>[]>;
  readonly contacts: ReadonlyMap<string, number>;
  /** Tables that were read: real path → path as findings name it. */
  readonly paths: ReadonlyMap<string, string>;
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
  const paths = new Map<string, string>();
  /** Reports why a table cannot be used, or remembers that it was read. */
  const judge = <T extends object>(
    item: Written<{ readonly id: string }>,
    kind: 'account' | 'campaign',
    path: Path,
    file: string,
    outcome: T | { readonly why: string },
  ): T | null => {
    if (!('why' in outcome)) return outcome;
    const subject = { kind, id: item.value.id } as const;
    bag.at(
      item.source,
      [...item.path, ...path],
      'config.file',
      `The table ${file} of ${kind} ${subject.id} cannot be used: ${outcome.why}.`,
      {
        subject,
      },
    );
    return null;
  };
  for (const account of sections.accounts) {
    const { senders: written } = account.value;
    if (!written || Array.isArray(written)) continue;
    const at = ['senders', 'file'];
    const table = judge(account, 'account', at, written.file, await access.find(account.source.folder, written.file));
    const read = table && judge(account, 'account', at, written.file, await access.read(table.path));
    if (!read) continue;
    paths.set(table.path, access.shown(table.name));
    senders.set(tableKey(account), await readSenders(read.text, access.shown(table.name), bag));
  }
  for (const campaign of sections.campaigns) {
    const { audience } = campaign.value;
    if (!audience) continue;
    const at = ['audience', 'file'];
    const table = judge(campaign, 'campaign', at, audience.file, await access.find(campaign.source.folder, audience.file));
    const counted = table && judge(campaign, 'campaign', at, audience.file, await countRows(access.stream(table.path)));
    if (!counted) continue;
    paths.set(table.path, access.shown(table.name));
    contacts.set(tableKey(campaign), counted.rows);
  }
  return { senders, contacts, paths };
}
