/**
 * The solver alone, bundled by the benchmark: reads an instance, builds and solves its problem as often as asked, and
 * prints one line of JSON (`SolveReport`).
 * Arguments: folder, now, most runs, CPU seconds after which no further run begins, time limit of one solve in seconds.
 */

import { loadWorkspace } from '../../src/config/load.ts';
import { buildProblem } from '../../src/problem/build.ts';
import { mergeSnapshot } from '../../src/snapshot/merge.ts';
import { classModel } from '../../src/solver/relaxation.ts';
import { runEngine } from '../../src/solver/run.ts';
import type { Solution } from '../../src/solver/solver.ts';

/** What a run of the solver gave. `served`: priority → value. */
export interface SolveReport {
  readonly engine: string;
  readonly isTimeLimited: boolean;
  readonly classes: number;
  readonly starts: number;
  readonly served: Readonly<Record<string, number>>;
  /** Level → earlier level → what one unit of it is worth in the proof. */
  readonly kept: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** CPU seconds of every run, everything: problem, all levels, sender plan, reasons, prices; the first one is cold. */
  readonly cpuS: readonly number[];
  /** CPU seconds of every run until the engine held a sender plan with the proofs of all its proven levels; all of them where nobody told so. */
  readonly provenS: readonly number[];
  /** Wall seconds of the first run. */
  readonly wallS: number;
  /** Peak memory of the process after the first run, MiB. */
  readonly peakMb: number;
}

const [folder = '', now = '', mostRuns = '1', budgetS = '0', timeLimitS = '30'] = process.argv.slice(2);
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const { workspace } = await loadWorkspace([folder], { cwd: process.cwd(), now });
const snapshot = mergeSnapshot(workspace, [], { observedAt: now, excludedProviders: [], stale: null });
const build = () => buildProblem(workspace, snapshot, { keep: [] });

const hasProof = ({ levels }: Solution) => levels.every((level) => !level.isProven || (level.isFinished && level.prices !== null));

const cpuS: number[] = [];
const provenS: number[] = [];
let spentS = 0;
const begin = performance.now();
let report: Pick<SolveReport, 'wallS' | 'peakMb'> = { wallS: 0, peakMb: 0 };
let solution: Solution;
do {
  const before = cpuSeconds();
  let provenAt = Number.NaN;
  let toldAt = Number.NaN;
  solution = await runEngine(build(), {
    engine: 'auto',
    timeLimitMs: Number(timeLimitS) * 1000,
    clock: () => performance.now(),
    // Of sequences, levels are told once there is a plan and all proofs.
    onLevel: () => {
      toldAt = cpuSeconds();
    },
    onSolution: (found) => {
      if (Number.isNaN(provenAt) && found.engine.name === 'flow' && hasProof(found)) provenAt = cpuSeconds();
    },
  });
  const ownS = cpuSeconds() - before;
  const { name } = solution.engine;
  provenS.push(name === 'flow' ? provenAt - before : name === 'pdhg' ? toldAt - before : ownS);
  cpuS.push(ownS);
  spentS += ownS;
  if (cpuS.length === 1) report = { wallS: (performance.now() - begin) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 };
} while (cpuS.length < Number(mostRuns) && spentS < Number(budgetS));

const served = solution.levels
  .filter((level) => level.name.startsWith('served.priority'))
  .map((level) => [level.name.replace('served.priority', ''), level.value / level.scale] as const);
const full: SolveReport = {
  engine: solution.engine.name,
  isTimeLimited: solution.isTimeLimited,
  classes: classModel(build()).classes.length,
  starts: solution.starts.length,
  served: Object.fromEntries(served),
  kept: Object.fromEntries(solution.levels.map((level) => [level.name, level.kept])),
  cpuS,
  provenS,
  ...report,
};
process.stdout.write(`${JSON.stringify(full)}\n`);
