/** Modules loaded before they are needed, while this thread waits for another one. */

/** Loads something that is imported later all the same, e.g. `() => import('./write.ts')`. */
export type Load = () => Promise<unknown>;

/**
 * Begins to load and does not wait. Who needs the modules imports them as ever and gets what is loaded by then. Throws
 * nothing: that import also tells what went wrong with a module.
 */
export function loadAhead(loads: readonly Load[]): void {
  for (const load of loads) load().catch(() => undefined);
}
