/**
 * Splits the relaxed starts of a class among parts of it whose senders have proportional room on every day. Only the first
 * day tells the senders of a class apart (what they sent today), yet it matters: who starts less today has follow-ups
 * on fewer days to come, and must start more on others.
 */

import { campaignOf } from '../problem/load.ts';
import { stepDaysOf } from '../problem/options.ts';
import type { Problem } from '../problem/problem.ts';
import { orderBy, startList } from '../problem/start-list.ts';
import type { RelaxedPoint } from './relaxed.ts';

/** Senders of a class are told apart by their room on the first day in so many steps. */
const STEPS = 6;
/** Rounds in which every start is split anew beside all others: at most, at least, and their work in starts × parts. */
const MOST_ROUNDS = 12;
const LEAST_ROUNDS = 2;
const WORK = 40_000_000;

/** Parts of the classes, the class each is of (`partOf`), and the relaxed point on them (`sender` = index of the part). */
export interface SplitPoint {
  readonly parts: readonly Int32Array[];
  readonly partOf: Int32Array;
  readonly point: RelaxedPoint;
}

/** Splits a point. `sizes`: what a sender's room is measured against. */
export function splitPoint(problem: Problem, classes: readonly Int32Array[], point: RelaxedPoint, sizes: Float64Array): SplitPoint {
  const parts: Int32Array[] = [];
  const partOf: number[] = [];
  const firstPart = new Int32Array(classes.length + 1);
  classes.forEach((members, k) => {
    for (const part of partsOf(problem, members, sizes)) {
      parts.push(part);
      partOf.push(k);
    }
    firstPart[k + 1] = parts.length;
  });
  const order = orderBy(point.demand.length, { of: point.sender, size: classes.length }, { of: point.day, size: problem.dayCount });
  let work = 0;
  for (const k of point.sender) work += (firstPart[k + 1] as number) - (firstPart[k] as number);
  const rounds = Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, Math.floor(WORK / work)));
  const rows = startList();
  for (let from = 0, to = 0; from < order.length; from = to) {
    const k = point.sender[order[from] as number] as number;
    while (to < order.length && point.sender[order[to] as number] === k) to++;
    const first = firstPart[k] as number;
    const own = parts.slice(first, firstPart[k + 1]);
    const items = order.subarray(from, to);
    const split = own.length === 1 ? null : splitClass(problem, own, items, point, sizes, rounds);
    items.forEach((i, n) => {
      for (let p = 0; p < own.length; p++) {
        const contacts = split === null ? (point.contacts[i] as number) : (split[n * own.length + p] as number);
        if (contacts <= 0) continue;
        rows.add(point.demand[i] as number, first + p, point.day[i] as number, contacts);
      }
    });
  }
  return { parts, partOf: Int32Array.from(partOf), point: rows.columns() };
}

/** Members by their room on the first day. */
function partsOf(problem: Problem, members: Int32Array, sizes: Float64Array): readonly Int32Array[] {
  const steps = members.map((s) => Math.ceil((STEPS * (problem.senders[s]?.dailyLimit?.[0] ?? 0)) / (sizes[s] as number)));
  return [...new Set(steps)].map((step) => members.filter((_, i) => steps[i] === step));
}

/** Contacts per item and part. Shape: item × parts + part. */
function splitClass(
  problem: Problem,
  parts: readonly Int32Array[],
  items: Int32Array,
  point: RelaxedPoint,
  sizes: Float64Array,
  rounds: number,
): Float64Array {
  const { dayCount } = problem;
  const count = parts.length;
  const sample = parts[0]?.[0] as number;
  const width = Float64Array.from(parts, (part) => part.reduce((n, s) => n + (sizes[s] as number), 0));
  const left = new Float64Array(count * dayCount);
  parts.forEach((part, p) => {
    for (const s of part) {
      problem.senders[s]?.dailyLimit?.forEach((v, day) => {
        left[p * dayCount + day] = (left[p * dayCount + day] as number) + v;
      });
    }
  });
  const split = new Float64Array(items.length * count);
  const room = new Float64Array(count);
  for (let round = 0; round < rounds; round++) {
    items.forEach((i, n) => {
      const demand = point.demand[i] as number;
      const days = stepDaysOf(problem, demand, sample, point.day[i] as number) ?? [];
      const { shares10k } = campaignOf(problem, demand);
      for (let p = 0; p < count; p++) {
        const at = n * count + p;
        let fits = Infinity;
        for (let k = 0; k < days.length; k++) {
          const share = (shares10k[k] as number) / 10_000;
          const cell = p * dayCount + (days[k] as number);
          left[cell] = (left[cell] as number) + share * (split[at] as number);
          if (share > 0) fits = Math.min(fits, (left[cell] as number) / share);
        }
        room[p] = fits === Infinity ? 0 : fits;
      }
      pour(point.contacts[i] as number, room, width, split.subarray(n * count, (n + 1) * count));
      for (let p = 0; p < count; p++) {
        for (let k = 0; k < days.length; k++) {
          const cell = p * dayCount + (days[k] as number);
          left[cell] = (left[cell] as number) - ((shares10k[k] as number) / 10_000) * (split[n * count + p] as number);
        }
      }
    });
  }
  return split;
}

/** Continuous water-filling: contacts into rooms (negative = overfull) so that what is left is level in proportion to the widths. */
function pour(contacts: number, room: Float64Array, width: Float64Array, into: Float64Array): void {
  const count = room.length;
  const level = (p: number) => (room[p] as number) / (width[p] as number);
  // The widest rooms hold everything above the water level, which lies above the next one. Few parts: no sorting.
  let water = -Infinity;
  for (let p = 0; p < count; p++) {
    let sum = -contacts;
    let wide = 0;
    for (let other = 0; other < count; other++) {
      if (level(other) < level(p)) continue;
      sum += room[other] as number;
      wide += width[other] as number;
    }
    water = Math.max(water, sum / wide);
  }
  for (let p = 0; p < count; p++) into[p] = Math.max(0, (room[p] as number) - water * (width[p] as number));
}
