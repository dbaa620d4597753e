/** What a flow in a restricted network is worth, level by level, and which decisions it has not kept. */

import type { ProvenLevel } from '../problem/level-list.ts';
import type { Problem, ProblemCampaign } from '../problem/problem.ts';
import { contactsOf, type Restricted } from './flow-branch-restrict.ts';
import type { Gates, OwnArc } from './flow-gates.ts';
import { flowOn } from './flow-graph.ts';
import type { Network } from './flow-network.ts';

/** A rule of yes or no that a flow breaks: `whole` partly served, `single` from several accounts (those with most first, `spread`: contacts not from the first), `batch` too small (own arc). */
export type Violation =
  | { readonly kind: 'whole'; readonly campaign: number }
  | { readonly kind: 'single'; readonly campaign: number; readonly accounts: readonly number[]; readonly spread: number }
  | { readonly kind: 'batch'; readonly own: number };

/** Contacts served per campaign. */
export function servedBy({ network: { graph, gates }, batches }: Restricted, problem: Problem): Float64Array {
  const served = new Float64Array(problem.campaigns.length);
  for (const { demand, contacts } of batches) served[problem.demands[demand]?.campaign ?? -1]! += contacts;
  for (const [c, { forced, shortfall, served: way }] of (gates as Gates).ways.entries()) {
    for (const arc of [forced, shortfall, way]) if (arc >= 0) served[c]! += flowOn(graph, arc);
  }
  return served;
}

/** Values of the proven levels, all of them to be raised: what is to be lowered counts below 0. `bought`: sends per offer. */
export function goalsOf(
  problem: Problem,
  levels: readonly ProvenLevel[],
  served: Float64Array,
  { offers }: Network,
  bought: Float64Array,
): readonly number[] {
  return levels.map((level) => {
    if (level.group === 'overage') {
      return offers.reduce((sum, o, i) => (o.currency === level.currency ? sum - o.priceNano * (bought[i] as number) : sum), 0);
    }
    return problem.campaigns.reduce((sum, { priority, serveAtLeast, valueMicro }, c) => {
      if (priority !== level.priority) return sum;
      const contacts = served[c] as number;
      return sum + (level.group === 'served' ? valueMicro * contacts : Math.min(0, contacts - serveAtLeast));
    }, 0);
  });
}

/** > 0 when `a` comes before `b`: better on the first level on which they differ. */
export function compareGoals(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  return 0;
}

/** Contacts on an own arc, its batch included. */
export const onOwn = ({ network: { graph }, batchOf }: Restricted, { arc }: OwnArc, own: number): number =>
  flowOn(graph, arc) + (batchOf.get(own) ?? 0);

/** Rules of one campaign that the flow breaks, whole campaigns before accounts before batches. */
export function violationsOf(problem: Problem, restricted: Restricted, campaign: number, served: number): readonly Violation[] {
  const { own, ownOf } = restricted.network.gates as Gates;
  const rules = problem.campaigns[campaign] as ProblemCampaign;
  const found: Violation[] = [];
  if (rules.allOrNothing && served > 0 && served < contactsOf(problem, rules)) found.push({ kind: 'whole', campaign });
  if (rules.oneAccount) {
    const byAccount = new Map<number, number>();
    for (const o of ownOf[campaign] ?? []) {
      const contacts = onOwn(restricted, own[o] as OwnArc, o);
      const { account } = own[o] as OwnArc;
      byAccount.set(account, (byAccount.get(account) ?? 0) + contacts);
    }
    const accounts = [...byAccount].sort(([a, x], [b, y]) => y - x || a - b);
    const spread = accounts.slice(1).reduce((sum, [, contacts]) => sum + contacts, 0);
    if (spread > 0) found.push({ kind: 'single', campaign, accounts: accounts.map(([account]) => account), spread });
  }
  if (rules.minStarts > 1) {
    for (const o of ownOf[campaign] ?? []) {
      const contacts = onOwn(restricted, own[o] as OwnArc, o);
      if (contacts > 0 && contacts < rules.minStarts) found.push({ kind: 'batch', own: o });
    }
  }
  return found;
}
