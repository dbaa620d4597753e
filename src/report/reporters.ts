/** The reporters of findings by name. Each is loaded when it is asked for. */

import type { CheckReport } from './check-report.ts';
import type { Sources } from './pretty-findings.ts';
import type { ReportStyle } from './style.ts';

/** Names of the reporters, as in `--format` and `--report`. */
export const REPORTERS = ['pretty', 'concise', 'json', 'markdown', 'github', 'sarif', 'junit', 'gitlab'] as const;
/** One reporter. */
export type ReporterName = (typeof REPORTERS)[number];

/** What reporters need besides the report. `sources` is asked for by those that show lines of files. */
export interface ReportSurroundings {
  readonly style: ReportStyle;
  readonly sources: () => Promise<Sources>;
}

/** The report in the form of one reporter. */
export async function renderReport(name: ReporterName, report: CheckReport, { style, sources }: ReportSurroundings): Promise<string> {
  switch (name) {
    case 'pretty':
      return (await import('./pretty-check.ts')).prettyCheck(report, style, await sources());
    case 'concise':
      return (await import('./concise.ts')).conciseReport(report);
    case 'json':
      return (await import('./check-json.ts')).checkJson(report);
    case 'markdown':
      return (await import('./markdown.ts')).markdown(report);
    case 'github':
      return (await import('./github.ts')).githubReport(report);
    case 'sarif':
      return (await import('./sarif.ts')).sarif(report);
    case 'junit':
      return (await import('./junit.ts')).junit(report);
    case 'gitlab':
      return (await import('./gitlab.ts')).gitlabCodeQuality(report);
  }
}
