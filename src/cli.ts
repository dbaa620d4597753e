#!/usr/bin/env node
/** The program. The only file that reads the process, the environment and the clock. */

import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { compileLate } from './commands/compile-late.ts';
import { interruption } from './commands/failure.ts';
import { main } from './commands/main.ts';
import type { TextStream } from './commands/runtime.ts';
import { createRedactor } from './providers/redact.ts';

compileLate(process.versions.node);
// Every request and every wait of a run listens to one signal: eleven listeners are no leak.
setMaxListeners(0);
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The second one falls through to the default action and ends the process at once.
  process.once(signal, () => interrupt.abort(interruption(signal)));
}

const redactor = createRedactor();

function textStream(stream: NodeJS.WriteStream): TextStream {
  let isClosed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    isClosed = true;
    // A reader that has seen enough (`| head`) is no failure; a full disk is.
    if (error.code === 'EPIPE') return;
    process.exitCode = 2;
    if (stream !== process.stderr) process.stderr.write(`error: cannot write the result: ${error.code ?? error.message}\n`);
  });
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.isTTY ? stream.columns : null,
    write: (text) =>
      new Promise((resolve) => {
        if (isClosed || text === '') return resolve();
        stream.write(redactor.redact(text), () => resolve());
      }),
  };
}

const code = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  env: (name) => process.env[name],
  redactor,
  now: () => Date.now(),
  clock: () => performance.now(),
  random: Math.random,
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
  stdout: textStream(process.stdout),
  stderr: textStream(process.stderr),
  signal: interrupt.signal,
});
process.exitCode ??= code;
