/** Objective levels in words. */

import type { ObjectiveLevel } from '../model/plan.ts';

/** Levels whose bound decides whether a plan is called optimal. */
const DECIDING = /^(shortfall|served|overage)\./;

/** `contacts served, priority 1` for `served.priority1`. */
export function levelWords(objective: string): string {
  const [kind = '', detail = ''] = objective.split('.');
  const priority = /^priority(\d+)$/.exec(detail)?.[1];
  if (kind === 'shortfall') return `serve.atLeast missed, priority ${priority ?? detail}`;
  if (kind === 'served') return `served, priority ${priority ?? detail}`;
  if (kind === 'overage') return `overage cost, ${detail}`;
  if (kind === 'churn') return 'changes to the earlier plan';
  if (objective === 'pacing.days') return 'contact-days off the wanted pace';
  if (objective === 'pacing.even') return 'largest day of evenly paced campaigns';
  return kind === 'balance' ? 'largest use of one sender' : objective;
}

/** Share as a percentage that never says 0 % for a gap that is there. */
function gapWords(gap: number): string {
  const percent = gap * 100;
  return percent < 0.01
    ? 'less than 0.01%'
    : `${percent < 1 ? percent.toFixed(2) : percent < 10 ? percent.toFixed(1) : Math.ceil(percent)}%`;
}

/** `optimal, proven`, `at most 2.1% from optimal`, or that nothing was proven. Looks at the deciding levels only. */
export function provenWords(levels: readonly ObjectiveLevel[]): string {
  const deciding = levels.filter((level) => DECIDING.test(level.objective));
  if (deciding.length === 0) return levels.length === 1 ? 'not bounded' : 'nothing to optimise';
  if (deciding.some((level) => level.gap === null)) return 'not proven optimal';
  const worst = Math.max(...deciding.map((level) => level.gap as number));
  return worst === 0 ? 'optimal, proven' : `at most ${gapWords(worst)} from optimal`;
}
