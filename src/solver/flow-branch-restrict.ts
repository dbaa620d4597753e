/**
 * A network in which some yes/no decisions are taken. Contacts that must leave are forced in first; an arc with a smallest
 * flow becomes one without, beside forced contacts of that number: the way from a cell on is shared by all anyway.
 */

import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import type { OwnArc } from './flow-gates.ts';
import type { Network } from './flow-network.ts';
import type { Batch } from './flow-split.ts';

/** A decision. `none`, `all`: of the contacts of a campaign. `account`: the only one. `zero`, `least`: contacts on an own arc (index), none or a batch. */
export type Decision =
  | { readonly kind: 'none'; readonly campaign: number }
  | { readonly kind: 'all'; readonly campaign: number }
  | { readonly kind: 'account'; readonly campaign: number; readonly account: number }
  | { readonly kind: 'zero'; readonly own: number }
  | { readonly kind: 'least'; readonly own: number };

/** The network under decisions. Its flow and the batches together are what is served. */
export interface Restricted {
  readonly network: Network;
  readonly batches: readonly Batch[];
  /** Contacts of batches per own arc that has one. */
  readonly batchOf: ReadonlyMap<number, number>;
}

/** Contacts of all demands of a campaign. */
export const contactsOf = ({ demands }: Problem, campaign: ProblemCampaign): number =>
  campaign.demands.reduce((sum, d) => sum + (demands[d]?.contacts ?? 0), 0);

/** Takes decisions; null when they contradict each other or what is there. */
export function restrict(problem: Problem, network: Network, decisions: Iterable<Decision>): Restricted | null {
  const { gates } = network;
  if (gates === null) return null;
  const capacity = network.capacity.slice();
  const outlets = [...network.outlets];
  const batchOf = new Map<number, number>();
  const inBatches = new Float64Array(problem.campaigns.length);
  const all = new Set<number>();
  const lower = (arc: number, contacts: number): boolean => {
    capacity[arc]! -= contacts;
    return (capacity[arc] as number) >= 0;
  };
  const force = (arc: number, contacts: number) => {
    capacity[arc]! += contacts;
  };
  for (const decision of decisions) {
    if (decision.kind === 'none') {
      const { shortfall, served } = gates.ways[decision.campaign] as (typeof gates.ways)[number];
      if (shortfall >= 0) capacity[shortfall] = 0;
      capacity[served] = 0;
    } else if (decision.kind === 'all') all.add(decision.campaign);
    else if (decision.kind === 'account') {
      for (const own of gates.ownOf[decision.campaign] ?? []) {
        const { arc, account } = gates.own[own] as OwnArc;
        if (account !== decision.account) capacity[arc] = 0;
      }
    } else if (decision.kind === 'zero') capacity[(gates.own[decision.own] as OwnArc).arc] = 0;
    else {
      const own = gates.own[decision.own] as OwnArc;
      const campaign = problem.demands[own.demand]?.campaign ?? -1;
      const contacts = problem.campaigns[campaign]?.minStarts ?? 0;
      const outlet = outlets[own.outlet] as Network['outlets'][number];
      batchOf.set(decision.own, contacts);
      inBatches[campaign]! += contacts;
      force(gates.intoCell[own.cell] as number, contacts);
      outlets[own.outlet] = { ...outlet, capacities: outlet.capacities.with(own.day, (outlet.capacities[own.day] as number) - contacts) };
      if (!lower(outlet.arcs[own.day] as number, contacts) || !lower(network.demandArcs[own.demand] as number, contacts)) return null;
    }
  }
  let least = 0;
  for (const [own, contacts] of batchOf) {
    if (capacity[(gates.own[own] as OwnArc).arc] === 0) return null;
    least += contacts;
  }
  for (const [c, { forced, shortfall, served }] of gates.ways.entries()) {
    const before = inBatches[c] as number;
    if (before > 0 && shortfall >= 0) capacity[shortfall] = Math.max(0, (capacity[shortfall] as number) - before);
    // A campaign that is closed has no contacts, in batches neither.
    if (before > 0 && capacity[served] === 0) return null;
    if (!all.has(c)) continue;
    const contacts = contactsOf(problem, problem.campaigns[c] as ProblemCampaign) - before;
    if (contacts < 0 || capacity[served] === 0) return null;
    capacity[forced] = contacts;
    least += contacts;
    if (shortfall >= 0) capacity[shortfall] = 0;
    capacity[served] = 0;
  }
  const batches = [...batchOf].map(([own, contacts]) => {
    const { demand, cell } = gates.own[own] as OwnArc;
    return { demand, cell, contacts };
  });
  return { network: { ...network, capacity, outlets, gates: { ...gates, least } }, batches, batchOf };
}
