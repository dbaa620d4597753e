/** A file's plain value, item by item, through the schema: one broken account does not hide the errors of the others. */

import type * as z from 'zod';
import type { Subject } from '../model/finding.ts';
import type { Bag } from './bag.ts';
import { badIdCharacter } from './characters.ts';
import { type About, reportIssues, shown, valueAt } from './issues.ts';
import { knownKeys } from './known-keys.ts';
import type { WrittenAccount } from './schema/account.ts';
import type { WrittenCampaign, WrittenDomain, WrittenInFlight } from './schema/campaign.ts';
import type { WrittenCatalogEntry, WrittenScenario } from './schema/catalog.ts';
import { LIST_SECTIONS, MAP_SECTIONS, SINGLE_SECTIONS, TOP_KEYS } from './schema/plan-file.ts';
import type { WrittenPolicy } from './schema/policy.ts';
import { shortened } from './secrets.ts';
import type { Path, Source } from './source.ts';
import { didYouMean, nearest } from './suggest.ts';

/** A part of a file with the place it stands. */
export interface Written<T> {
  readonly value: T;
  readonly source: Source;
  readonly path: Path;
}

/** Items of all files, valid ones only. */
export interface Sections {
  readonly accounts: Written<WrittenAccount>[];
  readonly domains: Written<WrittenDomain>[];
  readonly campaigns: Written<WrittenCampaign>[];
  readonly inFlight: Written<WrittenInFlight>[];
  readonly scenarios: Written<WrittenScenario>[];
  readonly catalog: Written<WrittenCatalogEntry & { readonly id: string }>[];
  readonly version: Written<number>[];
  readonly timeZone: Written<string>[];
  readonly horizon: Written<{ readonly start?: string | undefined; readonly end?: string | undefined }>[];
  readonly policy: Written<WrittenPolicy>[];
  /** Items that did not pass, as written: their ids still count as known. */
  readonly broken: { readonly section: string; readonly value: unknown }[];
}

/** No items. */
export const emptySections = (): Sections => ({
  accounts: [],
  domains: [],
  campaigns: [],
  inFlight: [],
  scenarios: [],
  catalog: [],
  version: [],
  timeZone: [],
  horizon: [],
  policy: [],
  broken: [],
});

const NAMES: Record<string, Subject['kind'] | null> = {
  accounts: 'account',
  domains: 'domain',
  campaigns: 'campaign',
  scenarios: 'scenario',
  policy: 'policy',
};

function aboutOf(section: string, value: unknown, index: number | string | null): About {
  const id = (value as { readonly id?: unknown } | null)?.id;
  const kind = NAMES[section] ?? null;
  if (section === 'policy') return { name: 'policy', isNamed: false, subject: { kind: 'policy', id: 'policy' } };
  if (kind && typeof id === 'string' && id !== '' && id.length <= 200 && badIdCharacter(id) === null)
    return { name: `${kind} ${id}`, isNamed: true, subject: { kind, id } };
  const name = index === null ? section : typeof index === 'number' ? `${section}[${index}]` : `${section}.${index}`;
  return { name, isNamed: false, subject: null };
}

/** Copy of a value without the nearest map key of each path; where a key is missing, without the map it is missing from. */
function without(value: unknown, paths: readonly Path[]): unknown {
  const copy = structuredClone(value);
  for (const path of paths) {
    const isMissing = valueAt(value, path) === undefined && typeof path.at(-2) === 'string';
    let end = isMissing ? path.length - 1 : path.length;
    while (end > 0 && typeof path[end - 1] === 'number') end--;
    if (end === 0) return undefined;
    let parent = copy as Record<string | number, unknown> | undefined;
    for (const key of path.slice(0, end - 1)) parent = parent?.[key] as typeof parent;
    if (typeof parent === 'object' && parent !== null) delete parent[path[end - 1]!];
  }
  return copy;
}

/** Checks one item. What is wrong in it is reported; the rest of it is checked as well, and kept when it can stand alone. */
function checkItem<T>(schema: z.core.$ZodType<T>, raw: unknown, source: Source, path: Path, about: About, bag: Bag): T | undefined {
  let value = raw;
  for (let round = 0; round < 3; round++) {
    const result = (schema as unknown as z.ZodType<T>).safeParse(value);
    if (result.success) return result.data;
    const given = value;
    const wrong = reportIssues(result.error, given, source, path, about, bag, (at) => knownKeys(schema, given, at));
    value = without(value, wrong);
    if (value === undefined) return undefined;
  }
  return undefined;
}

/** Adds the items of one file. `value` has no `x-` keys any more. */
export function readSections(source: Source, value: unknown, into: Sections, bag: Bag): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    bag.at(
      source,
      [],
      'config.invalid-value',
      `The file is ${shown(value, null)}; expected a map with keys such as version, accounts, campaigns.`,
    );
    return;
  }
  const root = value as Record<string, unknown>;
  const isMisspelt = Object.keys(root).some((key) => !TOP_KEYS.includes(key) && nearest(key, TOP_KEYS) === 'version');
  if (!('version' in root) && !isMisspelt)
    bag.at(source, ['version'], 'config.missing-key', 'The file has no version; expected version: 1 as its first line.');
  for (const [section, raw] of Object.entries(root)) {
    if (!TOP_KEYS.includes(section)) {
      const hint = didYouMean(section, TOP_KEYS) || ` Known keys: ${TOP_KEYS.join(', ')}.`;
      bag.at(source, [section], 'config.unknown-key', `The file has an unknown key ${shortened(section)}.${hint}`, { spot: 'key' });
    } else if (section in SINGLE_SECTIONS) {
      const schema = SINGLE_SECTIONS[section as keyof typeof SINGLE_SECTIONS];
      const item = checkItem<unknown>(schema, raw, source, [section], aboutOf(section, raw, null), bag);
      if (item !== undefined) (into[section as keyof Sections] as Written<unknown>[]).push({ value: item, source, path: [section] });
    } else if (section in MAP_SECTIONS) {
      if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
        bag.at(
          source,
          [section],
          'config.invalid-value',
          `${section} is ${shown(raw, null)}; expected names with their values below it, or remove the key.`,
        );
        continue;
      }
      for (const [id, entry] of Object.entries(raw)) {
        const item = checkItem(MAP_SECTIONS.catalog, entry, source, [section, id], aboutOf(section, null, id), bag);
        if (item !== undefined) into.catalog.push({ value: { ...item, id }, source, path: [section, id] });
        else into.broken.push({ section, value: entry });
      }
    } else if (!Array.isArray(raw)) {
      bag.at(
        source,
        [section],
        'config.invalid-value',
        `${section} is ${shown(raw, null)}; expected items beginning with "- " below it, or remove the key.`,
      );
    } else {
      const schema = LIST_SECTIONS[section as keyof typeof LIST_SECTIONS];
      raw.forEach((entry, i) => {
        const item = checkItem<unknown>(schema, entry, source, [section, i], aboutOf(section, entry, i), bag);
        if (item !== undefined) (into[section as keyof Sections] as Written<unknown>[]).push({ value: item, source, path: [section, i] });
        else into.broken.push({ section, value: entry });
      });
    }
  }
}
