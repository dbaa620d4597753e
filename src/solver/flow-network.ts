/**
 * The network of a Problem: source → stage → campaign → demand → (group, day) → (block, day) → cell → limits around it →
 * sink. Demands of a campaign with a limit per day share one outlet. Nodes are numbered in this order.
 */

import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import { type Graph, graphBuilder } from './flow-graph.ts';
import type { Layout } from './flow-layout.ts';
import { dayLimit, type Limits, limitList } from './flow-limits.ts';
import { type Offer, offersOf } from './flow-offers.ts';

/** Source node of every network. */
export const SOURCE = 0;

/** Where contacts of a campaign leave for the days: one arc per day with its capacity. */
export interface Outlet {
  readonly campaign: number;
  readonly days: Int32Array;
  readonly arcs: Int32Array;
  readonly capacities: Float64Array;
}

/** Campaigns of one priority and value, up to serve.atLeast (`shortfall`) or altogether (`served`). */
export interface Stage {
  readonly part: 'shortfall' | 'served';
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
}

/** Builds the network. Everything is open, nothing flows. */
export function buildNetwork(problem: Problem, layout: Layout): Network {
  const { campaigns, demands, dayCount } = problem;
  const { add, build } = graphBuilder();
  const order = stageOrder(problem);
  const campaignNode = (campaign: number) => order.length + 1 + campaign;
  const demandNode = (demand: number) => campaignNode(campaigns.length) + demand;
  let nodes = demandNode(demands.length);

  const outletsOf = campaigns.map((campaign): { readonly demands: readonly number[]; readonly node: number }[] => {
    const active = campaign.demands.filter((d) => layout.groupOf[d] !== -1);
    const isJoint = active.length > 1 && (campaign.maxStarts !== null || campaign.maxSends !== null);
    return isJoint ? [{ demands: active, node: nodes++ }] : active.map((d) => ({ demands: [d], node: demandNode(d) }));
  });
  const groupDays = new Int32Array(layout.groups.length * dayCount).fill(-1);
  layout.opens.forEach((days, d) => {
    const g = layout.groupOf[d] as number;
    for (let day = 0; g >= 0 && day < dayCount; day++) if (days[day] === 1) groupDays[g * dayCount + day] = 0;
  });
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

  const stageArcs = order.map(({ members, part }, i) => {
    for (const c of members) add(i + 1, campaignNode(c), part === 'served' ? Infinity : (campaigns[c]?.serveAtLeast ?? 0));
    return add(SOURCE, i + 1, Infinity);
  });
  const demandArcs = demands.map((d, i) => (layout.groupOf[i] === -1 ? -1 : add(campaignNode(d.campaign), demandNode(i), d.contacts)));
  const outlets = outletsOf.flatMap((own, campaign) =>
    own.map(({ demands: members, node }) => {
      if (node >= demandNode(demands.length)) for (const d of members) add(demandNode(d), node, Infinity);
      const first = members[0] as number;
      const g = layout.groupOf[first] as number;
      const days = daysOf(layout.opens[first] as Uint8Array);
      const capacities = new Float64Array(days.length);
      const arcs = new Int32Array(days.length);
      for (let i = 0; i < days.length; i++) {
        const day = days[i] as number;
        const capacity = dayLimit(campaigns[campaign] as ProblemCampaign, day).capacity;
        capacities[i] = capacity;
        arcs[i] = add(node, groupDays[g * dayCount + day] as number, capacity);
      }
      return { campaign, days, arcs, capacities };
    }),
  );
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
    offers: offerArcs.map(({ node, arc, rowArcs: ways }, i) => ({
      ...(offers[i] as Offer),
      ...{ node, arc: placeOf(arc), rowArcs: ways.map(placeOf) },
    })),
  };
}

function daysOf(isOpen: Uint8Array): Int32Array {
  const days: number[] = [];
  for (let day = 0; day < isOpen.length; day++) if (isOpen[day] === 1) days.push(day);
  return Int32Array.from(days);
}

/** Stages by falling weight: what serve.atLeast asks for by priority, then service by priority; the dearer contacts first. */
function stageOrder(problem: Problem) {
  const byWeight = (a: ProblemCampaign, b: ProblemCampaign) => a.priority - b.priority || b.valueMicro - a.valueMicro;
  const stages: (Omit<Stage, 'arc' | 'node'> & { readonly members: number[] })[] = [];
  for (const part of ['shortfall', 'served'] as const) {
    const own = problem.campaigns.map((campaign, c) => ({ campaign, c })).filter((m) => part === 'served' || m.campaign.serveAtLeast > 0);
    for (const { campaign, c } of own.sort((a, b) => byWeight(a.campaign, b.campaign))) {
      const { priority, valueMicro } = campaign;
      const last = stages[stages.length - 1];
      if (last?.part === part && last.priority === priority && last.valueMicro === valueMicro) last.members.push(c);
      else stages.push({ part, priority, valueMicro, members: [c] });
    }
  }
  return stages;
}
