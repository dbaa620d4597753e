/** How a text report may look: width, colour, characters. Decided by the caller; reports only obey. */

import { styleText } from 'node:util';

/** Look of a text report. */
export interface ReportStyle {
  /** Columns; null on a pipe or in a file: nothing is cut short there. */
  readonly width: number | null;
  readonly color: boolean;
  /** false: ASCII only, apart from the names people chose. */
  readonly unicode: boolean;
}

/** Colours by meaning. Words carry the meaning as well; colour only repeats it. */
const TONES = { good: 'green', warn: 'yellow', bad: 'red', title: 'bold', faint: 'dim', accent: 'cyan' } as const;
/** One meaning. */
export type Tone = keyof typeof TONES;

/** Colours a text when the style has colour. The stream is not asked: the decision was made before. */
export const paint = (style: ReportStyle, tone: Tone, text: string): string =>
  style.color && text !== '' ? styleText(TONES[tone], text, { validateStream: false }) : text;

/** Heading of a section. */
export const title = (text: string, style: ReportStyle): string => paint(style, 'title', text.toUpperCase());

/** Characters that have an ASCII twin. */
export const glyphs = (style: ReportStyle) =>
  style.unicode
    ? { yes: '✓', no: '✗', dash: '–', dot: '·', rule: '─', bullet: '•', more: '…', bars: [...'▁▂▃▄▅▆▇█'] }
    : { yes: '+', no: 'x', dash: '-', dot: '.', rule: '-', bullet: '*', more: '...', bars: [...'12345678'] };

/** Width for running text: the terminal's, at most 100. */
export const proseWidth = (style: ReportStyle): number => Math.max(20, Math.min(style.width ?? 100, 100));

/** What decides about colour. */
export interface ColorSituation {
  readonly flag: 'auto' | 'always' | 'never' | undefined;
  readonly isMachineFormat: boolean;
  readonly isTerminal: boolean;
  readonly noColor: string | undefined;
  readonly forceColor: string | undefined;
  readonly term: string | undefined;
}

/** Colour policy: machine formats never; then `--color`, `NO_COLOR`, `FORCE_COLOR`, the terminal. Source: no-color.org (an empty NO_COLOR does not count). */
export function decideColor(situation: ColorSituation): boolean {
  if (situation.isMachineFormat || situation.flag === 'never') return false;
  if (situation.flag === 'always') return true;
  if (situation.noColor !== undefined && situation.noColor !== '') return false;
  if (situation.forceColor !== undefined) return situation.forceColor !== '0' && situation.forceColor !== 'false';
  return situation.isTerminal && situation.term !== 'dumb';
}

/** Whether to draw with Unicode: not on a dumb terminal, not when the locale names another character set. */
export function decideUnicode(situation: { readonly term: string | undefined; readonly locale: string | undefined }): boolean {
  if (situation.term === 'dumb') return false;
  return situation.locale === undefined || situation.locale === '' || /utf-?8/i.test(situation.locale);
}
