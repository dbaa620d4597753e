/** Plain tables: aligned columns, no boxes. The only file that knows the table library. */

import Table from 'cli-table3';
import { glyphs, paint, type ReportStyle } from './style.ts';

/** One column. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Narrowest width it may be cut to when the terminal is too narrow: names have one, numbers do not. */
  readonly shrinksTo?: number;
  /** May be left out when the terminal is too narrow even then; the last such column goes first. */
  readonly canDrop?: boolean;
}

const GAP = 2;
/** Where names end when nothing is left to leave out. */
const SMALLEST = 6;
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
const COLOR = /\u001b\[\d+m/g;

/** Columns a text takes on a terminal; colour codes take none, East Asian wide characters two. */
export function textWidth(text: string): number {
  const plain = text.replace(COLOR, '');
  if (/^[\u0020-\u007e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(plain)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Widths of the columns: as wide as their contents, and when that is more than the terminal has, shrinkable ones give way, widest first. */
function columnWidths(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  total: number | null,
  floorOf: (column: Column) => number | undefined,
): readonly number[] {
  const widths = columns.map((column, i) =>
    rows.reduce((widest, row) => Math.max(widest, textWidth(row[i] ?? '')), textWidth(column.title)),
  );
  if (total === null) return widths;
  for (let excess = sumOf(widths) - total; excess > 0; excess--) {
    let widest = -1;
    for (const [i, column] of columns.entries()) {
      const width = widths[i] as number;
      const canGive = width > (floorOf(column) ?? Infinity);
      if (canGive && (widest < 0 || width > (widths[widest] as number))) widest = i;
    }
    if (widest < 0) break;
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}

const sumOf = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width + GAP, -GAP);

/** Lines of a table; cells are already escaped. Every line begins with `indent` spaces and has no trailing ones. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: ReportStyle,
  indent = 2,
): readonly string[] {
  const total = style.width === null ? null : style.width - indent;
  const preferred = columnWidths(columns, rows, total, (column) => column.shrinksTo);
  const isTooWide = total !== null && sumOf(preferred) > total;
  const droppable = columns.findLastIndex((column) => column.canDrop);
  if (isTooWide && droppable >= 0) {
    const without = <T>(cells: readonly T[]): readonly T[] => cells.filter((_, i) => i !== droppable);
    return tableLines(without(columns), rows.map(without), style, indent);
  }
  const widths = isTooWide ? columnWidths(columns, rows, total, (column) => column.shrinksTo && SMALLEST) : preferred;
  const header = columns.map((column) => paint(style, 'faint', column.title));
  const cells = rows.map((row) => columns.map((_, i) => cut(row[i] ?? '', widths[i] as number, style)));
  return blocks([header, ...cells]).flatMap((block) =>
    render(block, columns, widths)
      .split('\n')
      .map((line) => `${' '.repeat(indent)}${line}`.replace(/ +$/, '')),
  );
}

/** The library's time grows with the square of the rows, so long tables are drawn in pieces of the same widths. */
const BLOCK = 100;

const blocks = <T>(rows: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(rows.length / BLOCK) }, (_, i) => rows.slice(i * BLOCK, (i + 1) * BLOCK));

const EDGES = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'] as const;
const LINES = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'] as const;

function render(rows: readonly (readonly string[])[], columns: readonly Column[], widths: readonly number[]): string {
  const last = columns.length - 1;
  const table = new Table({
    chars: Object.fromEntries([...EDGES, ...LINES].map((part) => [part, ''])),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: widths.map((width, i) => width + (i === last ? 0 : GAP)),
    colAligns: columns.map((column) => column.align ?? 'left'),
  });
  // A gap belongs to the right of every cell, also of right-aligned ones: the library pads the cell's own side only.
  for (const row of rows) table.push(row.map((cell, i) => (i === last ? cell : `${cell}${' '.repeat(GAP)}`)));
  return table.toString();
}

function cut(cell: string, width: number, style: ReportStyle): string {
  if (textWidth(cell) <= width) return cell;
  const more = glyphs(style).more;
  let kept = '';
  for (const { segment } of GRAPHEMES.segment(cell.replace(COLOR, ''))) {
    if (textWidth(kept) + textWidth(segment) + more.length > width) break;
    kept += segment;
  }
  return kept + more;
}
