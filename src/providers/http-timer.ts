/** Timers of the provider client, with the one trap of Node's timers closed: beyond 2^31 - 1 ms they fire at once. */

const LONGEST_MS = 2_147_483_647;

/** A time-out that can be called off. */
export interface Timer {
  readonly cancel: () => void;
}

/** Calls `act` after `ms`. Throws: RangeError when Node could not wait that long (our bug). */
export function startTimer(ms: number, act: () => void): Timer {
  if (!(ms <= LONGEST_MS)) throw new RangeError(`timer of ${ms} ms: longer than ${LONGEST_MS} ms cannot be waited`);
  const handle = setTimeout(act, Math.max(0, ms));
  return { cancel: () => clearTimeout(handle) };
}
