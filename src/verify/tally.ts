/** Collects what the checker finds and counts what it looked at. */

import { type Finding, finding, type Subject } from '../model/finding.ts';

/** Most findings that are returned; the last one then says how many more there are. */
export const MAX_FINDINGS = 1000;

/** Kinds of finding the checker makes. */
export type Verdict = 'plan.limit-exceeded' | 'plan.inconsistent' | 'plan.stale';

/** Findings and counts of one check. */
export interface Tally {
  /** Counts `n` checked instances of a rule. */
  readonly count: (rule: string, n?: number) => void;
  /** Records a broken rule; `key` tells instances of the same rule and subject apart. */
  readonly fail: (verdict: Verdict, rule: string, subject: Subject, message: string, key?: string) => void;
  readonly findings: () => readonly Finding[];
  readonly checked: () => Readonly<Record<string, number>>;
}

/** The plan as a whole, as subject of a finding. */
export const THE_PLAN: Subject = { kind: 'plan', id: 'plan' };

/** An empty tally. */
export function createTally(): Tally {
  const found: Finding[] = [];
  const seen = new Map<string, number>();
  const counts = new Map<string, number>();
  let dropped = 0;

  return {
    count: (rule, n = 1) => {
      if (n > 0) counts.set(rule, (counts.get(rule) ?? 0) + n);
    },
    fail: (verdict, rule, subject, message, key = '') => {
      if (found.length === MAX_FINDINGS - 1) {
        dropped++;
        return;
      }
      const base = key === '' ? rule : `${rule}/${key}`;
      const identity = `${verdict}/${subject.kind}:${subject.id}/${base}`;
      const earlier = seen.get(identity) ?? 0;
      seen.set(identity, earlier + 1);
      const discriminator = earlier === 0 ? base : `${base}#${earlier + 1}`;
      found.push(finding(verdict, message, { subject, discriminator, data: { rule } }));
    },
    findings: () =>
      dropped === 0
        ? found
        : [
            ...found,
            finding('plan.inconsistent', `plan: ${dropped} more findings of the check are not listed`, {
              subject: THE_PLAN,
              discriminator: 'more',
              data: { rule: 'more', dropped },
            }),
          ],
    checked: () => Object.fromEntries(counts),
  };
}
