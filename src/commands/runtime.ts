/** What a command may know of the world. Made once, by `cli.ts`; every command gets it as an argument. */

import type { Redactor } from '../providers/redact.ts';

/** One output stream. */
export interface TextStream {
  /** Writes a text; resolves once it is handed over. A reader that went away (EPIPE) counts as success. */
  readonly write: (text: string) => Promise<void>;
  readonly isTerminal: boolean;
  /** Columns of the terminal; null when it is none. */
  readonly columns: number | null;
}

/** Process, environment, clock, streams and randomness, as values and functions. */
export interface Runtime {
  /** Absolute path of the working directory (after `-C`). */
  readonly cwd: string;
  /** Value of one environment variable. Reading by name keeps the rest of the environment out of sight. */
  readonly env: (name: string) => string | undefined;
  /** What it knows is blotted out of everything written to a stream. */
  readonly redactor: Redactor;
  /** Wall clock. Units: ms since 1970. */
  readonly now: () => number;
  /** Monotonic clock. Units: ms. */
  readonly clock: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Waits. Units: ms. Rejects with the signal's reason when it is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}
