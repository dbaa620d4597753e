/** Where the contacts of campaigns leave for the days, and in which order campaigns are served: the network before it has arcs. */

import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import { hasDecisions, type Layout } from './flow-layout.ts';
import type { Stage } from './flow-network.ts';

/** An outlet before it has arcs. `node`: where its contacts leave. `ownDays`: first node of its own days; -1 when it shares those of its group. */
export interface OutletPlan {
  readonly campaign: number;
  readonly demands: readonly number[];
  readonly node: number;
  readonly days: Int32Array;
  readonly group: number;
  readonly ownDays: number;
}

/** The outlets of all campaigns. Nodes they need beside those of demands are numbered from `firstFree`. */
export function outletPlans(problem: Problem, layout: Layout, demandNode: (demand: number) => number, firstFree: number) {
  let nodes = firstFree;
  const plans = problem.campaigns.flatMap((c, campaign): OutletPlan[] => {
    const active = c.demands.filter((d) => layout.groupOf[d] !== -1);
    const isJoint = active.length > 1 && (c.maxStarts !== null || c.maxSends !== null);
    return (isJoint ? [active] : active.map((d) => [d])).map((demands) => {
      const first = demands[0] as number;
      const node = isJoint ? nodes++ : demandNode(first);
      const days = daysOf(layout.opens[first] as Uint8Array);
      const hasOwn = c.oneAccount || c.minStarts > 1;
      const ownDays = hasOwn ? nodes : -1;
      if (hasOwn) nodes += days.length;
      return { campaign, demands, node, days, group: layout.groupOf[first] as number, ownDays };
    });
  });
  return { plans, nodeCount: nodes };
}

function daysOf(isOpen: Uint8Array): Int32Array {
  const days: number[] = [];
  for (let day = 0; day < isOpen.length; day++) if (isOpen[day] === 1) days.push(day);
  return Int32Array.from(days);
}

/** Stages by falling weight: what is forced, what serve.atLeast asks for by priority, then service by priority; the dearer contacts first. */
export function stageOrder(problem: Problem) {
  const byWeight = (a: ProblemCampaign, b: ProblemCampaign) => a.priority - b.priority || b.valueMicro - a.valueMicro;
  const stages: (Omit<Stage, 'arc' | 'node'> & { readonly members: number[] })[] = [];
  if (problem.campaigns.some(hasDecisions)) {
    const members = [...problem.campaigns.keys()].filter((c) => problem.campaigns[c]?.allOrNothing === true);
    stages.push({ part: 'forced', priority: 0, valueMicro: 0, members });
  }
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
