/** A runtime that writes into memory: commands can be run without a process. */

import type { Runtime, TextStream } from '../../src/commands/runtime.ts';
import { createRedactor } from '../../src/providers/redact.ts';

export interface FakeRuntime extends Runtime {
  readonly out: () => string;
  readonly err: () => string;
}

/** Runtime at the hand-made instant, on pipes, with an empty environment. `aborted`: the signal as it is from the start. */
export function fakeRuntime(over: Partial<Runtime> & { readonly variables?: Readonly<Record<string, string>> } = {}): FakeRuntime {
  const { variables = {}, ...rest } = over;
  const texts = { out: '', err: '' };
  const redactor = createRedactor();
  const stream = (name: 'out' | 'err'): TextStream => ({
    isTerminal: false,
    columns: null,
    write: async (text) => {
      texts[name] += redactor.redact(text);
    },
  });
  return {
    cwd: '/nowhere',
    env: (name) => variables[name],
    redactor,
    now: () => Date.parse('2026-11-20T09:30:00Z'),
    clock: () => 0,
    random: () => 0.5,
    sleep: async () => undefined,
    stdout: stream('out'),
    stderr: stream('err'),
    signal: new AbortController().signal,
    out: () => texts.out,
    err: () => texts.err,
    ...rest,
  };
}
