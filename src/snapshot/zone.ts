/** Which zone an account's days are in: the account's own, else what the provider says, else the plan's. */

import type { AccountReading } from '../model/capacity.ts';
import type { Observed } from '../model/limit.ts';
import type { Account, Workspace } from '../model/workspace.ts';

/** Zone of an account's days and resets, and who says so. `account` is null for a discovered account; then `parentZone` is the last word but one. */
export function zoneOf(
  workspace: Pick<Workspace, 'timeZone'>,
  account: Account | null,
  reading: AccountReading | undefined,
  observedAt: string,
  parentZone?: Observed<string>,
): Observed<string> {
  if (account !== null && account.timeZone !== null) return { value: account.timeZone, observedAt, source: 'declared' };
  if (reading?.timeZone !== undefined) return reading.timeZone;
  if (parentZone !== undefined) return parentZone;
  return { value: workspace.timeZone, observedAt, source: 'assumed', note: 'The zone of the plan; nobody names one for this account.' };
}
