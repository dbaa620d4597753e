// The tools that are compared: the solver alone, the whole command with its check, and the naive model in two npm solvers.

import { mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { NOW } from './instances.mjs';
import { measure } from './solver-run.mjs';

/**
 * @typedef {import('./solver-run.mjs').Measured} Measured
 * @typedef {import('./solve-entry.ts').SolveReport} SolveReport
 * @typedef {{ solving: number, solve: number, command: number, memoryMb: number, runs: number, semiSpaceMb: number }} Limits
 *   seconds the solver may take, the process of the solver alone and a whole command; most runs of the solver in one process;
 *   a third of the young generation of the solver's worker
 * @typedef {{ objective: string, value: number, bound: number | null }} Level
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = process.env['SENDPLAN_TEST_CLI'] ?? join(ROOT, 'dist/cli.js');
/** No further run of the solver begins after this much CPU, in seconds. */
export const WARM_SECONDS = 8;

/** How late V8 compiles, as in the program. */
const COMPILE_LATE = '--interrupt-budget=700000';

/** @type {Readonly<Record<import('./instances-base.mjs').Size, Limits>>} */
export const LIMITS = {
  S: { solving: 10, solve: 30, command: 30, memoryMb: 1024, runs: 60, semiSpaceMb: 2 },
  M: { solving: 10, solve: 30, command: 30, memoryMb: 1024, runs: 40, semiSpaceMb: 2 },
  L: { solving: 20, solve: 60, command: 60, memoryMb: 2048, runs: 20, semiSpaceMb: 2 },
  XL: { solving: 30, solve: 90, command: 120, memoryMb: 4096, runs: 10, semiSpaceMb: 8 },
  XXL: { solving: 240, solve: 300, command: 600, memoryMb: 8192, runs: 1, semiSpaceMb: 8 },
};

/** Bundles the solver alone into a temporary folder. */
export async function bundleSolver() {
  const folder = mkdtempSync(join(tmpdir(), 'sendplan-solver-'));
  // Packages that are not bundled are looked up from the bundle's place.
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const entry = { solve: fileURLToPath(new URL('./solve-entry.ts', import.meta.url)) };
  const target = 'node20.19';
  await build({
    config: false,
    cwd: ROOT,
    entry,
    outDir: folder,
    format: 'esm',
    target,
    dts: false,
    clean: false,
    deps: { neverBundle: [/^[a-z@]/] },
    report: false,
    logLevel: 'error',
  });
  return { script: join(folder, 'solve.mjs'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Middle value of the later half of the runs, when V8 has compiled most of what runs; of a single run its own. @param {readonly number[]} cpuS */
function typical(cpuS) {
  const warm = cpuS.slice(cpuS.length >> 1).sort((a, b) => a - b);
  return warm[warm.length >> 1] ?? Number.NaN;
}

/** The last line of JSON a tool printed. @param {Measured} run */
const answerOf = (run) => JSON.parse(run.stdout);

/** The solver alone. @param {string} script @param {string} root @param {Limits} limits */
export async function runSolve(script, root, { solving, solve, memoryMb, runs, semiSpaceMb }) {
  const argv = [script, 'instance', NOW, String(runs), String(WARM_SECONDS), String(solving)];
  const run = await measure(argv, {
    cwd: root,
    timeLimitS: solve,
    memoryMb,
    nodeOptions: [`--max-semi-space-size=${semiSpaceMb}`, COMPILE_LATE],
  });
  if (!run.isDone) return { run, report: null, cpuS: Number.NaN, provenS: Number.NaN, coldS: Number.NaN };
  /** @type {SolveReport} */
  const report = answerOf(run);
  return { run, report, cpuS: typical(report.cpuS), provenS: typical(report.provenS), coldS: report.cpuS[0] ?? Number.NaN };
}

/** From plan files to a written plan, then the check of that plan; the levels are those the check recomputed. @param {string} root @param {Limits} limits */
export async function runCommand(root, { solving, command, memoryMb }) {
  const limits = { cwd: root, timeLimitS: command, memoryMb };
  const planned = await measure([CLI, 'plan', 'instance', '--now', NOW, '-o', 'plan.json', '-q', '--time-limit', String(solving)], limits);
  if (!planned.isDone) return { planned, checked: null, levels: null, isOptimal: false, planMb: Number.NaN };
  const checked = await measure([CLI, 'verify', 'plan.json', '-q', '--json'], limits);
  const planMb = statSync(join(root, 'plan.json')).size / 2 ** 20;
  if (!checked.isDone) return { planned, checked, levels: null, isOptimal: false, planMb };
  /** @type {{ isOptimal: boolean, levels: Level[] }} */
  const { levels, isOptimal } = answerOf(checked).verification;
  return { planned, checked, levels, isOptimal, planMb };
}

/** The naive model in one of the two solvers. @param {'jslp' | 'highs'} solver @param {string} root @param {{ timeLimitS: number, memoryMb: number }} limits */
export async function runNaive(solver, root, limits) {
  const script = fileURLToPath(new URL(`./naive-${solver}.mjs`, import.meta.url));
  const run = await measure([script, 'instance'], { cwd: root, ...limits });
  /** @type {{ columns: number, rows: number, served: Record<string, number>, cpuS: number, isRelaxed: boolean, fractional: number } | null} */
  const answer = run.isDone ? answerOf(run) : null;
  return { run, answer };
}
