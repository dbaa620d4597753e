/**
 * Scalars of plan files. Every message of this schema begins with `expected …`: it is put behind the subject and the
 * actual value when an issue becomes a finding.
 */

import * as z from 'zod';
import { isTimeZone, parseLocalDate, WEEKDAYS } from '../../model/calendar.ts';
import { badIdCharacter, badTextCharacter } from '../characters.ts';
import { MAX_AMOUNT, MAX_ID_CHARACTERS } from '../limits.ts';

// zod writes and compiles code for every shape it meets. That takes a small command 5 to 20 ms and saves about 10 ms at 40,000 senders.
z.config({ jitless: true });

/** What an editor shows for a key. */
export interface Described {
  readonly description: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  /** Name in the JSON Schema's definitions, for schemas used in several places. */
  readonly id?: string;
}

/** Puts metadata on a schema. Not `.meta()`: that makes a copy of the schema each time, which costs a third of the start-up. */
export function described<T extends z.ZodType>(schema: T, about: Described & { readonly title?: string }): T {
  z.globalRegistry.add(schema, { ...about } as z.GlobalMeta);
  return schema;
}

/** Digits behind the decimal point of a number as JavaScript writes it (exact for the sizes allowed here). */
export function decimals(value: number): number {
  const text = String(value);
  if (text.includes('e')) return Number.POSITIVE_INFINITY;
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
}

/** Whole number in a range. */
export function whole(about: Described, min = 0, max = MAX_AMOUNT) {
  const error = `expected a whole number from ${min} to ${max}`;
  return described(z.int({ error }).check(z.gte(min, { error }), z.lte(max, { error })), about);
}

/** Amount of contacts, credits or sends. */
export const amount = (about: Described) => whole(about);

/** Amount, or the word `unlimited`. */
export function amountOrUnlimited(about: Described) {
  const error = `expected a whole number from 0 to ${MAX_AMOUNT}, or the word unlimited`;
  const number = z.int({ error }).check(z.gte(0, { error }), z.lte(MAX_AMOUNT, { error }));
  return described(z.union([number, z.literal('unlimited', { error })], { error }), about);
}

/** Decimal number in a range with a most number of digits after the point. */
export function decimal(about: Described, min: number, max: number, digits: number) {
  const error = `expected a number from ${min} to ${max} with at most ${digits} digits after the point`;
  const isShort = z.refine<number>((n) => decimals(n) <= digits, { error });
  return described(z.number({ error }).check(z.gte(min, { error }), z.lte(max, { error }), isShort), about);
}

/** Share from 0 to 1. */
export const share = (about: Described) => decimal(about, 0, 1, 4);

/** Amount of money: a decimal, as a number or as quoted text. */
export function money(about: Described) {
  const error = 'expected an amount such as 1.10, at most 9 digits before and 6 after the point';
  const isShort = z.refine<number>((n) => decimals(n) <= 6, { error });
  const number = z.number({ error }).check(z.gte(0, { error }), z.lte(999_999_999, { error }), isShort);
  const quoted = z.string({ error }).check(z.regex(/^(0|[1-9]\d{0,8})(\.\d{1,6})?$/, { error }));
  return described(z.union([number, quoted], { error }), about);
}

/** Three-letter currency code. */
export function currency(about: Described) {
  const error = 'expected a currency code of three capital letters such as USD';
  return described(z.string({ error }).check(z.regex(/^[A-Z]{3}$/, { error })), about);
}

/** Local date. */
export function date(about: Described) {
  const error = 'expected a calendar date written YYYY-MM-DD';
  const exists = z.refine<string>((text) => parseLocalDate(text) !== null, { error: `${error}; this day does not exist` });
  return described(z.string({ error }).check(z.regex(/^\d{4}-\d{2}-\d{2}$/, { error, abort: true }), exists), {
    examples: ['2026-11-24'],
    ...about,
  });
}

let zones: ReadonlySet<string> | null = null;

/** Whether a zone is known. The list is asked first: the first date formatter of a process costs 10 ms, the list 1 ms. */
function isKnownZone(name: string): boolean {
  zones ??= new Set(Intl.supportedValuesOf('timeZone'));
  return zones.has(name) || isTimeZone(name);
}

/** IANA zone name. */
export function timeZone(about: Described) {
  const error = 'expected an IANA zone name such as America/New_York or UTC (no abbreviation, no offset)';
  const examples = ['America/New_York', 'Europe/Berlin', 'UTC'];
  return described(z.string({ error }).check(z.refine(isKnownZone, { error })), { examples, ...about });
}

/** Id: 1 to 200 visible characters. `also` finds what else is wrong with it. */
export function id(about: Described, also: (text: string) => string | null = () => null) {
  const most = MAX_ID_CHARACTERS;
  const judge = (text: string): string | null => {
    const length = [...text].length;
    const bad = badIdCharacter(text);
    if (length > most) return `expected at most ${most} characters, it has ${length}`;
    if (bad !== null) return `expected visible characters only, it holds ${bad}`;
    return text.trim() === text ? also(text) : 'expected no space at its start or end';
  };
  const visible = z.superRefine<string>((text, context) => {
    const wrong = judge(text);
    if (wrong !== null) context.addIssue({ code: 'custom', message: wrong });
  });
  const some = z.minLength(1, { error: `expected 1 to ${most} characters`, abort: true });
  return described(z.string({ error: `expected text of 1 to ${most} characters` }).check(some, visible), about);
}

/** Free text for people. */
export function text(about: Described, most = 1000) {
  const printable = z.superRefine<string>((value, context) => {
    const bad = badTextCharacter(value);
    if (bad !== null) context.addIssue({ code: 'custom', message: `expected printable text, it holds ${bad}` });
  });
  const some = z.minLength(1, { error: `expected 1 to ${most} characters` });
  const notMore = z.maxLength(most, { error: `expected at most ${most} characters` });
  return described(z.string({ error: `expected text of 1 to ${most} characters` }).check(some, notMore, printable), about);
}

/** One of a few words. */
export function word<const T extends readonly [string, ...string[]]>(words: T, about: Described) {
  const error = `expected ${words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`}`;
  return described(z.enum(words, { error }), { examples: words, ...about });
}

/** `true` or `false`. */
export const flag = (about: Described) => described(z.boolean({ error: 'expected true or false' }), { examples: [true], ...about });

const Weekday = word(WEEKDAYS, { description: 'Day of the week.' });

/** Weekdays, in any order. */
export const weekdays = (about: Described) =>
  described(
    z
      .array(Weekday, { error: 'expected a list such as [mon, tue, wed]' })
      .check(z.minLength(1, { error: 'expected at least one weekday' })),
    {
      examples: [['mon', 'tue', 'wed', 'thu', 'fri']],
      ...about,
    },
  );

/** List of ids. */
export const ids = (about: Described, of: string) =>
  described(z.array(id({ description: of }), { error: 'expected a list, written [one, another]' }), about);

/** Name of a table file beside the plan file. */
export const tableFile = (about: Described) => text(about, 500);

/** Name of an environment variable; its prefix and shape are checked where the provider is known. */
export const variable = (about: Described) => described(z.string({ error: 'expected the name of an environment variable' }), about);
