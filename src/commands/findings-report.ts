/** Hands a report of findings out: the files of `--report`, the job summary, the result, and annotations where a runner reads them. */

import { appendFile, lstat } from 'node:fs/promises';
import { type CheckReport, type FailOn, fails } from '../report/check-report.ts';
import { type ReporterName, renderReport } from '../report/reporters.ts';
import type { ReportStyle } from '../report/style.ts';
import { detectCi, PLACED, placedInRepository } from './ci.ts';
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
  const ci = detectCi(options, runtime);
  const sources = () => readSources(report.findings, { cwd: folder });
  const render = (kind: ReporterName, style: ReportStyle) =>
    renderReport(kind, PLACED.includes(kind) ? placedInRepository(report, folder, ci.root) : report, { style, sources });
  for (const { kind, path } of options.report ?? []) {
    // Streams are redacted where they are made; what goes to a file passes here only.
    const text = runtime.redactor.redact(await render(kind, FILE_STYLE));
    await writeFileAtomically(path, text, runtime);
    await output.say(`wrote ${path}`);
  }
  if (ci.summary !== null) {
    const text = runtime.redactor.redact(await render('markdown', FILE_STYLE));
    // A missing summary must not turn a check red, nor stay unnoticed.
    await appendSummary(ci.summary, text).catch(() => output.say('could not write the job summary'));
  }
  if (hasResult) await output.result(await render(output.format as ReporterName, output.style));
  // The runner reads both streams. On standard error they leave the result alone, and a result that goes to a file does not take them along.
  if (ci.isAnnotated && output.format === 'pretty') {
    const { annotations } = await import('../report/github.ts');
    await runtime.stderr.write(annotations(placedInRepository(report, folder, ci.root)));
  }
}

/** The runner makes the file before the step starts. */
async function appendSummary(path: string, text: string): Promise<void> {
  if (!(await lstat(path)).isFile()) throw new Error('not a regular file');
  await appendFile(path, text);
}
