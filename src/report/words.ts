/** Numbers, dates and plurals as people read them. Always English, on every machine. */

import { type LocalDate, parseLocalDate, weekdayOf } from '../model/calendar.ts';
import { dayText } from '../model/words.ts';
import type { ReportStyle } from './style.ts';

// Made when first needed: number formats take longer to load than the rest of a short command.
let grouped: Intl.NumberFormat | null = null;

/** Number with grouped thousands, at most one digit after the point. */
export function count(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1000) return String(value === 0 ? 0 : value);
  grouped ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
  return grouped.format(value);
}

/** `1 sender`, `2 senders`. */
export const counted = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** Share as a percentage. Never rounds up to 100 % or down to 0 %: those two words mean exactly that. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '0%';
  const share = part / whole;
  const rounded = Math.round(share * 1000) / 1000;
  if (rounded === 1 && share < 1) return '>99.9%';
  if (rounded === 1 && share > 1) return '>100%';
  if (rounded === 0 && share > 0) return '<0.1%';
  return `${count(Math.round(rounded * 1000) / 10)}%`;
}

/** `24 Nov`. */
export const shortDate = (date: LocalDate): string => dayText(date);

/** `Tue 24 Nov`. */
export function weekdayDate(date: LocalDate): string {
  const day = parseLocalDate(date);
  const name = day === null ? '' : weekdayOf(day);
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)} ${shortDate(date).padStart(6)}`;
}

/** `24–28 Nov`, `24 Nov–5 Dec`, or one date. */
export function dateRange(from: LocalDate, to: LocalDate, style: Pick<ReportStyle, 'unicode'>): string {
  const dash = style.unicode ? '–' : '-';
  if (from === to) return shortDate(from);
  if (from.slice(0, 4) !== to.slice(0, 4)) return `${shortDate(from)} ${from.slice(0, 4)}${dash}${shortDate(to)} ${to.slice(0, 4)}`;
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8, 10))}${dash}${shortDate(to)}`;
  return `${shortDate(from)}${dash}${shortDate(to)}`;
}

/** Breaks text at spaces into lines of at most `width` characters; longer words stay whole. */
export function wrap(text: string, width: number): readonly string[] {
  const [first = '', ...words] = text.split(' ');
  const lines: string[] = [];
  let line = first;
  for (const word of words) {
    if (line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Wrapped text with a first-line prefix and the same indent below it. */
export const paragraph = (prefix: string, text: string, width: number): readonly string[] =>
  wrap(text, Math.max(20, width - prefix.length)).map((line, i) => (i === 0 ? prefix : ' '.repeat(prefix.length)) + line);
