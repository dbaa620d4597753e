/** Accepted findings: which entries of `policy.ignore` apply, and what is wrong with the others. */

import type { LocalDate } from '../model/calendar.ts';
import { type Finding, type FindingKind, finding } from '../model/finding.ts';
import type { IgnoredFinding } from '../model/judgement.ts';
import type { Plan } from '../model/plan.ts';
import type { Policy, Workspace } from '../model/workspace.ts';

type Entry = Policy['ignore'][number];

/** What is left after the accepted findings are taken out. */
export interface Sifted {
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
}

/** What entries are judged by. `today`: local day of the check in the plan's zone. */
export interface IgnoreContext {
  readonly workspace: Workspace;
  readonly plan: Plan;
  readonly today: LocalDate;
  /** false with `--no-ignore`: no entry applies. */
  readonly isAllowed: boolean;
}

/** A plan that breaks a limit or contradicts its inputs is no matter of opinion. */
const canBeIgnored = (kind: string): boolean => !/^(config|ignore)\.|^plan\.(stale|limit-exceeded|inconsistent)$/.test(kind);

/** Takes accepted findings out, and adds a finding for every entry that hides nothing, has ended, has no reason or names nothing. */
export function siftIgnored(all: readonly Finding[], { workspace, plan, today, isAllowed }: IgnoreContext): Sifted {
  const entries = workspace.policy.ignore;
  const isOver = (entry: Entry): boolean => entry.until !== null && entry.until < today;
  const live = isAllowed ? entries.filter((entry) => !isOver(entry) && canBeIgnored(entry.finding)) : [];
  const used = new Set<Entry>();
  const findings: Finding[] = [];
  const ignored: IgnoredFinding[] = [];
  for (const found of all) {
    const matching = live.filter((entry) => entry.finding === found.kind && isAbout(found, entry.subject));
    const [first] = matching;
    for (const entry of matching) used.add(entry);
    if (first === undefined) findings.push(found);
    else ignored.push({ finding: found, reason: first.reason, until: first.until });
  }
  const known = subjectsOf(workspace, plan, all);
  entries.forEach((entry, i) => {
    const of = `policy.ignore of ${entry.finding}${entry.subject === null ? '' : ` for ${entry.subject}`}`;
    const say = (kind: FindingKind, message: string) => {
      const position = workspace.positions[`policy:ignore.${entry.finding}/${entry.subject ?? ''}`];
      findings.push(finding(kind, message, { subject: { kind: 'policy', id: 'ignore' }, position, discriminator: String(i) }));
    };
    if ((entry.reason ?? '').trim() === '') say('ignore.reasonless', `${of} has no reason. Write why it is accepted.`);
    if (isOver(entry)) say('ignore.expired', `${of} ended on ${entry.until}. Remove it, or write a later day.`);
    else if (entry.subject !== null && !known.has(entry.subject))
      say('config.unknown-reference', `policy.ignore names ${entry.subject}, which does not exist.`);
    else if (!canBeIgnored(entry.finding)) say('ignore.unused', `${of} has no effect: findings of this kind cannot be ignored.`);
    else if (isAllowed && !used.has(entry)) say('ignore.unused', `${of} hides nothing: there is no such finding.`);
  });
  return { findings, ignored };
}

/** A campaign stands for its segments. */
function isAbout({ subject }: Finding, wanted: string | null): boolean {
  if (wanted === null) return true;
  return subject !== null && (subject.id === wanted || (subject.kind === 'segment' && subject.id.startsWith(`${wanted}/`)));
}

/** Ids an entry may name. Discovered accounts and live senders stand in the snapshot only. */
function subjectsOf(workspace: Workspace, plan: Plan, all: readonly Finding[]): ReadonlySet<string> {
  return new Set([
    ...Object.keys(workspace.positions).map((key) => key.slice(key.indexOf(':') + 1)),
    ...workspace.accounts.flatMap((a) => [a.id, a.connection.provider, ...a.senders.map((s) => s.id)]),
    ...workspace.campaigns.flatMap((c) => [c.id, ...c.segments.map((s) => `${c.id}/${s.id}`)]),
    ...plan.snapshot.accounts.flatMap((a) => [a.account, a.provider, ...a.senders.map((s) => s.id)]),
    ...workspace.inputs.map((input) => input.path),
    ...all.flatMap((f) => (f.subject === null ? [] : [f.subject.id])),
    'plan',
    'snapshot',
  ]);
}
