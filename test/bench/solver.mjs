// The plan command beside the naive model in two npm solvers, on generated instances, one process at a time.
// Run: npm run build && npm run bench:solver -- [--sizes S,M] [--variants single,sticky] [--loads 0.7,1.2,2] [--seeds 1] [--tools sendplan,jslp,highs]
//   [--time-limit 60] [--naive-time-limit 25] [--memory 4096] [--weekly] [--out file, - = print only]

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NOW, SIZES, writeInstance } from './instances.mjs';
import { measure } from './solver-run.mjs';
import { growthTable, runTable } from './solver-table.mjs';

/**
 * @typedef {import('./solver-table.mjs').Row} Row
 * @typedef {import('./instances.mjs').InstanceOptions} InstanceOptions
 * @typedef {{ objective: string, value: number, bound: number | null, gap: number | null }} Level
 */

const CLI = process.env['SENDPLAN_TEST_CLI'] ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const NAIVE = { jslp: 'jslp, naive', highs: 'HiGHS, naive' };
/** Part of a run's time the command may spend on solving; the rest is for reading, checking and writing. */
const SOLVING = 5 / 6;

const { values: flags } = parseArgs({
  options: {
    sizes: { type: 'string', default: 'S,M,L' },
    variants: { type: 'string', default: 'single,sticky' },
    loads: { type: 'string', default: '0.7,1.2,2' },
    seeds: { type: 'string', default: '1' },
    tools: { type: 'string', default: 'sendplan,jslp,highs' },
    'time-limit': { type: 'string', default: '60' },
    'naive-time-limit': { type: 'string', default: '25' },
    memory: { type: 'string', default: '4096' },
    weekly: { type: 'boolean', default: false },
    out: { type: 'string', default: fileURLToPath(new URL('./results/solver.md', import.meta.url)) },
  },
});
const timeLimitS = Number(flags['time-limit']);
const naiveLimitS = Number(flags['naive-time-limit']);
const memoryMb = Number(flags.memory);
const tools = flags.tools.split(',');

/** Weighted value of what is served, as the naive models weigh it. @param {Record<string, number>} served */
const weighted = (served) => Object.entries(served).reduce((sum, [p, value]) => sum + value * 30 ** (4 - Number(p)), 0);

/** What a plan file says about itself. @param {string} file */
function readOutcome(file) {
  /** @type {{ status: string, levels: Level[] }} */
  const { status, levels } = JSON.parse(readFileSync(file, 'utf8')).outcome;
  const tiers = levels.filter((l) => l.objective.startsWith('served.priority'));
  /** @type {Record<string, number>} */
  const served = Object.fromEntries(tiers.map((l) => [l.objective.replace('served.priority', ''), l.value]));
  const open = tiers.filter((l) => l.bound === null).map((l) => l.objective);
  const bound = tiers.reduce((sum, l) => sum + (l.bound ?? 0), 0);
  const value = tiers.reduce((sum, l) => sum + l.value, 0);
  const isBounded = open.length === 0;
  return {
    served,
    gap: isBounded ? (bound - value) / Math.max(1, bound) : null,
    worstGap: isBounded ? Math.max(...tiers.map((l) => l.gap ?? 0)) : null,
    note: isBounded ? status : `${status}; no bound for ${open.join(', ')}`,
  };
}

const EMPTY = { served: null, gap: null, worstGap: null };

/** @param {Row['instance']} instance @param {string} tool @param {import('./solver-run.mjs').Measured} run @param {Partial<Row>} rest @returns {Row} */
function rowOf(instance, tool, run, rest) {
  const { isDone, cpuS, wallS, peakMb, reason } = run;
  return { instance, tool, isDone, isTimeOut: reason.startsWith('time-out'), cpuS, wallS, peakMb, ...EMPTY, note: reason, ...rest };
}

/** The whole plan command, then the check of what it wrote. @param {Row['instance']} instance @param {string} folder */
async function runSendplan(instance, folder) {
  const limits = { cwd: folder, timeLimitS, memoryMb };
  const solving = String(Math.max(1, Math.floor(timeLimitS * SOLVING)));
  const argv = [CLI, 'plan', 'instance', '--now', NOW, '--json', '-o', 'plan.json', '-q', '--time-limit', solving];
  const planned = await measure(argv, limits);
  const file = join(folder, 'plan.json');
  if (!planned.isDone || !existsSync(file)) return [rowOf(instance, 'sendplan', planned, { isDone: false })];
  const plan = rowOf(instance, 'sendplan', planned, readOutcome(file));
  const checked = await measure([CLI, 'verify', 'plan.json', '-q'], limits);
  return [plan, rowOf(instance, 'verify', checked, { note: checked.reason || 'the plan holds' })];
}

/** @param {Row['instance']} instance @param {string} folder @param {'jslp' | 'highs'} solver */
async function runNaive(instance, folder, solver) {
  const script = fileURLToPath(new URL(`./naive-${solver}.mjs`, import.meta.url));
  const run = await measure([script, 'instance'], { cwd: folder, timeLimitS: naiveLimitS, memoryMb });
  if (!run.isDone) return rowOf(instance, NAIVE[solver], run, {});
  const { served, columns, rows, isRelaxed, fractional } = JSON.parse(run.stdout);
  const size = `${columns.toLocaleString('en')} columns, ${rows.toLocaleString('en')} rows`;
  return rowOf(instance, NAIVE[solver], run, { served, note: isRelaxed ? `${size}; ${fractional} values fractional` : size });
}

/** Says how our contacts compare with those of the relaxed optimum, and whether they pass it, which no plan can. @param {Row[]} rows */
function compare(rows) {
  const ours = rows.find((r) => r.tool === 'sendplan');
  const relaxed = rows.find((r) => r.tool === NAIVE.highs);
  if (!ours?.served || !relaxed?.served) return;
  if (weighted(ours.served) > weighted(relaxed.served) * (1 + 1e-6)) ours.note += '; MORE THAN THE RELAXED OPTIMUM';
  const total = (/** @type {Record<string, number>} */ served) => Object.values(served).reduce((sum, value) => sum + value, 0);
  ours.note += `; ${((100 * total(ours.served)) / total(relaxed.served)).toFixed(2)} % of the contacts of the relaxed optimum`;
}

/** @param {InstanceOptions} options */
async function runInstance(options) {
  const root = mkdtempSync(join(tmpdir(), 'sendplan-bench-'));
  try {
    writeInstance(join(root, 'instance'), options);
    const { campaigns, senders, days } = SIZES[options.size];
    const instance = { ...options, scale: campaigns * senders * days };
    /** @type {Row[]} */
    const rows = [];
    if (tools.includes('sendplan')) rows.push(...(await runSendplan(instance, root)));
    for (const solver of /** @type {const} */ (['jslp', 'highs'])) {
      if (tools.includes(solver)) rows.push(await runNaive(instance, root, solver));
    }
    compare(rows);
    return rows;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** @type {Row[]} */
const rows = [];
const begin = performance.now();
for (const size of flags.sizes.split(',')) {
  for (const variant of flags.variants.split(',')) {
    for (const load of flags.loads.split(',').map(Number)) {
      for (const seed of flags.seeds.split(',').map(Number)) {
        const options = /** @type {InstanceOptions} */ ({ size, variant, load, seed, weekly: flags.weekly });
        const own = await runInstance(options);
        rows.push(...own);
        const told = own.map((r) => `${r.tool} ${r.cpuS.toFixed(2)} s${r.isDone ? '' : ` (${r.note})`}`).join(', ');
        process.stderr.write(`${size} ${variant} ${load} seed ${seed}: ${told}\n`);
      }
    }
  }
}

const command = ['npm run bench:solver', ...(process.argv.length > 2 ? ['--'] : []), ...process.argv.slice(2)].join(' ');
const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const text = `# Solver

\`${command}\`: sendplan ${version}, Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, ${minutes} minutes.

Instances from \`instances.mjs\`${flags.weekly ? ', with weekly limits' : ''}; load is demand in sends over the capacity campaigns can reach. Every run is a
process of its own, one at a time, with at most ${memoryMb} MB; \`sendplan\` is the whole plan command with ${timeLimitS} s (${Math.floor(timeLimitS * SOLVING)} s of
them for solving), \`verify\` the check of its file, and the naive models (one variable per campaign, sender and day; priorities
as weights; javascript-lp-solver in whole contacts, HiGHS relaxed) have ${naiveLimitS} s. CPU is user and system of all threads.
Gap: what the proven bounds leave open, over all priorities and in the worst one. CPU / jslp and CPU / HiGHS: CPU of the plan
command over that of the naive model; \`<\` where the naive model ran out of time.

${runTable(rows)}

## Growth

CPU ~ (campaigns × senders × days)^exponent, least squares over all finished runs.

${growthTable(rows)}
`;
if (flags.out !== '-') {
  mkdirSync(dirname(resolve(flags.out)), { recursive: true });
  writeFileSync(flags.out, text);
}
process.stdout.write(text);
