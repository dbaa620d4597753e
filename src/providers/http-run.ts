/** How long all calls of a run may take together. Units: ms. */

import { setMaxListeners } from 'node:events';
import type { ProviderErrorCode } from '../errors.ts';
import { startTimer, type Timer } from './http-timer.ts';

/** The deadline of a run joined with the user's signal. */
export interface Run {
  /** Aborted by whichever comes first. */
  readonly signal: AbortSignal;
  /** Starts the deadline; later calls do nothing. */
  readonly start: () => void;
  /** Units: ms left, the whole deadline before the start. */
  readonly leftMs: () => number;
  /** Why the signal was aborted. */
  readonly stopReason: () => { readonly code: ProviderErrorCode; readonly detail: string };
  readonly end: () => void;
}

/** Makes the deadline of a run; it counts from `start`, which is its first call. */
export function createRun(user: AbortSignal, runMs: number, clock: () => number): Run {
  const control = new AbortController();
  // Every waiting call listens to it; that many listeners are no leak.
  setMaxListeners(0, control.signal);
  const onAbort = (): void => control.abort();
  let timer: Timer | null = null;
  let startedAt: number | null = null;
  return {
    signal: control.signal,
    start: (): void => {
      if (startedAt !== null) return;
      startedAt = clock();
      if (user.aborted) control.abort();
      user.addEventListener('abort', onAbort, { once: true });
      timer = startTimer(runMs, () => control.abort());
    },
    leftMs: (): number => runMs - (startedAt === null ? 0 : clock() - startedAt),
    stopReason: (): { readonly code: ProviderErrorCode; readonly detail: string } =>
      user.aborted
        ? { code: 'interrupted', detail: 'interrupted' }
        : { code: 'provider_timeout', detail: `the ${runMs / 1000} s for all provider calls of a run are over` },
    end: (): void => {
      timer?.cancel();
      user.removeEventListener('abort', onAbort);
    },
  };
}
