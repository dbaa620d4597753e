/**
 * Columns of the long tables of plan.json (starts, follow-ups, capacity, dual values). Schema, fast check, line format
 * and memory layout of their rows are all derived from these lists.
 */

import { type CapacityUse, FAMILIES, type FollowUp, type RowKey, type Start } from '../model/plan.ts';

/**
 * What a column holds: `id` a text of at most 2,000 UTF-16 units, `text` any text, `date` YYYY-MM-DD, `amount` a whole number from
 * 0 to 2^53 - 1, `sends` the same with fractions, `integer` and `number` with either sign, `flag` a boolean, a list one of its words.
 */
export type ColumnKind = 'id' | 'text' | 'date' | 'amount' | 'sends' | 'integer' | 'number' | 'flag' | readonly string[];

/** One column. Optional ones are left out of a row rather than null. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly isNullable: boolean;
  readonly isOptional: boolean;
}

type Row = Readonly<Record<string, unknown>>;

/** A row of plan.json in its columns: `name` must be a key of the row's type. */
const column =
  <T extends object>() =>
  (name: keyof T & string, kind: ColumnKind, presence: 'always' | 'nullable' | 'optional' | 'both' = 'always'): Column => ({
    name,
    kind,
    isNullable: presence === 'nullable' || presence === 'both',
    isOptional: presence === 'optional' || presence === 'both',
  });

const start = column<Start>();
const followUp = column<FollowUp>();
const use = column<CapacityUse>();
const dual = column<RowKey & { readonly dual: number }>();

/** Columns of each table in the documented order of keys. */
export const TABLES = {
  starts: [
    start('campaign', 'id'),
    start('segment', 'id', 'nullable'),
    start('account', 'id'),
    start('sender', 'id'),
    start('date', 'date'),
    start('contacts', 'amount'),
  ],
  followUps: [
    followUp('campaign', 'id'),
    followUp('segment', 'id', 'nullable'),
    followUp('step', 'amount'),
    followUp('account', 'id'),
    followUp('sender', 'id'),
    followUp('date', 'date'),
    followUp('contacts', 'amount'),
  ],
  capacity: [
    use('resource', FAMILIES),
    use('account', 'id', 'nullable'),
    use('sender', 'id', 'nullable'),
    use('domain', 'id', 'nullable'),
    use('campaign', 'id', 'nullable'),
    use('from', 'date'),
    use('to', 'date'),
    use('limit', 'sends', 'nullable'),
    use('planned', 'sends'),
    use('headroom', 'number', 'nullable'),
    use('overage', 'sends'),
    use('isBinding', 'flag'),
    use('shadowPrice', 'number', 'nullable'),
    use('shadowPriceObjective', 'text', 'nullable'),
  ],
  duals: [
    dual('family', [...FAMILIES, 'follow_up_balance', 'new_contacts']),
    dual('campaign', 'id', 'optional'),
    dual('segment', 'id', 'both'),
    dual('account', 'id', 'optional'),
    dual('sender', 'id', 'optional'),
    dual('group', 'id', 'optional'),
    dual('domain', 'id', 'optional'),
    dual('step', 'amount', 'optional'),
    dual('date', 'date', 'optional'),
    dual('measure', ['starts', 'sends'], 'optional'),
    dual('dual', 'integer'),
  ],
} as const satisfies Record<string, readonly Column[]>;

/** Name of a long table. */
export type TableName = keyof typeof TABLES;

/** Longest id. Units: UTF-16 units. */
export const LONGEST_ID = 2000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text fits a column of texts. */
export function isTextOf({ kind }: Column, text: string): boolean {
  if (typeof kind !== 'string') return kind.includes(text);
  return kind === 'text' || (kind === 'id' && text.length <= LONGEST_ID) || (kind === 'date' && DATE.test(text));
}

/** Whether a column holds texts (words of a list included). */
export const holdsText = ({ kind }: Column): boolean => typeof kind !== 'string' || kind === 'id' || kind === 'text' || kind === 'date';

/** Whether a number fits a column of numbers. */
export function isNumberOf({ kind }: Column, value: number): boolean {
  if (kind === 'amount') return value >= 0 && Number.isSafeInteger(value);
  if (kind === 'sends') return value >= 0 && value <= Number.MAX_SAFE_INTEGER;
  return kind === 'integer' ? Number.isSafeInteger(value) : kind === 'number' && Number.isFinite(value);
}

/** Keys of a row that no column has, with their values; null when there are none. */
export function unknownKeys(columns: readonly Column[], row: Row): Row | null {
  const extra = Object.keys(row).filter((key) => row[key] !== undefined && !columns.some((c) => c.name === key));
  return extra.length === 0 ? null : Object.fromEntries(extra.map((key) => [key, row[key]]));
}
