/** `sendplan plan`: plans, checks, prints and writes. */

import { loadWorkspace } from '../config/load.ts';
import { UsageError } from '../errors.ts';
import { formatInstant } from '../model/calendar.ts';
import type { Plan } from '../model/plan.ts';
import type { Invocation, Run } from './command.ts';
import { EXIT } from './failure.ts';
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
  const result = await planAsAsked(invocation, workspace);
  const plan = { ...result.plan, findings: [...findings, ...result.plan.findings] };
  await deliver({ ...result, plan }, invocation);
  return options.exitCode && hasBrokenPromise(plan) ? EXIT.no : EXIT.done;
};

const hasBrokenPromise = (plan: Plan): boolean => plan.findings.some((f) => f.severity === 'error');

async function deliver({ plan, sends }: PlanLineResult, { options, runtime, output }: Invocation<PlanOptions>): Promise<void> {
  const { writeFileAtomically, makeFolder } = await import('./write.ts');
  const planText = async () => (await import('../plan/file.ts')).planPieces(plan);
  if (options.out !== undefined && options.out !== '-') {
    await writeFileAtomically(options.out, await planText(), runtime);
    await output.say(`wrote ${options.out}`);
  }
  const folders = [
    { folder: options.csv, extension: 'csv', load: () => import('../report/csv.ts').then((m) => [m.startsCsv, m.sendsCsv] as const) },
    {
      folder: options.parquet,
      extension: 'parquet',
      load: () => import('../report/parquet.ts').then((m) => [m.startsParquet, m.sendsParquet] as const),
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
  if (output.format === 'json' || options.out === '-') await printPieces(await planText());
  else if (output.format === 'csv') await printPieces((await import('../report/csv.ts')).startsCsv(plan.starts));
  else await output.print((await import('../report/pretty-plan.ts')).prettyPlan(plan, sends, output.style));

  async function printPieces(pieces: Iterable<string>): Promise<void> {
    for (const piece of pieces) {
      runtime.signal.throwIfAborted();
      await output.print(piece);
    }
  }
}
