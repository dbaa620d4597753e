/**
 * The network of a Problem: source → stage → campaign → demand → (group, day) → (block, day) → cell → limits around it →
 * sink. Demands of a campaign with a limit per day share one outlet;
 * outlets with decisions reach their cells by days of their own. Nodes are numbered in this order.
 */

import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import type { Gates, OwnArc } from './flow-gates.ts';
import { type Graph, graphBuilder } from './flow-graph.ts';
import { hasDecisions, type Layout } from './flow-layout.ts';
import { dayLimit, type Limits, limitList } from './flow-limits.ts';
import { type Offer, offersOf } from './flow-offers.ts';
import { outletPlans, stageOrder } from './flow-outlets.ts';

/** Source node of every network. */
export const SOURCE = 0;

/** Where contacts of a campaign leave for the days: one arc per day with its capacity. */
export interface Outlet {
  readonly campaign: number;
  readonly days: Int32Array;
  readonly arcs: Int32Array;
  readonly capacities: Float64Array;
}

/** Campaigns of one priority and value, up to serve.atLeast (`shortfall`) or altogether (`served`); before them what decisions force. */
export interface Stage {
  readonly part: 'forced' | 'shortfall' | 'served';
  readonly priority: number;
  readonly valueMicro: number;
  readonly node: number;
  /** Arc from the source. */
  readonly arc: number;
}

/** An offer in the network: its node, the arc to the sink and the arcs from the rows it extends. */
export interface OpenOffer extends Offer {
  readonly node: number;
  readonly arc: number;
  readonly rowArcs: readonly number[];
}

/** The network. Arcs are places in the graph. */
export interface Network {
  readonly graph: Graph;
  readonly sink: number;
  /** What every arc may carry with everything open. */
  readonly capacity: Float64Array;
  /** By falling weight: the most important first. */
  readonly stages: readonly Stage[];
  readonly campaignNode: (campaign: number) => number;
  readonly demandNode: (demand: number) => number;
  /** Arc campaign → demand; -1 when the demand cannot start. */
  readonly demandArcs: Int32Array;
  readonly outlets: readonly Outlet[];
  /** First node of a cell, and the cell of every one of these nodes. */
  readonly firstCell: number;
  readonly cells: Int32Array;
  readonly limits: Limits;
  /** Sends that may be bought, the cheapest first. */
  readonly offers: readonly OpenOffer[];
  /** Null in networks without decisions. */
  readonly gates: Gates | null;
}

/** Builds the network. Everything is open, nothing flows. */
export function buildNetwork(problem: Problem, layout: Layout): Network {
  const { campaigns, demands, dayCount } = problem;
  const { add, build } = graphBuilder();
  const order = stageOrder(problem);
  const campaignNode = (campaign: number) => order.length + 1 + campaign;
  const demandNode = (demand: number) => campaignNode(campaigns.length) + demand;
  const { plans, nodeCount } = outletPlans(problem, layout, demandNode, demandNode(demands.length));
  let nodes = nodeCount;
  const groupDays = new Int32Array(layout.groups.length * dayCount).fill(-1);
  for (const { ownDays, days, group } of plans) if (ownDays < 0) for (const day of days) groupDays[group * dayCount + day] = 0;
  groupDays.forEach((isOpen, at) => {
    if (isOpen === 0) groupDays[at] = nodes++;
  });
  const blockDays = Int32Array.from({ length: layout.blocks.length * dayCount }, () => nodes++);
  const firstCell = nodes;
  const cellNodes = layout.cells.map((capacity) => (capacity < 0 ? -1 : nodes++));
  const cells = new Int32Array(nodes - firstCell);
  cellNodes.forEach((node, cell) => {
    if (node >= 0) cells[node - firstCell] = cell;
  });
  const rowNodes = layout.rows.map((_, r) => (layout.rowAbove[r] === -2 ? -1 : nodes++));
  const offers = offersOf(problem, layout);
  const offerNodes = offers.map(() => nodes++);
  const sink = nodes++;
  const above = (row: number | undefined): number => (row === undefined || row < 0 ? sink : (rowNodes[row] as number));

  const ways = campaigns.map(() => ({ forced: -1, shortfall: -1, served: -1 }));
  const stageArcs = order.map(({ members, part }, i) => {
    for (const c of members) {
      const capacity = { forced: 0, shortfall: campaigns[c]?.serveAtLeast ?? 0, served: Infinity }[part];
      (ways[c] as (typeof ways)[number])[part] = add(i + 1, campaignNode(c), capacity);
    }
    return add(SOURCE, i + 1, Infinity);
  });
  const demandArcs = demands.map((d, i) => (layout.groupOf[i] === -1 ? -1 : add(campaignNode(d.campaign), demandNode(i), d.contacts)));
  const own: OwnArc[] = [];
  const ownOf = campaigns.map((): number[] => []);
  const outlets = plans.map(({ campaign, demands: members, node, days, group, ownDays }, outlet) => {
    if (node >= demandNode(demands.length)) for (const d of members) add(demandNode(d), node, Infinity);
    const capacities = new Float64Array(days.length);
    const arcs = new Int32Array(days.length);
    for (let day = 0; day < days.length; day++) {
      const date = days[day] as number;
      const capacity = dayLimit(campaigns[campaign] as ProblemCampaign, date).capacity;
      capacities[day] = capacity;
      const to = ownDays < 0 ? (groupDays[group * dayCount + date] as number) : ownDays + day;
      arcs[day] = add(node, to, capacity);
      for (const k of ownDays < 0 ? [] : classesOfGroup(layout, group)) {
        const into = cellNodes[k * dayCount + date] as number;
        if (into < 0) continue;
        const account = problem.senders[layout.classes[k]?.[0] ?? -1]?.account ?? -1;
        ownOf[campaign]?.push(own.length);
        own.push({ arc: add(to, into, Infinity), outlet, day, demand: members[0] as number, cell: into - firstCell, account });
      }
    }
    return { campaign, days, arcs, capacities };
  });
  layout.groups.forEach((blocks, g) => {
    for (let day = 0; day < dayCount; day++) {
      const node = groupDays[g * dayCount + day] as number;
      if (node >= 0) for (const block of blocks) add(node, blockDays[block * dayCount + day] as number, Infinity);
    }
  });
  layout.blocks.forEach((classes, block) => {
    for (let day = 0; day < dayCount; day++) {
      for (const k of classes) {
        const node = cellNodes[k * dayCount + day] as number;
        if (node >= 0) add(blockDays[block * dayCount + day] as number, node, Infinity);
      }
    }
  });
  const cellArcs = cells.map((cell, i) => add(firstCell + i, above(layout.rowOfCell[cell]), layout.cells[cell] as number));
  const rowArcs = layout.rows.map((row, r) => {
    const node = rowNodes[r] as number;
    return node < 0 ? -1 : add(node, above(layout.rowAbove[r]), row.capacity);
  });
  // Sends are bought at pools with no further limit above them only, so they go straight to the sink.
  const offerArcs = offers.map(({ rows }, i) => ({
    node: offerNodes[i] as number,
    rowArcs: rows.map((r) => add(rowNodes[r] as number, offerNodes[i] as number, layout.rows[r]?.overage?.sends ?? 0)),
    arc: add(offerNodes[i] as number, sink, Infinity),
  }));

  const intoCell = new Int32Array(cells.length).fill(-1);
  for (const { cell, demand } of own) {
    const { minStarts } = campaigns[demands[demand]?.campaign ?? -1] as ProblemCampaign;
    if (minStarts > 1 && intoCell[cell] === -1) intoCell[cell] = add(1, firstCell + cell, 0);
  }

  const { graph, places } = build(nodes);
  const placeOf = (arc: number) => (arc < 0 ? -1 : (places[arc] as number));
  const built = outlets.map((o): Outlet => ({ ...o, arcs: o.arcs.map(placeOf) }));
  return {
    graph,
    sink,
    capacity: graph.residual.slice(),
    stages: order.map(({ part, priority, valueMicro }, i) => ({
      ...{ part, priority, valueMicro, node: i + 1 },
      arc: placeOf(stageArcs[i] as number),
    })),
    campaignNode,
    demandNode,
    demandArcs: Int32Array.from(demandArcs, placeOf),
    outlets: built,
    firstCell,
    cells,
    limits: limitList(problem, layout, { cells, cellArcs: cellArcs.map(placeOf), rowArcs: rowArcs.map(placeOf), outlets: built }),
    offers: offerArcs.map(({ node, arc, rowArcs: rowWays }, i) => ({
      ...(offers[i] as Offer),
      ...{ node, arc: placeOf(arc), rowArcs: rowWays.map(placeOf) },
    })),
    gates: campaigns.some(hasDecisions)
      ? {
          least: 0,
          ways: ways.map((w) => ({ forced: placeOf(w.forced), shortfall: placeOf(w.shortfall), served: placeOf(w.served) })),
          intoCell: intoCell.map(placeOf),
          own: own.map((o) => ({ ...o, arc: placeOf(o.arc) })),
          ownOf,
        }
      : null,
  };
}

const classesOfGroup = ({ groups, blocks }: Layout, group: number): readonly number[] =>
  (groups[group] ?? []).flatMap((block) => blocks[block] ?? []);
