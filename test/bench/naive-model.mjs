// The plan as people write it down first: one variable per campaign, sender and start day, one weighted objective. Reads
// the JSON plan files of the instances (declared accounts, no segments) and nothing else.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { creditCycles, dailyCapacity, dayNumber, dayTest } from './naive-capacity.mjs';

/**
 * @typedef {import('./naive-capacity.mjs').Account} Account
 * @typedef {import('./naive-capacity.mjs').Sender} Sender
 * @typedef {{ id: string, contacts: number, priority: number, window: { start: string, end: string, weekdays?: string[] },
 *   steps?: { day: number, share?: number }[], from?: { tags?: string[], accounts?: string[] } }} Campaign
 * @typedef {{ priorities: number[], weights: number[], starts: number[], rows: number[], values: number[], upper: number[] }} NaiveModel
 *   columns packed one after the other: column c holds entries starts[c] to starts[c + 1] − 1; every row is ≤ upper
 */

/** Weight of one contact: 30 times that of the next priority. @param {number} priority */
const weightOf = (priority) => 30 ** (4 - priority);

/** @param {string} text @returns {Sender[]} */
function readTable(text) {
  const [header = '', ...lines] = text.trim().split('\n');
  const columns = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    const entries = columns.flatMap((column, i) => {
      const cell = cells[i] ?? '';
      if (cell === '') return [];
      if (column === 'weekdays' || column === 'tags') return [[column, cell.split(' ')]];
      return [[column, /^\d+$/.test(cell) ? Number(cell) : cell]];
    });
    return Object.fromEntries(entries);
  });
}

/** Accounts with their senders, campaigns and horizon of a folder. @param {string} folder */
export function readInstance(folder) {
  const parts = readdirSync(folder)
    .filter((name) => name.endsWith('.sendplan.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  /** @type {{ start: string, end: string }} */
  const horizon = parts.find((p) => p.horizon).horizon;
  const first = dayNumber(horizon.start);
  /** @type {(Account & { senders: Sender[] })[]} */
  const accounts = parts
    .flatMap((p) => p.accounts ?? [])
    .map((account) => {
      const { senders, senderDefaults, tags = [] } = account;
      /** @type {Sender[]} */
      const listed = Array.isArray(senders) ? senders : readTable(readFileSync(join(folder, senders.file), 'utf8'));
      return { ...account, senders: listed.map((s) => ({ ...senderDefaults, ...s, tags: [...tags, ...(s.tags ?? [])] })) };
    });
  /** @type {Campaign[]} */
  const campaigns = parts.flatMap((p) => p.campaigns ?? []);
  return { accounts, campaigns, horizon: { first, days: dayNumber(horizon.end) - first + 1 } };
}

/** Day of every step of a start, counted from the horizon's first day; null when one falls behind its end. @param {readonly { day: number }[]} steps @param {number} start @param {number} days @param {(day: number) => boolean} isOn */
function stepDays(steps, start, days, isOn) {
  const found = [start];
  for (const { day } of steps.slice(1)) {
    let due = Math.max(start + day, /** @type {number} */ (found.at(-1)) + 1);
    while (due < days && !isOn(due)) due++;
    if (due >= days) return null;
    found.push(due);
  }
  return found;
}

/** The model of an instance. @param {ReturnType<typeof readInstance>} instance @returns {NaiveModel} */
export function naiveModel({ accounts, campaigns, horizon }) {
  const { first, days } = horizon;
  /** @type {NaiveModel} */
  const model = { priorities: [], weights: [], starts: [0], rows: [], values: [], upper: [] };
  /** @type {Map<string, number>} */
  const rowOf = new Map();
  const row = (/** @type {string} */ key, /** @type {number} */ upper) => {
    let at = rowOf.get(key);
    if (at === undefined) {
      at = model.upper.push(upper) - 1;
      rowOf.set(key, at);
    }
    return at;
  };
  const byId = new Map(accounts.map((a) => [a.id, a]));
  const senders = accounts.flatMap((account) => {
    const pools = account.parent === undefined ? [account] : [account, /** @type {Account} */ (byId.get(account.parent))];
    const cycles = pools.flatMap((pool) => creditCycles(pool, horizon).map((cycle) => ({ ...cycle, pool: pool.id })));
    return account.senders
      .filter((s) => s.status === undefined || s.status === 'active')
      .map((sender) => ({ account, sender, cycles, caps: dailyCapacity(sender, horizon), isOn: dayTest(sender.weekdays) }));
  });

  campaigns.forEach(({ contacts, priority, window, steps = [{ day: 0 }], from }, c) => {
    const campaignSends = dayTest(window.weekdays);
    for (const { account, sender, cycles, caps, isOn } of senders) {
      if (from?.accounts && !from.accounts.includes(account.id)) continue;
      if (from?.tags && !from.tags.every((t) => sender.tags?.includes(t))) continue;
      const isSendDay = (/** @type {number} */ d) => campaignSends(first + d) && isOn(first + d);
      for (let start = dayNumber(window.start) - first; start <= dayNumber(window.end) - first; start++) {
        if (!isSendDay(start)) continue;
        const on = stepDays(steps, start, days, isSendDay);
        if (on === null) continue;
        /** @type {Map<number, number>} */
        const column = new Map([[row(`demand ${c}`, contacts), 1]]);
        const add = (/** @type {number} */ at, /** @type {number} */ load) => column.set(at, (column.get(at) ?? 0) + load);
        on.forEach((d, k) => {
          const load = steps[k]?.share ?? 1;
          add(row(`day ${sender.id} ${d}`, caps[d] ?? 0), load);
          for (const { pool, from: begin, to, capacity } of cycles)
            if (d >= begin && d <= to) add(row(`credits ${pool} ${begin}`, capacity), load);
          if (sender.weeklyLimit !== undefined)
            for (let begin = d - 6; begin <= d; begin++) add(row(`week ${sender.id} ${begin}`, weekLeft(sender, begin)), load);
        });
        for (const [at, load] of column) {
          model.rows.push(at);
          model.values.push(load);
        }
        model.starts.push(model.rows.length);
        model.priorities.push(priority);
        model.weights.push(weightOf(priority));
      }
    }
  });
  return model;
}

/** What is left of a weekly limit in the 7 days from `begin` (0 = today). @param {Sender} sender @param {number} begin */
function weekLeft({ weeklyLimit = 0, sentToday = 0, sentLast6Days = [] }, begin) {
  let sent = begin <= 0 ? sentToday : 0;
  sentLast6Days.forEach((s, i) => {
    if (i - 6 >= begin) sent += s;
  });
  return Math.max(0, weeklyLimit - sent);
}

/**
 * Solves the instance named on the command line with `solve` and prints one line of JSON about the answer; its CPU is that of
 * model and solver, reading not counted.
 * @param {(model: NaiveModel) => Promise<{ columns: ArrayLike<number>, isRelaxed: boolean }>} solve
 */
export async function runNaive(solve) {
  const folder = process.argv[2] ?? '';
  if (!existsSync(folder)) throw new Error(`no such folder: ${folder}`);
  const instance = readInstance(folder);
  const before = process.cpuUsage();
  const model = naiveModel(instance);
  const { columns, isRelaxed } = await solve(model);
  const { user, system } = process.cpuUsage(before);
  /** @type {Record<string, number>} */
  const served = {};
  let fractional = 0;
  model.priorities.forEach((priority, c) => {
    const value = columns[c] ?? 0;
    served[priority] = (served[priority] ?? 0) + value;
    if (Math.abs(value - Math.round(value)) > 1e-6) fractional++;
  });
  const size = { columns: model.priorities.length, rows: model.upper.length, nonZeros: model.rows.length };
  process.stdout.write(`${JSON.stringify({ ...size, served, cpuS: (user + system) / 1e6, isRelaxed, fractional })}\n`);
}
