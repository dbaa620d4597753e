/** Text of the files findings point into, for code frames. */

import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Finding } from '../model/finding.ts';
import type { Runtime } from './runtime.ts';

const LARGEST = 2 * 1024 * 1024;

/** Contents by file name as findings write it. Files that cannot be read, are no regular files or are too large are left out. */
export async function readSources(findings: readonly Finding[], runtime: Pick<Runtime, 'cwd'>): Promise<ReadonlyMap<string, string>> {
  const names = [...new Set(findings.filter((f) => f.line !== null).map((f) => f.file))].filter((name) => name !== null);
  const sources = new Map<string, string>();
  for (const name of names) {
    const text = await readSmallFile(resolve(runtime.cwd, name)).catch(() => null);
    if (text !== null) sources.set(name, text);
  }
  return sources;
}

async function readSmallFile(path: string): Promise<string | null> {
  const file = await open(path, 'r');
  try {
    const about = await file.stat();
    return about.isFile() && about.size <= LARGEST ? await file.readFile('utf8') : null;
  } finally {
    await file.close();
  }
}
