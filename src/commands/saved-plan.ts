/** Plan files given on the command line. */

import { createHash } from 'node:crypto';
import { relative, resolve, sep } from 'node:path';
import type { Plan } from '../model/plan.ts';
import type { InputFile } from '../model/workspace.ts';
import { readInPieces } from './read.ts';

/** A plan file that was read. */
export interface SavedPlan {
  readonly plan: Plan;
  /** `sha256` of its bytes. */
  readonly file: InputFile;
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Reads and checks a plan file piece by piece. Throws: UsageError, ConfigError. */
export async function readPlan(path: string, cwd: string, signal: AbortSignal): Promise<SavedPlan> {
  const { planReader } = await import('../plan/file.ts');
  const reader = planReader(path);
  const digest = createHash('sha256');
  let isFirst = true;
  await readInPieces(path, cwd, signal, (bytes) => {
    digest.update(bytes);
    const isMarked = isFirst && BYTE_ORDER_MARK.equals(bytes.subarray(0, BYTE_ORDER_MARK.length));
    reader.push(isMarked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes);
    isFirst = false;
  });
  // As plan files are named in a plan: from the working directory, with forward slashes.
  const name = relative(cwd, resolve(cwd, path)).split(sep).join('/');
  return { plan: reader.end(), file: { path: name, sha256: digest.digest('hex') } };
}
