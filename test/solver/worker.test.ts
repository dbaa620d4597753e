/** The solver stage around its worker: limits, crashes, cancelling. Stub workers stand in for engines that misbehave. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProblem } from '../../src/problem/build.ts';
import { GRACE_MS, type StageOptions, solve, usualTimeLimitMs } from '../../src/solver/solve.ts';
import { accountCapacity, campaign, senderCapacity, snapshot, workspace } from '../helpers/builders.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sendplan-worker-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const problem = buildProblem(workspace([campaign('c', 5)]), snapshot([accountCapacity('a', [senderCapacity('s', { dailyLimit: 1 })])]));

const stub = (name: string, body: string): URL => {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, `import { parentPort, workerData } from 'node:worker_threads';\n${body}`);
  return pathToFileURL(path);
};

function stage(workerUrl: URL, over: Partial<StageOptions> = {}): { options: StageOptions; said: string[] } {
  const said: string[] = [];
  return {
    said,
    options: {
      solver: 'highs',
      timeLimitMs: 200,
      workerUrl,
      signal: new AbortController().signal,
      clock: () => performance.now(),
      onProgress: () => undefined,
      onFallback: (message) => said.push(message),
      ...over,
    },
  };
}

/** Largest delay of this thread's timers while `work` runs, in milliseconds. */
async function drift(work: Promise<unknown>): Promise<number> {
  let worst = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    worst = Math.max(worst, performance.now() - last - 10);
    last = performance.now();
  }, 10);
  await work.catch(() => undefined);
  clearInterval(timer);
  return worst;
}

const ANSWER = `{ starts: [], followUps: [], overage: [], levels: [], bottlenecks: [], engine: { name: workerData.engine, version: '0' }, isTimeLimited: false }`;

describe('usual time limit', () => {
  it('is 30 s, and more for more than 750,000 sender-days', () => {
    const of = (senders: number, dayCount: number) =>
      usualTimeLimitMs({ ...problem, senders: Array(senders).fill(problem.senders[0]), dayCount });
    expect(usualTimeLimitMs(problem)).toBe(30_000);
    expect(of(12_500, 60)).toBe(30_000);
    expect(of(100_000, 60)).toBe(240_000);
  });
});

describe('solver stage', () => {
  it('SV-25 an engine that never comes back is ended at the limit, this thread stays responsive', async () => {
    const { options } = stage(stub('hang', 'for (;;) {}'));
    const begin = performance.now();
    const run = solve(problem, options);
    expect(await drift(run)).toBeLessThan(200);
    // One contact a day fits: filled greedily, said by the name of the engine.
    const answer = await run;
    expect(answer).toMatchObject({ isTimeLimited: true, engine: { name: 'greedy' } });
    expect(answer.levels[0]).toMatchObject({ name: 'served.priority1', value: 5_000_000, isFinished: false });
    expect(performance.now() - begin).toBeLessThan(200 + GRACE_MS + 1_000);
  });

  it('the best plan so far survives an engine that hangs afterwards, marked as time limited', async () => {
    const { options } = stage(
      stub('late', `parentPort.postMessage({ type: 'solution', solution: ${ANSWER} }); setTimeout(() => { for (;;) {} }, 20);`),
    );
    await expect(solve(problem, options)).resolves.toMatchObject({ isTimeLimited: true, engine: { name: 'highs' } });
  });

  it('SV-26 a worker out of memory is an error of its own, and the next solve works', async () => {
    const hungry = stage(stub('hungry', 'const keep = []; for (;;) keep.push(new Array(1e5).fill(keep.length));'), {
      timeLimitMs: 20_000,
      workerMemoryMb: 64,
    });
    await expect(solve(problem, hungry.options)).rejects.toMatchObject({ code: 'solver_memory' });
    const next = stage(stub('next', `parentPort.postMessage({ type: 'done', solution: ${ANSWER} });`), { timeLimitMs: 5_000 });
    await expect(solve(problem, next.options)).resolves.toMatchObject({ isTimeLimited: false });
  });

  it('SV-27 a trap is tried once more in a fresh worker, then the other engine answers, said aloud', async () => {
    const trap = stub(
      'trap',
      `if (workerData.engine !== 'jslp') throw new WebAssembly.RuntimeError('unreachable'); parentPort.postMessage({ type: 'done', solution: ${ANSWER} });`,
    );
    const { options, said } = stage(trap, { solver: 'auto', timeLimitMs: 5_000 });
    await expect(solve(problem, options)).resolves.toMatchObject({ engine: { name: 'jslp' } });
    expect(said).toHaveLength(2);
    expect(said[0]).toContain('trying highs');
    expect(said[1]).toContain('trying jslp');
  });

  it('SV-27 an engine asked for by name has no stand-in', async () => {
    const { options, said } = stage(stub('trap2', `throw new WebAssembly.RuntimeError('unreachable');`), { timeLimitMs: 5_000 });
    await expect(solve(problem, options)).rejects.toMatchObject({ code: 'solver_crashed' });
    expect(said).toHaveLength(1);
  });

  it('SV-44 a cancelled solve ends at once', async () => {
    const controller = new AbortController();
    const { options } = stage(stub('hang2', 'for (;;) {}'), { timeLimitMs: 60_000, signal: controller.signal });
    const run = solve(problem, options);
    const begin = performance.now();
    setTimeout(() => controller.abort(new Error('stopped by the user')), 100);
    await expect(run).rejects.toThrow('stopped by the user');
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
