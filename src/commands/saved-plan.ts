/** Plan files given on the command line. */

import { createHash } from 'node:crypto';
import { relative, resolve, sep } from 'node:path';
import type { Plan } from '../model/plan.ts';
import type { InputFile } from '../model/workspace.ts';
import { readTextFile } from './read.ts';

/** A plan file that was read. */
export interface SavedPlan {
  readonly plan: Plan;
  readonly file: InputFile;
}

/** Reads and checks a plan file. Throws: UsageError, ConfigError. */
export async function readPlan(path: string, cwd: string): Promise<SavedPlan> {
  const { parsePlan } = await import('../plan/file.ts');
  const text = await readTextFile(path, cwd);
  // As plan files are named in a plan: from the working directory, with forward slashes.
  const name = relative(cwd, resolve(cwd, path)).split(sep).join('/');
  return { plan: parsePlan(text, path), file: { path: name, sha256: createHash('sha256').update(text).digest('hex') } };
}
