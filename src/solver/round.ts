/**
 * Whole contacts from a relaxed answer on classes: senders are dealt places in cells, demands get them by flow, priority after
 * priority, and senders make room for contacts that found none.
 */

import { mergeClasses, similarSenders } from '../problem/classes.ts';
import { campaignOf, type StartColumns } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { inOrder, orderBy, startList } from '../problem/start-list.ts';
import { type Assignment, createAssigner } from './assign.ts';
import { type Cells, cellsOf } from './cells.ts';
import { columnOfRows, pointOfKinds, sumColumns } from './cells-point.ts';
import { makeRoom } from './pack.ts';
import { dealPlaces, type Places } from './places.ts';
import type { RelaxedPoint } from './relaxed.ts';
import { createRoom } from './room.ts';

/** A relaxed value this close below a whole number is that number: levels are kept within a tolerance. Room is checked anyway. */
const TOLERANCE = 1e-3;

/** Senders × days above which plans are kept short. */
const MANY_SENDER_DAYS = 2_000_000;

/** Up to here a thorough search for room and further relaxations for tighter proofs are worth their time. */
export const FEW_SENDER_DAYS = 100_000;

/** Senders (indices) of each class. */
export type Classes = readonly Int32Array[];

/** Rounds in which room is made for contacts that found none, first without giving up other places, then so: the first brings most. */
const ROUNDS = 4;
const ROUNDS_OF_MANY = 2;
const ROUNDS_OF_HUGE = 1;

/**
 * Whole-contact starts of senders from starts of classes over the reals. Contacts are passed on among all similar senders,
 * whatever classes they were relaxed in. `hasTime`: room is made only as long as there is; everything else is needed.
 */
export function roundStarts(problem: Problem, relaxedClasses: Classes, point: RelaxedPoint, hasTime = () => true): StartColumns {
  const classes = similarSenders(problem);
  const cells = cellsOf(problem, mergeClasses(problem, classes));
  const classOfSender = new Int32Array(problem.senders.length);
  classes.forEach((members, k) => {
    for (const s of members) classOfSender[s] = k;
  });
  const classOf = Int32Array.from(relaxedClasses, (members) => classOfSender[members[0]!]!);
  const columnOf = columnOfRows(cells, point, classOf);
  const columns = sumColumns(cells, point, columnOf);
  // Served contacts rank above overage cost, so whatever overage is allowed may be used.
  const room = createRoom(cells.problem, (account, cycle) => problem.accounts[account]?.cycles?.[cycle]?.overageMax ?? 0);
  const dealt = { parts: relaxedClasses, classOf, point: pointOfKinds(cells, point, columnOf, classOf) };
  const places = dealPlaces(problem, classes, cells, dealt, room);
  const assignment: Assignment = {
    contacts: new Int32Array(cells.columnCount),
    spare: places.ofCell,
    open: new Int32Array(problem.demands.length),
  };
  // A missed serve.atLeast ranks above every priority's service: those campaigns get their part before anybody fills up, and keep it.
  const isPromised = Uint8Array.from(problem.demands, (_, d) => Number(campaignOf(problem, d).serveAtLeast > 0));
  const assigner = createAssigner(cells, isPromised);
  const isThorough = problem.senders.length * problem.dayCount <= FEW_SENDER_DAYS;
  const rounds = isHuge(problem) ? ROUNDS_OF_HUGE : isThorough ? ROUNDS : ROUNDS_OF_MANY;
  const serve = (demands: readonly number[]) => {
    assigner.serve(assignment, demands);
    for (const isGivingUp of [false, true]) {
      for (let round = 0, made = 1; round < rounds && made > 0 && hasTime() && demands.some((d) => assignment.open[d]! > 0); round++) {
        made = makeRoom({
          cells,
          classes,
          room,
          places,
          assignment,
          assigner,
          isThorough,
          isAcross: !isHuge(problem),
          isGivingUp,
          hasTime,
        });
        made += assigner.serve(assignment, demands);
      }
    }
  };
  const promised = [...isPromised.keys()].filter((d) => isPromised[d] === 1);
  for (const d of promised) seat(cells, columns, assignment, d, problem.demands[d]!.contacts, true);
  if (promised.length > 0) serve(promised);
  for (const tier of demandsByPriority(problem)) {
    const values = new Set(tier.map((d) => campaignOf(problem, d).valueMicro).sort((a, b) => b - a));
    for (const value of values) {
      const demands = tier.filter((d) => campaignOf(problem, d).valueMicro === value);
      for (const d of demands) seat(cells, columns, assignment, d, problem.demands[d]!.contacts, false);
      serve(demands);
    }
  }
  return inOrder(problem, startsOf(cells, classes, places, assignment));
}

/** Seats a demand where its relaxed contacts are, as far as there are places, and opens the rest: of what it wants, or of what it got over the reals. */
function seat(cells: Cells, columns: Float32Array, assignment: Assignment, d: number, most: number, isRelaxed: boolean): void {
  const { demandStart, ofDemand, runCell, runLength, runColumn } = cells;
  const { contacts, spare, open } = assignment;
  let total = TOLERANCE;
  let got = 0;
  let carry = TOLERANCE;
  for (let n = demandStart[d]!; n < demandStart[d + 1]!; n++) {
    const r = ofDemand[n]!;
    for (let i = 0; i < runLength[r]!; i++) {
      const at = runColumn[r]! + i;
      const c = runCell[r]! + i;
      total += columns[at]!;
      carry += columns[at]! - contacts[at]!;
      got += contacts[at]!;
      const more = Math.max(0, Math.min(Math.floor(carry), spare[c]!, most - got));
      carry -= more;
      got += more;
      spare[c]! -= more;
      contacts[at]! += more;
    }
  }
  open[d] = (isRelaxed ? Math.min(most, Math.floor(total)) : most) - got;
}

/** The starts: places of a cell go to its contacts in order, demand after demand and sender after sender. */
function startsOf(
  { start, day, runStart, runDemand, runCell, runLength, runColumn }: Cells,
  classes: Classes,
  places: Places,
  { contacts }: Assignment,
): StartColumns {
  const list = startList();
  classes.forEach((members, k) => {
    const first = start[k]!;
    // The member whose places are given away, and how many of them are.
    const member = new Int32Array(start[k + 1]! - first);
    const given = new Int32Array(start[k + 1]! - first);
    for (let r = runStart[k]!; r < runStart[k + 1]!; r++) {
      for (let i = 0; i < runLength[r]!; i++) {
        const j = runCell[r]! + i - first;
        for (let wanted = contacts[runColumn[r]! + i]!; wanted > 0; ) {
          const free = places.count[places.from[k]! + j * members.length + member[j]!]! - given[j]!;
          const n = Math.min(wanted, free);
          if (n > 0) list.add(runDemand[r]!, members[member[j]!]!, day[first + j]!, n);
          wanted -= n;
          given[j]! += n;
          if (n === free) {
            member[j]! += 1;
            given[j] = 0;
          }
        }
      }
    }
  });
  return list.columns();
}

/** Demands (indices) by priority, the first served first. */
export function demandsByPriority(problem: Problem): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  problem.demands.forEach((_, i) => {
    const { priority } = campaignOf(problem, i);
    const group = groups.get(priority);
    if (group) group.push(i);
    else groups.set(priority, [i]);
  });
  return [...groups].sort((x, y) => x[0] - y[0]).map(([, demands]) => demands);
}

/** What the room of each sender is measured against: its largest daily limit, or 1. */
export const sizesOf = (problem: Problem): Float64Array =>
  Float64Array.from(problem.senders, ({ dailyLimit }) => (dailyLimit === null ? 1 : Math.max(1, ...dailyLimit)));

const isHuge = (problem: Problem): boolean => problem.senders.length * problem.dayCount > MANY_SENDER_DAYS;

/** Contacts a sender takes at least of a start: plans of very many senders would have tens of millions of rows else. */
export const leastShare = (problem: Problem): number => (isHuge(problem) ? 4 : 1);

/** The point in whole contacts: carries keep every demand's total within one contact of the relaxed total. */
export function wholeContacts(merged: Problem, point: RelaxedPoint): RelaxedPoint {
  const contacts = new Float64Array(point.demand.length);
  const carry = new Float64Array(merged.demands.length);
  for (let i = 0; i < contacts.length; i++) {
    const demand = point.demand[i] as number;
    const exact = (point.contacts[i] as number) + (carry[demand] as number);
    contacts[i] = Math.floor(exact + TOLERANCE);
    carry[demand] = exact - (contacts[i] as number);
  }
  return { ...point, contacts };
}

/** Rows in the order they are dealt in: class by class and part by part, long sequences first (they fit in fewer ways), day by day. `classOf`: class of each part. */
export function inDealingOrder(problem: Problem, items: RelaxedPoint, classOf: Int32Array): Int32Array {
  const steps = Int32Array.from(problem.demands, (_, d) => campaignOf(problem, d).shares10k.length);
  const most = steps.reduce((x, y) => Math.max(x, y), 0);
  return orderBy(
    items.demand.length,
    { of: items.sender.map((part) => classOf[part]!), size: classOf.reduce((x, y) => Math.max(x, y), 0) + 1 },
    { of: items.sender, size: classOf.length },
    { of: items.demand.map((d) => most - (steps[d] as number)), size: most + 1 },
    { of: items.day, size: problem.dayCount },
  );
}
