/** Reading lists that come in pages, without believing the provider: loops, shrinking lists and rows that change are refused. */

import type { ProviderError, ProviderErrorCode } from '../errors.ts';

/** Most pages of one list. */
export const MAX_PAGES = 200;
/** Most rows of one list. */
export const MAX_ROWS = 20_000;

/** One page as a connector decoded it. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** Rows in the whole list as the provider tells them; null when it does not. */
  readonly total: number | null;
  /** Whether the provider's own rule says that no page follows (a short page). With a `total`, the total decides. */
  readonly isLast: boolean;
}

/** How to read one list. */
export interface Listing<T> {
  readonly name: string;
  /** Page `index` from 0, with the rows already read. */
  readonly page: (index: number, rowsBefore: number) => Promise<Page<T>>;
  readonly keyOf: (row: T) => string;
  readonly fail: (code: ProviderErrorCode, text: string) => ProviderError;
}

type Pass<T> = { readonly rows: readonly T[]; readonly moved: string | null };

/** One pass over all pages. `moved` says why the list cannot be complete. */
async function readOnce<T>(listing: Listing<T>): Promise<Pass<T>> {
  const rows = new Map<string, T>();
  let arrived = 0;
  let total: number | null = null;
  for (let index = 0; index < MAX_PAGES; index += 1) {
    const page = await listing.page(index, arrived);
    if (index > 0 && page.total !== total)
      return { rows: [...rows.values()], moved: `told ${total} rows first and ${page.total} on page ${index + 1}` };
    total = page.total;
    const before = rows.size;
    for (const row of page.rows) addRow(listing, rows, row);
    arrived += page.rows.length;
    if (rows.size > MAX_ROWS) throw listing.fail('provider_too_large', `${listing.name} lists more than ${MAX_ROWS} rows.`);
    const isComplete = total === null ? page.isLast : rows.size >= total;
    if (isComplete || page.rows.length === 0) {
      const isShort = total !== null && rows.size !== total;
      return { rows: [...rows.values()], moved: isShort ? `told ${total} rows and ${rows.size} arrived` : null };
    }
    if (rows.size === before)
      throw listing.fail('provider_pagination', `${listing.name} repeats the same rows on page ${index + 1}; stopped.`);
  }
  throw listing.fail('provider_too_large', `${listing.name} has more than ${MAX_PAGES} pages.`);
}

function addRow<T>(listing: Listing<T>, rows: Map<string, T>, row: T): void {
  const key = listing.keyOf(row);
  const known = rows.get(key);
  // Rows are decoded values with keys in schema order, so equal rows have equal JSON.
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(row)) {
    throw listing.fail('provider_pagination', `${listing.name} lists "${key}" twice with different numbers.`);
  }
  rows.set(key, row);
}

/**
 * All rows of a list, each key once. A list that moved while it was read is read once more.
 * Throws: ProviderError `provider_pagination` (loop, contradiction, still incomplete on the second pass) or `provider_too_large`.
 */
export async function readPages<T>(listing: Listing<T>): Promise<readonly T[]> {
  const first = await readOnce(listing);
  if (first.moved === null) return first.rows;
  const second = await readOnce(listing);
  if (second.moved === null) return second.rows;
  throw listing.fail('provider_pagination', `${listing.name} ${second.moved}, also when it was read again; nothing was used. Try later.`);
}
