/** Random workspaces of one-step campaigns, over the families a network can hold; most of them are networks. */

import fc from 'fast-check';
import { addDays, type ResetFrequency, WEEKDAYS } from '../../src/model/calendar.ts';
import type { AccountCapacity } from '../../src/model/capacity.ts';
import type { Campaign } from '../../src/model/workspace.ts';
import { accountCapacity, campaign, EVERYONE, senderCapacity, snapshot, TODAY, workspace } from './builders.ts';
import type { Small } from './small-workspaces.ts';

/** How large the numbers get. `load`: contacts per campaign; `limit`: sends per sender and day. */
export interface Sizes {
  readonly days: readonly [number, number];
  readonly senders: readonly [number, number];
  readonly accounts: number;
  readonly campaigns: readonly [number, number];
  readonly load: number;
  readonly limit: number;
  /** Campaigns in a hundred that are all or nothing, that use one account, that have a smallest batch. */
  readonly decisions?: number;
}

/** Small enough for exhaustive search. */
export const TINY_SIZES: Sizes = { days: [2, 4], senders: [1, 3], accounts: 2, campaigns: [1, 3], load: 3, limit: 3 };
/** The same with decisions of yes or no. */
export const TINY_DECISIONS: Sizes = { ...TINY_SIZES, limit: 4, load: 4, decisions: 35 };
/** Networks with decisions for a second engine. */
export const MEDIUM_DECISIONS: Sizes = { days: [2, 5], senders: [2, 6], accounts: 3, campaigns: [2, 6], load: 20, limit: 6, decisions: 30 };
/** For a second engine. */
export const MEDIUM_SIZES: Sizes = { days: [3, 10], senders: [2, 10], accounts: 4, campaigns: [2, 8], load: 60, limit: 6 };

type Draw = fc.GeneratorValue;
const int = (g: Draw, min: number, max: number): number => g(unbiased, min, max);
// Without the bias of fast-check toward the ends of a range, which would make nearly every limit 0.
const unbiased = (min: number, max: number) => fc.noBias(fc.integer({ min, max }));
const chance = (g: Draw, percent: number) => int(g, 1, 100) <= percent;
const oneOf = <T>(g: Draw, ...values: readonly T[]): T => values[int(g, 0, values.length - 1)] as T;

function accountsOf(g: Draw, days: number, sizes: Sizes): AccountCapacity[] {
  const senderCount = int(g, ...sizes.senders);
  const accountCount = int(g, 1, Math.min(sizes.accounts, senderCount));
  const hasParent = chance(g, 35);
  // Bought sends below a pool of its own are no network: they come without one, or in the pool.
  const poolBuys = chance(g, 40);
  const credit = sizes.limit * days;
  const overage = (percent: number) =>
    chance(g, percent)
      ? { max: int(g, 1, sizes.limit * 2), pricePer1000: oneOf(g, '1.10', '2', '0.35', '0'), currency: oneOf(g, 'USD', 'USD', 'EUR') }
      : null;
  const resets = () =>
    chance(g, 50) ? { next: addDays(TODAY, int(g, 1, days)), every: oneOf<ResetFrequency>(g, 'day', 'week', 'month') } : null;
  const accounts = Array.from({ length: accountCount }, (_, a) => {
    const inDomain = chance(g, 60);
    const senders = Array.from({ length: senderCount }, (_, s) => s)
      .filter((s) => s % accountCount === a)
      .map((s) =>
        senderCapacity(`s${s}`, {
          dailyLimit: chance(g, 15) ? null : int(g, chance(g, 10) ? 0 : 1, sizes.limit),
          sentToday: chance(g, 20) ? int(g, 0, 2) : 0,
          weekdays: chance(g, 25) ? ['mon', 'tue', 'wed', 'thu', 'fri'] : WEEKDAYS,
          except: chance(g, 10) ? [addDays(TODAY, 1)] : [],
          warmUp: chance(g, 10) ? { kind: 'add', start: TODAY, from: int(g, 0, 2), add: 1, to: sizes.limit } : null,
          domain: inDomain && chance(g, 50) ? `d${a}.example` : null,
          status: chance(g, 5) ? 'paused' : 'active',
          tags: chance(g, 50) ? ['eu'] : [],
        }),
      );
    const remaining = chance(g, 30) ? null : int(g, 0, credit);
    return accountCapacity(`a${a}`, senders, {
      parent: hasParent && chance(g, 80) ? 'pool' : null,
      remaining,
      allowance: remaining === null ? null : int(g, 0, credit),
      resets: resets(),
      dailyLimit: chance(g, 25) ? int(g, 0, sizes.limit * 2) : null,
      overage: hasParent ? null : overage(40),
      reserve: chance(g, 15) ? { perDay: int(g, 0, 1), untilReset: int(g, 0, 2) } : { perDay: 0, untilReset: 0 },
    });
  });
  if (!hasParent) return accounts;
  return [...accounts, accountCapacity('pool', [], { remaining: int(g, 0, credit * 2), overage: poolBuys ? overage(100) : null })];
}

function campaignOf(g: Draw, id: string, days: number, sizes: Sizes): Campaign {
  const contacts = chance(g, 5) ? 0 : int(g, 1, sizes.load);
  const segments = chance(g, 25)
    ? [
        { id: 'eu', contacts: Math.ceil(contacts / 2), from: { ...EVERYONE, tags: ['eu'] } },
        { id: 'rest', contacts: Math.floor(contacts / 2), from: null },
      ]
    : [{ id: null, contacts, from: null }];
  const from = int(g, 0, days - 1);
  return campaign(id, 0, {
    segments,
    priority: int(g, 1, 3),
    valueMicro: oneOf(g, 1_000_000, 1_000_000, 120_000, 500_000),
    window: {
      start: chance(g, 40) ? addDays(TODAY, from) : null,
      end: chance(g, 40) ? addDays(TODAY, int(g, from, days - 1)) : null,
      weekdays: chance(g, 20) ? ['mon', 'tue', 'wed', 'thu', 'fri'] : WEEKDAYS,
    },
    from: chance(g, 20)
      ? { ...EVERYONE, tags: ['eu'] }
      : chance(g, 15)
        ? { ...EVERYONE, except: { senders: ['s0'], accounts: [], tags: [] } }
        : EVERYONE,
    serveAtLeast: chance(g, 35) ? int(g, 0, contacts) : 0,
    perDay: {
      maxStarts: chance(g, 20) ? int(g, 1, sizes.limit) : null,
      maxSends: chance(g, 20) ? int(g, 1, sizes.limit) : null,
    },
    pacing: oneOf(g, 'asap', 'even', 'late'),
    ...decisionsOf(g, sizes),
  });
}

/** Nothing is drawn without decisions: seeds give the same workspaces as before. */
function decisionsOf(g: Draw, { decisions = 0, limit }: Sizes): Partial<Campaign> {
  if (decisions === 0) return {};
  return {
    allOrNothing: chance(g, decisions),
    oneAccount: chance(g, decisions),
    minStarts: chance(g, decisions) ? int(g, 2, Math.max(2, Math.ceil(limit / 2))) : 0,
  };
}

/** Workspaces of the given sizes. */
export const networkWorkspaces = (sizes: Sizes): fc.Arbitrary<Small> =>
  fc.gen().map((g) => {
    const days = int(g, ...sizes.days);
    const accounts = accountsOf(g, days, sizes);
    const campaigns = Array.from({ length: int(g, ...sizes.campaigns) }, (_, c) => campaignOf(g, `c${c}`, days, sizes));
    const inFlight = chance(g, 15) ? [{ campaign: 'c0', sender: 's0', date: addDays(TODAY, int(g, 0, days)), sends: int(g, 1, 2) }] : [];
    const domains = accounts.map((_, a) => ({ id: `d${a}.example`, dailyLimit: int(g, 1, sizes.limit * 2) }));
    return {
      workspace: workspace(campaigns, {
        end: addDays(TODAY, days - 1),
        domains,
        inFlight,
        inputs: [{ path: 'network.sendplan.yaml', sha256: 'a'.repeat(64) }],
      }),
      snapshot: snapshot(accounts),
    };
  });
