/** Plain tables: aligned columns, no boxes. The only file that knows the table library. */

import Table from 'cli-table3';
import { glyphs, paint, type ReportStyle } from './style.ts';

/** One column. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut short when the terminal is too narrow: names yes, numbers never. */
  readonly canShrink?: boolean;
}

const GAP = 2;
const SMALLEST = 8;
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
function columnWidths(columns: readonly Column[], rows: readonly (readonly string[])[], total: number | null): readonly number[] {
  const widths = columns.map((column, i) =>
    rows.reduce((widest, row) => Math.max(widest, textWidth(row[i] ?? '')), textWidth(column.title)),
  );
  if (total === null) return widths;
  let excess = widths.reduce((sum, width) => sum + width + GAP, -GAP) - total;
  while (excess > 0) {
    const widest = widths.reduce(
      (best, width, i) => (columns[i]?.canShrink && width > SMALLEST && (best < 0 || width > (widths[best] as number)) ? i : best),
      -1,
    );
    if (widest < 0) break;
    widths[widest] = (widths[widest] as number) - 1;
    excess -= 1;
  }
  return widths;
}

/** Lines of a table; cells are already escaped. Every line begins with `indent` spaces and has no trailing ones. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: ReportStyle,
  indent = 2,
): readonly string[] {
  const widths = columnWidths(columns, rows, style.width === null ? null : style.width - indent);
  const last = columns.length - 1;
  const none = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
  };
  const table = new Table({
    chars: { ...none, left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: widths.map((width, i) => width + (i === last ? 0 : GAP)),
    colAligns: columns.map((column) => column.align ?? 'left'),
    truncate: glyphs(style).more,
  });
  // A gap belongs to the right of every cell, also of right-aligned ones: the library pads the cell's own side only.
  const gap = (cell: string, i: number): string => (i === last ? cell : `${cell}${' '.repeat(GAP)}`);
  table.push(columns.map((column, i) => gap(paint(style, 'faint', column.title), i)));
  for (const row of rows) table.push(columns.map((_, i) => gap(cut(row[i] ?? '', widths[i] as number, style), i)));
  return table
    .toString()
    .split('\n')
    .map((line) => `${' '.repeat(indent)}${line}`.replace(/ +$/, ''));
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
