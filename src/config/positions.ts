/** From a path to the place in a YAML document where it stands. */

import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { Path, Spot } from './source.ts';

type Range = readonly [number, number];

const through = (document: Document, node: unknown): Node | null => {
  if (node === null || node === undefined) return null;
  return isAlias(node) ? ((node as Alias).resolve(document) ?? null) : (node as Node);
};

const nameOf = (pair: Pair): unknown => (isScalar(pair.key) ? pair.key.value : null);

/** Start of a node; a whole list or map is pointed at by its first key, item or bracket, so that a code frame stays short. */
function shown(node: Node | null): Range | null {
  const range = node?.range;
  if (!node || !range) return null;
  if (isMap(node) && !node.flow) return shown((node.items[0]?.key as Node | undefined) ?? null) ?? [range[0], range[0] + 1];
  if (isMap(node) || isSeq(node)) return [range[0], range[0] + 1];
  return [range[0], Math.max(range[1], range[0] + 1)];
}

/**
 * Offset range of the key or the value at a path. Where the path leads no further (a missing key, an alias) it is the
 * nearest enclosing place that exists. null for an empty document.
 */
export function rangeInDocument(document: Document, path: Path, spot: Spot): Range | null {
  let node = through(document, document.contents);
  let found = shown(node);
  for (let i = 0; i < path.length; i++) {
    const step = path[i]!;
    const isLast = i === path.length - 1;
    if (isMap(node)) {
      const pair = (node.items as Pair[]).find((p) => nameOf(p) === step);
      if (!pair) return found;
      const key = shown(pair.key as Node | null);
      const value = pair.value as Node | null;
      const isEmpty = !value?.range || (isScalar(value) && value.range[0] === value.range[1]);
      node = through(document, value);
      if (isLast && spot === 'key') return key ?? found;
      found = isEmpty ? (key ?? found) : isAlias(value) ? shown(value) : shown(node);
    } else if (isSeq(node)) {
      const item = node.items[Number(step)];
      if (item === undefined) return found;
      node = through(document, item);
      found = shown(isAlias(item) ? (item as Node) : node) ?? found;
    } else return found;
  }
  return found;
}

/** Number as it stands in the text, or null when the path does not lead to a plain scalar. */
export function literalInDocument(document: Document, path: Path): string | null {
  let node = through(document, document.contents);
  for (const step of path) {
    if (isMap(node)) node = through(document, (node.items as Pair[]).find((p) => nameOf(p) === step)?.value);
    else if (isSeq(node)) node = through(document, node.items[Number(step)]);
    else return null;
  }
  return isScalar(node) && node.type === 'PLAIN' && typeof node.value === 'number' ? (node.source ?? null) : null;
}
