// The solver and the plan command on generated instances, beside the naive model in two npm solvers, one process at a time.
// Run: npm run bench:solver -- [--sizes S,M,L,XL,XXL] [--variants single,sticky,thinning] [--loads 0.7,1.2,2] [--seeds 1,2,3] [--every]
//   [--naive-seeds 1] [--naive-time-limit 10] [--naive-memory 2048] [--weekly] [--out file, - = print only]
// XXL is measured for load 1.2 and seed 1 only, and not thinning, unless --every asks for all loads and seeds.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SIZES, writeInstance } from './instances.mjs';
import { growthTable, middleOf, NAIVE, naiveTable, runTable, targetTable, verdict } from './solver-table.mjs';
import { bundleSolver, LIMITS, runCommand, runNaive, runSolve, WARM_SECONDS } from './solver-tools.mjs';

/**
 * @typedef {import('./solver-table.mjs').Row} Row
 * @typedef {import('./instances-base.mjs').InstanceOptions} InstanceOptions
 */

const { values: flags } = parseArgs({
  options: {
    sizes: { type: 'string', default: 'S,M,L,XL,XXL' },
    variants: { type: 'string', default: 'single,sticky,thinning' },
    loads: { type: 'string', default: '0.7,1.2,2' },
    seeds: { type: 'string', default: '1,2,3' },
    every: { type: 'boolean', default: false },
    'naive-seeds': { type: 'string', default: '1' },
    'naive-time-limit': { type: 'string', default: '10' },
    'naive-memory': { type: 'string', default: '2048' },
    weekly: { type: 'boolean', default: false },
    out: { type: 'string', default: fileURLToPath(new URL('./results/solver.md', import.meta.url)) },
  },
});
const naiveLimits = { timeLimitS: Number(flags['naive-time-limit']), memoryMb: Number(flags['naive-memory']) };
const naiveSeeds = flags['naive-seeds'].split(',');

/**
 * What the proven bounds leave open: over all contacts, where a contact lost at one priority counts again at every later one
 * that could have gained from it; in the weighted sum each proof is about, the worst of them; and in the worst priority.
 * @param {Row['command']['levels']} levels @param {Readonly<Record<string, Readonly<Record<string, number>>>>} kept level → earlier level → weight in its proof
 */
function gapOf(levels, kept) {
  const tiers = levels?.filter((l) => l.objective.startsWith('served.priority')) ?? [];
  if (tiers.length === 0 || tiers.some((l) => l.bound === null)) return { total: null, weighted: null, worst: null };
  const part = (/** @type {number} */ bound, /** @type {number} */ value) => (bound - value) / Math.max(1, bound);
  const sum = (/** @type {'bound' | 'value'} */ key) => tiers.reduce((all, l) => all + (l[key] ?? 0), 0);
  const weighted = tiers.map(({ objective, value, bound }, p) => {
    const before = tiers.slice(0, p).reduce((all, l) => all + (kept[objective]?.[l.objective] ?? 0) * l.value, 0);
    return part(before + (bound ?? 0), before + value);
  });
  return {
    total: part(sum('bound'), sum('value')),
    weighted: Math.max(...weighted),
    worst: Math.max(...tiers.map((l) => part(l.bound ?? 0, l.value))),
  };
}

/** Smallest size at which a naive model failed, by tool, variant and load. @type {Map<string, string>} */
const failed = new Map();

/** @param {InstanceOptions} options @param {string} root @returns {Promise<Row['naive']>} */
async function naiveRuns({ size, variant, load, seed }, root) {
  /** @type {Row['naive']} */
  const runs = { jslp: 'not asked for', highs: 'not asked for' };
  for (const tool of naiveSeeds.includes(String(seed)) ? NAIVE : []) {
    const kind = `${tool} ${variant} ${load}`;
    const at = failed.get(kind);
    runs[tool] = at === undefined ? await runNaive(tool, root, naiveLimits) : `not run: failed at ${at}`;
    const { [tool]: run } = runs;
    if (typeof run !== 'string' && run.answer === null) failed.set(kind, size);
  }
  return runs;
}

/** @param {string} script @param {InstanceOptions} options @returns {Promise<Row>} */
async function runInstance(script, options) {
  const { size, variant, load, seed } = options;
  const root = mkdtempSync(join(tmpdir(), 'sendplan-bench-'));
  try {
    writeInstance(join(root, 'instance'), options);
    const solve = await runSolve(script, root, LIMITS[size]);
    const command = await runCommand(root, LIMITS[size]);
    const naive = await naiveRuns(options, root);
    const { campaigns, days } = SIZES[size];
    return {
      instance: { size, variant, load, seed },
      days,
      campaigns,
      solve,
      command,
      gap: gapOf(command.levels, solve.report?.kept ?? {}),
      naive,
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Instances asked for. @returns {InstanceOptions[]} */
function instances() {
  const all = flags.sizes
    .split(',')
    .flatMap((size) =>
      flags.variants
        .split(',')
        .flatMap((variant) =>
          flags.loads
            .split(',')
            .flatMap((load) =>
              flags.seeds.split(',').map((seed) => ({ size, variant, load: Number(load), seed: Number(seed), weekly: flags.weekly })),
            ),
        ),
    );
  const isWanted = (/** @type {{ size: string, variant: string, load: number, seed: number }} */ i) =>
    flags.every || i.size !== 'XXL' || (i.load === 1.2 && i.seed === 1 && i.variant !== 'thinning');
  return /** @type {InstanceOptions[]} */ (all.filter(isWanted));
}

/** @type {Row[]} */
const rows = [];
const begin = performance.now();
const bundle = await bundleSolver();
try {
  for (const options of instances()) {
    const row = await runInstance(bundle.script, options);
    rows.push(row);
    const { solve, command, gap } = row;
    const told = [
      `solver ${solve.provenS.toFixed(3)} of ${solve.cpuS.toFixed(3)} s ${solve.run.reason}`,
      `command ${command.planned.wallS.toFixed(1)} s ${command.planned.reason}`,
      `verify ${command.checked?.cpuS.toFixed(1) ?? '–'} s ${command.checked?.reason ?? ''}`,
      `gap ${gap.total === null ? '–' : (100 * gap.total).toFixed(3)} %`,
    ];
    process.stderr.write(`${options.size} ${options.variant} ${options.load} seed ${options.seed}: ${told.join(', ')}\n`);
  }
} finally {
  bundle.remove();
}

const command = ['npm run bench:solver', ...(process.argv.length > 2 ? ['--'] : []), ...process.argv.slice(2)].join(' ');
const minutes = ((performance.now() - begin) / 60_000).toFixed(0);
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const text = `# Solver

\`${command}\`: sendplan ${version}, Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, ${minutes} minutes.

Generated workspaces${flags.weekly ? ' with weekly limits' : ''}; single: one message per contact, sticky: three from the same
sender; thinning: the same, the second reaching 0.85 and the third 0.7 of the contacts; load: demand in sends over the capacity campaigns can reach. *Proven*: building the problem, the proven levels with their bounds and a plan down to senders;
*everything*: also its days (pacing), reasons and unit prices. CPU of all threads: the median of the later half of up to 60 runs in
one process within ${WARM_SECONDS} s of CPU, where V8 has compiled most of what runs, a single run where that is all there is time for (XXL, most sequences
of XL); *first run*: everything, once, in a fresh process. The process has the young generation and the compiler's threshold of the
program. *Command*: from plan files to the written and verified plan. *Gap*: what the bounds recomputed by \`verify\` leave open of the
weighted sum of priorities each proof is about, the worst of them. *Over contacts*: the same as a share of all contacts, where one that
is lost at a priority counts again at every later one, whose bound takes the earlier ones at what the plan serves. Median (worst) over
loads and seeds.

${targetTable(rows)}

${verdict(rows)}

### Growth

CPU ~ (classes × days × campaigns)^exponent, least squares.

${growthTable(rows)}

### Beside the naive model

One variable per campaign, sender and day, priorities as weights; javascript-lp-solver in whole contacts, HiGHS relaxed to fractions;
${naiveLimits.timeLimitS} s and ${naiveLimits.memoryMb} MB each, CPU of model and solver. *Times ours*: their CPU over ours, both cold.

${naiveTable(middleOf(rows))}

## Every instance

${runTable(rows)}

## Every naive run

${naiveTable(rows.filter((row) => naiveSeeds.includes(String(row.instance.seed))))}
`;
if (flags.out !== '-') {
  mkdirSync(dirname(resolve(flags.out)), { recursive: true });
  writeFileSync(flags.out, text);
}
process.stdout.write(text);
