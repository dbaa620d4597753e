/** Small hand-made values for tests: each builder fills every field with the quietest value. */

import { WEEKDAYS } from '../../src/model/calendar.ts';
import type { AccountCapacity, SenderCapacity, Snapshot } from '../../src/model/capacity.ts';
import { type Limit, limited, type Observed, UNLIMITED } from '../../src/model/limit.ts';
import type { Account, Campaign, SenderSelection, Workspace } from '../../src/model/workspace.ts';

/** Instant of every hand-made snapshot: Friday 20 November 2026, 09:30 UTC. */
export const NOW = '2026-11-20T09:30:00Z';
export const TODAY = '2026-11-20';

export const observed = <T>(value: T, source: Observed<T>['source'] = 'declared'): Observed<T> => ({ value, observedAt: NOW, source });
export const limit = (amount: number | null): Observed<Limit> => observed(amount === null ? UNLIMITED : limited(amount));

export const EVERYONE: SenderSelection = {
  accounts: [],
  providers: [],
  senders: [],
  tags: [],
  except: { senders: [], accounts: [], tags: [] },
};

/** Active sender without any limit, every day of the week. `dailyLimit`/`weeklyLimit`: null = unlimited. */
export function senderCapacity(
  id: string,
  over: Partial<Omit<SenderCapacity, 'dailyLimit' | 'weeklyLimit' | 'sentToday' | 'sentLast6Days' | 'status'>> & {
    dailyLimit?: number | null;
    weeklyLimit?: number | null;
    sentToday?: number;
    sentLast6Days?: readonly number[];
    status?: string;
  } = {},
): SenderCapacity {
  const { dailyLimit = null, weeklyLimit = null, sentToday = 0, sentLast6Days = [0, 0, 0, 0, 0, 0], status = 'active', ...rest } = over;
  return {
    id,
    status: observed(status),
    dailyLimit: limit(dailyLimit),
    sentToday: observed(sentToday),
    weeklyLimit: limit(weeklyLimit),
    sentLast6Days: observed(sentLast6Days),
    warmUp: null,
    weekdays: WEEKDAYS,
    except: [],
    domain: null,
    tags: [],
    ...rest,
  };
}

/** Account in UTC with unlimited credits that never reset. `remaining`/`allowance`/`dailyLimit`: null = unlimited. */
export function accountCapacity(
  account: string,
  senders: readonly SenderCapacity[],
  over: Partial<Omit<AccountCapacity, 'credits' | 'dailyLimit' | 'contacts'>> & {
    remaining?: number | null;
    allowance?: number | null;
    resets?: AccountCapacity['credits']['resets']['value'];
    dailyLimit?: number | null;
    contacts?: { limit: number | null; used: number };
  } = {},
): AccountCapacity {
  const { remaining = null, allowance = remaining, resets = null, dailyLimit = null, contacts = { limit: null, used: 0 }, ...rest } = over;
  return {
    account,
    provider: 'declared',
    isDiscovered: false,
    timeZone: observed('UTC'),
    today: TODAY,
    parent: null,
    tier: null,
    tags: [],
    credits: { remaining: limit(remaining), allowance: limit(allowance), resets: observed(resets), used: null, overageUsed: null },
    overage: null,
    reserve: { perDay: 0, untilReset: 0 },
    dailyLimit: limit(dailyLimit),
    contacts: { limit: limit(contacts.limit), used: observed(contacts.used) },
    senders: [...senders].sort((a, b) => (a.id < b.id ? -1 : 1)),
    ...rest,
  };
}

export function snapshot(accounts: readonly AccountCapacity[], over: Partial<Snapshot> = {}): Snapshot {
  return {
    observedAt: NOW,
    accounts: [...accounts].sort((a, b) => (a.account < b.account ? -1 : 1)),
    excludedProviders: [],
    stale: null,
    findings: [],
    ...over,
  };
}

/** One-step campaign for everyone, priority 1, value 1, window = the whole horizon. `contacts` makes one segment with id null. */
export function campaign(id: string, contacts: number, over: Partial<Campaign> = {}): Campaign {
  return {
    id,
    segments: [{ id: null, contacts, from: null }],
    priority: 1,
    valueMicro: 1_000_000,
    window: { start: null, end: null, weekdays: WEEKDAYS },
    steps: [{ day: 0, share10k: 10_000 }],
    followUpsUntil: null,
    onNonSendingDay: 'shift',
    sticky: 'sender',
    from: EVERYONE,
    serveAtLeast: 0,
    perDay: { maxStarts: null, maxSends: null },
    maxShare10k: 10_000,
    minStarts: 0,
    oneAccount: false,
    allOrNothing: false,
    pacing: 'asap',
    newContacts10k: 10_000,
    resident: {},
    ...over,
  };
}

/** Account as written, without any number. */
export function declaredAccount(id: string, over: Partial<Account> = {}): Account {
  return {
    id,
    connection: { provider: 'declared', expires: null },
    timeZone: null,
    parent: null,
    credits: { remaining: null, allowance: null, resets: null },
    overage: null,
    reserve: { perDay: 0, untilReset: 0 },
    dailyLimit: null,
    contacts: { limit: null, used: null },
    tier: null,
    tags: [],
    senders: [],
    senderDefaults: {},
    ...over,
  };
}

/** Workspace of campaigns over a horizon of `days` days from TODAY. */
export function workspace(campaigns: readonly Campaign[], over: Partial<Workspace> & { end?: string | null } = {}): Workspace {
  const { end = '2026-11-26', ...rest } = over;
  return {
    timeZone: 'UTC',
    horizon: { start: TODAY, end },
    accounts: [],
    domains: [],
    campaigns: [...campaigns].sort((a, b) => (a.id < b.id ? -1 : 1)),
    inFlight: [],
    policy: {
      onUnknownCapacity: 'fail',
      overage: { kind: 'forbid' },
      minHeadroom10k: null,
      maxUtilisation10k: null,
      maxSnapshotAge: null,
      serve: {},
      ignore: [],
    },
    catalog: [],
    scenarios: [],
    inputs: [],
    positions: {},
    ...rest,
  };
}
