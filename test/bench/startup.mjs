// CPU time of short commands above bare Node, against the budget. Run: npm run build && npm run bench:startup

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = 15;
const CLI = process.env.SENDPLAN_TEST_CLI ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const RESULT = fileURLToPath(new URL('./results/startup.md', import.meta.url));
// Preloaded into every process: writes the CPU time of the process, in microseconds, to descriptor 3 when it ends.
const METER = `data:text/javascript,${encodeURIComponent(`import { writeSync } from 'node:fs';
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeSync(3, String(user + system));
});`)}`;

const folder = mkdtempSync(join(tmpdir(), 'sendplan-bench-'));
writeFileSync(
  join(folder, 'small.sendplan.yaml'),
  `version: 1
horizon: { start: 2026-11-20, end: 2026-11-30 }
accounts:
  - id: relay
    provider: declared
    credits: { remaining: 1000, resets: { next: 2026-12-01, every: month } }
    senders: [{ id: news@brand.example, dailyLimit: 40 }]
campaigns:
  - { id: autumn, contacts: 100 }
`,
);

const CASES = [
  { name: 'bare node', argv: ['-e', '0'], budget: null },
  { name: '--version', argv: [CLI, '--version'], budget: 25 },
  { name: '--help', argv: [CLI, '--help'], budget: 25 },
  { name: 'complete -- pl', argv: [CLI, 'complete', '--', 'pl'], budget: 25 },
  { name: 'validate (small file)', argv: [CLI, 'validate', 'small.sendplan.yaml', '--now', '2026-11-20T09:30:00Z'], budget: 60 },
];

/** CPU of one fresh process, in ms. */
function cpuOf(argv) {
  const { output, status } = spawnSync(process.execPath, ['--import', METER, ...argv], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '' },
  });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${output[2]}`);
  return Number(output[3]) / 1000;
}

const best = CASES.map(() => Number.POSITIVE_INFINITY);
// Interleaved, so that a busy moment of the machine hits every case alike.
for (let round = 0; round < ROUNDS; round++) {
  for (const [i, { argv }] of CASES.entries()) best[i] = Math.min(best[i], cpuOf(argv));
}
rmSync(folder, { recursive: true, force: true });

const rows = CASES.map(({ name, budget }, i) => {
  const above = best[i] - best[0];
  const verdict = budget === null ? '' : above <= budget ? 'ok' : 'over';
  return [name, best[i].toFixed(0), budget === null ? '' : above.toFixed(0), budget ?? '', verdict];
});
const table = [
  '| command | CPU ms | above bare Node | budget | |',
  '|---|---:|---:|---:|---|',
  ...rows.map((row) => `| ${row.join(' | ')} |`),
].join('\n');
const text = `# Start-up

CPU (user + system) of fresh processes, minimum of ${ROUNDS}, Node ${process.versions.node}.

${table}
`;
mkdirSync(fileURLToPath(new URL('./results', import.meta.url)), { recursive: true });
writeFileSync(RESULT, text);
process.stdout.write(`${table}\n`);
