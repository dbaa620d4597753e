/** Findings against those of an earlier plan: only what got worse counts. */

import { FINDINGS, type Finding } from '../model/finding.ts';
import { excessOf } from '../model/judgement.ts';

const SEVERITIES = ['info', 'warning', 'error'];

/** Findings apart: `worse` are new, graver or farther beyond their bound than in the baseline; `known` are not. */
export function againstBaseline(
  findings: readonly Finding[],
  baseline: readonly Finding[],
): { readonly worse: readonly Finding[]; readonly known: readonly Finding[] } {
  const before = new Map(baseline.map((f) => [f.id, f]));
  const isKnown = (f: Finding): boolean => {
    const old = before.get(f.id);
    if (old === undefined || !canBeKnown(f)) return false;
    return SEVERITIES.indexOf(f.severity) <= SEVERITIES.indexOf(old.severity) && excessOf(f) <= excessOf(old);
  };
  return { worse: findings.filter((f) => !isKnown(f)), known: findings.filter(isKnown) };
}

/** A plan that does not hold is never excused by an earlier one. */
const canBeKnown = ({ kind }: Finding): boolean => kind in FINDINGS && !/^plan\./.test(kind);
