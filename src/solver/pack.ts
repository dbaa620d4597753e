/**
 * Makes room on senders: one more place of a cell that is wanted, by passing places on. A place that lacks room on one day
 * takes it from another place of the sender on that day, whose contact comes back in some other cell, where it may lack room
 * on one day again, and so on until one fits. Days that lack room are the nodes of a breadth-first search. With two steps per
 * sequence these are the augmenting paths of a b-matching; with more steps they are a heuristic. Source: Berge, "Two theorems
 * in graph theory" (1957).
 */

import { type Assigner, type Assignment, shift } from './assign.ts';
import type { Cells } from './cells.ts';
import { packTables, reassign } from './pack-tables.ts';
import type { Places } from './places.ts';
import type { Room } from './room.ts';
import type { Classes } from './round.ts';

/** What the packer works on: all of it is kept consistent. */
export interface Packing {
  readonly cells: Cells;
  readonly classes: Classes;
  readonly room: Room;
  readonly places: Places;
  readonly assignment: Assignment;
  readonly assigner: Assigner;
  /** Whether contacts that make room may come back on any other day, not only where they free some: dearer by far. */
  readonly isThorough: boolean;
}

/** Serves more of the demands last served by making room for them, class by class. Returns how many contacts. */
export function makeRoom(packing: Packing): number {
  let made = 0;
  packing.classes.forEach((_, k) => {
    made += packClass(packing, k);
  });
  return made;
}

function packClass({ cells, classes, room, places, assignment, assigner, isThorough }: Packing, k: number): number {
  const { problem, start, kind } = cells;
  const { dayCount } = problem;
  const { spare } = assignment;
  const { wanted } = assigner;
  const members = classes[k]!;
  const first = start[k]!;
  const count = start[k + 1]! - first;
  const goal: number[] = [];
  for (let j = 0; j < count; j++) if (wanted[first + j] !== 0) goal.push(j);
  if (goal.length === 0) return 0;
  const tables = packTables({ cells, assignment, assigner }, members[0]!, k);
  const { items, on, firstStep, dayOf, shareOf, ways, otherStart, otherCell, otherCommon } = tables;
  /** Days on which a place of each cell lacks room before anything moves, and the cells where that is one at most, if they are looked at. */
  const lacking = new Int32Array(count);
  const loose: number[] = [];
  /** Cells nobody more can be brought to, and cells whose shared limits are used up: room only shrinks. */
  const isClosed = new Uint8Array(count);

  /** The sender being packed: its place among all and in its class; room left on each day in the moves being tried. */
  let sender = 0;
  let member = 0;
  const now = new Float64Array(dayCount);
  const has = (j: number): number => places.count[places.from[k]! + j * members.length + member]!;
  const allows = (j: number): boolean => {
    const { stepDays } = items[j]!;
    return room.senderFits(kind[first + j]!, sender, stepDays) > 0 && room.sharedFits(kind[first + j]!, sender, stepDays) > 0;
  };
  const move = (j: number, n: number): void => {
    room.use(kind[first + j]!, sender, items[j]!.stepDays, n);
    places.count[places.from[k]! + j * members.length + member]! += n;
    spare[first + j]! += n;
  };
  /** One more place of a cell for one contact more. */
  const add = (j: number): boolean => {
    if (!allows(j)) {
      isClosed[j] = Number(room.sharedFits(kind[first + j]!, sender, items[j]!.stepDays) <= 0);
      return false;
    }
    if (!assigner.enter(assignment, k, first + j)) {
      isClosed[j] = 1;
      return false;
    }
    move(j, 1);
    return true;
  };
  /** Day on which a place of a cell lacks room; -1 = none, -2 = several. */
  const lack = (j: number): number => {
    let found = -1;
    for (let i = firstStep[j]!, end = firstStep[j + 1]!; i < end; i++) {
      if (now[dayOf[i]!]! >= shareOf[i]!) continue;
      if (found >= 0) return -2;
      found = dayOf[i]!;
    }
    return found;
  };
  const change = (j: number, sign: number): void => {
    for (let i = firstStep[j]!, end = firstStep[j + 1]!; i < end; i++) now[dayOf[i]!]! += sign * shareOf[i]!;
  };

  // Nodes of the search: the place that came and lacks room on a day, and the one that went for it (-1 = none, it is the wanted one).
  const nodeDay = new Int32Array(dayCount);
  const nodeParent = new Int32Array(dayCount);
  const nodeCame = new Int32Array(dayCount);
  const nodeWent = new Int32Array(dayCount);
  const nodeRoot = new Int32Array(dayCount);
  const isMet = new Uint8Array(dayCount);
  let nodes = 0;
  const addNode = (day: number, parent: number, came: number, went: number): void => {
    isMet[day] = 1;
    nodeDay[nodes] = day;
    nodeParent[nodes] = parent;
    nodeCame[nodes] = came;
    nodeRoot[nodes] = parent < 0 ? came : nodeRoot[parent]!;
    nodeWent[nodes++] = went;
  };
  /** Makes (sign 1) or takes back (-1) the moves that lead to a node, as far as room is concerned. */
  const replay = (node: number, sign: number): void => {
    for (let n = node; n >= 0; n = nodeParent[n]!) {
      change(nodeCame[n]!, -sign);
      if (nodeWent[n]! >= 0) change(nodeWent[n]!, sign);
    }
  };
  /** Carries out the moves to a node, then `went` goes and comes back as `came`, or not at all (-1, a place nobody has). */
  const carryOut = (node: number, went: number, came: number): boolean => {
    const from = [went];
    const to = [came];
    for (let n = node; nodeParent[n]! >= 0; n = nodeParent[n]!) {
      from.push(nodeWent[n]!);
      to.push(nodeCame[n]!);
    }
    for (const a of from) move(a, -1);
    let isDone = from.every((a) => has(a) >= 0);
    let back = 0;
    for (; isDone && back < to.length; back++) {
      if (to[back]! < 0) continue;
      isDone = allows(to[back]!);
      if (!isDone) break;
      move(to[back]!, 1);
    }
    const taken: (readonly [number, number])[] = [];
    for (let i = came < 0 ? 1 : 0; isDone && i < to.length; i++) {
      const runs = reassign({ cells, assignment, assigner }, tables, k, first + from[i]!, first + to[i]!);
      if (runs === null) isDone = false;
      else taken.push(runs);
    }
    if (isDone && add(nodeRoot[node]!)) return true;
    const skipped = came < 0 ? 1 : 0;
    taken.forEach(([r, other], i) => {
      shift(cells, assignment, other, first + to[i + skipped]!, -1);
      shift(cells, assignment, r, first + from[i + skipped]!, 1);
    });
    while (back > 0) if (to[--back]! >= 0) move(to[back]!, -1);
    for (const a of from) move(a, 1);
    return false;
  };

  /** Looks where a contact of a place that goes for a node may come back; true when that ended the search. */
  const comeBack = (node: number, a: number): boolean => {
    const visit = (b: number): boolean => {
      const day = lack(b);
      if (day >= 0 && isMet[day] === 0) addNode(day, node, b, a);
      return day === -1 && carryOut(node, a, b);
    };
    for (let n = otherStart[a]!; n < otherStart[a + 1]!; n++) {
      if (lacking[otherCell[n]!]! - otherCommon[n]! <= 1 && visit(otherCell[n]!)) return true;
    }
    for (const b of loose) if (ways[a * count + b] !== 0 && visit(b)) return true;
    return false;
  };

  /** One contact more on the sender. */
  const serveOne = (): boolean => {
    now.set(room.left.subarray(sender * dayCount, (sender + 1) * dayCount));
    isMet.fill(0);
    nodes = 0;
    loose.length = 0;
    for (let j = 0; j < count; j++) {
      let days = 0;
      for (let i = firstStep[j]!, end = firstStep[j + 1]!; i < end; i++) if (now[dayOf[i]!]! < shareOf[i]!) days++;
      lacking[j] = days;
      if (days <= 1 && isThorough) loose.push(j);
    }
    for (const j of goal) {
      if (lacking[j]! > 1 || isClosed[j] !== 0) continue;
      if (lacking[j] === 0) {
        if (add(j)) return true;
        continue;
      }
      const e = lack(j);
      if (isMet[e] === 0) addNode(e, -1, j, -1);
    }
    for (let node = 0; node < nodes; node++) {
      replay(node, 1);
      const e = nodeDay[node]!;
      for (const a of on[e]!) {
        if (has(a) <= 0 || a === nodeCame[node] || isClosed[nodeRoot[node]!] !== 0) continue;
        change(a, 1);
        const isEnough = now[e]! >= 0;
        if (isEnough && spare[first + a]! > 0) {
          if (carryOut(node, a, -1)) return true;
        } else if (isEnough) {
          if (comeBack(node, a)) return true;
        }
        change(a, -1);
      }
      replay(node, -1);
    }
    return false;
  };

  /** A place nobody has on each day of the sender, -1 = none. */
  const idle = new Int32Array(dayCount);
  /** One contact more for places nobody has, one on every day that lacks room. */
  const serveForIdle = (): boolean => {
    idle.fill(-1);
    for (let j = 0; j < count; j++) if (spare[first + j]! > 0 && has(j) > 0) for (const e of items[j]!.stepDays) idle[e] = j;
    for (const j of goal) {
      const { stepDays, shares10k } = items[j]!;
      const gone = new Set<number>();
      let isFree = true;
      for (let i = 0; isFree && i < stepDays.length; i++) {
        if (now[stepDays[i]!]! >= shares10k[i]!) continue;
        isFree = idle[stepDays[i]!]! >= 0;
        gone.add(idle[stepDays[i]!]!);
      }
      if (!isFree || isClosed[j] !== 0 || gone.has(j)) continue;
      for (const a of gone) move(a, -1);
      if (add(j)) return true;
      for (const a of gone) move(a, 1);
    }
    return false;
  };

  for (const j of goal) isClosed[j] = Number(room.sharedFits(kind[first + j]!, members[0]!, items[j]!.stepDays) <= 0);
  let made = 0;
  members.forEach((s, m) => {
    sender = s;
    member = m;
    while (serveOne() || serveForIdle()) made++;
  });
  return made;
}
