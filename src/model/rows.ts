/** Tables of rows, from a handful to millions. */

/**
 * Rows in a fixed order that are gone through as often as needed. Arrays are; large tables keep their columns in typed arrays and
 * make a row only while somebody looks at it.
 */
export interface Rows<T> extends Iterable<T> {
  readonly length: number;
}
