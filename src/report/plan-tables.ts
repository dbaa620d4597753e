/** Columns of the tables a plan is written as (CSV and Parquet): starts, and sends day by day. */

import type { DailySends, Start } from '../model/plan.ts';

/** One column of a table. `count`: whole numbers; `number`: with fractions. */
export interface TableColumn<T> {
  readonly name: string;
  readonly type: 'text' | 'date' | 'count' | 'number';
  readonly cellOf: (row: T) => string | number | null;
}

/** Contacts that receive their first step from one sender on one day. */
export const STARTS_TABLE: readonly TableColumn<Start>[] = [
  { name: 'campaign', type: 'text', cellOf: (row) => row.campaign },
  { name: 'segment', type: 'text', cellOf: (row) => row.segment },
  { name: 'account', type: 'text', cellOf: (row) => row.account },
  { name: 'sender', type: 'text', cellOf: (row) => row.sender },
  { name: 'date', type: 'date', cellOf: (row) => row.date },
  { name: 'contacts', type: 'count', cellOf: (row) => row.contacts },
];

/** Expected sends day by day; `step` counts from 1. */
export const SENDS_TABLE: readonly TableColumn<DailySends>[] = [
  { name: 'date', type: 'date', cellOf: (row) => row.date },
  { name: 'campaign', type: 'text', cellOf: (row) => row.campaign },
  { name: 'segment', type: 'text', cellOf: (row) => row.segment },
  { name: 'step', type: 'count', cellOf: (row) => row.step + 1 },
  { name: 'account', type: 'text', cellOf: (row) => row.account },
  { name: 'sender', type: 'text', cellOf: (row) => row.sender },
  { name: 'contacts', type: 'count', cellOf: (row) => row.contacts },
  { name: 'sends', type: 'number', cellOf: (row) => row.sends },
];
