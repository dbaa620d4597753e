/** From wide classes to the narrower ones they consist of: prices are those of the wide class, columns are dealt out by limits. */

import type { Layout } from './pdhg-layout.ts';

/** What narrower classes start from. `wideOf`: class → the wide class it is part of, with the same demands on the same days; no weekly limits. */
export interface Refinement {
  readonly wide: Layout;
  readonly wideOf: Int32Array;
  readonly layout: Layout;
}

/** Prices on classes from prices on wide classes: they prove the same bound, as the limits of a wide class are the sums of its parts. */
export function pricesFrom({ wide, wideOf, layout }: Refinement, y: Float64Array): Float64Array {
  const { rows, problem } = layout;
  const { dayCount } = problem;
  const own = new Float64Array(rows.count);
  wideOf.forEach((w, k) => {
    own.set(y.subarray(w * dayCount, (w + 1) * dayCount), k * dayCount);
  });
  own.set(y.subarray(wide.rows.shared), rows.shared);
  return own;
}

/** Writes columns of classes into `x` from columns of wide classes, in proportion to what the classes may send: on the first day, or later. */
export function columnsFrom({ wide, wideOf, layout }: Refinement, from: Float32Array, x: Float32Array): void {
  const { patterns, blockStart, blockCell, blockLength, blockPattern, blockFrom } = layout;
  const partsOf = (of: (limit: Float64Array) => number) => {
    const widths = layout.problem.senders.map(({ dailyLimit }) => (dailyLimit === null ? 1 : of(dailyLimit)));
    const all = new Float64Array(wide.problem.senders.length);
    wideOf.forEach((w, k) => {
      all[w]! += widths[k]!;
    });
    return Float64Array.from(wideOf, (w, k) => (all[w] === 0 ? 0 : widths[k]! / all[w]!));
  };
  const first = partsOf((limit) => limit[0]!);
  const later = partsOf((limit) => limit.reduce((sum, n) => sum + n, 0) - limit[0]!);
  wideOf.forEach((w, k) => {
    const shift = wide.runStart[w]! - layout.runStart[k]!;
    for (let r = layout.runStart[k]!; r < layout.runStart[k + 1]!; r++) {
      const at = layout.runColumn[r]!;
      const source = wide.runColumn[r + shift]!;
      for (let i = 0; i < layout.runLength[r]!; i++) x[at + i] = later[k]! * from[source + i]!;
      let b = blockStart[k]!;
      while (layout.runCell[r]! >= blockCell[b]! + blockLength[b]!) b++;
      const { startDays } = patterns[blockPattern[b]!]!;
      if (startDays[blockFrom[b]! + layout.runCell[r]! - blockCell[b]!] === 0) x[at] = first[k]! * from[source]!;
    }
  });
}
