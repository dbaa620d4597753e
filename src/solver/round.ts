/**
 * Whole contacts from a relaxed answer on classes: senders are dealt places in cells, demands get them by flow, priority after
 * priority, and senders make room for contacts that found none.
 */

import { mergeClasses, similarSenders } from '../problem/classes.ts';
import { campaignOf, type StartColumns } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { inOrder, startList } from '../problem/start-list.ts';
import { type Assignment, createAssigner } from './assign.ts';
import { type Cells, cellsOf } from './cells.ts';
import { columnOfRows, pointOfKinds, sumColumns } from './cells-point.ts';
import { makeRoom, type Packing } from './pack.ts';
import { type Dealt, dealPlaces, type Places, splitPlaces } from './places.ts';
import type { RelaxedPoint } from './relaxed.ts';
import { createRoom } from './room.ts';

/** A relaxed value this close below a whole number is that number: levels are kept within a tolerance. Room is checked anyway. */
export const TOLERANCE = 1e-3;

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
/** Where no thorough search is made, a further round pays when the last one found room for one contact of so many that are open, or that were served over the reals and are missing. */
const WORTH_A_ROUND = 16;

/** Deals of a small problem: at most, and so many as have this many sender-days together. */
const MOST_DEALS = 4;
const DEALT_SENDER_DAYS = 12_000;

/**
 * Whole-contact starts of senders from starts of classes over the reals. Contacts are passed on among all similar senders,
 * whatever classes they were relaxed in. Small problems are dealt out in several orders, of which the best is kept. `hasTime`: room
 * is made, and dealt out anew, only as long as there is; everything else is needed.
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
  const relaxed = { parts: relaxedClasses, classOf, point: pointOfKinds(cells, point, columnOf, classOf) };
  const dealing = { problem, classes, cells, dealt: splitPlaces(problem, cells, relaxed), columns, steps: servingSteps(problem), hasTime };
  const deals = Math.max(1, Math.min(MOST_DEALS, Math.floor(DEALT_SENDER_DAYS / (problem.senders.length * problem.dayCount))));
  let best = roundDeal(dealing, 0, [])!;
  for (let deal = 1; deal < deals && !best.isFull && hasTime(); deal++) best = roundDeal(dealing, deal, best.open) ?? best;
  return inOrder(problem, startsOf(cells, classes, best.places, best.assignment));
}

/** What every deal is made from. */
interface Dealing {
  readonly problem: Problem;
  readonly classes: Classes;
  readonly cells: Cells;
  readonly dealt: Dealt;
  /** Relaxed contacts of every column. */
  readonly columns: Float32Array;
  readonly steps: readonly ServingStep[];
  readonly hasTime: () => boolean;
}

/** What came out of a deal. */
interface Round {
  readonly places: Places;
  readonly assignment: Assignment;
  /** Value not served at every step: of contacts, or contacts where they are promised. */
  readonly open: readonly number[];
  /** Whether every step served as much as it got over the reals. */
  readonly isFull: boolean;
}

/** Rounds one deal; null as soon as it serves no more, step by step, than one that left `rival` open. */
function roundDeal(
  { problem, classes, cells, dealt, columns, steps, hasTime }: Dealing,
  deal: number,
  rival: readonly number[],
): Round | null {
  // Served contacts rank above overage cost, so whatever overage is allowed may be used.
  const room = createRoom(cells.problem, (account, cycle) => problem.accounts[account]?.cycles?.[cycle]?.overageMax ?? 0);
  const places = dealPlaces(problem, classes, cells, dealt, room, deal);
  const assignment: Assignment = {
    contacts: new Int32Array(cells.columnCount),
    spare: places.ofCell,
    open: new Int32Array(problem.demands.length),
  };
  const assigner = createAssigner(cells, promisedOf(problem));
  const isThorough = problem.senders.length * problem.dayCount <= FEW_SENDER_DAYS;
  const rounds = isHuge(problem) ? ROUNDS_OF_HUGE : isThorough ? ROUNDS : ROUNDS_OF_MANY;
  const known = new Map();
  const ways = new Uint8Array(classes.reduce((most, _, k) => Math.max(most, cells.start[k + 1]! - cells.start[k]!), 0) ** 2);
  const isAcross = !isHuge(problem);
  const [keeping, givingUp] = [false, true].map((isGivingUp): Packing => {
    // Written out: copies by spreading have shapes of their own, for which the search would be compiled over and over.
    return { cells, classes, room, places, assignment, assigner, known, ways, isThorough, isAcross, isGivingUp, hasTime };
  }) as [Packing, Packing];
  const open: number[] = [];
  let isFull = true;
  let isAhead = rival.length === 0;
  for (const [i, { groups, isPromised }] of steps.entries()) {
    let lost = 0;
    let missed = 0;
    for (const demands of groups) {
      const opened = () => demands.reduce((sum, d) => sum + assignment.open[d]!, 0);
      const worth = isPromised ? 1 : campaignOf(problem, demands[0]!).valueMicro;
      for (const d of demands) lost += worth * seat(cells, columns, assignment, d, problem.demands[d]!.contacts, isPromised);
      assigner.serve(assignment, demands);
      let made = Infinity;
      const isWorthIt = (round: number): boolean => {
        const missing = opened() + (missed - lost) / worth;
        if (isThorough) return round === 0 || made > 0;
        return made * WORTH_A_ROUND >= Math.min(opened(), missing > 0 ? missing : Infinity);
      };
      for (const packing of [keeping, givingUp]) {
        for (let round = 0; round < rounds && opened() > 0 && hasTime() && isWorthIt(round); round++) {
          made = makeRoom(packing);
          made += assigner.serve(assignment, demands);
        }
      }
      missed += worth * opened();
    }
    open.push(missed);
    if (!isAhead && missed > rival[i]!) return null;
    isAhead ||= missed < rival[i]!;
    isFull &&= missed <= lost;
  }
  return isAhead ? { places, assignment, open, isFull } : null;
}

/** A level of service: demands served at a time, in their order; `isPromised`: no more than they got over the reals. */
interface ServingStep {
  readonly groups: readonly (readonly number[])[];
  readonly isPromised: boolean;
}

/** 1 for demands with a part that is promised: a missed serve.atLeast ranks above every priority's service. */
const promisedOf = (problem: Problem): Uint8Array =>
  Uint8Array.from(problem.demands, (_, d) => Number(campaignOf(problem, d).serveAtLeast > 0));

/** What is promised gets its part before anybody fills up, and keeps it; then priority after priority, the most valuable first. */
function servingSteps(problem: Problem): readonly ServingStep[] {
  const promised = [...promisedOf(problem).entries()].filter(([, is]) => is === 1).map(([d]) => d);
  const tiers = demandsByPriority(problem).map((tier): ServingStep => {
    const values = new Set(tier.map((d) => campaignOf(problem, d).valueMicro).sort((a, b) => b - a));
    const groups = [...values].map((value) => tier.filter((d) => campaignOf(problem, d).valueMicro === value));
    return { groups, isPromised: false };
  });
  return promised.length > 0 ? [{ groups: [promised], isPromised: true }, ...tiers] : tiers;
}

/**
 * Seats a demand where its relaxed contacts are, as far as there are places, and opens the rest: of what it wants, or of what it
 * got over the reals. Returns how many of those it did not get over the reals.
 */
function seat(cells: Cells, columns: Float32Array, assignment: Assignment, d: number, most: number, isRelaxed: boolean): number {
  const { demandStart, ofDemand, runCell, runLength, runColumn } = cells;
  const { contacts, spare, open } = assignment;
  let total = TOLERANCE;
  // What it has already counts wherever it is: contacts of a part that was promised may have moved.
  let got = 0;
  for (let n = demandStart[d]!; n < demandStart[d + 1]!; n++) {
    const r = ofDemand[n]!;
    for (let i = 0; i < runLength[r]!; i++) got += contacts[runColumn[r]! + i]!;
  }
  let carry = TOLERANCE;
  for (let n = demandStart[d]!; n < demandStart[d + 1]!; n++) {
    const r = ofDemand[n]!;
    for (let i = 0; i < runLength[r]!; i++) {
      const at = runColumn[r]! + i;
      const c = runCell[r]! + i;
      total += columns[at]!;
      carry += columns[at]! - contacts[at]!;
      const more = Math.max(0, Math.min(Math.floor(carry), spare[c]!, most - got));
      carry -= more;
      got += more;
      spare[c]! -= more;
      contacts[at]! += more;
    }
  }
  const reached = Math.min(most, Math.floor(total));
  open[d] = (isRelaxed ? reached : most) - got;
  return isRelaxed ? 0 : most - reached;
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
