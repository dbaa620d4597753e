/** Program of `npm run check:agreement`, bundled by check.mjs: a table of kinds and engines; exit 1 on any difference. */

import { parseArgs } from 'node:util';
import { agreement } from '../helpers/agreement.ts';
import { loadEngines } from '../helpers/engines.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } } });
const tallies = agreement(await loadEngines(), Number(values.count), Number(values.seed));

const line = (cells: readonly (string | number)[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
line(['workspaces', 'engine', 'accepted', 'all levels proven', 'stopped at its time limit', 'differences', 'CPU s']);
line(['---', '---', '---:', '---:', '---:', '---:', '---:']);
for (const t of tallies) line([t.kind, t.engine, t.accepted, t.proven, t.stopped, t.differences.length, (t.ms / 1000).toFixed(1)]);
for (const t of tallies) for (const difference of t.differences) process.stdout.write(`${t.kind}, ${t.engine}, ${difference}\n`);
process.exitCode = tallies.some((t) => t.differences.length > 0) ? 1 : 0;
