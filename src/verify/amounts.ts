/** Exact amounts. Sends are counted in units of 1/10000 because shares have 4 digits; money in units of 1/1000000000. */

import type { Limit } from '../model/limit.ts';
import type { Exact } from './exact.ts';

/** One send (or contact) in the checker's unit. */
export const ONE = 10_000;

/** Whether a number is a non-negative integer that a double holds exactly. */
export const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

/** The number when it is a count, else 0: whoever finds the number unusable reports it once, in `readSnapshot`. */
export const countOrZero = (n: number): number => (isCount(n) ? n : 0);

/** Amount of a limit: Infinity when unlimited, 0 when unknown. */
export const limitAmount = (limit: Limit): number =>
  limit.kind === 'unlimited' ? Number.POSITIVE_INFINITY : limit.kind === 'limited' ? countOrZero(limit.amount) : 0;

/** Decimal text of `value` / 10^digits, without trailing zeros. */
export function decimalText(value: Exact, digits: number): string {
  const units = BigInt(value);
  const sign = units < 0n ? '-' : '';
  const all = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  const whole = all.slice(0, all.length - digits);
  const fraction = all.slice(all.length - digits).replace(/0+$/, '');
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}

/** Sends or contacts as text, from units of 1/10000. */
export const amountText = (units: Exact): string => decimalText(units, 4);

/** `value` / 10^digits as the nearest double. Division rounds correctly, so it is enough when both parts are exact. */
export const toNumber = (value: Exact, digits: number): number =>
  typeof value === 'number' ? value / 10 ** digits : Number(decimalText(value, digits));

/**
 * Whether a written number says `value` / 10^digits. Above 2^53 a division of rounded parts may differ in the last bit
 * from the nearest double; both are accepted there, as both are all a double can say.
 */
export const saysNumber = (written: number, value: Exact, digits: number): boolean =>
  written === toNumber(value, digits) || written === Number(value) / 10 ** digits;

/** Exact value of a decimal text in units of 1/10^digits; null when it is no decimal or has more digits than that. */
export function parseDecimal(text: string, digits: number): bigint | null {
  const match = /^(\d{1,40})(?:\.(\d{1,40}))?$/.exec(text);
  if (match === null) return null;
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  if (fraction.length > digits) return null;
  return BigInt(match[1] + fraction.padEnd(digits, '0'));
}

/** Largest integer not above a / b, for b > 0. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

/** Greatest common divisor; 1 when nothing but zeros is given. */
export function commonDivisor(values: Iterable<bigint>): bigint {
  let divisor = 0n;
  for (const value of values) {
    let [a, b] = [divisor, value];
    while (b !== 0n) [a, b] = [b, a % b];
    divisor = a;
  }
  return divisor === 0n ? 1n : divisor;
}

/** The larger of two. */
export const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The smaller of two. */
export const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);
