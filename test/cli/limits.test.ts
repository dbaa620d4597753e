/** The program on a generated instance: same bytes every time, a plan at the time limit, nothing left behind by Ctrl-C. */

import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW } from '../helpers/builders.ts';
import { NETWORK_FILE, SEQUENCE_FILE } from '../helpers/permutations.ts';
import { runCli } from '../helpers/run-cli.ts';

// A script, not part of the typed sources.
const { writeInstance } = (await import(new URL('../bench/instances.mjs', import.meta.url).href)) as {
  readonly writeInstance: (folder: string, options: { size: string; variant: string; load: number; seed: number }) => void;
};

/** Whole runs of the program on a busy machine. */
const TIMEOUT = { timeout: 120_000 };
const AT = ['--now', NOW];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sendplan-limits-'));
  writeInstance(join(folder, 'instance'), { size: 'M', variant: 'sticky', load: 1.2, seed: 1 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the program', () => {
  it('SV-31 three runs give the same bytes', TIMEOUT, async () => {
    for (const [name, value] of Object.entries({ network: NETWORK_FILE, sequence: SEQUENCE_FILE })) {
      writeFileSync(join(folder, `${name}.sendplan.json`), JSON.stringify(value));
      const run = () => runCli(['plan', `${name}.sendplan.json`, '--json', ...AT], { cwd: folder });
      const [first, second, third] = [await run(), await run(), await run()];
      expect([name, first.code]).toEqual([name, 0]);
      expect(JSON.parse(first.stdout).starts.length).toBeGreaterThan(0);
      expect([second.stdout === first.stdout, third.stdout === first.stdout]).toEqual([true, true]);
    }
  });

  it.each(['0.05', '0.5'])('SV-12 --time-limit %s: a plan that the check accepts, with a gap or a proof', TIMEOUT, async (limit) => {
    const argv = ['plan', 'instance', '-o', 'limited.json', '--quiet', '--time-limit', limit, ...AT];
    expect((await runCli(argv, { cwd: folder })).code).toBe(0);
    expect((await runCli(['verify', 'limited.json'], { cwd: folder })).code).toBe(0);
    const { outcome, findings, starts } = JSON.parse(readFileSync(join(folder, 'limited.json'), 'utf8'));
    expect(starts.length).toBeGreaterThan(0);
    const open = outcome.levels.filter((l: { objective: string; gap: number | null }) => l.objective.startsWith('served.') && l.gap !== 0);
    // Whatever is not proven is said, level by level.
    expect(findings.filter((f: { kind: string }) => f.kind === 'solver.gap')).toHaveLength(open.length);
    expect(outcome.status).toBe(open.length === 0 ? 'optimal' : 'feasible');
  });

  it.each([300, 600, 1_000, 1_500])('SV-44 Ctrl-C after %i ms: 130 and nothing half-written, or done before', TIMEOUT, async (ms) => {
    const target = join(folder, `stopped-${ms}`);
    mkdirSync(target);
    const onStart = (child: ChildProcess) => {
      setTimeout(() => child.kill('SIGINT'), ms);
    };
    const result = await runCli(['plan', 'instance', '-o', join(target, 'plan.json'), ...AT], { cwd: folder, onStart });
    if (result.code === 0) expect(readdirSync(target)).toEqual(['plan.json']);
    else {
      // Before the program listens to it, the signal itself ends the process.
      expect(result.code === 130 || (result.code === null && result.signal === 'SIGINT')).toBe(true);
      expect(readdirSync(target)).toEqual([]);
    }
  });
});
