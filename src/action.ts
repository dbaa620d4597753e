/** The entry of the GitHub action (`action.yml`). Beside `cli.ts` the only file that reads the process: it makes the world of the action. */

import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runAction } from './action/run.ts';

const CLI = fileURLToPath(new URL('./cli.js', import.meta.url));
let child: ChildProcess | null = null;
// The runner signals this process alone when a job is cancelled.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child?.kill(signal));

process.exitCode = await runAction({
  env: process.env,
  fetch,
  sleep: (ms) => wait(ms),
  say: (text) =>
    new Promise((resolve) => {
      process.stdout.write(text, () => resolve());
    }),
  sendplan: (argv, { cwd, env }) =>
    new Promise((resolve, reject) => {
      child = spawn(process.execPath, [CLI, ...argv], { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
      child.on('error', reject);
      // Ended by a signal it could not answer: out of memory, or killed by the runner.
      child.on('close', (code) => resolve(code ?? 70));
    }),
});
