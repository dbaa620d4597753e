/** A plan file that was read: its value, and where each part of it stands. */

import type { Position } from '../model/finding.ts';

/** Keys and list indexes from the root of a file to a value. */
export type Path = readonly (string | number)[];

/** Which part of a map entry a position means: the key, or the value. */
export type Spot = 'key' | 'value';

/** Something wrong, found while reading. `at` is a path where the place is known by its path. */
export interface Problem {
  readonly kind:
    | 'config.syntax'
    | 'config.limit'
    | 'config.duplicate-key'
    | 'config.invalid-value'
    | 'config.unknown-key'
    | 'config.secret-literal'
    | 'config.empty';
  readonly message: string;
  /** Offset range in the text; null = the start of the file. */
  readonly range: readonly [number, number] | null;
  readonly path: Path | null;
  /** Range of the other place it is about: the first of two equal keys. */
  readonly first?: readonly [number, number] | null;
}

/** A plan file after reading. */
export interface Source {
  /** Path relative to the working directory, with forward slashes. */
  readonly file: string;
  /** Absolute folder of the file: tables named in it are looked up there. */
  readonly folder: string;
  readonly text: string;
  /** Plain value; undefined when the file could not be read as one. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Too large for working places out unless something is wrong. */
  readonly isLarge: boolean;
  /** Place of a path. Works positions out when first asked. */
  readonly locate: (path: Path, spot: Spot) => Position;
  /** Text of a number as written, when the value at the path is one; null when not known. */
  readonly literal: (path: Path) => string | null;
}

/** What a reader of one format gives: value, problems and places, as offsets into the text. */
export interface Reading {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Offset range of the key or value at a path; null when it has none of its own. */
  readonly range: (path: Path, spot: Spot) => readonly [number, number] | null;
  readonly literal: (path: Path) => string | null;
}

/** First character of a file. */
export const startOf = (file: string): Position => ({ file, line: 1, column: 1, endLine: 1, endColumn: 2 });
