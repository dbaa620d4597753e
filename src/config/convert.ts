/** From YAML nodes to plain values, with the checks the library leaves to us. */

import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import { nfc } from './characters.ts';
import { MAX_DEPTH, MAX_NODES } from './limits.ts';
import { shortened } from './secrets.ts';
import type { Problem } from './source.ts';

const PLAIN_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;
/** Keys that mean something to JavaScript objects. */
const DANGEROUS = new Set(['__proto__', 'constructor', 'prototype']);

/** Range of a node without the white space behind it. */
export const rangeOf = (node: Node): readonly [number, number] | null => (node.range ? [node.range[0], node.range[1]] : null);

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1_000, m: 1_000_000 };

/** What one should write for a number that is not a plain decimal (`12_000`, `1,5`, `12k`, `0x1F`, `1e3`), when that can be said. */
export function plainNumber(literal: string): string | null {
  const written = literal.replace(/^\+/, '').toLowerCase();
  const grouped = /^(\d{1,3}(?:[, '_]\d{3})+|\d+(?:_\d+)+|\d+(?:[.,]\d+)?)([km]?)$/.exec(written);
  let value: number;
  if (grouped) {
    const digits =
      /^\d+,\d+$/.test(grouped[1]!) && !/^\d{1,3},\d{3}$/.test(grouped[1]!)
        ? grouped[1]!.replace(',', '.')
        : grouped[1]!.replace(/[, '_]/g, '');
    value = Number(digits) * (UNITS[grouped[2]!] ?? 1);
  } else value = /^(-?\d*\.?\d*(e[+-]?\d+)?|0x[0-9a-f]+|0o[0-7]+)$/.test(written) && /\d/.test(written) ? Number(written) : Number.NaN;
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return null;
  const text = String(value === 0 ? 0 : value);
  return text.includes('e') ? null : text;
}

/** Plain value of a document, and what is wrong with it. Aliases are followed; every use counts as values of its own. */
export function toPlain(document: Document): { readonly value: unknown; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const open = new Set<Node>();
  let nodes = 0;
  let isTooBig = false;
  const report = (kind: Problem['kind'], message: string, node: Node | null) =>
    problems.push({ kind, message, range: node ? rangeOf(node) : null, path: null });

  const scalar = (node: Scalar): unknown => {
    if (node.type !== 'PLAIN' || typeof node.value !== 'number') return node.value;
    const literal = node.source ?? String(node.value);
    if (PLAIN_NUMBER.test(literal) && !Object.is(node.value, -0)) return node.value;
    const better = plainNumber(literal);
    const advice = better === null ? 'Write the digits out' : `Write ${better}`;
    report(
      'config.invalid-value',
      `${shortened(literal)} is not a plain decimal number. ${advice}, or put it in quotes when it is text.`,
      node,
    );
    return node.value;
  };

  const follow = (alias: Alias): unknown => {
    const target = alias.resolve(document);
    if (!target) {
      report('config.syntax', `The alias *${shortened(alias.source)} has no anchor before it. Write the value out.`, alias);
      return null;
    }
    if (open.has(target)) {
      report('config.syntax', `The alias *${shortened(alias.source)} contains itself. Write the value out.`, alias);
      return null;
    }
    return plain(target, MAX_DEPTH);
  };

  const map = (pairs: readonly Pair[], depth: number): unknown => {
    const result: Record<string, unknown> = {};
    const seen = new Map<string, Node>();
    const merged: unknown[] = [];
    for (const pair of pairs) {
      const key = pair.key as Node | null;
      if (!isScalar(key) || typeof key.value !== 'string') {
        report('config.syntax', 'A key must be text. Expected a word or quoted text before the colon.', key ?? (pair.value as Node | null));
        continue;
      }
      const name = key.value;
      const before = problems.length;
      const value = plain(pair.value as Node | null, depth);
      // Keys beginning with x- are free: their numbers may be written as people like.
      if (name.startsWith('x-'))
        problems.splice(before, problems.length - before, ...problems.slice(before).filter((p) => p.kind !== 'config.invalid-value'));
      const first = seen.get(nfc(name));
      if (first) {
        const same = isScalar(first) && first.value === name ? '' : ' (the same text after Unicode NFC)';
        problems.push({
          kind: 'config.duplicate-key',
          message: `The key ${shortened(name)} is written twice in the same map${same}. Keep one of them.`,
          range: rangeOf(key),
          path: null,
          first: rangeOf(first),
        });
      } else if (name === '<<') {
        report('config.unknown-key', 'Merge keys (<<) are not supported. Write the values out.', key);
        // What it would have brought is not missing as well.
        for (const part of [value].flat()) merged.push(part);
      } else if (DANGEROUS.has(name))
        report('config.unknown-key', `The key ${name} is not allowed in plan files. Choose another name.`, key);
      else {
        seen.set(nfc(name), key);
        result[name] = value;
      }
    }
    for (const part of merged) if (typeof part === 'object' && part !== null) Object.assign(result, { ...part, ...result });
    return result;
  };

  const plain = (node: Node | null, depth: number): unknown => {
    if (isTooBig || node === null) return null;
    if (++nodes > MAX_NODES) {
      isTooBig = true;
      report('config.limit', `The file holds more than ${MAX_NODES} values, aliases included. Expected at most ${MAX_NODES}.`, null);
      return null;
    }
    if (isAlias(node)) return follow(node);
    const tag = (node as { readonly tag?: string }).tag;
    if (tag !== undefined)
      report('config.syntax', `Tags (${shortened(tag.replace('tag:yaml.org,2002:', '!!'))}) are not supported. Remove the tag.`, node);
    if (isScalar(node)) return scalar(node);
    if (depth === 0) {
      report('config.limit', `Lists and maps are nested more than ${MAX_DEPTH} deep here.`, node);
      return null;
    }
    open.add(node);
    const value = isMap(node)
      ? map(node.items as Pair[], depth - 1)
      : isSeq(node)
        ? node.items.map((item) => plain(item as Node, depth - 1))
        : null;
    open.delete(node);
    return value;
  };

  return { value: plain(document.contents as Node | null, MAX_DEPTH), problems };
}
