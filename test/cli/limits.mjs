// Time limit and Ctrl-C on a generated instance, with the built program: npm run build && npm run check:limits -- [--size XL] [--variant sticky] [--load 1.2] [--seed 1]

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildProblem, createHttp, loadWorkspace, mergeSnapshot, PROVIDERS, solve, takeReadings } from '../../dist/index.js';
import { NOW, writeInstance } from '../bench/instances.mjs';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const LIMIT_MS = 1_000;
/** What a stage may take beyond its limit, and a command after Ctrl-C. */
const GRACE_MS = 2_000;
/** Parts of a whole run at which it is interrupted. */
const MOMENTS = [0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95];

const { values: flags } = parseArgs({
  options: {
    size: { type: 'string', default: 'XL' },
    variant: { type: 'string', default: 'sticky' },
    load: { type: 'string', default: '1.2' },
    seed: { type: 'string', default: '1' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'sendplan-limits-'));
const clock = () => performance.now();
let isFine = true;

/** One line of the report. */
function report(/** @type {string} */ what, /** @type {number} */ ms, /** @type {number} */ atMost, /** @type {string} */ more = '') {
  const holds = ms <= atMost;
  isFine &&= holds;
  process.stdout.write(`${holds ? 'ok  ' : 'LATE'} ${what}: ${Math.round(ms)} ms, at most ${atMost} ms${more}\n`);
}

/** Runs the program; `interruptAt`: ms after its start. */
function run(/** @type {string[]} */ argv, /** @type {number | null} */ interruptAt = null) {
  const begin = clock();
  const child = spawn(process.execPath, [CLI, ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  let sentAt = Number.NaN;
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const timer =
    interruptAt === null
      ? undefined
      : setTimeout(() => {
          sentAt = clock();
          child.kill('SIGINT');
        }, interruptAt);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, errors, ms: clock() - begin, afterSignal: clock() - sentAt });
    });
  });
}

async function solveStage() {
  const { workspace } = await loadWorkspace([join(folder, 'plan')], { cwd: folder, now: NOW });
  const http = await createHttp({
    now: () => Date.parse(NOW),
    clock,
    sleep: async () => undefined,
    random: () => 0.5,
    signal: new AbortController().signal,
    baseUrls: {},
  });
  const readings = await takeReadings(workspace, {
    providers: PROVIDERS,
    http,
    now: NOW,
    clock,
    credential: () => undefined,
    trustZeros: false,
    strict: true,
    excludeProviders: [],
  });
  await http.close();
  const problem = buildProblem(workspace, mergeSnapshot(workspace, readings, { observedAt: NOW, excludedProviders: [], stale: null }));
  const stop = new AbortController();
  const options = {
    solver: /** @type {const} */ ('auto'),
    timeLimitMs: LIMIT_MS,
    workerUrl: new URL('../../dist/worker.js', import.meta.url),
    signal: stop.signal,
    clock,
    onProgress: () => undefined,
    onFallback: () => undefined,
  };
  const begin = clock();
  const solution = await solve(problem, options);
  report('solve stage', clock() - begin, LIMIT_MS + GRACE_MS, `, by ${solution.engine.name}, ${solution.starts.length} starts`);
  let stoppedAt = Number.NaN;
  setTimeout(() => {
    stoppedAt = clock();
    stop.abort(new Error('stopped'));
  }, LIMIT_MS / 2);
  await solve(problem, { ...options, timeLimitMs: 60_000 }).catch(() => undefined);
  if (!Number.isNaN(stoppedAt)) report('solve stage, cancelled', clock() - stoppedAt, GRACE_MS);
}

try {
  writeInstance(join(folder, 'plan'), { size: flags.size, variant: flags.variant, load: Number(flags.load), seed: Number(flags.seed) });
  process.stdout.write(`${flags.size} ${flags.variant}, load ${flags.load}, seed ${flags.seed}\n`);
  await solveStage();
  const out = join(folder, 'plan.json');
  const argv = ['plan', join(folder, 'plan'), '--now', NOW, '-o', out, '--quiet'];
  const limited = await run([...argv, '--time-limit', String(LIMIT_MS / 1000)]);
  const checked = await run(['verify', out]);
  const levels = /"levels": (\[[\s\S]*?\n? *\])/.exec(readFileSync(out, 'utf8').slice(0, 100_000_000))?.[1] ?? '[]';
  process.stdout.write(
    `whole command with --time-limit: ${Math.round(limited.ms)} ms, exit ${limited.code}; verify: exit ${checked.code}\n${levels}\n`,
  );
  isFine &&= limited.code === 0 && checked.code === 0;
  rmSync(out);
  for (const moment of MOMENTS) {
    const { code, afterSignal } = await run(argv, moment * limited.ms);
    if (code === 0) continue;
    const left = readdirSync(folder).filter((name) => name !== 'plan');
    report(
      `Ctrl-C after ${Math.round(moment * limited.ms)} ms`,
      afterSignal,
      GRACE_MS,
      `, exit ${code}, left behind: ${left.join(' ') || 'nothing'}`,
    );
    isFine &&= code === 130 && left.length === 0;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = isFine ? 0 : 1;
