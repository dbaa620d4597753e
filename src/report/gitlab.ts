/** Findings as a GitLab Code Quality report. Source: docs.gitlab.com, "Code Quality report format". */

import type { Severity } from '../model/finding.ts';
import type { CheckReport } from './check-report.ts';
import { visibleText } from './escape-terminal.ts';
import { jsonText } from './json.ts';
import { fingerprintOf } from './sarif.ts';

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'minor', info: 'info' };

/** The report: findings that count, each at its line, with a fingerprint that lines do not change. Ignored ones are left out. */
export const gitlabCodeQuality = ({ findings, files }: CheckReport): string =>
  jsonText(
    findings.map((finding) => ({
      description: visibleText(finding.message),
      check_name: finding.kind,
      fingerprint: fingerprintOf(finding),
      severity: SEVERITY[finding.severity],
      location: { path: finding.file ?? files[0] ?? 'plan.json', lines: { begin: finding.line ?? 1 } },
    })),
  );
