/** Commands that must not need the network run with every socket sealed and an empty environment. */

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLE_NOW, ROOT, runCli } from '../helpers/run-cli.ts';

const SEAL = `data:text/javascript,${encodeURIComponent(
  `import net from 'node:net'; import dns from 'node:dns';
   const sealed = () => { throw new Error('network used'); };
   net.Socket.prototype.connect = sealed; net.Server.prototype.listen = sealed; dns.lookup = sealed;`,
)}`;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sendplan-offline-'));
  cpSync(join(ROOT, 'plans'), join(folder, 'plans'), { recursive: true });
  const saved = await runCli(['usage', 'plans/example', '--sandbox', '--now', EXAMPLE_NOW, '--save', 'snapshot.json'], { cwd: folder });
  expect(saved.code).toBe(0);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const sealed = (argv: readonly string[]) => runCli(argv, { cwd: folder, env: { NODE_OPTIONS: `--import ${SEAL}` } });

describe('HT-30, CI-07 sealed net, empty environment', () => {
  it('the seal works: live capacity cannot be read', async () => {
    const { code, stderr } = await sealed(['usage', 'plans/example', '--sandbox', '--now', EXAMPLE_NOW]);
    expect(code).not.toBe(0);
    expect(stderr).not.toBe('');
  });

  it.each([
    ['validate', 'plans/example', '--now', EXAMPLE_NOW],
    ['usage', 'plans/example', '--snapshot', 'snapshot.json', '--now', EXAMPLE_NOW],
    ['plan', 'plans/example', '--snapshot', 'snapshot.json', '--now', EXAMPLE_NOW, '-o', 'plan.json'],
    ['verify', 'plan.json'],
    ['explain', 'plan.json', 'black-friday', '--prices'],
    ['check', 'plan.json', '--now', EXAMPLE_NOW],
    ['check', 'plans/example', '--snapshot', 'snapshot.json', '--now', EXAMPLE_NOW],
    ['schema', 'plan-json'],
    ['completion', 'bash'],
    ['--help'],
  ])('%s %s', async (...argv) => {
    const { code, stderr, stdout } = await sealed(argv);
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    expect(stdout.length).toBeGreaterThan(0);
  });
});

describe('the same inputs give the same bytes', () => {
  it('in another zone, locale and folder', async () => {
    const plan = (env: Record<string, string>) =>
      runCli(['plan', 'plans/example', '--snapshot', 'snapshot.json', '--now', EXAMPLE_NOW, '--json', '-q'], { cwd: folder, env });
    const first = await plan({ TZ: 'UTC', LANG: 'C' });
    expect(first.code).toBe(0);
    for (const env of [
      { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8' },
      { TZ: 'America/Los_Angeles', LANG: 'de_DE.UTF-8' },
    ]) {
      expect((await plan(env)).stdout).toBe(first.stdout);
    }
    expect(first.stdout).not.toContain(folder);
  });
});
