/** Whether the plan files a saved plan was made from are still there, and the same. */

import { createHash } from 'node:crypto';
import { UsageError } from '../errors.ts';
import type { Explanation } from '../model/explanation.ts';
import type { Plan } from '../model/plan.ts';
import { folderOf } from './plan-workspace.ts';
import { readInPieces } from './read.ts';
import type { Runtime } from './runtime.ts';

/** State of the inputs, and the folder their paths start from; null when they are not to be used. */
export interface PlanInputs {
  readonly inputs: Explanation['inputs'];
  readonly folder: string | null;
}

/** Compares the files with the digests in the plan, the earlier plan included. Throws: UsageError for a file that cannot be read. */
export async function planInputs(plan: Plan, path: string, { cwd, signal }: Pick<Runtime, 'cwd' | 'signal'>): Promise<PlanInputs> {
  const named = [...plan.inputs, ...(plan.previous === null ? [] : [plan.previous])];
  const folder = await folderOf(plan, path, cwd).catch((error: unknown) => {
    if (error instanceof UsageError) return error;
    throw error;
  });
  if (folder instanceof UsageError)
    return { inputs: { state: 'missing', note: `plan files are missing: ${folder.message}` }, folder: null };
  const changed: string[] = [];
  for (const input of named) {
    const digest = createHash('sha256');
    await readInPieces(input.path, folder, signal, (bytes) => void digest.update(bytes));
    if (digest.digest('hex') !== input.sha256) changed.push(input.path);
  }
  if (changed.length === 0) return { inputs: { state: 'unchanged', note: null }, folder };
  const note = `plan files changed since the plan was made: ${changed.join(', ')}. Plan again with sendplan plan, or bring back the files the plan was made from.`;
  return { inputs: { state: 'changed', note }, folder: null };
}
