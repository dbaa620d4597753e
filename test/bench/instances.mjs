// Seeded workspaces for measurements: plan files whose accounts are all `declared`, so nothing is asked over a network.
// As a program: node test/bench/instances.mjs --size M --variant sticky --load 1.2 --seed 1 <folder>

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FIRST, random, SIZES } from './instances-base.mjs';
import { addDemand, makeCampaigns } from './instances-demand.mjs';
import { addCredits, makeAccounts } from './instances-supply.mjs';
import { dateOf } from './naive-capacity.mjs';

/**
 * @typedef {import('./naive-capacity.mjs').Sender} Sender
 * @typedef {import('./instances-base.mjs').InstanceOptions} InstanceOptions
 * @typedef {{ campaigns: number, senders: number, accounts: number, days: number, capacity: number, demand: number, contacts: number }} Numbers
 *   capacity and demand in sends
 */

export { NOW, SIZES } from './instances-base.mjs';

const COLUMNS = /** @type {const} */ (['id', 'dailyLimit', 'sentToday', 'weeklyLimit', 'weekdays', 'tags', 'status']);

/** @param {readonly Sender[]} senders */
const csvOf = (senders) =>
  `${[COLUMNS.join(','), ...senders.map((s) => COLUMNS.map((c) => (Array.isArray(s[c]) ? s[c].join(' ') : (s[c] ?? ''))).join(','))].join('\n')}\n`;

/**
 * Plan files of an instance (name → text) and its numbers. The same options give the same bytes; accounts do not depend on
 * variant and load.
 * @param {InstanceOptions} options
 * @returns {{ files: Map<string, string>, numbers: Numbers }}
 */
export function generate(options) {
  const { size, variant, seed, weekly = false } = options;
  const { campaigns: campaignCount, senders, accounts: accountCount, days, isTable } = SIZES[size];
  const supply = random(`${size}/${seed}/${weekly}/supply`);
  const accounts = makeAccounts(options, supply);
  addCredits(accounts, days, supply);
  // Both kinds of sequences are of the same campaigns.
  const wanted = random(`${size}/${seed}/${variant === 'single' ? 'single' : 'sticky'}/demand`);
  const campaigns = makeCampaigns(options, wanted, accounts);
  const { capacity, demand } = addDemand(options, campaigns, accounts, wanted);
  const contacts = campaigns.reduce((sum, c) => sum + c.contacts, 0);

  /** @type {Map<string, string>} */
  const files = new Map();
  const written = accounts.map((account) => {
    if (!isTable) return account;
    const file = `senders/${account.id}.csv`;
    files.set(file, csvOf(account.senders));
    return { ...account, senders: { file } };
  });
  const horizon = { start: dateOf(FIRST), end: dateOf(FIRST + days - 1) };
  const json = (/** @type {object} */ value) => `${JSON.stringify({ version: 1, ...value }, null, 1)}\n`;
  files.set('accounts.sendplan.json', json({ timeZone: 'UTC', horizon, accounts: written }));
  files.set('campaigns.sendplan.json', json({ campaigns }));
  return { files, numbers: { campaigns: campaignCount, senders, accounts: accountCount, days, capacity, demand, contacts } };
}

/**
 * Writes the plan files of an instance into a folder and returns its numbers.
 * @param {string} folder
 * @param {InstanceOptions} options
 */
export function writeInstance(folder, options) {
  const { files, numbers } = generate(options);
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return numbers;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      size: { type: 'string', default: 'S' },
      variant: { type: 'string', default: 'single' },
      load: { type: 'string', default: '1.2' },
      seed: { type: 'string', default: '1' },
      weekly: { type: 'boolean', default: false },
    },
  });
  const [folder = 'instance'] = positionals;
  const options = /** @type {InstanceOptions} */ (
    /** @type {unknown} */ ({ ...values, load: Number(values.load), seed: Number(values.seed) })
  );
  process.stdout.write(`${JSON.stringify({ folder, ...writeInstance(folder, options) })}\n`);
}
