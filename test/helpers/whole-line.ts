/** From plan files to capacity, as the commands go: files, declared readings, snapshot. */

import { loadWorkspace } from '../../src/config/load.ts';
import { createHttp } from '../../src/providers/http.ts';
import { PROVIDERS } from '../../src/providers/registry.ts';
import { mergeSnapshot } from '../../src/snapshot/merge.ts';
import { takeReadings } from '../../src/snapshot/take.ts';
import { NOW } from './builders.ts';
import { folderWith } from './run-cli.ts';
import type { Small } from './small-workspaces.ts';

/** Workspace and snapshot of plan files with declared accounts only; file name → text. */
export async function fromFiles(files: Readonly<Record<string, string>>): Promise<Small> {
  const folder = folderWith(files);
  const http = await createHttp({
    now: () => Date.parse(NOW),
    clock: () => 0,
    sleep: async () => undefined,
    random: () => 0.5,
    signal: new AbortController().signal,
    baseUrls: {},
  });
  try {
    const { workspace, findings } = await loadWorkspace(['.'], { cwd: folder.path, now: NOW });
    const wrong = findings.filter((f) => f.severity !== 'info');
    if (wrong.length > 0) throw new Error(wrong.map((f) => f.message).join('; '));
    const readings = await takeReadings(workspace, {
      providers: PROVIDERS,
      http,
      now: NOW,
      clock: () => 0,
      credential: () => undefined,
      trustZeros: false,
      strict: true,
      excludeProviders: [],
    });
    return { workspace, snapshot: mergeSnapshot(workspace, readings, { observedAt: NOW, excludedProviders: [], stale: null }) };
  } finally {
    await http.close();
    folder.remove();
  }
}
