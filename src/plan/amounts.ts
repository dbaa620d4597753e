/** Amounts as people read them. */

export { dayText, grouped, rangeText } from '../model/words.ts';

/** Sends from 1/10000 sends. */
export const sends = (tenThousandths: number): number => tenThousandths / 10_000;
