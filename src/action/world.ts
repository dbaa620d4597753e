/** What the action may know of the world. Made once, by `action.ts`. */

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Environment, network, log and the program itself, as values and functions. */
export interface World {
  readonly env: Environment;
  readonly fetch: typeof fetch;
  /** Waits. Units: ms. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Writes to the log. The runner obeys workflow commands in it. */
  readonly say: (text: string) => Promise<void>;
  /** Runs one command line of sendplan, its streams in the log; resolves to its exit code. */
  readonly sendplan: (argv: readonly string[], where: { readonly cwd: string; readonly env: Environment }) => Promise<number>;
}
