/** A long table in memory: a few bytes per cell instead of an object per row. Rows are checked while they come in. */

import type { Rows } from '../model/rows.ts';
import { type Column, holdsText, isNumberOf, isTextOf, unknownKeys } from './file-columns.ts';

/** A table that is being filled. */
export interface TableBuilder {
  /** Rows so far. */
  readonly size: () => number;
  /** Adds a row. Returns how many of its keys are columns, or -1 when a value does not fit: the row is not added then. */
  readonly add: (row: Readonly<Record<string, unknown>>) => number;
  /** Keeps keys of the row added last that no column has. */
  readonly addUnknown: (keys: Readonly<Record<string, unknown>>) => void;
  /** The table; nothing can be added any more. Rows are made anew each time they are gone through. */
  readonly finish: () => Rows<Readonly<Record<string, unknown>>>;
}

/** Distinct texts of one column. */
export interface Dictionary {
  readonly texts: string[];
  readonly codes: Map<string, number>;
}

/** Most distinct texts of one column: what a Map holds (2^24), with room to spare. */
export const MOST_TEXTS = 8_000_000;

/** Rows packed together: enough for the types to pay, few enough to hold unpacked. */
const BLOCK = 1 << 14;
/** Cells of a block before packing: texts as codes, flags as 0 and 1, null and left out as the infinities, which no number is. */
const NULL = Number.POSITIVE_INFINITY;
const ABSENT = Number.NEGATIVE_INFINITY;

interface Block {
  readonly cells: Uint8Array | Uint16Array | Int32Array | Float64Array;
  /** What stands for null and for left out: the two largest values of the type. */
  readonly null: number;
  readonly absent: number;
}

/** The texts nobody has written yet: where unknown keys are kept, as JSON. */
const UNKNOWN: Column = { name: '', kind: 'text', isNullable: false, isOptional: true };

/**
 * An empty table. `dictionaryOf` gives the texts of a column (tables may share them); `onFull` is called, and must throw,
 * when a column has more than `MOST_TEXTS`.
 */
export function tableBuilder(columns: readonly Column[], dictionaryOf: (column: Column) => Dictionary, onFull: () => never): TableBuilder {
  const stored = [...columns, UNKNOWN];
  const unpacked = stored.map((): number[] => []);
  const blocks: Block[][] = stored.map(() => []);
  const dictionaries = stored.map((column) => (holdsText(column) ? dictionaryOf(column) : null));
  let used = 0;
  let packedRows = 0;

  const codeOf = (column: Column, { texts, codes }: Dictionary, text: string): number => {
    const known = codes.get(text);
    if (known !== undefined) return known;
    // Only what was checked gets into the dictionary, so known texts need no check.
    if (!isTextOf(column, text)) return Number.NaN;
    if (texts.length >= MOST_TEXTS) onFull();
    codes.set(text, texts.length);
    return texts.push(text) - 1;
  };
  const cellOf = (c: number, value: unknown): number => {
    const column = stored[c] as Column;
    if (value === null) return column.isNullable ? NULL : Number.NaN;
    if (value === undefined) return column.isOptional ? ABSENT : Number.NaN;
    const dictionary = dictionaries[c];
    if (dictionary) return typeof value === 'string' ? codeOf(column, dictionary, value) : Number.NaN;
    if (column.kind === 'flag') return typeof value === 'boolean' ? Number(value) : Number.NaN;
    return typeof value === 'number' && isNumberOf(column, value) ? value : Number.NaN;
  };
  const pack = () => {
    for (const [c, cells] of unpacked.entries()) {
      // A row that did not fit may have left cells behind the last row.
      cells.length = used;
      (blocks[c] as Block[]).push(packed(cells));
      cells.length = 0;
    }
    packedRows += used;
    used = 0;
  };

  return {
    size: () => packedRows + used,
    add: (row) => {
      if (used === BLOCK) pack();
      let keys = 0;
      for (let c = 0; c < columns.length; c++) {
        const cell = cellOf(c, row[(columns[c] as Column).name]);
        if (Number.isNaN(cell)) return -1;
        if (cell !== ABSENT) keys++;
        (unpacked[c] as number[])[used] = cell;
      }
      (unpacked[columns.length] as number[])[used] = ABSENT;
      used++;
      return keys;
    },
    addUnknown: (keys) => {
      (unpacked[columns.length] as number[])[used - 1] = cellOf(columns.length, JSON.stringify(keys));
    },
    finish: () => {
      pack();
      return packedRowsOf(stored, blocks, dictionaries, packedRows);
    },
  };
}

/** The narrowest type that holds the cells exactly. */
function packed(cells: readonly number[]): Block {
  let largest = 0;
  for (const cell of cells) {
    if (cell === NULL || cell === ABSENT) continue;
    if (!(cell >= 0 && Math.trunc(cell) === cell)) return { cells: Float64Array.from(cells), null: NULL, absent: ABSENT };
    if (cell > largest) largest = cell;
  }
  for (const [type, top] of [
    [Uint8Array, 0xff],
    [Uint16Array, 0xffff],
    [Int32Array, 0x7fffffff],
  ] as const) {
    if (largest >= top - 1) continue;
    const narrow = new type(cells.length);
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i] as number;
      narrow[i] = cell === NULL ? top : cell === ABSENT ? top - 1 : cell;
    }
    return { cells: narrow, null: top, absent: top - 1 };
  }
  return { cells: Float64Array.from(cells), null: NULL, absent: ABSENT };
}

function packedRowsOf(
  columns: readonly Column[],
  blocks: readonly (readonly Block[])[],
  dictionaries: readonly (Dictionary | null)[],
  length: number,
): Rows<Readonly<Record<string, unknown>>> {
  const known = columns.length - 1;
  const cellAt = (c: number, b: number, i: number): unknown => {
    const block = blocks[c]?.[b] as Block;
    const cell = block.cells[i] as number;
    if (cell === block.absent) return undefined;
    if (cell === block.null) return null;
    const dictionary = dictionaries[c];
    return dictionary ? dictionary.texts[cell] : columns[c]?.kind === 'flag' ? cell === 1 : cell;
  };
  return {
    length,
    *[Symbol.iterator]() {
      for (let at = 0; at < length; at++) {
        const b = Math.floor(at / BLOCK);
        const i = at % BLOCK;
        const row: Record<string, unknown> = {};
        for (let c = 0; c < known; c++) {
          const value = cellAt(c, b, i);
          if (value !== undefined) row[(columns[c] as Column).name] = value;
        }
        const unknown = cellAt(known, b, i);
        yield unknown === undefined ? row : { ...row, ...JSON.parse(unknown as string) };
      }
    },
  };
}

/** A whole list as a table, for callers that have the rows already. Throws: TypeError naming the first row that does not fit. */
export function tableOf<T extends object>(columns: readonly Column[], rows: Iterable<T>): Rows<T> {
  const table = tableBuilder(columns, newDictionary, () => {
    throw new RangeError(`more than ${MOST_TEXTS} distinct texts in one column`);
  });
  for (const row of rows as Iterable<Readonly<Record<string, unknown>>>) {
    if (table.add(row) < 0) throw new TypeError(`row ${table.size()} does not fit its columns`);
    const unknown = unknownKeys(columns, row);
    if (unknown !== null) table.addUnknown(unknown);
  }
  return table.finish() as unknown as Rows<T>;
}

/** No texts yet. */
export const newDictionary = (): Dictionary => ({ texts: [], codes: new Map() });
