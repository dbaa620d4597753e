/** Shares of accounts in a campaign (`maxShare`): they depend on the whole campaign, so they are restored at the end. */

import type { StartColumns } from '../problem/load.ts';
import type { Problem } from '../problem/problem.ts';
import { inOrder } from '../problem/start-list.ts';

/** Takes starts back from accounts over their share of a campaign, the last ones in canonical order first, until every share holds. */
export function trimShares(problem: Problem, starts: StartColumns): StartColumns {
  if (problem.campaigns.every((c) => c.maxShare10k >= 10_000)) return starts;
  const contacts = starts.contacts.slice();
  const campaign = starts.demand.map((d) => problem.demands[d]?.campaign ?? -1);
  const account = starts.sender.map((s) => problem.senders[s]?.account ?? -1);
  problem.campaigns.forEach(({ maxShare10k }, c) => {
    if (maxShare10k >= 10_000) return;
    const inAccount = new Float64Array(problem.accounts.length);
    for (let i = 0; i < starts.length; i++) {
      if (campaign[i] === c) inAccount[account[i] as number] = (inAccount[account[i] as number] as number) + (contacts[i] as number);
    }
    let total = inAccount.reduce((x, y) => x + y, 0);
    const isOver = (n: number) => n * 10_000 > maxShare10k * total;
    for (let a = inAccount.findIndex(isOver); a >= 0; a = inAccount.findIndex(isOver)) {
      // n − back ≤ share · (total − back), solved for whole contacts.
      let back = Math.ceil(((inAccount[a] as number) * 10_000 - maxShare10k * total) / (10_000 - maxShare10k));
      inAccount[a] = (inAccount[a] as number) - back;
      total -= back;
      for (let i = starts.length - 1; i >= 0 && back > 0; i--) {
        if (campaign[i] !== c || account[i] !== a) continue;
        const less = Math.min(back, contacts[i] as number);
        contacts[i] = (contacts[i] as number) - less;
        back -= less;
      }
    }
  });
  return inOrder(problem, { ...starts, contacts });
}
