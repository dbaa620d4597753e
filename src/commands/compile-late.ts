/** When the JavaScript engine compiles what runs often. */

import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of bytecode a function has run before V8 compiles it for speed. At Node 20's 67,584 a plan of a second spends half of
 * its CPU on compiling what is over soon after. At 700,000 `plan` takes 0.5 instead of 0.6 s on 20 senders and 1.0 instead of
 * 1.2 s on 200, with 0.6 times the CPU; 10 % less time on 1,000 senders, the same on 10,000. At 3,000,000 those take a fifth longer.
 */
export const COMPILE_AFTER_BYTES = 700_000;

/** Sets it for all threads that start from here on, on Node 20: later versions compile in more stages, at other thresholds. */
export function compileLate(nodeVersion: string): void {
  if (nodeVersion.startsWith('20.')) setFlagsFromString(`--interrupt-budget=${COMPILE_AFTER_BYTES}`);
}
