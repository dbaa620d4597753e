/** Nearest known word, for "did you mean". */

import { compareText } from '../model/order.ts';

/** Edit distance with neighbouring letters swapped counted as one edit (Damerau, restricted). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/** Letters two texts begin with alike. */
function sameBeginning(a: string, b: string): number {
  let n = 0;
  while (n < Math.min(a.length, b.length) && a[n] === b[n]) n++;
  return n;
}

/** Letters alone, so that `max_starts`, `max-starts` and `MaxStarts` find `maxStarts`. */
const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The known word nearest to `written`, or null when none is near. Texts over 60 characters are never near. */
export function nearest(written: string, known: readonly string[]): string | null {
  if (written.length > 60) return null;
  const wanted = bare(written);
  if (wanted === '') return null;
  let best: { readonly word: string; readonly edits: number; readonly alike: number } | null = null;
  for (const word of [...known].sort(compareText)) {
    if (Math.abs(word.length - wanted.length) > 4) continue;
    const edits = distance(wanted, bare(word));
    const alike = sameBeginning(wanted, bare(word));
    const isNearer = best === null || edits < best.edits || (edits === best.edits && alike > best.alike);
    if (edits <= Math.max(1, Math.floor(wanted.length / 3)) && isNearer) best = { word, edits, alike };
  }
  // A longer form of a known word: monday, unlimited-credits.
  const longer = [...known].filter((word) => word.length >= 3 && wanted.startsWith(bare(word))).sort((a, b) => b.length - a.length)[0];
  return best?.word ?? longer ?? null;
}

/** ` Did you mean X?`, or an empty text. */
export function didYouMean(written: string, known: readonly string[]): string {
  const word = nearest(written, known);
  return word === null ? '' : ` Did you mean ${word}?`;
}
