/**
 * The engine for networks with decisions of yes or no (all or nothing, one account, smallest batches): branch and bound
 * whose nodes are networks. What is proven is the relaxation: where the best plan stays behind it, the gap is said.
 */

import { provenLevels } from '../problem/level-list.ts';
import type { Problem } from '../problem/problem.ts';
import { SHAPING_SHARE } from './flow.ts';
import { answerOf } from './flow-answer.ts';
import { proofsOf } from './flow-branch-proof.ts';
import { contactsOf, type Decision, type Restricted, restrict } from './flow-branch-restrict.ts';
import { type Branching, type Evaluated, evaluate } from './flow-branch-round.ts';
import { searchDecisions } from './flow-branch-search.ts';
import { mostByAccount } from './flow-branch-single.ts';
import { twinsOf } from './flow-branch-twins.ts';
import type { Gates } from './flow-gates.ts';
import { hasDecisions, type Layout, layOut } from './flow-layout.ts';
import { buildNetwork, type Network } from './flow-network.ts';
import { pace } from './flow-pacing.ts';
import { shortDemands } from './flow-reasons.ts';
import type { Solution, SolveOptions } from './solver.ts';

/** Share of the time limit after which the search ends. */
const SEARCH_SHARE = 0.6;
/** The same for the search of multipliers. */
const PROOF_SHARE = 0.65;

/** Whether `solveBranched` can solve a Problem. */
export const isBranchable = (problem: Problem): boolean => problem.campaigns.some(hasDecisions) && layOut(problem, 'open') !== null;

/** Solves a Problem that is a network but for its decisions; settled. Null when it is none. Throws: SolverError `solver_untrusted`. */
export function solveBranched(problem: Problem, options: SolveOptions): Solution | null {
  const begin = options.clock();
  const left = () => options.timeLimitMs - (options.clock() - begin);
  const isWithin = (share: number) => () => left() > options.timeLimitMs * (1 - share);
  const layout = problem.campaigns.some(hasDecisions) ? layOut(problem, 'open') : null;
  if (layout === null) return null;
  const network = buildNetwork(problem, layout);
  const levels = provenLevels(problem);
  const rank = (c: number) => problem.campaigns[c]?.priority ?? 0;
  const order = [...problem.campaigns.keys()].filter((c) => hasDecisions(problem.campaigns[c] as Problem['campaigns'][number]));
  const whole: Branching = {
    problem,
    network,
    levels,
    order: order.sort((a, b) => rank(a) - rank(b) || a - b),
    twins: twinsOf(problem, layout),
  };

  const relaxed = evaluate(whole, []) as Evaluated;
  const branching = { ...whole, network: tightened(problem, layout, network) };
  const unproven = levels.map(() => ({ prices: [], kept: {} }));
  const found = searchDecisions(branching, isWithin(SEARCH_SHARE), ({ restricted: { network: now, batches } }) =>
    options.onSolution(answerOf(problem, layout, now, { proofs: unproven, finished: 0, batches })),
  );
  const proofs = proofsOf(problem, network, relaxed.service, levels, relaxed.goals, found.goals, isWithin(PROOF_SHARE));
  const open = found.goals.findIndex((goal, q) => (found.limit[q] as number) > goal);
  const { restricted, service } = evaluate(branching, found.decisions) as Evaluated;
  const known = { proofs, finished: open < 0 ? levels.length : open, batches: restricted.batches };
  options.onSolution(answerOf(problem, layout, restricted.network, known));
  const searchMs = options.clock() - begin;
  pace(problem, restricted.network, service, isWithin(SHAPING_SHARE));
  const answer = answerOf(problem, layout, restricted.network, known);
  for (const [index, { name, value, scale, isProven, isFinished }] of answer.levels.entries()) {
    const ms = isProven ? searchMs : options.clock() - begin - searchMs;
    const shown = value / scale;
    options.onLevel({ level: name, index, of: answer.levels.length, value: shown, bound: isFinished ? shown : null, ms });
  }
  const bottlenecks = shortDemands(problem, restricted.network, left, restricted.batches);
  return { ...answer, groups: network.limits.groups(), bottlenecks };
}

/**
 * The network with what leaves no choice: whole campaigns of which a part cannot start are closed, batches where there is no
 * room for one as well, and a campaign of one account asks for no more than any account could serve.
 */
function tightened(problem: Problem, layout: Layout, network: Network): Network {
  const { gates, outlets, cells, demandArcs } = network;
  const decisions: Decision[] = [];
  const most = new Map<number, number>();
  for (const [c, campaign] of problem.campaigns.entries()) {
    const contacts = contactsOf(problem, campaign);
    const active = campaign.demands.filter((d) => demandArcs[d] !== -1);
    if (campaign.oneAccount && active.length === 1) {
      const limit = Math.max(...mostByAccount(problem, layout, network, c).values());
      most.set(demandArcs[active[0] as number] as number, limit);
      if (campaign.allOrNothing && limit < contacts) decisions.push({ kind: 'none', campaign: c });
    }
    const canStart = campaign.demands.every((d) => demandArcs[d] !== -1 || problem.demands[d]?.contacts === 0);
    if (campaign.allOrNothing && !canStart) decisions.push({ kind: 'none', campaign: c });
  }
  for (const [own, { demand, outlet, day, cell }] of (gates as Gates).own.entries()) {
    const minStarts = problem.campaigns[problem.demands[demand]?.campaign ?? -1]?.minStarts ?? 0;
    const room = Math.min(layout.cells[cells[cell] as number] as number, outlets[outlet]?.capacities[day] as number);
    if (Math.min(room, problem.demands[demand]?.contacts ?? 0) < minStarts) decisions.push({ kind: 'zero', own });
  }
  const { network: tight } = restrict(problem, network, decisions) as Restricted;
  for (const [arc, limit] of most) tight.capacity[arc] = Math.min(limit, tight.capacity[arc] as number);
  return tight;
}
