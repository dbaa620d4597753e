/** Findings for people: position, what is wrong, the line it stands on, what to do. */

import { codeFrameColumns } from '@babel/code-frame';
import type { Finding, Severity } from '../model/finding.ts';
import { place } from './concise.ts';
import { escapeTerminal } from './escape-terminal.ts';
import { glyphs, paint, proseWidth, type ReportStyle, type Tone, title } from './style.ts';
import { counted, paragraph } from './words.ts';

const TONE: Readonly<Record<Severity, Tone>> = { error: 'bad', warning: 'warn', info: 'accent' };
const WORST_FIRST: readonly Severity[] = ['error', 'warning', 'info'];
const LONGEST_LINE = 200;
const MOST_SUBJECTS = 8;

/** Contents of the files findings point into, by the name the findings use. */
export type Sources = ReadonlyMap<string, string>;

/** Whether the lines a finding points at must not be shown. */
const hidesSource = (finding: Finding): boolean => finding.data['hideSource'] === true || finding.kind === 'config.secret-literal';

/** Lines of a file that hold something secret, from all findings of the run: another finding's frame must not show them either. */
export function hiddenLines(findings: readonly Finding[], file: string): ReadonlySet<number> {
  const hidden = new Set<number>();
  for (const finding of findings) {
    if (finding.file !== file || finding.line === null || !hidesSource(finding)) continue;
    for (let line = finding.line; line <= (finding.endLine ?? finding.line); line++) hidden.add(line);
  }
  return hidden;
}

function codeFrame(finding: Finding, source: string, hidden: ReadonlySet<number>): readonly string[] {
  const { line, column } = finding;
  if (line === null || hidesSource(finding)) return [];
  const lines = source.split(/\r\n|\n|\r/);
  const at = lines[line - 1];
  if (at === undefined || at.length > LONGEST_LINE) return [];
  // Escapes make a line longer, so columns are counted again in the escaped text.
  const shown = (end: number) => escapeTerminal(at.slice(0, end)).length + 1;
  const isOneLine = finding.endLine === line && finding.endColumn !== null;
  const location = {
    start: { line, ...(column === null ? {} : { column: shown(column - 1) }) },
    ...(isOneLine && column !== null ? { end: { line, column: shown(Math.max(column, (finding.endColumn as number) - 1)) } } : {}),
  };
  const safe = lines.map((text, i) => (hidden.has(i + 1) ? '(not shown: holds a secret)' : escapeTerminal(text.slice(0, LONGEST_LINE))));
  return codeFrameColumns(safe.join('\n'), location, { highlightCode: false, linesAbove: 1, linesBelow: 0 })
    .split('\n')
    .map((text) => `  ${text}`.trimEnd());
}

/** One finding as lines. */
export function findingLines(
  finding: Finding,
  style: ReportStyle,
  source: string | undefined,
  hidden: ReadonlySet<number>,
): readonly string[] {
  const where = place(finding);
  const head = [
    where === '' ? '' : paint(style, 'title', where),
    paint(style, TONE[finding.severity], finding.severity),
    paint(style, 'faint', finding.kind),
  ];
  const width = proseWidth(style);
  return [
    head.filter((part) => part !== '').join('  '),
    ...paragraph('  ', escapeTerminal(finding.message), width),
    ...(source === undefined ? [] : codeFrame(finding, source, hidden)),
    ...(finding.help === '' ? [] : paragraph('  help: ', escapeTerminal(finding.help), width).map((line) => paint(style, 'faint', line))),
  ];
}

/** `2 errors, 1 warning`; empty without findings. */
export function tally(findings: readonly Finding[]): string {
  return WORST_FIRST.map((severity) => [severity, findings.filter((f) => f.severity === severity).length] as const)
    .filter(([, n]) => n > 0)
    .map(([severity, n]) => (severity === 'info' ? counted(n, 'note') : counted(n, severity)))
    .join(', ');
}

/**
 * Notes in short, for reports that are about something else: one line per kind, naming the subjects when there are several.
 * Their full text is in the JSON form.
 */
export function noteLines(notes: readonly Finding[], style: ReportStyle): readonly string[] {
  const { bullet } = glyphs(style);
  const kinds = [...new Set(notes.map((note) => note.kind))];
  return kinds.flatMap((kind) => {
    const ofKind = notes.filter((note) => note.kind === kind);
    const subjects = ofKind.map((note) => note.subject?.id).filter((id) => id !== undefined);
    const named = subjects.slice(0, MOST_SUBJECTS).join(', ');
    const more = subjects.length > MOST_SUBJECTS ? ` and ${subjects.length - MOST_SUBJECTS} more` : '';
    const text = ofKind.length === 1 ? (ofKind[0] as Finding).message : `${(ofKind[0] as Finding).title}: ${named}${more}`;
    return paragraph(`  ${bullet} `, escapeTerminal(text), proseWidth(style));
  });
}

/** Warnings and errors in full, then the notes in short. For reports that are about something else. */
export function findingsSection(findings: readonly Finding[], style: ReportStyle): string {
  const grave = prettyFindings(
    findings.filter((f) => f.severity !== 'info'),
    style,
  );
  const notes = noteLines(
    findings.filter((f) => f.severity === 'info'),
    style,
  );
  const noted = notes.length === 0 ? '' : `${[title('notes', style), ...notes].join('\n')}\n`;
  return [grave, noted].filter((text) => text !== '').join('\n');
}

/** All findings, worst first and otherwise in the order given, with code frames where the source is at hand, and a count at the end. */
export function prettyFindings(findings: readonly Finding[], style: ReportStyle, sources: Sources = new Map()): string {
  if (findings.length === 0) return '';
  const hidden = new Map([...sources.keys()].map((file) => [file, hiddenLines(findings, file)]));
  const blocks = WORST_FIRST.flatMap((severity) => findings.filter((f) => f.severity === severity)).map((finding) =>
    findingLines(finding, style, sources.get(finding.file ?? ''), hidden.get(finding.file ?? '') ?? new Set()).join('\n'),
  );
  return `${[...blocks, tally(findings)].join('\n\n')}\n`;
}
