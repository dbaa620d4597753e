/** Numbers the plan needs but nobody knows. With policy `fail` they stop the plan; with `zero` they count as 0, said aloud. */

import { ProviderError } from '../errors.ts';
import type { AccountCapacity, Snapshot } from '../model/capacity.ts';
import { type Finding, finding, type Subject } from '../model/finding.ts';
import type { Limit } from '../model/limit.ts';
import type { Workspace } from '../model/workspace.ts';
import { billingCycles, type Horizon } from './supply.ts';

interface Needed {
  readonly subject: Subject;
  readonly what: string;
  readonly limit: Limit;
}

function* neededNumbers(account: AccountCapacity, usedSenders: ReadonlySet<string>, horizon: Horizon): Generator<Needed> {
  const subject: Subject = { kind: 'account', id: account.account };
  const unknown = billingCycles(account, horizon).filter(({ credits }) => credits.kind === 'unknown');
  const now = unknown.find(({ isFirst }) => isFirst);
  const later = unknown.find(({ isFirst }) => !isFirst);
  if (now !== undefined) yield { subject, what: 'remaining credits', limit: now.credits };
  if (later !== undefined) yield { subject, what: 'allowance of the cycles after the next reset', limit: later.credits };
  yield { subject, what: 'daily limit', limit: account.dailyLimit.value };
  yield { subject, what: 'contact limit', limit: account.contacts.limit.value };
  for (const sender of account.senders) {
    if (!usedSenders.has(sender.id) || sender.status.value !== 'active') continue;
    const of: Subject = { kind: 'sender', id: sender.id };
    yield { subject: of, what: 'daily limit', limit: sender.dailyLimit.value };
    yield { subject: of, what: 'weekly limit', limit: sender.weeklyLimit.value };
  }
}

/**
 * Findings about unknown numbers of the accounts a campaign may use, and of the pools above them.
 * Throws: ProviderError `capacity_unknown` with all of them when the policy is `fail`.
 */
export function unknownCapacity(
  workspace: Workspace,
  snapshot: Snapshot,
  usedSenders: ReadonlySet<string>,
  horizon: Horizon,
): readonly Finding[] {
  const byId = new Map(snapshot.accounts.map((a) => [a.account, a]));
  const used = new Set<AccountCapacity>();
  for (const account of snapshot.accounts) {
    if (!account.senders.some((s) => usedSenders.has(s.id))) continue;
    for (
      let a: AccountCapacity | undefined = account;
      a !== undefined && !used.has(a);
      a = a.parent === null ? undefined : byId.get(a.parent)
    )
      used.add(a);
  }
  const isFail = workspace.policy.onUnknownCapacity === 'fail';
  const findings: Finding[] = [];
  for (const account of snapshot.accounts) {
    if (!used.has(account)) continue;
    for (const { subject, what, limit } of neededNumbers(account, usedSenders, horizon)) {
      if (limit.kind !== 'unknown') continue;
      const effect = isFail ? '' : '; counted as 0';
      findings.push(
        finding(
          isFail ? 'capacity.unknown' : 'capacity.assumed-zero',
          `${subject.kind} ${subject.id}: ${what} unknown (${limit.why})${effect}`,
          {
            subject,
            position: workspace.positions[`${subject.kind}:${subject.id}`],
            discriminator: what,
            data: { what },
          },
        ),
      );
    }
  }
  if (isFail && findings.length > 0) {
    throw new ProviderError('capacity_unknown', findings.map((f) => f.message).join('\n'), { findings });
  }
  return findings;
}
