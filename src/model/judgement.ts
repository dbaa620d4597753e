/** What a check says: the findings that count, those that were accepted, and the rules that were judged. */

import type { LocalDate } from './calendar.ts';
import type { Finding, Position } from './finding.ts';

/** A finding that an entry of `policy.ignore` accepts. It is listed and counted, but fails nothing. */
export interface IgnoredFinding {
  readonly finding: Finding;
  readonly reason: string | null;
  /** Last day on which it is accepted; null = for good. */
  readonly until: LocalDate | null;
}

/** One thing that is asked: that a file can be used, that a campaign is served, that a key of the policy holds. */
export interface JudgedRule {
  readonly kind: 'file' | 'campaign' | 'policy';
  /** Path, id of the campaign, or key of the policy such as `minHeadroom`, `serve.priority1`. */
  readonly id: string;
  readonly position: Position | null;
}

/**
 * What policy findings carry in `data`, so that every reporter can put them into columns: all texts for people.
 * `excess` orders findings of a kind and tells whether one got worse: how far beyond the bound, 0 = not at all.
 */
export interface Measurement {
  readonly measured: string;
  readonly required: string;
  /** What would satisfy the rule. */
  readonly remedy: string;
  readonly excess: number;
}

/** How far beyond its bound a finding is, in its own unit; 0 when it measures nothing. */
export function excessOf({ data }: Finding): number {
  const { excess, contacts, served } = data;
  if (typeof excess === 'number' && Number.isFinite(excess)) return excess;
  return typeof contacts === 'number' && typeof served === 'number' ? contacts - served : 0;
}

/** The measurement a finding carries, or null. */
export function measurementOf({ data }: Finding): Measurement | null {
  const { measured, required, remedy } = data;
  if (typeof measured !== 'string' || typeof required !== 'string' || typeof remedy !== 'string') return null;
  return { measured, required, remedy, excess: typeof data['excess'] === 'number' ? data['excess'] : 0 };
}
