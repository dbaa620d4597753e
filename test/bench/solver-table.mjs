// The measured instances as Markdown.

import { CELLS, excess, MAY_MISS, measured, PERCENT, targetOf, WORST_MISS } from './solver-targets.mjs';

/**
 * @typedef {import('./solver-targets.mjs').Cell} Cell
 * @typedef {{ size: import('./instances-base.mjs').Size, variant: import('./instances-base.mjs').Variant, load: number, seed: number }} Instance
 * @typedef {{ run: import('./solver-run.mjs').Measured, answer: { columns: number, rows: number, served: Record<string, number>, cpuS: number } | null }} NaiveRun
 * @typedef {{ instance: Instance, days: number, campaigns: number,
 *   solve: Awaited<ReturnType<typeof import('./solver-tools.mjs').runSolve>>,
 *   command: Awaited<ReturnType<typeof import('./solver-tools.mjs').runCommand>>,
 *   gap: { total: number | null, weighted: number | null, worst: number | null },
 *   naive: Record<'jslp' | 'highs', NaiveRun | string> }} Row
 *   gaps as parts of the bound; a naive run that was left out is the reason
 */

/** Tools of the naive model. */
export const NAIVE = /** @type {const} */ (['jslp', 'highs']);

const NAMES = {
  cpu: 'proven, CPU s',
  gap: 'gap %',
  memory: 'peak MB',
  wall: 'command wall s',
  jslp: 'javascript-lp-solver',
  highs: 'HiGHS',
};

/** Three digits that count. @param {number} value */
function figure(value) {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  if (value < 0.0005) return '<0.0005';
  return value >= 99.5 ? value.toFixed(0) : String(Number(value.toPrecision(value < 0.01 ? 2 : 3)));
}

/** At most one digit after the point. @param {number} value */
const amount = (value) => String(Math.round(value * 10) / 10);

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** @param {readonly string[]} head @param {readonly (readonly (string | number)[])[]} lines @param {number} texts columns on the left that hold text */
function table(head, lines, texts) {
  const rule = head.map((_, i) => (i < texts ? '---' : '---:'));
  return [head, rule, ...lines].map((cells) => `| ${cells.map((c) => String(c).replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

/** Rows of every size and variant, in the order they were measured. @param {readonly Row[]} rows */
function kinds(rows) {
  /** @type {Map<string, Row[]>} */
  const byKind = new Map();
  for (const row of rows) {
    const key = `${row.instance.size} ${row.instance.variant}`;
    const own = byKind.get(key) ?? [];
    own.push(row);
    byKind.set(key, own);
  }
  return [...byKind];
}

const misses = (/** @type {readonly Row[]} */ rows, /** @type {Cell} */ cell) => rows.filter((row) => excess(row, cell) > 1).length;

/** Median (worst). @param {readonly number[]} values */
const spread = (values) => `${figure(median(values))} (${figure(Math.max(...values))})`;

/** Median (worst) of each cell beside its target, and how many instances miss it. @param {readonly Row[]} rows */
export function targetTable(rows) {
  const head = ['', 'instances', 'first run, CPU s', 'gap over contacts %', ...CELLS.flatMap((cell) => [NAMES[cell], 'target', 'missed'])];
  const lines = kinds(rows).map(([kind, own]) => [
    kind,
    own.length,
    spread(own.map((row) => row.solve.coldS)),
    spread(own.map((row) => (row.gap.total === null ? Number.POSITIVE_INFINITY : PERCENT * row.gap.total))),
    ...CELLS.flatMap((cell) => {
      const { text } = targetOf(/** @type {Row} */ (own[0]).instance, cell);
      return [spread(own.map((row) => measured(row, cell))), text, text === '–' ? '–' : misses(own, cell)];
    }),
  ]);
  return table(head, lines, 1);
}

/** What the targets table comes to, in words. @param {readonly Row[]} rows */
export function verdict(rows) {
  const all = rows.filter((row) => row.instance.variant !== 'thinning').length * CELLS.length;
  const missed = CELLS.reduce((sum, cell) => sum + misses(rows, cell), 0);
  const lines = [`${missed} of ${all} cells missed (${((100 * missed) / Math.max(1, all)).toFixed(1)} %).`];
  for (const [kind, own] of kinds(rows)) {
    for (const cell of CELLS) {
      const share = misses(own, cell) / own.length;
      const worst = Math.max(...own.map((row) => excess(row, cell)));
      if (share <= MAY_MISS && worst <= WORST_MISS) continue;
      const times = Number.isFinite(worst) ? `${worst.toFixed(1)} times the target at worst` : 'not reached or not proven at worst';
      lines.push(`- ${kind}, ${NAMES[cell]}: missed by ${misses(own, cell)} of ${own.length}, ${times}.`);
    }
  }
  return lines.length > 1
    ? `${lines[0]} Beyond a quarter of the instances, or twice the target:\n\n${lines.slice(1).join('\n')}`
    : lines[0];
}

const total = (/** @type {Readonly<Record<string, number>>} */ served) => Object.values(served).reduce((sum, value) => sum + value, 0);

/** Why a tool has no answer, or its CPU. @param {NaiveRun | string} run */
function toldBy(run) {
  if (typeof run === 'string') return run;
  return run.answer === null ? run.run.reason : `${figure(run.answer.cpuS)} s, ${run.run.peakMb.toFixed(0)} MB`;
}

/** CPU of the naive model over ours, both in a fresh process; at least that when it was stopped. @param {Row} row @param {'jslp' | 'highs'} tool */
function ratio(row, tool) {
  const other = row.naive[tool];
  if (typeof other === 'string' || row.solve.report === null) return '';
  const isStopped = other.answer === null;
  if (isStopped && !other.run.reason.startsWith('time-out')) return '';
  const times = (other.answer?.cpuS ?? other.run.cpuS) / row.solve.coldS;
  return `${isStopped ? '>' : ''}${figure(times)}`;
}

/** The solver beside the naive model, one line per instance that a naive model was tried on or left out of. @param {readonly Row[]} rows */
export function naiveTable(rows) {
  const head = [
    '',
    'load',
    'seed',
    'ours, cold CPU s',
    ...NAIVE.flatMap((tool) => [NAMES[tool], 'times ours']),
    'contacts, % of the relaxed optimum',
  ];
  const lines = rows.map((row) => {
    const { size, variant, load, seed } = row.instance;
    const relaxed = typeof row.naive.highs === 'string' ? null : row.naive.highs.answer;
    const served = row.solve.report?.served;
    const share = relaxed && served ? ((100 * total(served)) / total(relaxed.served)).toFixed(2) : '';
    return [
      `${size} ${variant}`,
      load,
      seed,
      figure(row.solve.coldS),
      ...NAIVE.flatMap((tool) => [toldBy(row.naive[tool]), ratio(row, tool)]),
      share,
    ];
  });
  return table(head, lines, 1);
}

/** The first line of the naive table of every kind: the load and seed nearest to the middle. @param {readonly Row[]} rows */
export const middleOf = (rows) => kinds(rows).map(([, own]) => own.find((r) => r.instance.load === 1.2) ?? /** @type {Row} */ (own[0]));

/** Slope of the least-squares line through (log scale, log CPU). @param {readonly { scale: number, cpuS: number }[]} runs */
function exponent(runs) {
  const points = runs.map(({ scale, cpuS }) => /** @type {const} */ ([Math.log(scale), Math.log(cpuS)]));
  const mean = (/** @type {0 | 1} */ i) => points.reduce((sum, p) => sum + p[i], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, p) => sum + (p[0] - x) * (p[1] - y), 0);
  return covariance / points.reduce((sum, p) => sum + (p[0] - x) ** 2, 0);
}

/** How CPU grows with classes × days × campaigns, for variants solved at two sizes at least. @param {readonly Row[]} rows */
export function growthTable(rows) {
  const lines = ['single', 'sticky', 'thinning'].flatMap((variant) => {
    const own = rows.flatMap(({ instance, days, campaigns, solve, command }) =>
      instance.variant !== variant || solve.report === null
        ? []
        : [{ size: instance.size, scale: solve.report.classes * days * campaigns, cpuS: solve.cpuS, commandS: command.planned.cpuS }],
    );
    const sizes = [...new Set(own.map((r) => r.size))];
    if (sizes.length < 2) return [];
    const command = exponent(own.map(({ scale, commandS }) => ({ scale, cpuS: commandS })));
    return [[variant, sizes.join(', '), own.length, exponent(own).toFixed(2), command.toFixed(2)]];
  });
  return table(['variant', 'sizes', 'instances', 'solver', 'whole command'], lines, 2);
}

/** Weighted value of what is served, as the naive models weigh it. @param {Readonly<Record<string, number>>} served */
const weighted = (served) => Object.entries(served).reduce((sum, [p, value]) => sum + value * 30 ** (4 - Number(p)), 0);

/** What contradicts itself: more than the relaxed optimum, which no plan can serve; another answer of the command than of the solver alone. @param {Row} row */
function contradictions({ solve: { report }, command, naive }) {
  if (report === null) return [];
  const relaxed = typeof naive.highs === 'string' ? null : naive.highs.answer;
  const isTooMuch = relaxed !== null && weighted(report.served) > weighted(relaxed.served) * (1 + 1e-6);
  const differs = command.levels?.some(
    ({ objective, value }) => value !== (report.served[objective.replace('served.priority', '')] ?? value),
  );
  return [...(isTooMuch ? ['MORE THAN THE RELAXED OPTIMUM'] : []), ...(differs ? ['the command serves other amounts'] : [])];
}

/** Everything measured, one line per instance. @param {readonly Row[]} rows */
export function runTable(rows) {
  const head = [
    'instance',
    'load',
    'seed',
    'engine',
    'classes',
    'starts',
    'proven, CPU s',
    'CPU s',
    'cold CPU s',
    'wall s',
    'peak MB',
    'served, priority 1 / 2 / 3 / 4',
    'gap over contacts %',
    'gap %',
  ];
  const more = ['worst priority %', 'command CPU s', 'wall s', 'peak MB', 'plan MB', 'verify CPU s', 'peak MB', 'note'];
  const lines = rows.map((row) => {
    const { instance, solve, command, gap } = row;
    const { report } = solve;
    const served = report === null ? '–' : ['1', '2', '3', '4'].map((p) => amount(report.served[p] ?? 0)).join(' / ');
    const percent = (/** @type {number | null} */ part) => (part === null ? '–' : figure(100 * part));
    const { planned, checked } = command;
    const notes = [
      report === null ? `solver: ${solve.run.reason}` : report.isTimeLimited ? 'stopped at the time limit' : '',
      planned.isDone ? '' : `plan: ${planned.reason}`,
      checked === null || checked.isDone ? '' : `verify: ${checked.reason}`,
      command.isOptimal ? 'optimal' : '',
      ...contradictions(row),
    ];
    return [
      ...[
        `${instance.size} ${instance.variant}`,
        instance.load,
        instance.seed,
        report?.engine ?? '–',
        report?.classes ?? '–',
        report?.starts ?? '–',
      ],
      ...[
        figure(solve.provenS),
        figure(solve.cpuS),
        figure(solve.coldS),
        figure(report?.wallS ?? Number.NaN),
        figure(report?.peakMb ?? Number.NaN),
        served,
      ],
      ...[
        percent(gap.total),
        percent(gap.weighted),
        percent(gap.worst),
        figure(planned.cpuS),
        figure(planned.wallS),
        figure(planned.peakMb),
        figure(command.planMb),
      ],
      ...[figure(checked?.cpuS ?? Number.NaN), figure(checked?.peakMb ?? Number.NaN), notes.filter((n) => n !== '').join('; ')],
    ];
  });
  return table([...head, ...more], lines, 1);
}
