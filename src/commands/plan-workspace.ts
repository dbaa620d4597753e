/** The plan files a saved plan was made from, resolved as they were then. */

import { realpath, stat } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { loadWorkspace } from '../config/load.ts';
import { UsageError } from '../errors.ts';
import { localDateAt } from '../model/calendar.ts';
import type { Plan } from '../model/plan.ts';
import type { Workspace } from '../model/workspace.ts';
import { readPlan } from './saved-plan.ts';

/** Folder the plan's input paths start from: the working directory, else the plan file's own. Throws: UsageError. */
export async function folderOf(plan: Plan, path: string, cwd: string): Promise<string> {
  const folders = [cwd, dirname(resolve(cwd, path))];
  const paths = [...plan.inputs, ...(plan.previous === null ? [] : [plan.previous])].map((input) => input.path);
  for (const folder of folders) {
    const found = await Promise.all(
      paths.map((input) =>
        stat(resolve(folder, input)).then(
          () => true,
          () => false,
        ),
      ),
    );
    if (found.every(Boolean)) return folder;
    if (found.some(Boolean) && folder === folders.at(-1)) break;
  }
  throw new UsageError(
    `the plan names files that are not here: ${paths.join(', ')}. Looked from ${folders.map((f) => JSON.stringify(f)).join(' and ')}; use -C to say where they are.`,
  );
}

/**
 * A plan file from elsewhere must not make a check read, and quote in a public log, files outside the folder it is checked in.
 * Throws: UsageError for an input that is, or is linked, outside.
 */
export async function refuseOutside(plan: Plan, folder: string): Promise<void> {
  const root = await realpath(folder);
  for (const { path } of [...plan.inputs, ...(plan.previous === null ? [] : [plan.previous])]) {
    const real = await realpath(resolve(folder, path)).catch(() => null);
    if (real === null || real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) continue;
    throw new UsageError(
      `the plan names ${JSON.stringify(path)}, which is outside of ${JSON.stringify(folder)}: check the plan files themselves.`,
    );
  }
}

/**
 * Plan files as they were resolved then: at the snapshot's instant, or, when the plan was made on a later day from saved
 * capacity and the files leave the first day open, on the plan's first day.
 */
async function loadAsOf(paths: readonly string[], { snapshot, horizon }: Plan, folder: string): Promise<Workspace> {
  const { workspace } = await loadWorkspace(paths, { cwd: folder, now: snapshot.observedAt });
  if (workspace.horizon.start === horizon.start) return workspace;
  const noonish = ['12:00:00', '00:00:00', '23:00:00'].map((time) => `${horizon.start}T${time}Z`);
  const then = noonish.find((now) => localDateAt(now, horizon.timeZone) === horizon.start);
  return then === undefined ? workspace : (await loadWorkspace(paths, { cwd: folder, now: then })).workspace;
}

/** Plan files a plan was made from: tables of senders and contacts are read through the plan file that names them. */
export const planPaths = (plan: Plan): readonly string[] =>
  plan.inputs.map((input) => input.path).filter((input) => !/\.(csv|tsv|txt|parquet)$/i.test(input));

/** The workspace the plan was made from: its plan files, as of its first day, continued from its earlier plan. */
export async function workspaceOf(plan: Plan, folder: string, signal: AbortSignal): Promise<Workspace> {
  const workspace = await loadAsOf(planPaths(plan), plan, folder);
  if (plan.previous === null) return workspace;
  const [{ continuePlan }, previous] = await Promise.all([import('../plan/previous.ts'), readPlan(plan.previous.path, folder, signal)]);
  return continuePlan(workspace, previous.plan).workspace;
}
