/**
 * Accounts that a network does not tell apart: the same senders' days for the same audiences, credits and limits. Of those
 * that no decision has touched yet a search needs to try one only (Margot 2010: symmetry in integer linear programming).
 */

import type { Problem } from '../problem/problem.ts';
import type { Decision } from './flow-branch-restrict.ts';
import type { Gates } from './flow-gates.ts';
import type { Layout } from './flow-layout.ts';

/** Per account a number that its twins share. */
export function twinsOf({ accounts, senders, dayCount }: Problem, { blocks, classes, cells }: Layout): Int32Array {
  const parts = accounts.map((): string[] => []);
  for (const [block, members] of blocks.entries()) {
    for (const k of members) {
      const { account, domain } = senders[(classes[k] as Int32Array)[0] as number] as Problem['senders'][number];
      parts[account]?.push(`${block} ${domain} ${cells.subarray(k * dayCount, (k + 1) * dayCount).join()}`);
    }
  }
  const known = new Map<string, number>();
  return Int32Array.from(accounts, ({ pools, dailyLimit, cycles, overage }, a) => {
    const above = pools.filter((pool) => pool !== a);
    const key = JSON.stringify([parts[a]?.sort(), above, dailyLimit === null ? null : [...dailyLimit], cycles, overage]);
    const twin = known.get(key) ?? known.size;
    known.set(key, twin);
    return twin;
  });
}

/** Accounts without those that stand for the same as one before them. */
export function withoutTwins(
  accounts: readonly number[],
  twins: Int32Array,
  { own }: Gates,
  decisions: readonly Decision[],
): readonly number[] {
  const touched = new Set(
    decisions.flatMap((d) =>
      d.kind === 'account' ? [d.account] : d.kind === 'zero' || d.kind === 'least' ? [own[d.own]?.account ?? -1] : [],
    ),
  );
  const seen = new Set<number>();
  return accounts.filter((account) => {
    if (touched.has(account)) return true;
    const isNew = !seen.has(twins[account] as number);
    seen.add(twins[account] as number);
    return isNew;
  });
}
