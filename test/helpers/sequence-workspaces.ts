/** Random workspaces of sequences on senders of a few kinds, so that classes of equal and of similar senders occur. */

import fc from 'fast-check';
import { addDays, WEEKDAYS } from '../../src/model/calendar.ts';
import type { Campaign } from '../../src/model/workspace.ts';
import { accountCapacity, campaign, EVERYONE, senderCapacity, snapshot, TODAY, workspace } from './builders.ts';
import type { Small } from './small-workspaces.ts';

type Draw = fc.GeneratorValue;
// Without the bias of fast-check toward the ends of a range, which would make nearly every limit 0.
const unbiased = (min: number, max: number) => fc.noBias(fc.integer({ min, max }));
const int = (g: Draw, min: number, max: number): number => g(unbiased, min, max);
const chance = (g: Draw, percent: number) => int(g, 1, 100) <= percent;
const oneOf = <T>(g: Draw, ...values: readonly T[]): T => values[int(g, 0, values.length - 1)] as T;

/** What senders of one kind have in common. */
const kindOf = (g: Draw) => ({
  dailyLimit: int(g, 1, 4),
  weekdays: chance(g, 30) ? WEEKDAYS.slice(0, 5) : WEEKDAYS,
  weeklyLimit: chance(g, 25) ? int(g, 3, 12) : null,
  warmUp: chance(g, 20) ? ({ kind: 'add', start: TODAY, from: int(g, 1, 2), add: 1, to: 4 } as const) : null,
  tags: chance(g, 50) ? ['eu'] : [],
  domain: chance(g, 25) ? 'd.example' : null,
});

function sequenceOf(g: Draw, id: string, days: number): Campaign {
  const follow = int(g, 0, 2);
  const offsets = Array.from({ length: follow }, (_, k) => (k + 1) * int(g, 1, 2));
  const total = int(g, 1, 14);
  const from = chance(g, 30) ? int(g, 0, 2) : 0;
  return campaign(id, total, {
    priority: int(g, 1, 2),
    valueMicro: oneOf(g, 1_000_000, 1_000_000, 500_000),
    steps: [{ day: 0, share10k: 10_000 }, ...offsets.map((day, k) => ({ day: day + k, share10k: oneOf(g, 10_000, 8_500, 5_000) }))],
    window: { start: addDays(TODAY, from), end: chance(g, 40) ? addDays(TODAY, int(g, from, days - 1)) : null, weekdays: WEEKDAYS },
    onNonSendingDay: chance(g, 25) ? 'forbid' : 'shift',
    from: chance(g, 35) ? { ...EVERYONE, tags: ['eu'] } : EVERYONE,
    serveAtLeast: chance(g, 25) ? int(g, 1, total) : 0,
    perDay: { maxStarts: chance(g, 15) ? int(g, 1, 4) : null, maxSends: chance(g, 15) ? int(g, 2, 6) : null },
    pacing: oneOf(g, 'asap', 'even', 'late'),
  });
}

/** Workspaces of 1 to 4 campaigns, 2 to 6 senders of 1 to 3 kinds, 3 to 8 days. */
export const sequenceWorkspaces: fc.Arbitrary<Small> = fc.gen().map((g) => {
  const days = int(g, 3, 8);
  const kinds = Array.from({ length: int(g, 1, 3) }, () => kindOf(g));
  const accountCount = int(g, 1, 2);
  const everyone = Array.from({ length: int(g, 2, 6) }, (_, s) =>
    senderCapacity(`s${s}`, {
      ...(kinds[s % kinds.length] as (typeof kinds)[number]),
      sentToday: chance(g, 20) ? int(g, 1, 2) : 0,
      sentLast6Days: chance(g, 15) ? [1, 0, 0, 2, 0, 1] : [0, 0, 0, 0, 0, 0],
    }),
  );
  const accounts = Array.from({ length: accountCount }, (_, a) => {
    const remaining = chance(g, 40) ? int(g, 2, 30) : null;
    return accountCapacity(
      `a${a}`,
      everyone.filter((_, s) => s % accountCount === a),
      {
        remaining,
        allowance: remaining === null ? null : int(g, 0, 20),
        resets: chance(g, 40) ? { next: addDays(TODAY, int(g, 1, days)), every: oneOf(g, 'week', 'month') } : null,
        dailyLimit: chance(g, 20) ? int(g, 2, 8) : null,
        overage: remaining !== null && chance(g, 30) ? { max: int(g, 1, 6), pricePer1000: oneOf(g, '1.10', '2'), currency: 'USD' } : null,
      },
    );
  });
  return {
    workspace: workspace(
      Array.from({ length: int(g, 1, 4) }, (_, c) => sequenceOf(g, `c${c}`, days)),
      {
        end: addDays(TODAY, days - 1),
        domains: [{ id: 'd.example', dailyLimit: int(g, 2, 8) }],
        inputs: [{ path: 'sequences.sendplan.yaml', sha256: 'a'.repeat(64) }],
      },
    ),
    snapshot: snapshot(accounts),
  };
});
