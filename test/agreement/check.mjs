// Every engine against exact branch and bound on random workspaces, at length: npm run check:agreement -- [--count 20000] [--seed 1]

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';

const HERE = fileURLToPath(new URL('.', import.meta.url));
// Inside the repository, so that the bundle finds the packages it does not contain, without a link that cleaning up could follow.
const folder = mkdtempSync(join(HERE, '../../.agreement.tmp-'));
try {
  await build({
    config: false,
    entry: join(HERE, 'run.ts'),
    outDir: folder,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    dts: false,
    clean: false,
    deps: { neverBundle: [/^[a-z@]/] },
    logLevel: 'error',
  });
  const { status } = spawnSync(process.execPath, [join(folder, 'run.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
