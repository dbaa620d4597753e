/** `sendplan plan`: plans, checks, prints and writes. */

import { loadWorkspace } from '../config/load.ts';
import { UsageError } from '../errors.ts';
import { formatInstant } from '../model/calendar.ts';
import type { Plan } from '../model/plan.ts';
import type { Invocation, Run } from './command.ts';
import { EXIT } from './failure.ts';
import type { Load } from './load-ahead.ts';
import type { PlanOptions } from './plan.spec.ts';
import { planAsAsked } from './plan-as-asked.ts';
import type { PlanLineResult } from './plan-line.ts';

/** Exit 0 with a plan; 1 with `--exit-code` when a `serve.atLeast` is not met. */
export const run: Run<PlanOptions> = async (invocation) => {
  const { arguments: paths, options, runtime, output } = invocation;
  if (options.out === '-' && output.format === 'csv') {
    throw new UsageError('-o - prints plan.json, --format csv prints a table: only one of them can go to standard output');
  }
  const { workspace, findings } = await loadWorkspace(paths, { cwd: runtime.cwd, now: formatInstant(runtime.now()) });
  const result = await planAsAsked(invocation, workspace, partsFor(invocation));
  const plan = { ...result.plan, findings: [...findings, ...result.plan.findings] };
  await deliver({ ...result, plan }, invocation);
  return options.exitCode && hasBrokenPromise(plan) ? EXIT.no : EXIT.done;
};

const hasBrokenPromise = (plan: Plan): boolean => plan.findings.some((f) => f.severity === 'error');

/** Everything that is loaded only when its output is asked for. */
const PARTS = {
  files: () => import('./write.ts'),
  plan: () => import('../plan/file.ts'),
  csv: () => import('../report/csv.ts'),
  parquet: () => import('../report/parquet.ts'),
  report: () => import('../report/pretty-plan.ts'),
  // The first number with grouped thousands takes 20 ms.
  numbers: () => import('../report/words.ts').then(({ count }) => count(1_000)),
} satisfies Readonly<Record<string, Load>>;

/** Whether plan.json goes to standard output, in place of a report. */
const isPlanPrinted = ({ options, output }: Invocation<PlanOptions>): boolean => output.format === 'json' || options.out === '-';

/** Parts that `deliver` needs for these options. */
function partsFor(invocation: Invocation<PlanOptions>): readonly Load[] {
  const { options, output } = invocation;
  const parts: Load[] = [PARTS.numbers, PARTS.files];
  if (isPlanPrinted(invocation) || options.out !== undefined) parts.push(PARTS.plan);
  if (options.csv !== undefined || output.format === 'csv') parts.push(PARTS.csv);
  if (options.parquet !== undefined) parts.push(PARTS.parquet);
  if (!isPlanPrinted(invocation) && output.format !== 'csv') parts.push(PARTS.report);
  return parts;
}

async function deliver({ plan, sends }: PlanLineResult, invocation: Invocation<PlanOptions>): Promise<void> {
  const { options, runtime, output } = invocation;
  const { writeFileAtomically, makeFolder } = await PARTS.files();
  const planText = async () => (await PARTS.plan()).planPieces(plan);
  if (options.out !== undefined && options.out !== '-') {
    await writeFileAtomically(options.out, await planText(), runtime);
    await output.say(`wrote ${options.out}`);
  }
  const folders = [
    { folder: options.csv, extension: 'csv', load: () => PARTS.csv().then((m) => [m.startsCsv, m.sendsCsv] as const) },
    {
      folder: options.parquet,
      extension: 'parquet',
      load: () => PARTS.parquet().then((m) => [m.startsParquet, m.sendsParquet] as const),
    },
  ];
  for (const { folder, extension, load } of folders) {
    if (folder === undefined) continue;
    const [startsTable, sendsTable] = await load();
    await makeFolder(folder, runtime);
    await writeFileAtomically(`${folder}/starts.${extension}`, startsTable(plan.starts), runtime);
    await writeFileAtomically(`${folder}/sends.${extension}`, sendsTable(sends), runtime);
    await output.say(`wrote ${folder}/starts.${extension} and ${folder}/sends.${extension}`);
  }
  if (isPlanPrinted(invocation)) await printPieces(await planText());
  else if (output.format === 'csv') await printPieces((await PARTS.csv()).startsCsv(plan.starts));
  else await output.print((await PARTS.report()).prettyPlan(plan, sends, output.style));

  async function printPieces(pieces: Iterable<string>): Promise<void> {
    for (const piece of pieces) {
      runtime.signal.throwIfAborted();
      await output.print(piece);
    }
  }
}
