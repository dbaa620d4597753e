/** Exact numbers for judging: sends in 1/10000, money in 1e-9, shares in 1/10000. */

import { grouped } from './amounts.ts';

/** Sends in 1/10000, from a number with at most four digits after the point. */
export const tenThousandths = (value: number): bigint => BigInt(value.toFixed(4).replace('.', ''));

/** Quotient of non-negative numbers, rounded up. */
export const ceilDiv = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

/** Whole sends that hold an amount in 1/10000. */
export const wholeOf = (amount10k: bigint): number => Number(ceilDiv(amount10k, 10_000n));

/** Decimal money text in 1e-9, digits beyond the ninth cut; 0 for any other text, which the checker refuses in a plan. */
export function nanoMoney(text: string): bigint {
  if (!/^\d+(\.\d+)?$/.test(text)) return 0n;
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
}

/** Share in 1/10000 as a percentage: 250 → `2.5%`. */
export const shareText = (share10k: number): string => `${share10k / 100}%`;

/** Part of a whole as a percentage cut to one digit, so that 99.99% never reads as 100%. */
export function partText(part: bigint, whole: bigint): string {
  if (whole <= 0n) return '0%';
  return `${Number((part * 1000n) / whole) / 10}%`;
}

/** `1 send`, `2,000 sends`. */
export const counted = (n: number, one: string): string => `${grouped(n)} ${one}${n === 1 ? '' : 's'}`;
