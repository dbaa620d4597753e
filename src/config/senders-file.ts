/** Senders from a CSV table (`senders: { file: mailboxes.csv }`); what is wrong is reported with the line of its row. */

import type { FindingKind } from '../model/finding.ts';
import type { Bag } from './bag.ts';
import { delimiterOf } from './csv.ts';
import { reportIssues } from './issues.ts';
import { SenderSchema, type WrittenSender } from './schema/sender.ts';
import { looksLikeSecret } from './secrets.ts';
import type { Written } from './sections.ts';
import type { Source } from './source.ts';
import { didYouMean } from './suggest.ts';

const COLUMNS = ['id', 'dailyLimit', 'sentToday', 'weeklyLimit', 'weekdays', 'tags', 'domain', 'status'];
const NUMBERS = new Set(['dailyLimit', 'sentToday', 'weeklyLimit']);
const LISTS = new Set(['weekdays', 'tags']);

/** A cell as the sender schema expects it; an empty cell is not written. */
function cell(column: string, text: string): unknown {
  if (text === '') return undefined;
  if (LISTS.has(column)) return text.split(/\s+/);
  return NUMBERS.has(column) && /^(0|[1-9]\d*)$/.test(text) ? Number(text) : text;
}

/** A table as a source: a path begins with the number of the row's line. */
const sourceOf = (file: string, text: string): Source => ({
  file,
  folder: '',
  text,
  value: undefined,
  problems: [],
  isLarge: false,
  locate: (path) => ({ file, line: Number(path[0] ?? 1), column: 1, endLine: Number(path[0] ?? 1), endColumn: 2 }),
  literal: () => null,
});

type Say = (kind: FindingKind, message: string, key?: string) => void;

function checkHeader(columns: readonly string[], file: string, say: Say): void {
  for (const column of columns) {
    if (!COLUMNS.includes(column)) {
      const hint = didYouMean(column, COLUMNS) || ` Known columns: ${COLUMNS.join(', ')}.`;
      say('config.unknown-key', `Column ${column} of ${file} is not known.${hint}`, column);
    } else if (columns.indexOf(column) !== columns.lastIndexOf(column))
      say('config.duplicate-key', `Column ${column} of ${file} is there twice. Keep one of them.`, column);
  }
  if (!columns.includes('id')) {
    const expected = `expected a header row with the columns ${COLUMNS.join(', ')}, id at least`;
    say('config.missing-key', `${file} has no column id; ${expected}.`, 'id');
  }
}

/** Senders of a CSV table with the columns id, dailyLimit, sentToday, weeklyLimit, weekdays, tags, domain, status; `id` is needed. */
export async function readSenders(text: string, file: string, bag: Bag): Promise<readonly Written<WrittenSender>[]> {
  const { default: Papa } = await import('papaparse');
  const clean = text.replace(/^\ufeff/, '');
  const source = sourceOf(file, clean);
  const senders: Written<WrittenSender>[] = [];
  let columns: readonly string[] | null = null;
  let line = 1;
  let offset = 0;

  const readRow = (row: number, cells: readonly string[], hasQuoteError: boolean): boolean => {
    const say: Say = (kind, message, key) => bag.at(source, key === undefined ? [row] : [row, key], kind, message);
    if (hasQuoteError) {
      const why = 'has a quote that is not closed or stands inside a cell. Double quotes inside quoted cells';
      say('config.syntax', `Row in line ${row} of ${file} ${why}.`);
      return true;
    }
    if (cells.every((c) => c === '')) return true;
    if (columns === null) {
      columns = cells;
      checkHeader(cells, file, say);
      return cells.includes('id');
    }
    if (cells.length > columns.length) {
      say('config.syntax', `Row in line ${row} of ${file} has ${cells.length} cells; expected ${columns.length} as in the header row.`);
      return true;
    }
    const secret = cells.findIndex(looksLikeSecret);
    if (secret !== -1) {
      const message = `Column ${columns[secret]} in line ${row} of ${file} looks like a credential (not shown). Remove it, and replace it: it has been written down.`;
      bag.at(source, [row], 'config.secret-literal', message, { hideSource: true });
      return true;
    }
    const written = columns.map((c, i) => [c, cell(c, cells[i] ?? '')] as const).filter(([c, v]) => v !== undefined && COLUMNS.includes(c));
    const raw: Readonly<Record<string, unknown>> = Object.fromEntries(written);
    const result = SenderSchema.safeParse(raw);
    if (result.success) senders.push({ value: result.data, source, path: [row] });
    else {
      const id = typeof raw['id'] === 'string' ? raw['id'] : null;
      const name = id === null ? `line ${row} of ${file}` : `sender ${id} (line ${row})`;
      reportIssues(
        result.error,
        raw,
        source,
        [row],
        { name, isNamed: true, subject: id === null ? null : { kind: 'sender', id } },
        bag,
        () => COLUMNS,
      );
    }
    return true;
  };

  Papa.parse<string[]>(clean, {
    delimiter: delimiterOf(clean),
    step: ({ data, errors, meta }, parser) => {
      const row = line;
      for (; offset < meta.cursor; offset++) if (clean[offset] === '\n') line++;
      const goesOn = readRow(
        row,
        data.map((c) => c.trim()),
        errors.some((e) => e.type === 'Quotes'),
      );
      if (!goesOn) parser.abort();
    },
  });
  return senders;
}
