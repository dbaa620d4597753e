/** A relaxed point on the cells: by column, for those who get the places, and by kind, for dealing places out. */

import { startList } from '../problem/start-list.ts';
import type { Cells } from './cells.ts';
import type { RelaxedPoint } from './relaxed.ts';

/** The column of every row of a point on (demand, part of a class, day). `classOf`: class of each part. Rows in canonical order. */
export function columnOfRows(
  { demandStart, ofDemand, runClass, runCell, runLength, runColumn, day }: Cells,
  point: RelaxedPoint,
  classOf: Int32Array,
): Int32Array {
  const columns = new Int32Array(point.demand.length);
  // First run of the demand in each class.
  const first = new Int32Array(runClass.reduce((most, k) => Math.max(most, k), 0) + 1);
  let demand = -1;
  let n = 0;
  let at = 0;
  for (let i = 0; i < columns.length; i++) {
    const k = classOf[point.sender[i]!]!;
    if (point.demand[i] !== demand) {
      demand = point.demand[i]!;
      for (let last = demandStart[demand + 1]! - 1; last >= demandStart[demand]!; last--) first[runClass[ofDemand[last]!]!] = last;
    }
    if (i === 0 || point.demand[i - 1] !== demand || point.sender[i - 1] !== point.sender[i]) {
      n = first[k]!;
      at = 0;
    }
    // Days of a class come in order, in the demand's runs as in the point.
    for (; n < demandStart[demand + 1]! && runClass[ofDemand[n]!] === k; n++, at = 0) {
      const r = ofDemand[n]!;
      while (at < runLength[r]! && day[runCell[r]! + at]! < point.day[i]!) at++;
      if (at < runLength[r]!) break;
    }
    const r = ofDemand[n];
    if (r === undefined || runClass[r] !== k || day[runCell[r]! + at] !== point.day[i])
      throw new RangeError(`relaxed start of demand ${demand} on a day it has not`);
    columns[i] = runColumn[r]! + at;
  }
  return columns;
}

/** Relaxed contacts of every column. */
export function sumColumns({ columnCount }: Cells, { contacts }: RelaxedPoint, columnOf: Int32Array): Float32Array {
  const columns = new Float32Array(columnCount);
  for (let i = 0; i < columnOf.length; i++) columns[columnOf[i]!]! += contacts[i]!;
  return columns;
}

/** The point by kind instead of demand, as (kind, part, day), in the order of parts and cells. */
export function pointOfKinds(
  { start, kind, day, runCell, runLength, runColumn, columnCount }: Cells,
  point: RelaxedPoint,
  columnOf: Int32Array,
  classOf: Int32Array,
): RelaxedPoint {
  const cellOf = new Int32Array(columnCount);
  runCell.forEach((cell, r) => {
    for (let i = 0; i < runLength[r]!; i++) cellOf[runColumn[r]! + i] = cell + i;
  });
  const from = new Float64Array(classOf.length + 1);
  classOf.forEach((k, part) => {
    from[part + 1] = from[part]! + start[k + 1]! - start[k]!;
  });
  const sums = new Float64Array(from[classOf.length]!);
  for (let i = 0; i < columnOf.length; i++) {
    const part = point.sender[i]!;
    sums[from[part]! + cellOf[columnOf[i]!]! - start[classOf[part]!]!]! += point.contacts[i]!;
  }
  const rows = startList();
  classOf.forEach((k, part) => {
    for (let c = start[k]!; c < start[k + 1]!; c++) {
      const contacts = sums[from[part]! + c - start[k]!]!;
      if (contacts > 0) rows.add(kind[c]!, part, day[c]!, contacts);
    }
  });
  return rows.columns();
}
