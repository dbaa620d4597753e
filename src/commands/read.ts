/** Reads the files named on the command line. */

import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TextDecoder } from 'node:util';
import { UsageError } from '../errors.ts';
import { reason } from './write.ts';

/** Largest plan or snapshot file read. Units: bytes. */
export const LARGEST_FILE = 256 * 1024 * 1024;

/**
 * Text of a file in UTF-8; a byte order mark is dropped.
 * Throws: UsageError when it is missing, no regular file, too large or not UTF-8.
 */
export async function readTextFile(path: string, cwd: string): Promise<string> {
  const shown = JSON.stringify(path);
  const file = await open(resolve(cwd, path), 'r').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot read ${shown}: ${error.code === 'ENOENT' ? 'no such file' : reason(error)}`, { cause: error });
  });
  try {
    const about = await file.stat();
    if (!about.isFile()) throw new UsageError(`cannot read ${shown}: it is ${about.isDirectory() ? 'a folder' : 'not a regular file'}`);
    if (about.size > LARGEST_FILE) {
      throw new UsageError(`cannot read ${shown}: ${about.size} bytes, at most ${LARGEST_FILE} are accepted`);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${shown}: ${error instanceof TypeError ? 'it is not UTF-8 text' : reason(error)}`, { cause: error });
  } finally {
    await file.close();
  }
}
