/** Whether the files given are plan files, which are planned, or a saved plan, which is read. */

import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';

/** A saved plan says what it is in its first line; this much of a file is looked at. Units: bytes. */
const HEAD = 4096;

/** Path of the saved plan among the files given, or null when there is none. Throws: UsageError when it is not alone. */
export async function savedPlanAmong(paths: readonly string[], cwd: string): Promise<string | null> {
  for (const path of paths) {
    if (!(await beginsLikePlan(resolve(cwd, path)))) continue;
    if (paths.length === 1) return path;
    throw new UsageError(`${path} is a saved plan: check it alone, or give plan files only.`);
  }
  return null;
}

/** Files that cannot be read are no plans: whoever reads them next says why. */
async function beginsLikePlan(path: string): Promise<boolean> {
  const about = await stat(path).catch(() => null);
  if (!about?.isFile() || !path.endsWith('.json')) return false;
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return /^\ufeff?\s*\{[^{}[\]]*"formatVersion"/.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}
