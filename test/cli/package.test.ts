/** What is shipped: the built program with the licences of everything in it, and no install script anywhere. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../helpers/run-cli.ts';

const json = (name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));

describe('package', () => {
  it('ships the licence of every library', () => {
    const notices = readFileSync(join(ROOT, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of Object.keys(json('package.json').dependencies))
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
