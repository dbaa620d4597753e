/**
 * Strict codecs for what providers send. `z.coerce` is never used: it turns "", null and [] into 0, and a missing
 * number that becomes 0 (or a text that becomes a number) would be a wrong plan.
 */

import { z } from 'zod';
import { parseLocalDate } from '../model/calendar.ts';

/** Largest count accepted from a provider. Units: credits, sends, contacts. */
export const MAX_COUNT = 1e12;

type Issue = { readonly code: 'custom'; readonly message: string; readonly params: { readonly isValue: boolean }; readonly input: unknown };

const issue = (input: unknown, message: string, isValue: boolean): Issue => ({ code: 'custom', message, params: { isValue }, input });

/** One wire value in words, short enough for a message: `"5e4"`, `null`, `an object`, `missing`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string') return value.length > 40 ? `a text of ${value.length} characters` : JSON.stringify(value);
  return String(value);
}

const checkedCount = (value: number, ctx: z.RefinementCtx): number => {
  if (Number.isInteger(value) && value >= 0 && value <= MAX_COUNT) return value + 0; // -0 becomes 0
  ctx.issues.push(issue(value, `is ${describeValue(value)}; expected a whole number from 0 to 1000000000000`, true));
  return z.NEVER;
};

/** Count as a JSON number: a whole number from 0 to 1e12. */
export const integer = z.unknown().transform((value, ctx): number => {
  if (typeof value === 'number') return checkedCount(value, ctx);
  ctx.issues.push(issue(value, `is ${describeValue(value)}; expected a whole number`, false));
  return z.NEVER;
});

/** Count as a JSON number or as a plain decimal text (`"50000"`, never `"5e4"`, `"+5"`, `" 5"` or `"5,000"`), from 0 to 1e12. */
export const count = z.unknown().transform((value, ctx): number => {
  if (typeof value === 'number') return checkedCount(value, ctx);
  // ASCII digits only: `\d` without the u flag does not match other scripts' digits, which Number() would refuse anyway.
  if (typeof value === 'string' && /^(0|[1-9]\d{0,12})$/.test(value)) return checkedCount(Number(value), ctx);
  const isText = typeof value === 'string' && value !== '';
  ctx.issues.push(issue(value, `is ${describeValue(value)}; expected a whole number such as 50000 or "50000"`, isText));
  return z.NEVER;
});

/** Calendar day as `YYYY-MM-DD`; `2010-8-30` and 30 February are refused. */
export const localDate = z.unknown().transform((value, ctx): string => {
  if (typeof value === 'string' && parseLocalDate(value) !== null) return value;
  ctx.issues.push(issue(value, `is ${describeValue(value)}; expected a date YYYY-MM-DD`, typeof value === 'string'));
  return z.NEVER;
});

/** Truth value as `true`/`false`, 1/0 or "1"/"0". */
export const flag = z.unknown().transform((value, ctx): boolean => {
  if (value === true || value === 1 || value === '1') return true;
  if (value === false || value === 0 || value === '0') return false;
  ctx.issues.push(issue(value, `is ${describeValue(value)}; expected true or false`, false));
  return z.NEVER;
});

/** Non-empty text of at most 320 characters without control characters: a name, an address, a status word. */
export const name = z.unknown().transform((value, ctx): string => {
  if (typeof value === 'string' && value !== '' && value.length <= 320 && !/[\u0000-\u001f\u007f-\u009f]/.test(value)) return value;
  ctx.issues.push(issue(value, `is ${describeValue(value)}; expected a non-empty text`, false));
  return z.NEVER;
});

/** Rows given as a list, or as an object whose keys say nothing new. */
export const rowsOf = <T>(row: z.ZodType<T>) =>
  z
    .unknown()
    .transform((value, ctx): unknown[] => {
      if (Array.isArray(value)) return value;
      if (typeof value === 'object' && value !== null) return Object.values(value);
      ctx.issues.push(issue(value, `is ${describeValue(value)}; expected a list`, false));
      return z.NEVER;
    })
    .pipe(z.array(row));

/** What is wrong with a body. `isValue`: the shape is right, but a number or date in it cannot be. */
export interface WireProblem {
  readonly message: string;
  readonly isValue: boolean;
}

/** Result of `decode`. */
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: WireProblem };

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined), body);

/** Checks a body against its wire schema. Unknown extra fields are dropped; every other difference is a problem that names the field. */
export function decode<T>(schema: z.ZodType<T>, body: unknown): Decoded<T> {
  const result = schema.safeParse(body);
  if (result.success) return { ok: true, value: result.data };
  const issues = result.error.issues;
  const isValue = issues.every((i) => i.code === 'custom' && i.params?.['isValue'] === true);
  const parts = issues.slice(0, 3).map((i) => {
    const where = i.path.length === 0 ? 'the answer' : `field "${pathText(i.path)}"`;
    return i.code === 'custom'
      ? `${where} ${i.message}`
      : `${where} is ${describeValue(valueAt(body, i.path))}, not as documented (${i.message})`;
  });
  const more = issues.length > 3 ? ` (and ${issues.length - 3} more)` : '';
  return { ok: false, problem: { message: parts.join('; ') + more, isValue } };
}
