/** From the schema library's issues to findings in our words. */

import type * as z from 'zod';
import type { FindingKind, Subject } from '../model/finding.ts';
import type { Bag } from './bag.ts';
import { plainNumber } from './convert.ts';
import { looksLikeSecret, shortened } from './secrets.ts';
import type { Path, Source } from './source.ts';
import { nearest } from './suggest.ts';

/** What an item is about, for messages and subjects. */
export interface About {
  /** `campaign black-friday`, or a path such as `horizon` where there is no id. */
  readonly name: string;
  readonly isNamed: boolean;
  readonly subject: Subject | null;
}

type Issue = z.core.$ZodIssue;

/** `credits.resets.next`, `steps[2].day`; empty for the item itself. */
export const dotted = (path: Path): string => path.map((p, i) => (typeof p === 'number' ? `[${p}]` : `${i === 0 ? '' : '.'}${p}`)).join('');

/** What stands at a path of a plain value; undefined when nothing does. */
export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (v, p) => (typeof v === 'object' && v !== null && Object.hasOwn(v, p) ? (v as Record<string | number, unknown>)[p] : undefined),
    value,
  );

/** A value as a message shows it: short, and never a credential. */
export function shown(value: unknown, literal: string | null): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a map';
  if (typeof value === 'string' && looksLikeSecret(value)) return 'a text that looks like a credential (not shown)';
  if (typeof value === 'string') return `"${shortened(value)}"`;
  return value === null ? 'empty' : shortened(literal ?? String(value));
}

/** What the library's own messages mean here. */
function expectation(issue: Issue, keys: readonly string[]): string {
  if (issue.message.startsWith('expected ')) return issue.message;
  if (issue.code === 'invalid_type') {
    const names: Record<string, string> = {
      object:
        keys.length === 0
          ? 'a map of keys'
          : `a map with ${keys.length > 3 ? 'keys such as' : keys.length > 1 ? 'the keys' : 'the key'} ${keys.slice(0, 3).join(', ')}`,
      record: 'a map of keys',
      array: 'a list',
      string: 'text',
      number: 'a number',
      int: 'a whole number',
      boolean: 'true or false',
    };
    return `expected ${names[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === 'invalid_value') return `expected ${issue.values.map(String).join(' or ')}`;
  return 'expected another value';
}

const fromPercent = (text: string): string | null =>
  /^\d{1,3}(\.\d{1,2})? ?%$/.test(text) ? String(Number((Number.parseFloat(text) / 100).toFixed(4))) : plainNumber(text);

/** What to try, when the value shows what was meant. */
function advice(value: unknown, expected: string): string {
  if (value === null) return ' Write a value, or remove the key.';
  if (typeof value === 'number' && expected.includes('from 0 to 1 ') && value > 1 && value <= 100)
    return ` ${value} percent is written ${Number((value / 100).toFixed(4))}.`;
  if (typeof value === 'number' && expected.startsWith('expected remaining')) return ` Write { remaining: ${value} }.`;
  if (typeof value === 'number' && expected.startsWith('expected text')) return ` Put it in quotes: "${value}".`;
  if (typeof value !== 'string') return '';
  if (expected === `expected ${value}`) return ` Write ${value} without quotes.`;
  if (/whole number|a number|an amount/.test(expected)) {
    const isShare = expected.includes('from 0 to 1 ') || expected.includes('a share up to 1');
    const number = isShare ? fromPercent(value) : plainNumber(value);
    const isFit = number !== null && !number.startsWith('-') && !(number.includes('.') && /^expected a whole number/.test(expected));
    if (isFit) return number === value ? ` Write ${number} without quotes.` : ` Write ${number}.`;
  }
  if (expected.includes('IANA zone') && value.includes('/')) {
    const zone = nearest(value, Intl.supportedValuesOf('timeZone'));
    return zone === null ? '' : ` Did you mean ${zone}?`;
  }
  if (expected.includes('true or false') && /^(yes|no|on|off|y|n)$/i.test(value))
    return ` Write ${/^(yes|on|y)$/i.test(value) ? 'true' : 'false'}.`;
  const words =
    /^expected ([\w-]+(?:, [\w-]+)* or [\w-]+)/.exec(expected)?.[1]?.split(/, | or /) ??
    (expected.endsWith('the word unlimited') ? ['unlimited'] : []);
  const word = nearest(value, words);
  return word === null ? '' : ` Did you mean ${word}?`;
}

/** A key of the map that may be the missing one: glued to its value, or misspelt where the schema stops before it names unknown keys. */
function nearlyWritten(map: unknown, missing: string, known: readonly string[]): string {
  const unknown = Object.keys(map ?? {}).filter((key) => !known.includes(key) && !looksLikeSecret(key));
  if (unknown.some((key) => key.startsWith(`${missing}:`))) return ` Write a space behind the colon of ${missing}:.`;
  const meant = unknown.find((key) => nearest(key, [missing]) !== null);
  return meant === undefined ? '' : ` Is ${meant} a misspelling of it?`;
}

/** Issues of a union are those of the branch that fits best. */
function flatten(issue: Issue, path: Path, value: unknown): readonly { readonly issue: Issue; readonly path: Path }[] {
  const at = [...path, ...(issue.path as Path)];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ issue, path: at }];
  const here = valueAt(value, at);
  const fitting = issue.errors.filter(
    (branch) => !branch.some((i) => i.path.length === 0 && (i.code === 'invalid_type' || i.code === 'invalid_value')),
  );
  const best = [...fitting].sort((a, b) => a.length - b.length)[0];
  if (!best || typeof here !== 'object') return [{ issue, path: at }];
  return best.flatMap((i) => flatten(i, at, value));
}

/** Unknown keys first: a misspelt key is not missing as well. */
const inOrder = <T extends { readonly issue: Issue }>(issues: readonly T[]): readonly T[] =>
  [...issues].sort((a, b) => Number(b.issue.code === 'unrecognized_keys') - Number(a.issue.code === 'unrecognized_keys'));

/** Reports the issues of one item. `known` gives the keys of the map at a path, for suggestions. */
export function reportIssues(
  error: z.core.$ZodError,
  item: unknown,
  source: Source,
  base: Path,
  about: About,
  bag: Bag,
  known: (path: Path) => readonly string[],
): readonly Path[] {
  const paths: Path[] = [];
  const say = (path: Path, kind: FindingKind, message: string, spot: 'key' | 'value') => {
    paths.push(path);
    bag.at(source, [...base, ...path], kind, message, { spot, subject: about.subject });
  };
  const place = (path: Path) => {
    if (path.length === 0) return about.name;
    return about.isNamed ? `${dotted(path)} of ${about.name}` : about.name + (typeof path[0] === 'number' ? '' : '.') + dotted(path);
  };
  for (const { issue, path } of inOrder(error.issues.flatMap((i) => flatten(i, [], item)))) {
    const value = valueAt(item, path);
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        const keys = known(path);
        const meant = looksLikeSecret(key) ? null : nearest(key, keys);
        const hint = /^\d+$/.test(key)
          ? 'A number ended at the comma before it: write decimals with a point, thousands without a comma.'
          : meant === null
            ? `Known keys: ${keys.join(', ')}.`
            : `Did you mean ${meant}?`;
        say(
          [...path, key],
          'config.unknown-key',
          `${place(path)} has an unknown key ${looksLikeSecret(key) ? '(not shown)' : shortened(key)}. ${hint}`,
          'key',
        );
        // What is there under its right name as well is judged as usual.
        if (meant !== null && valueAt(item, [...path, meant]) === undefined) bag.mark(source, [...base, ...path, meant]);
      }
    } else if (value === undefined && path.length > 0) {
      const parent = place(path.slice(0, -1));
      const hint = nearlyWritten(valueAt(item, path.slice(0, -1)), String(path.at(-1)), known(path.slice(0, -1)));
      say(path, 'config.missing-key', `${parent} has no ${String(path.at(-1))}; ${expectation(issue, known(path))}.${hint}`, 'value');
    } else {
      const expected = expectation(issue, known(path));
      say(
        path,
        'config.invalid-value',
        `${place(path)} is ${shown(value, source.literal([...base, ...path]))}; ${expected}.${advice(value, expected)}`,
        'value',
      );
    }
  }
  return paths;
}
