/** Amounts as people read them. */

import type { Limit } from '../model/limit.ts';
import { grouped } from '../model/words.ts';

export { dayText, grouped, rangeText } from '../model/words.ts';

/** Sends from 1/10000 sends. */
export const sends = (tenThousandths: number): number => tenThousandths / 10_000;

/** 1/10000 sends from sends, to add them up exactly. */
export const tenThousandths = (sends: number): number => Math.round(sends * 10_000);

/** What a limit allows; an unknown one allows nothing. */
export const amountOf = (limit: Limit): number => (limit.kind === 'limited' ? limit.amount : limit.kind === 'unlimited' ? Infinity : 0);

/** A limit in a sentence: `4,000`, `unlimited`, `unknown`. */
export const limitText = (limit: Limit): string => (limit.kind === 'limited' ? grouped(limit.amount) : limit.kind);
