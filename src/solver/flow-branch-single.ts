/** How many contacts of a campaign with one account each account could serve at most: what no decision can exceed. */

import type { Problem, ProblemAccount } from '../problem/problem.ts';
import type { Gates, OwnArc } from './flow-gates.ts';
import type { Layout } from './flow-layout.ts';
import type { Network } from './flow-network.ts';

/** Most contacts per account (index) that has senders of a campaign: days and credits of the account and its pools, as if nobody else used them. */
export function mostByAccount(problem: Problem, layout: Layout, network: Network, campaign: number): ReadonlyMap<number, number> {
  const { own, ownOf } = network.gates as Gates;
  const days = new Map<number, Float64Array>();
  for (const o of ownOf[campaign] ?? []) {
    const { account, cell, outlet, day } = own[o] as OwnArc;
    const ofAccount = days.get(account) ?? new Float64Array(problem.dayCount);
    days.set(account, ofAccount);
    const date = network.outlets[outlet]?.days[day] as number;
    ofAccount[date]! += layout.cells[network.cells[cell] as number] as number;
  }
  return new Map([...days].map(([account, sends]) => [account, mostIn(problem, problem.accounts[account] as ProblemAccount, sends)]));
}

function mostIn({ accounts }: Problem, { dailyLimit, pools }: ProblemAccount, sends: Float64Array): number {
  const days = dailyLimit === null ? sends : sends.map((n, day) => Math.min(n, dailyLimit[day] as number));
  const sum = (of: Float64Array, from: number, to: number) => of.subarray(from, to + 1).reduce((n, v) => n + v, 0);
  let most = sum(days, 0, days.length - 1);
  for (const pool of pools) {
    const { cycles } = accounts[pool] as ProblemAccount;
    if (cycles === null) continue;
    // Days in no cycle have no limit in this pool.
    const open = days.slice();
    let carried = 0;
    for (const { from, to, capacity, overageMax } of cycles) {
      carried += Math.min(sum(days, from, to), Math.floor(capacity) + Math.floor(overageMax));
      open.fill(0, from, to + 1);
    }
    most = Math.min(most, carried + sum(open, 0, open.length - 1));
  }
  return most;
}
