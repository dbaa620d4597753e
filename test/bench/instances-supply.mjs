// Accounts and senders of instances: limits, calendars, ramps, pools and credits.

import { FIRST, name, SIZES, WORKDAYS } from './instances-base.mjs';
import { dailyCapacity, dateOf, dayNumber } from './naive-capacity.mjs';

/**
 * @typedef {import('./naive-capacity.mjs').Account} Account
 * @typedef {import('./naive-capacity.mjs').Sender} Sender
 * @typedef {import('./instances-base.mjs').InstanceOptions} InstanceOptions
 * @typedef {import('./instances-base.mjs').Random} Random
 */

const KINDS = [['news'], ['outreach'], ['news', 'outreach']];

/** @param {Random} rng @param {number} limit @returns {NonNullable<Sender['warmUp']>} */
function warmUp(rng, limit) {
  const start = dateOf(FIRST + rng.whole(-12, 10));
  return rng.pick([
    { start, from: 5, add: 2, to: limit },
    { start, from: 5, factor: 1.2, to: limit },
    { start, schedule: [5, 8, 12, 16, 20, 25, 30, 40, 50], to: limit },
  ]);
}

/** Accounts without credits: what they send and on which days. @param {InstanceOptions} options @param {Random} rng @returns {(Account & { senders: Sender[] })[]} */
export function makeAccounts({ size, weekly = false }, rng) {
  const { accounts, senders, regions, isTable } = SIZES[size];
  let made = 0;
  return Array.from({ length: accounts }, (_, a) => {
    const id = name('a', a + 1, 4);
    // Every kind and region exists even in the smallest size, or campaigns would name tags nobody carries.
    const kinds = a < 3 ? [KINDS[a], KINDS[(a + 1) % 3]] : Array.from({ length: rng.whole(2, 3) }, () => rng.pick(KINDS));
    const calendars = rng.hits(0.25) ? [WORKDAYS, undefined] : rng.hits(0.6) ? [WORKDAYS] : [undefined];
    const isYoung = isTable && rng.hits(0.15);
    const share = (senders - made) / (accounts - a);
    const count = a === accounts - 1 ? senders - made : Math.max(1, Math.round(share * (0.4 + 1.2 * rng.next())));
    made += count;
    const list = Array.from({ length: count }, (_, s) => {
      const dailyLimit = 5 * rng.whole(4, 10);
      const weekdays = rng.pick(calendars);
      /** @type {Sender} */
      const sender = { id: `${name('s', s + 1, 5)}@${id}.example`, dailyLimit, tags: rng.pick(kinds) };
      if (weekdays) sender.weekdays = weekdays;
      if (rng.hits(0.4)) sender.sentToday = rng.whole(1, dailyLimit);
      if (rng.hits(0.03)) sender.status = 'paused';
      if (!isTable && rng.hits(0.15)) sender.warmUp = warmUp(rng, dailyLimit);
      if (weekly && rng.hits(0.5)) {
        sender.weeklyLimit = 4 * dailyLimit;
        if (!isTable) sender.sentLast6Days = Array.from({ length: 6 }, () => rng.whole(0, dailyLimit));
      }
      return sender;
    });
    const parent = a % 5 === 4 || (a === 2 && accounts < 5) ? name('a', a, 4) : null;
    return {
      id,
      provider: 'declared',
      credits: 'unlimited',
      tags: [`region${(a % regions) + 1}`],
      ...(parent === null ? {} : { parent }),
      ...(isYoung ? { senderDefaults: { warmUp: warmUp(rng, 50) } } : {}),
      senders: list,
    };
  });
}

/** Sends per day of all senders of an account together. @param {Account & { senders: Sender[] }} account @param {number} days */
export function capacityOf({ senders, senderDefaults }, days) {
  const sum = new Float64Array(days);
  for (const sender of senders) {
    dailyCapacity({ ...senderDefaults, ...sender }, { first: FIRST, days }).forEach((sends, d) => {
      sum[d] = (sum[d] ?? 0) + sends;
    });
  }
  return sum;
}

/** Sum over days, both ends included. @param {Float64Array} caps @param {number} from @param {number} to */
export const sumOf = (caps, from, to) => {
  let sum = 0;
  for (let d = Math.max(0, from); d <= Math.min(to, caps.length - 1); d++) sum += caps[d] ?? 0;
  return sum;
};

/**
 * Gives every account credits, four in ten too few for its senders. An account in a pool shares the resets of the pool.
 * @param {(Account & { senders: Sender[] })[]} accounts @param {number} days @param {Random} rng
 */
export function addCredits(accounts, days, rng) {
  const caps = new Map(accounts.map((a) => [a.id, capacityOf(a, days)]));
  const byId = new Map(accounts.map((a) => [a.id, a]));
  for (const account of accounts) {
    const pool = account.parent === undefined ? undefined : byId.get(account.parent);
    const isPool = accounts.some((a) => a.parent === account.id);
    const own = /** @type {Float64Array} */ (caps.get(account.id));
    const children = accounts.filter((a) => a.parent === account.id).map((a) => /** @type {Float64Array} */ (caps.get(a.id)));
    const all = own.map((sends, d) => children.reduce((sum, c) => sum + (c[d] ?? 0), sends));
    const kind = rng.next();
    const tightness = rng.hits(0.4) || isPool ? 0.5 + 0.4 * rng.next() : 1 + 0.5 * rng.next();
    const next = FIRST + rng.whole(4, 20);
    const every = rng.hits(0.15) ? 'week' : 'month';
    const keepFree = rng.hits(0.2) ? 0.03 * tightness : 0;
    if (kind < 0.2 && !isPool) continue;
    const shared = pool !== undefined && pool.credits !== 'unlimited' ? pool.credits.resets : undefined;
    const resets = pool === undefined ? (kind < 0.3 ? undefined : { next: dateOf(next), every }) : shared;
    const length = resets?.every === 'week' ? 7 : 30;
    const remaining = tightness * (resets ? sumOf(all, 0, dayNumber(resets.next) - FIRST - 1) : sumOf(all, 0, days - 1));
    const allowance = tightness * length * (sumOf(all, 0, days - 1) / days);
    account.credits = { remaining: Math.round(remaining), allowance: Math.round(allowance), ...(resets ? { resets } : {}) };
    if (keepFree > 0) account.reserve = { perDay: Math.round(keepFree * (sumOf(all, 0, days - 1) / days)) };
  }
}
