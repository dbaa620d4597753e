import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { COMPILE_AFTER_BYTES } from '../../src/commands/compile-late.ts';
import { youngGenerationMb } from '../../src/solver/solve.ts';

interface Tools {
  readonly LIMITS: Readonly<Record<string, { readonly semiSpaceMb: number }>>;
  readonly runSolve: (script: string, root: string, limits: object) => Promise<{ readonly report: { readonly flags: readonly string[] } }>;
}

// The benchmark is plain JavaScript that the type checker does not read, hence the address instead of a name.
const { LIMITS, runSolve } = (await import(new URL('./solver-tools.mjs', import.meta.url).href)) as Tools;
const { SIZES } = (await import(new URL('./instances.mjs', import.meta.url).href)) as {
  readonly SIZES: Readonly<Record<string, { readonly senders: number; readonly days: number }>>;
};

it('the solver alone is measured with what V8 is told in the program: the young generation of its worker (three semi-spaces), late compilation', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sendplan-tools-'));
  try {
    const script = join(folder, 'flags.mjs');
    writeFileSync(script, 'console.log(JSON.stringify({ cpuS: [0], provenS: [0], flags: process.execArgv }));');
    const { report } = await runSolve(script, folder, { solving: 1, solve: 20, memoryMb: 512, runs: 1, semiSpaceMb: 2 });
    expect(report.flags).toContain('--max-semi-space-size=2');
    for (const [size, { senders, days }] of Object.entries(SIZES))
      expect(3 * (LIMITS[size]?.semiSpaceMb ?? 0), size).toBe(youngGenerationMb(senders * days));
    expect(report.flags).toContain(`--interrupt-budget=${COMPILE_AFTER_BYTES}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
