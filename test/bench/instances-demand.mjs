// Campaigns of instances: windows, steps, who may send, and contacts scaled to a load.

import { FIRST, name, SIZES, WORKDAYS } from './instances-base.mjs';
import { sumOf } from './instances-supply.mjs';
import { creditCycles, dailyCapacity, dateOf, dayNumber, dayTest } from './naive-capacity.mjs';

/**
 * @typedef {import('./naive-capacity.mjs').Account} Account
 * @typedef {import('./naive-capacity.mjs').Sender} Sender
 * @typedef {import('./instances-base.mjs').InstanceOptions} InstanceOptions
 * @typedef {import('./instances-base.mjs').Random} Random
 */

/** Days of the steps after the first one, by kind of sequence. */
export const OFFSETS = [
  [0, 3, 7],
  [0, 2, 5],
  [0, 3, 6],
  [0, 4, 9],
];
/** Part of the contacts that gets each step, by variant; none = a single message. */
export const SHARES = { single: null, sticky: [1, 1, 1], thinning: [1, 0.85, 0.7] };

/** @param {InstanceOptions} options @param {Random} rng @param {readonly Account[]} accounts */
export function makeCampaigns({ size, variant }, rng, accounts) {
  const { campaigns, days, regions } = SIZES[size];
  const shares = SHARES[variant];
  return Array.from({ length: campaigns }, (_, c) => {
    const kind = rng.next();
    const region = `region${rng.whole(1, Math.min(regions, accounts.length))}`;
    const tag = rng.pick(['news', 'outreach']);
    const some = Array.from({ length: rng.whole(2, Math.max(2, Math.min(8, accounts.length >> 2))) }, () => rng.pick(accounts).id);
    const from =
      kind < 0.4
        ? { tags: [region] }
        : kind < 0.5
          ? { tags: [tag] }
          : kind < 0.75
            ? { tags: [region, tag] }
            : kind < 0.95
              ? { accounts: [...new Set(some)] }
              : undefined;
    const offsets = rng.pick(OFFSETS);
    const tail = shares ? (offsets[2] ?? 0) + 3 : 0;
    const length = Math.min(rng.whole(5, 20), days - tail);
    const start = rng.whole(0, days - tail - length);
    const priority = rng.pick([1, 2, 2, 3, 3, 3, 4, 4, 4, 4]);
    const isWorkdays = rng.hits(0.2);
    return {
      id: name('c', c + 1, 4),
      contacts: 0,
      priority,
      window: {
        start: dateOf(FIRST + start),
        end: dateOf(FIRST + start + length - 1),
        ...(isWorkdays ? { weekdays: WORKDAYS } : {}),
      },
      ...(shares ? { steps: offsets.map((day, k) => ({ day, share: shares[k] })) } : {}),
      ...(from ? { from } : {}),
    };
  });
}

/** @typedef {ReturnType<typeof makeCampaigns>[number]} Campaign */

/**
 * Sets the contacts, so that demand in sends is `load` × capacity reached (weekly limits not counted); returns both.
 * @param {InstanceOptions} options @param {Campaign[]} campaigns @param {(Account & { senders: Sender[] })[]} accounts @param {Random} rng
 */
export function addDemand({ size, load }, campaigns, accounts, rng) {
  const { days } = SIZES[size];
  /** @type {Map<string, { account: string, tags: string[], caps: Float64Array, reached: Uint8Array }>} */
  const groups = new Map();
  for (const account of accounts) {
    for (const sender of account.senders) {
      const tags = [...(account.tags ?? []), ...(sender.tags ?? [])];
      const key = [account.id, ...tags].join(' ');
      const group = groups.get(key) ?? { account: account.id, tags, caps: new Float64Array(days), reached: new Uint8Array(days) };
      groups.set(key, group);
      dailyCapacity({ ...account.senderDefaults, ...sender }, { first: FIRST, days }).forEach((sends, d) => {
        group.caps[d] = (group.caps[d] ?? 0) + sends;
      });
    }
  }
  const weights = campaigns.map(({ window, steps, from }) => {
    const start = dayNumber(window.start) - FIRST;
    const end = dayNumber(window.end) - FIRST;
    // Follow-ups may move up to two days over a weekend.
    const last = Math.min(days - 1, steps ? end + (steps.at(-1)?.day ?? 0) + 2 : end);
    const sends = dayTest(window.weekdays);
    let weight = 0;
    for (const { account, tags, caps, reached } of groups.values()) {
      if (from?.accounts && !from.accounts.includes(account)) continue;
      if (from?.tags && !from.tags.every((t) => tags.includes(t))) continue;
      for (let d = start; d <= last; d++) {
        if (!sends(FIRST + d)) continue;
        reached[d] = 1;
        if (d <= end) weight += caps[d] ?? 0;
      }
    }
    return weight * (0.4 + 1.2 * rng.next());
  });
  const capacity = reachedCapacity(accounts, [...groups.values()], days);
  const perContact = campaigns.map(({ steps }) => (steps ? steps.reduce((sum, s) => sum + (s.share ?? 1), 0) : 1));
  const total = weights.reduce((sum, w) => sum + w, 0);
  campaigns.forEach((campaign, c) => {
    campaign.contacts = Math.max(1, Math.round((load * capacity * (weights[c] ?? 0)) / total / (perContact[c] ?? 1)));
  });
  return { capacity, demand: Math.round(campaigns.reduce((sum, { contacts }, c) => sum + contacts * (perContact[c] ?? 1), 0)) };
}

/** Sends the senders can make on days some campaign can use them, within the credits of accounts and pools. @param {readonly Account[]} accounts @param {readonly { account: string, caps: Float64Array, reached: Uint8Array }[]} groups @param {number} days */
function reachedCapacity(accounts, groups, days) {
  const horizon = { first: FIRST, days };
  const usable = new Map(accounts.map((a) => [a.id, new Float64Array(days)]));
  for (const { account, caps, reached } of groups) {
    const sum = /** @type {Float64Array} */ (usable.get(account));
    caps.forEach((sends, d) => {
      if (reached[d]) sum[d] = (sum[d] ?? 0) + sends;
    });
  }
  /** @param {Account} account @param {number} from @param {number} to */
  const within = (account, from, to) => {
    const caps = /** @type {Float64Array} */ (usable.get(account.id));
    const cycles = creditCycles(account, horizon);
    if (cycles.length === 0) return sumOf(caps, from, to);
    return cycles.reduce((sum, c) => sum + Math.min(c.capacity, sumOf(caps, Math.max(from, c.from), Math.min(to, c.to))), 0);
  };
  let capacity = 0;
  for (const root of accounts.filter((a) => a.parent === undefined)) {
    const family = [root, ...accounts.filter((a) => a.parent === root.id)];
    const cycles = creditCycles(root, horizon);
    const all = cycles.length > 0 ? cycles : [{ from: 0, to: days - 1, capacity: Number.POSITIVE_INFINITY }];
    for (const { from, to, capacity: pool } of all) {
      const inside = family.reduce((sum, a) => sum + within(a, from, to), 0);
      capacity += Math.min(pool, inside);
    }
  }
  return Math.round(capacity);
}
