// What instances are made of: sizes, the first day, and random numbers that are the same everywhere.

import { dayNumber } from './naive-capacity.mjs';

/**
 * @typedef {'S' | 'M' | 'L' | 'XL' | 'XXL'} Size
 * @typedef {'single' | 'sticky' | 'thinning'} Variant one message per contact; three from the same sender to everybody; the same, fewer each time
 * @typedef {{ size: Size, variant: Variant, load: number, seed: number, weekly?: boolean }} InstanceOptions
 *   load: demand in sends relative to the capacity campaigns can reach
 */

/** Instant every instance is planned at; its horizon starts on that day. */
export const NOW = '2026-11-20T09:30:00Z';

/** @type {Readonly<Record<Size, { campaigns: number, senders: number, accounts: number, days: number, regions: number, isTable: boolean }>>} */
export const SIZES = {
  S: { campaigns: 10, senders: 20, accounts: 3, days: 30, regions: 2, isTable: false },
  M: { campaigns: 50, senders: 200, accounts: 10, days: 30, regions: 4, isTable: false },
  L: { campaigns: 200, senders: 1_000, accounts: 30, days: 31, regions: 6, isTable: true },
  XL: { campaigns: 500, senders: 10_000, accounts: 100, days: 60, regions: 10, isTable: true },
  XXL: { campaigns: 2_000, senders: 100_000, accounts: 1_000, days: 60, regions: 20, isTable: true },
};

/** First day of every instance, as day number. */
export const FIRST = dayNumber(NOW.slice(0, 10));

/** Weekdays of those who do not send at weekends. */
export const WORKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri'];

/**
 * Small seeded generator of numbers (mulberry32 over a hash of the seed's text).
 * @param {string} seed
 */
export function random(seed) {
  let state = 2_166_136_261;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    /** Whole number from `low` to `high`, both included. @param {number} low @param {number} high */
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => /** @type {T} */ (list[Math.floor(next() * list.length)]),
    /** @param {number} chance */
    hits: (chance) => next() < chance,
  };
}

/** @typedef {ReturnType<typeof random>} Random */

/** Id such as c0042. @param {string} letter @param {number} n @param {number} width */
export const name = (letter, n, width) => letter + String(n).padStart(width, '0');
