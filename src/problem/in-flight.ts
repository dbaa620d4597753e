/** Sends already promised: load of a sender on a date in every family. */

import { type DayNumber, dayNumber } from '../model/calendar.ts';
import type { Snapshot } from '../model/capacity.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Workspace } from '../model/workspace.ts';

/** One promise that still counts. */
export interface Promised {
  readonly campaign: string;
  readonly sender: string;
  readonly account: string;
  readonly day: DayNumber;
  readonly sends: number;
}

/** Promises of the workspace that still lie ahead, and a finding for each that does not. Senders absent from the snapshot are left out. */
export function promisedSends(
  workspace: Workspace,
  snapshot: Snapshot,
): { readonly promised: readonly Promised[]; readonly findings: readonly Finding[] } {
  if (workspace.inFlight.length === 0) return { promised: [], findings: [] };
  const accountOf = new Map(snapshot.accounts.flatMap((a) => a.senders.map((s) => [s.id, a] as const)));
  const promised: Promised[] = [];
  const findings: Finding[] = [];
  for (const entry of workspace.inFlight) {
    const account = accountOf.get(entry.sender);
    if (account === undefined) continue;
    const day = dayNumber(entry.date);
    if (day < dayNumber(account.today)) {
      findings.push(
        finding(
          'in-flight.past',
          `inFlight of ${entry.campaign} from ${entry.sender} on ${entry.date} lies before ${account.today}: ignored`,
          {
            subject: { kind: 'sender', id: entry.sender },
            discriminator: `${entry.campaign}/${entry.date}`,
          },
        ),
      );
      continue;
    }
    promised.push({ campaign: entry.campaign, sender: entry.sender, account: account.account, day, sends: entry.sends });
  }
  return { promised, findings };
}
