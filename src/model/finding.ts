/** Findings: observations with kind, severity, subject and position. Data, collected, never thrown one by one. */

import { FINDINGS, type FindingInfo, type FindingKind, type Severity } from './finding-kinds.ts';

export { FINDINGS, type FindingInfo, type FindingKind, findingAnchor, type Severity } from './finding-kinds.ts';

/** Place in a plan file; lines and columns from 1, end exclusive column. `file` relative to the working directory. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What a finding is about. */
export interface Subject {
  readonly kind:
    | 'account'
    | 'sender'
    | 'campaign'
    | 'segment'
    | 'domain'
    | 'provider'
    | 'policy'
    | 'scenario'
    | 'file'
    | 'plan'
    | 'snapshot';
  readonly id: string;
}

/** One observation. `id` is stable for the same kind and subject, and unique in a run. */
export interface Finding {
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
  readonly subject: Subject | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly help: string;
}

/** Makes a finding of a kind with the kind's defaults. `discriminator` keeps ids apart when kind and subject are equal. */
export function finding(
  kind: FindingKind,
  message: string,
  details: {
    readonly subject?: Subject | null;
    readonly position?: Position | null | undefined;
    readonly data?: Readonly<Record<string, unknown>>;
    readonly severity?: Severity;
    readonly help?: string;
    readonly discriminator?: string;
  } = {},
): Finding {
  const defaults: FindingInfo = FINDINGS[kind];
  const subject = details.subject ?? null;
  const p = details.position ?? null;
  const parts = [kind, subject ? `${subject.kind}:${subject.id}` : '', details.discriminator ?? ''].filter((t) => t !== '');
  return {
    id: parts.join('/'),
    kind,
    severity: details.severity ?? defaults.severity,
    title: defaults.title,
    message,
    file: p?.file ?? null,
    line: p?.line ?? null,
    column: p?.column ?? null,
    endLine: p?.endLine ?? null,
    endColumn: p?.endColumn ?? null,
    subject,
    data: details.data ?? {},
    help: details.help ?? defaults.help,
  };
}
