/**
 * The search for a path of places that makes room for one contact more. Days of senders that lack room are the nodes of a
 * breadth-first search. With two steps per sequence these are the augmenting paths of a b-matching; with more steps they are
 * a heuristic, since a place that lacks room on two days is passed over. Source: Berge, "Two theorems in graph theory" (1957).
 */

import type { Packing } from './pack.ts';
import type { ClassMoves, Passed } from './pack-moves.ts';
import { type ClassRoom, lookUp } from './pack-room.ts';
import type { ClassTables } from './pack-tables.ts';

/** A search through the class of `moves`; each call makes room for one contact on members `from` to `end - 1`, or returns false. */
export function pathSearch(
  { cells, classes, assignment, ways, isThorough, isGivingUp }: Packing,
  tables: ClassTables,
  room: ClassRoom,
  moves: ClassMoves,
  goal: readonly number[],
): (from: number, end: number) => boolean {
  const { items, on, firstStep, dayOf, shareOf, shared, firstShared, sharedOf, loadOf, otherStart, otherCell, otherCommon } = tables;
  const { dayCount } = cells.problem;
  const { first, isClosed } = moves;
  const { now, lacking, lackDay, isHeld, isTouched, free, near } = room;
  const { spare } = assignment;
  const members = classes[moves.k]!.length;
  const count = items.length;

  /** Room of shared limits left in the moves being tried. */
  const nowShared = new Float64Array(shared.length);

  /** Node whose day lacks room for one more place; -1 = none lacks it, -2 = several do, or a shared limit. */
  const lack = (m: number, j: number): number => {
    let found = -1;
    for (let i = firstShared[j]!, end = firstShared[j + 1]!; i < end; i++) if (nowShared[sharedOf[i]!]! < loadOf[i]!) return -2;
    for (let i = firstStep[j]!, end = firstStep[j + 1]!; i < end; i++) {
      const at = m * dayCount + dayOf[i]!;
      if (now[at]! >= shareOf[i]!) continue;
      if (found >= 0) return -2;
      found = at;
    }
    return found;
  };
  const changeDays = (m: number, j: number, sign: number): void => {
    for (let i = firstStep[j]!, end = firstStep[j + 1]!; i < end; i++) now[m * dayCount + dayOf[i]!]! += sign * shareOf[i]!;
  };
  const change = (m: number, j: number, sign: number): void => {
    changeDays(m, j, sign);
    for (let i = firstShared[j]!, end = firstShared[j + 1]!; i < end; i++) nowShared[sharedOf[i]!]! += sign * loadOf[i]!;
  };

  // Found nodes in their order: the day (member × dayCount + day), the cell of the place that came and lacks room there, and
  // that of the place that went for it from the day of the parent node (-1 = none, what came is the wanted one).
  const nodeAt = new Int32Array(members * dayCount);
  const nodeParent = new Int32Array(members * dayCount);
  const nodeCame = new Int32Array(members * dayCount);
  const nodeWent = new Int32Array(members * dayCount);
  const nodeRoot = new Int32Array(members * dayCount);
  /** Cells whose contacts were looked for a place on all senders: those of another sender find no other ones, but for the days they free themselves. */
  const isSpread = new Uint8Array(count);
  const isMet = new Uint8Array(members * dayCount);
  let nodes = 0;
  const memberOf = (node: number): number => Math.floor(nodeAt[node]! / dayCount);
  const addNode = (at: number, parent: number, came: number, went: number): void => {
    isMet[at] = 1;
    nodeAt[nodes] = at;
    nodeParent[nodes] = parent;
    nodeCame[nodes] = came;
    nodeRoot[nodes] = parent < 0 ? nodes : nodeRoot[parent]!;
    nodeWent[nodes++] = went;
  };
  /** Makes (sign 1) or takes back (-1) the moves that lead to a node, as far as room is concerned. */
  const replay = (node: number, sign: number): void => {
    for (let n = node; n >= 0; n = nodeParent[n]!) {
      const isRoot = nodeWent[n]! < 0;
      // What the wanted place lacks of shared limits may come from places given up.
      (isRoot && isGivingUp ? changeDays : change)(memberOf(n), nodeCame[n]!, -sign);
      if (!isRoot) change(memberOf(nodeParent[n]!), nodeWent[n]!, sign);
    }
  };
  /** Carries out the moves to a node, then a place of cell `went` goes there and comes back as `to`. */
  const carryOut = (node: number, went: number, to: Passed): boolean => {
    const goes: Passed[] = [{ member: memberOf(node), cell: went }];
    const comes: Passed[] = [to];
    for (let n = node; nodeParent[n]! >= 0; n = nodeParent[n]!) {
      goes.push({ member: memberOf(nodeParent[n]!), cell: nodeWent[n]! });
      comes.push({ member: memberOf(n), cell: nodeCame[n]! });
    }
    const root = nodeRoot[node]!;
    return moves.pass(goes, comes, { member: memberOf(root), cell: nodeCame[root]! });
  };

  /** By cell, entries of the cells on common days its contacts may move to: few of all, looked up where a contact goes. */
  const others: (readonly number[] | null)[] = new Array(count).fill(null);
  const othersOf = (a: number): readonly number[] => {
    const known = others[a]!;
    if (known !== null) return known;
    const entries: number[] = [];
    for (let n = otherStart[a]!; n < otherStart[a + 1]!; n++) if (ways[a * count + otherCell[n]!] !== 0) entries.push(n);
    others[a] = entries;
    return entries;
  };

  /** A contact of cell a that goes for a node comes to a member as cell b: true where there is room, else the day that lacks it is a node. */
  const visit = (node: number, a: number, to: number, b: number): boolean => {
    const at = lack(to, b);
    if (at >= 0 && isMet[at] === 0) addNode(at, node, b, a);
    return at === -1 && carryOut(node, a, { member: to, cell: b });
  };
  /** Looks where a contact of cell a that goes for a node may come back; true when that ended the search. */
  const comeBack = (node: number, a: number, from: number, end: number): boolean => {
    const m = memberOf(node);
    // Where it frees a day itself, on the same sender.
    for (const n of othersOf(a)) {
      if (lacking[m * count + otherCell[n]!]! - otherCommon[n]! <= 1 && visit(node, a, m, otherCell[n]!)) return true;
    }
    const isFirst = isSpread[a] === 0;
    isSpread[a] = 1;
    for (let to = isFirst ? from : m, last = isFirst ? end : m + 1; to < last; to++) {
      if (to !== m && lacking[to * count + a]! <= 1 && visit(node, a, to, a)) return true;
      if (!isThorough) continue;
      for (const b of free[to]!) if (ways[a * count + b] !== 0 && visit(node, a, to, b)) return true;
      for (let u = to * dayCount; u < (to + 1) * dayCount; u++) {
        if (isMet[u] !== 0) continue;
        for (const b of near[u]!) {
          if (ways[a * count + b] === 0) continue;
          if (visit(node, a, to, b)) return true;
          if (isMet[u] !== 0) break;
        }
      }
    }
    return false;
  };

  return (from, end) => {
    for (let m = from; m < end; m++) {
      if (isTouched[m] !== 0) lookUp(room, tables, moves, m);
    }
    shared.forEach(({ left }, i) => {
      nowShared[i] = left();
    });
    isMet.fill(0);
    isSpread.fill(0);
    nodes = 0;
    for (let m = from; m < end; m++) {
      for (const j of goal) {
        const days = lacking[m * count + j]!;
        if (days > 1 || isClosed[j] !== 0) continue;
        if (days === 0) {
          if (moves.add(m, j)) return true;
          continue;
        }
        const at = m * dayCount + lackDay[m * count + j]!;
        if (isMet[at] === 0) addNode(at, -1, j, -1);
      }
    }
    for (let node = 0; node < nodes; node++) {
      replay(node, 1);
      const at = nodeAt[node]!;
      const m = memberOf(node);
      for (const a of on[at % dayCount]!) {
        if (isHeld[m * count + a] === 0 || a === nodeCame[node] || isClosed[nodeCame[nodeRoot[node]!]!] !== 0) continue;
        change(m, a, 1);
        const isEnough = now[at]! >= 0;
        if (isEnough && isGivingUp && spare[first + a]! > 0) {
          if (carryOut(node, a, { member: m, cell: -1 })) return true;
        } else if (isEnough) {
          if (comeBack(node, a, from, end)) return true;
        }
        change(m, a, -1);
      }
      replay(node, -1);
    }
    return false;
  };
}
