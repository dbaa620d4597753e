/** Every engine against exact branch and bound, and that against exhaustive search; `npm run check:agreement` does it at length. */

import { expect, it } from 'vitest';
import { agreement } from '../helpers/agreement.ts';
import { loadEngines } from '../helpers/engines.ts';

// Half a minute of computing on a busy machine.
const TIMEOUT = 180_000;

it(
  'SV-05 600 random workspaces: no engine contradicts the lexicographic optimum, the checker accepts every plan',
  async () => {
    const tallies = [...agreement(await loadEngines(), 600, 7)].flat();
    expect(tallies.flatMap((t) => t.differences.map((d) => `${t.kind}, ${t.engine}: ${d}`))).toEqual([]);
    // Every engine had something to do, and proved most of it.
    for (const engine of new Set(tallies.map((t) => t.engine))) {
      const own = tallies.filter((t) => t.engine === engine);
      const [accepted, proven] = [own.reduce((n, t) => n + t.accepted, 0), own.reduce((n, t) => n + t.proven, 0)];
      expect([engine, accepted > 50, proven > accepted / 2]).toEqual([engine, true, true]);
    }
  },
  TIMEOUT,
);
