/** Worker thread of the solver: one task, its progress and its answer as messages. */

import { parentPort, workerData } from 'node:worker_threads';
import { SolverError } from '../errors.ts';
import type { Problem } from '../problem/problem.ts';
import { runEngine } from './run.ts';
import type { EngineName, LevelProgress, Solution } from './solver.ts';

/** What the worker is started with. */
export interface WorkerTask {
  readonly problem: Problem;
  readonly engine: EngineName;
  readonly timeLimitMs: number;
}

/** What the worker says. */
export type WorkerMessage =
  | { readonly type: 'level'; readonly progress: LevelProgress }
  | { readonly type: 'solution'; readonly solution: Solution }
  | { readonly type: 'done'; readonly solution: Solution }
  | { readonly type: 'failed'; readonly code: SolverError['code'] | null; readonly message: string };

const { problem, engine, timeLimitMs } = workerData as WorkerTask;
const say = (message: WorkerMessage) => parentPort?.postMessage(message);

runEngine(problem, {
  engine,
  timeLimitMs,
  clock: () => performance.now(),
  onLevel: (progress) => say({ type: 'level', progress }),
  onSolution: (solution) => say({ type: 'solution', solution }),
}).then(
  (solution) => say({ type: 'done', solution }),
  (error: unknown) =>
    say({
      type: 'failed',
      code: error instanceof SolverError ? error.code : null,
      message: error instanceof Error ? error.message : String(error),
    }),
);
