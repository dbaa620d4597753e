// Four scenarios and a 6 × 5 grid against 30 separate plans divided by the cores. Run: npm run bench:simulate

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How much longer than 30 separate plans divided by the cores it may take. */
const TARGET = 3;
const PLANS = 30;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CLI = process.env['SENDPLAN_TEST_CLI'] ?? join(ROOT, 'dist/cli.js');
const RESULT = fileURLToPath(new URL('./results/simulate.md', import.meta.url));
// Preloaded into every process: writes its CPU time, all threads together, in microseconds, to descriptor 3 when it ends.
const METER = `data:text/javascript,${encodeURIComponent(`import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (isMainThread) process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeSync(3, String(user + system));
});`)}`;

/** CPU and wall time of one command, in seconds. @param {readonly string[]} argv */
function measure(argv) {
  const begin = performance.now();
  const { output, status } = spawnSync(process.execPath, ['--import', METER, CLI, ...argv], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '' },
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${output[2]}`);
  return { cpu: Number(output[3]) / 1e6, wall: (performance.now() - begin) / 1000 };
}

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const folder = mkdtempSync(join(tmpdir(), 'sendplan-bench-'));
const instance = join(folder, 'M');
spawnSync(process.execPath, [join(ROOT, 'test/bench/instances.mjs'), '--size', 'M', '--load', '1.2', '--seed', '1', instance], {
  stdio: 'inherit',
});
const AT = ['--now', '2026-11-20T09:30:00Z'];
const CASES = [
  {
    name: 'the example: 4 scenarios, grid of credits × mailboxes',
    files: ['plans/example', '--sandbox', '--now', '2026-11-20T14:30:00Z'],
    asked: [
      ...['longer-weekend', 'ten-mailboxes', 'top-up-main', 'upgrade-main'].flatMap((id) => ['--scenario', id]),
      ...['--grid', 'sg-main.credits=+0,+1000,+2000,+4000,+6000,+8000'],
      ...['--grid', 'outreach.senders=+0,+5,+10,+15,+20'],
    ],
    plans: 35,
  },
  {
    name: 'generated, size M, one step: grid of credits × contacts',
    files: [instance, ...AT],
    asked: [...['--grid', 'a0001.credits=+0,+1000,+2000,+4000,+6000,+8000'], ...['--grid', 'c0001.contacts=+0%,+10%,+20%,+30%,+40%']],
    plans: 31,
  },
];

const cores = availableParallelism();
const rows = CASES.map(({ name, files, asked, plans }) => {
  const single = Array.from({ length: 3 }, () => measure(['plan', ...files, '-q']));
  const many = measure(['simulate', ...files, ...asked, '-q', '--format', 'csv']);
  const one = { cpu: median(single.map((m) => m.cpu)), wall: median(single.map((m) => m.wall)) };
  const cpuRatio = many.cpu / (PLANS * one.cpu);
  const wallRatio = many.wall / ((PLANS * one.wall) / cores);
  const seconds = (/** @type {number} */ s) => s.toFixed(s < 10 ? 2 : 1);
  const verdict = wallRatio <= TARGET ? 'ok' : 'over';
  return [
    name,
    plans,
    `${seconds(one.cpu)} / ${seconds(one.wall)}`,
    `${seconds(many.cpu)} / ${seconds(many.wall)}`,
    cpuRatio.toFixed(2),
    wallRatio.toFixed(2),
    `≤ ${TARGET}`,
    verdict,
  ];
});
rmSync(folder, { recursive: true, force: true });

const table = [
  `| what-if | plans | one plan, CPU / wall s | simulate, CPU / wall s | CPU ÷ ${PLANS} plans | wall ÷ (${PLANS} plans / cores) | target | |`,
  '|---|---:|---:|---:|---:|---:|---:|---|',
  ...rows.map((row) => `| ${row.join(' | ')} |`),
].join('\n');
const text = `# What-ifs

One \`sendplan simulate\` against ${PLANS} separate \`sendplan plan\` divided by the cores: one run against the median of 3, ${cores} cores,
Node ${process.versions.node}. CPU (user + system, all threads) does not depend on what else the machine does; wall time does.

${table}
`;
mkdirSync(fileURLToPath(new URL('./results', import.meta.url)), { recursive: true });
writeFileSync(RESULT, text);
process.stdout.write(`${table}\n`);
