/** The answer that a flow stands for: starts, what is bought, levels with their proofs. */

import { type LevelHead, provenLevels, shapingLevels } from '../problem/level-list.ts';
import type { Problem } from '../problem/problem.ts';
import { flowOn } from './flow-graph.ts';
import type { Layout } from './flow-layout.ts';
import type { Network } from './flow-network.ts';
import { type Batch, startsOf } from './flow-split.ts';
import { levelValues } from './level-values.ts';
import type { LevelSolution, Solution } from './solver.ts';

/** What is known about the levels. `finished`: how many of them, in their order, no other plan can better. */
export interface Known {
  readonly proofs: readonly Pick<LevelSolution, 'prices' | 'kept'>[];
  readonly finished: number;
  readonly batches?: readonly Batch[];
}

/** Answer of the flow in the network; settled, without reasons. */
export function answerOf(problem: Problem, layout: Layout, network: Network, { proofs, finished, batches = [] }: Known): Solution {
  const starts = startsOf(problem, layout, network, batches);
  const overage = overageOf(layout, network);
  const proven = provenLevels(problem);
  const all: readonly LevelHead[] = [...proven, ...shapingLevels(problem)];
  const names = all.map((level) => level.name);
  const values = levelValues(problem, names, starts, overage);
  const levels = all.map(({ name, sense, unit, scale }, index): LevelSolution => {
    const { prices, kept } = proofs[index] ?? { prices: null, kept: {} };
    const isProven = index < proven.length;
    return { name, sense, unit, scale, isProven, value: values[index] as number, prices, kept, isFinished: index < finished };
  });
  const isTimeLimited = finished < proven.length;
  const engine = { name: 'flow', version: '1' };
  return { starts, followUps: [], overage, levels, bottlenecks: [], groups: network.limits.groups(), engine, isTimeLimited };
}

const overageOf = (layout: Layout, { graph, offers }: Network): Solution['overage'] =>
  offers
    .flatMap(({ rows, rowArcs }) =>
      rows.flatMap((row, i) => {
        const overage = layout.rows[row]?.overage;
        const sends = flowOn(graph, rowArcs[i] as number);
        return overage && sends > 0 ? [{ account: overage.account, cycle: overage.cycle, sends }] : [];
      }),
    )
    .sort((a, b) => a.account - b.account || a.cycle - b.cycle);
