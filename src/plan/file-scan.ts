/**
 * Splits the bytes of a plan file, as they come, into its frame (everything but the long tables, each of them an empty list
 * there) and batches of whole rows. Only brackets, texts, commas and colons are looked at: whether frame and batches are
 * JSON is for `JSON.parse` to say, and where all of them are, with the commas between, the file is.
 */

import type { TableName } from './file-columns.ts';

/** A long table in the file. */
export interface TablePlace {
  readonly name: TableName;
  /** As messages name it: `starts`, `outcome.certificate.levels[0].duals`. */
  readonly path: string;
  /** Index of the certificate's level; 0 for other tables. */
  readonly level: number;
}

/** Whole rows of one table. */
export interface Batch {
  readonly place: TablePlace;
  /** The rows with the commas between them. */
  readonly json: Buffer;
  /** Colons outside of texts: keys written in all rows together. */
  readonly keys: number;
  /** Line on which `json` begins, from 1. */
  readonly line: number;
  /** Whether it is the table's only batch: that one may have no row at all. */
  readonly isWhole: boolean;
}

/** Who takes what is found. `refuse` throws. */
export interface ScanTarget {
  readonly batch: (batch: Batch) => void;
  readonly refuse: (kind: 'depth' | 'size' | 'syntax', problem: string, line: number) => never;
}

/** A scanner of one file. */
export interface Scanner {
  /** Takes the next bytes; they may be cut anywhere. */
  readonly push: (bytes: Uint8Array) => void;
  /** The frame, after the last byte. */
  readonly end: () => Buffer;
}

/** Most nested objects and lists. */
export const DEEPEST = 32;
/** Longest frame and longest single row. Both become one text, of which V8 holds 512 MB. Units: bytes. */
const LARGEST_FRAME = 256 * 1024 * 1024;
const LARGEST_ROW = 16 * 1024 * 1024;
/** A file that does not begin with `{` is no plan: so much of it is enough to say why. Units: bytes. */
const ENOUGH = 64 * 1024;
/** Longest key compared with the tables' names, as written: `certificate` in \u escapes. Units: bytes. */
const LONGEST_KEY = 66;

const [LF, SPACE, QUOTE, COMMA, COLON] = [0x0a, 0x20, 0x22, 0x2c, 0x3a];
const [BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** Where long tables are: a tree of keys. */
interface Place {
  readonly keys?: ReadonlyMap<string, Place>;
  readonly items?: Place;
  readonly table?: TableName;
}

const object = (keys: Readonly<Record<string, Place>>): Place => ({ keys: new Map(Object.entries(keys)) });
const PLAN = object({
  starts: { table: 'starts' },
  followUps: { table: 'followUps' },
  capacity: { table: 'capacity' },
  outcome: object({ certificate: object({ levels: { items: object({ duals: { table: 'duals' } }) } }) }),
});

/** An open bracket of the frame. */
interface Open {
  readonly isObject: boolean;
  /** Null where no long table can be inside. */
  readonly place: Place | null;
  isKeyNext: boolean;
  /** Place of the value that comes next. */
  next: Place | null;
  index: number;
}

/** Makes a scanner. */
export function planScanner({ batch, refuse }: ScanTarget): Scanner {
  const frame: Buffer[] = [];
  let frameSize = 0;
  let isObject: boolean | null = null;
  let line = 1;
  const open: Open[] = [];
  let isText = false;
  let isEscaped = false;
  let key: number[] | null = null;
  /** The table whose rows are being read, with the bytes of a row that is not complete yet. */
  let table: TablePlace | null = null;
  let rest: Uint8Array = new Uint8Array(0);
  let isFirst = true;

  const keep = (bytes: Uint8Array) => {
    frameSize += bytes.length;
    if (frameSize > LARGEST_FRAME) refuse('size', `more than ${LARGEST_FRAME} bytes beside the rows of its tables`, line);
    frame.push(Buffer.from(bytes));
  };
  const enter = (top: Open | undefined, isObjectNext: boolean): Place | null => {
    if (open.length >= DEEPEST) refuse('depth', `more than ${DEEPEST} nested levels`, line);
    const place = top === undefined ? PLAN : top.isObject ? top.next : (top.place?.items ?? null);
    open.push({ isObject: isObjectNext, place, isKeyNext: isObjectNext, next: null, index: 0 });
    return place;
  };

  /** Reads frame from `from` on. Returns where it stopped: behind the bracket that opens a table, or at the end. */
  const scanFrame = (bytes: Uint8Array, from: number): number => {
    for (let i = from; i < bytes.length; i++) {
      const c = bytes[i] as number;
      const top = open.at(-1);
      if (c === LF) line++;
      if (isText) {
        if (isEscaped) isEscaped = false;
        else if (c === BACKSLASH) isEscaped = true;
        else if (c === QUOTE) {
          isText = false;
          if (key !== null && top !== undefined) top.next = top.place?.keys?.get(keyText(key)) ?? null;
          key = null;
        }
        if (key !== null && key.length <= LONGEST_KEY) key.push(c);
      } else if (c === QUOTE) {
        isText = true;
        key = top?.isKeyNext && top.place?.keys !== undefined ? [] : null;
        if (top !== undefined) top.isKeyNext = false;
      } else if (c === OPEN_OBJECT || c === OPEN_LIST) {
        const name = enter(top, c === OPEN_OBJECT)?.table;
        if (name !== undefined && c === OPEN_LIST) {
          keep(bytes.subarray(from, i + 1));
          // Lists of dual values stand in an object in the list of levels.
          const level = open.at(-3)?.index ?? 0;
          table = { name, level, path: name === 'duals' ? `outcome.certificate.levels[${level}].duals` : name };
          isFirst = true;
          return i + 1;
        }
      } else if (c === CLOSE_OBJECT || c === CLOSE_LIST) open.pop();
      else if (c === COMMA && top !== undefined) {
        top.isKeyNext = top.isObject;
        top.next = null;
        top.index++;
      }
    }
    keep(bytes.subarray(from));
    return bytes.length;
  };

  /** Reads rows from `from` on. Returns where it stopped: at the bracket that closes the table, or at the end. */
  const scanRows = (bytes: Uint8Array, from: number, place: TablePlace): number => {
    const most = DEEPEST - open.length;
    let [depth, keys, lines] = [0, 0, 0];
    /** Behind the last whole row, with keys and lines up to there. */
    let whole = { at: -1, keys: 0, lines: 0 };
    const hand = (end: { at: number; keys: number; lines: number }, isLast: boolean) => {
      const json = Buffer.from(bytes.buffer, bytes.byteOffset + from, end.at - from);
      batch({ place, json, keys: end.keys, line, isWhole: isFirst && isLast });
      isFirst = false;
      line += end.lines;
    };
    for (let i = from; i < bytes.length; i++) {
      const c = bytes[i] as number;
      if (c === SPACE) continue;
      if (c === QUOTE) {
        for (i++; i < bytes.length && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i++;
      } else if (c === COLON) keys++;
      else if (c === COMMA) {
        if (depth === 0) whole = { at: i, keys, lines };
      } else if (c === LF) lines++;
      else if (c === OPEN_OBJECT || c === OPEN_LIST) {
        if (++depth > most) refuse('depth', `more than ${DEEPEST} nested levels`, line + lines);
      } else if (c === CLOSE_OBJECT || c === CLOSE_LIST) {
        if (depth > 0) depth--;
        else {
          hand({ at: i, keys, lines }, true);
          table = null;
          return i;
        }
      }
    }
    if (whole.at >= 0) hand(whole, false);
    rest = Buffer.from(bytes.subarray(whole.at < 0 ? from : whole.at + 1));
    if (rest.length > LARGEST_ROW) refuse('size', `${place.path}: a row of more than ${LARGEST_ROW} bytes`, line);
    return bytes.length;
  };

  return {
    push: (added) => {
      isObject ??= startsObject(added);
      if (isObject === false && frameSize > ENOUGH) return;
      const bytes = rest.length === 0 ? added : Buffer.concat([rest, added]);
      rest = new Uint8Array(0);
      for (let at = 0; at < bytes.length; ) at = table === null ? scanFrame(bytes, at) : scanRows(bytes, at, table);
    },
    end: () => {
      if (table !== null) refuse('syntax', `not valid JSON: it ends inside ${table.path}`, line);
      return Buffer.concat(frame);
    },
  };
}

/** Whether the first byte that is no blank opens an object; null when there is none yet. */
function startsObject(bytes: Uint8Array): boolean | null {
  const first = bytes.find((c) => c !== SPACE && c !== LF && c !== 0x0d && c !== 0x09);
  return first === undefined ? null : first === OPEN_OBJECT;
}

/** `"starts"` and `"\u0073tarts"` are the same key. */
function keyText(bytes: readonly number[]): string {
  const written = Buffer.from(bytes).toString('latin1');
  if (!written.includes('\\')) return written;
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return '';
  }
}
