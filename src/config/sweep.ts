/** One pass over a plain value before the schema: takes the free `x-` keys out and looks for credentials everywhere. */

import { looksLikeSecret } from './secrets.ts';
import type { Path, Spot } from './source.ts';

/** Place of a text that looks like a credential. */
export interface Found {
  readonly path: Path;
  readonly spot: Spot;
}

/** Maps whose keys are ids of people's choosing, so that `x-…` is an id there. */
const FREE_KEYED = new Set(['catalog', 'resident']);

/** Value without `x-` keys, and the paths of every text (also inside `x-` keys) that looks like a credential. */
export function sweep(value: unknown): { readonly value: unknown; readonly secrets: readonly Found[] } {
  const secrets: Found[] = [];
  const visit = (node: unknown, path: Path, isFree: boolean): unknown => {
    if (typeof node === 'string') {
      if (looksLikeSecret(node)) secrets.push({ path, spot: 'value' });
      return node;
    }
    if (Array.isArray(node)) return node.map((item, i) => visit(item, [...path, i], false));
    if (typeof node !== 'object' || node === null) return node;
    const kept: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(node)) {
      const at = [...path, key];
      if (looksLikeSecret(key)) secrets.push({ path: at, spot: 'key' });
      const swept = visit(item, at, FREE_KEYED.has(key));
      if (isFree || !key.startsWith('x-')) kept[key] = swept;
    }
    return kept;
  };
  return { value: visit(value, [], false), secrets };
}
