/** Files written whole or not at all. */

import * as disk from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { escapeTerminal } from '../report/escape-terminal.ts';
import type { Runtime } from './runtime.ts';

/** The file system calls used here, in this order: lstat, open, (write, sync, close), rename, open folder, sync. */
export type Disk = Pick<typeof disk, 'lstat' | 'open' | 'rename' | 'unlink'>;

/**
 * Writes a file atomically: a temporary file with an unguessable name in the same folder, flushed, renamed over the
 * target, folder flushed. Mode 0600. Pieces are made one after the other, each after the one before is written. A target that is there already must be a regular file.
 * Throws: UsageError naming the file and the cause; the old file is untouched then and the temporary one gone.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Iterable<string | Uint8Array>,
  runtime: Pick<Runtime, 'cwd' | 'random' | 'signal'>,
  fs: Disk = disk,
): Promise<void> {
  const target = resolve(runtime.cwd, path);
  await refuseUnlessRegular(path, target, fs);
  const temporary = join(dirname(target), `.sendplan.tmp-${randomName(runtime.random)}`);
  let isCreated = false;
  try {
    const file = await fs.open(temporary, 'wx', 0o600);
    isCreated = true;
    try {
      for (const block of blocks(typeof content === 'string' ? [content] : content)) {
        runtime.signal.throwIfAborted();
        await file.writeFile(block);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    runtime.signal.throwIfAborted();
    await fs.rename(temporary, target);
    isCreated = false;
    await flushFolder(dirname(target), fs);
  } catch (error) {
    if (isCreated) await fs.unlink(temporary).catch(() => undefined);
    // An interruption, or a mistake of ours in making the content: not the file's fault.
    if (runtime.signal.aborted || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new UsageError(`cannot write ${shown(path)}: ${reason(error)}`, { cause: error });
  }
}

/** Bytes written at a time. */
const BLOCK = 1024 * 1024;

/** Content in blocks worth a system call. A block is overwritten when the next one is asked for. */
function* blocks(pieces: Iterable<string | Uint8Array>): Generator<Uint8Array> {
  const block = Buffer.allocUnsafe(BLOCK);
  let used = 0;
  for (const piece of pieces) {
    // A UTF-16 unit takes at most three bytes.
    const most = typeof piece === 'string' ? piece.length * 3 : piece.length;
    if (used > 0 && used + most > BLOCK) {
      yield block.subarray(0, used);
      used = 0;
    }
    if (most > BLOCK) yield Buffer.from(piece as string);
    else if (typeof piece === 'string') used += block.write(piece, used);
    else {
      block.set(piece, used);
      used += piece.length;
    }
  }
  if (used > 0) yield block.subarray(0, used);
}

/** Makes sure a folder exists; new ones get mode 0700. Throws: UsageError. */
export async function makeFolder(path: string, runtime: Pick<Runtime, 'cwd'>): Promise<void> {
  try {
    await disk.mkdir(resolve(runtime.cwd, path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UsageError(`cannot make the folder ${shown(path)}: ${reason(error)}`, { cause: error });
  }
}

async function refuseUnlessRegular(path: string, target: string, fs: Disk): Promise<void> {
  const found = await fs.lstat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new UsageError(`cannot write ${shown(path)}: ${reason(error)}`, { cause: error });
  });
  if (found === null || found.isFile()) return;
  const kind = found.isSymbolicLink() ? 'a symbolic link' : found.isDirectory() ? 'a folder' : 'not a regular file';
  throw new UsageError(`cannot write ${shown(path)}: it is ${kind}. Name a regular file, or - for standard output.`);
}

async function flushFolder(folder: string, fs: Disk): Promise<void> {
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const randomName = (random: () => number): string =>
  Array.from({ length: 4 }, () =>
    Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0'),
  ).join('');

const shown = (path: string): string => escapeTerminal(JSON.stringify(path));

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk allowance is used up',
  EEXIST: 'a file of that name is in the way',
};

/** Why a file operation failed, in words where we have some. */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return REASONS[code] ? `${REASONS[code]} (${code})` : code !== '' ? code : error instanceof Error ? error.message : String(error);
}
