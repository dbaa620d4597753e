/** Reads the files named on the command line. */

import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TextDecoder } from 'node:util';
import { UsageError } from '../errors.ts';
import { reason } from './write.ts';

/** Largest file read as one text. Units: bytes. */
export const LARGEST_FILE = 256 * 1024 * 1024;
/** Largest file read in pieces: four times the plan of 100,000 senders. Larger ones would fill memory with rows. Units: bytes. */
export const LARGEST_STREAM = 8 * 1024 * 1024 * 1024;

const PIECE = 1024 * 1024;

/**
 * Text of a file in UTF-8; a byte order mark is dropped.
 * Throws: UsageError when it is missing, no regular file, too large or not UTF-8.
 */
export async function readTextFile(path: string, cwd: string): Promise<string> {
  const bytes = await withFile(path, cwd, LARGEST_FILE, (file) => file.readFile());
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UsageError(`cannot read ${JSON.stringify(path)}: it is not UTF-8 text`, { cause: error });
  }
}

/**
 * Hands over a file's bytes in pieces; a piece is overwritten after `take` has returned. Stops when `signal` is aborted.
 * Throws: UsageError when the file is missing, no regular file or too large; what `take` throws.
 */
export const readInPieces = (path: string, cwd: string, signal: AbortSignal, take: (bytes: Uint8Array) => void): Promise<void> =>
  withFile(path, cwd, LARGEST_STREAM, async (file) => {
    const buffer = Buffer.allocUnsafe(PIECE);
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, PIECE, null);
      if (bytesRead === 0) return;
      take(buffer.subarray(0, bytesRead));
    }
  });

async function withFile<T>(path: string, cwd: string, largest: number, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const failure = (error: NodeJS.ErrnoException) =>
    new UsageError(`cannot read ${JSON.stringify(path)}: ${error.code === 'ENOENT' ? 'no such file' : reason(error)}`, { cause: error });
  const file = await open(resolve(cwd, path), 'r').catch((error: NodeJS.ErrnoException) => {
    throw failure(error);
  });
  try {
    const about = await file.stat();
    if (!about.isFile()) {
      throw new UsageError(`cannot read ${JSON.stringify(path)}: it is ${about.isDirectory() ? 'a folder' : 'not a regular file'}`);
    }
    if (about.size > largest)
      throw new UsageError(`cannot read ${JSON.stringify(path)}: ${about.size} bytes, at most ${largest} are accepted`);
    return await use(file);
  } catch (error) {
    // Only what the system says about the file is put into words here.
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : failure(error as NodeJS.ErrnoException);
  } finally {
    await file.close();
  }
}
