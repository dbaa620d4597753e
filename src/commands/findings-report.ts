/** Hands a report of findings out: the result, the files of `--report`, and the job summary of GitHub. */

import { appendFile, lstat } from 'node:fs/promises';
import { type CheckReport, type FailOn, fails } from '../report/check-report.ts';
import { type ReporterName, renderReport } from '../report/reporters.ts';
import type { Invocation } from './command.ts';
import { EXIT } from './failure.ts';
import { readSources } from './sources.ts';
import { writeFileAtomically } from './write.ts';

/** Exit code that follows from findings: 2 for plan files that cannot be used, 1 when something fails, else 0. */
export function exitCodeFor(findings: CheckReport['findings'], failOn: FailOn): number {
  if (findings.some((f) => f.severity === 'error' && f.kind.startsWith('config.'))) return EXIT.usage;
  return findings.some((f) => fails(f, failOn)) ? EXIT.no : EXIT.done;
}

/** Look of a report in a file. */
const FILE_STYLE = { width: null, color: false, unicode: true };

/**
 * Writes the files, then the summary, then the result. `folder`: where the files of the findings are. `hasResult`: false when the
 * failure itself is the result. Throws: UsageError for a file that cannot be written.
 */
export async function deliver(
  report: CheckReport,
  { options, runtime, output }: Invocation,
  { folder, hasResult = true }: { readonly folder: string; readonly hasResult?: boolean },
): Promise<void> {
  const sources = () => readSources(report.findings, { cwd: folder });
  for (const { kind, path } of options.report ?? []) {
    // Streams are redacted where they are made; what goes to a file passes here only.
    const text = runtime.redactor.redact(await renderReport(kind, report, { style: FILE_STYLE, sources }));
    await writeFileAtomically(path, text, runtime);
    await output.say(`wrote ${path}`);
  }
  const summary = runtime.env('GITHUB_STEP_SUMMARY');
  if (summary !== undefined && summary !== '') {
    const text = await renderReport('markdown', report, { style: FILE_STYLE, sources });
    // A missing summary must not turn a check red, nor stay unnoticed.
    await appendSummary(summary, runtime.redactor.redact(text)).catch(() => output.say('could not write the job summary'));
  }
  if (hasResult) await output.result(await renderReport(output.format as ReporterName, report, { style: output.style, sources }));
}

/** The runner makes the file before the step starts. */
async function appendSummary(path: string, text: string): Promise<void> {
  if (!(await lstat(path)).isFile()) throw new Error('not a regular file');
  await appendFile(path, text);
}
