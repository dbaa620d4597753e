/**
 * Scalars of plan files. Every message of this schema begins with `expected …`: it is put behind the subject and the
 * actual value when an issue becomes a finding.
 */

import * as z from 'zod';
import { isTimeZone, parseLocalDate, WEEKDAYS } from '../../model/calendar.ts';
import { badIdCharacter, badTextCharacter } from '../characters.ts';
import { MAX_AMOUNT, MAX_ID_CHARACTERS } from '../limits.ts';

/** What an editor shows for a key. */
export interface Described {
  readonly description: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  /** Name in the JSON Schema's definitions, for schemas used in several places. */
  readonly id?: string;
}

/** Metadata in zod's mutable shape. */
export const meta = (described: Described): Record<string, unknown> => ({ ...described });

/** Digits behind the decimal point of a number as JavaScript writes it (exact for the sizes allowed here). */
export function decimals(value: number): number {
  const text = String(value);
  if (text.includes('e')) return Number.POSITIVE_INFINITY;
  return text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
}

/** Whole number in a range. */
export function whole(described: Described, min = 0, max = MAX_AMOUNT) {
  const error = `expected a whole number from ${min} to ${max}`;
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error }).meta(meta(described));
}

/** Amount of contacts, credits or sends. */
export const amount = (described: Described) => whole(described);

/** Amount, or the word `unlimited`. */
export function amountOrUnlimited(described: Described) {
  const error = `expected a whole number from 0 to ${MAX_AMOUNT}, or the word unlimited`;
  return z
    .union([z.number({ error }).int({ error }).min(0, { error }).max(MAX_AMOUNT, { error }), z.literal('unlimited', { error })], { error })
    .meta(meta(described));
}

/** Decimal number in a range with a most number of digits after the point. */
export function decimal(described: Described, min: number, max: number, digits: number) {
  const error = `expected a number from ${min} to ${max} with at most ${digits} digits after the point`;
  return z
    .number({ error })
    .min(min, { error })
    .max(max, { error })
    .refine((n) => decimals(n) <= digits, { error })
    .meta(meta(described));
}

/** Share from 0 to 1. */
export const share = (described: Described) => decimal(described, 0, 1, 4);

/** Amount of money: a decimal, as a number or as quoted text. */
export function money(described: Described) {
  const error = 'expected an amount such as 1.10, at most 9 digits before and 6 after the point';
  const number = z
    .number({ error })
    .min(0, { error })
    .max(999_999_999, { error })
    .refine((n) => decimals(n) <= 6, { error });
  return z.union([number, z.string({ error }).regex(/^(0|[1-9]\d{0,8})(\.\d{1,6})?$/, { error })], { error }).meta(meta(described));
}

/** Three-letter currency code. */
export function currency(described: Described) {
  const error = 'expected a currency code of three capital letters such as USD';
  return z
    .string({ error })
    .regex(/^[A-Z]{3}$/, { error })
    .meta(meta(described));
}

/** Local date. */
export function date(described: Described) {
  const error = 'expected a calendar date written YYYY-MM-DD';
  return z
    .string({ error })
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error })
    .refine((text) => parseLocalDate(text) !== null, { error: `${error}; this day does not exist` })
    .meta(meta({ examples: ['2026-11-24'], ...described }));
}

/** IANA zone name. */
export function timeZone(described: Described) {
  const error = 'expected an IANA zone name such as America/New_York or UTC (no abbreviation, no offset)';
  return z
    .string({ error })
    .refine(isTimeZone, { error })
    .meta(meta({ examples: ['America/New_York', 'Europe/Berlin', 'UTC'], ...described }));
}

/** Id: 1 to 200 visible characters. */
export function id(described: Described, most = MAX_ID_CHARACTERS) {
  return z
    .string({ error: `expected text of 1 to ${most} characters` })
    .min(1, { error: `expected 1 to ${most} characters` })
    .superRefine((text, context) => {
      const length = [...text].length;
      const bad = badIdCharacter(text);
      if (length > most) context.addIssue({ code: 'custom', message: `expected at most ${most} characters, it has ${length}` });
      else if (bad !== null) context.addIssue({ code: 'custom', message: `expected visible characters only, it holds ${bad}` });
      else if (text.trim() !== text) context.addIssue({ code: 'custom', message: 'expected no space at its start or end' });
    })
    .meta(meta({ ...described }));
}

/** Free text for people. */
export function text(described: Described, most = 1000) {
  return z
    .string({ error: `expected text of 1 to ${most} characters` })
    .min(1, { error: `expected 1 to ${most} characters` })
    .max(most, { error: `expected at most ${most} characters` })
    .superRefine((value, context) => {
      const bad = badTextCharacter(value);
      if (bad !== null) context.addIssue({ code: 'custom', message: `expected printable text, it holds ${bad}` });
    })
    .meta(meta(described));
}

/** One of a few words. */
export function word<const T extends readonly [string, ...string[]]>(words: T, described: Described) {
  return z
    .enum(words, { error: `expected ${words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`}` })
    .meta(meta(described));
}

/** `true` or `false`. */
export const flag = (described: Described) => z.boolean({ error: 'expected true or false' }).meta(meta(described));

/** Weekdays, in any order. */
export const weekdays = (described: Described) =>
  z
    .array(word(WEEKDAYS, { description: 'Day of the week.' }))
    .min(1, { error: 'expected at least one weekday' })
    .meta(meta({ examples: [['mon', 'tue', 'wed', 'thu', 'fri']], ...described }));

/** List of ids. */
export const ids = (described: Described, of: string) => z.array(id({ description: of })).meta(meta(described));

/** Name of a table file beside the plan file. */
export const tableFile = (described: Described) => text(described, 500);

/** Name of an environment variable; its prefix and shape are checked where the provider is known. */
export const variable = (described: Described) => z.string({ error: 'expected the name of an environment variable' }).meta(meta(described));
