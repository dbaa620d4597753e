/**
 * Branch and bound over decisions of yes or no. The relaxation of a node is the network without the rules that are still
 * open: its flow is the best of all levels at once, one after the other, so that a node none of whose levels in their order
 * can beat the plan in hand is left out. Depth first, the way down that serves more first: plans come early.
 * Source: Land and Doig 1960; the relaxation is a maximum flow because the greedy order of weights is optimal on a network
 * (Edmonds 1970).
 */

import type { Decision } from './flow-branch-restrict.ts';
import { type Branching, type Evaluated, evaluate, held, rounded } from './flow-branch-round.ts';
import { withoutTwins } from './flow-branch-twins.ts';
import { compareGoals, type Violation } from './flow-branch-values.ts';
import type { Gates } from './flow-gates.ts';

/** Best plan found, and the goals that no plan can exceed: those of the plan itself when nothing is open. */
export interface Searched {
  readonly decisions: readonly Decision[];
  readonly goals: readonly number[];
  readonly limit: readonly number[];
}

interface Node {
  readonly decisions: readonly Decision[];
  /** Goals of the flow before the last decision. */
  readonly limit: readonly number[];
}

/** Searches until nothing is open or `isInTime` says no; a plan is found in any case. `onFirst` sees the first one while its flow is in the graph. */
export function searchDecisions(branching: Branching, isInTime: () => boolean, onFirst: (plan: Evaluated) => void): Searched {
  const root = evaluate(branching, []) as Evaluated;
  let best: Evaluated | null = null;
  const keep = (found: Evaluated) => {
    if (best === null) onFirst(found);
    if (best === null || compareGoals(found.goals, best.goals) > 0) best = { ...found, decisions: held(branching, found) };
  };
  const isOpen = (goals: readonly number[]) => best === null || compareGoals(goals, best.goals) > 0;
  const stack: Node[] = [];
  const visit = (node: Evaluated) => {
    const violation = toBranchOn(branching, node.violations);
    if (violation === null) return keep(node);
    const branches = branchesOf(branching, node, violation);
    const last = node.decisions[node.decisions.length - 1]?.kind;
    if (best === null || (violation.kind === 'batch' && last !== 'zero' && last !== 'least')) keep(rounded(branching, node, isInTime));
    for (const branch of branches.reverse()) stack.push({ decisions: [...node.decisions, ...branch], limit: node.goals });
  };
  visit(root);
  while (stack.length > 0 && isInTime()) {
    const node = stack.pop() as Node;
    const found = isOpen(node.limit) ? evaluate(branching, node.decisions) : null;
    if (found !== null && isOpen(found.goals)) visit(found);
  }
  const { decisions, goals } = best as unknown as Evaluated;
  const limit = stack.reduce((top, node) => (compareGoals(node.limit, top) > 0 ? node.limit : top), goals);
  return { decisions, goals, limit };
}

/** The rule to branch on: of the most important campaigns, those spread most over accounts first, then whole ones. */
function toBranchOn({ problem, network }: Branching, violations: readonly Violation[]): Violation | null {
  const [first] = violations;
  if (first === undefined) return null;
  const priorityOf = (v: Violation) => {
    const campaign = v.kind === 'batch' ? problem.demands[(network.gates as Gates).own[v.own]?.demand ?? -1]?.campaign : v.campaign;
    return problem.campaigns[campaign ?? -1]?.priority;
  };
  const urgent = violations.filter((v) => priorityOf(v) === priorityOf(first));
  const widest = urgent.reduce<Violation | null>((best, v) => {
    if (v.kind !== 'single') return best;
    return best?.kind === 'single' && best.spread >= v.spread ? best : v;
  }, null);
  return widest ?? urgent.find((v) => v.kind === 'whole') ?? first;
}

/** The ways to keep a rule, the one to try first first. */
function branchesOf({ problem, network, twins }: Branching, { decisions }: Evaluated, violation: Violation): (readonly Decision[])[] {
  const gates = network.gates as Gates;
  if (violation.kind === 'batch') {
    // What is missing from a batch is easier taken from a larger one than found another place for all of it.
    return [[{ kind: 'least', own: violation.own }], [{ kind: 'zero', own: violation.own }]];
  }
  const { campaign } = violation;
  const { allOrNothing, oneAccount } = problem.campaigns[campaign] as Branching['problem']['campaigns'][number];
  const all: Decision = { kind: 'all', campaign };
  const none: Decision = { kind: 'none', campaign };
  if (!oneAccount) return [[all], [none]];
  const accounts =
    violation.kind === 'single' ? violation.accounts : [...new Set((gates.ownOf[campaign] ?? []).map((o) => gates.own[o]?.account ?? -1))];
  const ways = withoutTwins(accounts, twins, gates, decisions).map((account): readonly Decision[] => {
    const only: Decision = { kind: 'account', campaign, account };
    return allOrNothing ? [only, all] : [only];
  });
  return allOrNothing ? [...ways, [none]] : ways;
}
