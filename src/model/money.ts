/** Exact money: amounts in 1e-9 of a currency as BigInt, from and to decimal texts. */

const NANO = 1_000_000_000n;

/** Units of 1e-9 of a decimal text with at most 9 digits after the point: `1.10` → 1100000000n. Throws: RangeError (our bug). */
export function nanoOf(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(text);
  if (match === null) throw new RangeError(`not an amount of money: ${JSON.stringify(text)}`);
  const nano = BigInt(`${match[2]}${(match[3] ?? '').padEnd(9, '0')}`);
  return match[1] === '-' ? -nano : nano;
}

/** Money text from 1e-9 units, at least two digits after the point: 1100000000n → `1.10`. */
export function moneyText(nano: bigint): string {
  const size = nano < 0n ? -nano : nano;
  const fraction = (size % NANO).toString().padStart(9, '0').replace(/0+$/, '').padEnd(2, '0');
  return `${nano < 0n ? '-' : ''}${size / NANO}.${fraction}`;
}

/** `a` × `n` / `d` rounded half away from zero to a multiple of `unit`; `d` and `unit` positive. */
export function roundedShare(a: bigint, n: bigint, d: bigint, unit: bigint): bigint {
  const size = (a < 0n ? -a : a) * n;
  const step = d * unit;
  const units = (2n * size + step) / (2n * step);
  return a < 0n ? -units * unit : units * unit;
}

/** Smallest unit prices of a currency are billed in, in 1e-9: a cent for most, 1 for yen. */
export function minorUnit(currency: string): bigint {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return 10n ** BigInt(9 - digits);
}
