/** The horizon as strips: one row per campaign and per account, a block per day, taller for more. */

import { dayNumber, formatLocalDate, weekdayOf } from '../model/calendar.ts';
import { compareText } from '../model/order.ts';
import type { DailySends, Plan } from '../model/plan.ts';
import type { Rows } from '../model/rows.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { campaignName } from './plan-campaigns.ts';
import { glyphs, paint, proseWidth, type ReportStyle, title } from './style.ts';
import { textWidth } from './table.ts';
import { count } from './words.ts';

const LONGEST_LABEL = 24;
const MOST_ROWS = 40;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Days of the strip, `perColumn` to a column. */
interface Axis {
  readonly first: number;
  readonly columns: number;
  readonly perColumn: number;
  /** Characters a column is wide. */
  readonly cell: number;
}

interface Strip {
  readonly label: string;
  readonly values: readonly number[];
}

/** The strips of all campaigns with sends, then of all accounts; each scaled to its own busiest day, which is written at its end. */
export function calendarSection(plan: Plan, sends: Rows<DailySends>, style: ReportStyle): readonly string[] {
  if (sends.length === 0) return [];
  const axis = axisOf(plan, style);
  const { campaigns, accounts } = strips(sends, axis);
  const labelWidth = Math.min(LONGEST_LABEL, Math.max(...[...campaigns, ...accounts].map((strip) => textWidth(strip.label))));
  const lines = (rows: readonly Strip[]) => rows.slice(0, MOST_ROWS).map((strip) => stripLine(strip, labelWidth, axis, style));
  const unit = axis.perColumn === 1 ? 'a column is a day' : `a column is ${axis.perColumn} days`;
  const explanation = `${unit}; each row is scaled to its own busiest ${axis.perColumn === 1 ? 'day' : 'column'}, written at its end`;
  return [
    title('calendar of sends', style),
    ...ruler(axis, labelWidth).map((line) => paint(style, 'faint', line)),
    ...lines(campaigns),
    paint(style, 'faint', `  ${glyphs(style).rule.repeat(labelWidth + 2 + axis.columns * axis.cell)}`),
    ...lines(accounts),
    paint(style, 'faint', `  ${explanation}`),
  ];
}

function axisOf({ horizon }: Plan, style: ReportStyle): Axis {
  const first = dayNumber(horizon.start);
  const days = dayNumber(horizon.end) - first + 1;
  const room = Math.max(10, proseWidth(style) - LONGEST_LABEL - 4 - '  9,999,999'.length);
  const perColumn = days <= room ? 1 : Math.ceil(days / room / 7) * 7;
  const columns = Math.ceil(days / perColumn);
  return { first, columns, perColumn, cell: columns * 2 <= room ? 2 : 1 };
}

/** Sends come by date: campaigns stand by their first day, accounts by name. */
function strips(sends: Rows<DailySends>, axis: Axis): { readonly campaigns: readonly Strip[]; readonly accounts: readonly Strip[] } {
  const columnOf = new Map<string, number>();
  const byDemand = new Map<string, Map<string | null, number[]>>();
  const byAccount = new Map<string, number[]>();
  const fresh = () => Array.from({ length: axis.columns }, () => 0);
  const campaigns: Strip[] = [];
  for (const row of sends) {
    const column = columnOf.get(row.date) ?? Math.floor((dayNumber(row.date) - axis.first) / axis.perColumn);
    columnOf.set(row.date, column);
    const segments = byDemand.get(row.campaign) ?? new Map<string | null, number[]>();
    byDemand.set(row.campaign, segments);
    let ofDemand = segments.get(row.segment);
    if (ofDemand === undefined) {
      ofDemand = fresh();
      segments.set(row.segment, ofDemand);
      campaigns.push({ label: campaignName(row), values: ofDemand });
    }
    const ofAccount = byAccount.get(row.account) ?? fresh();
    byAccount.set(row.account, ofAccount);
    for (const values of [ofDemand, ofAccount]) values[column] = (values[column] ?? 0) + row.sends;
  }
  const accounts = [...byAccount].map(([account, values]) => ({ label: escapeTerminal(account), values }));
  return { campaigns, accounts: accounts.sort((a, b) => compareText(a.label, b.label)) };
}

function stripLine({ label, values }: Strip, labelWidth: number, axis: Axis, style: ReportStyle): string {
  const { bars, dot, more } = glyphs(style);
  const most = Math.max(...values);
  const block = (value: number): string => {
    if (value === 0) return paint(style, 'faint', dot.padEnd(axis.cell));
    return paint(style, 'accent', (bars[Math.ceil((value / most) * bars.length) - 1] ?? '').repeat(axis.cell));
  };
  const shown = textWidth(label) > labelWidth ? `${[...label].slice(0, labelWidth - more.length).join('')}${more}` : label;
  return `  ${shown}${' '.repeat(Math.max(0, labelWidth - textWidth(shown)))}  ${values.map(block).join('')}  ${count(Math.ceil(most))}`;
}

/** Two lines above the strips: months where they begin, and the day of the month of every Monday (or of every fourth column). */
function ruler(axis: Axis, labelWidth: number): readonly string[] {
  const width = axis.columns * axis.cell + 3;
  const months = Array.from({ length: width }, () => ' ');
  const days = Array.from({ length: width }, () => ' ');
  let month = '';
  for (let column = 0; column < axis.columns; column++) {
    const day = axis.first + column * axis.perColumn;
    const date = formatLocalDate(day);
    const isMarked = axis.perColumn === 1 ? weekdayOf(day) === 'mon' || column === 0 : column % 4 === 0;
    if (date.slice(0, 7) !== month && place(months, column * axis.cell, MONTHS[Number(date.slice(5, 7)) - 1] ?? ''))
      month = date.slice(0, 7);
    if (isMarked) place(days, column * axis.cell, String(Number(date.slice(8, 10))));
  }
  return [months, days].map((line) => `${' '.repeat(labelWidth + 4)}${line.join('')}`.trimEnd());
}

/** Writes a text into a line unless it would touch another one. Returns whether it did. */
function place(line: string[], at: number, text: string): boolean {
  if (line.slice(Math.max(0, at - 1), at + text.length + 1).some((character) => character !== ' ')) return false;
  for (const [i, character] of [...text].entries()) line[at + i] = character;
  return true;
}
