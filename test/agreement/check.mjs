// Every engine against exact branch and bound on random workspaces, at length: npm run check:agreement -- [--count 20000] [--seed 1]

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sendplan-agreement-'));
// So that the bundle finds the packages it does not contain.
symlinkSync(join(HERE, '../../node_modules'), join(folder, 'node_modules'));
try {
  await build({
    config: false,
    entry: join(HERE, 'run.ts'),
    outDir: folder,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    dts: false,
    logLevel: 'error',
  });
  const { status } = spawnSync(process.execPath, [join(folder, 'run.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
