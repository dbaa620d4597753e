/** Random workspaces small enough for exhaustive search, over every constraint family. */

import fc from 'fast-check';
import { addDays, WEEKDAYS } from '../../src/model/calendar.ts';
import type { AccountCapacity, Snapshot } from '../../src/model/capacity.ts';
import type { Campaign, Workspace } from '../../src/model/workspace.ts';
import { accountCapacity, campaign, EVERYONE, senderCapacity, snapshot, TODAY, workspace } from './builders.ts';

export interface Small {
  readonly workspace: Workspace;
  readonly snapshot: Snapshot;
}

type Draw = fc.GeneratorValue;

// Without the bias of fast-check toward the ends of a range, which would make nearly every limit 0.
const unbiased = (min: number, max: number) => fc.noBias(fc.integer({ min, max }));
const int = (g: Draw, min: number, max: number) => g(unbiased, min, max);
const chance = (g: Draw, percent: number) => int(g, 1, 100) <= percent;
const oneOf = <T>(g: Draw, ...values: readonly T[]): T => values[int(g, 0, values.length - 1)] as T;

/** A limit that is often tight: null = unlimited. */
const smallLimit = (g: Draw, unlimitedPercent: number, max: number) =>
  chance(g, unlimitedPercent) ? null : chance(g, 5) ? 0 : int(g, 1, max);

function smallAccounts(g: Draw, days: number, senderCount: number): AccountCapacity[] {
  const accountCount = int(g, 1, Math.min(2, senderCount));
  const hasParent = chance(g, 25);
  const accounts: AccountCapacity[] = [];
  for (let a = 0; a < accountCount; a++) {
    const senders = Array.from({ length: senderCount }, (_, s) => s)
      .filter((s) => s % accountCount === a)
      .map((s) =>
        senderCapacity(`s${s}`, {
          dailyLimit: smallLimit(g, 20, 4),
          sentToday: chance(g, 20) ? int(g, 0, 2) : 0,
          weeklyLimit: chance(g, 20) ? int(g, 1, 6) : null,
          sentLast6Days: chance(g, 10) ? [0, 0, 0, 1, 0, 1] : [0, 0, 0, 0, 0, 0],
          weekdays: chance(g, 25) ? ['mon', 'tue', 'wed', 'thu', 'fri'] : WEEKDAYS,
          except: chance(g, 10) ? [addDays(TODAY, 1)] : [],
          warmUp: chance(g, 10) ? { kind: 'add', start: TODAY, from: int(g, 0, 2), add: 1, to: 3 } : null,
          domain: chance(g, 20) ? 'd.example' : null,
          status: chance(g, 5) ? 'paused' : 'active',
          tags: chance(g, 50) ? ['eu'] : [],
        }),
      );
    const remaining = smallLimit(g, 35, 5);
    accounts.push(
      accountCapacity(`a${a}`, senders, {
        parent: hasParent ? 'pool' : null,
        remaining,
        allowance: remaining === null ? null : int(g, 0, 6),
        resets: chance(g, 50) ? { next: addDays(TODAY, int(g, 1, days)), every: oneOf(g, 'day', 'week', 'month') } : null,
        dailyLimit: chance(g, 20) ? int(g, 0, 5) : null,
        contacts: chance(g, 20) ? { limit: int(g, 0, 6), used: int(g, 0, 2) } : { limit: null, used: 0 },
        overage: chance(g, 35) ? { max: int(g, 1, 4), pricePer1000: oneOf(g, '1.10', '2', '0.35'), currency: 'USD' } : null,
        reserve: chance(g, 15) ? { perDay: int(g, 0, 1), untilReset: int(g, 0, 2) } : { perDay: 0, untilReset: 0 },
      }),
    );
  }
  if (hasParent)
    accounts.push(
      accountCapacity('pool', [], {
        remaining: int(g, 0, 10),
        overage: chance(g, 20) ? { max: 2, pricePer1000: '3', currency: 'USD' } : null,
      }),
    );
  return accounts;
}

function smallCampaign(g: Draw, id: string, days: number, budget: number): Campaign {
  const contacts = chance(g, 5) ? 0 : int(g, 1, budget);
  const hasSegments = chance(g, 20) && budget <= 3;
  const segments = hasSegments
    ? [
        { id: 'eu', contacts: Math.min(contacts, 2), from: { ...EVERYONE, tags: ['eu'] } },
        { id: 'rest', contacts: int(g, 0, 1), from: null },
      ]
    : [{ id: null, contacts, from: null }];
  const total = segments.reduce((n, s) => n + s.contacts, 0);
  const steps = chance(g, 45)
    ? [
        { day: 0, share10k: 10_000 },
        ...(chance(g, 70)
          ? [{ day: int(g, 1, 2), share10k: oneOf(g, 10_000, 8500, 5000) }]
          : [
              { day: 1, share10k: 10_000 },
              { day: 2, share10k: oneOf(g, 10_000, 7000) },
            ]),
      ]
    : [{ day: 0, share10k: 10_000 }];
  const from = int(g, 0, days - 1);
  return campaign(id, 0, {
    segments,
    priority: int(g, 1, 2),
    valueMicro: oneOf(g, 1_000_000, 1_000_000, 120_000, 500_000),
    window: {
      start: chance(g, 40) ? addDays(TODAY, from) : null,
      end: chance(g, 40) ? addDays(TODAY, int(g, from, days - 1)) : null,
      weekdays: chance(g, 20) ? ['mon', 'tue', 'wed', 'thu', 'fri'] : WEEKDAYS,
    },
    steps,
    followUpsUntil: chance(g, 10) ? addDays(TODAY, int(g, from, days - 1)) : null,
    onNonSendingDay: chance(g, 25) ? 'forbid' : 'shift',
    sticky: total <= 2 ? oneOf(g, 'sender', 'account', 'none') : 'sender',
    from: chance(g, 20)
      ? { ...EVERYONE, tags: ['eu'] }
      : chance(g, 10)
        ? { ...EVERYONE, except: { senders: ['s0'], accounts: [], tags: [] } }
        : EVERYONE,
    serveAtLeast: chance(g, 30) ? int(g, 0, total) : 0,
    perDay: { maxStarts: chance(g, 15) ? int(g, 1, 3) : null, maxSends: chance(g, 15) ? int(g, 1, 3) : null },
    maxShare10k: chance(g, 10) ? oneOf(g, 6000, 5000) : 10_000,
    minStarts: chance(g, 10) ? int(g, 2, 3) : 0,
    oneAccount: chance(g, 12),
    allOrNothing: chance(g, 12),
    pacing: oneOf(g, 'asap', 'even', 'late'),
    newContacts10k: oneOf(g, 10_000, 5000, 0),
    resident: chance(g, 20) ? { a0: int(g, 0, 2) } : {},
  });
}

/** Workspaces of 1 to 3 campaigns, 1 to 3 senders, 3 to 5 days. */
export const smallWorkspaces: fc.Arbitrary<Small> = fc.gen().map((g) => {
  const days = int(g, 3, 5);
  const senders = int(g, 1, 3);
  const campaignCount = int(g, 1, 3);
  const accounts = smallAccounts(g, days, senders);
  const budget = campaignCount === 3 ? 2 : 4;
  const campaigns = Array.from({ length: campaignCount }, (_, c) => smallCampaign(g, `c${c}`, days, budget));
  const inFlight = chance(g, 15) ? [{ campaign: 'c0', sender: 's0', date: addDays(TODAY, int(g, 0, days)), sends: int(g, 1, 2) }] : [];
  const domains = [{ id: 'd.example', dailyLimit: int(g, 1, 4) }];
  return {
    workspace: workspace(campaigns, {
      end: addDays(TODAY, days - 1),
      domains,
      inFlight,
      inputs: [{ path: 'small.sendplan.yaml', sha256: 'a'.repeat(64) }],
    }),
    snapshot: snapshot(accounts),
  };
});
