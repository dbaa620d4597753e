/** What every reporter of findings is given, and the decisions they share: order, counts, what fails. */

import { FINDINGS, type Finding, type Severity } from '../model/finding.ts';
import { excessOf, type IgnoredFinding, type JudgedRule } from '../model/judgement.ts';
import { compareNullable, compareText } from '../model/order.ts';
import type { Plan } from '../model/plan.ts';
import type { Tool } from './json.ts';
import { counted } from './words.ts';

/** Severity from which findings fail a run; `never`: none does. */
export type FailOn = 'error' | 'warning' | 'never';

/** How much a text for readers tells: what counts alone, everything, or (null) what counts with the rest folded away. */
export type Show = 'changes' | 'all' | null;

/** Result of a check, complete or not. */
export interface CheckReport {
  /** The command that made it: `check` or `validate`. */
  readonly command: string;
  readonly tool: Tool;
  /** Files that were judged, as given in findings. */
  readonly files: readonly string[];
  /** null when there is none: files that cannot be used, or no answer. */
  readonly plan: Plan | null;
  readonly rules: readonly JudgedRule[];
  /** Those that count, most significant first. */
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  /** Findings that are no worse than in the baseline; null without baseline. */
  readonly known: readonly Finding[] | null;
  readonly failOn: FailOn;
  readonly exitCode: number;
  /** For reporters that can fold. */
  readonly show: Show;
  /** Why there is no answer, when there is none. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

/** Worst severity first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** Whether a finding fails a run. */
export const fails = ({ severity }: Pick<Finding, 'severity'>, failOn: FailOn): boolean =>
  failOn !== 'never' && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);

/** How many of each severity. */
export const countsOf = (findings: readonly Finding[]): Readonly<Record<Severity, number>> => {
  const of = (severity: Severity) => findings.filter((f) => f.severity === severity).length;
  return { error: of('error'), warning: of('warning'), info: of('info') };
};

/** `2 errors, 1 warning, 3 notes, 1 ignored, 4 as in the baseline`; `no findings` when there are none at all. */
export function countsText({ findings, ignored, known }: Pick<CheckReport, 'findings' | 'ignored' | 'known'>): string {
  const { error, warning, info } = countsOf(findings);
  const parts = [
    error > 0 ? counted(error, 'error') : '',
    warning > 0 ? counted(warning, 'warning') : '',
    info > 0 ? counted(info, 'note') : '',
    ignored.length > 0 ? `${ignored.length} ignored` : '',
    known !== null && known.length > 0 ? `${known.length} as in the baseline` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}

/** Kinds that decide whether a plan can be sent at all come first, then what the policy asks for, then what is short. */
const FIRST: readonly RegExp[] = [
  /^plan\.(limit-exceeded|inconsistent|stale)$/,
  /^config\./,
  /^demand\.serve-at-least$/,
  /^serve\./,
  /^overage\./,
  /^plan\.drift$/,
  /^headroom\./,
  /^utilisation\./,
  /^demand\./,
  /^snapshot\./,
];
const rankOf = (finding: Finding): number => {
  const rank = FIRST.findIndex((pattern) => pattern.test(finding.kind));
  return rank < 0 ? FIRST.length : rank;
};
const KINDS = Object.keys(FINDINGS);

/** Order by significance: severity, weight of the kind, how far beyond the bound, place. */
export const bySignificance = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  rankOf(a) - rankOf(b) ||
  KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
  excessOf(b) - excessOf(a) ||
  compareNullable(a.file, b.file) ||
  (a.line ?? 0) - (b.line ?? 0) ||
  (a.column ?? 0) - (b.column ?? 0) ||
  compareText(a.id, b.id);

/** Findings with ids that are unique in the list, in its order: a second one of the same id becomes `id#2`. */
export function withUniqueIds(findings: readonly Finding[]): readonly Finding[] {
  const times = new Map<string, number>();
  return findings.map((f) => {
    const n = (times.get(f.id) ?? 0) + 1;
    times.set(f.id, n);
    return n === 1 ? f : { ...f, id: `${f.id}#${n}` };
  });
}
