/** Program of `npm run check:agreement`, bundled by check.mjs: a table of kinds and engines; exit 1 on any difference. */

import { parseArgs } from 'node:util';
import { agreement } from '../helpers/agreement.ts';
import { loadEngines } from '../helpers/engines.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } } });
const line = (cells: readonly (string | number)[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
line(['workspaces', 'engine', 'accepted', 'all levels proven', 'stopped at its time limit', 'differences', 'CPU s']);
line(['---', '---', '---:', '---:', '---:', '---:', '---:']);
const differences: string[] = [];
for (const tallies of agreement(await loadEngines(), Number(values.count), Number(values.seed))) {
  for (const t of tallies) {
    line([t.kind, t.engine, t.accepted, t.proven, t.stopped, t.differences.length, (t.ms / 1000).toFixed(1)]);
    differences.push(...t.differences.map((difference) => `${t.kind}, ${t.engine}, ${difference}\n`));
  }
}
process.stdout.write(differences.join(''));
process.exitCode = differences.length > 0 ? 1 : 0;
