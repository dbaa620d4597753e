/** Option values of `recommend`. */

import { InvalidArgumentError } from 'commander';
import { nanoOf } from '../model/money.ts';
import { ALLOWABLE, type Allowable, type Target } from '../model/recommendation.ts';

/** Target as written. Throws: InvalidArgumentError. */
export function parseTarget(text: string): Target {
  const written = text.replaceAll(' ', '');
  if (written === 'serve=all' || written === 'serve.all=1') return { kind: 'all' };
  const shortfall = /^shortfall<=(\d{1,15})$/.exec(written);
  if (shortfall) return { kind: 'shortfall', most: Number(shortfall[1]) };
  const priority = /^serve\.priority(\d{1,9})=(0(?:\.\d{1,4})?|1(?:\.0{1,4})?)$/.exec(written);
  if (priority === null) throw new InvalidArgumentError("Expected serve=all, serve.priority1=0.95 or 'shortfall<=500'.");
  const [, number, share = ''] = priority;
  const [whole, digits = ''] = share.split('.');
  return { kind: 'priority', priority: Number(number), share10k: Number(`${whole}${digits.padEnd(4, '0')}`) };
}

/** Money in 1e-9 units. Throws: InvalidArgumentError. */
export function parseMoney(text: string): bigint {
  if (!/^\d{1,12}(\.\d{1,4})?$/.test(text)) throw new InvalidArgumentError('Expected an amount of money such as 100 or 249.90.');
  return nanoOf(text);
}

/** Kinds of changes, in one order. Throws: InvalidArgumentError. */
export function parseAllowed(text: string): readonly Allowable[] {
  const kinds = text.split(',').map((kind) => kind.trim());
  const unknown = kinds.find((kind) => !(ALLOWABLE as readonly string[]).includes(kind));
  if (unknown !== undefined) throw new InvalidArgumentError(`Expected some of ${ALLOWABLE.join(', ')}, separated by commas.`);
  return ALLOWABLE.filter((kind) => kinds.includes(kind));
}
