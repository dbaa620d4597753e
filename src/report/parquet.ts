/** Parquet tables for warehouses and notebooks, row group by row group. */

import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { dayNumber } from '../model/calendar.ts';
import type { DailySends, Start } from '../model/plan.ts';
import { SENDS_TABLE, STARTS_TABLE, type TableColumn } from './plan-tables.ts';

/** Rows of a row group: few enough to hold, enough for dictionaries to pay. */
const GROUP = 100_000;

/** How each type is stored. Dates are days since 1970-01-01. Source: Apache Parquet, logical types. */
const STORED: Readonly<Record<TableColumn<never>['type'], Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  date: { type: 'INT32', converted_type: 'DATE', repetition_type: 'REQUIRED' },
  count: { type: 'INT64', repetition_type: 'REQUIRED' },
  number: { type: 'DOUBLE', repetition_type: 'REQUIRED' },
};

/** starts.parquet. */
export const startsParquet = (starts: Iterable<Start>): Iterable<Uint8Array> => parquetPieces(STARTS_TABLE, starts);

/** sends.parquet. */
export const sendsParquet = (sends: Iterable<DailySends>): Iterable<Uint8Array> => parquetPieces(SENDS_TABLE, sends);

/** A Parquet file in pieces: one per row group, then the index. */
function* parquetPieces<T>(columns: readonly TableColumn<T>[], rows: Iterable<T>): Generator<Uint8Array> {
  const bytes = new ByteWriter();
  const schema = [{ name: 'root', num_children: columns.length }, ...columns.map(({ name, type }) => ({ name, ...STORED[type] }))];
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'sendplan' });
  const taken = (): Uint8Array => {
    const piece = bytes.getBytes().slice();
    // Its `offset` goes on counting: places in the index are places in the file.
    bytes.index = 0;
    return piece;
  };
  let group: T[] = [];
  const writeGroup = (): void => {
    writer.write({ columnData: columns.map((column) => columnOf(column, group)), rowGroupSize: GROUP });
    group = [];
  };
  for (const row of rows) {
    group.push(row);
    if (group.length < GROUP) continue;
    writeGroup();
    yield taken();
  }
  if (group.length > 0) writeGroup();
  writer.finish();
  yield taken();
}

function columnOf<T>({ name, type, cellOf }: TableColumn<T>, rows: readonly T[]): ColumnSource {
  const values = rows.map(cellOf);
  if (type === 'count') return { name, data: BigInt64Array.from(values, (value) => BigInt(value as number)) };
  if (type === 'date') return { name, data: dayNumbers(values as string[]) };
  return { name, data: values };
}

/** Rows of a group share few dates. */
function dayNumbers(dates: readonly string[]): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from(dates, (date) => {
    const day = known.get(date) ?? dayNumber(date);
    known.set(date, day);
    return day;
  });
}
