/**
 * Plans from flows that break rules of yes or no. What breaks one is closed and the room it leaves is filled again, a few
 * times; at last everything is held to what already keeps its rule, so that the rounding always ends in a plan.
 */

import type { ProvenLevel } from '../problem/level-list.ts';
import type { Problem } from '../problem/problem.ts';
import { type Decision, type Restricted, restrict } from './flow-branch-restrict.ts';
import { goalsOf, onOwn, servedBy, type Violation, violationsOf } from './flow-branch-values.ts';
import type { Gates, OwnArc } from './flow-gates.ts';
import type { Network } from './flow-network.ts';
import { type Service, serve } from './flow-stages.ts';

/** Rounds of closing and filling before everything is held. */
const ROUNDS = 8;

/** A flow under decisions: what it is worth and which rules it breaks, those of the most important campaigns first. */
export interface Evaluated {
  readonly decisions: readonly Decision[];
  readonly restricted: Restricted;
  readonly service: Service;
  readonly goals: readonly number[];
  readonly served: Float64Array;
  readonly violations: readonly Violation[];
}

/** What a search works on. `order`: campaigns with decisions, the most important ones first. */
export interface Branching {
  readonly problem: Problem;
  readonly network: Network;
  readonly levels: readonly ProvenLevel[];
  readonly order: readonly number[];
  /** Per account a number that its twins share. */
  readonly twins: Int32Array;
}

/** Solves the flow under decisions; it stays in the graph. Null when they cannot be kept. */
export function evaluate({ problem, network, levels, order }: Branching, decisions: readonly Decision[]): Evaluated | null {
  const restricted = restrict(problem, network, decisions);
  const service = restricted && serve(restricted.network);
  if (restricted === null || service === null) return null;
  const served = servedBy(restricted, problem);
  const violations = order.flatMap((c) => violationsOf(problem, restricted, c, served[c] as number));
  return { decisions, restricted, service, goals: goalsOf(problem, levels, served, network, service.bought), served, violations };
}

/** A plan near a flow that has just been evaluated. */
export function rounded(branching: Branching, from: Evaluated, isInTime: () => boolean): Evaluated {
  let best = from;
  for (let round = 0; round < ROUNDS && best.violations.length > 0 && isInTime(); round++) {
    const keeping = (batch: 'least' | 'zero') => evaluate(branching, [...best.decisions, ...best.violations.map((v) => closing(v, batch))]);
    // What is missing from a batch is taken from larger ones; later it is given up.
    const next = (round < ROUNDS / 2 ? keeping('least') : null) ?? keeping('zero');
    if (next === null) {
      // Batches taken before may need what was closed: back to the flow that is held below.
      evaluate(branching, best.decisions);
      break;
    }
    best = next;
  }
  return evaluate(branching, held(branching, best)) as Evaluated;
}

function closing(violation: Violation, batch: 'least' | 'zero'): Decision {
  if (violation.kind === 'whole') return { kind: 'none', campaign: violation.campaign };
  if (violation.kind === 'batch') return { kind: batch, own: violation.own };
  return { kind: 'account', campaign: violation.campaign, account: violation.accounts[0] as number };
}

/** Decisions under which what already keeps its rules in the flow stays, and nothing else can break one. The flow is in the graph. */
export function held({ problem, network, order }: Branching, { restricted, served, violations }: Evaluated): readonly Decision[] {
  const { own, ownOf } = network.gates as Gates;
  const isBroken = new Set(
    violations.map((v) => (v.kind === 'batch' ? (problem.demands[own[v.own]?.demand ?? -1]?.campaign ?? -1) : v.campaign)),
  );
  return order.flatMap((campaign): Decision[] => {
    const { allOrNothing, oneAccount, minStarts } = problem.campaigns[campaign] as Problem['campaigns'][number];
    const isClosed = served[campaign] === 0 || (allOrNothing && isBroken.has(campaign));
    if (isClosed) return [{ kind: 'none', campaign }];
    const decisions: Decision[] = [];
    const arcs = ownOf[campaign] ?? [];
    const contacts = arcs.map((o) => onOwn(restricted, own[o] as OwnArc, o));
    let account = -1;
    if (oneAccount) {
      const sums = new Map<number, number>();
      for (const [i, o] of arcs.entries()) {
        const a = (own[o] as OwnArc).account;
        sums.set(a, (sums.get(a) ?? 0) + (contacts[i] as number));
      }
      for (const [a, sum] of sums) if (account < 0 || sum > (sums.get(account) as number)) account = a;
      decisions.push({ kind: 'account', campaign, account });
    }
    if (allOrNothing) decisions.push({ kind: 'all', campaign });
    if (minStarts <= 1) return decisions;
    for (const [i, o] of arcs.entries()) {
      if (account >= 0 && (own[o] as OwnArc).account !== account) continue;
      decisions.push({ kind: (contacts[i] as number) >= minStarts ? 'least' : 'zero', own: o });
    }
    return decisions;
  });
}
