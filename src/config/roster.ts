/** Everything that has an id, over all files: what references may name. */

import type { Subject } from '../model/finding.ts';
import type { Bag } from './bag.ts';
import { nfc } from './characters.ts';
import type { WrittenAccount } from './schema/account.ts';
import type { WrittenCampaign } from './schema/campaign.ts';
import type { WrittenSender } from './schema/sender.ts';
import type { Sections, Written } from './sections.ts';
import type { Path } from './source.ts';
import { didYouMean } from './suggest.ts';
import { type Tables, tableKey } from './tables.ts';

/** Ids by kind, after NFC. */
export interface Roster {
  readonly accounts: ReadonlyMap<string, Written<WrittenAccount> | null>;
  readonly senders: ReadonlyMap<string, { readonly account: string } | null>;
  readonly campaigns: ReadonlyMap<string, Written<WrittenCampaign> | null>;
  readonly domains: ReadonlySet<string>;
  readonly tags: ReadonlySet<string>;
  readonly tiers: ReadonlySet<string>;
  readonly topUps: ReadonlySet<string>;
  /** Accounts whose provider lists subaccounts: `<account>/<name>` may be named. */
  readonly discovering: ReadonlySet<string>;
  /** Whether a provider lists senders itself, so that sender ids are not all known here. */
  readonly hasLiveSenders: boolean;
}

/** Senders of an account with their places, from the list or from the table. */
export function sendersOf(account: Written<WrittenAccount>, tables: Tables): readonly Written<WrittenSender>[] {
  const { senders } = account.value;
  if (Array.isArray(senders)) return senders.map((value, i) => ({ value, source: account.source, path: [...account.path, 'senders', i] }));
  return tables.senders.get(tableKey(account)) ?? [];
}

const where = (item: Written<unknown>, path: Path = item.path) => {
  const p = item.source.locate(path, 'value');
  return `${p.file}:${p.line}:${p.column}`;
};

/** Fills a map by id; the second of two equal ids is reported and left out. */
function collect<T extends { readonly id: string }>(
  items: readonly Written<T>[],
  kind: Subject['kind'],
  bag: Bag,
): Map<string, Written<T>> {
  const byId = new Map<string, Written<T>>();
  for (const item of items) {
    const id = nfc(item.value.id);
    const first = byId.get(id);
    if (!first) byId.set(id, item);
    else
      bag.at(
        item.source,
        [...item.path, 'id'],
        'config.duplicate-id',
        `The ${kind} id ${id} is used twice; first at ${where(first, [...first.path, 'id'])}. Choose another id.`,
        {
          subject: { kind, id },
        },
      );
  }
  return byId;
}

/** Names of price lists, and ids of tiers and top-ups, are unique over the whole catalog. */
function collectCatalog(sections: Sections, bag: Bag): void {
  const seen = new Map<string, string>();
  const once = (what: string, id: string, item: Written<unknown>, path: Path, spot: 'key' | 'value') => {
    const key = `${what} ${nfc(id)}`;
    const first = seen.get(key);
    const position = item.source.locate(path, spot);
    if (first === undefined) seen.set(key, `${position.file}:${position.line}:${position.column}`);
    else
      bag.at(item.source, path, 'config.duplicate-id', `The ${what} id ${id} is used twice; first at ${first}. Choose another id.`, {
        spot,
      });
  };
  for (const entry of sections.catalog) {
    once('catalog', entry.value.id, entry, entry.path, 'key');
    for (const [i, t] of entry.value.tiers.entries()) once('tier', t.id, entry, [...entry.path, 'tiers', i, 'id'], 'value');
    for (const [i, t] of (entry.value.topUps ?? []).entries()) once('top-up', t.id, entry, [...entry.path, 'topUps', i, 'id'], 'value');
  }
}

/** Ids of items that did not pass the schema: references to them are not errors of their own. */
function brokenIds(sections: Sections, section: string): readonly string[] {
  return sections.broken.flatMap((b) => {
    const id = b.section === section ? (b.value as { readonly id?: unknown } | null)?.id : undefined;
    return typeof id === 'string' ? [nfc(id)] : [];
  });
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textsIn = (value: unknown): readonly string[] =>
  listed(value)
    .filter((t): t is string => typeof t === 'string')
    .map(nfc);

/** Builds the roster; reports ids used twice. */
export function buildRoster(sections: Sections, tables: Tables, bag: Bag): Roster {
  const accounts = new Map<string, Written<WrittenAccount> | null>(collect(sections.accounts, 'account', bag));
  const campaigns = new Map<string, Written<WrittenCampaign> | null>(collect(sections.campaigns, 'campaign', bag));
  collect(sections.scenarios, 'scenario', bag);
  collectCatalog(sections, bag);
  const domains = new Set(collect(sections.domains, 'domain', bag).keys());
  const senders = new Map<string, { readonly account: string } | null>();
  const tags = new Set<string>();
  const all: Written<WrittenSender>[] = [];
  for (const account of sections.accounts) {
    for (const tag of account.value.tags ?? []) tags.add(nfc(tag));
    for (const sender of sendersOf(account, tables)) {
      all.push(sender);
      senders.set(nfc(sender.value.id), { account: nfc(account.value.id) });
      for (const tag of sender.value.tags ?? []) tags.add(nfc(tag));
    }
  }
  collect(all, 'sender', bag);
  for (const { section, value } of sections.broken) {
    if (section !== 'accounts' || typeof value !== 'object' || value === null) continue;
    const broken = value as { readonly tags?: unknown; readonly senders?: unknown };
    for (const tag of textsIn(broken.tags)) tags.add(tag);
    for (const sender of listed(broken.senders) as readonly { readonly id?: unknown; readonly tags?: unknown }[]) {
      if (typeof sender?.id === 'string') senders.set(nfc(sender.id), null);
      for (const tag of textsIn(sender?.tags)) tags.add(tag);
    }
  }
  for (const id of brokenIds(sections, 'accounts')) if (!accounts.has(id)) accounts.set(id, null);
  for (const id of brokenIds(sections, 'campaigns')) if (!campaigns.has(id)) campaigns.set(id, null);
  for (const id of brokenIds(sections, 'domains')) domains.add(id);
  const isOfLiveSenders = (value: unknown) => (value as { readonly provider?: unknown } | null)?.provider === 'puffle';
  return {
    accounts,
    campaigns,
    senders,
    domains,
    tags,
    tiers: new Set(sections.catalog.flatMap((c) => c.value.tiers.map((t) => nfc(t.id)))),
    topUps: new Set(sections.catalog.flatMap((c) => (c.value.topUps ?? []).map((t) => nfc(t.id)))),
    discovering: new Set(
      sections.accounts.filter((a) => a.value.provider === 'sendgrid' && a.value.discover !== undefined).map((a) => nfc(a.value.id)),
    ),
    hasLiveSenders:
      sections.accounts.some((a) => isOfLiveSenders(a.value)) ||
      sections.broken.some((b) => b.section === 'accounts' && isOfLiveSenders(b.value)),
  };
}

/** Reports a reference that names nothing. `what` is the kind of thing, e.g. `account`. */
export function checkReference(
  bag: Bag,
  item: Written<unknown>,
  path: Path,
  what: string,
  name: string,
  known: { readonly has: (id: string) => boolean; readonly keys: () => Iterable<string> },
  of: Subject,
  named = `${of.kind} ${of.id}`,
): void {
  if (known.has(nfc(name))) return;
  const names = [...known.keys()];
  const hint =
    didYouMean(name, names) || (names.length === 0 ? ` No ${what} is defined.` : names.length <= 8 ? ` Known: ${names.join(', ')}.` : '');
  bag.at(
    item.source,
    [...item.path, ...path],
    'config.unknown-reference',
    `${named} names the ${what} ${name}, which is not defined.${hint}`,
    { subject: of },
  );
}

/** Accounts one may name: those written, and any `<account>/<name>` under an account that discovers. */
export function accountNames(roster: Roster): { readonly has: (id: string) => boolean; readonly keys: () => Iterable<string> } {
  return {
    has: (id) => roster.accounts.has(id) || [...roster.discovering].some((parent) => id.startsWith(`${parent}/`)),
    keys: () => roster.accounts.keys(),
  };
}

/** Senders one may name: those written; any, where a provider lists senders itself. */
export function senderNames(roster: Roster): { readonly has: (id: string) => boolean; readonly keys: () => Iterable<string> } {
  return { has: (id) => roster.hasLiveSenders || roster.senders.has(id), keys: () => roster.senders.keys() };
}
