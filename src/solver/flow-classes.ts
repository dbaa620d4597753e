/**
 * Classes of senders that no rule of a one-step Problem tells apart, and who may use them. A demand names its senders by
 * selection; a block is what the selections cut out of all senders, a class is the part of a block in one account and domain
 * (a single sender where a smallest batch counts).
 * Source: for single steps the summed daily limits of a class are exact, calendars and limits may differ within it.
 */

import type { Problem } from '../problem/problem.ts';

/** Selections, blocks and classes of the demands that can start. Everything else has no part in the network. */
export interface Classes {
  /** Senders (indices, rising) of each class. */
  readonly classes: readonly Int32Array[];
  /** Classes of each block. */
  readonly blocks: readonly (readonly number[])[];
  /** Blocks of each distinct selection of senders. */
  readonly groups: readonly (readonly number[])[];
  /** Group of each demand; -1 when it cannot start. */
  readonly groupOf: Int32Array;
  /** Per demand: 1 on the days it may start. */
  readonly opens: readonly Uint8Array[];
}

/** Finds the classes of a one-step Problem. */
export function classesOf(problem: Problem): Classes {
  const opens = openDays(problem);
  const known = new Map<Int32Array, number>();
  const groupOf = Int32Array.from(problem.demands, ({ senders }, d) => {
    if (opens[d]?.includes(1) !== true) return -1;
    const group = known.get(senders) ?? known.size;
    known.set(senders, group);
    return group;
  });
  const selections = [...known.keys()];
  const cutOf = refine(selections, problem.senders.length);
  const domains = problem.domains.length + 1;
  const places = problem.accounts.length * domains;
  const isAlone = senderFlags(problem);
  const classIds = new Map<number, number>();
  const blockIds = new Map<number, number>();
  const members: number[][] = [];
  const blocks: number[][] = [];
  problem.senders.forEach(({ account, domain }, s) => {
    const cut = cutOf[s] as number;
    if (cut === 0) return;
    const key = cut * places + account * domains + (domain === null ? 0 : domain + 1);
    let k = isAlone[s] === 1 ? undefined : classIds.get(key);
    if (k === undefined) {
      k = members.push([]) - 1;
      if (isAlone[s] === 0) classIds.set(key, k);
      const block = blockIds.get(cut) ?? blocks.push([]) - 1;
      blockIds.set(cut, block);
      blocks[block]?.push(k);
    }
    members[k]?.push(s);
  });
  const groups = selections.map((senders) => {
    const cuts = new Set<number>();
    for (const s of senders) cuts.add(cutOf[s] as number);
    return [...cuts].map((cut) => blockIds.get(cut) as number).sort((a, b) => a - b);
  });
  return { classes: members.map((list) => Int32Array.from(list)), blocks, groups, groupOf, opens };
}

/** 1 for senders that some campaign with a smallest batch may use: what each of them starts matters. */
function senderFlags({ senders, demands, campaigns }: Problem): Uint8Array {
  const flags = new Uint8Array(senders.length);
  for (const { campaign, senders: own } of demands) if ((campaigns[campaign]?.minStarts ?? 0) > 1) for (const s of own) flags[s] = 1;
  return flags;
}

/** Cuts all senders along every selection: senders of one cut are in the same selections. 0 = in none. */
function refine(selections: readonly Int32Array[], senderCount: number): Int32Array {
  const cutOf = new Int32Array(senderCount);
  /** By cut: the cut that takes its selected senders, and the selection that made it. */
  const partOf = [0];
  const madeBy = [-1];
  selections.forEach((senders, n) => {
    for (const s of senders) {
      const old = cutOf[s] as number;
      if (madeBy[old] !== n) {
        madeBy[old] = n;
        partOf[old] = partOf.push(0) - 1;
        madeBy.push(-1);
      }
      cutOf[s] = partOf[old] as number;
    }
  });
  return cutOf;
}

/** Per demand: 1 on the days some of its senders may start it; none without contacts. */
function openDays({ demands, tables, dayCount }: Problem): readonly Uint8Array[] {
  const seenBy = new Int32Array(tables.length).fill(-1);
  return demands.map(({ contacts, tables: own }, d) => {
    const days = new Uint8Array(dayCount);
    for (let i = 0; contacts > 0 && i < own.length; i++) {
      const t = own[i] as number;
      if (t < 0 || seenBy[t] === d) continue;
      seenBy[t] = d;
      const table = tables[t] ?? [];
      for (let day = 0; day < dayCount; day++) if (table[day] != null) days[day] = 1;
    }
    return days;
  });
}
