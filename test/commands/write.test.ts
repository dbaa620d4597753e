import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import * as disk from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Disk, makeFolder, writeFileAtomically } from '../../src/commands/write.ts';
import { UsageError } from '../../src/errors.ts';
import { folderWith } from '../helpers/run-cli.ts';

let folder: ReturnType<typeof folderWith>;
beforeEach(() => {
  folder = folderWith({ 'plan.json': 'old' });
});
afterEach(() => folder.remove());

const runtime = () => ({ cwd: folder.path, random: Math.random, signal: new AbortController().signal });
const failure = (code: string) => Object.assign(new Error(code), { code });

/** The real disk with a record of calls; `failAt` throws there. */
function recorded(failAt?: string, code = 'ENOSPC'): { readonly fs: Disk; readonly calls: string[] } {
  const calls: string[] = [];
  const note = (call: string) => {
    calls.push(call);
    if (call === failAt) throw failure(code);
  };
  const fs: Disk = {
    lstat: ((path: string) => disk.lstat(path)) as Disk['lstat'],
    rename: async (from, to) => {
      note('rename');
      await disk.rename(from, to);
    },
    unlink: (path) => disk.unlink(path),
    open: (async (path: string, flags: string, mode?: number) => {
      const what = flags === 'r' ? 'folder' : 'file';
      note(`open ${what}`);
      const handle = await disk.open(path, flags, mode);
      return {
        writeFile: async (text: string) => {
          note('write');
          await handle.writeFile(text);
        },
        sync: async () => {
          note(`sync ${what}`);
          await handle.sync();
        },
        close: async () => {
          await handle.close();
          note(`close ${what}`);
        },
      };
    }) as unknown as Disk['open'],
  };
  return { fs, calls };
}

describe('atomic writing', () => {
  it('PF-03: temporary file in the same folder, flush, rename, flush the folder', async () => {
    const { fs, calls } = recorded();
    await writeFileAtomically('plan.json', 'new', runtime(), fs);
    expect(calls).toEqual(['open file', 'write', 'sync file', 'close file', 'rename', 'open folder', 'sync folder', 'close folder']);
    expect(readFileSync(join(folder.path, 'plan.json'), 'utf8')).toBe('new');
    expect(readdirSync(folder.path)).toEqual(['plan.json']);
  });

  it.each(['open file', 'write', 'sync file', 'close file', 'rename'])(
    'PF-02: %s fails: the old file stays, the temporary one goes',
    async (step) => {
      for (const code of ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EDQUOT', 'EMFILE']) {
        const { fs } = recorded(step, code);
        const attempt = writeFileAtomically('plan.json', 'new', runtime(), fs);
        await expect(attempt).rejects.toThrow(UsageError);
        await expect(attempt).rejects.toThrow(new RegExp(`cannot write "plan.json": .*${code}`));
        expect(readFileSync(join(folder.path, 'plan.json'), 'utf8')).toBe('old');
        expect(readdirSync(folder.path)).toEqual(['plan.json']);
      }
    },
  );

  it('PF-04: a failing flush is fatal and not tried again', async () => {
    const { fs, calls } = recorded('sync file', 'EIO');
    await expect(writeFileAtomically('plan.json', 'new', runtime(), fs)).rejects.toThrow(/EIO/);
    expect(calls.filter((call) => call === 'sync file')).toHaveLength(1);
    expect(calls).not.toContain('rename');
  });

  it('PF-05: private, whatever was there before; new folders too', async () => {
    chmodSync(join(folder.path, 'plan.json'), 0o644);
    const before = process.umask(0);
    await writeFileAtomically('plan.json', 'new', runtime());
    await makeFolder('tables/deep', runtime());
    process.umask(before);
    expect(statSync(join(folder.path, 'plan.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder.path, 'tables/deep')).mode & 0o777).toBe(0o700);
  });

  it('PF-06: a symbolic link, a folder and a pipe are refused', async () => {
    symlinkSync('plan.json', join(folder.path, 'link'));
    mkdirSync(join(folder.path, 'folder'));
    execFileSync('mkfifo', [join(folder.path, 'pipe')]);
    for (const [name, kind] of [
      ['link', 'a symbolic link'],
      ['folder', 'a folder'],
      ['pipe', 'not a regular file'],
    ] as const) {
      await expect(writeFileAtomically(name, 'x', runtime())).rejects.toThrow(`cannot write "${name}": it is ${kind}`);
    }
    expect(readFileSync(join(folder.path, 'plan.json'), 'utf8')).toBe('old');
  });

  it('PF-07: a planted temporary file is not followed, names differ', async () => {
    const victim = join(folder.path, 'victim');
    writeFileSync(victim, 'untouched');
    const planted = `.sendplan.tmp-${'80000000'.repeat(4)}`;
    symlinkSync(victim, join(folder.path, planted));
    await expect(writeFileAtomically('plan.json', 'new', { ...runtime(), random: () => 0.5 })).rejects.toThrow(/EEXIST/);
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
    expect(readdirSync(folder.path)).toContain(planted);
  });

  it('an interruption before the rename leaves the old file', async () => {
    const interrupt = new AbortController();
    const pieces = function* () {
      yield 'half';
      interrupt.abort(new Error('interrupted'));
      yield 'way';
    };
    await expect(writeFileAtomically('plan.json', pieces(), { ...runtime(), signal: interrupt.signal })).rejects.toThrow('interrupted');
    expect(readFileSync(join(folder.path, 'plan.json'), 'utf8')).toBe('old');
    expect(readdirSync(folder.path)).toEqual(['plan.json']);
  });

  it('a missing folder is named in words', async () => {
    await expect(writeFileAtomically('no/plan.json', 'x', runtime())).rejects.toThrow(
      'cannot write "no/plan.json": its folder does not exist (ENOENT)',
    );
  });
});
