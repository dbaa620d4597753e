/** What `check` and `validate` do of their own accord inside a CI system: job summary, annotations, places seen from the repository. */

import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Finding } from '../model/finding.ts';
import type { CheckReport } from '../report/check-report.ts';
import type { CommonOptions } from './options.ts';
import type { Runtime } from './runtime.ts';

/** The CI system of a run. */
export interface Ci {
  /** File the job summary is appended to; null when there is none. */
  readonly summary: string | null;
  /** Whether a runner reads this run's output for annotations. */
  readonly isAnnotated: boolean;
  /** Root of the repository annotations are placed in; null = the working directory. */
  readonly root: string | null;
}

/** What the environment says (GitHub Actions); nothing with `--no-ci-detect`. */
export function detectCi(options: Pick<CommonOptions, 'ciDetect'>, { env }: Pick<Runtime, 'env'>): Ci {
  if (options.ciDetect === false) return { summary: null, isAnnotated: false, root: null };
  const isAnnotated = env('GITHUB_ACTIONS') === 'true';
  return { summary: env('GITHUB_STEP_SUMMARY') || null, isAnnotated, root: (isAnnotated && env('GITHUB_WORKSPACE')) || null };
}

/** The report with files as the repository names them. `folder`: what they are relative to now. Files outside of it stay as they are. */
export function placedInRepository(report: CheckReport, folder: string, root: string | null): CheckReport {
  if (root === null) return report;
  const place = (found: Finding): Finding => {
    if (found.file === null) return found;
    const path = relative(root, resolve(folder, found.file));
    return path.startsWith('..') || isAbsolute(path) ? found : { ...found, file: path.split(sep).join('/') };
  };
  return { ...report, findings: report.findings.map(place) };
}
