/** Numbers and days inside sentences that are part of results. */

/** Whole numbers grouped by thousands: 4000 → `4,000`. */
export const grouped = (n: number): string => n.toLocaleString('en-US');

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Day of a sentence: `24 Nov`. */
export const dayText = (date: string): string => `${Number(date.slice(8, 10))} ${MONTHS[Number(date.slice(5, 7)) - 1]}`;

/** Range of a sentence: `24–28 Nov`, `28 Nov – 3 Dec`, `24 Nov`. */
export function rangeText(from: string, to: string): string {
  if (from === to) return dayText(from);
  return from.slice(0, 7) === to.slice(0, 7) ? `${Number(from.slice(8, 10))}–${dayText(to)}` : `${dayText(from)} – ${dayText(to)}`;
}
