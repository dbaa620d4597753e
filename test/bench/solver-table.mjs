// The measured runs as Markdown.

/**
 * @typedef {{ size: string, variant: string, load: number, seed: number, scale: number }} Instance
 *   scale: campaigns × senders × days
 * @typedef {{ instance: Instance, tool: string, isDone: boolean, isTimeOut: boolean, cpuS: number, wallS: number, peakMb: number,
 *   served: Record<string, number> | null, gap: number | null, worstGap: number | null, note: string }} Row
 *   gaps as parts of the bound
 */

const PRIORITIES = ['1', '2', '3', '4'];

/** @param {number} value @param {number} digits */
const fixed = (value, digits) => (Number.isFinite(value) ? value.toFixed(digits) : '–');

/** At most one digit after the point, none for whole numbers. @param {number} value */
const amount = (value) => String(Math.round(value * 10) / 10);

/** Percentage that never shows a small gap as none. @param {number | null} part */
function percent(part) {
  if (part === null) return '–';
  if (part === 0) return '0';
  return part < 0.00005 ? '<0.01' : (100 * part).toFixed(2);
}

/** Text inside one cell. @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|');

/** @param {Instance} a @param {Instance} b */
const isSame = (a, b) => a.size === b.size && a.variant === b.variant && a.load === b.load && a.seed === b.seed;

/** Our CPU over that of another tool on the same instance; below a limit when that tool ran out of time. @param {Row} row @param {readonly Row[]} rows @param {string} tool */
function ratio(row, rows, tool) {
  if (row.tool !== 'sendplan' || !row.isDone) return '';
  const other = rows.find((r) => r.tool === tool && isSame(r.instance, row.instance));
  if (other === undefined || (!other.isDone && !other.isTimeOut)) return '–';
  const value = row.cpuS / other.cpuS;
  return `${other.isDone ? '' : '<'}${value.toFixed(value < 0.1 ? 3 : 2)}`;
}

/** Markdown table of all runs. @param {readonly Row[]} rows */
export function runTable(rows) {
  const columns = ['size', 'variant', 'load', 'seed', 'tool', 'CPU s', 'wall s', 'peak MB', 'served, priority 1 / 2 / 3 / 4', 'total'];
  const head = [...columns, 'gap %', 'worst level %', 'CPU / jslp', 'CPU / HiGHS', 'note'];
  const lines = rows.map((row) => {
    const { size, variant, load, seed } = row.instance;
    const { served } = row;
    const values = served === null ? '–' : PRIORITIES.map((p) => amount(served[p] ?? 0)).join(' / ');
    const total = served === null ? '–' : amount(Object.values(served).reduce((sum, v) => sum + v, 0));
    const gaps = row.tool === 'sendplan' ? [percent(row.gap), percent(row.worstGap)] : ['', ''];
    const ratios = [ratio(row, rows, 'jslp, naive'), ratio(row, rows, 'HiGHS, naive')];
    const measured = [fixed(row.cpuS, 2), fixed(row.wallS, 2), fixed(row.peakMb, 0)];
    const all = [size, variant, load, seed, row.tool, ...measured, ...(row.tool === 'verify' ? ['', ''] : [values, total])];
    return `| ${[...all, ...gaps, ...ratios, cell(row.note)].join(' | ')} |`;
  });
  return [`| ${head.join(' | ')} |`, '|---|---|---:|---:|---|---:|---:|---:|---|---:|---:|---:|---:|---:|---|', ...lines].join('\n');
}

/** Slope of the least-squares line through (log scale, log CPU). @param {readonly Row[]} rows */
function exponent(rows) {
  const points = rows.map((r) => [Math.log(r.instance.scale), Math.log(r.cpuS)]);
  const mean = (/** @type {number} */ i) => points.reduce((sum, p) => sum + (p[i] ?? 0), 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, p) => sum + ((p[0] ?? 0) - x) * ((p[1] ?? 0) - y), 0);
  return covariance / points.reduce((sum, p) => sum + ((p[0] ?? 0) - x) ** 2, 0);
}

/** Markdown table: how CPU grows with campaigns × senders × days, for every tool that finished on two sizes at least. @param {readonly Row[]} rows */
export function growthTable(rows) {
  const lines = [...new Set(rows.map((r) => `${r.instance.variant}|${r.tool}`))].flatMap((key) => {
    const [variant, tool] = key.split('|');
    const own = rows.filter((r) => r.isDone && r.instance.variant === variant && r.tool === tool);
    const sizes = [...new Set(own.map((r) => r.instance.size))];
    return sizes.length < 2 ? [] : [`| ${variant} | ${tool} | ${sizes.join(', ')} | ${own.length} | ${exponent(own).toFixed(2)} |`];
  });
  return ['| variant | tool | sizes finished | runs | exponent |', '|---|---|---|---:|---:|', ...lines].join('\n');
}
