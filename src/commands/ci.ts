/** What `check` and `validate` do of their own accord inside a CI system: job summary, annotations, places seen from the repository. */

import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Finding } from '../model/finding.ts';
import type { CheckReport } from '../report/check-report.ts';
import type { ReporterName } from '../report/reporters.ts';
import type { CommonOptions } from './options.ts';
import type { Runtime } from './runtime.ts';

/** The CI system of a run. */
export interface Ci {
  /** File the job summary is appended to; null when there is none. */
  readonly summary: string | null;
  /** Whether a runner reads this run's output for annotations. */
  readonly isAnnotated: boolean;
  /** Root of the repository; null when unknown: then the working directory has to be it. */
  readonly root: string | null;
}

/** Reports whose files the code host looks for in the repository. */
export const PLACED: readonly ReporterName[] = ['github', 'sarif', 'gitlab'];

/** What the environment says (GitHub Actions, GitLab CI); nothing with `--no-ci-detect`. */
export function detectCi(options: Pick<CommonOptions, 'ciDetect'>, { env }: Pick<Runtime, 'env'>): Ci {
  if (options.ciDetect === false) return { summary: null, isAnnotated: false, root: null };
  const isAnnotated = env('GITHUB_ACTIONS') === 'true';
  const root = isAnnotated ? env('GITHUB_WORKSPACE') : env('GITLAB_CI') === 'true' ? env('CI_PROJECT_DIR') : undefined;
  return { summary: env('GITHUB_STEP_SUMMARY') || null, isAnnotated, root: root || null };
}

/** The report with files as the repository names them. `folder`: what they are relative to now. Files outside of it stay as they are. */
export function placedInRepository(report: CheckReport, folder: string, root: string | null): CheckReport {
  if (root === null) return report;
  const name = (file: string): string => {
    const path = relative(root, resolve(folder, file));
    return path.startsWith('..') || isAbsolute(path) ? file : path.split(sep).join('/');
  };
  const place = (found: Finding): Finding => (found.file === null ? found : { ...found, file: name(found.file) });
  return {
    ...report,
    files: report.files.map(name),
    findings: report.findings.map(place),
    ignored: report.ignored.map((entry) => ({ ...entry, finding: place(entry.finding) })),
    known: report.known?.map(place) ?? null,
  };
}
