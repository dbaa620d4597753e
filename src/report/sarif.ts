/** Findings as SARIF 2.1.0 (OASIS standard), for code scanning and editors. */

import { createHash } from 'node:crypto';
import { FINDINGS, type Finding, type FindingInfo, type FindingKind, findingAnchor, type Severity } from '../model/finding.ts';
import type { IgnoredFinding } from '../model/judgement.ts';
import type { CheckReport } from './check-report.ts';
import { jsonText } from './json.ts';

const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', info: 'note' };

/** Path as a URI reference: every character that is not allowed in a segment is percent-encoded. */
const uriOf = (path: string): string =>
  path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');

/** Message text; brackets that would read as an embedded link are escaped (section 3.11.6). */
const textOf = (text: string): { readonly text: string } => ({
  text: /\[[^\]]*\]\(/.test(text) ? text.replace(/[\\[\]]/g, '\\$&') : text,
});

/** Stays the same when lines are moved: kind and subject, no line number. */
export const fingerprintOf = ({ id, file }: Finding): string =>
  createHash('sha256')
    .update(JSON.stringify([id, file]))
    .digest('hex');

function location(finding: Finding, fallback: string | undefined): readonly object[] {
  const file = finding.file ?? fallback;
  if (file === undefined) return [];
  const { line, column, endLine, endColumn } = finding;
  const region = {
    startLine: line ?? 1,
    ...(column === null ? {} : { startColumn: column }),
    ...(endLine === null ? {} : { endLine }),
    ...(endColumn === null ? {} : { endColumn }),
  };
  return [{ physicalLocation: { artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' }, region } }];
}

/** The log. Ignored findings are results with a suppression; those of the baseline are `unchanged`. */
export function sarif(report: CheckReport): string {
  const kinds = [
    ...new Set([...report.findings, ...report.ignored.map((i) => i.finding), ...(report.known ?? [])].map((f) => f.kind)),
  ].sort();
  const result = (finding: Finding, extra: object) => ({
    ruleId: finding.kind,
    ruleIndex: kinds.indexOf(finding.kind),
    level: LEVEL[finding.severity],
    message: textOf(finding.help === '' ? finding.message : `${finding.message}\n${finding.help}`),
    locations: location(finding, report.files[0]),
    partialFingerprints: { 'sendplan/v1': fingerprintOf(finding) },
    ...extra,
    properties: { subject: finding.subject, data: finding.data },
  });
  const state = (baselineState: string) => (report.known === null ? {} : { baselineState });
  const suppression = ({ reason }: IgnoredFinding) => ({
    suppressions: [{ kind: 'external', ...(reason === null ? {} : { justification: reason }) }],
  });
  return jsonText({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: report.tool.name, semanticVersion: report.tool.version, rules: kinds.map(rule) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: report.failure === null,
            exitCode: report.exitCode,
            ...(report.failure === null
              ? {}
              : { toolExecutionNotifications: [{ level: 'error', message: textOf(report.failure.message) }] }),
          },
        ],
        results: [
          ...report.findings.map((f) => result(f, state('new'))),
          ...report.ignored.map((i) => result(i.finding, suppression(i))),
          ...(report.known ?? []).map((f) => result(f, state('unchanged'))),
        ],
      },
    ],
  });
}

function rule(kind: FindingKind): object {
  const { title, help, severity }: FindingInfo = FINDINGS[kind];
  return {
    id: kind,
    name: findingAnchor(kind),
    shortDescription: { text: title },
    fullDescription: { text: `${title}. ${help}` },
    help: { text: help },
    defaultConfiguration: { level: LEVEL[severity] },
  };
}
