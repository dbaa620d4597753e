/** Collects findings of one run: fills in places, hides secrets, keeps ids apart, sorts. */

import { FINDINGS, type Finding, type FindingKind, finding, type Position, type Severity, type Subject } from '../model/finding.ts';
import { compareNullable, compareText } from '../model/order.ts';
import { MAX_FINDINGS_PER_FILE } from './limits.ts';
import { looksLikeSecret, mayShowLine, withoutSecrets } from './secrets.ts';
import type { Path, Source, Spot } from './source.ts';

/** What a report may say beside kind, place and message. */
export interface Details {
  readonly spot?: Spot;
  readonly subject?: Subject | null;
  readonly severity?: Severity;
  readonly help?: string;
  readonly hideSource?: boolean;
  /** Nothing more is said about this place by its path. */
  readonly isFinal?: boolean;
}

/** Collector of findings. */
export interface Bag {
  /** Reports something at a path of a file. Dropped when the same path, or a value around it, has already been reported. */
  readonly at: (source: Source, path: Path, kind: FindingKind, message: string, details?: Details) => void;
  /** Reports something at a place that is not a path. */
  readonly place: (position: Position | null, kind: FindingKind, message: string, details?: Details, source?: Source) => void;
  /** Keeps anything more from being said at a path, e.g. that a key is missing which was only misspelt. */
  readonly mark: (source: Source, path: Path) => void;
  /** Whether anything was reported at exactly this path. */
  readonly has: (source: Source, path: Path) => boolean;
  /** Whether anything was reported below this path. */
  readonly touched: (source: Source, path: Path) => boolean;
  /** Everything, errors first, each part sorted by file, line and column. */
  readonly all: () => readonly Finding[];
}

const keyOf = (source: Source, path: Path) => JSON.stringify([source.file, ...path]);
const spotKey = (position: Position) => `${position.line}:${position.column} ${position.file}`;
/** Longest message; those who write them cut what comes from files, so this is only for what they have forgotten. Units: UTF-16 units. */
const LONGEST_MESSAGE = 1_500;
const cutMessage = (text: string): string => (text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text);
/** Lines above and below a place that a code frame may show. */
const FRAME = 3;

/** Whether the lines a code frame would show are free of credentials. */
function mayShow(lines: readonly string[], position: Position): boolean {
  for (let i = Math.max(0, position.line - 1 - FRAME); i < Math.min(lines.length, position.endLine + FRAME); i++)
    if (!mayShowLine(lines[i]!)) return false;
  return true;
}

/** An empty collector. */
export function createBag(): Bag {
  const found: Finding[] = [];
  const reported = new Set<string>();
  const enclosing = new Set<string>();
  const settled = new Set<string>();
  const mark: Bag['mark'] = (source, path) => {
    reported.add(keyOf(source, path));
    for (let n = 1; n < path.length; n++) enclosing.add(keyOf(source, path.slice(0, n)));
  };
  const perFile = new Map<string, number>();
  const lines = new Map<string, readonly string[]>();
  const linesOf = (source: Source) => {
    const known = lines.get(source.file);
    if (known) return known;
    const made = source.text.split('\n');
    lines.set(source.file, made);
    return made;
  };

  const place: Bag['place'] = (position, kind, message, details = {}, source) => {
    if (position && details.isFinal) settled.add(spotKey(position));
    const severity = details.severity ?? FINDINGS[kind].severity;
    const group = `${severity} ${position?.file ?? ''}`;
    const count = (perFile.get(group) ?? 0) + 1;
    perFile.set(group, count);
    if (count > MAX_FINDINGS_PER_FILE + 1) return;
    const isLast = count === MAX_FINDINGS_PER_FILE + 1;
    const text = isLast
      ? `More than ${MAX_FINDINGS_PER_FILE} findings of this severity in this file; the others are not shown.`
      : cutMessage(withoutSecrets(message));
    const hide = details.hideSource === true || (source && position ? !mayShow(linesOf(source), position) : false);
    // An id may be a credential that somebody put in the wrong place.
    const subject = details.subject && !looksLikeSecret(details.subject.id) ? details.subject : null;
    const help = details.help === undefined ? {} : { help: details.help };
    found.push(
      finding(isLast ? 'config.limit' : kind, text, { position, subject, severity, ...help, data: hide ? { hideSource: true } : {} }),
    );
  };

  return {
    place,
    at: (source, path, kind, message, details = {}) => {
      for (let n = path.length; n >= 0; n--) if (reported.has(keyOf(source, path.slice(0, n)))) return;
      // A key whose value was refused is not missing.
      if (kind === 'config.missing-key' && enclosing.has(keyOf(source, path))) return;
      mark(source, path);
      const position = source.locate(path, details.spot ?? 'value');
      if (settled.has(spotKey(position))) return;
      place(position, kind, message, details, source);
    },
    mark,
    has: (source, path) => reported.has(keyOf(source, path)),
    touched: (source, path) => enclosing.has(keyOf(source, path)),
    all: () => {
      const sorted = [...found].sort(
        (a, b) =>
          Number(a.severity !== 'error') - Number(b.severity !== 'error') ||
          compareNullable(a.file, b.file) ||
          (a.line ?? 0) - (b.line ?? 0) ||
          (a.column ?? 0) - (b.column ?? 0) ||
          compareText(a.kind, b.kind),
      );
      const used = new Map<string, number>();
      return sorted.map((f) => {
        const n = (used.get(f.id) ?? 0) + 1;
        used.set(f.id, n);
        return n === 1 ? f : { ...f, id: `${f.id}#${n}` };
      });
    },
  };
}
