/**
 * Fast reading of a plan file that is JSON. What `JSON.parse` hides (duplicate keys, numbers such as 1e3, depth) is seen by
 * one pass over the tokens; places are worked out only when they are asked for.
 */

import { nfc } from './characters.ts';
import { firstJsonError, jsonPlaces, literalInJson, rangeInJson } from './json-places.ts';
import { MAX_DEPTH, MAX_JSON_VALUES } from './limits.ts';
import type { Problem, Reading } from './source.ts';

/** Counts of one pass over JSON tokens, which ends early behind a limit. */
function tally(text: string): {
  readonly keys: number;
  readonly values: number;
  readonly deepest: number;
  readonly deepestAt: number;
  readonly hasOddNumber: boolean;
} {
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[[{]|[\]}]|-?[0-9][0-9.eE+-]*|[tfn][a-z]+/g;
  let keys = 0;
  let values = 0;
  let depth = 0;
  let deepest = 0;
  let deepestAt = 0;
  let hasOddNumber = false;
  for (let match = tokens.exec(text); match !== null && deepest <= MAX_DEPTH && values <= MAX_JSON_VALUES; match = tokens.exec(text)) {
    const token = match[0];
    const first = token[0];
    if (first === '"') {
      if (match[1] === undefined) values++;
      else keys++;
    } else if (first === '{' || first === '[') {
      values++;
      if (++depth > deepest) {
        deepest = depth;
        deepestAt = match.index;
      }
    } else if (first === '}' || first === ']') depth--;
    else {
      values++;
      if (/^-?[0-9].*[eE]|^-0$/.test(token)) hasOddNumber = true;
    }
  }
  return { keys, values, deepest, deepestAt, hasOddNumber };
}

const NOT_ALLOWED = new Set(['__proto__', 'constructor', 'prototype', '<<']);

/** Number of keys that are distinct after NFC; NaN when one of them is not allowed. */
function countKeys(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + countKeys(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  const keys = new Set<string>();
  let sum = 0;
  for (const [key, item] of Object.entries(value)) {
    if (NOT_ALLOWED.has(key)) return Number.NaN;
    keys.add(nfc(key));
    sum += countKeys(item);
  }
  return sum + keys.size;
}

const refusal = (kind: Problem['kind'], message: string, at: number): Reading => ({
  value: undefined,
  problems: [{ kind, message, range: [at, at + 1], path: null }],
  range: () => null,
  literal: () => null,
});

/**
 * Reads a text that begins like JSON. Returns null when it is not JSON and may be YAML.
 * `isNamedJson`: the file's name ends in .json, so it must be JSON.
 */
export function readJson(text: string, isNamedJson: boolean): Reading | null {
  const counts = tally(text);
  if (counts.deepest > MAX_DEPTH)
    return refusal(
      'config.limit',
      `Lists and maps are nested more than ${MAX_DEPTH} deep here. Expected at most ${MAX_DEPTH} levels.`,
      counts.deepestAt,
    );
  if (counts.values > MAX_JSON_VALUES) {
    const message = `The file holds more than ${MAX_JSON_VALUES} values. Expected at most ${MAX_JSON_VALUES}: put thousands of senders into CSV tables (senders: { file }).`;
    return refusal('config.limit', message, 0);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    if (!isNamedJson) return null;
    const message = 'The file is not valid JSON at this place. Expected strict JSON: double quotes, no trailing comma, no comment.';
    return refusal('config.syntax', message, firstJsonError(text));
  }
  let made: ReturnType<typeof jsonPlaces> | null = null;
  const places = () => {
    made ??= jsonPlaces(text);
    return made;
  };
  const isClean = !counts.hasOddNumber && counts.keys === countKeys(value);
  return {
    value,
    problems: isClean ? [] : places().problems,
    range: (path, spot) => rangeInJson(places().root, path, spot),
    literal: (path) => literalInJson(text, places().root, path),
  };
}
