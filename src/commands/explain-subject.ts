/** Which part of a plan the words on the command line mean. */

import { didYouMean } from '../config/suggest.ts';
import { UsageError } from '../errors.ts';
import type { ExplainedSubject } from '../model/explanation.ts';
import type { Plan } from '../model/plan.ts';

const KINDS = ['campaign', 'account', 'sender'] as const;
/** Ids listed when nothing is near. */
const MOST_LISTED = 8;

/** The subject. Throws: UsageError for an id that is not in the plan (with a suggestion), or that is several things. */
export function subjectOf(plan: Plan, written: string | undefined): ExplainedSubject {
  if (written === undefined) return { kind: 'plan' };
  const known = {
    campaign: new Set(plan.campaigns.map((row) => row.campaign)),
    account: new Set(plan.snapshot.accounts.map((account) => account.account)),
    sender: new Set(plan.snapshot.accounts.flatMap((account) => account.senders.map((sender) => sender.id))),
  };
  const [found, ...others] = KINDS.filter((kind) => known[kind].has(written));
  if (found !== undefined && others.length === 0) return { kind: found, id: written };
  if (found !== undefined) {
    const kinds = [found, ...others];
    throw new UsageError(
      `${JSON.stringify(written)} is ${kinds.map((kind) => `a${kind === 'account' ? 'n' : ''} ${kind}`).join(' and ')}: write ${kinds.map((kind) => `${kind}:${written}`).join(' or ')}.`,
    );
  }
  const kind = KINDS.find((k) => written.startsWith(`${k}:`));
  const id = kind === undefined ? written : written.slice(kind.length + 1);
  if (kind !== undefined && known[kind].has(id)) return { kind, id };
  const ids = KINDS.filter((k) => kind === undefined || k === kind).flatMap((k) => [...known[k]]);
  const near = didYouMean(id, ids);
  const listed = [...known.campaign, ...known.account];
  const list = `${listed.slice(0, MOST_LISTED).join(', ')}${listed.length > MOST_LISTED ? ` and ${listed.length - MOST_LISTED} more` : ''}`;
  throw new UsageError(
    `the plan has no ${kind ?? 'campaign, account or sender'} ${JSON.stringify(id)}.${near === '' ? ` It has ${list}.` : near}`,
  );
}
