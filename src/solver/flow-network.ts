/**
 * The network of a Problem: source → stage → campaign → demand → (group of classes, day) → cell → limits around it → sink.
 * Demands of a campaign with a limit per day share one outlet.
 */

import type { RowKey } from '../model/plan.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import { type Graph, graphBuilder } from './flow-dinic.ts';
import type { Layout } from './flow-layout.ts';

/** Source node of every network. */
export const SOURCE = 0;

/** An arc that stands for rows of the model: its capacity is theirs. */
export interface LimitArc {
  readonly arc: number;
  /** Rows of the same name belong together in an explanation. */
  readonly name: string;
  readonly keys: () => readonly RowKey[];
}

/** Where contacts of a campaign leave for the days. */
export interface Outlet {
  readonly campaign: number;
  readonly demands: readonly number[];
  readonly days: readonly { readonly day: number; readonly arc: number; readonly capacity: number; readonly groupDay: number }[];
}

/** Campaigns of one priority and value, up to serve.atLeast (`shortfall`) or altogether (`served`). */
export interface Stage {
  readonly part: 'shortfall' | 'served';
  readonly priority: number;
  readonly valueMicro: number;
  /** Arc from the source. */
  readonly arc: number;
}

/** The network. Nodes: source, stages, campaigns, sink, then demands and all the rest. */
export interface Network {
  readonly graph: Graph;
  readonly sink: number;
  readonly demandNode: (demand: number) => number;
  /** What every arc may carry with everything open. */
  readonly capacity: Float64Array;
  /** By falling weight: the most important first. */
  readonly stages: readonly Stage[];
  readonly campaignNode: (campaign: number) => number;
  /** Arc campaign → demand; -1 when the demand cannot start. */
  readonly demandArcs: Int32Array;
  readonly outlets: readonly Outlet[];
  /** Arcs (group, day) → cell, by group × dayCount + day. */
  readonly cellArcs: ReadonlyMap<number, readonly { readonly arc: number; readonly cell: number }[]>;
  /** In the order of the families in the formulation. */
  readonly limits: readonly LimitArc[];
  /** Arcs of sends that may be bought (row index). */
  readonly bought: readonly { readonly arc: number; readonly row: number }[];
}

/** Builds the network. Everything is open, nothing flows. */
export function buildNetwork(problem: Problem, layout: Layout): Network {
  const { dayCount, campaigns, demands } = problem;
  const builder = graphBuilder();
  const order = stageOrder(problem);
  const campaignNode = (campaign: number) => order.length + 1 + campaign;
  const stages = order.map(({ members, ...stage }, i): Stage => {
    for (const c of members) builder.add(i + 1, campaignNode(c), stage.part === 'served' ? Infinity : (campaigns[c]?.serveAtLeast ?? 0));
    return { ...stage, arc: builder.add(SOURCE, i + 1, Infinity) };
  });
  const sink = campaignNode(campaigns.length);
  const demandNode = (demand: number) => sink + 1 + demand;
  let nodes = sink + 1 + demands.length;

  const rowNodes = layout.rows.map(() => nodes++);
  const above = (row: number | undefined): number => (row === undefined || row < 0 ? sink : (rowNodes[row] as number));
  const { cellNodes, limits: cellLimits } = addCells(problem, layout, builder.add, () => nodes++, above);
  const bought: { arc: number; row: number }[] = [];
  const rowLimits = layout.rows.map((row, r): LimitArc => {
    const node = rowNodes[r] as number;
    const arc = builder.add(node, above(layout.rowAbove[r]), row.capacity);
    // Sends are bought at pools with no further limit above them only, so they go straight to the sink.
    if (row.overage !== null) bought.push({ arc: builder.add(node, sink, row.overage.sends), row: r });
    return { arc, name: nameOf(row.key), keys: () => [row.key] };
  });

  const groupDayNodes = new Map<number, number>();
  const cellArcs = new Map<number, { arc: number; cell: number }[]>();
  const groupDay = (id: number): number => {
    let node = groupDayNodes.get(id);
    if (node === undefined) {
      node = nodes++;
      groupDayNodes.set(id, node);
      const from = node;
      const classes = layout.groups[Math.floor(id / dayCount)] ?? [];
      const cells = classes.map((k) => k * dayCount + (id % dayCount)).filter((cell) => cellNodes.has(cell));
      cellArcs.set(
        id,
        cells.map((cell) => ({ arc: builder.add(from, cellNodes.get(cell) as number, Infinity), cell })),
      );
    }
    return node;
  };
  const outlets: Outlet[] = [];
  const dayLimits: LimitArc[] = [];
  const demandArcs = new Int32Array(demands.length).fill(-1);
  const addOutlet = (campaign: number, members: readonly number[], node: number) => {
    const first = members[0] as number;
    const days = Array.from(layout.opens[first] ?? []).flatMap((open, day) => {
      if (open === 0) return [];
      const id = (layout.groupOf[first] as number) * dayCount + day;
      const limit = dayLimit(problem, campaign, day);
      const arc = builder.add(node, groupDay(id), limit.capacity);
      const { key } = limit;
      if (key !== null) dayLimits.push({ arc, name: nameOf(key), keys: () => [key] });
      return [{ day, arc, capacity: limit.capacity, groupDay: id }];
    });
    outlets.push({ campaign, demands: members, days });
  };
  campaigns.forEach((campaign, c) => {
    const active = campaign.demands.filter((d) => layout.groupOf[d] !== -1);
    for (const d of active) demandArcs[d] = builder.add(campaignNode(c), demandNode(d), demands[d]?.contacts ?? 0);
    const isJoint = active.length > 1 && (campaign.maxStarts !== null || campaign.maxSends !== null);
    if (isJoint) {
      const joint = nodes++;
      for (const d of active) builder.add(demandNode(d), joint, Infinity);
      addOutlet(c, active, joint);
    } else for (const d of active) addOutlet(c, [d], demandNode(d));
  });
  const graph = builder.build(nodes);
  const limits = [...cellLimits, ...rowLimits, ...dayLimits];
  const capacity = graph.residual.slice();
  return { graph, sink, demandNode, capacity, stages, campaignNode, demandArcs, outlets, cellArcs, limits, bought };
}

/** Stages by falling weight: what serve.atLeast asks for by priority, then service by priority; the dearer contacts first. */
function stageOrder(problem: Problem) {
  const byWeight = (a: ProblemCampaign, b: ProblemCampaign) => a.priority - b.priority || b.valueMicro - a.valueMicro;
  const stages: (Omit<Stage, 'arc'> & { readonly members: number[] })[] = [];
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

const nameOf = (key: RowKey): string => [key.family, key.account ?? '', key.domain ?? '', key.campaign ?? ''].join('\u0000');

function addCells(
  problem: Problem,
  layout: Layout,
  add: (tail: number, head: number, capacity: number) => number,
  newNode: () => number,
  above: (row: number | undefined) => number,
) {
  const cellNodes = new Map<number, number>();
  const limits: LimitArc[] = [];
  layout.cells.forEach((capacity, cell) => {
    if (capacity < 0) return;
    const node = newNode();
    cellNodes.set(cell, node);
    const arc = add(node, above(layout.rowOfCell[cell]), capacity);
    if (capacity === Infinity) return;
    const members = layout.classes[Math.floor(cell / problem.dayCount)] ?? [];
    const day = cell % problem.dayCount;
    const account = problem.accounts[problem.senders[members[0] ?? -1]?.account ?? -1]?.id ?? '';
    const date = problem.dates[day] ?? '';
    limits.push({
      arc,
      name: nameOf({ family: 'sender_daily_limit', account }),
      keys: () =>
        members.flatMap((s): RowKey[] => {
          const sender = problem.senders[s];
          return sender?.sendsOn[day] === 1 ? [{ family: 'sender_daily_limit', account, sender: sender.id, date }] : [];
        }),
    });
  });
  return { cellNodes, limits };
}

/** With one step, starts and sends of a day are the same: the smaller limit counts. */
function dayLimit(problem: Problem, campaign: number, day: number): { readonly capacity: number; readonly key: RowKey | null } {
  const c = problem.campaigns[campaign];
  const starts = c?.maxStarts ?? Infinity;
  const sends = Math.floor(c?.maxSends?.[day] ?? Infinity);
  const capacity = Math.min(starts, sends);
  if (c === undefined || capacity === Infinity) return { capacity, key: null };
  const measure = starts <= sends ? 'starts' : 'sends';
  return { capacity, key: { family: 'campaign_daily_limit', campaign: c.id, date: problem.dates[day] ?? '', measure } };
}
