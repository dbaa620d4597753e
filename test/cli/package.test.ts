/** What is shipped: the built program with the licences of everything in it, and no install script anywhere. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/run-cli.ts';

const json = (name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));

describe('package', () => {
  it('SC-03: the built program holds its libraries; it needs none besides those that package.json has installed with it', () => {
    const { dependencies = {}, optionalDependencies = {}, tsdown } = json('package.json');
    const installed = Object.keys({ ...dependencies, ...optionalDependencies });
    expect(installed.filter((name) => tsdown.deps.alwaysBundle.includes(name))).toEqual([]);
    for (const file of readdirSync(join(ROOT, 'dist')).filter((name) => name.endsWith('.js'))) {
      const text = readFileSync(join(ROOT, 'dist', file), 'utf8');
      const needed = [...text.matchAll(/(?:^|[;}])(?:import|export)[^;"'`]*?from"([^"]+)"|\bimport\([`"']([^`"'$]+)[`"']\)/g)].map(
        (m) => m[1] ?? m[2] ?? '',
      );
      const foreign = needed.filter((name) => !name.startsWith('.') && !isBuiltin(name) && !installed.includes(name));
      expect([file, foreign]).toEqual([file, []]);
    }
    expect(existsSync(join(ROOT, 'dist/highs.wasm'))).toBe(true);
  });

  it('ships the licence of every library', () => {
    const notices = readFileSync(join(ROOT, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of json('package.json').tsdown.deps.alwaysBundle)
      expect(notices).toMatch(new RegExp(`^${name.replaceAll('/', '\\/')} \\d`, 'm'));
  });

  it('SC-01 SC-02 the lock file has integrity for every package, one source, no install script', () => {
    for (const [path, entry] of Object.entries<Record<string, unknown>>(json('package-lock.json').packages)) {
      if (path === '') continue;
      expect([path, typeof entry['integrity'], entry['resolved'], entry['hasInstallScript']]).toEqual([
        path,
        'string',
        undefined,
        undefined,
      ]);
    }
  });

  it('names exact versions', () => {
    const { dependencies, devDependencies } = json('package.json');
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+(-[\w.]+)?$/)]);
  });
});
