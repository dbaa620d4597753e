/**
 * The solver stage: chooses the engine, runs it in a worker thread under a wall-clock limit, and gives back the best
 * answer found. An engine that crashes gets one fresh worker; then the other engine is tried, said aloud.
 */

import { Worker } from 'node:worker_threads';
import { SolverError } from '../errors.ts';
import type { Problem } from '../problem/problem.ts';
import type { EngineName, LevelProgress, Solution } from './solver.ts';
import type { WorkerMessage, WorkerTask } from './worker.ts';

/** Wall-clock time an engine gets beyond its limit before it is ended, in ms; with what completes its plan then (0.5 s at 10,000 senders) less than 2 s. */
export const GRACE_MS = 1_000;
/** Heap of the worker unless asked otherwise, in MiB. */
const WORKER_MEMORY_MB = 1_024;
/**
 * Memory of the worker for values it has just made (V8's young generation, three semi-spaces), in MiB, by senders × days. Left to
 * itself V8 takes up to 48, most of it waiting to be thrown away. With 6 the peak of `plan` falls from 99 to 95 MiB (20 senders),
 * 122 to 115 (200) and 156 to 134 (1,000); 10,000 senders would take 5 % more CPU with it.
 */
export const youngGenerationMb = (senderDays: number): number => (senderDays <= SMALL_SENDER_DAYS ? 6 : 24);
const SMALL_SENDER_DAYS = 100_000;

/** Shortest usual time limit, in ms. */
const USUAL_MS = 30_000;
/** Time for each sender and day, in ms: sequences of 100,000 senders over 60 days get four minutes, twice what they take alone. */
const USUAL_MS_PER_SENDER_DAY = 0.04;

/** Time limit of a problem for which nobody asked for one, in ms: depends on its size alone. */
export const usualTimeLimitMs = ({ senders, dayCount }: Problem): number =>
  Math.max(USUAL_MS, Math.round(senders.length * dayCount * USUAL_MS_PER_SENDER_DAY));

/** Options of the stage. */
export interface StageOptions {
  readonly solver: EngineName;
  readonly timeLimitMs: number;
  /** File of the worker; null = this thread (tests). */
  readonly workerUrl: URL | null;
  /** Heap of the worker, in MiB. */
  readonly workerMemoryMb?: number;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  readonly onProgress: (progress: LevelProgress) => void;
  /** Said when an engine failed and another one is used. */
  readonly onFallback: (message: string) => void;
}

/**
 * Solves the problem. With a forced engine there is no fallback.
 * Throws: SolverError; `interrupted` is the caller's: the promise rejects with the signal's reason.
 */
export async function solve(problem: Problem, options: StageOptions): Promise<Solution> {
  const engine = options.solver;
  if (options.workerUrl === null) {
    const { runEngine } = await import('./run.ts');
    return runEngine(problem, {
      engine,
      timeLimitMs: options.timeLimitMs,
      clock: options.clock,
      onLevel: options.onProgress,
      onSolution: () => undefined,
    });
  }
  const attempts: EngineName[] = engine === 'auto' ? ['auto', 'highs', 'jslp'] : [engine, engine];
  let failure: unknown;
  for (const [n, name] of attempts.entries()) {
    if (n > 0)
      options.onFallback(
        `${attempts[n - 1]} failed (${failure instanceof Error ? failure.message : 'unknown'}); trying ${name}${name === attempts[n - 1] ? ' again in a fresh worker' : ''}`,
      );
    try {
      return await solveInWorker({ problem, engine: name, timeLimitMs: options.timeLimitMs }, options.workerUrl, options);
    } catch (error) {
      if (
        options.signal.aborted ||
        !(error instanceof SolverError) ||
        !['solver_crashed', 'solver_memory', 'solver_untrusted'].includes(error.code)
      )
        throw error;
      failure = error;
    }
  }
  throw failure;
}

function solveInWorker(task: WorkerTask, url: URL, options: StageOptions): Promise<Solution> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, {
      workerData: task,
      resourceLimits: {
        maxYoungGenerationSizeMb: youngGenerationMb(task.problem.senders.length * task.problem.dayCount),
        maxOldGenerationSizeMb: options.workerMemoryMb ?? WORKER_MEMORY_MB,
      },
    });
    let best: Solution | null = null;
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', onAbort);
      void worker.terminate();
      settle();
    };
    const onAbort = () => finish(() => reject(options.signal.reason));
    const timer = setTimeout(() => {
      finish(() => resolve(completed(task.problem, best)));
    }, options.timeLimitMs + GRACE_MS);
    options.signal.addEventListener('abort', onAbort, { once: true });
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'level') options.onProgress(message.progress);
      else if (message.type === 'solution') best = message.solution;
      else if (message.type === 'done') finish(() => resolve(message.solution));
      else finish(() => reject(new SolverError(message.code ?? 'solver_crashed', message.message)));
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'solver_memory' : 'solver_crashed';
      finish(() => reject(new SolverError(code, `${task.engine}: ${error.message}`, error)));
    });
    worker.on('exit', (code) => finish(() => reject(new SolverError('solver_crashed', `${task.engine}: worker ended with code ${code}`))));
    if (options.signal.aborted) onAbort();
  });
}

/** The best plan of an engine that was ended, filled as far as there is room. */
async function completed(problem: Problem, best: Solution | null): Promise<Solution> {
  const [{ completeGreedily }, { settle }] = await Promise.all([import('./greedy.ts'), import('./settle.ts')]);
  return settle(problem, completeGreedily(problem, best));
}
