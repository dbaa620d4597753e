/** Where keys and values of a JSON text stand. Built only for a text `JSON.parse` has accepted and whose depth is checked. */

import { nfc } from './characters.ts';
import { plainNumber } from './convert.ts';
import { shortened } from './secrets.ts';
import type { Path, Problem, Spot } from './source.ts';

/** A value with its range, and what is inside it. */
export interface Place {
  readonly from: number;
  to: number;
  readonly keys: Map<string, { readonly from: number; readonly to: number; readonly value: Place }> | null;
  readonly items: Place[] | null;
}

const NOT_ALLOWED = new Set(['__proto__', 'constructor', 'prototype', '<<']);

/** Places of a JSON text, and what `JSON.parse` hides: keys written twice, keys with a meaning of their own, numbers like 1e3. */
export function jsonPlaces(text: string): { readonly root: Place; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g;
  const next = () => tokens.exec(text) as RegExpExecArray;

  const key = (place: Place, match: RegExpExecArray) => {
    const name = JSON.parse(match[0]) as string;
    const range = [match.index, match.index + match[0].length] as const;
    next();
    const value = read(next());
    const first = place.keys!.get(nfc(name));
    if (NOT_ALLOWED.has(name))
      problems.push({
        kind: 'config.unknown-key',
        message: `The key ${name} is not allowed in plan files. Choose another name.`,
        range,
        path: null,
      });
    else if (first)
      problems.push({
        kind: 'config.duplicate-key',
        message: `The key ${shortened(name)} is written twice in the same object. Keep one of them.`,
        range,
        path: null,
        first: [first.from, first.to],
      });
    else place.keys!.set(nfc(name), { from: range[0], to: range[1], value });
  };

  const read = (match: RegExpExecArray): Place => {
    const token = match[0];
    const from = match.index;
    if (token === '{' || token === '[') {
      const place: Place = { from, to: from + 1, keys: token === '{' ? new Map() : null, items: token === '[' ? [] : null };
      for (let inner = next(); inner[0] !== '}' && inner[0] !== ']'; inner = next()) {
        if (inner[0] === ',') continue;
        if (place.keys) key(place, inner);
        else place.items!.push(read(inner));
      }
      return place;
    }
    if (/^-?[0-9].*[eE]|^-0$/.test(token))
      problems.push({
        kind: 'config.invalid-value',
        message: `${shortened(token)} is not a plain decimal number. Write ${plainNumber(token) ?? 'the digits out'}.`,
        range: [from, from + token.length],
        path: null,
      });
    return { from, to: from + token.length, keys: null, items: null };
  };
  return { root: read(next()), problems };
}

/** Range of a path; of the nearest enclosing place where the path leads no further. */
export function rangeInJson(root: Place, path: Path, spot: Spot): readonly [number, number] {
  let place = root;
  let found: readonly [number, number] = [root.from, root.to];
  for (const [i, step] of path.entries()) {
    const entry = typeof step === 'string' ? place.keys?.get(nfc(step)) : undefined;
    const inner = entry?.value ?? (typeof step === 'number' ? place.items?.[step] : undefined);
    if (!inner) break;
    place = inner;
    found = entry && spot === 'key' && i === path.length - 1 ? [entry.from, entry.to] : [inner.from, inner.to];
  }
  return found;
}

/** Number as it stands in the text at a path, or null. */
export function literalInJson(text: string, root: Place, path: Path): string | null {
  const [from, to] = rangeInJson(root, path, 'value');
  const literal = text.slice(from, to);
  return /^-?[0-9]/.test(literal) ? literal : null;
}

const STRICT =
  /[ \t\r\n]*("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{}:,])/y;

const BLANK = /[ \t\r\n]*/y;

/** What may come next: a value, a key, or what stands behind them. */
type Expected = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'next' | 'end';

/** Offset of the first thing in a text that strict JSON does not allow there. The platform's own message often has no place. */
export function firstJsonError(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  STRICT.lastIndex = 0;
  for (;;) {
    const before = STRICT.lastIndex;
    const match = STRICT.exec(text);
    BLANK.lastIndex = before;
    BLANK.exec(text);
    const start = BLANK.lastIndex;
    if (!match) return Math.min(start, Math.max(0, text.length - 1));
    const token = match[1]!;
    const kind = token[0]!;
    const isValue = !']}:,'.includes(kind);
    const isClose = kind === '}' || kind === ']';
    const fits =
      expected === 'value' || expected === 'first value'
        ? isValue || (expected === 'first value' && kind === ']')
        : expected === 'key' || expected === 'first key'
          ? kind === '"' || (expected === 'first key' && kind === '}')
          : expected === 'colon'
            ? kind === ':'
            : expected === 'next' && (kind === ',' || (isClose && (kind === '}') === (open.at(-1) === '{')));
    if (!fits) return start;
    if (isClose) open.pop();
    if (kind === '{' || kind === '[') {
      open.push(kind);
      expected = kind === '{' ? 'first key' : 'first value';
    } else if (expected === 'key' || (expected === 'first key' && kind === '"')) expected = 'colon';
    else if (kind === ':') expected = 'value';
    else if (kind === ',') expected = open.at(-1) === '{' ? 'key' : 'value';
    else expected = open.length === 0 ? 'end' : 'next';
  }
}
